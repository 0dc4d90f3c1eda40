"""The filter and the smoother against the same model written out as one Gaussian vector."""

from __future__ import annotations

import numpy as np
import pytest
from crossings.forecast.methods.levels.kalman import Blocks, Prior, kalman, smooth
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import multivariate_normal

N_NODES, N_WEEKS = 4, 60  # blocks of eight weeks; the last has four that say nothing
PRIOR = Prior(level=0.5, level_variance=4.0, cycle_variance=0.49)


def make(n_weeks=N_WEEKS, seed=7):
    rng = np.random.default_rng(seed)
    phase = np.arange(n_weeks) / 8.3
    return {
        "z": rng.standard_normal((n_weeks, N_NODES)),
        "R": np.exp(rng.standard_normal((n_weeks, N_NODES))),
        "cycle": np.column_stack([np.cos(phase), np.sin(phase)]),
        "q": np.exp(rng.standard_normal(N_NODES)) / 50,
    }


@pytest.fixture
def problem():
    return make()


def cut(problem):
    blocks = Blocks(len(problem["z"]))
    known = blocks.cut(1 / problem["R"])
    arrays = (blocks.cut(problem["z"]), known, blocks.cut(problem["cycle"]), problem["q"])
    return blocks, (*arrays, PRIOR)


def filtered_with(problem, weights):
    blocks, arguments = cut(problem)
    return kalman(*arguments, blocks.cut(np.asarray(weights, dtype=float)[:, None]))


def smoothed(problem):
    blocks, arguments = cut(problem)
    return blocks.join(smooth(*arguments))


def whole_vector(problem, node):
    """Prior mean and covariance of all levels and the two coefficients, and their loadings."""
    n = len(problem["z"])
    steps = problem["q"][node] * np.minimum.outer(np.arange(n), np.arange(n))
    prior = np.zeros((n + 2, n + 2))
    prior[:n, :n] = PRIOR.level_variance + steps
    prior[n:, n:] = np.eye(2) * PRIOR.cycle_variance
    mean = np.concatenate([np.full(n, PRIOR.level), np.zeros(2)])
    loadings = np.hstack([np.eye(n), problem["cycle"]])
    return mean, prior, loadings


def posterior(problem, node):
    mean, prior, loadings = whole_vector(problem, node)
    noise = np.diag(problem["R"][:, node])
    gain = prior @ loadings.T @ np.linalg.inv(loadings @ prior @ loadings.T + noise)
    state = mean + gain @ (problem["z"][:, node] - loadings @ mean)
    return state, prior - gain @ loadings @ prior, loadings


@pytest.mark.parametrize("node", range(N_NODES))
def test_filter_ends_at_the_posterior(problem, node):
    filtered = filtered_with(problem, np.ones(N_WEEKS))
    state, covariance, _ = posterior(problem, node)
    np.testing.assert_allclose(filtered.state[:, node], state[-3:], atol=1e-10)
    np.testing.assert_allclose(filtered.covariance[..., node], covariance[-3:, -3:], atol=1e-10)


@pytest.mark.parametrize("node", range(N_NODES))
def test_loglik_is_the_density_of_the_observations(problem, node):
    filtered = filtered_with(problem, np.ones(N_WEEKS))
    mean, prior, loadings = whole_vector(problem, node)
    density = multivariate_normal(
        loadings @ mean, loadings @ prior @ loadings.T + np.diag(problem["R"][:, node])
    )
    assert filtered.loglik[node] == pytest.approx(density.logpdf(problem["z"][:, node]), abs=1e-8)


@pytest.mark.parametrize("node", range(N_NODES))
def test_smoother_is_the_posterior_mean(problem, node):
    state, _, loadings = posterior(problem, node)
    np.testing.assert_allclose(smoothed(problem)[:, node], loadings @ state, atol=1e-10)


def test_weights_discount_the_likelihood_and_not_the_state(problem):
    whole = filtered_with(problem, np.ones(N_WEEKS))
    late = filtered_with(problem, np.r_[np.zeros(N_WEEKS - 5), np.ones(5)])
    shorter = {name: value if name == "q" else value[:-5] for name, value in problem.items()}
    early = filtered_with(shorter, np.ones(N_WEEKS - 5))
    np.testing.assert_array_equal(late.state, whole.state)
    np.testing.assert_allclose(late.loglik, whole.loglik - early.loglik)


def test_scale_and_log_variance_make_up_the_likelihood(problem):
    weights = 0.5 ** (np.arange(N_WEEKS)[::-1] / 10)
    filtered = filtered_with(problem, weights)
    total = weights.sum()
    rebuilt = -0.5 * (filtered.log_variance + total * filtered.scale + total * np.log(2 * np.pi))
    np.testing.assert_allclose(filtered.loglik, rebuilt)


def test_inputs_are_left_as_they_were(problem):
    blocks, arguments = cut(problem)
    before = [np.copy(one) for one in arguments[:4]]
    kalman(*arguments, blocks.cut(np.ones((N_WEEKS, 1))))
    smooth(*arguments)
    for one, other in zip(arguments, before, strict=False):
        np.testing.assert_array_equal(one, other)


def test_a_week_that_says_nothing_is_as_if_its_variance_were_beyond_measure(problem):
    silent = np.arange(N_WEEKS) % 3 == 1
    problem["R"][silent] = 1e12
    expected_states = filtered_with(problem, np.ones(N_WEEKS)).state
    problem["R"][silent] = np.inf
    nothing = filtered_with(problem, np.ones(N_WEEKS))
    np.testing.assert_allclose(nothing.state, expected_states, atol=1e-8)
    # Nor has it a density, whatever stands there.
    problem["z"][silent] = 99.0
    other = filtered_with(problem, np.ones(N_WEEKS))
    np.testing.assert_allclose(other.loglik, nothing.loglik)
    for node in range(N_NODES):
        mean, prior, loadings = whole_vector(problem, node)
        seen = loadings[~silent]
        spread = seen @ prior @ seen.T + np.diag(problem["R"][~silent, node])
        density = multivariate_normal(seen @ mean, spread).logpdf(problem["z"][~silent, node])
        assert nothing.loglik[node] == pytest.approx(density, abs=1e-8)


@given(st.integers(1, 50), st.integers(0, 99))
def test_series_of_every_length_are_cut_into_blocks_and_filtered_alike(n_weeks, seed):
    problem = make(n_weeks, seed)
    filtered, means = filtered_with(problem, np.ones(n_weeks)), smoothed(problem)
    assert means.shape == (n_weeks, N_NODES)
    state, covariance, loadings = posterior(problem, 0)
    np.testing.assert_allclose(filtered.state[:, 0], state[-3:], atol=1e-9)
    np.testing.assert_allclose(filtered.covariance[..., 0], covariance[-3:, -3:], atol=1e-9)
    np.testing.assert_allclose(means[:, 0], loadings @ state, atol=1e-9)
