"""A page with one table of days: what the daily page and the weekly pages have in common."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ..errors import InconsistentDataError
from ..years import day_text
from .cells import has_columns
from .daily_rows import daily_rows
from .page import Page
from .publication import Kind, Publication

__all__ = ["check_day", "matches", "read_days"]


def matches(page: Page, headings: Mapping[str, str]) -> bool:
    """Whether a page has a table with the columns of days, people and boats."""
    return any(has_columns(rows, _needed(headings)) for rows in page.tables)


def read_days(page: Page, headings: Mapping[str, str], *, kind: Kind, sha256: str) -> Publication:
    """Read the table of a page that `matches`.

    Raises
    ------
    InconsistentDataError
        If a cell holds no count, days are missing, or a day lies after the publication.
    """
    daily, uncontrolled = daily_rows(page.only_table(_needed(headings)), headings, where=page.name)
    check_day(daily.index[-1].date(), page)
    return Publication(
        kind=kind,
        title=page.title,
        url=page.url,
        sha256=sha256,
        published=page.published,
        published_at=page.published_at,
        daily=daily,
        uncontrolled_landings=uncontrolled,
        notes=page.notes,
    )


def check_day(last: date, page: Page) -> None:
    """Refuse figures for a day after the publication of the page."""
    if page.published and last > page.published:
        raise InconsistentDataError(
            f"figures for {day_text(last)}",
            expected=f"none after its publication on {day_text(page.published)}",
            where=page.name,
        )


def _needed(headings: Mapping[str, str]) -> list[str]:
    return [headings[name] for name in ("date", "arrivals", "boats")]
