"""GW: a random-walk level of weekly counts on the log scale, with count noise.

Weekly people are negative binomial around ``exp(level + annual cycle)``; winter weeks, which say
little, have the noisier counts. The volatility of the level and the size of the noise are
averaged over a fixed grid, by how well each setting foretold the weeks so far, the recent ones
above all. The wide prior of the volatility was learnt on thirteen comparable flows.

It follows strong growth quickly, and runs high after a strong spring.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...arrays import Floats
from ...simulation.paths import WeeklyPaths, weekly_paths
from ...simulation.weeks import MAX_WEEK, Days, weeks_after, weeks_before
from .kalman import Filtered, kalman, smooth
from .level import HALF_LIFE, MIN_WEEKS, draw_nodes, draw_states, loadings, recency, shares

__all__ = ["CountLevel", "log_gamma"]

VOLATILITY_MEDIAN, VOLATILITY_LOG_SD = 0.5, 0.7
NOISE_MEDIAN, NOISE_LOG_SD = 1.2, 0.4
WINTER, WINTER_DAY = 0.4, 25
LEVEL_SD, SEASON_SD = 2.0, 0.7
MAX_PASSES, TOLERANCE = 12, 0.02
MIN_WEIGHT, MAX_STEP = 1e-4, 4.0

_volatility_steps = np.linspace(-2, 2.5, 10)
_noise_steps = np.linspace(-2, 2, 7)  # the fourth is zero
_grid = np.array(list(product(_volatility_steps, _noise_steps)))
VOLATILITY = VOLATILITY_MEDIAN * np.exp(VOLATILITY_LOG_SD * _grid[:, 0])
"""Standard deviation of the level's change over a year, on the log scale; shape (70,)."""
NOISE = NOISE_MEDIAN * np.exp(NOISE_LOG_SD * _grid[:, 1])
"""Size of the negative binomial in a week of middling noise; shape (70,)."""
LOG_PRIOR = -0.5 * (_grid**2).sum(axis=1)
ALL = np.arange(VOLATILITY.size)
MIDDLE_NOISE = np.flatnonzero(_grid[:, 1] == 0)
MIDDLE = MIDDLE_NOISE[[np.abs(_volatility_steps).argmin()]]

HALF_LOG_2_PI = 0.5 * np.log(2 * np.pi)


@dataclass(frozen=True)
class FittedCountLevel:
    """The count-level model after the last week."""

    daily: pd.DataFrame
    nodes: Filtered
    probability: Floats

    def simulate(self, until: pd.Timestamp, n_paths: int, rng: np.random.Generator) -> WeeklyPaths:
        """Draw paths; see `crossings.forecast.Fitted`."""
        ahead = weeks_after(self.daily.index[-1], until)
        node = draw_nodes(self.probability, n_paths, rng)
        level, cosine, sine = draw_states(self.nodes, node, rng)
        step = VOLATILITY[node] / np.sqrt(52)
        totals: Days = np.empty((ahead.lengths.size, n_paths), dtype=np.int32)
        seasonal = loadings(ahead.day_of_year)
        size = NOISE[node] * winter(ahead.day_of_year)[:, None]
        for week, (_, a, b) in enumerate(seasonal):
            level += step * rng.standard_normal(n_paths)
            mean = np.exp(np.minimum(level + a * cosine + b * sine, np.log(MAX_WEEK)))
            shape = size[week]
            # A gamma of shape a is one of shape a + 1, which is drawn faster, times U^(1/a).
            noise = rng.standard_gamma(shape + 1) * np.exp(
                -rng.standard_exponential(n_paths) / shape
            )
            rate = mean * noise / shape * (ahead.lengths[week] / 7)
            totals[week] = np.minimum(rng.poisson(np.minimum(rate, MAX_WEEK)), MAX_WEEK)
        return weekly_paths(totals, ahead, self.daily, rng)


@dataclass(frozen=True)
class CountLevel:
    """The count-level model, GW."""

    def fit(self, daily: pd.DataFrame) -> FittedCountLevel:
        """Filter every node of the grid; see `crossings.forecast.Model`."""
        weeks = weeks_before(daily, at_least=MIN_WEEKS)
        y = weeks.totals
        H = loadings(weeks.day_of_year)
        size = NOISE[:, None] * winter(weeks.day_of_year)
        q = VOLATILITY**2 / 52
        m0 = np.array([np.log(y[:13].mean() + 1), 0.0, 0.0])
        P0 = np.array([LEVEL_SD**2, SEASON_SD**2, SEASON_SD**2])
        weights = recency(y.size, HALF_LIFE)

        # The posterior has one peak, so the start does not matter; a near one saves most passes.
        eta = np.log(y + 1)[None]
        for nodes in (MIDDLE, MIDDLE_NOISE, ALL):
            eta = np.repeat(eta, nodes.size // eta.shape[0], axis=0)
            eta = _mode(eta, y, size[nodes], H, q[nodes], m0, P0, weights)

        z, variance = _working_response(eta, y, size)
        filtered = kalman(z, variance, H, q, m0, P0, weights)
        # Laplace: exchange each week's Gaussian stand-in for its count likelihood at the mode.
        gaussian = -0.5 * ((z - eta) ** 2 / variance + np.log(2 * np.pi * variance))
        loglik = filtered.loglik + (_log_count(y, eta, size) - gaussian) @ weights
        return FittedCountLevel(daily, filtered, shares(loglik + LOG_PRIOR))


def winter(day_of_year: NDArray[np.int64]) -> Floats:
    """Factor on the size of the negative binomial: smallest, so noisiest, in late January."""
    return np.exp(-WINTER * np.cos(2 * np.pi * (day_of_year - WINTER_DAY) / 365.25))


def _mode(
    eta: Floats,
    y: Floats,
    size: Floats,
    H: Floats,
    q: Floats,
    m0: Floats,
    P0: Floats,
    weights: Floats,
) -> Floats:
    """Log means of the weeks at the mode of their posterior, by Newton's method."""
    for _ in range(MAX_PASSES):
        last = eta
        z, variance = _working_response(eta, y, size)
        eta = smooth(z, variance, H, q, m0, P0)
        if (np.abs(eta - last) * weights).max() < TOLERANCE:
            break
    return eta


def _working_response(eta: Floats, y: Floats, size: Floats) -> tuple[Floats, Floats]:
    """Gaussian observation, and its variance, that stands for a count near ``exp(eta)``."""
    mean = np.exp(eta)
    both = size + mean
    weight = np.maximum((size + y) * size * mean / both**2, MIN_WEIGHT)
    step = np.clip(size * (y - mean) / both / weight, -MAX_STEP, MAX_STEP)
    return eta + step, 1 / weight


def _log_count(y: Floats, eta: Floats, size: Floats) -> Floats:
    """Log probability of a negative binomial count with mean ``exp(eta)`` and the given size."""
    log_total = np.log(size + np.exp(eta))
    return (
        log_gamma(y + size)
        - log_gamma(size)
        - log_gamma(y + 1)
        + size * (np.log(size) - log_total)
        + y * (eta - log_total)
    )


def log_gamma(x: Floats) -> Floats:
    """Log of the gamma function of numbers above zero.

    By Stirling's series, after seven steps up, where it is good to ten digits; SciPy, which has
    it too, takes longer to import than a whole forecast takes to make.
    """
    up = x + 7
    below = x * (x + 1) * (x + 2) * (x + 3) * (x + 4) * (x + 5) * (x + 6)
    inverse = 1 / up
    square = inverse * inverse
    series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)))
    found: Floats = (up - 0.5) * np.log(up) - up + HALF_LOG_2_PI + series - np.log(below)
    return found
