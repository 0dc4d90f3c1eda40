"""S: a random-walk level of weekly counts on the square-root scale, with Gaussian noise.

The ratio of the level's steps to the noise is averaged over a fixed grid; the noise itself is
drawn from its posterior. It is slow to follow growth and slow to follow a fall, the opposite of
the count-level model, which is why the two are pooled.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...arrays import Floats
from ...simulation.paths import WeeklyPaths, weekly_paths
from ...simulation.weeks import MAX_WEEK, Days, weeks_after, weeks_before
from .kalman import Filtered, kalman
from .level import HALF_LIFE, MIN_WEEKS, draw_nodes, draw_states, loadings, recency, shares

__all__ = ["RootLevel"]

STEP_RATIO = np.geomspace(1e-4, 3, 14)
"""Variance of the level's weekly step over the variance of the noise; shape (14,)."""
PRIOR_VARIANCES = np.array([100.0, 25.0, 25.0])


@dataclass(frozen=True)
class FittedRootLevel:
    """The root-level model after the last week."""

    daily: pd.DataFrame
    unit: float
    nodes: Filtered
    probability: Floats
    freedom: float

    def simulate(self, until: pd.Timestamp, n_paths: int, rng: np.random.Generator) -> WeeklyPaths:
        """Draw paths; see `crossings.forecast.Fitted`."""
        ahead = weeks_after(self.daily.index[-1], until)
        node = draw_nodes(self.probability, n_paths, rng)
        noise = np.sqrt(
            self.nodes.scale[node] * self.freedom / rng.chisquare(self.freedom, n_paths)
        )
        level, cosine, sine = draw_states(self.nodes, node, rng, noise)
        step = np.sqrt(STEP_RATIO[node]) * noise
        totals: Days = np.empty((ahead.lengths.size, n_paths), dtype=np.int32)
        for week, (_, a, b) in enumerate(loadings(ahead.day_of_year)):
            level += step * rng.standard_normal(n_paths)
            root = level + a * cosine + b * sine + noise * rng.standard_normal(n_paths)
            people = (np.maximum(root, 0) * self.unit) ** 2 * (ahead.lengths[week] / 7)
            totals[week] = np.rint(np.minimum(people, MAX_WEEK))
        return weekly_paths(totals, ahead, self.daily, rng)


@dataclass(frozen=True)
class RootLevel:
    """The root-level model, S."""

    def fit(self, daily: pd.DataFrame) -> FittedRootLevel:
        """Filter every node of the grid; see `crossings.forecast.Model`."""
        weeks = weeks_before(daily, at_least=MIN_WEEKS)
        root = np.sqrt(weeks.totals)
        unit = float(root.std()) or 1.0
        z = np.repeat(root[None] / unit, STEP_RATIO.size, axis=0)
        weights = recency(root.size, HALF_LIFE)
        nodes = kalman(
            z,
            np.ones_like(z),
            loadings(weeks.day_of_year),
            STEP_RATIO,
            np.zeros(3),
            PRIOR_VARIANCES,
            weights,
        )
        # The noise variance is concentrated out: what is left of the likelihood, up to a constant.
        freedom = float(weights.sum())
        scale = np.maximum(nodes.scale, np.finfo(float).tiny)
        loglik = -0.5 * (nodes.log_variance + freedom * np.log(scale))
        return FittedRootLevel(daily, unit, nodes, shares(loglik), freedom)
