"""A negative-binomial regression of daily counts on the annual cycle, from statsmodels.

The cycle stands at the level of the newest year: a day counts half for every year that it lies
back. Days say little about how far a year can lie from the one before, so the spread of
persistence is put around the whole path.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd

from ...data.errors import NotEnoughHistoryError
from ..kalman import Floats
from ..paths import DailyPaths
from ..weeks import MAX_WEEK, Days, day_of_year
from .level import fourier, recency
from .persistence import spread

__all__ = ["NegativeBinomial"]

PAIRS = 2
HALF_LIFE_DAYS = 365
MIN_DAYS = 365
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
        """Draw paths; see `crossings.forecast.model.Fitted`."""
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
        """Estimate by maximum likelihood; see `crossings.forecast.model.Model`."""
        from statsmodels.genmod.families import NegativeBinomial as Family
        from statsmodels.genmod.generalized_linear_model import GLM
        from threadpoolctl import threadpool_limits

        if len(daily) < MIN_DAYS:
            raise NotEnoughHistoryError(
                f"only {len(daily)} days of figures",
                expected=f"at least {MIN_DAYS} before the forecast origin",
            )
        counts = daily["arrivals"].to_numpy(dtype=float)
        terms, weights = _terms(daily.index), recency(len(daily), HALF_LIFE_DAYS)
        dispersion = 5.0
        if not counts.any():  # no estimate is finite; about one person in as many days again
            mean = np.zeros(terms.shape[1])
            mean[0] = -np.log(len(daily))
            return FittedNegativeBinomial(daily, mean, np.zeros((mean.size, mean.size)), dispersion)
        # Rows in their thousands and columns in ones: more threads only get in each other's way.
        with threadpool_limits(1, user_api="blas"), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a library is silent; a poor fit shows in the scores
            for _ in range(PASSES):
                family = Family(alpha=dispersion)
                found = GLM(counts, terms, family=family, freq_weights=weights).fit()
                excess = weights @ (((counts - found.mu) ** 2 - found.mu) / found.mu**2)
                dispersion = float(np.clip(excess / weights.sum(), *DISPERSION))
        return FittedNegativeBinomial(
            daily, np.asarray(found.params), np.asarray(found.cov_params()), dispersion
        )


def _terms(days: pd.DatetimeIndex) -> Floats:
    """Constant, cosines and sines of each day; shape (n_days, 1 + 2 * PAIRS)."""
    return np.column_stack([np.ones(len(days)), fourier(day_of_year(days.to_numpy()), PAIRS)])
