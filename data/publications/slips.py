"""Slips of a date in rows that follow each other, such as days of a table or weeks of a sheet.

A date is read otherwise than printed only where the rows around it, their order and the day of
publication leave one reading. Anything else is refused, and the row named.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Literal

from ..calendar import day_text
from ..errors import InconsistentDataError, UnknownFormatError
from .cells import date_parts, day, text
from .remark import Remarks

__all__ = ["AHEAD", "OTHER_YEAR", "DatedRow", "dates_of", "one_date"]

LONGEST_HOLE = 6
"""Rows that may be missing between two others; with more the date is doubted instead."""
LATEST_PUBLICATION = 100
"""Days from the last figure to its publication; a slip is not mended into an older table."""
AHEAD = 14
"""Days by which the stamps of a publication may lag behind its figures."""
OTHER_YEAR = 200
"""Days from its publication from which a single date is of another year."""
RUNS_TRIED = 3
TWO = 2
"""Parts of a printed date that must be right: of the day, the month and the year."""

Verdict = Literal["as printed", "corrected", "repeated", "doubtful", "problem"]
"""How a row is read: as it stands, by another date, not again, not at all; or it cannot be."""


@dataclass(frozen=True)
class DatedRow:
    """A row and its date as printed.

    Attributes
    ----------
    number : int
        Of the row in its table, from 1.
    printed : object
        The cell of the date.
    values : tuple
        What is counted: two rows of one date with the same values say the same.
    """

    number: int
    printed: Any
    values: tuple[Any, ...] = ()

    @property
    def parts(self) -> tuple[int, int, int] | None:
        """Year, month and day as printed."""
        return date_parts(self.printed)


@dataclass
class _Reading:
    """How the dates may be read.

    Attributes
    ----------
    dates : list of datetime.date or None
        Of each row; None for one that is not taken.
    rows : dict
        The rows that are not read as printed, by verdict.
    problem : int or None
        The first row that cannot be read.
    """

    dates: list[date | None]
    rows: dict[Verdict, list[int]] = field(
        default_factory=lambda: {"corrected": [], "repeated": [], "doubtful": []}
    )
    problem: int | None = None

    @property
    def slips(self) -> int:
        """How many slips it takes."""
        return len(self.rows["corrected"]) + len(self.rows["doubtful"])

    def said(self, rows: Sequence[DatedRow]) -> dict[date | None, tuple[Any, ...]]:
        """Return what is counted on each date."""
        pairs = zip(self.dates, rows, strict=True)
        return {found: row.values for found, row in pairs if found}


def dates_of(
    rows: Sequence[DatedRow],
    *,
    step: int = 1,
    latest: date | None,
    where: str,
    column: str,
    remarks: Remarks,
) -> list[date | None]:
    """Return the date of each row; None for one that is not taken.

    A row is not taken that repeats the one before it, or that the others show to be of no day
    among them, such as a total.

    Parameters
    ----------
    rows : sequence of DatedRow
        In the order of the table.
    step : int
        Days from one row to the next.
    latest : datetime.date or None
        The day of publication.
    where, column : str
        The table and the heading, for messages.
    remarks : Remarks
        Told what was read otherwise than printed, and which dates are missing.

    Raises
    ------
    UnknownFormatError
        If a cell holds no date, and the rows around it do not say which it must be.
    InconsistentDataError
        If dates contradict each other, and no one reading is left.
    """
    printed = [_date_or_none(row.printed, where) for row in rows]
    if _follows(printed, step):
        return [*printed]
    gap = timedelta(days=step)
    ups = sum(_differ(a, b, gap) for a, b in pairwise(printed))
    downs = sum(_differ(b, a, gap) for a, b in pairwise(printed))
    backwards = downs > ups
    order = list(reversed(rows)) if backwards else list(rows)
    dates = list(reversed(printed)) if backwards else printed
    runs = _runs(dates, gap)
    if not runs:
        return [day(rows[0].printed, where=f"{where}, row {rows[0].number}, column {column}")]
    tried = [_read(order, dates, run, gap, latest) for run in sorted(runs[:RUNS_TRIED])]
    sound = [reading for reading in tried if _is_sound(reading, latest)]
    fewest = min((reading.slips for reading in sound), default=0)
    best = [reading for reading in sound if reading.slips == fewest]
    said = [reading.said(order) for reading in best]
    if not best or any(other != said[0] for other in said):
        raise _refusal(order, dates, tried[0], latest, where, column)
    _tell(order, best[0], gap, where, column, remarks)
    return list(reversed(best[0].dates)) if backwards else best[0].dates


def one_date(
    printed: object,
    *,
    latest: date | None,
    where: str,
    remarks: Remarks,
    fits: Callable[[date], bool] = lambda _: True,
    within: int = 14,
) -> date:
    """Return a date that stands alone; where it is a slip, the only one that it can be.

    That is the only date shortly before the publication that fits and has two of the three parts
    that are printed: the day, the month and the year.

    Parameters
    ----------
    printed : object
        The cell.
    latest : datetime.date or None
        The day of publication.
    where : str
        For messages.
    remarks : Remarks
        Told of a slip.
    fits : callable
        Whether a date can stand here, such as a Sunday where a week ends.
    within : int
        Days before its publication in which the date must lie.

    Raises
    ------
    UnknownFormatError
        If the cell holds no date, and it is not clear which it must be.
    """
    parts, found = date_parts(printed), _date_or_none(printed, where)
    sound = found is not None and fits(found)
    if found and sound and (latest is None or abs((latest - found).days) < OTHER_YEAR):
        return found
    if parts and latest:
        before = (latest - timedelta(days=back) for back in range(within + 1))
        others = [other for other in before if fits(other) and _shared(parts, other) == TWO]
        if len(others) == 1:
            remarks.add(
                where,
                f'"{text(printed)}", published on {day_text(latest)}',
                f"read as {day_text(others[0])}, as the day of publication says",
                others[0],
            )
            return others[0]
    return day(printed, where=where)


def _date_or_none(printed: object, where: str) -> date | None:
    try:
        return day(printed, where=where)
    except UnknownFormatError:
        return None


def _shared(parts: tuple[int, int, int], other: date) -> int:
    """Return how many of the year, the month and the day are those of a date."""
    return sum(a == b for a, b in zip(parts, (other.year, other.month, other.day), strict=True))


def _follows(dates: Sequence[date | None], step: int) -> bool:
    """Whether the dates are all there, each once, in whatever order."""
    if None in dates:
        return False
    ordered = sorted(found for found in dates if found)
    gap = timedelta(days=step)
    return all(_differ(a, b, gap) for a, b in pairwise(ordered))


def _differ(first: date | None, second: date | None, gap: timedelta) -> bool:
    return first is not None and second is not None and second - first == gap


def _runs(dates: Sequence[date | None], gap: timedelta) -> list[tuple[int, int]]:
    """Return the runs of rows whose dates follow each other, the longest first."""
    runs, start = [], 0
    for at in range(1, len(dates) + 1):
        if at == len(dates) or not _differ(dates[at - 1], dates[at], gap):
            if dates[start] is not None:
                runs.append((start, at))
            start = at
    return sorted(runs, key=lambda run: run[0] - run[1])


def _read(
    rows: Sequence[DatedRow],
    dates: Sequence[date | None],
    run: tuple[int, int],
    gap: timedelta,
    latest: date | None,
) -> _Reading:
    """Read the rows on both sides of a run by the dates of the run."""
    reading = _Reading(list(dates))
    start, stop = run
    _walk(rows, dates, reading, range(stop, len(dates)), gap, latest)
    _walk(rows, dates, reading, range(start - 1, -1, -1), -gap, latest)
    return reading


def _walk(
    rows: Sequence[DatedRow],
    dates: Sequence[date | None],
    reading: _Reading,
    ahead: range,
    gap: timedelta,
    latest: date | None,
) -> None:
    """Read the rows on one side of a run, outwards."""
    beside = ahead.start - ahead.step  # the row before, of those that are taken
    for at in ahead:
        before = reading.dates[beside]
        if before is None:
            raise AssertionError(beside)  # pragma: no cover - a row that is taken has a date
        after = at + ahead.step
        verdict = _verdict(
            rows[at],
            dates[at],
            before,
            dates[after] if after in ahead else None,
            gap,
            repeats=rows[at].values == rows[beside].values,
            # The last row of a table that repeats a date: the order says that it is the next one.
            outermost=after not in ahead,
            in_time=latest is not None and before + gap < latest,
        )
        if verdict == "problem":
            reading.problem = at
            return
        if verdict == "corrected":
            reading.dates[at] = before + gap
        if verdict in {"repeated", "doubtful"}:
            reading.dates[at] = None
        else:
            beside = at
        if verdict != "as printed":
            reading.rows[verdict].append(at)


def _verdict(
    row: DatedRow,
    printed: date | None,
    before: date,
    after: date | None,
    gap: timedelta,
    *,
    repeats: bool,
    outermost: bool,
    in_time: bool,
) -> Verdict:
    """Say how a row is to be read, beside the rows before and after it."""
    expected, again = before + gap, printed == before
    if again and repeats:
        return "repeated"
    if printed != expected and (after == expected + gap or (again and outermost and in_time)):
        return "corrected"
    if printed and 1 <= (printed - before) / gap <= LONGEST_HOLE + 1:
        return "as printed"
    if row.parts and _is_off_by_one_part(row.parts, expected):
        return "corrected"
    return "doubtful" if not again and (outermost or after == expected) else "problem"


def _is_off_by_one_part(parts: tuple[int, int, int], expected: date) -> bool:
    """Whether the day is right, and either the month or the year is."""
    return parts[2] == expected.day and _shared(parts, expected) == TWO


def _is_sound(reading: _Reading, latest: date | None) -> bool:
    if reading.problem is not None:
        return False
    if not reading.slips:
        return True
    if len(reading.rows["doubtful"]) > 1:
        return False
    if latest is None:
        return 2 * reading.slips < len(reading.dates)
    last = max(found for found in reading.dates if found)
    return -AHEAD <= (latest - last).days <= LATEST_PUBLICATION


def _tell(
    rows: Sequence[DatedRow],
    reading: _Reading,
    gap: timedelta,
    where: str,
    column: str,
    remarks: Remarks,
) -> None:
    for at in sorted(reading.rows["corrected"]):
        found = reading.dates[at]
        if found:
            remarks.add(
                f"{where}, row {rows[at].number}, column {column}",
                f'"{text(rows[at].printed)}"',
                f"read as {day_text(found)}, as the rows around it and their order say",
                found,
            )
    for at in sorted(reading.rows["repeated"]):
        place = f"{where}, row {rows[at].number}"
        remarks.add(place, f"{text(rows[at].printed)} again, with the same figures", "taken once")
    for at in sorted(reading.rows["doubtful"]):
        place = f"{where}, row {rows[at].number}, column {column}"
        done = "the row is left out: the rows around it do not say which date it is of"
        remarks.add(place, f'"{text(rows[at].printed)}"', done)
    kept = [found for found in reading.dates if found]
    for before, after in pairwise(kept):
        if after - before != gap:
            first, last = before + gap, after - gap
            missing = day_text(first) if first == last else f"{day_text(first)} to {day_text(last)}"
            done = "the other rows are taken"
            remarks.add(where, f"no row for {missing}", done, first, last)


def _refusal(
    rows: Sequence[DatedRow],
    dates: Sequence[date | None],
    reading: _Reading,
    latest: date | None,
    where: str,
    column: str,
) -> InconsistentDataError | UnknownFormatError:
    """Say which row cannot be read, and what it would have to be."""
    at = reading.problem
    if at is None:
        last = max(found for found in dates if found)
        known = f", published on {day_text(latest)}" if latest else ""
        return InconsistentDataError(
            f"figures to {day_text(last)}{known}",
            expected="dates that follow each other",
            where=where,
        )
    row = f"{where}, row {rows[at].number}"
    if dates[at] is None:
        return UnknownFormatError(
            f'"{text(rows[at].printed)}" is not a date',
            expected="a date such as 2025-05-14",
            where=f"{row}, column {column}",
        )
    beside = rows[at - 1] if at else rows[at + 1]
    said = text(rows[at].printed)
    if text(beside.printed) == said:
        return InconsistentDataError(
            f"{said} is given again, with other figures", expected="each date once", where=row
        )
    return InconsistentDataError(
        f'"{said}" beside "{text(beside.printed)}"',
        expected="dates that follow each other",
        where=row,
        fix="Is it a slip of the day, the month or the year?",
    )
