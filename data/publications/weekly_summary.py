"""The page "Weekly summary of small boat arrivals and preventions" of the Home Office."""

from __future__ import annotations

import re

import pandas as pd

from ..errors import InconsistentDataError
from .cells import find_table, has_columns
from .checks import check_published, week_count, week_end
from .page import Page
from .publication import Publication

__all__ = ["is_weekly_summary", "read"]

HEADINGS = {
    "arrivals": "Migrants arrived",
    "boats": "Boats arrived",
    "prevented": "Migrants prevented",
    "events_prevented": "Events prevented",
}
WEEK = re.compile(r"Week ending (?P<end>\d{1,2} [A-Za-z]+ \d{4})")


def is_weekly_summary(page: Page) -> bool:
    """Whether a page has the table of the weekly summary."""
    return any(has_columns(rows, list(HEADINGS.values())) for rows in page.tables)


def read(page: Page, *, sha256: str) -> Publication:
    """Read the page.

    Raises
    ------
    InconsistentDataError
        If a cell holds no count, there is no week or no row, or more than one of them, or the
        week ends on no Sunday or after the publication.
    """
    name = page.name
    columns = list(HEADINGS.values())
    rows = page.only_table(columns)
    table = find_table(rows, columns, where=name)
    if len(table.rows) != 1 or len(table.rows[0][1]) != table.width:
        raise InconsistentDataError(
            f"{len(table.rows)} rows", expected="one whole row, of one week", where=name
        )
    weeks = dict.fromkeys(match["end"] for match in map(WEEK.fullmatch, page.lines) if match)
    if len(weeks) != 1:
        raise InconsistentDataError(
            f"{len(weeks)} headings of weeks",
            expected='one, such as "Week ending 14 December 2025"',
            where=name,
        )
    end = week_end(next(iter(weeks)), where=name, at=f"{name}, week ending")
    check_published(end, page.published, where=name)
    number, cells = table.rows[0]
    counts: dict[str, int | None] = {}
    for column, heading in HEADINGS.items():
        where = f"{name}, row {number}, column {heading}"
        counts[column] = week_count(column, cells[table.columns[heading]], where=where)
    weekly = pd.DataFrame(
        {
            **{column: pd.array([value], dtype="Int64") for column, value in counts.items()},
            "uncontrolled_landings": pd.array([None], dtype="Int64"),
            "status": ["provisional"],
        },
        index=pd.DatetimeIndex([end], name="week_ending").as_unit("ns"),
    )
    return Publication(
        kind="weekly-summary",
        title=page.title,
        url=page.url,
        sha256=sha256,
        published=page.published,
        published_at=page.published_at,
        weekly=weekly,
        notes=page.notes,
    )
