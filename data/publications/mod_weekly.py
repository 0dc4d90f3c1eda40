"""The weekly tables of the Ministry of Defence, 14 April 2022 to 31 January 2023.

They give days, and count boats that arrived together as one.
"""

from __future__ import annotations

from .page import Page
from .page_of_days import matches, read_days
from .publication import Publication

__all__ = ["is_mod_weekly", "read"]

HEADINGS = {"date": "Date", "arrivals": "Migrants detected", "boats": "Boats detected"}


def is_mod_weekly(page: Page) -> bool:
    """Whether a page has the table of the weekly pages."""
    return matches(page, HEADINGS)


def read(page: Page, *, sha256: str) -> Publication:
    """Read the page.

    Raises
    ------
    InconsistentDataError
        If a cell holds no count, or its dates contradict each other or its publication.
    """
    return read_days(page, HEADINGS, kind="mod-weekly", sha256=sha256)
