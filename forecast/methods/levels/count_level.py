"""The count-level model: a random-walk level of weekly people on the log scale.

With ``y`` the people of a week and ``w = 2 pi d / 365.25`` the phase of its middle day ``d``::

    sqrt(y) ~ N(u, k_w^2 u^2 + 1/4),    u = exp(eta / 2);    y = 0 where that is below 1/2
    eta = l + b1 cos w + b2 sin w
    l'  = l + N(0, s^2 / 52)
    k_w = k exp(0.4 cos(2 pi (d - 25) / 365.25))

The noise is normal on the square root, and grows with the mean (*root-normal*): a busy week differs
from its mean as much, in percent, as a middling one. The quarter is the variance of the root of a
count. Winter weeks, which say little, have the larger noise. The volatility ``s`` of the level and
the noise ``k`` are averaged over a fixed grid of 10 x 7 nodes, by how well each node predicted the
weeks so far, the recent ones above all. The wide prior of the volatility was learnt on thirteen
comparable flows.

It follows strong growth quickly, and runs high after a strong spring.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from itertools import product
from math import erfc

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ....data.calendar import MEAN_YEAR_DAYS, WEEKS_A_YEAR
from ...simulation.paths import WeeklyPaths, weekly_paths
from ...simulation.weeks import MAX_WEEK, Weeks, weeks_after, weeks_before
from .kalman import Blocks, Filtered, Floats, Prior
from .level import (
    HALF_LIFE_WEEKS,
    MAX_PASSES,
    MIN_WEEKS,
    discount,
    draw_nodes,
    draw_states,
    fourier,
    laplace,
    node_weights,
    posterior_mode,
    walk_ahead,
)

VOLATILITY_MEDIAN, VOLATILITY_LOG_SD = 0.5, 0.7
NOISE_MEDIAN, NOISE_LOG_SD = 0.6, 0.4
WINTER, WINTER_DAY = 0.4, 25
COUNT_VARIANCE = 0.25
"""Of the square root of a Poisson count."""
FEWEST = 0.5
"""A root below this is taken for a week without arrivals."""
LEVEL_SD, SEASON_SD = 2.0, 0.7
FIRST_WEEKS = 13
"""The oldest weeks, whose mean is the centre of the level's prior."""
COARSE_PASSES, SETTLED = 2, 1e-2
"""Passes on the coarse grid, and the change of the log mean below which those on the rest end."""
NEGLIGIBLE = 1e-3
"""Weight on the coarse grid below which a node, and those next to it, are left out."""
SMALL = 0.02
"""Such weight below which a node need not have settled: those of little noise take long."""
START_WEEKS = 9
"""Width of the running mean from which the passes start."""

_volatility_steps = np.linspace(-2, 2.5, 10)
_noise_steps = np.linspace(-2, 2, 7)  # the fourth is zero
SHAPE = (_volatility_steps.size, _noise_steps.size)
_grid = np.array(list(product(_volatility_steps, _noise_steps)))
VOLATILITY = VOLATILITY_MEDIAN * np.exp(VOLATILITY_LOG_SD * _grid[:, 0])
"""Standard deviation of the level's change over a year, on the log scale; shape (70,)."""
NOISE = NOISE_MEDIAN * np.exp(NOISE_LOG_SD * _grid[:, 1])
"""Standard deviation of a root over its mean, in a week of middling noise; shape (70,)."""
LOG_PRIOR = -0.5 * (_grid**2).sum(axis=1)

ALL = np.arange(VOLATILITY.size)
COARSE = ALL.reshape(SHAPE)[np.ix_([1, 3, 5, 8], [1, 3, 5])].ravel()
"""Nodes of the coarse grid: every node of the whole one is next to one of them."""
_places = np.stack(np.unravel_index(ALL, SHAPE))
NEXT_TO_COARSE = (np.abs(_places[:, :, None] - _places[:, None, COARSE]) <= 1).all(axis=0)
"""Whether each node is one of the coarse grid, or next to it; shape (70, 12)."""


@dataclass(frozen=True)
class FittedCountLevel:
    """The count-level model after the last week.

    Attributes
    ----------
    daily : pandas.DataFrame
        The figures.
    nodes : Filtered
        Final states of the nodes that matter.
    volatility, noise : arrays, shape (n_nodes,)
        Their parameters ``s`` and ``k``.
    probability : array, shape (n_nodes,)
        Their weights.
    """

    daily: pd.DataFrame
    nodes: Filtered
    volatility: Floats
    noise: Floats
    probability: Floats

    def simulate(self, until: pd.Timestamp, n_paths: int, rng: np.random.Generator) -> WeeklyPaths:
        """Draw paths; see `crossings.forecast.Fitted`."""
        ahead = weeks_after(self.daily.index[-1], until)
        levels, weeks = rng.spawn(2)
        node = draw_nodes(self.probability, n_paths, rng)
        state = draw_states(self.nodes, node, rng)
        step = self.volatility[node] / np.sqrt(WEEKS_A_YEAR)
        # Half the log mean people is the log mean root.
        walk = walk_ahead(state / 2, step / 2, ahead.day_of_year, levels)
        factors = winter_factor(ahead.day_of_year)
        people = _people(walk, self.noise[node], factors, weeks)
        return weekly_paths(people, ahead, self.daily, rng)


def _people(
    walk: Iterator[Floats], noise: Floats, factors: Floats, rng: np.random.Generator
) -> Iterator[Floats]:
    """Draw people week by week, around roots whose log means a walk gives; shape (n_paths,)."""
    root, spread = np.empty_like(noise), np.empty_like(noise)
    # NumPy compares two rows in half the time that it takes to compare one with a number.
    most, none = np.full_like(noise, np.log(MAX_WEEK) / 2), np.zeros_like(noise)
    for eta, factor in zip(walk, factors, strict=True):
        mean = np.exp(np.minimum(eta, most, out=eta), out=eta)
        np.multiply(mean, noise, out=spread)
        spread *= factor
        spread *= spread
        spread += COUNT_VARIANCE
        np.sqrt(spread, out=spread)
        rng.standard_normal(out=root)
        root *= spread
        root += mean
        np.maximum(root, none, out=root)
        root *= root  # now people; whole ones, so that less than a half is nobody
        yield root


@dataclass(frozen=True)
class CountLevel:
    """The count-level model."""

    def fit(self, daily: pd.DataFrame) -> FittedCountLevel:
        """Filter the nodes of the grid that matter; see `crossings.forecast.Model`."""
        weeks = weeks_before(daily, at_least=MIN_WEEKS)
        # The mode is found in single precision, which takes two thirds of the time and is good to
        # a hundred thousandth; the filter from there runs in double precision.
        exact = _Series(weeks)
        series = exact.in_single_precision()
        coarse = series.mode(COARSE, series.start, passes=COARSE_PASSES)
        _, weight = series.weigh(COARSE, coarse)
        near = weight * NEXT_TO_COARSE
        nodes = np.flatnonzero((near > NEGLIGIBLE).any(axis=1))
        # Each starts from the weightiest coarse node next to it.
        start = coarse[..., near[nodes].argmax(axis=1)]
        settles = near[nodes].max(axis=1) > SMALL
        mode = series.mode(nodes, start, settles=settles)
        filtered, weight = exact.weigh(nodes, mode)
        return FittedCountLevel(daily, filtered, VOLATILITY[nodes], NOISE[nodes], weight)


class _Series:
    """The weeks of a series, and what a grid of nodes makes of them."""

    def __init__(self, weeks: Weeks) -> None:
        y, cut = weeks.totals, Blocks(weeks.totals.size).cut
        self.start = cut(np.log(_running_mean(y, START_WEEKS // 2) + 1)[:, None])
        self.root = cut(np.sqrt(y)[:, None])
        self.real = cut(np.ones((y.size, 1)))  # the last block is filled up
        self.cycle = cut(fourier(weeks.day_of_year, 1))
        self.winter = cut(winter_factor(weeks.day_of_year)[:, None])
        self.weights = cut(discount(y.size, HALF_LIFE_WEEKS)[:, None])
        self.prior = Prior(np.log(y[:FIRST_WEEKS].mean() + 1), LEVEL_SD**2, SEASON_SD**2)

    def in_single_precision(self) -> _Series:
        """Return the same weeks in single precision."""
        series = copy(self)
        for name, values in vars(self).items():
            if name != "prior":
                setattr(series, name, values.astype(np.float32))
        return series

    def mode(
        self,
        nodes: NDArray[np.int64],
        eta: Floats,
        *,
        passes: int = MAX_PASSES,
        settles: NDArray[np.bool_] | None = None,
    ) -> Floats:
        """Log means of the weeks at the mode, for nodes by their numbers; see `posterior_mode`."""
        q, noise = self._parameters(nodes)

        def working(eta: Floats) -> tuple[Floats, Floats]:
            response, variance = self._working(eta, noise)
            return response, self.real / variance

        return posterior_mode(
            working, eta, self.cycle, q, self.prior, self.weights, SETTLED, passes, settles
        )

    def weigh(self, nodes: NDArray[np.int64], eta: Floats) -> tuple[Filtered, Floats]:
        """Return the final states of nodes at the log means of their mode, and their weights."""
        q, noise = self._parameters(nodes)
        response, variance = self._working(eta, noise)
        # -0.5 ((response - eta)^2 / variance + log(pi / 2 variance) + eta), in one array
        own = response - eta
        own *= own
        own /= variance
        own += np.log(0.5 * np.pi * variance)
        own += eta
        own *= -0.5
        none = (self.root == 0)[..., 0] & (self.real > 0)[..., 0]
        own[none] = _log_none(eta[none], variance[none])
        filtered, loglik = laplace(
            eta, response, self.real / variance, own, self.cycle, q, self.prior, self.weights
        )
        return filtered, node_weights(loglik + LOG_PRIOR[nodes])

    def _parameters(self, nodes: NDArray[np.int64]) -> tuple[Floats, Floats]:
        """Variances of the level's step, and of the noise in units of the mean."""
        dtype = self.winter.dtype
        q = (VOLATILITY[nodes] ** 2 / WEEKS_A_YEAR).astype(dtype)
        return q, (2 * self.winter * NOISE[nodes].astype(dtype)) ** 2

    def _working(self, eta: Floats, noise: Floats) -> tuple[Floats, Floats]:
        """Gaussian observation of the log mean near ``eta``, and its variance."""
        inverse = -0.5 * eta
        np.exp(inverse, out=inverse)
        response = self.root * inverse
        response -= 1
        response *= 2
        response += eta
        inverse *= inverse
        return response, noise + inverse


def _running_mean(y: Floats, either_side: int) -> Floats:
    """Mean of each week and those on either side of it; shape (n_weeks,)."""
    running = np.concatenate([[0.0], np.cumsum(y)])
    first = np.maximum(np.arange(y.size) - either_side, 0)
    stop = np.minimum(np.arange(y.size) + either_side + 1, y.size)
    return (running[stop] - running[first]) / (stop - first)


def _log_none(eta: Floats, variance: Floats) -> Floats:
    """Log probability that the root of a week is below `FEWEST`; shapes as `eta`.

    The root is normal with mean ``exp(eta / 2)`` and `variance` in units of ``exp(eta) / 4``.
    """
    above = (2 - np.exp(-0.5 * eta) * (2 * FEWEST)) / np.sqrt(variance)
    above = above / np.sqrt(2)
    # Python's own, one by one: SciPy's takes longer to import than a forecast to make.
    chance = 0.5 * np.fromiter(map(erfc, above.ravel().tolist()), float, above.size)
    return np.log(np.maximum(chance, np.finfo(float).tiny)).reshape(above.shape)


def winter_factor(day_of_year: NDArray[np.int64]) -> Floats:
    """Factor on the noise: largest in late January."""
    return np.exp(WINTER * np.cos(2 * np.pi * (day_of_year - WINTER_DAY) / MEAN_YEAR_DAYS))
