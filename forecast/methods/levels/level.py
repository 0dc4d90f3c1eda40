"""What models of a level and an annual cycle share: the cycle, the discount, the final state."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ....data.calendar import MEAN_YEAR_DAYS, WEEKS_A_YEAR
from .kalman import Filtered, Floats

MIN_WEEKS = 8
HALF_LIFE_WEEKS = WEEKS_A_YEAR
"""Weeks after which a week counts half in the likelihood that weighs the nodes.

The level moved three times as much before 2022 as after; without the discount the forecast is far
too wide."""


def fourier(day_of_year: NDArray[np.int64], pairs: int) -> Floats:
    """Cosines, then sines, of the year's first harmonics; shape (n, 2 * pairs)."""
    phase = 2 * np.pi * np.outer(day_of_year, np.arange(1, pairs + 1)) / MEAN_YEAR_DAYS
    return np.hstack([np.cos(phase), np.sin(phase)])


def loadings(day_of_year: NDArray[np.int64]) -> Floats:
    """One, cosine and sine of each week: the rows ``H_t`` of `kalman`; shape (n_weeks, 3)."""
    return np.column_stack([np.ones(day_of_year.size), fourier(day_of_year, 1)])


def discount(n_weeks: int, half_life: float) -> Floats:
    """Weight of each week, one for the newest, halved every `half_life` weeks back."""
    return 0.5 ** (np.arange(n_weeks - 1, -1, -1) / half_life)


def draw_nodes(probability: Floats, n_paths: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw a node for each path; shape (n_paths,)."""
    return rng.choice(probability.size, size=n_paths, p=probability)


def draw_states(
    nodes: Filtered, node: NDArray[np.int64], rng: np.random.Generator, sd: Floats | float = 1.0
) -> Floats:
    """Draw the final state of each path from the filter of its node.

    Parameters
    ----------
    nodes : Filtered
        The filter's final states.
    node : array of int, shape (n_paths,)
        The node of each path.
    rng : numpy.random.Generator
        Draws the states.
    sd : array of shape (n_paths,), or float
        The noise's standard deviation, where the filter's variances are in units of its square.

    Returns
    -------
    array, shape (3, n_paths)
    """
    # Cholesky factors once a node, shape (3, 3, n_nodes), then picked for each path: as many
    # factors as nodes (14 or 70), not as paths (thousands).
    root = np.linalg.cholesky(nodes.covariance).transpose(1, 2, 0)
    noise = rng.standard_normal((3, node.size)) * sd
    state = nodes.state.T[:, node]
    for i in range(3):
        for j in range(i + 1):
            state[i] += root[i, j][node] * noise[j]
    return state


def node_weights(loglik: Floats) -> Floats:
    """Return the weight of each node: its likelihood, over the sum of all; shape (n_nodes,)."""
    likelihood = np.exp(loglik - loglik.max())  # less the highest, so that none overflows
    return likelihood / likelihood.sum()
