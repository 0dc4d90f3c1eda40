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

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ....data.calendar import DAYS_A_WEEK
from ...simulation.paths import WeeklyPaths, weekly_paths
from ...simulation.weeks import MAX_WEEK, Counts, weeks_after, weeks_before
from .kalman import Filtered, Floats, kalman
from .level import (
    HALF_LIFE_WEEKS,
    MIN_WEEKS,
    discount,
    draw_nodes,
    draw_states,
    loadings,
    node_weights,
)

STEP_RATIO = np.geomspace(1e-4, 3, 14)
"""The grid of ``q``, flat in its logarithm; shape (14,)."""
PRIOR_VARIANCES = np.array([100.0, 25.0, 25.0])
"""Of level, cosine and sine, in units of ``v``: wide, as ``z`` has a standard deviation of one."""


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
        node = draw_nodes(self.probability, n_paths, rng)
        # One v a path from its scaled inverse chi-square: it stays the same all along the path.
        noise = np.sqrt(
            self.nodes.scale[node] * self.freedom / rng.chisquare(self.freedom, n_paths)
        )
        level, cosine, sine = draw_states(self.nodes, node, rng, noise)
        step = np.sqrt(STEP_RATIO[node]) * noise
        totals: Counts = np.empty((ahead.lengths.size, n_paths), dtype=np.int32)
        for week, (_, a, b) in enumerate(loadings(ahead.day_of_year)):
            level += step * rng.standard_normal(n_paths)
            root = level + a * cosine + b * sine + noise * rng.standard_normal(n_paths)
            # A root below zero is a week without arrivals; a cut week has its share of the people.
            people = (np.maximum(root, 0) * self.unit) ** 2 * (ahead.lengths[week] / DAYS_A_WEEK)
            totals[week] = np.rint(np.minimum(people, MAX_WEEK))
        return weekly_paths(totals, ahead, self.daily, rng)


@dataclass(frozen=True)
class RootLevel:
    """The root-level model."""

    def fit(self, daily: pd.DataFrame) -> FittedRootLevel:
        """Filter every node of the grid; see `crossings.forecast.Model`."""
        weeks = weeks_before(daily, at_least=MIN_WEEKS)
        root = np.sqrt(weeks.totals)
        unit = float(root.std()) or 1.0
        z = np.repeat(root[None] / unit, STEP_RATIO.size, axis=0)  # (14, n_weeks)
        weights = discount(root.size, HALF_LIFE_WEEKS)
        nodes = kalman(
            z,
            np.ones_like(z),
            loadings(weeks.day_of_year),
            STEP_RATIO,
            np.zeros(3),
            PRIOR_VARIANCES,
            weights,
        )
        # The likelihood with v at its best value for each node, up to a constant.
        freedom = float(weights.sum())
        scale = np.maximum(nodes.scale, np.finfo(float).tiny)
        loglik = -0.5 * (nodes.log_variance + freedom * np.log(scale))
        return FittedRootLevel(daily, unit, nodes, node_weights(loglik), freedom)
