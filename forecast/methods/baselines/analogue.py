"""Analogue: the remaining days of an earlier year, at the level of the last twelve months.

Each path takes the days that are left of one earlier year, drawn at random and moved by up to two
weeks (what is moved out at one end comes in at the other), scaled by how many people arrived in
the last twelve months against the whole of that year, and by the spread of persistence.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...simulation.paths import DailyPaths
from .donor import donors, lent_days, scaled
from .persistence import spread

__all__ = ["Analogue"]

DAYS_A_YEAR = 365
MAX_SHIFT = 14
MAX_YEARS = 5


@dataclass(frozen=True)
class FittedAnalogue:
    """Earlier years, and what their level is to that of now.

    Attributes
    ----------
    daily : pandas.DataFrame
        The figures.
    levels : dict of int to float
        People of the last twelve months for each person of a year.
    """

    daily: pd.DataFrame
    levels: dict[int, float]

    def simulate(self, until: pd.Timestamp, n_paths: int, rng: np.random.Generator) -> DailyPaths:
        """Draw paths; see `crossings.forecast.Fitted`."""
        factor = spread(n_paths, rng)
        turn = rng.integers(len(self.levels), size=n_paths)
        shift = rng.integers(-MAX_SHIFT, MAX_SHIFT + 1, size=n_paths)
        paths = np.empty(((until - self.daily.index[-1]).days, n_paths), dtype=np.int32)
        for donor, (year, level) in enumerate(self.levels.items()):
            lent = lent_days(self.daily, year, until)
            for moved in range(-MAX_SHIFT, MAX_SHIFT + 1):
                mine = (turn == donor) & (shift == moved)
                paths[:, mine] = scaled(np.roll(lent, moved), factor[mine] * level)
        return DailyPaths(paths)


@dataclass(frozen=True)
class Analogue:
    """A bootstrap of earlier years' remaining days."""

    def fit(self, daily: pd.DataFrame) -> FittedAnalogue:
        """Measure the levels; see `crossings.forecast.Model`."""
        arrivals = daily["arrivals"]
        now = float(arrivals.iloc[-DAYS_A_YEAR:].sum())
        levels = {}
        for year in donors(daily)[-MAX_YEARS:]:
            if then := float(arrivals.loc[str(year)].sum()):
                levels[year] = now / then
        return FittedAnalogue(daily, levels or {donors(daily)[-1]: 0.0})
