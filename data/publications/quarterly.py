"""The final quarterly statistics: the detailed dataset on irregular entry, workbook or CSV.

Each row is a number of detections of one nationality, sex and age group by one method of entry;
only small boat arrivals are kept, summed over the rest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pandas as pd

from ..errors import (
    InconsistentDataError,
    InvalidFigureError,
    NoFiguresError,
    UnknownFormatError,
)
from ..schema import MAX_COUNT
from ..years import period_of
from .cells import count, find_table, text
from .publication import Publication
from .remark import Remarks
from .spreadsheet import Workbook

__all__ = ["data_sheet", "is_quarterly", "read_csv", "read_workbook"]

TITLE = "Immigration system statistics: irregular migration detailed dataset"
URL = (
    "https://www.gov.uk/government/statistical-data-sets/immigration-system-statistics-data-tables"
)
YEAR, QUARTER, METHOD, DETECTIONS = "Year", "Quarter", "Method of entry", "Number of detections"
COLUMNS = (YEAR, QUARTER, METHOD, DETECTIONS)
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


def data_sheet(workbook: Workbook) -> str | None:
    """Return the name of the sheet with the data, in either layout, or None."""
    return next((name for name in workbook.sheet_names if SHEET.fullmatch(text(name))), None)


def read_workbook(workbook: Workbook, *, sha256: str) -> Publication:
    """Read the workbook, whose sheet of data has a title above its header.

    Raises
    ------
    UnknownFormatError, NoFiguresError, InconsistentDataError
        As `read_csv`.
    """
    sheet = data_sheet(workbook)
    if sheet is None:
        raise workbook.lacks(["Data_IER_D01"])
    rows = workbook.rows(sheet)
    return _read(rows, workbook, where=f"{workbook.name}, sheet {sheet}", sha256=sha256)


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
    return _read(rows, None, where=name, sha256=sha256)


def _read(
    rows: Sequence[Sequence[Any]], workbook: Workbook | None, *, where: str, sha256: str
) -> Publication:
    table = find_table(rows, COLUMNS, where=where)
    at = table.columns
    totals: dict[pd.Timestamp, int] = {}
    for number, cells in table.rows:
        row = f"{where}, row {number}"
        if len(cells) <= max(at.values()):
            raise InconsistentDataError(
                f"{len(cells)} cells", expected=f"at least {max(at.values()) + 1}", where=row
            )
        if text(cells[at[METHOD]]).casefold() not in SMALL_BOATS:
            continue
        end = _quarter_end(cells[at[YEAR]], cells[at[QUARTER]], where=row)
        people = count(cells[at[DETECTIONS]], where=f"{row}, column {DETECTIONS}")
        totals[end] = totals.get(end, 0) + people
        if totals[end] > MAX_QUARTER:
            raise InvalidFigureError(
                f"{totals[end]:,} people in a quarter",
                expected=f"at most {MAX_QUARTER:,}",
                where=row,
            )
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
    last = ends[-1].date()
    remarks, published = Remarks(where), None
    if workbook is not None:
        published, _ = workbook.when_published(
            last,
            otherwise=last + timedelta(days=USUAL_LAG),
            period="figures for the quarter to",
            remarks=remarks,
        )
    quarterly = pd.DataFrame(
        {
            "year": ends.year.astype("int64"),
            "quarter": ends.quarter.astype("int64"),
            "arrivals": [totals[end] for end in sorted(totals)],
            "status": "final",
        },
        index=ends,
    )
    return Publication(
        kind="quarterly",
        title=TITLE,
        url=URL,
        sha256=sha256,
        published=published,
        quarterly=quarterly,
        remarks=tuple(remarks),
    )


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
