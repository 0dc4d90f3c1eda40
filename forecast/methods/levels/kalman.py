"""One local level with an annual cycle, filtered and smoothed for a whole grid at once.

The state of a week is ``x_t = (level, cosine, sine)``: the level is a random walk, the two
coefficients of the annual cycle are constant [1]_::

    z_t = H_t' x_t + e_t,               e_t ~ N(0, R_t)
    level_t = level_(t-1) + s_t,        s_t ~ N(0, q)

A *node* is one setting of a model's parameters. Arrays carry the nodes on their first axis and the
weeks on their second, and one pass over the weeks serves every node: 400 steps of small NumPy
operations on 70 nodes, where 70 filters of 400 steps each would take 70 times as long.

References
----------
.. [1] Durbin, J. and Koopman, S. J. (2012). Time Series Analysis by State Space Methods,
   2nd ed., Oxford University Press; chapters 4 (filter, smoother) and 10 (non-Gaussian weights).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Filtered(NamedTuple):
    """The filter after the last observation, for every node.

    Attributes
    ----------
    loglik : array, shape (n_nodes,)
        Weighted sum of the one-step log densities.
    state : array, shape (n_nodes, 3)
        Mean of the final state.
    covariance : array, shape (n_nodes, 3, 3)
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


def kalman(
    z: Floats, R: Floats, H: Floats, q: Floats, m0: Floats, P0: Floats, weights: Floats
) -> Filtered:
    """Filter ``z_t = H_t' x_t + N(0, R_t)``, where the level takes steps ``N(0, q)``.

    Parameters
    ----------
    z, R : array, shape (n_nodes, n_weeks)
        Observations and their variances.
    H : array, shape (n_weeks, 3)
        Loadings; the first column is one.
    q : array, shape (n_nodes,)
        Variance of the level's weekly step.
    m0 : array, shape (3,)
        Prior mean of the state in the first week.
    P0 : array, shape (3,)
        Prior variances of that state; no covariances.
    weights : array, shape (n_weeks,)
        Weight of each week in the likelihood and the scale. The state uses every week in full.

    Returns
    -------
    Filtered
    """
    n_nodes, n_weeks = z.shape
    # Covariance P (3 x 3) and mean m (3 x 1) side by side, nodes last. The update of both is the
    # gain P h / variance times a row: h' P for the covariance, h' m - z_t (minus the one-step
    # error) for the mean. So one product with the loadings, and one subtraction, serve both.
    state = np.zeros((3, 4, n_nodes))
    state[[0, 1, 2], [0, 1, 2]] = np.asarray(P0)[:, None]
    state[:, 3] = np.asarray(m0)[:, None]
    level_variance = state[0, 0]  # a view: the level's step is added in place
    errors = np.ascontiguousarray(z.T)  # weeks first: each step reads and writes one row
    variances = np.ascontiguousarray(R.T)
    update = np.empty_like(state)
    flat = state.reshape(3, -1)  # a view, shape (3, 4 n_nodes), for one matrix product a week
    for t in range(n_weeks):
        h = H[t]
        if t:  # the prior is that of the first week itself
            level_variance += q
        projected = (h @ flat).reshape(4, n_nodes)  # rows 0-2: h' P; row 3: h' m
        variance = variances[t]
        variance += h @ projected[:3]  # R_t + h' P h, kept in place for the likelihood
        projected[3] -= errors[t]
        np.multiply((projected[:3] / variance)[:, None], projected, out=update)
        state -= update
        errors[t] = projected[3]
    squares = errors**2 / variances
    log_variance = weights @ np.log(variances)
    loglik = -0.5 * (log_variance + weights @ squares + weights.sum() * np.log(2 * np.pi))
    scale = weights @ squares / weights.sum()
    return Filtered(loglik, state[:, 3].T, state[:, :3].transpose(2, 0, 1), scale, log_variance)


def smooth(z: Floats, R: Floats, H: Floats, q: Floats, m0: Floats, P0: Floats) -> Floats:
    """Posterior mean of ``H_t' x_t`` given every week; parameters as in `kalman`.

    The level's posterior precision is tridiagonal, so one solve over all nodes, with the two
    coefficients of the cycle eliminated, replaces a backward pass and is exact.

    Returns
    -------
    array, shape (n_nodes, n_weeks)
    """
    n_nodes, n_weeks = z.shape
    cycle = H[:, 1:]
    precision = 1 / R
    step = 1 / q[:, None]
    # Precision of the levels given the cycle: the observations' own on the diagonal, and 1 / q for
    # each step, which links a week to the one before.
    diagonal = precision.copy()
    diagonal[:, 1:] += step
    diagonal[:, :-1] += step
    diagonal[:, 0] += 1 / P0[0]
    # Three right-hand sides: the observations (with the prior mean), and each term of the cycle,
    # as if it were observed. Their solutions are the levels that explain each of them.
    target = np.empty((3, n_nodes, n_weeks))
    np.multiply(precision, z, out=target[0])
    target[0, :, 0] += m0[0] / P0[0]
    np.multiply(precision, cycle[:, 0], out=target[1])
    np.multiply(precision, cycle[:, 1], out=target[2])
    level = solve_tridiagonal(diagonal, np.broadcast_to(-step, diagonal.shape), target)
    # The cycle's normal equations (2 x 2 a node), with the level that each solve explains taken
    # out: what is left of z on what is left of cosine and sine.
    unexplained = np.stack([z - level[0], cycle[:, 0] - level[1], cycle[:, 1] - level[2]])
    equations = np.einsum("ikt,jkt->kij", target[1:], unexplained)
    left = equations[..., 1:] + np.diag(1 / P0[1:])
    right = equations[..., :1] + (m0[1:] / P0[1:])[:, None]
    coefficients: Floats = np.linalg.solve(left, right)
    fitted: Floats = level[0] + np.einsum(
        "kit,ki->kt", cycle.T - level[1:].transpose(1, 0, 2), coefficients[..., 0]
    )
    return fitted


def solve_tridiagonal(diagonal: Floats, link: Floats, right: Floats) -> Floats:
    """Solve symmetric tridiagonal systems whose diagonal outweighs the rest of each row.

    By cyclic reduction [1]_: every other unknown is eliminated, which leaves a tridiagonal system
    of half the size, so that the work is a few operations on whole arrays and no loop over weeks.
    SciPy's banded solver is twice as fast, and takes longer to import than a whole forecast takes
    to make.

    Parameters
    ----------
    diagonal : array, shape (n_systems, n)
        The diagonals.
    link : array, shape (n_systems, n)
        The entry between each unknown and the one before it; the first is not used.
    right : array, shape (n_sides, n_systems, n)
        Right-hand sides.

    Returns
    -------
    array, shape (n_sides, n_systems, n)

    References
    ----------
    .. [1] Golub and Van Loan, "Matrix Computations", 4th edition, section 4.5.4.
    """
    n = diagonal.shape[-1]
    if n == 1:
        return right / diagonal
    odd, even = slice(1, None, 2), slice(0, None, 2)
    pivot, right_odd = diagonal[:, odd], right[..., odd]
    before, after = link[:, 1::2], link[:, 2::2]  # of each odd unknown, to its even neighbours
    n_odd, n_after = before.shape[1], after.shape[1]  # the last odd unknown may have none after it
    from_before, from_after = before / pivot, after / pivot[:, :n_after]

    # Each odd unknown, written in its even neighbours, is put into their equations.
    diagonal_even, right_even = diagonal[:, even].copy(), right[..., even].copy()
    diagonal_even[:, :n_odd] -= from_before * before
    diagonal_even[:, 1 : 1 + n_after] -= from_after * after
    right_even[..., :n_odd] -= from_before * right_odd
    right_even[..., 1 : 1 + n_after] -= from_after * right_odd[..., :n_after]
    link_even = np.zeros_like(diagonal_even)
    link_even[:, 1 : 1 + n_after] = -from_before[:, :n_after] * after

    solution = np.empty_like(right)
    solution[..., even] = solve_tridiagonal(diagonal_even, link_even, right_even)
    solved = solution[..., even]
    rest = right_odd - before * solved[..., :n_odd]
    rest[..., :n_after] -= after * solved[..., 1 : 1 + n_after]
    solution[..., odd] = rest / pivot
    return solution
