"""A negative-binomial regression of daily counts on the annual cycle, from statsmodels.

The cycle stands at the level of the newest year: a day counts half for every year that it lies
back. Days say little about how far a year can lie from the one before, so the spread of
persistence is put around the whole path.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd

from ....data.errors import NotEnoughHistoryError
from ...arrays import Floats
from ...simulation.paths import DailyPaths
from ...simulation.weeks import MAX_WEEK, Days, day_of_year
from ..baselines.persistence import spread
from ..levels.level import fourier, recency
from .quiet import quietly

__all__ = ["NegativeBinomial"]

PAIRS = 2
HALF_LIFE_DAYS = 365
MIN_DAYS = 365
MIN_ARRIVAL_DAYS = 20
PASSES = 3
DISPERSION = (0.1, 50.0)
"""Bounds of the excess of a day's variance over its mean, in units of the mean squared."""
MAX_LOG_MEAN = float(np.log(MAX_WEEK / 7))


@dataclass(frozen=True)
class FittedNegativeBinomial:
    """The estimated regression.

    Attributes
    ----------
    daily : pandas.DataFrame
        The figures.
    mean, covariance : arrays, shapes (5,) and (5, 5)
        Of the parameters.
    dispersion : float
        Of the counts.
    """

    daily: pd.DataFrame
    mean: Floats
    covariance: Floats
    dispersion: float

    def simulate(self, until: pd.Timestamp, n_paths: int, rng: np.random.Generator) -> DailyPaths:
        """Draw paths; see `crossings.forecast.Fitted`."""
        ahead = pd.date_range(self.daily.index[-1] + timedelta(days=1), until)
        parameters = rng.multivariate_normal(self.mean, self.covariance, size=n_paths)
        level = np.log(spread(n_paths, rng))
        days: Days = np.empty((len(ahead), n_paths), dtype=np.int32)
        size = 1 / self.dispersion
        for day, terms in enumerate(_terms(ahead)):
            people = np.exp(np.minimum(parameters @ terms + level, MAX_LOG_MEAN))
            rate = people * rng.standard_gamma(size, n_paths) / size
            days[day] = rng.poisson(np.minimum(rate, MAX_WEEK / 7))
        return DailyPaths(days)


@dataclass(frozen=True)
class NegativeBinomial:
    """The negative-binomial regression of daily counts."""

    def fit(self, daily: pd.DataFrame) -> FittedNegativeBinomial:
        """Estimate by maximum likelihood; see `crossings.forecast.Model`."""
        from statsmodels.genmod.families import NegativeBinomial as Family
        from statsmodels.genmod.generalized_linear_model import GLM

        if len(daily) < MIN_DAYS:
            raise NotEnoughHistoryError(
                f"only {len(daily)} days of figures",
                expected=f"at least {MIN_DAYS} before the forecast origin",
            )
        counts = daily["arrivals"].to_numpy(dtype=float)
        terms, weights = _terms(daily.index), recency(len(daily), HALF_LIFE_DAYS)
        dispersion = 5.0
        # No season can be estimated from next to nobody: the level alone, at least one person in
        # as many days again.
        level = np.zeros(terms.shape[1])
        level[0] = np.log(max(weights @ counts / weights.sum(), 1 / len(daily)))
        alone = FittedNegativeBinomial(daily, level, np.zeros((level.size,) * 2), dispersion)
        if np.count_nonzero(counts) < MIN_ARRIVAL_DAYS:
            return alone
        with quietly():
            for _ in range(PASSES):
                family = Family(alpha=dispersion)
                model = GLM(counts, terms, family=family, freq_weights=weights)
                try:
                    found = model.fit(start_params=level)
                except (ValueError, np.linalg.LinAlgError):
                    return alone
                excess = weights @ (((counts - found.mu) ** 2 - found.mu) / found.mu**2)
                dispersion = float(np.clip(np.nan_to_num(excess / weights.sum()), *DISPERSION))
        mean, covariance = np.asarray(found.params), np.asarray(found.cov_params())
        if not (np.isfinite(mean).all() and np.isfinite(covariance).all()):
            return alone
        return FittedNegativeBinomial(daily, mean, covariance, dispersion)


def _terms(days: pd.DatetimeIndex) -> Floats:
    """Constant, cosines and sines of each day; shape (n_days, 1 + 2 * PAIRS)."""
    return np.column_stack([np.ones(len(days)), fourier(day_of_year(days.to_numpy()), PAIRS)])
