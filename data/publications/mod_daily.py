"""The single-day page of the Ministry of Defence, 14 April 2022 to 31 January 2023.

One address, overwritten each day; the figures stand in sentences. Boats that arrived together
count as one.
"""

from __future__ import annotations

import re

from ..errors import InconsistentDataError
from ..schema import daily_table
from .cells import count, day
from .checks import check_published
from .daily_rows import check_landed, landings
from .page import Page
from .publication import Publication

__all__ = ["is_mod_daily", "read"]

DAY = re.compile(r".*24-hour period 00:00 to 23:59 (?P<said>.*)")
PEOPLE = re.compile(r"Number of migrants detected in small boats: ?(?P<said>.*)")
BOATS = re.compile(r"Number of boats detected: ?(?P<said>.*)")
LANDED = re.compile(r"Number of boats .*involved in uncontrolled landings: ?(?P<said>.*)")


def is_mod_daily(page: Page) -> bool:
    """Whether a page says how many people were detected on a day."""
    return bool(_said(page, PEOPLE))


def read(page: Page, *, sha256: str) -> Publication:
    """Read the page.

    Raises
    ------
    InconsistentDataError
        If the day or a count is not there, is there twice, or is none, or the day lies after
        the publication.
    """
    when = day(_one(page, DAY, "24-hour period"), where=f"{page.name}, the 24-hour period")
    people, boats = (
        count(_one(page, form, what), where=f"{page.name}, {what}")
        for form, what in ((PEOPLE, "number of migrants"), (BOATS, "number of boats"))
    )
    check_published(when, page.published, where=page.name)
    landed = None
    if _said(page, LANDED):
        what = "uncontrolled landings"
        landed = count(_one(page, LANDED, what), where=f"{page.name}, {what}")
        check_landed(landed, boats, where=page.name)
    return Publication(
        kind="mod-daily",
        title=page.title,
        url=page.url,
        sha256=sha256,
        published=page.published,
        published_at=page.published_at,
        daily=daily_table([when], [people], [boats], where=page.name),
        uncontrolled_landings=landings([when], [landed]),
        notes=page.notes,
    )


def _said(page: Page, form: re.Pattern[str]) -> list[str]:
    """Return what the page says in the place of a figure; once, where it says it twice alike."""
    found = map(form.fullmatch, page.lines)
    return list(dict.fromkeys(match["said"].rstrip(".") for match in found if match))


def _one(page: Page, form: re.Pattern[str], what: str) -> str:
    said = _said(page, form)
    if len(said) != 1:
        raise InconsistentDataError(
            " and ".join(f'"{text[:60]}"' for text in said) if said else f"no {what}",
            expected=f"{what}, once",
            where=page.name,
        )
    return said[0]
