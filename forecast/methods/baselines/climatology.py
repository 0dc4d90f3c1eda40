"""Climatology: the same dates of the last three years, moved by up to three weeks.

Each path takes the days of one earlier year, drawn at random, on the same dates moved by a number
of days that is drawn, too. So the people of any seven days of a path are those of seven real days.
It knows the season and nothing of the present level: whoever forecasts the coming weeks should do
better.

A window that would reach past the figures goes on a year earlier, as often as needed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ....data.calendar import DAY, DAYS_A_WEEK, DAYS_A_YEAR, same_date
from ....data.errors import NotEnoughHistoryError
from ...simulation.paths import DailyPaths
from ...simulation.weeks import MAX_WEEK, Counts

MAX_SHIFT = 3 * DAYS_A_WEEK
"""Days by which the dates are moved, at most, in either direction."""
MAX_YEARS = 3


@dataclass(frozen=True)
class FittedClimatology:
    """The figures, and where the same dates of earlier years lie in them.

    Attributes
    ----------
    daily : pandas.DataFrame
        The figures.
    starts : array of int64, shape (n_years,)
        Place in the figures of the day after the last, in each earlier year.
    """

    daily: pd.DataFrame
    starts: NDArray[np.int64]

    def simulate(self, until: pd.Timestamp, n_paths: int, rng: np.random.Generator) -> DailyPaths:
        """Draw paths; see `crossings.forecast.Fitted`."""
        # Once a path, and before anything that the horizon decides: a longer path begins alike.
        first = rng.choice(self.starts, n_paths) + rng.integers(-MAX_SHIFT, MAX_SHIFT + 1, n_paths)
        n_days = (until - self.daily.index[-1]).days
        place = np.arange(n_days, dtype=np.int32)[:, None] + first.astype(np.int32)
        past = place - np.int32(len(self.daily) - 1)
        place -= DAYS_A_YEAR * -(-np.maximum(past, 0) // DAYS_A_YEAR)
        arrivals: Counts = np.minimum(self.daily["arrivals"], MAX_WEEK).to_numpy(np.int32)
        return DailyPaths(arrivals[place])


@dataclass(frozen=True)
class Climatology:
    """The same dates of the last three years, give or take three weeks."""

    def fit(self, daily: pd.DataFrame) -> FittedClimatology:
        """Find the dates; see `crossings.forecast.Model`.

        Years that do not lie wholly in the figures are left out.
        """
        first, ahead = daily.index[0].date(), daily.index[-1].date() + DAY
        starts = [
            (same_date(ahead, ahead.year - back) - first).days for back in range(1, MAX_YEARS + 1)
        ]
        usable = [start for start in starts if start >= MAX_SHIFT]
        if not usable:
            raise NotEnoughHistoryError(
                f"only {len(daily):,} days of figures",
                expected=f"at least {DAYS_A_YEAR + 1 + MAX_SHIFT} before the forecast origin",
            )
        return FittedClimatology(daily, np.array(usable, dtype=np.int64))
