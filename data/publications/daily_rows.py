"""Rows of days, as a sheet or a page has them: one day a row, and the notes beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from ..errors import InconsistentDataError
from ..schema import daily_table
from .cells import Table, count, day, find_table, optional_count, text

__all__ = ["UNCONTROLLED", "check_landed", "daily_rows", "landings", "status_of"]

UNCONTROLLED = "uncontrolled_landings"


def daily_rows(
    rows: Sequence[Sequence[Any]], headings: Mapping[str, str], *, where: str
) -> tuple[pd.DataFrame, pd.Series | None]:
    """Read days.

    Parameters
    ----------
    rows : sequence of sequences
        Cells, the header among them.
    headings : mapping
        What the columns ``date``, ``arrivals`` and ``boats`` are called there and, where they
        may be there, ``uncontrolled_landings`` and ``notes``.
    where : str
        File and sheet, for messages.

    Returns
    -------
    pandas.DataFrame, pandas.Series or None
        The daily table, and the uncontrolled landings (boats) where there is a column of them.

    Raises
    ------
    UnknownFormatError
        If a column is not there, or a cell holds no date.
    InconsistentDataError
        If a cell holds no count, a day is missing or given twice, or there are no rows.
    """
    needed = [headings[name] for name in ("date", "arrivals", "boats")]
    rest = [heading for heading in headings.values() if heading not in needed]
    table = find_table(rows, needed, optional=rest, where=where)
    if not table.rows:
        raise InconsistentDataError("no rows", expected="at least one day", where=where)
    dates, arrivals, boats, uncontrolled, status = [], [], [], [], []
    for number, cells in table.rows:
        row = f"{where}, row {number}"
        cell = _cells(table, cells, headings, row)
        dates.append(day(cell["date"], where=f"{row}, column {headings['date']}"))
        arrivals.append(count(cell["arrivals"], where=f"{row}, column {headings['arrivals']}"))
        boats.append(count(cell["boats"], where=f"{row}, column {headings['boats']}"))
        if UNCONTROLLED in cell:
            at = f"{row}, column {headings[UNCONTROLLED]}"
            landed = optional_count(cell[UNCONTROLLED], where=at)
            check_landed(landed, boats[-1], where=at)
            uncontrolled.append(landed)
        status.append(status_of(cell.get("notes")))
    numbers = [number for number, _ in table.rows]
    daily = daily_table(dates, arrivals, boats, status, where=where, rows=numbers)
    return daily, landings(dates, uncontrolled) if uncontrolled else None


def check_landed(landed: int | None, boats: int | None, *, where: str) -> None:
    """Refuse more uncontrolled landings than there were boats.

    Raises
    ------
    InconsistentDataError
        If there are more.
    """
    if landed is not None and boats is not None and landed > boats:
        raise InconsistentDataError(
            f"{landed} uncontrolled landings",
            expected=f"at most {boats}, the boats of the day, of which they are a part",
            where=where,
        )


def landings(dates: Sequence[date], boats: Sequence[int | None]) -> pd.Series:
    """Return boats a day that landed uncontrolled, ``<NA>`` where not recorded, by date."""
    index = pd.DatetimeIndex(list(dates), name="date").as_unit("ns")
    series = pd.Series(pd.array(list(boats), dtype="Int64"), index=index, name=UNCONTROLLED)
    return series.sort_index()


def status_of(note: object) -> str:
    """Return "revised" where the note beside a figure says so, else "provisional"."""
    return "revised" if "revised" in text(note).casefold() else "provisional"


def _cells(
    table: Table, cells: Sequence[Any], headings: Mapping[str, str], where: str
) -> dict[str, Any]:
    if len(cells) != table.width:
        raise InconsistentDataError(
            f"{len(cells)} cells", expected=f"{table.width}, as in the header", where=where
        )
    return {
        name: cells[table.columns[heading]]
        for name, heading in headings.items()
        if heading in table.columns
    }
