"""The count-level model: a random-walk level of weekly people on the log scale, with count noise.

With ``y`` the people of a week and ``w = 2 pi d / 365.25`` the phase of its middle day ``d``::

    y   ~ NegativeBinomial(mean exp(eta), size r_w)
    eta = l + b1 cos w + b2 sin w
    l'  = l + N(0, s^2 / 52)
    r_w = r exp(-0.4 cos(2 pi (d - 25) / 365.25))

Winter weeks, which say little, have the noisier counts. The volatility ``s`` of the level and the
size ``r`` of the noise are averaged over a fixed grid of 10 x 7 nodes, by how well each node
predicted the weeks so far, the recent ones above all. The wide prior of the volatility was learnt
on thirteen comparable flows.

It follows strong growth quickly, and runs high after a strong spring.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ....data.calendar import DAYS_A_WEEK, MEAN_YEAR_DAYS, WEEKS_A_YEAR
from ...simulation.paths import WeeklyPaths, weekly_paths
from ...simulation.weeks import MAX_WEEK, Counts, weeks_after, weeks_before
from .kalman import Filtered, Floats, kalman, smooth
from .level import (
    HALF_LIFE_WEEKS,
    MIN_WEEKS,
    discount,
    draw_nodes,
    draw_states,
    loadings,
    node_weights,
)

VOLATILITY_MEDIAN, VOLATILITY_LOG_SD = 0.5, 0.7
NOISE_MEDIAN, NOISE_LOG_SD = 1.2, 0.4
WINTER, WINTER_DAY = 0.4, 25
LEVEL_SD, SEASON_SD = 2.0, 0.7
FIRST_WEEKS = 13
"""The oldest weeks, whose mean is the centre of the level's prior."""
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
STIRLING_STEPS = 7


@dataclass(frozen=True)
class FittedCountLevel:
    """The count-level model after the last week.

    Attributes
    ----------
    daily : pandas.DataFrame
        The figures.
    nodes : Filtered
        Final states; 70 nodes.
    probability : array, shape (70,)
        Weight of each node.
    """

    daily: pd.DataFrame
    nodes: Filtered
    probability: Floats

    def simulate(self, until: pd.Timestamp, n_paths: int, rng: np.random.Generator) -> WeeklyPaths:
        """Draw paths; see `crossings.forecast.Fitted`."""
        ahead = weeks_after(self.daily.index[-1], until)
        node = draw_nodes(self.probability, n_paths, rng)
        level, cosine, sine = draw_states(self.nodes, node, rng)
        step = VOLATILITY[node] / np.sqrt(WEEKS_A_YEAR)
        totals: Counts = np.empty((ahead.lengths.size, n_paths), dtype=np.int32)
        seasonal = loadings(ahead.day_of_year)
        size = NOISE[node] * winter_factor(ahead.day_of_year)[:, None]  # (n_weeks, n_paths)
        for week, (_, a, b) in enumerate(seasonal):
            level += step * rng.standard_normal(n_paths)
            mean = np.exp(np.minimum(level + a * cosine + b * sine, np.log(MAX_WEEK)))
            shape = size[week]
            # A negative binomial is a Poisson count whose rate is the mean times a gamma of mean
            # one. A gamma of shape a is one of shape a + 1, which is drawn faster, times U^(1/a).
            noise = rng.standard_gamma(shape + 1) * np.exp(
                -rng.standard_exponential(n_paths) / shape
            )
            rate = mean * noise / shape * (ahead.lengths[week] / DAYS_A_WEEK)
            totals[week] = np.minimum(rng.poisson(np.minimum(rate, MAX_WEEK)), MAX_WEEK)
        return weekly_paths(totals, ahead, self.daily, rng)


@dataclass(frozen=True)
class CountLevel:
    """The count-level model."""

    def fit(self, daily: pd.DataFrame) -> FittedCountLevel:
        """Filter every node of the grid; see `crossings.forecast.Model`."""
        weeks = weeks_before(daily, at_least=MIN_WEEKS)
        y = weeks.totals
        H = loadings(weeks.day_of_year)
        size = NOISE[:, None] * winter_factor(weeks.day_of_year)  # (70, n_weeks)
        q = VOLATILITY**2 / WEEKS_A_YEAR
        m0 = np.array([np.log(y[:FIRST_WEEKS].mean() + 1), 0.0, 0.0])
        P0 = np.array([LEVEL_SD**2, SEASON_SD**2, SEASON_SD**2])
        weights = discount(y.size, HALF_LIFE_WEEKS)

        # The posterior has one peak, so the start does not matter; a near one saves most passes:
        # first one node, from there the ten of middling noise, from those all seventy.
        eta = np.log(y + 1)[None]
        for nodes in (MIDDLE, MIDDLE_NOISE, ALL):
            eta = np.repeat(eta, nodes.size // eta.shape[0], axis=0)
            eta = _mode(eta, y, size[nodes], H, q[nodes], m0, P0, weights)

        z, variance = _working_response(eta, y, size)
        filtered = kalman(z, variance, H, q, m0, P0, weights)
        # Laplace: exchange each week's Gaussian approximation for its count likelihood at the mode.
        gaussian = -0.5 * ((z - eta) ** 2 / variance + np.log(2 * np.pi * variance))
        loglik = filtered.loglik + (_log_count(y, eta, size) - gaussian) @ weights
        return FittedCountLevel(daily, filtered, node_weights(loglik + LOG_PRIOR))


def winter_factor(day_of_year: NDArray[np.int64]) -> Floats:
    """Factor on the size of the negative binomial: smallest, so noisiest, in late January."""
    return np.exp(-WINTER * np.cos(2 * np.pi * (day_of_year - WINTER_DAY) / MEAN_YEAR_DAYS))


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
    """Log means of the weeks at the mode of their posterior, by Newton's method.

    Each pass replaces the counts by their Gaussian approximation at the last log means, for which
    the smoother gives the mode exactly.

    Parameters
    ----------
    eta, size : arrays, shape (n_nodes, n_weeks)
        Where to start, and sizes of the negative binomial.
    y : array, shape (n_weeks,)
        People a week.
    H, q, m0, P0, weights
        As in `kalman`; weeks that weigh little need not have settled.

    Returns
    -------
    array, shape (n_nodes, n_weeks)
    """
    for _ in range(MAX_PASSES):
        last = eta
        z, variance = _working_response(eta, y, size)
        eta = smooth(z, variance, H, q, m0, P0)
        if (np.abs(eta - last) * weights).max() < TOLERANCE:
            break
    return eta


def _working_response(eta: Floats, y: Floats, size: Floats) -> tuple[Floats, Floats]:
    """Gaussian observation, and its variance, that approximates a count near ``exp(eta)``.

    The observed information of the log mean is the weight, ``(r + y) r mu / (r + mu)^2``; floored,
    and the Newton step clipped, so that an empty week far below its mean does not throw the mode.
    Shapes (n_nodes, n_weeks).
    """
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

    By Stirling's series at ``x + 7``, where it is good to ten digits, less the logs of the seven
    factors between; SciPy, which has it too, takes longer to import than a whole forecast takes to
    make.
    """
    up = x + STIRLING_STEPS
    below = x * (x + 1) * (x + 2) * (x + 3) * (x + 4) * (x + 5) * (x + 6)
    inverse = 1 / up
    square = inverse * inverse
    series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)))
    log: Floats = (up - 0.5) * np.log(up) - up + HALF_LOG_2_PI + series - np.log(below)
    return log
