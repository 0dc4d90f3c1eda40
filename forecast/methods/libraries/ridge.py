"""A ridge regression of weeks on the annual cycle, above or below the recent level (scikit-learn).

With ``z`` the square root of a week's people, in units of its standard deviation, and ``l`` the
exponentially weighted mean of the weeks before it::

    z = l + b' (cosines and sines of the year) + error
    l' = k l + (1 - k) z,    k = 0.5 ^ (1 / half-life)

The coefficients ``b`` are a ridge regression of ``z - l``, in which newer weeks weigh more. Paths
run the two lines forward, with errors of past weeks drawn in blocks of a quarter of a year, so that
a spell in which the regression was too low or too high can come again as a spell. All of it is
learnt from the figures before the origin.

The half-life, the penalty, the discount and the length of a block were chosen on thirteen other
flows (`benchmarks/flows.py`), among some seventy settings of three ridge regressions: of the rest
of the year on past growth, of weeks on several past means, and this one. Its CRPS was lower there
than that of the linear regression that it replaced, scored on routes left out when that was learnt.
It was scored on the figures of the Channel once, after it was chosen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ....data.calendar import WEEKS_A_YEAR
from ...simulation.paths import WeeklyPaths, weekly_paths
from ...simulation.weeks import MAX_WEEK, weeks_after, weeks_before
from ..levels.kalman import Floats
from ..levels.level import discount, fourier

PAIRS = 2
LEVEL_HALF_LIFE = 4
PENALTY = 10.0
DISCOUNT_HALF_LIFE = 2 * WEEKS_A_YEAR
BLOCK = WEEKS_A_YEAR // 4
FIRST_WEEKS = 13
"""The oldest weeks, whose mean is the first level."""
SKIPPED = WEEKS_A_YEAR // 2
"""Oldest weeks that are not learnt from: the level has to settle."""
MIN_WEEKS = WEEKS_A_YEAR


@dataclass(frozen=True)
class FittedRidge:
    """The regression, and the level after the last week.

    Attributes
    ----------
    daily : pandas.DataFrame
        The figures.
    unit : float
        Standard deviation of the square roots.
    level : float
        The level after the last week, in that unit.
    coefficients : array, shape (2 * PAIRS,)
        Of the cosines and sines.
    errors : array, shape (n_weeks,)
        Of the weeks learnt from, oldest first.
    """

    daily: pd.DataFrame
    unit: float
    level: float
    coefficients: Floats
    errors: Floats

    def simulate(self, until: pd.Timestamp, n_paths: int, rng: np.random.Generator) -> WeeklyPaths:
        """Draw paths; see `crossings.forecast.Fitted`."""
        ahead = weeks_after(self.daily.index[-1], until)
        season = fourier(ahead.day_of_year, PAIRS) @ self.coefficients
        keep = 0.5 ** (1 / LEVEL_HALF_LIFE)
        # The chance of a block is that of its last week: newer ones are drawn more often.
        n_blocks = self.errors.size - BLOCK + 1
        chance = discount(n_blocks, DISCOUNT_HALF_LIFE)
        chance /= chance.sum()
        level = np.full(n_paths, self.level)
        block = np.zeros(n_paths, dtype=np.int64)
        people = np.empty((season.size, n_paths))
        for week in range(season.size):
            if week % BLOCK == 0:
                block = rng.choice(n_blocks, size=n_paths, p=chance)
            root = level + season[week] + self.errors[block + week % BLOCK]
            root = np.clip(root, 0, np.sqrt(MAX_WEEK) / self.unit)
            people[week] = (root * self.unit) ** 2
            level = keep * level + (1 - keep) * root
        return weekly_paths(people, ahead, self.daily, rng)


@dataclass(frozen=True)
class Ridge:
    """The ridge regression of weeks on the annual cycle."""

    def fit(self, daily: pd.DataFrame) -> FittedRidge:
        """Learn from the weeks before the origin; see `crossings.forecast.Model`."""
        from sklearn import linear_model

        weeks = weeks_before(daily, at_least=MIN_WEEKS)
        root = np.sqrt(weeks.totals)
        unit = float(root.std()) or 1.0
        z = root / unit
        start = z[:FIRST_WEEKS].mean()
        levels = pd.Series([start, *z]).ewm(halflife=LEVEL_HALF_LIFE, adjust=False).mean()
        target = (z - levels.to_numpy()[:-1])[SKIPPED:]
        terms = fourier(weeks.day_of_year, PAIRS)[SKIPPED:]
        model = linear_model.Ridge(alpha=PENALTY, fit_intercept=False)
        model.fit(terms, target, sample_weight=discount(target.size, DISCOUNT_HALF_LIFE))
        errors = target - model.predict(terms)
        return FittedRidge(daily, unit, float(levels.iloc[-1]), model.coef_, errors)
