"""What models of a level and an annual cycle share: the cycle, the discount, the final state."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from ....data.calendar import MEAN_YEAR_DAYS, WEEKS_A_YEAR
from .kalman import Filtered, Floats, Prior, kalman, smooth

MIN_WEEKS = 8
MAX_PASSES = 40
HALF_LIFE_WEEKS = WEEKS_A_YEAR
"""Weeks after which a week counts half in the likelihood that weighs the nodes.

The level moved three times as much before 2022 as after; without the discount the forecast is far
too wide."""

NODE_STEPS = 256
"""Even steps of the cumulative weight of nodes, a power of two."""


def fourier(day_of_year: NDArray[np.int64], pairs: int) -> Floats:
    """Cosines, then sines, of the year's first harmonics; shape (n, 2 * pairs)."""
    phase = 2 * np.pi * np.outer(day_of_year, np.arange(1, pairs + 1)) / MEAN_YEAR_DAYS
    return np.hstack([np.cos(phase), np.sin(phase)])


def discount(n_weeks: int, half_life: float) -> Floats:
    """Weight of each week, one for the newest, halved every `half_life` weeks back."""
    return 0.5 ** (np.arange(n_weeks - 1, -1, -1) / half_life)


def draw_nodes(probability: Floats, n_paths: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw a node for each path, as `Generator.choice` does; shape (n_paths,)."""
    cumulative = probability.cumsum()
    cumulative /= cumulative[-1]
    chance = rng.random(n_paths)
    # By a table of the nodes at even steps; those between whose steps another node begins are
    # searched for. NumPy searches for all, which takes three times as long.
    ends = np.arange(NODE_STEPS + 1) / NODE_STEPS
    first = cumulative.searchsorted(ends[:-1], side="right")
    last = cumulative.searchsorted(ends[1:], side="left")
    step = (chance * NODE_STEPS).astype(np.int64)  # exact: the steps are a power of two
    node: NDArray[np.int64] = first.take(step)
    unsure = np.flatnonzero((first < last).take(step))
    node[unsure] = cumulative.searchsorted(chance[unsure], side="right")
    return node


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
    # Cholesky factors once a node, then picked for each path: as many factors as nodes (tens), not
    # as paths (thousands).
    root = np.linalg.cholesky(nodes.covariance.transpose(2, 0, 1)).transpose(1, 2, 0)
    noise = rng.standard_normal((3, node.size)) * sd
    state: Floats = nodes.state.take(node, axis=1)
    for i in range(3):
        for j in range(i + 1):
            state[i] += root[i, j][node] * noise[j]
    return state


def walk_ahead(
    state: Floats,
    step: Floats,
    day_of_year: NDArray[np.int64],
    rng: np.random.Generator,
) -> Iterator[Floats]:
    """Walk the level of each path through the weeks ahead, and add its annual cycle.

    Parameters
    ----------
    state : array, shape (3, n_paths)
        Level, and coefficients of cosine and sine, after the last week.
    step : array, shape (n_paths,)
        Standard deviation of the level's weekly step.
    day_of_year : array, shape (n_weeks,)
        Of the weeks' middle days.
    rng : numpy.random.Generator
        Draws the steps, week by week: a longer walk begins as a shorter one.

    Yields
    ------
    array, shape (n_paths,)
        Of each week. It may be changed, and holds until the next is asked for: one week of all
        paths fits into the processor's cache, and all weeks do not.
    """
    level, cosine, sine = state[0].copy(), state[1], state[2]
    week, term = np.empty_like(level), np.empty_like(level)
    for a, b in fourier(day_of_year, 1):
        rng.standard_normal(out=term)
        term *= step
        level += term
        np.multiply(cosine, a, out=week)
        week += level
        np.multiply(sine, b, out=term)
        week += term
        yield week


def posterior_mode(
    working: Callable[[Floats], tuple[Floats, Floats]],
    eta: Floats,
    cycle: Floats,
    q: Floats,
    prior: Prior,
    weights: Floats,
    settled: float,
    passes: int = MAX_PASSES,
    settles: NDArray[np.bool_] | None = None,
) -> Floats:
    """Linear predictors that the working response of a model leaves where they are.

    Each pass replaces the observations by a Gaussian response at the last predictors, for which
    the smoother gives the mode exactly. A node whose changes grow takes half the step, until they
    shrink again.

    Parameters
    ----------
    working : callable
        Gives the response and its precision (zero where a week says nothing) at predictors.
    eta : array, shape (length, count, n_nodes or 1)
        Where to start, in `Blocks`.
    cycle, q, prior, weights
        As of `kalman`.
    settled : float
        The change, times the week's weight in the likelihood, below which the passes end.
    passes : int
        How many at most.
    settles : array, shape (n_nodes,), optional
        The nodes that must have settled; all by default.

    Returns
    -------
    array, shape (length, count, n_nodes)
    """
    eta = np.broadcast_to(eta, (*eta.shape[:2], q.size))
    share, last = np.ones_like(q), np.full_like(q, np.inf)
    for _ in range(passes):
        change = smooth(*working(eta), cycle, q, prior)
        change -= eta
        eta = eta + share * change
        np.abs(change, out=change)
        change *= weights
        size = change.max(axis=0).max(axis=0)  # along runs of memory: in half the time of both
        if (size if settles is None else size[settles]).max() < settled:
            break
        share = np.where(size > last, share / 2, np.minimum(1.5 * share, 1))
        last = size
    return eta


def laplace(
    eta: Floats,
    response: Floats,
    known: Floats,
    own: Floats,
    cycle: Floats,
    q: Floats,
    prior: Prior,
    weights: Floats,
) -> tuple[Filtered, Floats]:
    """Filter the response at the mode; exchange its Gaussian density for the model's own.

    Parameters
    ----------
    eta, response, known : arrays, shape (length, count, n_nodes)
        Linear predictors at the mode, the working response there and its precision.
    own : array, shape (length, count, n_nodes)
        Log density of each week by the model.
    cycle, q, prior, weights
        As of `kalman`.

    Returns
    -------
    Filtered
        The filter after the last week.
    array, shape (n_nodes,)
        Laplace's approximation of the weighted log-likelihood.
    """
    filtered = kalman(response, known, cycle, q, prior, weights)
    seen = known > 0
    log_known = np.log(np.where(seen, known, 1)).astype(float)
    gaussian = response - eta
    gaussian *= gaussian
    gaussian *= known
    gaussian = np.subtract(log_known, gaussian, out=log_known)
    gaussian -= np.log(2 * np.pi)
    gaussian *= 0.5
    exchanged = np.subtract(own, gaussian, out=gaussian)
    exchanged[~seen] = 0
    return filtered, filtered.loglik + np.einsum("ijk,ij->k", exchanged, weights[..., 0])


def node_weights(loglik: Floats) -> Floats:
    """Return the weight of each node: its likelihood, over the sum of all; shape (n_nodes,)."""
    likelihood = np.exp(loglik - loglik.max())  # less the highest, so that none overflows
    return likelihood / likelihood.sum()
