"""The final quarterly statistics: the detailed dataset on irregular entry, workbook or CSV.

Each row is a number of detections of one nationality, sex and age group by one method of entry;
only small boat arrivals are kept. `summary_tables` reads the summary tables of the workbook.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial, reduce

import pandas as pd

from ..calendar import period_of
from ..daily_table import MAX_COUNT
from ..errors import (
    InconsistentDataError,
    InvalidFigureError,
    NoFiguresError,
    UnknownFormatError,
)
from .cells import count, find_table, has_columns, text, unmarked
from .publication import Publication
from .remark import Remark, Remarks
from .spans import label
from .spreadsheet import Workbook
from .summary_tables import URL, group, read_sheets, summary_sheets

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
    """Whether names of columns are those of the detailed dataset."""
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
        As `read_rows`, and if the summary tables have another number of people.
    """
    sheets, where = sheets_of(workbook), workbook.name
    if not sheets:
        raise workbook.lacks(["Data_IER_D01"])
    parts = [
        read_rows(workbook.rows(sheet), name=f"{where}, sheet {sheet}", sha256=sha256)
        for sheet in sheets[:1]
        if SHEET.fullmatch(text(sheet))
    ]
    if summaries := {sheet: workbook.rows(sheet) for sheet in sheets[len(parts) :]}:
        try:
            summary = read_sheets(summaries, published=workbook.latest, where=where, sha256=sha256)
        except (NoFiguresError, InvalidFigureError) as error:
            if not parts:
                raise
            remark = Remark(f"sheets {', '.join(summaries)}", str(error)[:200], "not taken")
            parts[0] = replace(parts[0], remarks=(*parts[0].remarks, remark))
        else:
            # Years of nationalities are in the data already, by quarter.
            parts.append(replace(summary, people=None) if parts else summary)
    read = parts[0] if len(parts) == 1 else combined(parts, sha256=sha256, title=parts[0].title)
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


def read_rows(rows: Sequence[Sequence[object]], *, sha256: str, name: str) -> Publication:
    """Read the rows of the dataset, of a sheet or a CSV file.

    Raises
    ------
    UnknownFormatError
        If a column is not there, or a cell does not name a quarter.
    NoFiguresError
        If no row counts small boat arrivals.
    InconsistentDataError
        If a quarter between the first and the last is not there.
    """
    where = name
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
        for column in BREAKDOWN:
            if column in parts:
                cell = cells[at[parts[column]]] if at[parts[column]] < len(cells) else ""
                who.append(group(unmarked(cell), column, where=row, remarks=remarks))
            else:
                who.append("all")
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
        people=pd.DataFrame(
            [(*who, number) for who, number in sorted(people.items())],
            columns=["period", *BREAKDOWN, "arrivals"],
        )
        if parts
        else None,
        remarks=tuple(remarks),
    )


def combined(publications: Sequence[Publication], *, sha256: str, title: str) -> Publication:
    """Return the tables of one release, read from several files or sheets, as one publication.

    Raises
    ------
    InconsistentDataError
        If they differ on the people of a quarter or a month.
    """

    def joined(tables: list[pd.DataFrame | None]) -> pd.DataFrame | None:
        given = [table for table in tables if table is not None]
        return reduce(partial(_joined, where=title), given) if given else None

    people = [one.people for one in publications if one.people is not None]
    return Publication(
        kind="quarterly",
        title=title,
        url=URL,
        sha256=sha256,
        published=publications[0].published,
        quarterly=joined([one.quarterly for one in publications]),
        monthly=joined([one.monthly for one in publications]),
        people=pd.concat(people, ignore_index=True) if people else None,
        remarks=tuple(remark for one in publications for remark in one.remarks),
    )


def _joined(first: pd.DataFrame, second: pd.DataFrame, where: str) -> pd.DataFrame:
    both = first.index.intersection(second.index)
    differ = both[(first.loc[both, "arrivals"] != second.loc[both, "arrivals"]).to_numpy()]
    if len(differ):
        end = differ[0]
        raise InconsistentDataError(
            f"{first.at[end, 'arrivals']:,} and {second.at[end, 'arrivals']:,} people in the "
            f"period to {end:%Y-%m-%d}",
            expected="one figure",
            where=where,
        )
    return first.combine_first(second)[list(first.columns)].astype(first.dtypes)


def _breakdown(
    rows: Sequence[Sequence[object]], where: str, remarks: list[Remark]
) -> dict[str, str]:
    """Return the headings of the columns of nationality, sex and age that can be read."""
    headings = {}
    for name, heading in BREAKDOWN.items():
        if has_columns(rows, [*COLUMNS, heading]):
            try:
                find_table(rows, [*COLUMNS, heading], where=where)
            except UnknownFormatError as error:  # twice
                remarks.append(Remark(where, str(error)[:200], f"no {name} taken"))
            else:
                headings[name] = heading
    return headings


def _quarter_end(year: object, quarter: object, *, where: str) -> pd.Timestamp:
    year, quarter = (  # numbers of a spreadsheet are floats
        text(int(cell) if isinstance(cell, float) and cell.is_integer() else cell)
        for cell in (year, quarter)
    )
    match = QUARTER_FORM.fullmatch(quarter)
    if not match or not re.fullmatch(r"20\d\d", year):
        raise UnknownFormatError(
            f'year "{year}" and quarter "{quarter}"',
            expected='a year such as 2023 and a quarter of it such as "4" or "2023 Q4"',
            where=where,
        )
    if match[1] not in {None, year}:
        raise InconsistentDataError(
            f"the quarter {quarter} in the year {year}", expected="one year in both", where=where
        )
    middle = date(int(year), int(match[2]) * 3 - 1, 1)
    return pd.Timestamp(period_of(middle, "quarter").end)
