"""Slips of a date in consecutive rows, such as the days of a table or the weeks of a sheet.

A date is corrected only where the rows around it, their order and the day of publication allow one
reading alone. Anything else is an error that names the row.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from ..calendar import day_text
from ..errors import InconsistentDataError, UnknownFormatError
from .cells import date_parts, day, text
from .remark import Remarks

LONGEST_HOLE = 6
"""Rows that may be missing between two others; with more the date is doubted instead."""
LATEST_PUBLICATION = 100
"""Days from the last figure to its publication: no correction makes a table older than that."""
AHEAD = 14
"""Days by which the stamps of a publication may lag behind its figures."""
OTHER_YEAR = 200
"""Days from its publication from which a single date is of another year."""
RUNS_TRIED = 3
TWO = 2
"""Parts of a printed date that must be right: of the day, the month and the year."""

Verdict = Literal["as printed", "corrected", "repeated", "doubtful", "problem"]
"""How a row is read: as printed, with another date, once, not at all; or it cannot be read."""


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
        The counts: two rows with one date and the same values are one row given twice.
    """

    number: int
    printed: object
    values: tuple[object, ...] = ()

    @property
    def parts(self) -> tuple[int, int, int] | None:
        """Year, month and day as printed."""
        return date_parts(self.printed)


@dataclass
class _Reading:
    """A way to read the dates.

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
        """How many slips it assumes."""
        return len(self.rows["corrected"]) + len(self.rows["doubtful"])

    def counts(self, rows: Sequence[DatedRow]) -> dict[date, tuple[object, ...]]:
        """Return the counts of each date."""
        return {when: row.values for when, row in zip(self.dates, rows, strict=True) if when}


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

    A row is not taken where it repeats the one before it, or where the others show that it is not
    of any day, such as a total.

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
        Gets those on corrected and missing dates.

    Raises
    ------
    UnknownFormatError
        If a cell is not a date, and the rows around it do not show which it must be.
    InconsistentDataError
        If dates contradict each other in a way that allows no reading, or several.
    """
    printed = [_date_or_none(row.printed, where) for row in rows]
    gap = timedelta(days=step)
    ordered = sorted(when for when in printed if when)
    if None not in printed and all(_differ(a, b, gap) for a, b in pairwise(ordered)):
        return [*printed]
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
    counts = [reading.counts(order) for reading in best]
    if not best or any(other != counts[0] for other in counts):
        raise _refusal(order, dates, tried[0], latest, where, column)
    _add_remarks(order, best[0], gap, where, column, remarks)
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
    """Return a date that is by itself; where it is a slip, the only one that it can be.

    That is the only date shortly before the publication that fits and has two of the three printed
    parts: the day, the month and the year.

    Parameters
    ----------
    printed : object
        The cell.
    latest : datetime.date or None
        The day of publication.
    where : str
        For messages.
    remarks : Remarks
        Gets one where there is a slip.
    fits : callable
        Whether a date is possible here, such as a Sunday for the end of a week.
    within : int
        How many days before the publication the date can be.

    Raises
    ------
    UnknownFormatError
        If the cell is not a date, and it is not clear which it must be.
    """
    parts, when = date_parts(printed), _date_or_none(printed, where)
    if when and fits(when) and (latest is None or abs((latest - when).days) < OTHER_YEAR):
        return when
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
    """Return how many of the year, the month and the day agree with a date."""
    return sum(a == b for a, b in zip(parts, (other.year, other.month, other.day), strict=True))


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
    """Read the rows on both sides of a run, outwards, by the dates of the run."""
    reading = _Reading(list(dates))
    start, stop = run
    for ahead, step in ((range(stop, len(dates)), gap), (range(start - 1, -1, -1), -gap)):
        beside = ahead.start - ahead.step  # the last row that was taken
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
                step,
                repeats=rows[at].values == rows[beside].values,
                # In the last row, a repeated date must be the next one, by the order of the rows.
                outermost=after not in ahead,
                in_time=latest is not None and before + step < latest,
            )
            if verdict == "problem":
                reading.problem = at
                break
            if verdict == "corrected":
                reading.dates[at] = before + step
            if verdict in {"repeated", "doubtful"}:
                reading.dates[at] = None
            else:
                beside = at
            if verdict != "as printed":
                reading.rows[verdict].append(at)
    return reading


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
    parts = row.parts  # the day is right, and either the month or the year is
    if parts and parts[2] == expected.day and _shared(parts, expected) == TWO:
        return "corrected"
    return "doubtful" if not again and (outermost or after == expected) else "problem"


def _is_sound(reading: _Reading, latest: date | None) -> bool:
    if reading.problem is not None:
        return False
    if not reading.slips:
        return True
    if len(reading.rows["doubtful"]) > 1:
        return False
    if latest is None:
        return 2 * reading.slips < len(reading.dates)
    last = max(when for when in reading.dates if when)
    return -AHEAD <= (latest - last).days <= LATEST_PUBLICATION


def _add_remarks(
    rows: Sequence[DatedRow],
    reading: _Reading,
    gap: timedelta,
    where: str,
    column: str,
    remarks: Remarks,
) -> None:
    for at in sorted(reading.rows["corrected"]):
        if when := reading.dates[at]:
            remarks.add(
                f"{where}, row {rows[at].number}, column {column}",
                f'"{text(rows[at].printed)}"',
                f"read as {day_text(when)}, as the rows around it and their order say",
                when,
            )
    for at in sorted(reading.rows["repeated"]):
        place = f"{where}, row {rows[at].number}"
        remarks.add(place, f"{text(rows[at].printed)} again, with the same figures", "taken once")
    for at in sorted(reading.rows["doubtful"]):
        place = f"{where}, row {rows[at].number}, column {column}"
        done = "the row is left out: the rows around it do not say which date it is of"
        remarks.add(place, f'"{text(rows[at].printed)}"', done)
    for before, after in pairwise(when for when in reading.dates if when):
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
    """Return an error that names the row that cannot be read."""
    at = reading.problem
    if at is None:
        last = max(when for when in dates if when)
        published = f", published on {day_text(latest)}" if latest else ""
        return InconsistentDataError(
            f"figures to {day_text(last)}{published}",
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
    printed = text(rows[at].printed)
    if text(beside.printed) == printed:
        return InconsistentDataError(
            f"{printed} is given again, with other figures", expected="each date once", where=row
        )
    return InconsistentDataError(
        f'"{printed}" beside "{text(beside.printed)}"',
        expected="dates that follow each other",
        where=row,
        fix="Is it a slip of the day, the month or the year?",
    )
