"""Cells of published tables: counts, dates, headings and the markers beside them.

A cell that is not understood is an error that names its place. It is never read as a zero.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from ..calendar import MONTHS
from ..daily_table import MAX_COUNT
from ..errors import InvalidFigureError, UnknownFormatError
from .remark import Remarks

NOTES = "Notes"
NOT_RECORDED = {"", "-", "\N{EN DASH}", "\N{EM DASH}"}
MARKERS = re.compile(
    r"(?:\s*\[(?:[a-z]{1,3}|provisional|revised|notes? ?\d[\d ,]*)\])+", re.IGNORECASE
)
"""As the Government Analysis Function has them: [r] revised, [x] not available, [note 1]."""
REVISED = re.compile(r"\[r(?:evised)?\]", re.IGNORECASE)
COUNT = re.compile(r"\d{1,3}(,\d{3})+|\d+")
PLAIN_COUNT = re.compile(r"\d{1,6}", re.ASCII)
"""Digits alone, of a number that is not too large."""
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
    rows: list[tuple[int, Sequence[object]]]


def text(cell: object) -> str:
    """Return a cell's text with all white space, non-breaking spaces too, folded to one blank."""
    return " ".join(str(cell).split())


def unmarked(cell: object) -> str:
    """Return a cell's text without markers.

    Examples
    --------
    >>> unmarked("1,295 [r]"), unmarked("Migrants arrived [note 1] [note 2]"), unmarked("[x]")
    ('1,295', 'Migrants arrived', '')
    """
    written = text(cell)
    return MARKERS.sub("", written).strip() if "[" in written else written


def find_table(
    rows: Sequence[Sequence[object]],
    columns: Sequence[str],
    *,
    optional: Sequence[str] = (),
    where: str,
    remarks: Remarks | None = None,
) -> Table:
    """Find the header by the names of its columns, in whichever row it is, and the rows below it.

    Columns that are `optional` have a position where the header names them once; where it names
    one twice, or has an unknown one in its place, a remark says so.

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
            names_read = {"", *(name.casefold() for name in (*columns, *optional))}
            unknown = [text(cell) for cell in row if _heading(cell) not in names_read]
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
    raise UnknownFormatError(
        f"no column {_quoted(missing)}",
        expected=f"a header with the columns {_quoted(columns)}",
        where=where,
        fix="If the publication has changed its columns, the reader needs to learn the new names.",
    )


def _problem(name: str, names: Sequence[str], unknown: Sequence[str]) -> str | None:
    """Return why an optional column cannot be read; None where it can."""
    times = names.count(name.casefold())
    if times > 1:
        return f'the column "{name}" is there {times} times'
    if times == 0 and unknown:
        return f'no column "{name}", but {_quoted(unknown)}'
    return None if times or name == NOTES else f'no column "{name}"'


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name[:60]}"' for name in names)


def has_columns(rows: Sequence[Sequence[object]], columns: Sequence[str]) -> bool:
    """Whether one of the rows is a header that names all the columns."""
    wanted = {name.casefold() for name in columns}
    return any(wanted <= {_heading(cell) for cell in row} for row in rows)


def _heading(cell: object) -> str:
    """Return the name of a column, without case and without markers."""
    return unmarked(cell).casefold()


def count(cell: object, *, where: str) -> int:
    """Return a count: a whole number, zero or more, with or without thousands separators.

    Raises
    ------
    InvalidFigureError
        If the cell has anything else.

    Examples
    --------
    >>> count("1,295 [r]", where="row 2")
    1295
    """
    value = optional_count(cell, where=where)
    if value is None:
        raise InvalidFigureError(
            f'"{text(cell)}" is not a count', expected="a whole number, zero or more", where=where
        )
    return value


def optional_count(cell: object, *, where: str) -> int | None:
    """Return a count as `count` does, or None where the cell says that none was recorded.

    A marker in place of a number says that there is none.
    """
    if isinstance(cell, str) and PLAIN_COUNT.fullmatch(cell):
        return int(cell)  # as nearly every cell of a long table is written
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    written = "" if cell is None else unmarked(cell)
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
    """Return a count that no forecast uses: None, with a remark, where the cell is not a count."""
    try:
        return optional_count(cell, where=where)
    except InvalidFigureError as error:
        remarks.add(where, error.found, "left out", day)
        return None


def is_marker(cell: object) -> bool:
    """Whether a cell has a marker such as [x] in place of a figure."""
    return bool(MARKERS.fullmatch(text(cell)))


def is_revised(cell: object) -> bool:
    """Whether a figure is marked as revised."""
    return bool(REVISED.search(text(cell)))


def day(cell: object, *, where: str) -> date:
    """Return a date from a date cell or from its text.

    Raises
    ------
    UnknownFormatError
        If the cell is not a date.
    """
    value = _date_in(cell)
    if value is None:
        raise UnknownFormatError(
            f'"{text(cell)}" is not a date', expected="a date such as 2025-05-14", where=where
        )
    if value.year not in YEARS:
        raise UnknownFormatError(
            f"the year {value.year}", expected=f"{YEARS[0]} to {YEARS[-1]}", where=where
        )
    return value


def moment(written: str | None) -> datetime | None:
    """Return a time from its ISO form, of London where it has no time zone; None where it is none.

    Examples
    --------
    >>> moment("2025-12-20T10:47:26").isoformat(), moment("soon")
    ('2025-12-20T10:47:26+00:00', None)
    """
    try:
        value = datetime.fromisoformat((written or "").strip())
    except ValueError:
        return None
    if value.year not in YEARS:
        return None
    return value if value.tzinfo else value.replace(tzinfo=LONDON)


def london_day(moment: datetime) -> date:
    """Return the day on which a moment falls in London, where the figures are published."""
    return moment.astimezone(LONDON).date()


def date_parts(cell: object) -> tuple[int, int, int] | None:
    """Return year, month and day as a cell has them, whether or not there is such a date.

    The month is 0 where there is none of that name. None where the cell does not look like a date.
    """
    if isinstance(cell, date):
        value = _date_in(cell)
        return None if value is None else (value.year, value.month, value.day)
    written = text(cell)
    for form in DATE_FORMS:
        if match := form.fullmatch(written):
            parts = match.groupdict()
            names = ["", *map(str.casefold, MONTHS)]
            name = parts.get("name", "").casefold()
            month = int(parts.get("month") or (names.index(name) if name in names else 0))
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
