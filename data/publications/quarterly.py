"""The final quarterly statistics: the detailed dataset on irregular entry, workbook or CSV.

Each row is a number of detections of one nationality, sex and age group by one method of entry;
only small boat arrivals are kept. The dataset has been read as CSV; of the workbook the names of
the sheet and of the columns are known, and its summary tables are read by `summary_tables`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pandas as pd

from ..calendar import period_of
from ..daily_table import MAX_COUNT
from ..errors import (
    InconsistentDataError,
    InvalidFigureError,
    NoFiguresError,
    UnknownFormatError,
)
from .cells import count, find_table, has_columns, text
from .publication import Publication, Remark
from .remark import Remarks
from .spans import MARKER, label
from .spreadsheet import Workbook
from .summary_tables import MAX_LABELS, NOT_GIVEN, URL, combined, read_sheets, summary_sheets

__all__ = ["is_quarterly", "read_csv", "read_workbook", "sheets_of"]

TITLE = "Immigration system statistics: irregular migration detailed dataset"
YEAR, QUARTER, METHOD, DETECTIONS = "Year", "Quarter", "Method of entry", "Number of detections"
COLUMNS = (YEAR, QUARTER, METHOD, DETECTIONS)
BREAKDOWN = {"nationality": "Nationality", "sex": "Sex", "age": "Age Group"}
SMALL_BOATS = {"small boat arrivals", "small boat", "small boats"}
# "Data - Irr_D01" in releases to 2024, "Data_IER_D01" since.
SHEET = re.compile(r"data\s*[-_]\s*(?:irr|ier)_d01", re.IGNORECASE)
USUAL_LAG = 59
"""Days from the end of a quarter to its final figures."""
MAX_QUARTER = 100 * MAX_COUNT
QUARTER_FORM = re.compile(r"(?:(\d{4}) )?Q?([1-4])")


def is_quarterly(header: list[str]) -> bool:
    """Whether a first line of column names is that of the detailed dataset."""
    names = [text(cell).casefold() for cell in header]
    return METHOD.casefold() in names and DETECTIONS.casefold() in names


def sheets_of(workbook: Workbook) -> list[str]:
    """Return the names of the sheets with figures: the data, in either layout, and summaries."""
    data = [name for name in workbook.sheet_names if SHEET.fullmatch(text(name))]
    return data[:1] + summary_sheets(workbook.sheet_names)


def read_workbook(workbook: Workbook, *, sha256: str) -> Publication:
    """Read the workbook, whose sheets have a title above their header.

    Raises
    ------
    UnknownFormatError, NoFiguresError, InconsistentDataError
        As `read_csv`, and if the summary tables have another number of people.
    """
    sheets, where = sheets_of(workbook), workbook.name
    if not sheets:
        raise workbook.lacks(["Data_IER_D01"])
    found = [
        _read(workbook.rows(sheet), where=f"{where}, sheet {sheet}", sha256=sha256)
        for sheet in sheets[:1]
        if SHEET.fullmatch(text(sheet))
    ]
    if summaries := {sheet: workbook.rows(sheet) for sheet in sheets[len(found) :]}:
        try:
            read = read_sheets(summaries, published=workbook.latest, where=where, sha256=sha256)
        except (NoFiguresError, InvalidFigureError) as error:
            if not found:
                raise
            remark = Remark(f"sheets {', '.join(summaries)}", str(error)[:200], "not taken")
            found[0] = replace(found[0], remarks=(*found[0].remarks, remark))
        else:
            # Years of nationalities are in the data already, by quarter.
            found.append(replace(read, people=None) if found else read)
    read = found[0] if len(found) == 1 else combined(found, sha256=sha256, title=found[0].title)
    return _published(read, workbook)


def _published(read: Publication, workbook: Workbook) -> Publication:
    """Return what was read with the day of its publication, by the workbook."""
    if read.through is None:
        return read
    remarks = Remarks(workbook.name)
    published, _ = workbook.when_published(
        read.through,
        otherwise=read.through + timedelta(days=USUAL_LAG),
        period="figures for the quarter to",
        remarks=remarks,
    )
    return replace(read, published=published, remarks=(*read.remarks, *remarks))


def read_csv(rows: list[list[str]], *, sha256: str, name: str) -> Publication:
    """Read the rows of the dataset as CSV.

    Raises
    ------
    UnknownFormatError
        If a column is not there, or a quarter is none.
    NoFiguresError
        If no row counts small boat arrivals.
    InconsistentDataError
        If a quarter between the first and the last is not there, or lies after the publication.
    """
    return _read(rows, where=name, sha256=sha256)


def _read(rows: Sequence[Sequence[Any]], *, where: str, sha256: str) -> Publication:
    remarks: list[Remark] = []
    parts = _breakdown(rows, where, remarks)
    table = find_table(rows, [*COLUMNS, *parts.values()], where=where)
    at = table.columns
    totals: dict[pd.Timestamp, int] = {}
    people: dict[tuple[str, ...], int] = {}
    for number, cells in table.rows:
        row = f"{where}, row {number}"
        if len(cells) <= max(at[name] for name in COLUMNS):
            raise InconsistentDataError(
                f"{len(cells)} cells", expected=f"at least {max(at.values()) + 1}", where=row
            )
        if text(cells[at[METHOD]]).casefold() not in SMALL_BOATS:
            continue
        end = _quarter_end(cells[at[YEAR]], cells[at[QUARTER]], where=row)
        detected = count(cells[at[DETECTIONS]], where=f"{row}, column {DETECTIONS}")
        totals[end] = totals.get(end, 0) + detected
        if totals[end] > MAX_QUARTER:
            raise InvalidFigureError(
                f"{totals[end]:,} people in a quarter",
                expected=f"at most {MAX_QUARTER:,}",
                where=row,
            )
        who = [label(period_of(end.date(), "quarter"))]
        for name in BREAKDOWN:
            said = "all"
            if name in parts:
                at_name = at[parts[name]]
                said = text(MARKER.sub("", text(cells[at_name]))) if at_name < len(cells) else ""
                if not said or len(said) > MAX_LABELS[name] or not said.isprintable():
                    remarks.append(Remark(row, f"no readable {name}", f"counted as {NOT_GIVEN}"))
                    said = NOT_GIVEN
            who.append(said)
        people[tuple(who)] = people.get(tuple(who), 0) + detected
    if not totals:
        raise NoFiguresError(
            "no row counts small boat arrivals",
            expected=f'rows whose "{METHOD}" is "Small boat arrivals"',
            where=where,
        )
    ends = pd.DatetimeIndex(sorted(totals), name="quarter_ending").as_unit("ns")
    if not ends.equals(pd.date_range(ends[0], ends[-1], freq="QE", unit="ns")):
        raise InconsistentDataError(
            "a quarter is missing",
            expected=f"every quarter from {ends[0]:%Y-%m} to {ends[-1]:%Y-%m}",
            where=where,
        )
    quarterly = pd.DataFrame(
        {
            "year": ends.year.astype("int64"),
            "quarter": ends.quarter.astype("int64"),
            "arrivals": [totals[end] for end in sorted(totals)],
            "boats": pd.array([None] * len(ends), dtype="Int64"),
            "status": "final",
        },
        index=ends,
    )
    return Publication(
        kind="quarterly",
        title=TITLE,
        url=URL,
        sha256=sha256,
        quarterly=quarterly,
        people=_people(people) if parts else None,
        remarks=tuple(remarks),
    )


def _breakdown(rows: Sequence[Sequence[Any]], where: str, remarks: list[Remark]) -> dict[str, str]:
    """Return which columns say who arrived, by what they say; one that is not there is no fault."""
    found = {}
    for name, heading in BREAKDOWN.items():
        if has_columns(rows, [*COLUMNS, heading]):
            try:
                find_table(rows, [*COLUMNS, heading], where=where)
            except UnknownFormatError as error:  # twice
                remarks.append(Remark(where, str(error)[:200], f"no {name} taken"))
            else:
                found[name] = heading
    return found


def _people(people: dict[tuple[str, ...], int]) -> pd.DataFrame:
    rows = [(*who, number) for who, number in sorted(people.items())]
    return pd.DataFrame(rows, columns=["period", *BREAKDOWN, "arrivals"])


def _quarter_end(year: object, quarter: object, *, where: str) -> pd.Timestamp:
    if isinstance(year, float) and year.is_integer():  # as a spreadsheet has its numbers
        year = int(year)
    if isinstance(quarter, float) and quarter.is_integer():
        quarter = int(quarter)
    match = QUARTER_FORM.fullmatch(text(quarter))
    if not match or not re.fullmatch(r"20\d\d", text(year)):
        raise UnknownFormatError(
            f'year "{text(year)}" and quarter "{text(quarter)}"',
            expected='a year such as 2023 and a quarter of it such as "4" or "2023 Q4"',
            where=where,
        )
    if match[1] not in {None, text(year)}:
        raise InconsistentDataError(
            f"the quarter {text(quarter)} in the year {text(year)}",
            expected="one year in both",
            where=where,
        )
    middle = pd.Timestamp(int(text(year)), int(match[2]) * 3 - 1, 1)
    return pd.Timestamp(period_of(middle.date(), "quarter").end)
