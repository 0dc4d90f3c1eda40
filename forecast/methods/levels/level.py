"""What models of a level and an annual cycle share: the cycle, the discount, the final state."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...arrays import Floats
from .kalman import Filtered

__all__ = [
    "HALF_LIFE",
    "MIN_WEEKS",
    "draw_nodes",
    "draw_states",
    "fourier",
    "loadings",
    "recency",
    "shares",
]

MIN_WEEKS = 8
HALF_LIFE = 52
"""Weeks after which a week counts half in choosing among the nodes."""


def fourier(day_of_year: NDArray[np.int64], pairs: int) -> Floats:
    """Cosines, then sines, of the year's first harmonics; shape (n, 2 * pairs)."""
    phase = 2 * np.pi * np.outer(day_of_year, np.arange(1, pairs + 1)) / 365.25
    return np.hstack([np.cos(phase), np.sin(phase)])


def loadings(day_of_year: NDArray[np.int64]) -> Floats:
    """Level, cosine and sine of each week; shape (n_weeks, 3)."""
    return np.column_stack([np.ones(day_of_year.size), fourier(day_of_year, 1)])


def recency(n_weeks: int, half_life: float) -> Floats:
    """Weight of each week, one for the newest, halved every `half_life` weeks back."""
    return 0.5 ** (np.arange(n_weeks - 1, -1, -1) / half_life)


def draw_nodes(probability: Floats, n_paths: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw a node for each path; shape (n_paths,)."""
    return rng.choice(probability.size, size=n_paths, p=probability)


def draw_states(
    nodes: Filtered, node: NDArray[np.int64], rng: np.random.Generator, sd: Floats | float = 1.0
) -> Floats:
    """Draw the final state of each path from its node's filter.

    Parameters
    ----------
    nodes : Filtered
        The filter's last states.
    node : array of int, shape (n_paths,)
        The node of each path.
    rng : numpy.random.Generator
        The source of chance.
    sd : array of shape (n_paths,), or float
        By which the filter's unit of error is to be multiplied.

    Returns
    -------
    array, shape (3, n_paths)
    """
    root = np.linalg.cholesky(nodes.covariance).transpose(1, 2, 0)
    noise = rng.standard_normal((3, node.size)) * sd
    state = nodes.state.T[:, node]
    for i in range(3):
        for j in range(i + 1):
            state[i] += root[i, j][node] * noise[j]
    return state


def shares(loglik: Floats) -> Floats:
    """Return the share of each node: its likelihood, over that of all."""
    likelihood = np.exp(loglik - loglik.max())
    return likelihood / likelihood.sum()
