"""One local level with an annual cycle, filtered and smoothed for a whole grid at once.

The state is ``(level, cosine, sine)``: the level is a random walk, the two coefficients of the
annual cycle are constant. A *node* is one setting of a model's parameters; arrays carry the nodes
on their first axis and the weeks on their second, and one pass over the weeks serves every node.

References
----------
.. [1] Durbin, J. and Koopman, S. J. (2012). Time Series Analysis by State Space Methods,
   2nd ed., Oxford University Press; chapters 4 (filter, smoother) and 10 (non-Gaussian weights).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...arrays import Floats
from .tridiagonal import solve

__all__ = ["Filtered", "kalman", "smooth"]


class Filtered(NamedTuple):
    """What the filter knows after the last observation, for every node.

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
    """Filter ``z_t = H_t' x_t + N(0, R_t)``, where the first state takes steps ``N(0, q)``.

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
    # Covariance and mean side by side, nodes last: one product with the loadings serves both.
    both = np.zeros((3, 4, n_nodes))
    both[[0, 1, 2], [0, 1, 2]] = np.asarray(P0)[:, None]
    both[:, 3] = np.asarray(m0)[:, None]
    level_variance = both[0, 0]
    errors = np.ascontiguousarray(z.T)
    variances = np.ascontiguousarray(R.T)
    update = np.empty_like(both)
    flat = both.reshape(3, -1)
    for t in range(n_weeks):
        h = H[t]
        if t:
            level_variance += q
        seen = (h @ flat).reshape(4, n_nodes)
        variance = variances[t]
        variance += h @ seen[:3]
        seen[3] -= errors[t]
        np.multiply((seen[:3] / variance)[:, None], seen, out=update)
        both -= update
        errors[t] = seen[3]
    squares = errors**2 / variances
    log_variance = weights @ np.log(variances)
    loglik = -0.5 * (log_variance + weights @ squares + weights.sum() * np.log(2 * np.pi))
    scale = weights @ squares / weights.sum()
    return Filtered(loglik, both[:, 3].T, both[:, :3].transpose(2, 0, 1), scale, log_variance)


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
    diagonal = precision.copy()
    diagonal[:, 1:] += step
    diagonal[:, :-1] += step
    diagonal[:, 0] += 1 / P0[0]
    target = np.empty((3, n_nodes, n_weeks))
    np.multiply(precision, z, out=target[0])
    target[0, :, 0] += m0[0] / P0[0]
    np.multiply(precision, cycle[:, 0], out=target[1])
    np.multiply(precision, cycle[:, 1], out=target[2])
    level = solve(diagonal, np.broadcast_to(-step, diagonal.shape), target)
    # The cycle's normal equations, with the level that each solve explains taken out.
    unexplained = np.stack([z - level[0], cycle[:, 0] - level[1], cycle[:, 1] - level[2]])
    equations = np.einsum("ikt,jkt->kij", target[1:], unexplained)
    left = equations[..., 1:] + np.diag(1 / P0[1:])
    right = equations[..., :1] + (m0[1:] / P0[1:])[:, None]
    solved: Floats = np.linalg.solve(left, right)
    fitted: Floats = level[0] + np.einsum(
        "kit,ki->kt", cycle.T - level[1:].transpose(1, 0, 2), solved[..., 0]
    )
    return fitted
