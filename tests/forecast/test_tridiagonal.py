"""Tridiagonal systems, beside the banded solver of SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from crossings.forecast.methods.levels.tridiagonal import solve
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import solveh_banded


@given(st.integers(2, 40), st.integers(1, 3), st.floats(1e-6, 1e6), st.integers(0, 99))
def test_it_is_the_solution(n, n_systems, least, seed):
    rng = np.random.default_rng(seed)
    link = rng.normal(size=(n_systems, n)) * 10 ** rng.uniform(-3, 3)
    size = np.abs(link)
    diagonal = size + least
    diagonal[:, :-1] += size[:, 1:]
    right = rng.normal(size=(2, n_systems, n))
    found = solve(diagonal, link, right)
    for system in range(n_systems):
        banded = np.stack([link[system], diagonal[system]])
        for side in range(2):
            expected = solveh_banded(banded, right[side, system])
            assert found[side, system] == pytest.approx(expected, rel=1e-6, abs=1e-9)


def test_what_is_given_stays_as_it_is():
    given_ = np.full((1, 5), 3.0), np.full((1, 5), -1.0), np.ones((1, 1, 5))
    before = [one.copy() for one in given_]
    solve(*given_)
    assert all((one == other).all() for one, other in zip(given_, before, strict=True))


def test_one_unknown():
    assert solve(np.array([[4.0]]), np.array([[9.0]]), np.array([[[2.0]]])).tolist() == [[[0.5]]]
