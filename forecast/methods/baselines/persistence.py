"""Persistence: the remaining days of last year, times a lognormal factor with median one.

The naive baseline. Its spread, a log standard deviation of 0.6, is a fixed convention.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .donor import ScaledPaths, donor_days, donors

LOG_SD = 0.6


def lognormal_factor(n_paths: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Draw ``exp(0.6 N(0, 1))`` for each path; shape (n_paths,)."""
    return np.exp(LOG_SD * rng.standard_normal(n_paths))


@dataclass(frozen=True)
class FittedPersistence:
    """The figures, and the last complete year in them."""

    daily: pd.DataFrame
    donor: int

    def simulate(self, until: pd.Timestamp, n_paths: int, rng: np.random.Generator) -> ScaledPaths:
        """Draw paths; see `crossings.forecast.Fitted`."""
        days = donor_days(self.daily, self.donor, until)
        return ScaledPaths(days, lognormal_factor(n_paths, rng))


@dataclass(frozen=True)
class Persistence:
    """Last year's remaining days, times a lognormal factor with median one."""

    def fit(self, daily: pd.DataFrame) -> FittedPersistence:
        """Find the last complete year; see `crossings.forecast.Model`."""
        return FittedPersistence(daily, donors(daily)[-1])
