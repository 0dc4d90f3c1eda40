"""The page "Weekly summary of small boat arrivals and preventions" of the Home Office."""

from __future__ import annotations

import re

import pandas as pd

from ..errors import InconsistentDataError
from .cells import find_table, has_columns, is_revised
from .checks import check_sunday, is_sunday, week_count
from .page import Page
from .publication import Publication
from .remark import Remarks
from .slips import one_date

HEADINGS = {
    "arrivals": "Migrants arrived",
    "boats": "Boats arrived",
    "prevented": "Migrants prevented",
    "events_prevented": "Events prevented",
}
NEEDED = [HEADINGS["arrivals"], HEADINGS["boats"]]
LONGEST_AGO = 31
"""Days from the end of a week to its publication."""
WEEK = re.compile(r"Week ending (?P<end>\d{1,2} [A-Za-z]+ \d{4})")


def is_weekly_summary(page: Page) -> bool:
    """Whether a page has the table of the weekly summary: people and boats, and no days."""
    return any(
        has_columns(rows, NEEDED) and not has_columns(rows, [*NEEDED, "Date"])
        for rows in page.tables
    )


def read(page: Page, *, sha256: str) -> Publication:
    """Read the page.

    Raises
    ------
    InconsistentDataError
        If people or boats are not counts, there is not one week and one row, or the week does
        not end on a Sunday or ends long after the publication.
    """
    name, remarks = page.name, Remarks(page.name)
    optional = [heading for heading in HEADINGS.values() if heading not in NEEDED]
    rows = page.only_table(NEEDED)
    page.tell_of_text(rows, remarks)
    table = find_table(rows, NEEDED, optional=optional, where=name, remarks=remarks)
    if len(table.rows) != 1 or len(table.rows[0][1]) != table.width:
        raise InconsistentDataError(
            f"{len(table.rows)} rows", expected="one whole row, of one week", where=name
        )
    headings = dict.fromkeys(match["end"] for match in map(WEEK.fullmatch, page.lines) if match)
    weeks = {
        one_date(
            heading,
            latest=page.latest,
            where=f"{name}, week ending",
            remarks=remarks,
            fits=is_sunday,
            within=LONGEST_AGO,
        )
        for heading in headings
    }
    if len(weeks) != 1:
        raise InconsistentDataError(
            f"{len(weeks)} headings of weeks",
            expected='one, such as "Week ending 14 December 2025"',
            where=name,
        )
    end = weeks.pop()
    check_sunday(end, where=name)
    published, moment = page.when_published(end, remarks)
    number, cells = table.rows[0]
    counts: dict[str, int | None] = {}
    for column, heading in HEADINGS.items():
        where = f"{name}, row {number}, column {heading}"
        cell = cells[table.columns[heading]] if heading in table.columns else None
        counts[column] = week_count(column, cell, end=end, where=where, remarks=remarks)
    revised = any(is_revised(cells[table.columns[heading]]) for heading in NEEDED)
    weekly = pd.DataFrame(
        {
            **{column: pd.array([value], dtype="Int64") for column, value in counts.items()},
            "uncontrolled_landings": pd.array([None], dtype="Int64"),
            "status": ["revised" if revised else "provisional"],
        },
        index=pd.DatetimeIndex([end], name="week_ending").as_unit("ns"),
    )
    return Publication(
        kind="weekly-summary",
        title=page.title,
        url=page.url,
        sha256=sha256,
        published=published,
        published_at=moment,
        weekly=weekly,
        notes=page.notes,
        remarks=tuple(remarks),
    )
