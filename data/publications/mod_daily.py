"""The single-day page of the Ministry of Defence, 14 April 2022 to 31 January 2023.

One address, overwritten each day; the figures are in sentences. Boats that arrived together count
as one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from ..daily_table import daily_table, missing_days
from ..errors import InconsistentDataError
from .cells import count, is_revised, secondary_count
from .daily_rows import landings
from .page import Page
from .publication import Publication
from .remark import Remarks
from .slips import one_date

DAY = re.compile(r".*24-hour period 00:00 to 23:59 (?P<value>.*)")
PEOPLE = re.compile(r"Number of migrants detected in small boats: ?(?P<value>.*)")
BOATS = re.compile(r"Number of boats detected: ?(?P<value>.*)")
NEEDED = ((PEOPLE, "number of migrants"), (BOATS, "number of boats"))
LANDED = re.compile(r"Number of boats .*involved in uncontrolled landings: ?(?P<value>.*)")


def is_mod_daily(page: Page) -> bool:
    """Whether a page says how many people were detected on a day."""
    return bool(_values(page.lines, PEOPLE))


def read(page: Page, *, sha256: str) -> Publication:
    """Read the page: one day, or each of several after a weekend.

    Raises
    ------
    InconsistentDataError
        If a day or a count is missing, is there twice, or cannot be read, or a day is long after
        the publication.
    """
    name, remarks = page.name, Remarks(page.name)
    dates, arrivals, boats, landed, status = [], [], [], [], []
    for period, lines in _periods(page).items():
        where = f"{name}, the 24-hour period"
        when = one_date(period, latest=page.latest, where=where, remarks=remarks)
        dates.append(when)
        values = [_one(lines, form, what, name) for form, what in NEEDED]
        people, crossed = (
            count(value, where=f"{name}, {what}")
            for value, (_, what) in zip(values, NEEDED, strict=True)
        )
        arrivals.append(people)
        boats.append(crossed)
        landed.append(_landed(lines, crossed, when, name, remarks))
        status.append("revised" if any(map(is_revised, values)) else "provisional")
    daily = daily_table(dates, arrivals, boats, status, where=name, gaps=True)
    last = daily.index[-1].date()
    published, moment = page.when_published(last, remarks)
    return Publication(
        kind="mod-daily",
        title=page.title,
        url=page.url,
        sha256=sha256,
        published=published,
        published_at=moment,
        daily=daily,
        uncontrolled_landings=landings(daily, dates, landed),
        notes=page.notes,
        remarks=tuple(remarks),
        missing=missing_days(daily),
    )


def _periods(page: Page) -> dict[str, list[str]]:
    """Return the lines that belong to each 24-hour period; all of them where there is one."""
    periods: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in page.lines:
        if match := DAY.fullmatch(line):
            lines = periods.setdefault(match["value"].rstrip("."), [])
        lines.append(line)
    if not periods:
        raise InconsistentDataError(
            "no 24-hour period", expected="24-hour period, once", where=page.name
        )
    return periods if len(periods) > 1 else dict.fromkeys(periods, page.lines)


def _values(lines: Sequence[str], form: re.Pattern[str]) -> list[str]:
    """Return what is in the place of a figure; once, where two lines have the same."""
    matches = map(form.fullmatch, lines)
    return list(dict.fromkeys(match["value"].rstrip(".") for match in matches if match))


def _one(lines: Sequence[str], form: re.Pattern[str], what: str, name: str) -> str:
    values = _values(lines, form)
    if len(values) != 1:
        raise InconsistentDataError(
            " and ".join(f'"{value[:60]}"' for value in values) if values else f"no {what}",
            expected=f"{what}, once",
            where=name,
        )
    return values[0]


def _landed(
    lines: Sequence[str], boats: int, when: date, name: str, remarks: Remarks
) -> int | None:
    """Return the boats that landed uncontrolled; None where they are missing or in doubt."""
    values = _values(lines, LANDED)
    where = f"{name}, uncontrolled landings"
    if len(values) > 1:
        remarks.add(where, " and ".join(f'"{value[:60]}"' for value in values), "left out", when)
    if len(values) != 1:
        return None
    landed = secondary_count(values[0], where=where, remarks=remarks, day=when)
    if landed is not None and landed > boats:
        remarks.add(where, f"{landed}, more than the {boats} boats of the day", "left out", when)
        return None
    return landed
