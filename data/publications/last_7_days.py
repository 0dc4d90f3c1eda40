"""The daily page "Small boat arrivals: last 7 days" of the Home Office."""

from __future__ import annotations

from .daily_rows import UNCONTROLLED
from .page import Page
from .page_of_days import matches, read_days
from .publication import Publication

__all__ = ["is_last_7_days", "read"]

HEADINGS = {
    "date": "Date",
    "arrivals": "Migrants arrived",
    "boats": "Boats arrived",
    UNCONTROLLED: "Boats involved in uncontrolled landings",
    "notes": "Notes",
}


def is_last_7_days(page: Page) -> bool:
    """Whether a page has the table of the daily page."""
    return matches(page, HEADINGS)


def read(page: Page, *, sha256: str) -> Publication:
    """Read the page.

    Raises
    ------
    InconsistentDataError
        If a cell holds no count, or its dates contradict each other or its publication.
    """
    return read_days(page, HEADINGS, kind="last-7-days", sha256=sha256)
