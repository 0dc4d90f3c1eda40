"""A page with one table of days: what the daily page and the weekly pages have in common."""

from __future__ import annotations

from collections.abc import Mapping

from .cells import has_columns
from .checks import check_published
from .daily_rows import daily_rows
from .page import Page
from .publication import Kind, Publication

__all__ = ["matches", "read_days"]


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
    check_published(daily.index[-1].date(), page.published, where=page.name)
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


def _needed(headings: Mapping[str, str]) -> list[str]:
    return [headings[name] for name in ("date", "arrivals", "boats")]
