"""Cells of published tables: what a count, a date or a heading may look like, and nothing else.

A cell that is not understood is an error that names its place. It is never a zero.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from ..calendar import MONTHS
from ..daily_table import MAX_COUNT
from ..errors import InvalidFigureError, UnknownFormatError
from .remark import Remarks

__all__ = [
    "NOTES",
    "Table",
    "count",
    "date_parts",
    "day",
    "find_table",
    "has_columns",
    "is_marker",
    "is_revised",
    "london_day",
    "moment",
    "optional_count",
    "secondary_count",
    "text",
]

NOTES = "Notes"
NOT_RECORDED = {"", "-", "\N{EN DASH}", "\N{EM DASH}"}
# As the Government Analysis Function has them, such as [r] revised, [x] not available, [low].
MARKERS = re.compile(r"(?:\s*\[(?:[a-z]{1,3}|note ?\d+)\])+", re.IGNORECASE)
COUNT = re.compile(r"\d{1,3}(,\d{3})+|\d+")
LONDON = ZoneInfo("Europe/London")
YEARS = range(1900, 2200)
DATE_FORMS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"),
    re.compile(r"(?P<day>\d\d?) (?P<name>[A-Za-z]+) (?P<year>\d{4})"),
    re.compile(r"(?P<day>\d\d?)/(?P<month>\d\d?)/(?P<year>\d{4})"),
)


@dataclass(frozen=True)
class Table:
    """The rows below a header.

    Attributes
    ----------
    columns : dict
        Position of each column that was asked for.
    width : int
        How many cells the header has, and every row should have.
    rows : list of (int, sequence)
        Number of the row in its sheet or file, from 1, and its cells; blank rows are left out.
    """

    columns: dict[str, int]
    width: int
    rows: list[tuple[int, Sequence[Any]]]


def text(cell: object) -> str:
    """Return a cell's text with all white space, non-breaking spaces too, folded to one blank."""
    return " ".join(str(cell).split())


def find_table(
    rows: Sequence[Sequence[Any]],
    columns: Sequence[str],
    *,
    optional: Sequence[str] = (),
    where: str,
    remarks: Remarks | None = None,
) -> Table:
    """Find the header by the names of its columns, wherever it stands, and the rows below it.

    Columns that are `optional` have a position where the header names them once; where it names
    one twice, or has another that nobody knows in its place, a remark says so.

    Raises
    ------
    UnknownFormatError
        If no row holds every name; the message lists those that the likeliest row lacks.
    """
    wanted = {name.casefold(): name for name in columns}
    best: list[str] = []
    for number, row in enumerate(rows):
        names = [_heading(cell) for cell in row]
        if all(name in names for name in wanted):
            below = enumerate(rows[number + 1 :], start=number + 2)
            twice = [name for folded, name in wanted.items() if names.count(folded) > 1]
            if twice:
                raise UnknownFormatError(
                    f'the column "{twice[0]}" more than once',
                    expected="each column once",
                    where=where,
                )
            more = {name.casefold(): name for name in optional if names.count(name.casefold()) == 1}
            known = {name.casefold() for name in (*columns, *optional)}
            unknown = [text(cell) for cell in row if _heading(cell) not in {"", *known}]
            for name in optional:
                if remarks is not None and (problem := _problem(name, names, unknown)):
                    remarks.add(where, problem, "left out; the people and boats are taken")
            return Table(
                {name: names.index(folded) for folded, name in (wanted | more).items()},
                len(row),
                [(at, cells) for at, cells in below if any(text(cell) for cell in cells)],
            )
        if sum(name in wanted for name in names) > sum(name in wanted for name in best):
            best = names
    missing = [name for folded, name in wanted.items() if folded not in best]
    raise _no_column(missing, columns, where)


def _problem(name: str, names: Sequence[str], unknown: Sequence[str]) -> str | None:
    """Say what keeps an optional column from being read; None where nothing does."""
    times = names.count(name.casefold())
    if times > 1:
        return f'the column "{name}" is there {times} times'
    if times == 0 and unknown:
        return f'no column "{name}", but {", ".join(_quoted(unknown))}'
    return None if times or name == NOTES else f'no column "{name}"'


def _quoted(names: Sequence[str]) -> list[str]:
    return [f'"{name[:60]}"' for name in names]


def _no_column(missing: Sequence[str], columns: Sequence[str], where: str) -> UnknownFormatError:
    return UnknownFormatError(
        f"no column {', '.join(_quoted(missing))}",
        expected=f"a header with the columns {', '.join(_quoted(columns))}",
        where=where,
        fix="If the publication has changed its columns, the reader needs to learn the new names.",
    )


def has_columns(rows: Sequence[Sequence[Any]], columns: Sequence[str]) -> bool:
    """Whether one of the rows is a header that names all the columns."""
    wanted = {name.casefold() for name in columns}
    return any(wanted <= {_heading(cell) for cell in row} for row in rows)


def _heading(cell: object) -> str:
    """Return the name of a column, without case and without markers such as ``[note 1]``."""
    return MARKERS.sub("", text(cell)).strip().casefold()


def count(cell: object, *, where: str) -> int:
    """Return a count: a whole number, zero or more, with or without thousands separators.

    Raises
    ------
    InvalidFigureError
        If the cell holds anything else.
    """
    value = optional_count(cell, where=where)
    if value is None:
        raise InvalidFigureError(
            f'"{text(cell)}" is not a count', expected="a whole number, zero or more", where=where
        )
    return value


def optional_count(cell: object, *, where: str) -> int | None:
    """Return a count as `count` does, or None where the cell says that none was recorded.

    Markers such as ``[r]`` after a number are left away; in place of one they say that there is
    none.
    """
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    written = MARKERS.sub("", text(cell)).strip() if cell is not None else ""
    if written in NOT_RECORDED:
        return None
    if isinstance(cell, bool) or not COUNT.fullmatch(written) or not written.isascii():
        raise InvalidFigureError(
            f'"{written}" is not a count', expected="a whole number, zero or more", where=where
        )
    digits = written.replace(",", "").lstrip("0") or "0"
    value = int(digits) if len(digits) <= len(str(MAX_COUNT)) else MAX_COUNT + 1
    if value > MAX_COUNT:
        raise InvalidFigureError(
            f'"{written}" is too large', expected=f"at most {MAX_COUNT:,}", where=where
        )
    return value


def secondary_count(cell: object, *, where: str, remarks: Remarks, day: date) -> int | None:
    """Return a count that no forecast rests on: None, with a remark, where the cell holds none."""
    try:
        return optional_count(cell, where=where)
    except InvalidFigureError as error:
        remarks.add(where, error.found, "left out", day)
        return None


def is_marker(cell: object) -> bool:
    """Whether a cell has a marker such as ``[x]`` in place of a figure."""
    return bool(MARKERS.fullmatch(text(cell)))


def is_revised(cell: object) -> bool:
    """Whether a figure is marked as revised."""
    return "[r]" in text(cell).casefold()


def day(cell: object, *, where: str) -> date:
    """Return a date from a date cell or from its text.

    Raises
    ------
    UnknownFormatError
        If the cell holds no date.
    """
    found = _date_in(cell)
    if found is None:
        raise UnknownFormatError(
            f'"{text(cell)}" is not a date', expected="a date such as 2025-05-14", where=where
        )
    if found.year not in YEARS:
        raise UnknownFormatError(
            f"the year {found.year}", expected=f"{YEARS[0]} to {YEARS[-1]}", where=where
        )
    return found


def moment(written: str, *, where: str) -> datetime:
    """Return a time from its ISO form; of London where it names no zone.

    Raises
    ------
    UnknownFormatError
        If it is none.
    """
    try:
        found = datetime.fromisoformat(written.strip())
    except ValueError:
        found = None
    if found is None or found.year not in YEARS:
        raise UnknownFormatError(
            f'"{text(written)[:60]}" is not a time',
            expected="one such as 2025-12-20T10:47:26+00:00",
            where=where,
        )
    return found if found.tzinfo else found.replace(tzinfo=LONDON)


def london_day(moment: datetime) -> date:
    """Return the day on which a moment falls in London, where the figures are published."""
    return moment.astimezone(LONDON).date()


def date_parts(cell: object) -> tuple[int, int, int] | None:
    """Return year, month and day as a cell has them, whether or not there is such a date.

    The month is 0 where its name is none. None where the cell does not look like a date.
    """
    if isinstance(cell, date):
        found = _date_in(cell)
        return None if found is None else (found.year, found.month, found.day)
    for form in DATE_FORMS:
        if match := form.fullmatch(text(cell)):
            parts = match.groupdict()
            month = _month(parts["name"]) if "name" in parts else int(parts["month"])
            return int(parts["year"]), month, int(parts["day"])
    return None


def _date_in(cell: object) -> date | None:
    if isinstance(cell, datetime):
        return cell.date() if cell.time() == time.min else None
    if isinstance(cell, date):
        return cell
    parts = date_parts(cell)
    try:
        return None if parts is None else date(*parts)
    except ValueError:
        return None


def _month(name: str) -> int:
    """Return the number of a month, 0 where there is none of that name."""
    names = [month.casefold() for month in MONTHS]
    return names.index(name.casefold()) + 1 if name.casefold() in names else 0
