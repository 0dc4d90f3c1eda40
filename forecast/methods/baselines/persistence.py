"""Persistence: the rest of the year will be like the rest of last year, give or take.

The naive baseline. Its spread, a log standard deviation of 0.6, is a fixed convention.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...simulation.paths import DailyPaths
from .donor import donors, lent_days, scaled

__all__ = ["FittedPersistence", "Persistence", "spread"]

LOG_SD = 0.6


def spread(n_paths: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Draw a lognormal factor with median one for each path."""
    return np.exp(LOG_SD * rng.standard_normal(n_paths))


@dataclass(frozen=True)
class FittedPersistence:
    """The last complete year, ready to be lent."""

    daily: pd.DataFrame
    donor: int

    def simulate(self, until: pd.Timestamp, n_paths: int, rng: np.random.Generator) -> DailyPaths:
        """Draw paths; see `crossings.forecast.Fitted`."""
        return DailyPaths(scaled(lent_days(self.daily, self.donor, until), spread(n_paths, rng)))


@dataclass(frozen=True)
class Persistence:
    """Last year's remaining days, times a lognormal factor with median one."""

    def fit(self, daily: pd.DataFrame) -> FittedPersistence:
        """Find the last complete year; see `crossings.forecast.Model`."""
        return FittedPersistence(daily, donors(daily)[-1])
