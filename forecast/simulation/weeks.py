"""Daily figures summed to weeks that end on the forecast origin.

Six days in ten are zero, so the level models work on sums of seven days. The weeks end on the
origin, whatever its weekday, so that no day before it is left out of the newest one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...data.calendar import DAYS_A_WEEK, year_after, year_of
from ...data.errors import NotEnoughHistoryError

MAX_WEEK = 10_000_000
"""People a week beyond which a simulated path is cut off, so that every count stays finite."""
MIDDLE = 3
"""Days from the first day of a week to its middle day, and from there to its last."""

Counts = NDArray[np.int32]
"""People in each day or week (first axis) of each path (second axis)."""


class Weeks(NamedTuple):
    """Past weeks, oldest first.

    Attributes
    ----------
    totals : array, shape (n_weeks,)
        People a week.
    active : array, shape (n_weeks,)
        Days of each week with arrivals.
    day_of_year : array, shape (n_weeks,)
        Of each week's middle day.
    """

    totals: NDArray[np.float64]
    active: NDArray[np.float64]
    day_of_year: NDArray[np.int64]


class WeeksAhead(NamedTuple):
    """Weeks after the origin, and the parts into which each New Year cuts them.

    Models draw whole weeks. A week that New Year cuts counts in two years: each part has its share
    of the week's people, and they fall on its own days.

    Attributes
    ----------
    day_of_year : array, shape (n_weeks,)
        Of each week's middle day.
    week : array, shape (n_parts,)
        The week of each part.
    lengths : array, shape (n_parts,)
        Days in each part: 7, but for those of a week that is cut.
    n_days : int
        Days to the end of the horizon; the last week may go on beyond it.
    """

    day_of_year: NDArray[np.int64]
    week: NDArray[np.int64]
    lengths: NDArray[np.int64]
    n_days: int

    @property
    def middles(self) -> NDArray[np.int64]:
        """Day of the year of the middle day of each part's week; shape (n_parts,)."""
        return self.day_of_year[self.week]

    def parts(self, people: Iterable[NDArray[np.floating[Any]]]) -> Counts:
        """Share the people of each week between its parts, in whole people.

        Parameters
        ----------
        people : iterable of arrays, shape (n_paths,)
            People in each week, zero or more; or an array of them, shape (n_weeks, n_paths).

        Returns
        -------
        array of int32, shape (n_parts, n_paths)
        """
        counts: Counts = np.empty((0, 0), dtype=np.int32)
        part, parts_of = 0, np.bincount(self.week)
        for several, week in zip(parts_of, people, strict=True):
            if not part:
                counts = np.empty((self.week.size, week.size), dtype=np.int32)
            capped = np.minimum(week, MAX_WEEK)
            for length in self.lengths[part : part + several]:
                share = capped if length == DAYS_A_WEEK else capped * (length / DAYS_A_WEEK)
                np.rint(share, out=counts[part], casting="unsafe")
                part += 1
        return counts


def weeks_before(daily: pd.DataFrame, *, at_least: int) -> Weeks:
    """Sum the seven-day weeks that end on the last day.

    The first days are left out where they do not make up a whole week.

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
    days = arrivals[arrivals.size - n_weeks * DAYS_A_WEEK :].reshape(n_weeks, DAYS_A_WEEK)
    middle = daily.index[-1].to_datetime64().astype("datetime64[D]") - MIDDLE
    middles = middle - DAYS_A_WEEK * np.arange(n_weeks)[::-1]
    active = (days > 0).sum(axis=1, dtype=float)
    return Weeks(days.sum(axis=1), active, day_of_year(middles))


def weeks_after(origin: pd.Timestamp, until: pd.Timestamp) -> WeeksAhead:
    """Return the weeks from the day after `origin` to the one that holds `until`.

    The last goes on beyond `until`, unless a year ends there: so a longer horizon begins with the
    same weeks.
    """
    n_days = (until - origin).days
    starts = np.arange(0, n_days, DAYS_A_WEEK)
    first = origin.to_datetime64().astype("datetime64[D]") + 1
    # Days from the first to each New Year: a week that begins before and ends after it is cut.
    years = first.astype("datetime64[Y]") + np.arange(1, until.year - origin.year + 2)
    cuts = (years.astype("datetime64[D]") - first).astype(np.int64)
    end = starts[-1] + DAYS_A_WEEK
    edges = np.unique([*starts, *cuts[cuts < end], end])
    if edges[-2] >= n_days:  # the horizon ends with the year: what comes after is left out
        edges = edges[:-1]
    return WeeksAhead(
        day_of_year(first + MIDDLE + starts), edges[:-1] // DAYS_A_WEEK, np.diff(edges), n_days
    )


def last_day(origin: pd.Timestamp) -> pd.Timestamp:
    """Return the last day to which anything is forecast: the end of the year after the next day's.

    Models of libraries that do not draw week by week draw to it always, and a shorter horizon takes
    the first of their weeks: so a longer one begins with the same days.
    """
    return pd.Timestamp(year_of(year_after(origin) + 1).end)


def day_of_year(dates: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """Return the day of the year of each date, 1 to 366."""
    days = dates.astype("datetime64[D]")
    return (days - days.astype("datetime64[Y]").astype("datetime64[D]")).astype(np.int64) + 1
