"""Direct regression of the remainder: a linear one, learnt on other flows alone.

How the rest of a year stands beside the rest of the year before, from how the last twelve months,
the year to date and the last quarter stand beside those of a year earlier; with the errors that it
made on flows that were left out. Nothing of it was learnt on the figures that it forecasts; but on
what happened elsewhere up to 2024, which a forecast made before could not have known.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ....data.calendar import year_after
from ...arrays import Floats
from ...simulation.paths import DailyPaths
from ..baselines.donor import lent_paths
from .direct import Situation, learnt, situation

__all__ = ["FittedDirect", "Linear"]


@dataclass(frozen=True, eq=False)
class FittedDirect:
    """A distribution of the remainder.

    Attributes
    ----------
    daily : pandas.DataFrame
        The figures.
    seen : Situation
        The forecast origin, as the regression sees it.
    levels, targets : arrays, shape (n_levels,)
        Quantiles of the log of the remainder beside that of the year before.
    """

    daily: pd.DataFrame
    seen: Situation
    levels: Floats
    targets: Floats

    def simulate(self, until: pd.Timestamp, n_paths: int, rng: np.random.Generator) -> DailyPaths:
        """Draw paths; see `crossings.forecast.Fitted`."""
        target = np.interp(rng.random(n_paths), self.levels, self.targets)
        return DailyPaths(lent_paths(self.daily, self.seen.remainder(target), until, rng))


@dataclass(frozen=True)
class Linear:
    """The linear direct regression."""

    def fit(self, daily: pd.DataFrame) -> FittedDirect:
        """Look at the origin; see `crossings.forecast.Model`."""
        last = daily.index[-1].date()
        seen = situation(daily["arrivals"], last, year_after(last))
        known = learnt()
        centre = float(known.coefficients @ seen.features)
        return FittedDirect(daily, seen, known.levels, centre + known.errors_at(seen.to_come))
