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
    """Whole weeks after the origin, the last of which may go on beyond the horizon.

    A week that ends after the horizon, or after New Year, is drawn whole like every other; its
    days then count where they fall. So no day depends on how far it is to the end of anything.

    Attributes
    ----------
    day_of_year : array, shape (n_weeks,)
        Of each week's middle day.
    n_days : int
        Days to the end of the horizon.
    """

    day_of_year: NDArray[np.int64]
    n_days: int

    def counts(self, people: Iterable[NDArray[np.floating[Any]]]) -> Counts:
        """Round the people of each week to whole people.

        Parameters
        ----------
        people : iterable of arrays, shape (n_paths,)
            People in each week, zero or more; or an array of them, shape (n_weeks, n_paths).

        Returns
        -------
        array of int32, shape (n_weeks, n_paths)
        """
        counts: Counts = np.empty((0, 0), dtype=np.int32)
        for number, (_, week) in enumerate(zip(self.day_of_year, people, strict=True)):
            if not number:
                counts = np.empty((self.day_of_year.size, week.size), dtype=np.int32)
                most = np.full(week.size, float(MAX_WEEK))
                cut = np.empty_like(most)
            np.minimum(week, most, out=cut)
            np.rint(cut, out=counts[number], casting="unsafe")
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

    All are whole, so a longer horizon begins with the same weeks.
    """
    n_days = (until - origin).days
    middle = origin.to_datetime64().astype("datetime64[D]") + 1 + MIDDLE
    return WeeksAhead(day_of_year(middle + np.arange(0, n_days, DAYS_A_WEEK)), n_days)


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
