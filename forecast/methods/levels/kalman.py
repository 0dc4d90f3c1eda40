"""One local level with an annual cycle, filtered and smoothed for a whole grid at once.

The state of a week is ``(level, cosine, sine)``: the level is a random walk, the two coefficients
``b`` of the annual cycle are constant [1]_::

    z_t = level_t + c_t' b + e_t,       e_t ~ N(0, R_t)
    level_t = level_(t-1) + s_t,        s_t ~ N(0, q)

A *node* is one setting of a model's parameters; nodes are the last axis of every array.

Three things make it fast with nothing but NumPy, and exact:

- Given ``b`` the level is a filter of one number. It is linear in what it follows, so it is run on
  the observations and on the two terms of the cycle; what the last two leave unexplained are the
  regressors of ``b``, and what was known of ``b`` before each week is a running sum (the augmented
  filter of [1]_, section 5.7).
- The variance of the level passes from week to week by a fraction of two linear terms, and such
  fractions can be put together. So can steps of the level. A series of ``n`` weeks is cut into
  about ``sqrt(n)`` `Blocks`: first all blocks are walked at once, whatever they start from, then
  the walk goes from one block to the next. That is about ``3 sqrt(n)`` steps in Python for ``n``.
- The smoother is the same walk, backwards.

References
----------
.. [1] Durbin, J. and Koopman, S. J. (2012). Time Series Analysis by State Space Methods,
   2nd ed., Oxford University Press; chapters 4, 5 and 10.
"""

from __future__ import annotations

from math import ceil, sqrt
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
"""In double precision, or in single where a thousandth is enough."""


class Blocks:
    """Weeks cut into blocks of as many weeks, the last filled up with weeks that say nothing.

    Arrays of weeks have the place in the block on their first axis and the block on their second,
    so that one step of all blocks is one run of memory.

    Parameters
    ----------
    n_weeks : int
        How many weeks there are.
    """

    def __init__(self, n_weeks: int) -> None:
        self.n_weeks = n_weeks
        self.length = ceil(sqrt(n_weeks))
        self.count = ceil(n_weeks / self.length)

    def cut(self, weeks: Floats) -> Floats:
        """Return weeks, shape (n_weeks, n), in blocks: shape (length, count, n)."""
        padded = np.zeros((self.count * self.length, weeks.shape[1]))
        padded[: self.n_weeks] = weeks
        return np.ascontiguousarray(padded.reshape(self.count, self.length, -1).swapaxes(0, 1))

    def join(self, blocks: Floats) -> Floats:
        """Return the weeks of blocks; shape (n_weeks, n)."""
        return blocks.swapaxes(0, 1).reshape(-1, blocks.shape[-1])[: self.n_weeks]


class Filtered(NamedTuple):
    """The filter after the last observation, for every node.

    Attributes
    ----------
    loglik : array, shape (n_nodes,)
        Weighted sum of the one-step log densities.
    state : array, shape (3, n_nodes)
        Mean of the final state.
    covariance : array, shape (3, 3, n_nodes)
        Covariance of the final state.
    scale : array, shape (n_nodes,)
        Weighted mean of the squared standardised one-step errors: the factor that all variances
        lack where they were given only up to a common one.
    log_variance : array, shape (n_nodes,)
        Weighted sum of the logarithms of the one-step variances.
    """

    loglik: Floats
    state: Floats
    covariance: Floats
    scale: Floats
    log_variance: Floats


class Prior(NamedTuple):
    """What is known of the state in the first week: independent normal distributions.

    Attributes
    ----------
    level : float
        Mean of the level; the cycle's coefficients have mean zero.
    level_variance, cycle_variance : float
        Variances of the level, and of each of the two coefficients.
    """

    level: float
    level_variance: float
    cycle_variance: float


def kalman(
    z: Floats, known: Floats, cycle: Floats, q: Floats, prior: Prior, weights: Floats
) -> Filtered:
    """Filter ``z_t = level_t + c_t' b + N(0, R_t)``, where the level takes steps ``N(0, q)``.

    Parameters
    ----------
    z : array, shape (length, count, n_nodes)
        Observations, in `Blocks`.
    known : array, shape (length, count, n_nodes)
        Their precisions ``1 / R``; zero where a week says nothing.
    cycle : array, shape (length, count, 2)
        Cosine and sine of each week.
    q : array, shape (n_nodes,)
        Variance of the level's weekly step.
    prior : Prior
        Of the first week.
    weights : array, shape (length, count, 1)
        Weight of each week in the likelihood and the scale; above zero for the last, and zero for
        those that fill up the last block. The state uses every week in full.

    Returns
    -------
    Filtered
    """
    run = _filter_given_cycle(z, known, cycle, q, prior)
    errors, cosine, sine = run.errors.swapaxes(0, 1)
    # The posterior of b before each week, and after the last: two normal equations, summed up.
    by_cosine, by_sine = cosine * run.precision, sine * run.precision
    ridge = 1 / prior.cycle_variance
    cc, last_cc = _summed(cosine * by_cosine, ridge)
    ss, last_ss = _summed(sine * by_sine, ridge)
    cs, last_cs = _summed(sine * by_cosine)
    cz, last_cz = _summed(errors * by_cosine)
    sz, last_sz = _summed(errors * by_sine)
    determinant = cc * ss - cs * cs
    errors = errors - (cosine * (ss * cz - cs * sz) + sine * (cc * sz - cs * cz)) / determinant
    spread = cosine * (cosine * ss - 2 * sine * cs) + sine * sine * cc
    # Variance of a week's error, over that given b; a week that says nothing has no density.
    relative = 1 + run.precision * spread / determinant
    seen = run.precision > 0
    log_variances = np.log(relative / np.where(seen, run.precision, relative))
    log_variance = _weighted(log_variances, weights)
    squares = _weighted(errors * errors * run.precision / relative, weights)
    counted = _weighted(seen.astype(float), weights)
    loglik = -0.5 * (log_variance + squares + counted * np.log(2 * np.pi))

    # The final state: b, and the level given b.
    determinant = last_cc * last_ss - last_cs * last_cs
    of_b = np.array([[last_ss, -last_cs], [-last_cs, last_cc]]) / determinant
    b = (of_b * np.stack([last_cz, last_sz])).sum(axis=1)
    slopes = -run.end[1:]  # of the level, with b
    with_b = (of_b * slopes).sum(axis=1)
    covariance = np.empty((3, 3, q.size))
    covariance[1:, 1:] = of_b
    covariance[0, 1:] = covariance[1:, 0] = with_b
    count, week = divmod(np.flatnonzero(weights.T.ravel())[-1], len(weights))
    level_variance = (run.before * (1 - run.gain))[week, count]
    covariance[0, 0] = level_variance + (slopes * with_b).sum(axis=0)
    state = np.concatenate([[run.end[0] + (slopes * b).sum(axis=0)], b])
    scale = squares / np.maximum(counted, np.finfo(float).tiny)
    return Filtered(loglik, state, covariance, scale, log_variance)


def smooth(z: Floats, known: Floats, cycle: Floats, q: Floats, prior: Prior) -> Floats:
    """Posterior mean of ``level_t + c_t' b`` given every week; parameters as in `kalman`.

    Returns
    -------
    array, shape (length, count, n_nodes)
    """
    run = _filter_given_cycle(z, known, cycle, q, prior)
    errors, cosine, sine = run.errors.swapaxes(0, 1)
    by_cosine, by_sine = cosine * run.precision, sine * run.precision
    ridge = 1 / prior.cycle_variance
    cc, ss = _sum(cosine, by_cosine) + ridge, _sum(sine, by_sine) + ridge
    cs, cz, sz = _sum(sine, by_cosine), _sum(errors, by_cosine), _sum(errors, by_sine)
    determinant = cc * ss - cs * cs
    b_cosine, b_sine = (ss * cz - cs * sz) / determinant, (cc * sz - cs * cz) / determinant

    # Filtered levels at this b. Backwards, each is drawn towards the smoothed one of the week
    # after, the more so the less its own variance is beside that of the step.
    seasonal = cycle[..., :1] * b_cosine + cycle[..., 1:] * b_sine
    errors -= cosine * b_cosine + sine * b_sine
    filtered = z - seasonal - errors * (1 - run.gain)
    variance = run.before * (1 - run.gain)
    keep = q / (variance + q)
    keep[-1, -1] = 1.0  # no week comes after the last
    smoothed, _ = _walk(
        keep[::-1, ::-1], filtered[::-1, None, ::-1], np.zeros((1, q.size), dtype=z.dtype)
    )
    # The walk gives what stands before each step: the smoothed level of the week after.
    after = smoothed[::-1, 0, ::-1]
    return seasonal + after + keep * (filtered - after)


class _Run(NamedTuple):
    """A filter of the level given the cycle, on the observations and on the terms of the cycle.

    Attributes
    ----------
    errors : array, shape (length, 3, count, n_nodes)
        What each week's observation, cosine and sine differ from what was expected.
    before, gain, precision : arrays, shape (length, count, n_nodes)
        Variance of the level before each week, its gain, and the precision of the week's error.
    end : array, shape (3, n_nodes)
        What is expected after the last week: of the observations, the cosine and the sine.
    """

    errors: Floats
    before: Floats
    gain: Floats
    precision: Floats
    end: Floats


def _filter_given_cycle(z: Floats, known: Floats, cycle: Floats, q: Floats, prior: Prior) -> _Run:
    before = _level_variances(known, q, prior.level_variance)
    precision = known / (1 + before * known)
    gain = before * precision
    targets = np.empty((len(z), 3, *z.shape[1:]), dtype=z.dtype)
    targets[:, 0], targets[:, 1:] = z, cycle.transpose(0, 2, 1)[..., None]
    start = np.zeros((3, q.size), dtype=z.dtype)
    start[0] = prior.level
    expected, end = _walk(gain, targets, start)
    targets -= expected
    return _Run(targets, before, gain, precision, end)


def _level_variances(known: Floats, q: Floats, first: float) -> Floats:
    """Variance of the level before each week, given the cycle; shape as `known`.

    With ``P`` the variance before a week and ``W = 1 / R`` what the week says, the next is
    ``(P + q (W P + 1)) / (W P + 1)``: a fraction ``(a P + b) / (c P + d)``. All four only grow, so
    nothing cancels.
    """
    length, count, n_nodes = known.shape
    # From the start of each block to each of its weeks: (a, b) and (c, d).
    above, below = np.empty((2, length + 1, 2, count, n_nodes), dtype=known.dtype)
    above[0], below[0] = [[[1.0]], [[0.0]]], [[[0.0]], [[1.0]]]
    step = np.empty_like(above[0])
    for week, W in enumerate(known):
        np.add(below[week], np.multiply(W, above[week], out=step), out=below[week + 1])
        np.add(above[week], np.multiply(q, below[week + 1], out=step), out=above[week + 1])
    start = np.empty((count, n_nodes), dtype=known.dtype)
    start[0] = first
    for block in range(count - 1):
        P = start[block]
        (a, b), (c, d) = above[-1, :, block], below[-1, :, block]
        start[block + 1] = (a * P + b) / (c * P + d)
    before: Floats = above[:-1, 0] * start + above[:-1, 1]
    before /= below[:-1, 0] * start + below[:-1, 1]
    return before


def _walk(gain: Floats, targets: Floats, start: Floats) -> tuple[Floats, Floats]:
    """Walk ``x' = x + gain (target - x)``; return ``x`` before each step, and after the last.

    Parameters
    ----------
    gain : array, shape (length, count, n_nodes)
        From 0 to 1, in `Blocks`.
    targets : array, shape (length, n_series, count, n_nodes)
        What is followed.
    start : array, shape (n_series, n_nodes)
        The first ``x``.
    """
    length, n_series, count, n_nodes = targets.shape
    # Blocks that start from nought, and (the last series) what is left of a start of one.
    walked = np.zeros((length + 1, n_series + 1, count, n_nodes), dtype=gain.dtype)
    walked[0, -1] = 1.0
    step = np.empty((n_series + 1, count, n_nodes), dtype=gain.dtype)
    for week in range(length):
        x = walked[week]
        np.subtract(targets[week], x[:-1], out=step[:-1])
        np.negative(x[-1], out=step[-1])
        np.multiply(step, gain[week], out=step)
        np.add(x, step, out=walked[week + 1])
    starts = np.empty((n_series, count, n_nodes), dtype=gain.dtype)
    for block in range(count):
        starts[:, block] = start
        start = walked[-1, :-1, block] + walked[-1, -1, block] * start
    path: Floats = walked[:-1, -1:] * starts
    path += walked[:-1, :-1]
    return path, start


def _summed(terms: Floats, first: float = 0.0) -> tuple[Floats, Floats]:
    """Sum the terms before each week, and all of them; shapes as `terms`, and (n_nodes,)."""
    total = np.cumsum(terms, axis=0)
    blocks = np.cumsum(total[-1], axis=0) + first
    total -= terms
    total[:, 0] += first
    total[:, 1:] += blocks[:-1]
    return total, blocks[-1]


def _sum(one: Floats, other: Floats) -> Floats:
    """Sum products over the weeks; shape (n_nodes,)."""
    total: Floats = np.einsum("ijk,ijk->k", one, other)
    return total


def _weighted(values: Floats, weights: Floats) -> Floats:
    """Sum over the weeks, weighted; shape (n_nodes,)."""
    total: Floats = np.einsum("ijk,ij->k", values, weights[..., 0])
    return total
