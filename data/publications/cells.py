"""Cells of published tables: what a count, a date or a heading may look like, and nothing else.

A cell that is not understood is an error that names its place. It is never a zero.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from ..errors import InvalidFigureError, UnknownFormatError
from ..schema import MAX_COUNT
from ..years import MONTHS

__all__ = ["Table", "count", "day", "find_table", "has_columns", "moment", "optional_count", "text"]

NOT_RECORDED = {"", "-", "\N{EN DASH}", "\N{EM DASH}"}
COUNT = re.compile(r"\d{1,3}(,\d{3})+|\d+")
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
) -> Table:
    """Find the header by the names of its columns, wherever it stands, and the rows below it.

    Columns that are `optional` have a position where the header names them. One that is not
    there while another that nobody knows is has been renamed: that is an error, as figures would
    be lost without a word.

    Raises
    ------
    UnknownFormatError
        If no row holds every name; the message lists those that the likeliest row lacks.
    """
    wanted = {name.casefold(): name for name in columns}
    best: list[str] = []
    for number, row in enumerate(rows):
        names = [text(cell).casefold() for cell in row]
        if all(name in names for name in wanted):
            below = enumerate(rows[number + 1 :], start=number + 2)
            more = {name.casefold(): name for name in optional if name.casefold() in names}
            lacking = [name for name in optional if name.casefold() not in names]
            unknown = [name for name in names if name and name not in wanted | more]
            twice = [name for folded, name in (wanted | more).items() if names.count(folded) > 1]
            if twice:
                raise UnknownFormatError(
                    f'the column "{twice[0]}" more than once',
                    expected="each column once",
                    where=where,
                )
            if lacking and unknown:
                raise _no_column(lacking, [*columns, *optional], where, unknown)
            return Table(
                {name: names.index(folded) for folded, name in (wanted | more).items()},
                len(row),
                [(at, cells) for at, cells in below if any(text(cell) for cell in cells)],
            )
        if sum(name in wanted for name in names) > sum(name in wanted for name in best):
            best = names
    missing = [name for folded, name in wanted.items() if folded not in best]
    raise _no_column(missing, columns, where)


def _no_column(
    missing: Sequence[str], columns: Sequence[str], where: str, unknown: Sequence[str] = ()
) -> UnknownFormatError:
    def quoted(names: Sequence[str]) -> str:
        return ", ".join(f'"{name[:60]}"' for name in names)

    return UnknownFormatError(
        f"no column {quoted(missing)}" + (f" (but {quoted(unknown)})" if unknown else ""),
        expected=f"a header with the columns {quoted(columns)}",
        where=where,
        fix="If the publication has changed its columns, the reader needs to learn the new names.",
    )


def has_columns(rows: Sequence[Sequence[Any]], columns: Sequence[str]) -> bool:
    """Whether one of the rows is a header that names all the columns."""
    wanted = {name.casefold() for name in columns}
    return any(wanted <= {text(cell).casefold() for cell in row} for row in rows)


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
    """Return a count as `count` does, or None where the cell says that none was recorded."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    written = text(cell) if cell is not None else ""
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
    """Return a time from its ISO form; in UTC where it names no zone.

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
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _date_in(cell: object) -> date | None:
    if isinstance(cell, datetime):
        return cell.date() if cell.time() == time.min else None
    if isinstance(cell, date):
        return cell
    for form in DATE_FORMS:
        if match := form.fullmatch(text(cell)):
            parts = match.groupdict()
            try:
                month = _month(parts["name"]) if "name" in parts else int(parts["month"])
                return date(int(parts["year"]), month, int(parts["day"]))
            except ValueError:
                return None
    return None


def _month(name: str) -> int:
    return [month.casefold() for month in MONTHS].index(name.casefold()) + 1
