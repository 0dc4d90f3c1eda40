"""The root-level model: a random-walk level of weekly people on the square-root scale.

With ``y`` the people of a week and ``w = 2 pi d / 365.25`` the phase of its middle day ``d``::

    z = sqrt(y) / sd(sqrt(y))
    z = l + b1 cos w + b2 sin w + N(0, v)
    l' = l + N(0, q v)

The ratio ``q`` of the level's steps to the noise is averaged over a fixed grid; the noise ``v`` is
concentrated out of the likelihood, and drawn from its posterior for each path. The model is slow to
follow growth and slow to follow a fall, the opposite of the count-level model, which is why the two
are pooled.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...simulation.paths import WeeklyPaths, weekly_paths
from ...simulation.weeks import weeks_after, weeks_before
from .kalman import Blocks, Filtered, Floats, Prior, kalman
from .level import (
    HALF_LIFE_WEEKS,
    MIN_WEEKS,
    discount,
    draw_nodes,
    draw_states,
    fourier,
    node_weights,
    walk_ahead,
)

STEP_RATIO = np.geomspace(1e-4, 3, 14)
"""The grid of ``q``, flat in its logarithm; shape (14,)."""
PRIOR = Prior(level=0.0, level_variance=100.0, cycle_variance=25.0)
"""Variances in units of ``v``: wide, as ``z`` has a standard deviation of one."""


@dataclass(frozen=True)
class FittedRootLevel:
    """The root-level model after the last week.

    Attributes
    ----------
    daily : pandas.DataFrame
        The figures.
    unit : float
        Standard deviation of the square roots.
    nodes : Filtered
        Final states, with variances in units of ``v``; 14 nodes.
    probability : array, shape (14,)
        Weight of each node.
    freedom : float
        Degrees of freedom of the noise's posterior: the discounted number of weeks.
    """

    daily: pd.DataFrame
    unit: float
    nodes: Filtered
    probability: Floats
    freedom: float

    def simulate(self, until: pd.Timestamp, n_paths: int, rng: np.random.Generator) -> WeeklyPaths:
        """Draw paths; see `crossings.forecast.Fitted`."""
        ahead = weeks_after(self.daily.index[-1], until)
        levels, weeks = rng.spawn(2)
        node = draw_nodes(self.probability, n_paths, rng)
        # One v a path from its scaled inverse chi-square: it stays the same all along the path.
        noise = np.sqrt(
            self.nodes.scale[node] * self.freedom / rng.chisquare(self.freedom, n_paths)
        )
        state = draw_states(self.nodes, node, rng, noise)
        walk = walk_ahead(state, np.sqrt(STEP_RATIO[node]) * noise, ahead.day_of_year, levels)
        return weekly_paths(_people(walk, noise, self.unit, weeks), ahead, self.daily, rng)


def _people(
    walk: Iterator[Floats], noise: Floats, unit: float, rng: np.random.Generator
) -> Iterator[Floats]:
    """Draw people week by week, around roots whose means a walk gives; shape (n_paths,)."""
    root, none = np.empty_like(noise), np.zeros_like(noise)
    for mean in walk:
        rng.standard_normal(out=root)
        root *= noise
        root += mean
        np.maximum(root, none, out=root)  # a root below zero is a week without arrivals
        root *= unit
        root *= root
        yield root


@dataclass(frozen=True)
class RootLevel:
    """The root-level model."""

    def fit(self, daily: pd.DataFrame) -> FittedRootLevel:
        """Filter every node of the grid; see `crossings.forecast.Model`."""
        weeks = weeks_before(daily, at_least=MIN_WEEKS)
        root = np.sqrt(weeks.totals)
        unit = float(root.std()) or 1.0
        blocks = Blocks(root.size)
        z = np.repeat(root[:, None] / unit, STEP_RATIO.size, axis=1)  # (n_weeks, 14)
        weights = discount(root.size, HALF_LIFE_WEEKS)
        nodes = kalman(
            blocks.cut(z),
            blocks.cut(np.ones_like(z)),
            blocks.cut(fourier(weeks.day_of_year, 1)),
            STEP_RATIO,
            PRIOR,
            blocks.cut(weights[:, None]),
        )
        # The likelihood with v at its best value for each node, up to a constant.
        freedom = float(weights.sum())
        scale = np.maximum(nodes.scale, np.finfo(float).tiny)
        loglik = -0.5 * (nodes.log_variance + freedom * np.log(scale))
        return FittedRootLevel(daily, unit, nodes, node_weights(loglik), freedom)
