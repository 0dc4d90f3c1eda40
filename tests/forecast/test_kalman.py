"""The filter and the smoother against the same model written out as one Gaussian vector."""

from __future__ import annotations

import numpy as np
import pytest
from crossings.forecast.methods.levels.kalman import kalman, smooth, solve_tridiagonal
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import solveh_banded
from scipy.stats import multivariate_normal

N_NODES, N_WEEKS = 4, 60


@pytest.fixture
def problem():
    rng = np.random.default_rng(7)
    phase = np.arange(N_WEEKS) / 8.3
    return {
        "z": rng.standard_normal((N_NODES, N_WEEKS)),
        "R": np.exp(rng.standard_normal((N_NODES, N_WEEKS))),
        "H": np.column_stack([np.ones(N_WEEKS), np.cos(phase), np.sin(phase)]),
        "q": np.exp(rng.standard_normal(N_NODES)) / 50,
        "m0": np.array([0.5, 0.2, -0.1]),
        "P0": np.array([4.0, 0.49, 0.3]),
    }


def whole_vector(problem, node):
    """Prior mean and covariance of all levels and the two coefficients, and their loadings."""
    steps = problem["q"][node] * np.minimum.outer(np.arange(N_WEEKS), np.arange(N_WEEKS))
    prior = np.zeros((N_WEEKS + 2, N_WEEKS + 2))
    prior[:N_WEEKS, :N_WEEKS] = problem["P0"][0] + steps
    prior[N_WEEKS:, N_WEEKS:] = np.diag(problem["P0"][1:])
    mean = np.concatenate([np.full(N_WEEKS, problem["m0"][0]), problem["m0"][1:]])
    loadings = np.hstack([np.eye(N_WEEKS), problem["H"][:, 1:]])
    return mean, prior, loadings


def posterior(problem, node):
    mean, prior, loadings = whole_vector(problem, node)
    noise = np.diag(problem["R"][node])
    gain = prior @ loadings.T @ np.linalg.inv(loadings @ prior @ loadings.T + noise)
    state = mean + gain @ (problem["z"][node] - loadings @ mean)
    return state, prior - gain @ loadings @ prior, loadings


@pytest.mark.parametrize("node", range(N_NODES))
def test_filter_ends_at_the_posterior(problem, node):
    filtered = kalman(**problem, weights=np.ones(N_WEEKS))
    state, covariance, _ = posterior(problem, node)
    np.testing.assert_allclose(filtered.state[node], state[-3:], atol=1e-10)
    np.testing.assert_allclose(filtered.covariance[node], covariance[-3:, -3:], atol=1e-10)


@pytest.mark.parametrize("node", range(N_NODES))
def test_loglik_is_the_density_of_the_observations(problem, node):
    filtered = kalman(**problem, weights=np.ones(N_WEEKS))
    mean, prior, loadings = whole_vector(problem, node)
    density = multivariate_normal(
        loadings @ mean, loadings @ prior @ loadings.T + np.diag(problem["R"][node])
    )
    assert filtered.loglik[node] == pytest.approx(density.logpdf(problem["z"][node]), abs=1e-8)


@pytest.mark.parametrize("node", range(N_NODES))
def test_smoother_is_the_posterior_mean(problem, node):
    state, _, loadings = posterior(problem, node)
    np.testing.assert_allclose(smooth(**problem)[node], loadings @ state, atol=1e-10)


def test_weights_discount_the_likelihood_and_not_the_state(problem):
    whole = kalman(**problem, weights=np.ones(N_WEEKS))
    late = kalman(**problem, weights=np.r_[np.zeros(N_WEEKS - 5), np.ones(5)])
    early = kalman(
        **{name: value[:, :-5] if name in "zR" else value for name, value in problem.items()}
        | {"H": problem["H"][:-5]},
        weights=np.ones(N_WEEKS - 5),
    )
    np.testing.assert_array_equal(late.state, whole.state)
    np.testing.assert_allclose(late.loglik, whole.loglik - early.loglik)


def test_scale_and_log_variance_make_up_the_likelihood(problem):
    weights = 0.5 ** (np.arange(N_WEEKS)[::-1] / 10)
    filtered = kalman(**problem, weights=weights)
    total = weights.sum()
    rebuilt = -0.5 * (filtered.log_variance + total * filtered.scale + total * np.log(2 * np.pi))
    np.testing.assert_allclose(filtered.loglik, rebuilt)


def test_inputs_are_left_as_they_were(problem):
    before = {name: value.copy() for name, value in problem.items()}
    kalman(**problem, weights=np.ones(N_WEEKS))
    smooth(**problem)
    for name, value in problem.items():
        np.testing.assert_array_equal(value, before[name])


@given(st.integers(2, 40), st.integers(1, 3), st.floats(1e-6, 1e6), st.integers(0, 99))
def test_tridiagonal_solve_agrees_with_the_banded_solver_of_scipy(n, n_systems, least, seed):
    rng = np.random.default_rng(seed)
    link = rng.normal(size=(n_systems, n)) * 10 ** rng.uniform(-3, 3)
    size = np.abs(link)
    diagonal = size + least
    diagonal[:, :-1] += size[:, 1:]
    right = rng.normal(size=(2, n_systems, n))
    solution = solve_tridiagonal(diagonal, link, right)
    for system in range(n_systems):
        banded = np.stack([link[system], diagonal[system]])
        for side in range(2):
            expected = solveh_banded(banded, right[side, system])
            assert solution[side, system] == pytest.approx(expected, rel=1e-6, abs=1e-9)


def test_tridiagonal_solve_leaves_its_inputs_as_they_were():
    arrays = np.full((1, 5), 3.0), np.full((1, 5), -1.0), np.ones((1, 1, 5))
    before = [one.copy() for one in arrays]
    solve_tridiagonal(*arrays)
    assert all((one == other).all() for one, other in zip(arrays, before, strict=True))


def test_tridiagonal_solve_of_one_unknown():
    assert solve_tridiagonal(
        np.array([[4.0]]), np.array([[9.0]]), np.array([[[2.0]]])
    ).tolist() == [[[0.5]]]
