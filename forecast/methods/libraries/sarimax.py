"""SARIMAX(0,1,1) with two pairs of Fourier terms on weekly sums, or on their square root.

The exponential smoothing of the statistics courses with an annual cycle, from statsmodels. The
square root keeps the quiet winter weeks in their place; on either scale no count is below zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ...simulation.paths import WeeklyPaths, weekly_paths
from ...simulation.weeks import DAYS_A_WEEK, MAX_WEEK, weeks_after, weeks_before
from ..levels.level import fourier
from .quiet import quietly

__all__ = ["Sarimax", "raw_sarimax"]

PAIRS = 2
MIN_WEEKS = 26


@dataclass(frozen=True)
class FittedSarimax:
    """The estimated model."""

    daily: pd.DataFrame
    results: Any
    root: bool

    def simulate(self, until: pd.Timestamp, n_paths: int, rng: np.random.Generator) -> WeeklyPaths:
        """Draw paths; see `crossings.forecast.Fitted`."""
        ahead = weeks_after(self.daily.index[-1], until)
        with quietly():
            simulated = self.results.simulate(
                ahead.lengths.size,
                anchor="end",
                repetitions=n_paths,
                exog=fourier(ahead.day_of_year, PAIRS),
                rng=rng,
            )
        drawn = np.reshape(simulated, (ahead.lengths.size, n_paths))
        whole = np.maximum(drawn, 0) ** (2 if self.root else 1)
        people = whole * (ahead.lengths / DAYS_A_WEEK)[:, None]
        totals = np.rint(np.minimum(people, MAX_WEEK)).astype(np.int32)
        return weekly_paths(totals, ahead, self.daily, rng)


@dataclass(frozen=True)
class Sarimax:
    """SARIMAX on weekly sums.

    Attributes
    ----------
    root : bool
        On their square root.
    """

    root: bool = True

    def fit(self, daily: pd.DataFrame) -> FittedSarimax:
        """Estimate by maximum likelihood; see `crossings.forecast.Model`."""
        from statsmodels.tsa.statespace.sarimax import SARIMAX

        weeks = weeks_before(daily, at_least=MIN_WEEKS)
        counts = np.sqrt(weeks.totals) if self.root else weeks.totals
        terms = fourier(weeks.day_of_year, PAIRS)
        model = SARIMAX(counts, exog=terms, order=(0, 1, 1))
        with quietly():
            results = model.fit(disp=0)
        return FittedSarimax(daily, results, self.root)


def raw_sarimax() -> Sarimax:
    """Return the model on the weekly sums themselves."""
    return Sarimax(root=False)
