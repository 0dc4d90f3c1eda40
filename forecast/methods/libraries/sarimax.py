"""SARIMAX(0,1,1) with two pairs of Fourier terms on the square root of weekly sums.

The exponential smoothing of the statistics courses with an annual cycle, from statsmodels. The
square root keeps the quiet winter weeks in their place; no simulated week is below zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ....data.calendar import WEEKS_A_YEAR
from ...simulation.paths import WeeklyPaths, weekly_paths
from ...simulation.weeks import last_day, weeks_after, weeks_before
from ..levels.level import fourier
from .quiet import quietly

PAIRS = 2
MIN_WEEKS = WEEKS_A_YEAR // 2


@dataclass(frozen=True)
class FittedSarimax:
    """The estimated model."""

    daily: pd.DataFrame
    results: Any

    def simulate(self, until: pd.Timestamp, n_paths: int, rng: np.random.Generator) -> WeeklyPaths:
        """Draw paths; see `crossings.forecast.Fitted`."""
        last = self.daily.index[-1]
        ahead, whole = weeks_after(last, until), weeks_after(last, last_day(last)).day_of_year
        with quietly():
            simulated = self.results.simulate(
                whole.size,
                anchor="end",
                repetitions=n_paths,
                exog=fourier(whole, PAIRS),
                rng=rng,
            )
        root = np.maximum(np.reshape(simulated, (whole.size, n_paths)), 0)
        return weekly_paths(root[: ahead.day_of_year.size] ** 2, ahead, self.daily, rng)


@dataclass(frozen=True)
class Sarimax:
    """SARIMAX on the square root of weekly sums."""

    def fit(self, daily: pd.DataFrame) -> FittedSarimax:
        """Estimate by maximum likelihood; see `crossings.forecast.Model`."""
        from statsmodels.tsa.statespace.sarimax import SARIMAX

        weeks = weeks_before(daily, at_least=MIN_WEEKS)
        terms = fourier(weeks.day_of_year, PAIRS)
        model = SARIMAX(np.sqrt(weeks.totals), exog=terms, order=(0, 1, 1))
        with quietly():
            results = model.fit(disp=0)
        return FittedSarimax(daily, results)
