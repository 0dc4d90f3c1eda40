"""Daily figures as weeks that end on the forecast origin, and weekly paths back as days.

Six days in ten are zero, so the level models work on sums of seven days. The weeks end on the
origin, whatever its weekday, so that no day before it is left out of the newest one.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...data.errors import NotEnoughHistoryError
from ..arrays import Floats

__all__ = [
    "DAYS_A_WEEK",
    "MAX_WEEK",
    "Ahead",
    "Days",
    "Weeks",
    "split_into_days",
    "weeks_after",
    "weeks_before",
]

DAYS_A_WEEK = 7
LONGEST_YEAR = 366
SEASON = 45
"""Days on either side of a week's place in the year from which the shapes of past weeks come."""
RECENT = 3 * 366
"""Days back from the origin from which they come."""
DAYS_A_YEAR = 365
GROWTH_SHARE = 0.5
"""How much of the growth of people per day with arrivals is taken out of a past week's size: none,
and weeks of the same total were spread over more days when boats were smaller; all of it, and a
quiet year lends its two stormy days to the whole total of a busy one."""
NEIGHBOURS = 10
"""Past weeks on either side of a total, in order of size, that count as similar."""
ROOT_STEPS = 8
"""Steps of the square root of a total in the table that finds its like by size."""
MAX_WEEK = 10_000_000
"""People a week beyond which a simulated path is cut off, so that every count stays finite."""

Days = NDArray[np.int32]
Dates = NDArray[np.datetime64]


class Weeks(NamedTuple):
    """Past weeks, oldest first.

    Attributes
    ----------
    totals : array, shape (n_weeks,)
        People a week.
    day_of_year : array, shape (n_weeks,)
        Of each week's middle day.
    """

    totals: NDArray[np.float64]
    day_of_year: NDArray[np.int64]


class Ahead(NamedTuple):
    """Weeks to come; the last may be cut short by the end of the horizon.

    Attributes
    ----------
    lengths : array, shape (n_weeks,)
        Days in each week: 7, but for the last.
    day_of_year : array, shape (n_weeks,)
        Of the middle day of each (whole) week.
    """

    lengths: NDArray[np.int64]
    day_of_year: NDArray[np.int64]


def weeks_before(daily: pd.DataFrame, *, at_least: int) -> Weeks:
    """Sum the seven-day weeks that end on the last day; days before the first are left out.

    Raises
    ------
    NotEnoughHistoryError
        If there are fewer than `at_least` whole weeks.
    """
    arrivals = daily["arrivals"].to_numpy(dtype=float)
    n_weeks = arrivals.size // DAYS_A_WEEK
    if n_weeks < at_least:
        raise NotEnoughHistoryError(
            f"only {arrivals.size} days of figures",
            expected=f"at least {at_least * DAYS_A_WEEK} before the forecast origin",
        )
    totals = (
        arrivals[arrivals.size - n_weeks * DAYS_A_WEEK :].reshape(n_weeks, DAYS_A_WEEK).sum(axis=1)
    )
    middles = pd.date_range(end=daily.index[-1] - pd.Timedelta(days=3), periods=n_weeks, freq="7D")
    return Weeks(totals, day_of_year(middles.to_numpy()))


def weeks_after(origin: pd.Timestamp, until: pd.Timestamp) -> Ahead:
    """Return the weeks from the day after `origin` to `until`."""
    n_days = (until - origin).days
    starts = np.arange(0, n_days, DAYS_A_WEEK)
    middles = pd.date_range(origin + pd.Timedelta(days=4), periods=starts.size, freq="7D")
    return Ahead(np.minimum(DAYS_A_WEEK, n_days - starts), day_of_year(middles.to_numpy()))


def day_of_year(dates: Dates) -> NDArray[np.int64]:
    """Day of the year, 1 to 366."""
    days = dates.astype("datetime64[D]")
    return (days - days.astype("datetime64[Y]").astype("datetime64[D]")).astype(np.int64) + 1


def split_into_days(
    totals: Days, ahead: Ahead, daily: pd.DataFrame, rng: np.random.Generator
) -> Days:
    """Spread weekly totals over their days as past weeks of like season and size were spread.

    Each total takes the shape of a past run of as many days: which days were calm, and how the
    people fell on them. The run is drawn from those of the last `RECENT` days that lie within
    `SEASON` days of the same time of year, among the `NEIGHBOURS` next above and below the total
    in size, a past size being carried part of the way to the level of now.

    Parameters
    ----------
    totals : array of int32, shape (n_weeks, n_paths)
        People a week.
    ahead : Ahead
        The weeks' lengths and places in the year.
    daily : pandas.DataFrame
        The figures before the origin.
    rng : numpy.random.Generator
        Draws the runs.

    Returns
    -------
    array of int32, shape (n_days, n_paths)
        People a day; the days of each week sum to its total exactly.
    """
    recent = daily.iloc[-RECENT:]
    arrivals = recent["arrivals"].to_numpy(dtype=float)
    places = day_of_year(recent.index.to_numpy())
    out = np.empty((int(ahead.lengths.sum()), totals.shape[1]), dtype=np.int32)
    runs = {length: _runs(arrivals, length) for length in set(ahead.lengths.tolist())}
    growth = _growth(daily)[-arrivals.size :]
    sizes = {length: found[-1] * growth[length - 1 :] for length, found in runs.items()}
    first = 0
    for total, length, place in zip(totals, ahead.lengths.tolist(), ahead.day_of_year, strict=True):
        chosen = _similar(total, sizes[length], places[length // 2 :], int(place), rng)
        _fill(out[first : first + length], total, runs[length], chosen)
        first += length
    return out


def _growth(daily: pd.DataFrame) -> Floats:
    """By how much the size of a past run is raised, by its last day; shape (n_days,)."""
    people = daily["arrivals"].to_numpy(dtype=float)
    sums = [np.concatenate([[0.0], np.cumsum(counts)]) for counts in (people, people > 0)]
    end = np.arange(1, people.size + 1)
    start = np.maximum(end - DAYS_A_YEAR, 0)
    came, active = (running[end] - running[start] for running in sums)
    level = came / np.maximum(active, 1)
    now = level[-1] if level.size else 0.0
    return np.where(level > 0, now / np.where(level > 0, level, 1), 1.0) ** GROWTH_SHARE


def _runs(arrivals: Floats, length: int) -> Floats:
    """People in the first 0, 1, ... `length` days of every past run of so many days.

    Returns
    -------
    array, shape (length + 1, n_runs)
    """
    running = np.concatenate([[0.0], np.cumsum(arrivals)])
    windows = np.lib.stride_tricks.sliding_window_view(running, length + 1).T
    return np.ascontiguousarray(windows - windows[0])


def _similar(
    total: Days, sums: Floats, middles: NDArray[np.int64], place: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """For each total, the number of one past run of like season and size."""
    in_season = np.zeros(LONGEST_YEAR, dtype=bool)
    in_season[np.arange(place - SEASON, place + SEASON + 1) % LONGEST_YEAR] = True
    usable = np.flatnonzero(in_season[middles[: sums.size] % LONGEST_YEAR] & (sums > 0))
    if not usable.size:  # a season without a single arrival: any run will do
        usable = np.flatnonzero(sums > 0)
    if not usable.size:  # no arrivals at all: there is no shape to copy, see _fill
        return np.zeros(total.size, dtype=np.int64)
    usable = usable[np.argsort(sums[usable], kind="stable")]
    # Ranks from a table over square roots of the total: a tenth of the time of a search for each.
    largest = np.sqrt(sums[usable[-1]])
    table = np.searchsorted(sums[usable], np.arange(0, largest, 1 / ROOT_STEPS) ** 2)
    root = np.minimum(np.sqrt(total) * ROOT_STEPS, table.size - 1).astype(np.int64)
    rank = table[root] + rng.integers(-NEIGHBOURS, NEIGHBOURS, size=total.size, dtype=np.int64)
    return usable[np.minimum(np.maximum(rank, 0), usable.size - 1)]


def _fill(out: Days, total: Days, runs: Floats, chosen: NDArray[np.int64]) -> None:
    """Write the days of one week, rounding the running sum so that the total is kept."""
    # Where the history holds no arrivals, the run's sum is zero and all fall on the last day.
    factor = total / np.maximum(runs[-1][chosen], 1)
    done = np.zeros_like(total)
    for day, row in enumerate(runs[1:-1]):
        reached = row[chosen]
        reached *= factor
        reached += 0.5
        so_far = reached.astype(np.int32)
        np.subtract(so_far, done, out=out[day])
        done = so_far
    np.subtract(total, done, out=out[-1])
