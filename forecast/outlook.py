"""The outlook for a year: simulated days, and everything that is counted on them.

Totals, periods, months, milestones and the record all come from the same paths, so they never
contradict each other, and no total is below what has been counted already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..data.calendar import (
    DAY,
    DAYS_A_LEAP_YEAR,
    WEEK,
    WEEKS_A_YEAR,
    Day,
    Period,
    as_date,
    complete_years,
    day_text,
    highest_year,
    year_of,
)
from ..data.dataset import PEOPLE
from ..data.errors import OptionError, OutOfRangeError
from .distribution import LEVELS, Distribution, whole_number
from .horizons import NEXT_MONTH, period_ahead
from .simulation.paths import Paths, Spans, by_week, spans_of
from .thresholds import Milestone, Record

MAX_TOTAL = 2**31 - 1
MAX_DAYS, MAX_WEEKS = 2 * DAYS_A_LEAP_YEAR, 2 * WEEKS_A_YEAR
"""Ahead of an origin: the forecast reaches to the end of the next year at the latest."""


@dataclass(frozen=True, eq=False)
class Outlook:
    """What is counted on the simulated days of a year.

    Attributes
    ----------
    year : int
        The year forecast.
    as_of : datetime.date
        The forecast origin: the last day whose figure was used.
    model : str
        Its name.
    seed : int
        From which every random number follows.
    history : pandas.Series
        People a day up to the origin (int64), by ``date``.
    provenance : list of dict
        Where the figures come from.
    counted : str
        What is counted: "people", or the column of another series.
    final_totals : dict of int to int
        By year, people by the final statistics, where the figures know them.
    """

    year: int
    as_of: date
    model: str
    seed: int
    history: pd.Series = field(repr=False)
    _simulated: Paths = field(repr=False)  # from the day after the origin to the end of the year
    _simulate: Callable[[pd.Timestamp], Paths] = field(repr=False)  # the same model, to another day
    _again: Callable[..., Outlook] = field(repr=False)  # the same forecast from another table
    provenance: list[dict[str, Any]] = field(default_factory=list, repr=False)
    counted: str = PEOPLE
    final_totals: dict[int, int] = field(default_factory=dict, repr=False)
    _of_catalogue: bool = field(default=False, repr=False)  # its name says what the model is

    @property
    def n_paths(self) -> int:
        """How many paths were simulated."""
        return self._simulated.n_paths

    @cached_property
    def paths(self) -> NDArray[np.int32]:
        """People a day, shape (n_paths, remaining days of the year)."""
        year = year_of(self.year)
        days = self._spans.between(self._index(year.start), self._index(year.end + DAY)).view()
        days.setflags(write=False)  # the totals are counted on them
        return days.T

    @property
    def first_day(self) -> date:
        """The day of the first column of `paths`."""
        return max(self.as_of + DAY, year_of(self.year).start)

    @property
    def _begins_later(self) -> bool:
        """Whether days of the year before are simulated, too."""
        return self.first_day > self.as_of + DAY

    @property
    def finished(self) -> bool:
        """Whether the figures cover the whole year."""
        return self.as_of >= year_of(self.year).end

    @cached_property
    def year_to_date(self) -> int:
        """People from 1 January to the origin."""
        return self.counted_in(year_of(self.year))

    @cached_property
    def total(self) -> Distribution:
        """The annual total, people."""
        if self._begins_later:
            return self._people_in(year_of(self.year))
        return Distribution(self._simulated.totals() + self.year_to_date)

    @cached_property
    def record(self) -> Record:
        """The record and its probability; false where no earlier year is complete."""
        totals = complete_years(self.history.to_frame("arrivals"))
        highest = highest_year(totals, before=self.year)
        return Record.none() if highest is None else self.against(*highest)

    @property
    def final_record(self) -> Record:
        """The same against the final figure of the record year; false where that does not differ.

        The daily figures are provisional, so that the final statistics may have another total.
        """
        final = self.final_totals.get(self.record.set_in)
        if not self.record or final is None or final == self.record.threshold:
            return Record.none()
        return self.against(final, self.record.set_in)

    def against(self, threshold: int, set_in: int) -> Record:
        """How likely the year is to exceed another year's total.

        Parameters
        ----------
        threshold : int
            That total, people; a final figure instead of a provisional one, say.
        set_in : int
            The year of it.
        """
        broken = True if self.year_to_date > threshold else False if self.finished else None
        return Record(threshold, set_in, self.total.probability_above(threshold), broken)

    def period(self, start: Day, end: Day) -> Distribution:
        """People from one day to another, both included.

        Parameters
        ----------
        start, end : date, timestamp or ISO string
            Days up to the origin are counted, later ones simulated. The period starts on or after
            the first figure. It may end after the year, by the end of the next one: the same model
            then simulates on, with the same seed.

        Raises
        ------
        OptionError
            If the period ends before it starts.
        OutOfRangeError
            If it starts before the figures, or ends after the next year.
        """
        wanted = Period(as_date(start, argument="start"), as_date(end, argument="end"))
        last = self._last_day
        if wanted.end > last:
            raise OutOfRangeError(
                f"a period that ends on {day_text(wanted.end)}",
                expected=f"an end on or before {day_text(last)}",
                argument="period",
            )
        if wanted.start < self.history.index[0].date():
            raise OutOfRangeError(
                f"a period from {day_text(wanted.start)}",
                expected=f"a start on or after {day_text(self.history.index[0])}, the first figure",
                argument="period",
            )
        return self._people_in(wanted)

    def next(self, *, days: int | None = None, weeks: int | None = None) -> Distribution:
        """People in the next days or weeks: those that begin on the day after the origin.

        Parameters
        ----------
        days, weeks : int
            How many; give one of the two. A week is seven days.

        Raises
        ------
        OptionError
            If both are given, or neither, or it is not a whole number of 1 or more.
        OutOfRangeError
            If they end after the next year.
        """
        if (days is None) == (weeks is None):
            raise OptionError(
                f"days={days!r}, weeks={weeks!r}", expected="one of the two, such as days=7"
            )
        if weeks is not None:
            length = whole_number(weeks, "weeks", 1, MAX_WEEKS) * WEEK
        else:
            length = timedelta(days=whole_number(days, "days", 1, MAX_DAYS))
        return self.period(self.as_of + DAY, self.as_of + length)

    def next_month(self) -> Distribution:
        """People in the first calendar month that begins after the origin."""
        month = period_ahead(self.as_of, NEXT_MONTH)
        return self.period(month.start, month.end)

    def milestone(self, total: int) -> Milestone:
        """When the year's running total reaches a number of people.

        Raises
        ------
        OptionError
            If it is not a whole number, or below one.
        """
        return next(self.milestones_at([whole_number(total, "total", 1, MAX_TOTAL)]))

    def milestones_at(self, totals: Sequence[int]) -> Iterator[Milestone]:
        """Yield when the year's running total reaches each of some numbers of people.

        All of them are counted in one pass through the simulated days.

        Parameters
        ----------
        totals : sequence of int
            Ascending or not, each of 1 or more, people.

        Yields
        ------
        Milestone
            For each, in their order.
        """
        year = year_of(self.year)
        counted = np.cumsum(self._history_in(year))
        missing = [total - self.year_to_date for total in totals if total > self.year_to_date]
        # On how many paths each is reached by each day: running totals never fall.
        by_day = [
            np.array([np.count_nonzero(day >= people) for people in missing], dtype=np.int32)
            for day in (self._running() if missing else ())
        ]
        ahead = iter(np.array(by_day, dtype=np.int32).reshape(len(by_day), len(missing)).T)
        for total in totals:
            if total > self.year_to_date:
                by_then = next(ahead)
                on_days = np.diff([0, *by_then, self.n_paths])
                first = counted.size
                days = np.repeat([*range(first, first + by_then.size), year.days], on_days)
            else:
                days = np.full(self.n_paths, int(np.argmax(counted >= total)))
            yield Milestone(total, float((days < year.days).mean()), year.start, days, year.days)

    def running(self) -> pd.DataFrame:
        """Quantiles of the year's running total on each remaining day of the year.

        Returns
        -------
        pandas.DataFrame
            ``date``, ``quantile``, ``arrivals`` (people from 1 January to that day).
        """
        dates = pd.date_range(self.first_day, periods=len(self._fan), unit="ns")
        return pd.DataFrame(
            {
                "date": np.repeat(dates.to_numpy("datetime64[ns]"), len(LEVELS)),
                "quantile": np.tile(LEVELS, len(dates)),
                "arrivals": self._fan.ravel() + self.year_to_date,
            }
        )

    def totals_by_member(self) -> dict[str, NDArray[np.int64]]:
        """Return the simulated annual totals (people) of each member of a pool."""
        parts = getattr(self._simulated, "by_name", {self.model: self._simulated})
        if self._begins_later:
            skip = self._index(year_of(self.year).start)
            stop = self._index(year_of(self.year).end + DAY)
            return {name: spans_of(part).people_in(skip, stop) for name, part in parts.items()}
        return {name: part.totals() + self.year_to_date for name, part in parts.items()}

    def days_ahead(self, days: int) -> NDArray[np.int32]:
        """Return the first days after the origin, people; shape (days, n_paths)."""
        last = self._index(year_of(self.year).end + DAY)
        ahead = self._spans.between(0, min(days, last)).view()
        ahead.setflags(write=False)  # the totals are counted on them
        return ahead

    @cached_property
    def _spans(self) -> Spans:
        """The simulation to the end of the year, of which some days can be asked for.

        So a table of every day and path, which is large, is made only for those who want `paths`.
        """
        return spans_of(self._simulated)

    @property
    def _last_day(self) -> date:
        """The last day that a period may end on."""
        return year_of(max(self.year, self.as_of.year) + 1).end

    @cached_property
    def _further(self) -> dict[int, Spans]:
        """By year, the simulation to the end of that later year."""
        return {}

    def _through(self, day: date) -> Spans:
        """Return the simulation to the end of the year of a day, or later.

        Always to the end of a year, so that all periods of a year are counted on one simulation,
        whatever the model.
        """
        if day <= max(self.as_of, year_of(self.year).end):
            return self._spans
        if day.year not in self._further:
            simulated = self._simulate(pd.Timestamp(year_of(day.year).end))
            self._further[day.year] = spans_of(simulated)
        return self._further[day.year]

    def _running(self) -> Iterator[NDArray[Any]]:
        """Yield people from the first day that is simulated in the year to each of its days.

        It is one array of all paths, which changes when the next day is asked for.
        """
        first = self._index(year_of(self.year).start)
        stop = self._index(year_of(self.year).end + DAY)
        running = np.zeros(self.n_paths, dtype=np.int32)
        for start, end in by_week(first, stop):  # as weeks are spread
            for day in self._spans.between(start, end):
                running += day
                yield running

    @cached_property
    def _fan(self) -> NDArray[np.int64]:
        """Quantiles of `_running`, a row a day; shape (n_days, n_levels)."""
        fan = [Distribution(day).quantile(LEVELS) for day in self._running()]
        return np.array(fan, dtype=np.int64).reshape(-1, len(LEVELS))

    def _index(self, day: date) -> int:
        """Return the number of a day among those simulated; 0 for days up to the origin."""
        return max(0, (day - self.as_of).days - 1)

    def _history_in(self, period: Period) -> NDArray[np.int64]:
        """Return the people a day in those days of a period that are counted already."""
        first = self.history.index[0].date()
        start, stop = (period.start - first).days, (period.end - first).days + 1
        return self.history.to_numpy()[max(start, 0) : max(stop, 0)]

    def counted_in(self, period: Period) -> int:
        """Return the people in those days of a period that are counted already."""
        return int(self._history_in(period).sum())

    def _people_in(self, period: Period) -> Distribution:
        """People in a period: those counted, and those simulated."""
        first, stop = self._index(period.start), self._index(period.end + DAY)
        samples = self._through(period.end).people_in(first, stop)
        return Distribution(samples + self.counted_in(period))
