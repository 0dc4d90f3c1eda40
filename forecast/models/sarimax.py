"""SARIMAX(0,1,1) with two pairs of Fourier terms on the square root of weekly sums.

The exponential smoothing of the statistics courses with an annual cycle, from statsmodels. The
square root keeps every count at zero or above and the quiet winter weeks in their place.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..paths import WeeklyPaths, weekly_paths
from ..weeks import MAX_WEEK, weeks_after, weeks_before

__all__ = ["Sarimax"]

PAIRS = 2
MIN_WEEKS = 26


@dataclass(frozen=True)
class FittedSarimax:
    """The estimated model."""

    daily: pd.DataFrame
    results: Any

    def simulate(self, until: pd.Timestamp, n_paths: int, rng: np.random.Generator) -> WeeklyPaths:
        """Draw paths; see `crossings.forecast.model.Fitted`."""
        ahead = weeks_after(self.daily.index[-1], until)
        root = np.reshape(
            self.results.simulate(
                ahead.lengths.size,
                anchor="end",
                repetitions=n_paths,
                exog=_fourier(ahead.day_of_year),
                rng=rng,
            ),
            (ahead.lengths.size, n_paths),
        )
        people = np.maximum(root, 0) ** 2 * (ahead.lengths / 7)[:, None]
        totals = np.rint(np.minimum(people, MAX_WEEK)).astype(np.int32)
        return weekly_paths(totals, ahead, self.daily, rng)


@dataclass(frozen=True)
class Sarimax:
    """SARIMAX on the square root of weekly sums."""

    def fit(self, daily: pd.DataFrame) -> FittedSarimax:
        """Estimate by maximum likelihood; see `crossings.forecast.model.Model`."""
        from statsmodels.tsa.statespace.sarimax import SARIMAX
        from threadpoolctl import threadpool_limits

        weeks = weeks_before(daily, at_least=MIN_WEEKS)
        model = SARIMAX(np.sqrt(weeks.totals), exog=_fourier(weeks.day_of_year), order=(0, 1, 1))
        # Matrices of a few rows: more threads than one only get in each other's way.
        with threadpool_limits(1, user_api="blas"), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a library is silent; a poor fit shows in the scores
            results = model.fit(disp=0)
        return FittedSarimax(daily, results)


def _fourier(day_of_year: NDArray[np.int64]) -> NDArray[np.float64]:
    """Cosines and sines of the year's first harmonics, shape (n_weeks, 2 * PAIRS)."""
    phase = 2 * np.pi * np.outer(day_of_year, np.arange(1, PAIRS + 1)) / 365.25
    return np.hstack([np.cos(phase), np.sin(phase)])
