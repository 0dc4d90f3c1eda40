"""Weekly paths spread over their days, as past weeks of like season and size were spread.

Nothing is modelled: each simulated week borrows the shape of one real run of as many days (which
days were calm, and how the people fell on the others), scaled to its own total. So calm days come
in runs, and the highest days are as high, as in the figures.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...data.calendar import DAYS_A_LEAP_YEAR, DAYS_A_YEAR
from .weeks import Counts, WeeksAhead, day_of_year

SEASON_DAYS = 45
"""Days on either side of a week's place in the year from which past runs come."""
RECENT_DAYS = 3 * DAYS_A_LEAP_YEAR
"""Days back from the origin from which they come."""
GROWTH_SHARE = 0.5
"""Share of the growth of people per day with arrivals by which a past run's size is raised.

With none, weeks of the same total were spread over more days when boats were smaller; with all of
it, a quiet year lends its two stormy days to the whole total of a busy one."""
NEIGHBOURS = 10
"""Past runs on either side of a total, in order of size, that count as similar."""
ROOT_STEPS = 8
"""Steps for each unit of the square root of a total, in the table that ranks totals by size."""


def split_into_days(
    totals: Counts, ahead: WeeksAhead, daily: pd.DataFrame, rng: np.random.Generator
) -> Counts:
    """Spread weekly totals over their days.

    Each total takes the shape of one past run of as many days, drawn from those of the last
    `RECENT_DAYS` days that lie within `SEASON_DAYS` of the same time of year, among the
    `NEIGHBOURS` next above and below the total in size. Sizes of past runs are first raised part
    of the way to the present level.

    Parameters
    ----------
    totals : array of int32, shape (n_parts, n_paths)
        People a week, or in each part of a week that New Year cuts.
    ahead : WeeksAhead
        The weeks and their parts.
    daily : pandas.DataFrame
        The figures before the origin.
    rng : numpy.random.Generator
        Draws the runs.

    Returns
    -------
    array of int32, shape (n_days, n_paths)
        People a day; the days of each week sum to its total exactly.
    """
    recent = daily.iloc[-RECENT_DAYS:]
    arrivals = recent["arrivals"].to_numpy(dtype=float)
    places = day_of_year(recent.index.to_numpy())
    growth = _growth(daily)[-arrivals.size :]
    # Whole weeks, and the parts of those that a New Year cuts.
    runs = {length: _runs(arrivals, length) for length in set(ahead.lengths.tolist())}
    sizes = {length: shapes[-1] * growth[length - 1 :] for length, shapes in runs.items()}
    days = np.empty((int(ahead.lengths.sum()), totals.shape[1]), dtype=np.int32)
    first = 0
    for total, length, place in zip(totals, ahead.lengths.tolist(), ahead.middles, strict=True):
        run = _similar_runs(total, sizes[length], places[length // 2 :], int(place), rng)
        _fill(days[first : first + length], total, runs[length], run)
        first += length
    return days


def split_into_active_days(
    totals: Counts,
    active: NDArray[np.int64],
    ahead: WeeksAhead,
    daily: pd.DataFrame,
    rng: np.random.Generator,
) -> Counts:
    """Spread weekly totals over so many days with arrivals.

    As `split_into_days`, but the past run is one of those with as many days with arrivals, and
    one person is put on each of them before the others are spread: none turns calm.

    Parameters
    ----------
    totals, active : arrays of int, shape (n_parts, n_paths)
        People, and days with arrivals, a week, or in each part of a week that New Year cuts.
    ahead, daily, rng
        As of `split_into_days`.

    Returns
    -------
    array of int32, shape (n_days, n_paths)
    """
    recent = daily.iloc[-RECENT_DAYS:]
    arrivals = recent["arrivals"].to_numpy(dtype=float)
    places = day_of_year(recent.index.to_numpy())
    growth = _growth(daily)[-arrivals.size :]
    shapes = {length: _ActiveRuns(arrivals, length) for length in set(ahead.lengths.tolist())}
    days = np.zeros((int(ahead.lengths.sum()), totals.shape[1]), dtype=np.int32)
    first = 0
    for total, several, length, place in zip(
        totals, active, ahead.lengths.tolist(), ahead.middles, strict=True
    ):
        runs = shapes[length]
        sizes = runs.people[-1] * growth[length - 1 :]
        middles = places[length // 2 :]
        for count in range(1, length + 1):
            paths = np.flatnonzero(several == count)
            like = np.flatnonzero(runs.active == count)
            if like.size:
                run = _similar_runs(total[paths], sizes[like], middles[like], int(place), rng)
                people = runs.people[:, like]
            else:  # there was no such run: the first days, and as many people on each
                people = np.minimum(np.arange(length + 1.0), count)[:, None]
                run = np.zeros(paths.size, dtype=np.int64)
            one_each = np.diff(people, axis=0)[:, run] > 0
            part = np.empty((length, paths.size), dtype=np.int32)
            _fill(part, total[paths] - np.int32(count), people, run)
            days[first : first + length, paths] = part + one_each
        first += length
    return days


class _ActiveRuns:
    """Past runs of so many days: their running sums, and their days with arrivals."""

    def __init__(self, arrivals: NDArray[np.float64], length: int) -> None:
        self.people = _runs(arrivals, length)
        self.active = (np.diff(self.people, axis=0) > 0).sum(axis=0)


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


def _runs(arrivals: NDArray[np.float64], length: int) -> NDArray[np.float64]:
    """People in the first 0, 1, ... `length` days of every past run of so many days.

    Returns
    -------
    array, shape (length + 1, n_runs)
    """
    running = np.concatenate([[0.0], np.cumsum(arrivals)])
    windows = np.lib.stride_tricks.sliding_window_view(running, length + 1).T
    return np.ascontiguousarray(windows - windows[0])


def _similar_runs(
    totals: Counts,
    sizes: NDArray[np.float64],
    middles: NDArray[np.int64],
    place: int,
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    """Draw a past run of like season and size for each total.

    Parameters
    ----------
    totals : array of int32, shape (n_paths,)
        People in one simulated week.
    sizes, middles : arrays, shape (n_runs,)
        People in each past run, and the day of the year of its middle day.
    place : int
        Day of the year of the simulated week's middle day.
    rng : numpy.random.Generator
        Draws among the neighbours.

    Returns
    -------
    array of int64, shape (n_paths,)
        The number of a run.
    """
    in_season = np.zeros(DAYS_A_LEAP_YEAR, dtype=bool)
    in_season[np.arange(place - SEASON_DAYS, place + SEASON_DAYS + 1) % DAYS_A_LEAP_YEAR] = True
    usable = np.flatnonzero(in_season[middles[: sizes.size] % DAYS_A_LEAP_YEAR] & (sizes > 0))
    if not usable.size:  # a season without a single arrival: any run will do
        usable = np.flatnonzero(sizes > 0)
    if not usable.size:  # no arrivals at all: there is no shape to copy, see _fill
        return np.zeros(totals.size, dtype=np.int64)
    usable = usable[np.argsort(sizes[usable], kind="stable")]
    # Ranks from a table over square roots of the total: a tenth of the time of a search for each.
    largest = np.sqrt(sizes[usable[-1]])
    table = np.searchsorted(sizes[usable], np.arange(0, largest, 1 / ROOT_STEPS) ** 2)
    root = np.minimum(np.sqrt(totals) * ROOT_STEPS, table.size - 1).astype(np.int64)
    rank = table[root] + rng.integers(-NEIGHBOURS, NEIGHBOURS, size=totals.size, dtype=np.int64)
    return usable[np.minimum(np.maximum(rank, 0), usable.size - 1)]


def _fill(days: Counts, totals: Counts, runs: NDArray[np.float64], run: NDArray[np.int64]) -> None:
    """Write the days of one week; shapes (length, n_paths), (n_paths,), (length + 1, n_runs).

    The running sum is rounded, not the days, so that every total is kept and no day is negative.
    """
    # Where the history holds no arrivals, the run's sum is zero and all fall on the last day.
    factor = totals / np.maximum(runs[-1][run], 1)
    before = np.zeros_like(totals)
    for day, running in enumerate(runs[1:-1]):
        scaled = running[run]
        scaled *= factor
        scaled += 0.5
        so_far = scaled.astype(np.int32)
        np.subtract(so_far, before, out=days[day])
        before = so_far
    np.subtract(totals, before, out=days[-1])
