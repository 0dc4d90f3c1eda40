"""Models that did not earn a place in the package; skill.py and flows.py score them.

``NegativeBinomial`` is a regression of daily counts on the annual cycle, at the level of the newest
year: a day counts half for every year that it lies back. Days say little about how far a year can
lie from the one before, so the spread of persistence is put around the whole path.

``SarimaxRaw`` is the package's ``sarimax`` on the weekly sums themselves, not on their square root.

Both from statsmodels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from crossings.data.calendar import DAY, DAYS_A_WEEK, DAYS_A_YEAR
from crossings.data.errors import NotEnoughHistoryError
from crossings.forecast import DailyPaths, WeeklyPaths, weekly_paths
from crossings.forecast.methods.baselines.persistence import lognormal_factor
from crossings.forecast.methods.levels.level import discount, fourier
from crossings.forecast.methods.libraries.quiet import quietly
from crossings.forecast.methods.libraries.sarimax import MIN_WEEKS
from crossings.forecast.simulation.weeks import MAX_WEEK, day_of_year, weeks_after, weeks_before

PAIRS = 2
HALF_LIFE_DAYS = MIN_DAYS = DAYS_A_YEAR
MIN_ARRIVAL_DAYS = 20
PASSES = 3
DISPERSION = (0.1, 50.0)
"""Bounds of the excess of a day's variance over its mean, in units of the mean squared."""
MAX_DAY = MAX_WEEK / DAYS_A_WEEK


@dataclass(frozen=True)
class FittedNegativeBinomial:
    """The estimated regression: mean (5,) and covariance (5, 5) of its parameters."""

    daily: pd.DataFrame
    mean: np.ndarray
    covariance: np.ndarray
    dispersion: float

    def simulate(self, until: pd.Timestamp, n_paths: int, rng: np.random.Generator) -> DailyPaths:
        """Draw paths; see `crossings.forecast.Fitted`."""
        ahead = pd.date_range(self.daily.index[-1] + DAY, until)
        parameters = rng.multivariate_normal(self.mean, self.covariance, size=n_paths)
        level = np.log(lognormal_factor(n_paths, rng))
        days = np.empty((len(ahead), n_paths), dtype=np.int32)
        size = 1 / self.dispersion
        for day, terms in enumerate(_terms(ahead)):
            people = np.exp(np.minimum(parameters @ terms + level, np.log(MAX_DAY)))
            rate = people * rng.standard_gamma(size, n_paths) / size
            days[day] = rng.poisson(np.minimum(rate, MAX_DAY))
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
        terms, weights = _terms(daily.index), discount(len(daily), HALF_LIFE_DAYS)
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
                model = GLM(counts, terms, family=Family(alpha=dispersion), freq_weights=weights)
                try:
                    results = model.fit(start_params=level)
                except (ValueError, np.linalg.LinAlgError):
                    return alone
                excess = weights @ (((counts - results.mu) ** 2 - results.mu) / results.mu**2)
                dispersion = float(np.clip(np.nan_to_num(excess / weights.sum()), *DISPERSION))
        mean, covariance = np.asarray(results.params), np.asarray(results.cov_params())
        if not (np.isfinite(mean).all() and np.isfinite(covariance).all()):
            return alone
        return FittedNegativeBinomial(daily, mean, covariance, dispersion)


def _terms(days: pd.DatetimeIndex) -> np.ndarray:
    """Constant, cosines and sines of each day; shape (n_days, 1 + 2 * PAIRS)."""
    return np.column_stack([np.ones(len(days)), fourier(day_of_year(days.to_numpy()), PAIRS)])


@dataclass(frozen=True)
class FittedSarimaxRaw:
    """The estimated model."""

    daily: pd.DataFrame
    results: Any

    def simulate(self, until: pd.Timestamp, n_paths: int, rng: np.random.Generator) -> WeeklyPaths:
        """Draw paths; see `crossings.forecast.Fitted`."""
        ahead = weeks_after(self.daily.index[-1], until)
        n_weeks = ahead.day_of_year.size
        with quietly():
            simulated = self.results.simulate(
                n_weeks,
                anchor="end",
                repetitions=n_paths,
                exog=fourier(ahead.day_of_year, PAIRS),
                rng=rng,
            )
        people = np.maximum(np.reshape(simulated, (n_weeks, n_paths)), 0)
        return weekly_paths(people, ahead, self.daily, rng)


@dataclass(frozen=True)
class SarimaxRaw:
    """SARIMAX(0,1,1) with two pairs of Fourier terms on weekly sums."""

    def fit(self, daily: pd.DataFrame) -> FittedSarimaxRaw:
        """Estimate by maximum likelihood; see `crossings.forecast.Model`."""
        from statsmodels.tsa.statespace.sarimax import SARIMAX

        weeks = weeks_before(daily, at_least=MIN_WEEKS)
        terms = fourier(weeks.day_of_year, PAIRS)
        with quietly():
            results = SARIMAX(weeks.totals, exog=terms, order=(0, 1, 1)).fit(disp=0)
        return FittedSarimaxRaw(daily, results)


RETIRED = {"negative-binomial": NegativeBinomial(), "sarimax-raw": SarimaxRaw()}
