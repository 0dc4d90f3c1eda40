"""Weekly paths spread over their days, as past weeks of like season and size were spread.

Nothing is modelled: each simulated week borrows the shape of one real run of seven days (which days
were calm, and how the people fell on the others), scaled to its own total. So calm days come in
runs, and the highest days are as high, as in the figures.

Each week has a random stream of its own: one of them can be spread without the others.
"""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.random import SFC64, Generator
from numpy.typing import NDArray

from ...data.calendar import DAYS_A_LEAP_YEAR, DAYS_A_WEEK, DAYS_A_YEAR
from .weeks import MIDDLE, Counts, WeeksAhead, day_of_year

SEASON_DAYS = 45
"""Days on either side of a week's place in the year from which past runs come."""
RECENT_DAYS = 3 * DAYS_A_LEAP_YEAR
"""Days back from the origin from which they come."""
GROWTH_SHARE = 0.5
"""Share of the growth of people per day with arrivals by which a past run's size is raised.

With none, weeks of the same total were spread over more days when boats were smaller; with all of
it, a quiet year lends its two stormy days to the whole total of a busy one."""
NEIGHBOURS = 10
"""Past runs on either side of a total, in order of size, that count as similar: so many twice at
the ends, too."""
ROOT_STEPS = 8
"""Steps for each unit of the square root of a total, in the table that ranks totals by size."""
ALL = slice(None)


def split_into_days(
    people: Counts,
    ahead: WeeksAhead,
    daily: pd.DataFrame,
    seed: int,
    *,
    active: NDArray[np.int64] | None = None,
    first: int = 0,
    past: PastRuns | None = None,
) -> Counts:
    """Spread the people of weeks over their days.

    Each week takes the shape of one past run of seven days, drawn from those of the last
    `RECENT_DAYS` days that lie within `SEASON_DAYS` of the same time of year, among the
    `NEIGHBOURS` next above and below it in size. Sizes of past runs are first raised part of the
    way to the present level.

    Parameters
    ----------
    people : array of int32, shape (n_weeks, n_paths)
        People a week.
    ahead : WeeksAhead
        The weeks.
    daily : pandas.DataFrame
        The figures before the origin.
    seed : int
        From which the runs are drawn, by a stream for each week.
    active : array of int, shape (n_weeks, n_paths), optional
        Days with arrivals a week. The past run is then one of those with as many, and one person
        is put on each of them before the others are spread: none turns calm.
    first : int
        Place among the weeks ahead of the first of these.
    past : PastRuns, optional
        Those of the figures, for whoever spreads some of the weeks at a time.

    Returns
    -------
    array of int32, shape (7 * n_weeks, n_paths)
        People a day; the days of each week sum to it exactly.
    """
    past = past or PastRuns(daily)
    days = np.empty((len(people) * DAYS_A_WEEK, people.shape[1]), dtype=np.int32)
    for number, total in enumerate(people):
        rng = Generator(SFC64([seed, first + number]))
        place = int(ahead.day_of_year[first + number])
        week = days[number * DAYS_A_WEEK : (number + 1) * DAYS_A_WEEK]
        if active is None:
            _fill(week, total, past.people, past.like(total, place, rng))
        else:
            _fill_active(week, total, active[number], past, place, rng)
    return days


def _fill_active(
    week: Counts,
    total: Counts,
    active: NDArray[np.int64],
    past: PastRuns,
    place: int,
    rng: np.random.Generator,
) -> None:
    """Write the days of one week, so many of which have arrivals; shapes (7, n_paths), (n_paths,).

    There is nobody in a week without such a day.
    """
    week[:] = 0
    for count in range(1, DAYS_A_WEEK + 1):
        paths = np.flatnonzero(active == count)
        among = np.flatnonzero(past.active == count)
        if among.size:
            people = past.people[:, among]
            run = past.like(total[paths], place, rng, among)
        else:  # there was no such run: the first days, and as many people on each
            people = np.minimum(np.arange(DAYS_A_WEEK + 1.0), count)[:, None]
            run = np.zeros(paths.size, dtype=np.int64)
        one_each = np.diff(people, axis=0)[:, run] > 0
        part = np.empty((DAYS_A_WEEK, paths.size), dtype=np.int32)
        _fill(part, total[paths] - np.int32(count), people, run)
        week[:, paths] = part + one_each


class _Neighbours(NamedTuple):
    """Runs near a day of the year, by size.

    Attributes
    ----------
    runs : array, shape (n_usable,)
        Their numbers, the smallest first.
    lowest : array, shape (n_roots,)
        By the square root of a total, in `ROOT_STEPS`, the rank of its smallest neighbour; that
        at the end of the table for all beyond.
    width : int
        How many neighbours each total has.
    """

    runs: NDArray[np.int64]
    lowest: NDArray[np.int64]
    width: int


class PastRuns:
    """Every past run of seven days of the last years, counted when they are first asked for.

    Parameters
    ----------
    daily : pandas.DataFrame
        The figures before the origin.
    """

    def __init__(self, daily: pd.DataFrame) -> None:
        self._daily = daily
        self._last: tuple[int, _Neighbours | None] | None = None

    @cached_property
    def people(self) -> NDArray[np.float64]:
        """People in the first 0, 1, ... 7 days; shape (8, n_runs)."""
        arrivals = self._daily["arrivals"].to_numpy(dtype=float)[-RECENT_DAYS:]
        running = np.concatenate([[0.0], np.cumsum(arrivals)])
        windows = np.lib.stride_tricks.sliding_window_view(running, DAYS_A_WEEK + 1).T
        return np.ascontiguousarray(windows - windows[0])

    @cached_property
    def active(self) -> NDArray[np.int64]:
        """Days with arrivals; shape (n_runs,)."""
        return (np.diff(self.people, axis=0) > 0).sum(axis=0)

    @cached_property
    def _size(self) -> NDArray[np.float64]:
        """People in each run, raised to the present level."""
        n_runs = self.people.shape[1]
        return self.people[-1] * _growth(self._daily)[len(self._daily) - n_runs :]

    @cached_property
    def _place(self) -> NDArray[np.int64]:
        """Days of the year of their middle days."""
        n_runs = self.people.shape[1]
        middles = self._daily.index[-RECENT_DAYS:][MIDDLE : MIDDLE + n_runs].to_numpy()
        return day_of_year(middles) % DAYS_A_LEAP_YEAR

    def like(
        self,
        totals: Counts,
        place: int,
        rng: np.random.Generator,
        among: NDArray[np.int64] | slice = ALL,
    ) -> NDArray[np.int64]:
        """Draw a past run of like season and size for each total.

        Parameters
        ----------
        totals : array of int32, shape (n_paths,)
            People in one simulated week.
        place : int
            Day of the year of its middle day.
        rng : numpy.random.Generator
            Draws among the neighbours.
        among : array of int64, or slice
            The runs to draw from.

        Returns
        -------
        array of int64, shape (n_paths,)
            The number of a run, of those to draw from.
        """
        # The last is kept: the members of a pool spread the same week in turn. It is read once, as
        # another thread may put that of another week there.
        last = self._last
        if among is ALL and last is not None and last[0] == place:
            near = last[1]
        else:
            near = self._neighbours(place, among)
            if among is ALL:
                self._last = place, near
        if near is None:  # no arrivals at all: there is no shape to copy, see _fill
            return np.zeros(totals.size, dtype=np.int64)
        root = np.sqrt(totals)
        root *= ROOT_STEPS
        rank = near.lowest.take(root.astype(np.int64), mode="clip")
        rank += rng.integers(near.width, size=totals.size, dtype=np.int64)
        return near.runs.take(rank)

    def _neighbours(self, place: int, among: NDArray[np.int64] | slice) -> _Neighbours | None:
        """Rank the runs near a day of the year by size; None where nobody arrived in any run."""
        sizes = self._size[among]
        in_season = np.zeros(DAYS_A_LEAP_YEAR, dtype=bool)
        near = np.arange(place - SEASON_DAYS, place + SEASON_DAYS + 1)
        in_season[near % DAYS_A_LEAP_YEAR] = True
        usable = np.flatnonzero(in_season[self._place[among]] & (sizes > 0))
        if not usable.size:  # a season without a single arrival: any run will do
            usable = np.flatnonzero(sizes > 0)
        if not usable.size:
            return None
        usable = usable[np.argsort(sizes[usable], kind="stable")]
        # Ranks from a table over square roots of the total: a tenth of the time of a search each.
        largest = np.sqrt(sizes[usable[-1]])
        table = np.searchsorted(sizes[usable], np.arange(0, largest, 1 / ROOT_STEPS) ** 2)
        # At either end the nearest so many: were ranks cut off there, one run would be drawn over
        # and over, with its calm days always on the same days of the week.
        width = min(2 * NEIGHBOURS, usable.size)
        lowest = np.minimum(np.maximum(table - NEIGHBOURS, 0), usable.size - width)
        return _Neighbours(usable, lowest, width)


def _growth(daily: pd.DataFrame) -> NDArray[np.float64]:
    """By how much the size of a past run is raised, by its last day; shape (n_days,).

    The level is the number of people per day with arrivals in the year up to a day: it moves with
    the size and number of boats on a day, and not with the weather that decides how many such days
    there are.
    """
    people = daily["arrivals"].to_numpy(dtype=float)
    stop = np.arange(1, people.size + 1)
    start = np.maximum(stop - DAYS_A_YEAR, 0)
    running_people, running_active = (
        np.concatenate([[0.0], np.cumsum(counts)]) for counts in (people, people > 0)
    )
    active = running_active[stop] - running_active[start]
    level = (running_people[stop] - running_people[start]) / np.maximum(active, 1)
    present = level[-1] if level.size else 0.0
    return np.where(level > 0, present / np.where(level > 0, level, 1), 1.0) ** GROWTH_SHARE


def _fill(days: Counts, totals: Counts, runs: NDArray[np.float64], run: NDArray[np.int64]) -> None:
    """Write the days of one week; shapes (7, n_paths), (n_paths,), (8, n_runs).

    The running sum is rounded, not the days, so that every total is kept and no day is negative.
    """
    # Where the history holds no arrivals, the run's sum is zero and all fall on the last day.
    factor = totals / np.maximum(runs[-1], 1).take(run, mode="clip")
    scaled = runs[1:-1].take(run, axis=1, mode="clip")
    scaled *= factor
    scaled += 0.5
    so_far = scaled.astype(np.int32)
    days[0] = so_far[0]
    np.subtract(so_far[1:], so_far[:-1], out=days[1:-1])
    np.subtract(totals, so_far[-1], out=days[-1])
