"""Simulated people after the forecast origin.

Models that simulate weeks draw weeks; the weeks are spread over their days only when the days are
asked for, but for the last one where the horizon ends within it. The days of a week sum to it
exactly, so the totals are the same either way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Protocol, TypeVar, runtime_checkable

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import NDArray

from ...data.calendar import DAYS_A_WEEK
from .days import PastRuns, split_into_days
from .weeks import Counts, WeeksAhead

Totals = NDArray[np.int64]

Part = TypeVar("Part")


class Paths(Protocol):
    """Equally likely paths of people a day after the origin.

    Examples
    --------
    >>> import numpy as np
    >>> from crossings.forecast import DailyPaths, Paths
    >>> paths: Paths = DailyPaths(np.array([[0, 40], [120, 0]], dtype=np.int32))
    >>> paths.n_paths, paths.totals().tolist()
    (2, [120, 40])
    """

    @property
    def n_paths(self) -> int:
        """How many paths there are."""
        ...

    def totals(self) -> Totals:
        """People over the whole horizon; shape (n_paths,)."""
        ...

    def days(self) -> Counts:
        """People a day, never negative; shape (n_days, n_paths), the same at every call.

        The days come first because they are written, and summed, one whole day at a time.
        """
        ...


@runtime_checkable
class Spans(Paths, Protocol):
    """Paths that know some of their days, or the people in them, without the days of all.

    Days are numbered from the day after the origin, 0, and the last is left out, as in a slice.
    """

    def between(self, first: int, stop: int) -> Counts:
        """People a day from one day to another; shape (stop - first, n_paths)."""
        ...

    def people_in(self, first: int, stop: int) -> Totals:
        """People from one day to another; shape (n_paths,)."""
        ...


def spans_of(paths: Paths) -> Spans:
    """Return paths as they are where they know some of their days; else with all of them."""
    return paths if isinstance(paths, Spans) else DailyPaths(paths.days())


def by_week(first: int, stop: int) -> Iterator[tuple[int, int]]:
    """Yield first days, and those after the last, of runs of days that each lie in one week."""
    while first < stop:
        end = min(first - first % DAYS_A_WEEK + DAYS_A_WEEK, stop)
        yield first, end
        first = end


@dataclass(frozen=True, eq=False)
class _Counted:
    """People in each day or week (first axis) of each path (second axis)."""

    people: Counts

    @property
    def n_paths(self) -> int:
        """How many paths there are."""
        return self.people.shape[1]


@dataclass(frozen=True, eq=False)
class DailyPaths(_Counted):
    """Paths that were drawn by day.

    Attributes
    ----------
    people : array of int32, shape (n_days, n_paths)
        People a day.

    Examples
    --------
    Two paths of three days:

    >>> import numpy as np
    >>> from crossings.forecast import DailyPaths
    >>> paths = DailyPaths(np.array([[0, 40], [120, 0], [0, 0]], dtype=np.int32))
    >>> paths.totals().tolist()
    [120, 40]
    """

    def totals(self) -> Totals:
        """People over the whole horizon."""
        return self.people.sum(axis=0, dtype=np.int64)

    def days(self) -> Counts:
        """People a day."""
        return self.people

    def between(self, first: int, stop: int) -> Counts:
        """People a day from one day to another, the last left out."""
        return self.people[first:stop]

    def people_in(self, first: int, stop: int) -> Totals:
        """People from one day to another, the last left out."""
        return self.people[first:stop].sum(axis=0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class WeeklyPaths(_Counted):
    """Paths that were drawn by week; `weekly_paths` makes them.

    Attributes
    ----------
    people : array of int32, shape (n_weeks, n_paths)
        People a week: whole weeks, of which the last may go on beyond the horizon.
    ahead : WeeksAhead
        The weeks.
    daily : pandas.DataFrame
        The figures before the origin, in whose shapes the weeks are spread over their days.
    seed : int
        Seed of the spreading, which draws the same days at every call.
    active : array of int, shape (n_weeks, n_paths), optional
        Days with arrivals a week, where the model draws them.
    past : PastRuns, optional
        The past runs of `daily`, where other paths of the same figures have counted them.

    Examples
    --------
    >>> import numpy as np
    >>> from crossings.data import load
    >>> from crossings.forecast import forecast_year
    >>> outlook = forecast_year(load(), as_of="2025-05-14", model="root-level", n_paths=3)
    >>> outlook.paths.shape  # 231 days from 15 May to 31 December, spread from weeks
    (3, 231)
    """

    ahead: WeeksAhead
    daily: pd.DataFrame
    seed: int
    active: NDArray[np.int64] | None = None
    past: PastRuns | None = field(default=None, repr=False)

    @cached_property
    def _past(self) -> PastRuns:
        return self.past or PastRuns(self.daily)

    def totals(self) -> Totals:
        """People over the whole horizon."""
        return self.people_in(0, self.ahead.n_days)

    def days(self) -> Counts:
        """People a day."""
        return self.between(0, self.ahead.n_days)

    def between(self, first: int, stop: int) -> Counts:
        """People a day from one day to another, the last left out."""
        week, end = first // DAYS_A_WEEK, -(-stop // DAYS_A_WEEK)
        active = None if self.active is None else self.active[week:end]
        days = split_into_days(
            self.people[week:end],
            self.ahead,
            self.daily,
            self.seed,
            active=active,
            first=week,
            past=self._past,
        )
        return days[first - week * DAYS_A_WEEK : stop - week * DAYS_A_WEEK]

    def people_in(self, first: int, stop: int) -> Totals:
        """People from one day to another, the last left out.

        Only a week that is cut at either end has to be spread.
        """
        week, end = -(-first // DAYS_A_WEEK), stop // DAYS_A_WEEK
        if week > end:  # both ends cut the same week
            return self.between(first, stop).sum(axis=0, dtype=np.int64)
        totals: Totals = self.people[week:end].sum(axis=0, dtype=np.int64)
        for start, over in ((first, week * DAYS_A_WEEK), (end * DAYS_A_WEEK, stop)):
            if start < over:
                at, days = start % DAYS_A_WEEK, self._days_of(start // DAYS_A_WEEK)
                totals += days[at : at + over - start].sum(axis=0, dtype=np.int64)
        return totals

    @cached_property
    def _spread(self) -> dict[int, Counts]:
        return {}

    def _days_of(self, week: int) -> Counts:
        """Return the days of a week; the last is kept, as the next period often begins in it."""
        days = self._spread.get(week)
        if days is None:
            days = self.between(week * DAYS_A_WEEK, (week + 1) * DAYS_A_WEEK)
            self._spread.clear()
            self._spread[week] = days
        return days


def weekly_paths(
    people: Iterable[NDArray[np.floating[Any]]],
    ahead: WeeksAhead,
    daily: pd.DataFrame,
    rng: Generator,
) -> WeeklyPaths:
    """Return paths of whole weeks, whose days are drawn from a random stream of their own.

    Parameters
    ----------
    people : iterable of arrays, shape (n_paths,)
        People in each whole week, zero or more, such as an array of shape (n_weeks, n_paths). Of
        a last week that goes on beyond the horizon the first days count.
    ahead : WeeksAhead
        The weeks, as `crossings.forecast.simulation.weeks.weeks_after` gives them.
    daily : pandas.DataFrame
        The figures before the origin.
    rng : numpy.random.Generator
        From which the stream of the days is spawned.

    Examples
    --------
    >>> import numpy as np
    >>> from crossings.data import load
    >>> from crossings.forecast import weekly_paths
    >>> from crossings.forecast.simulation.weeks import weeks_after
    >>> daily = load().loc[:"2025-12-17"]
    >>> last = daily.index[-1]
    >>> ahead = weeks_after(last, last.replace(day=31))  # two weeks
    >>> paths = weekly_paths(np.full((2, 1), 700.0), ahead, daily, np.random.default_rng(0))
    >>> paths.days().shape, int(paths.days().sum())
    ((14, 1), 1400)
    """
    seed = int(rng.spawn(1)[0].integers(2**63))
    return WeeklyPaths(ahead.counts(people), ahead, daily, seed)


@dataclass(frozen=True, eq=False)
class PooledPaths:
    """Paths of several models in turn, so that any first few are a fair sample of all.

    Attributes
    ----------
    parts : sequence of Paths
        Of each model; each as long as the next, or longer by one.
    names : sequence of str
        Of the models.
    """

    parts: Sequence[Paths]
    names: Sequence[str]

    @property
    def by_name(self) -> dict[str, Paths]:
        """The paths of each model."""
        return dict(zip(self.names, self.parts, strict=False))

    @property
    def n_paths(self) -> int:
        """How many paths there are."""
        return sum(part.n_paths for part in self.parts)

    @cached_property
    def _alike(self) -> list[Paths]:
        """The parts; weeks of the same figures are spread from one set of past runs."""
        past: dict[int, PastRuns] = {}
        return [
            replace(part, past=past.setdefault(id(part.daily), PastRuns(part.daily)))
            if isinstance(part, WeeklyPaths)
            else part
            for part in self.parts
        ]

    @cached_property
    def _spans(self) -> list[Spans]:
        return [spans_of(part) for part in self._alike]

    def totals(self) -> Totals:
        """People over the whole horizon."""
        return self._in_turn(self._alike, lambda part: part.totals())

    def people_in(self, first: int, stop: int) -> Totals:
        """People from one day to another, the last left out."""
        return self._in_turn(self._spans, lambda part: part.people_in(first, stop))

    def days(self) -> Counts:
        """People a day."""
        return self._in_turn(self._alike, lambda part: part.days())

    def between(self, first: int, stop: int) -> Counts:
        """People a day from one day to another, the last left out."""
        pooled: Counts = np.empty((stop - first, self.n_paths), dtype=np.int32)
        # A week of each part in turn: its days are put in their places while they are in the cache.
        for start, end in by_week(first, stop):
            for turn, part in enumerate(self._spans):
                days = part.between(start, end)
                pooled[start - first : end - first, turn :: len(self.parts)] = days
        return pooled

    def _in_turn(self, parts: Sequence[Part], ask: Callable[[Part], NDArray[Any]]) -> NDArray[Any]:
        """Return what each part answers, its paths in their turn; the last axis is of paths."""
        pooled: NDArray[Any] = np.empty((0, self.n_paths), dtype=np.int32)
        for turn, part in enumerate(parts):
            answer = ask(part)
            if not turn:
                pooled = np.empty((*answer.shape[:-1], self.n_paths), dtype=answer.dtype)
            pooled[..., turn :: len(parts)] = answer
            del answer  # before that of the next is drawn: it may be as large as memory is
        return pooled
