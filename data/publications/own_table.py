"""A table of somebody's own: one row a day, with a date and a count, as CSV or in a sheet.

``date,arrivals`` is the plain form; where there are such columns, also ``boats``,
``uncontrolled_landings`` and ``status``. The official sheet of days saved by itself, and the names
that public copies give their columns, are read where there is just one way to read them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from ..daily_table import daily_table
from ..errors import InconsistentDataError, UnknownFormatError
from .cells import count, day, optional_count, text
from .daily_rows import check_landed, landings, status_of
from .delimited import HEADER_WITHIN
from .publication import UNCONTROLLED, Publication
from .remark import Remark

Row = Sequence[object]
# The names of a column in the order in which they are looked for: "day" may be that of the week,
# and "y" anything, where there is a column of a plainer name.
DATE: Final = (("date",), ("day", "ds", "full date"))
OFFICIAL = "migrants arrived"
PEOPLE: Final = (("arrivals",), ("people", "migrants", OFFICIAL), ("y",))
BOATS: Final = (("boats",), ("boats arrived",))
LANDED: Final = (
    (
        "uncontrolled landings",
        "boats arrived - involved in uncontrolled landings",
        "boats involved in uncontrolled landings",
    ),
)
STATUS: Final = (("status",),)
NOTES: Final = (("notes",),)
WEEK = "week ending"
PLAIN = ("date", "arrivals", "boats")
WHOLE = re.compile(r"([\d,]+)\.00?")
MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)[T ]00:00(?::00(?:\.0+)?)?")
SLASHED = re.compile(r"(\d\d?)/(\d\d?)/\d{4}")
MONTHS = 12


def counts_people(name: str) -> bool:
    """Whether a column of this name is one of people who arrived, and not of another series."""
    return _folded(name) in {*PEOPLE[0], *PEOPLE[1]}


def is_header(row: Row, counts: str | None = None) -> bool:
    """Whether a row names a date and people who arrived, or the column that is counted."""
    names = [_folded(cell) for cell in row]
    people = [name for tier in PEOPLE for name in tier] if counts is None else [_folded(counts)]
    return any(name in names for tier in DATE for name in tier) and any(
        name in names for name in people
    )


def is_weeks(row: Row) -> bool:
    """Whether a row is the header of a table of weeks."""
    names = [_folded(cell) for cell in row]
    return WEEK in names and any(map(counts_people, names))


def weeks_refused(where: str) -> UnknownFormatError:
    """Return the error for a table of weeks, such as the official sheet SB_02."""
    return UnknownFormatError(
        "a table of weeks, such as the sheet SB_02",
        expected="one row a day",
        where=where,
        fix="Save the sheet of days, SB_01, or give the whole spreadsheet.",
    )


def lacks(rows: Sequence[Row], counts: str | None, where: str) -> UnknownFormatError:
    """Return the error that names the columns which the likeliest header lacks."""
    first = [row for row in rows[:HEADER_WITHIN] if any(text(cell) for cell in row)]
    likely = next((row for row in first if _at(row, DATE)), first[0] if first else [])
    names = ", ".join(text(cell) for cell in likely)[:200]
    missing = [] if _at(likely, DATE) else ["a column date"]
    if not _at(likely, PEOPLE if counts is None else ((_folded(counts),),)):
        missing.append(f"a column {'arrivals' if counts is None else counts}")
    return UnknownFormatError(
        f"the columns {names}", expected=" and ".join(missing) or "both in one row", where=where
    )


def read(
    rows: Sequence[Row],
    *,
    sha256: str,
    name: str,
    counts: str | None = None,
    sheet: str | None = None,
    remarks: Sequence[Remark] = (),
) -> Publication:
    """Read a table of days; other columns are left alone.

    Parameters
    ----------
    rows : sequence of sequences
        Cells; one of the first rows names the columns.
    sha256, name : str
        As of `Publication`.
    counts : str, optional
        The column that is counted; that of people who arrived where it is left out.
    sheet : str, optional
        The sheet that the rows are in.
    remarks : sequence of Remark
        On the file as a whole.

    Raises
    ------
    UnknownFormatError
        If there is no such column, more than one, or a cell is not a date.
    InvalidFigureError
        If a cell is not a count.
    InconsistentDataError
        If a day is missing or given twice.
    """
    where = name if sheet is None else f"{name}, sheet {sheet}"
    start = next((n for n, row in enumerate(rows[:HEADER_WITHIN]) if is_header(row, counts)), None)
    if start is None:
        raise lacks(rows, counts, where)
    header = rows[start]
    at = _columns(header, counts, where)
    called = {meaning: text(header[column]) for meaning, column in at.items()}
    dates, arrivals, boats, landed, status, numbers = [], [], [], [], [], []
    for number, cells in enumerate(rows[start + 1 :], start=start + 2):
        if not any(text(cell) for cell in cells if cell is not None):
            continue
        row = f"{where}, row {number}"
        if len(cells) != len(header):
            raise InconsistentDataError(
                f"{len(cells)} cells", expected=f"{len(header)}, as in the header", where=row
            )
        cell = {meaning: cells[column] for meaning, column in at.items()}
        place = {meaning: f"{row}, column {name}" for meaning, name in called.items()}
        numbers.append(number)
        dates.append(_day(cell["date"], where=place["date"]))
        arrivals.append(count(_whole(cell["arrivals"]), where=place["arrivals"]))
        if "boats" in at:
            boats.append(optional_count(_whole(cell["boats"]), where=place["boats"]))
        if UNCONTROLLED in at:
            landed.append(optional_count(_whole(cell[UNCONTROLLED]), where=place[UNCONTROLLED]))
            check_landed(landed[-1], boats[-1] if boats else None, where=place[UNCONTROLLED])
        if "status" in at:
            status.append(text(cell["status"]).casefold())
        elif "notes" in at:
            status.append(status_of(cell["notes"]))
    if not numbers:
        raise InconsistentDataError("no rows", expected="at least one day", where=where)
    _check_day_first([rows[number - 1][at["date"]] for number in numbers], dates, where)
    daily = daily_table(dates, arrivals, boats or None, status or None, where=where, rows=numbers)
    line = f"row {start + 1}" if sheet is None else f"sheet {sheet}, row {start + 1}"
    named = [
        Remark(line, f'the column "{called[meaning]}"', f"read as {meaning}")
        for meaning in PLAIN
        if meaning in called and called[meaning].casefold() != meaning
    ]
    return Publication(
        kind="tidy-csv",
        title=name,
        sha256=sha256,
        daily=daily,
        uncontrolled_landings=landings(daily, dates, landed) if landed else None,
        remarks=(*remarks, *named),
    )


def _folded(cell: object) -> str:
    return text(cell).casefold().replace("_", " ")


def _at(header: Row, tiers: Sequence[Sequence[str]]) -> list[int]:
    """Return the positions of the columns with the first of the names that the header has."""
    names = [_folded(cell) for cell in header]
    positions = ([at for at, name in enumerate(names) if name in tier] for tier in tiers)
    return next(filter(None, positions), [])


def _columns(header: Row, counts: str | None, where: str) -> dict[str, int]:
    """Return the position of each column; the counted one is called arrivals."""
    people = PEOPLE if counts is None else ((_folded(counts),),)
    wanted = {"date": DATE, "arrivals": people, "boats": BOATS, UNCONTROLLED: LANDED}
    wanted["status"] = STATUS
    columns = {meaning: _at(header, tiers) for meaning, tiers in wanted.items()}
    people_at = columns["arrivals"]
    if counts is not None and len(people_at) > 1:  # "a b" and "a_b" are two names
        exact = [at for at in people_at if text(header[at]).casefold() == counts.casefold()]
        columns["arrivals"] = people_at = exact or people_at
    # Only in the official sheet is a note about the people.
    if not columns["status"] and any(_folded(header[at]) == OFFICIAL for at in people_at):
        columns["notes"] = _at(header, NOTES)
    for meaning, places in columns.items():
        names = list(dict.fromkeys(text(header[at]) for at in places))
        if len(names) > 1:
            which = meaning == "arrivals" and counts is None
            raise UnknownFormatError(
                "the columns " + " and ".join(f'"{name}"' for name in names),
                expected=f"one column of {meaning.replace('_', ' ')}",
                where=where,
                fix="Say which one counts: --count NAME." if which else "Keep one of them.",
            )
        if len(places) > 1:
            raise UnknownFormatError(
                f'the column "{names[0]}" more than once', expected="each column once", where=where
            )
    return {meaning: places[0] for meaning, places in columns.items() if places}


def _whole(cell: object) -> object:
    """Return a cell without the decimal zeros that programs add to a whole number."""
    match = WHOLE.fullmatch(text(cell)) if isinstance(cell, str) else None
    return match[1] if match else cell


def _day(cell: object, *, where: str) -> date:
    """Return the date of a cell; the day comes before the month, as in Britain."""
    written = text(cell) if isinstance(cell, str) else ""
    if match := MIDNIGHT.fullmatch(written):
        written = match[1]
    match = SLASHED.fullmatch(written)
    if match and int(match[1]) <= MONTHS < int(match[2]):
        raise _month_first(f'"{written}"', where)
    return day(written or cell, where=where)


def _check_day_first(cells: Sequence[object], dates: Sequence[date], where: str) -> None:
    """Refuse dates that are consecutive only if the month comes before the day."""
    slashed = all(isinstance(cell, str) and SLASHED.fullmatch(text(cell)) for cell in cells)
    if not slashed or any(one.day > MONTHS for one in dates) or _in_a_row(dates):
        return
    if _in_a_row([one.replace(month=one.day, day=one.month) for one in dates]):
        raise _month_first(f'"{text(cells[0])}" to "{text(cells[-1])}"', where)


def _month_first(written: str, where: str) -> UnknownFormatError:
    return UnknownFormatError(
        f"{written} with the month first",
        expected="the day first, such as 14/05/2025",
        where=where,
        fix="Write the dates as in 2025-05-14.",
    )


def _in_a_row(dates: Sequence[date]) -> bool:
    inner = sorted(dates)
    return inner == [inner[0] + timedelta(n) for n in range(len(inner))]
