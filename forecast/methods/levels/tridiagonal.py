"""Tridiagonal systems, many at once.

By cyclic reduction in NumPy: SciPy's banded solver is twice as fast, and takes longer to import
than a whole forecast takes to make.
"""

from __future__ import annotations

import numpy as np

from ...arrays import Floats

__all__ = ["solve"]


def solve(diagonal: Floats, link: Floats, right: Floats) -> Floats:
    """Solve symmetric systems whose diagonal outweighs the rest of each row.

    Parameters
    ----------
    diagonal : array, shape (n_systems, n)
        What stands on the diagonal.
    link : array, shape (n_systems, n)
        What links each unknown to the one before it; the first is not used.
    right : array, shape (n_sides, n_systems, n)
        Right-hand sides.

    Returns
    -------
    array, shape (n_sides, n_systems, n)

    Notes
    -----
    Every other unknown is eliminated, which leaves a tridiagonal system of half the size [1]_.

    References
    ----------
    .. [1] Golub and Van Loan, "Matrix Computations", 4th edition, section 4.5.4.
    """
    n = diagonal.shape[-1]
    if n == 1:
        return right / diagonal
    odd, even = slice(1, None, 2), slice(0, None, 2)
    pivot, known = diagonal[:, odd], right[..., odd]
    before, after = link[:, 1::2], link[:, 2::2]  # of each odd unknown, to its even neighbours
    n_odd, n_after = before.shape[1], after.shape[1]
    from_before, from_after = before / pivot, after / pivot[:, :n_after]

    less, rest = diagonal[:, even].copy(), right[..., even].copy()
    less[:, :n_odd] -= from_before * before
    less[:, 1 : 1 + n_after] -= from_after * after
    rest[..., :n_odd] -= from_before * known
    rest[..., 1 : 1 + n_after] -= from_after * known[..., :n_after]
    across = np.zeros_like(less)
    across[:, 1 : 1 + n_after] = -from_before[:, :n_after] * after

    found = np.empty_like(right)
    found[..., even] = solve(less, across, rest)
    kept = found[..., even]
    left = known - before * kept[..., :n_odd]
    left[..., :n_after] -= after * kept[..., 1 : 1 + n_after]
    found[..., odd] = left / pivot
    return found
