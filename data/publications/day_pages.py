"""Pages with one table of days.

The daily page "Small boat arrivals: last 7 days" of the Home Office, and the weekly pages of the
Ministry of Defence (14 April 2022 to 31 January 2023), which count boats that arrived together as
one.
"""

from __future__ import annotations

from ..calendar import day_text
from ..daily_table import missing_days
from ..errors import InconsistentDataError
from .cells import has_columns
from .daily_rows import daily_rows
from .page import Page
from .publication import UNCONTROLLED, Kind, Publication
from .remark import Remarks
from .slips import OTHER_YEAR

HEADINGS: dict[Kind, dict[str, str]] = {
    "last-7-days": {
        "date": "Date",
        "arrivals": "Migrants arrived",
        "boats": "Boats arrived",
        UNCONTROLLED: "Boats involved in uncontrolled landings",
        "notes": "Notes",
    },
    "mod-weekly": {"date": "Date", "arrivals": "Migrants detected", "boats": "Boats detected"},
}
NEEDED = ("date", "arrivals", "boats")


def has_days(page: Page, kind: Kind) -> bool:
    """Whether a page has a table with the columns of days, people and boats of a kind."""
    return any(has_columns(rows, _needed(kind)) for rows in page.tables)


def read(page: Page, kind: Kind, *, sha256: str) -> Publication:
    """Read the table of days.

    Raises
    ------
    InconsistentDataError
        If a cell is not a count, dates contradict each other, or are long after the publication
        or before it.
    """
    remarks = Remarks(page.name)
    rows = page.only_table(_needed(kind))
    page.tell_of_text(rows, remarks)
    daily, uncontrolled = daily_rows(
        rows, HEADINGS[kind], latest=page.latest, where=page.name, remarks=remarks
    )
    last = daily.index[-1].date()
    published, moment = page.when_published(last, remarks)
    if kind == "last-7-days" and published and (published - last).days > OTHER_YEAR:
        raise InconsistentDataError(
            f"figures to {day_text(last)}, published on {day_text(published)}",
            expected="figures of the days before the publication",
            where=page.name,
            fix="Is the year of the table a slip?",
        )
    return Publication(
        kind=kind,
        title=page.title,
        url=page.url,
        sha256=sha256,
        published=published,
        published_at=moment,
        daily=daily,
        uncontrolled_landings=uncontrolled,
        notes=page.notes,
        remarks=tuple(remarks),
        missing=missing_days(daily),
    )


def _needed(kind: Kind) -> list[str]:
    return [HEADINGS[kind][name] for name in NEEDED]
