"""The page "Weekly summary of small boat arrivals and preventions" of the Home Office."""

from __future__ import annotations

import re

import pandas as pd

from ..errors import InconsistentDataError
from ..years import day_text, period_of
from .cells import count, day, find_table, has_columns, optional_count
from .page import Page
from .page_of_days import check_day
from .publication import Publication

__all__ = ["is_weekly_summary", "read"]

HEADINGS = {
    "arrivals": "Migrants arrived",
    "boats": "Boats arrived",
    "prevented": "Migrants prevented",
    "events_prevented": "Events prevented",
}
ALWAYS = ("arrivals", "boats")
"""People and boats are counted every week; preventions are not recorded in all."""
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
    end = day(next(iter(weeks)), where=f"{name}, week ending")
    if period_of(end, "week").end != end:
        raise InconsistentDataError(
            f"a week that ends on {day_text(end)}", expected="a Sunday", where=name
        )
    check_day(end, page)
    number, cells = table.rows[0]
    counts: dict[str, int | None] = {}
    for column, heading in HEADINGS.items():
        read_count = count if column in ALWAYS else optional_count
        where = f"{name}, row {number}, column {heading}"
        counts[column] = read_count(cells[table.columns[heading]], where=where)
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
