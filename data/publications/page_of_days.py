"""A page with one table of days: what the daily page and the weekly pages have in common."""

from __future__ import annotations

from collections.abc import Mapping

from ..calendar import day_text
from ..daily_table import missing_days
from ..errors import InconsistentDataError
from .cells import has_columns
from .daily_rows import daily_rows
from .page import Page
from .publication import Kind, Publication
from .remark import Remarks
from .slips import OTHER_YEAR

__all__ = ["matches", "read_days"]


def matches(page: Page, headings: Mapping[str, str]) -> bool:
    """Whether a page has a table with the columns of days, people and boats."""
    return any(has_columns(rows, _needed(headings)) for rows in page.tables)


def read_days(page: Page, headings: Mapping[str, str], *, kind: Kind, sha256: str) -> Publication:
    """Read the table of a page that `matches`.

    Raises
    ------
    InconsistentDataError
        If a cell holds no count, dates contradict each other, or lie long after the publication
        or before it.
    """
    remarks = Remarks(page.name)
    rows = page.only_table(_needed(headings))
    page.tell_of_text(rows, remarks)
    daily, uncontrolled = daily_rows(
        rows,
        headings,
        latest=page.latest,
        where=page.name,
        remarks=remarks,
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


def _needed(headings: Mapping[str, str]) -> list[str]:
    return [headings[name] for name in ("date", "arrivals", "boats")]
