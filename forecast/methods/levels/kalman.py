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

from collections.abc import Sequence
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
    terms = np.empty((len(z), 5, *z.shape[1:]), dtype=run.errors.dtype)
    np.multiply(run.errors, (cosine * run.precision)[:, None], out=terms[:, :3])
    np.multiply(run.errors[:, ::2], (sine * run.precision)[:, None], out=terms[:, 3:])
    ridge = 1 / prior.cycle_variance
    (cz, cc, cs, sz, ss), last = _summed(terms, (0.0, ridge, 0.0, 0.0, ridge))
    determinant = cc * ss
    determinant -= cs * cs
    spread = cosine * ss
    spread -= 2 * sine * cs
    spread *= cosine
    spread += sine * sine * cc
    explained = ss * cz
    explained -= cs * sz
    explained *= cosine
    by_sine = cc * sz
    by_sine -= cs * cz
    by_sine *= sine
    explained += by_sine
    explained /= determinant
    errors -= explained
    # Variance of a week's error, over that given b; a week that says nothing has no density.
    spread *= run.precision
    spread /= determinant
    relative = np.add(1, spread, out=spread)
    seen = run.precision > 0
    log_variances = np.log(relative / np.where(seen, run.precision, relative))
    log_variance = _weighted(log_variances, weights)
    errors *= errors
    errors *= run.precision
    errors /= relative
    squares = _weighted(errors, weights)
    counted = _weighted(seen.astype(float), weights)
    loglik = -0.5 * (log_variance + squares + counted * np.log(2 * np.pi))

    # The final state: b, and the level given b.
    last_cz, last_cc, last_cs, last_sz, last_ss = last
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
    seasonal = cycle[..., :1] * b_cosine
    seasonal += cycle[..., 1:] * b_sine
    explained = cosine * b_cosine
    explained += sine * b_sine
    errors -= explained
    rest = np.subtract(1, run.gain, out=explained)
    errors *= rest
    filtered = z - seasonal
    filtered -= errors
    variance = np.multiply(run.before, rest, out=rest)
    keep = np.divide(q, np.add(variance, q, out=variance), out=variance)
    keep[-1, -1] = 1.0  # no week comes after the last
    start = np.zeros((1, q.size), dtype=z.dtype)
    smoothed, _ = _walk(keep[::-1], _targets(filtered[::-1, None]), start, backwards=True)
    # The walk gives what stands before each step: the smoothed level of the week after.
    after = smoothed[::-1, 0]
    filtered -= after
    filtered *= keep
    seasonal += after
    seasonal += filtered
    return seasonal


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
    targets = _targets(z[:, None], cycle.transpose(0, 2, 1)[..., None])
    start = np.zeros((3, q.size), dtype=z.dtype)
    start[0] = prior.level
    expected, end = _walk(gain, targets, start)
    errors = targets[:, :-1]
    errors -= expected
    return _Run(errors, before, gain, precision, end)


def _level_variances(known: Floats, q: Floats, first: float) -> Floats:
    """Variance of the level before each week, given the cycle; shape as `known`.

    With ``P`` the variance before a week and ``W = 1 / R`` what the week says, the next is
    ``(P + q (W P + 1)) / (W P + 1)``: a fraction ``(a P + b) / (c P + d)``. All four only grow, so
    nothing cancels.
    """
    length, count, n_nodes = known.shape
    # From the start of each block to each of its weeks: (a, b) and (c, d).
    fractions = np.empty((2, length + 1, 2, count, n_nodes), dtype=known.dtype)
    above, below = fractions
    above[0], below[0] = [[[1.0]], [[0.0]]], [[[0.0]], [[1.0]]]
    # Arrays of one shape: NumPy spends more on a shape to be stretched than on so few numbers.
    step, steps = np.empty_like(fractions[:, 0])
    steps[:] = q
    twice = np.empty((length, 2, count, n_nodes), dtype=known.dtype)
    twice[:] = known[:, None]
    weeks = zip(twice, above, below, above[1:], below[1:], strict=False)
    for W, ab, cd, next_ab, next_cd in weeks:
        np.add(cd, np.multiply(W, ab, step), next_cd)
        np.add(ab, np.multiply(steps, next_cd, step), next_ab)
    start = np.empty((count, n_nodes), dtype=known.dtype)
    start[0] = first
    top, bottom = np.empty_like(fractions[:, 0, 0, 0])
    for a, b, c, d, P, next_P in zip(*above[-1], *below[-1], start, start[1:], strict=False):
        np.add(np.multiply(a, P, top), b, top)
        np.add(np.multiply(c, P, bottom), d, bottom)
        np.divide(top, bottom, next_P)
    before: Floats = above[:-1, 0] * start
    before += above[:-1, 1]
    divisor = below[:-1, 0] * start
    divisor += below[:-1, 1]
    before /= divisor
    return before


def _targets(*series: Floats) -> Floats:
    """Put together what `_walk` follows, from arrays of shape (length, n, count, n_nodes or 1).

    The last series, added here, is nought: walked from one, it tells what is left of a start.
    """
    length, _, count, n_nodes = series[0].shape
    n_series = sum(part.shape[1] for part in series)
    targets = np.empty((length, n_series + 1, count, n_nodes), dtype=series[0].dtype)
    first = 0
    for part in series:
        targets[:, first : first + part.shape[1]] = part
        first += part.shape[1]
    targets[:, -1] = 0.0
    return targets


def _walk(
    gain: Floats, targets: Floats, start: Floats, *, backwards: bool = False
) -> tuple[Floats, Floats]:
    """Walk ``x' = x + gain (target - x)``; return ``x`` before each step, and after the last.

    Parameters
    ----------
    gain : array, shape (length, count, n_nodes)
        From 0 to 1, in `Blocks`.
    targets : array, shape (length, n_series + 1, count, n_nodes)
        What is followed, as `_targets` gives it.
    start : array, shape (n_series, n_nodes)
        The first ``x``.
    backwards : bool
        Whether the last block is walked first. The weeks of a block are walked as they are given.
    """
    length, n_series, count, n_nodes = targets.shape
    # Blocks that start from nought, and (the last series) what is left of a start of one.
    walked = np.empty((length + 1, n_series, count, n_nodes), dtype=gain.dtype)
    walked[0, :-1], walked[0, -1] = 0.0, 1.0
    step = np.empty_like(walked[0])
    for share, target, x, next_x in zip(gain, targets, walked, walked[1:], strict=False):
        np.multiply(np.subtract(target, x, step), share, step)
        np.add(x, step, next_x)
    turn = slice(None, None, -1 if backwards else None)
    ends = walked[-1, :, turn].swapaxes(0, 1)
    starts = np.empty((count + 1, *start.shape), dtype=gain.dtype)
    starts[0] = start
    kept, moved = np.empty((2, count, *start.shape), dtype=gain.dtype)  # of one shape, as above
    kept[:], moved[:] = ends[:, -1:], ends[:, :-1]
    for share, end, x, next_x in zip(kept, moved, starts, starts[1:], strict=False):
        np.add(end, np.multiply(share, x, next_x), next_x)
    path: Floats = walked[:-1, -1:] * np.ascontiguousarray(starts[:-1][turn].swapaxes(0, 1))
    path += walked[:-1, :-1]
    return path, starts[-1]


def _summed(terms: Floats, first: Sequence[float]) -> tuple[Floats, Floats]:
    """Sum the terms of some series before each week, and all of them.

    Parameters
    ----------
    terms : array, shape (length, n_series, count, n_nodes)
        In `Blocks`; the sums before each week take their place.
    first : sequence of float
        Of each series, what is added to its sums.

    Returns
    -------
    array, shape (n_series, length, count, n_nodes)
        The sums before each week.
    array, shape (n_series, n_nodes)
        The sums of all weeks.
    """
    total = np.zeros_like(terms[0])
    for term in terms:
        np.add(total, term, total)
        np.subtract(total, term, term)
    added = np.array(first, dtype=terms.dtype)[:, None, None]
    blocks = np.cumsum(total, axis=1) + added
    terms[:, :, :1] += added
    terms[:, :, 1:] += blocks[:, :-1]
    return terms.swapaxes(0, 1), blocks[:, -1]


def _sum(one: Floats, other: Floats) -> Floats:
    """Sum products over the weeks; shape (n_nodes,)."""
    total: Floats = np.einsum("ijk,ijk->k", one, other)
    return total


def _weighted(values: Floats, weights: Floats) -> Floats:
    """Sum over the weeks, weighted; shape (n_nodes,)."""
    total: Floats = np.einsum("ijk,ij->k", values, weights[..., 0])
    return total
