"""Analogue: the remaining days of an earlier year, at the level of the last twelve months.

Each path takes the days that are left of one earlier year, drawn at random and moved by up to two
weeks (days moved out at one end of a year come in at the other), scaled by how many people arrived
in the last twelve months over that year's total, and by the spread of persistence.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ....data.calendar import DAYS_A_WEEK, DAYS_A_YEAR, year_after, year_of
from ...simulation.paths import DailyPaths
from .donor import donor_days, donors, scaled
from .persistence import lognormal_factor

MAX_SHIFT = 2 * DAYS_A_WEEK
MAX_YEARS = 5


@dataclass(frozen=True)
class FittedAnalogue:
    """Earlier years, and the present level relative to theirs.

    Attributes
    ----------
    daily : pandas.DataFrame
        The figures.
    levels : dict of int to float
        By year, people in the last twelve months over the people in that year.
    """

    daily: pd.DataFrame
    levels: dict[int, float]

    def simulate(self, until: pd.Timestamp, n_paths: int, rng: np.random.Generator) -> DailyPaths:
        """Draw paths; see `crossings.forecast.Fitted`."""
        factor = lognormal_factor(n_paths, rng)
        turn = rng.integers(len(self.levels), size=n_paths)
        shift = rng.integers(-MAX_SHIFT, MAX_SHIFT + 1, size=n_paths)
        last = self.daily.index[-1]
        paths = np.empty(((until - last).days, n_paths), dtype=np.int32)
        for number, (year, level) in enumerate(self.levels.items()):
            years = _by_year(self.daily, year, until)
            for moved in range(-MAX_SHIFT, MAX_SHIFT + 1):
                drawn = (turn == number) & (shift == moved)
                days = np.concatenate([np.roll(days, moved) for days in years])[: len(paths)]
                paths[:, drawn] = scaled(days, factor[drawn] * level)
        return DailyPaths(paths)


def _by_year(daily: pd.DataFrame, donor: int, until: pd.Timestamp) -> list[NDArray[np.float64]]:
    """Return the donor's days on the dates ahead, cut where a year ends; the last year is whole.

    Each year is moved by itself, so that a longer simulation begins with the same days.
    """
    days = donor_days(daily, donor, pd.Timestamp(year_of(until.year).end))
    last = daily.index[-1]
    ends = [
        (pd.Timestamp(year_of(year).end) - last).days
        for year in range(year_after(last), until.year)
    ]
    return np.split(days, ends)


@dataclass(frozen=True)
class Analogue:
    """A bootstrap of earlier years' remaining days."""

    def fit(self, daily: pd.DataFrame) -> FittedAnalogue:
        """Measure the levels; see `crossings.forecast.Model`."""
        arrivals = daily["arrivals"]
        present = float(arrivals.iloc[-DAYS_A_YEAR:].sum())
        totals = {year: float(arrivals.loc[str(year)].sum()) for year in donors(daily)[-MAX_YEARS:]}
        levels = {year: present / total for year, total in totals.items() if total}
        return FittedAnalogue(daily, levels or {donors(daily)[-1]: 0.0})
