"""Daily figures summed to weeks that end on the forecast origin.

Six days in ten are zero, so the level models work on sums of seven days. The weeks end on the
origin, whatever its weekday, so that no day before it is left out of the newest one.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...data.calendar import DAY, DAYS_A_WEEK, WEEK
from ...data.errors import NotEnoughHistoryError

MAX_WEEK = 10_000_000
"""People a week beyond which a simulated path is cut off, so that every count stays finite."""
MIDDLE = 3 * DAY
"""From the first day of a week to its middle day."""

Counts = NDArray[np.int32]
"""People in each day or week (first axis) of each path (second axis)."""


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


class WeeksAhead(NamedTuple):
    """Weeks after the origin; the last may be cut short by the end of the horizon.

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
    days = arrivals[arrivals.size - n_weeks * DAYS_A_WEEK :]
    middles = pd.date_range(end=daily.index[-1] - MIDDLE, periods=n_weeks, freq=WEEK)
    return Weeks(days.reshape(n_weeks, DAYS_A_WEEK).sum(axis=1), day_of_year(middles.to_numpy()))


def weeks_after(origin: pd.Timestamp, until: pd.Timestamp) -> WeeksAhead:
    """Return the weeks from the day after `origin` to `until`."""
    n_days = (until - origin).days
    starts = np.arange(0, n_days, DAYS_A_WEEK)
    middles = pd.date_range(origin + DAY + MIDDLE, periods=starts.size, freq=WEEK)
    return WeeksAhead(np.minimum(DAYS_A_WEEK, n_days - starts), day_of_year(middles.to_numpy()))


def day_of_year(dates: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """Return the day of the year of each date, 1 to 366."""
    days = dates.astype("datetime64[D]")
    return (days - days.astype("datetime64[Y]").astype("datetime64[D]")).astype(np.int64) + 1
