"""Rows of days in a sheet or on a page: one day a row, with its notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from ..daily_table import daily_table
from ..errors import InconsistentDataError
from .cells import Table, count, find_table, is_marker, is_revised, secondary_count, text
from .publication import UNCONTROLLED
from .remark import Remarks
from .slips import DatedRow, dates_of


def daily_rows(
    rows: Sequence[Sequence[object]],
    headings: Mapping[str, str],
    *,
    latest: date | None,
    where: str,
    remarks: Remarks,
) -> tuple[pd.DataFrame, pd.Series | None]:
    """Read days.

    Parameters
    ----------
    rows : sequence of sequences
        Cells, the header among them.
    headings : mapping
        Headings of the columns ``date``, ``arrivals`` and ``boats`` and, where there may be
        such columns, ``uncontrolled_landings`` and ``notes``.
    latest : datetime.date or None
        The day of publication.
    where : str
        File and sheet, for messages.
    remarks : Remarks
        Gets those on slips, and on what was left out.

    Returns
    -------
    pandas.DataFrame, pandas.Series or None
        The daily table, which lacks the days that were left out, and the uncontrolled landings
        (boats) where there is a column of them.

    Raises
    ------
    UnknownFormatError
        If a column is not there, or a cell is not a date.
    InconsistentDataError
        If a cell is not a count, dates contradict each other, or there are no rows.
    """
    needed = [headings[name] for name in ("date", "arrivals", "boats")]
    rest = [heading for heading in headings.values() if heading not in needed]
    table = find_table(rows, needed, optional=rest, where=where, remarks=remarks)
    if not table.rows:
        raise InconsistentDataError("no rows", expected="at least one day", where=where)
    rows_named = [
        (number, _named(table, cells, headings, f"{where}, row {number}"))
        for number, cells in table.rows
    ]
    people = ("arrivals", "boats")
    dates = dates_of(
        [
            DatedRow(number, row["date"], tuple(text(row[name]) for name in people))
            for number, row in rows_named
        ],
        latest=latest,
        where=where,
        column=headings["date"],
        remarks=remarks,
    )
    records = []
    for day, (number, row) in zip(dates, rows_named, strict=True):
        if day is not None:
            counts = _day(row, headings, day, where=f"{where}, row {number}", remarks=remarks)
            records += [(number, day, *counts)] if counts else []
    if not records:
        raise InconsistentDataError("no figures", expected="at least one day", where=where)
    numbers, days, arrivals, boats, landed, status = (
        list(column) for column in zip(*records, strict=True)
    )
    daily = daily_table(days, arrivals, boats, status, where=where, rows=numbers, gaps=True)
    counted = headings.get(UNCONTROLLED) in table.columns
    return daily, landings(daily, days, landed) if counted else None


def _day(
    row: Mapping[str, object],
    headings: Mapping[str, str],
    day: date,
    *,
    where: str,
    remarks: Remarks,
) -> tuple[int, int | None, int | None, str] | None:
    """Return people, boats, landings and status of a day; None where it has no people."""
    at = {name: f"{where}, column {heading}" for name, heading in headings.items()}
    if is_marker(row["arrivals"]):
        remarks.add(at["arrivals"], f'"{text(row["arrivals"])}"', "the day is left out", day)
        return None
    arrivals = count(row["arrivals"], where=at["arrivals"])
    boats: int | None = None
    if is_marker(row["boats"]):
        remarks.add(at["boats"], f'"{text(row["boats"])}"', "boats of the day left out", day)
    else:
        boats = count(row["boats"], where=at["boats"])
    if boats is not None and (arrivals == 0) != (boats == 0):
        remarks.add(where, f"{arrivals:,} people in {boats:,} boats", "taken as printed", day)
    landed: int | None = None
    if UNCONTROLLED in row:
        place = at[UNCONTROLLED]
        landed = secondary_count(row[UNCONTROLLED], where=place, remarks=remarks, day=day)
        if landed is not None and boats is not None and landed > boats:
            remarks.add(place, f"{landed}, more than the {boats} boats of the day", "left out", day)
            landed = None
    revised = is_revised(row["arrivals"]) or is_revised(row["boats"])
    return arrivals, boats, landed, "revised" if revised else status_of(row.get("notes"))


def check_landed(landed: int | None, boats: int | None, *, where: str) -> None:
    """Raise an `InconsistentDataError` where more boats landed uncontrolled than arrived."""
    if landed is not None and boats is not None and landed > boats:
        raise InconsistentDataError(
            f"{landed} uncontrolled landings",
            expected=f"at most {boats}, the boats of the day, of which they are a part",
            where=where,
        )


def landings(daily: pd.DataFrame, dates: Sequence[date], boats: Sequence[int | None]) -> pd.Series:
    """Return boats a day that landed uncontrolled, ``<NA>`` where not recorded, as the table is."""
    of_day = dict(zip(dates, boats, strict=True))
    landed = pd.array([of_day[day] for day in sorted(of_day)], dtype="Int64")
    return pd.Series(landed, index=daily.index, name=UNCONTROLLED)


def status_of(note: object) -> str:
    """Return "revised" where the note beside a figure says so, else "provisional"."""
    return "revised" if "revised" in text(note).casefold() else "provisional"


def _named(
    table: Table, cells: Sequence[object], headings: Mapping[str, str], where: str
) -> dict[str, object]:
    if len(cells) != table.width:
        raise InconsistentDataError(
            f"{len(cells)} cells", expected=f"{table.width}, as in the header", where=where
        )
    return {
        name: cells[table.columns[heading]]
        for name, heading in headings.items()
        if heading in table.columns
    }
