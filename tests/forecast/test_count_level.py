"""The count-level model: its noise, its prior, its mode, and the nodes that it leaves out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from crossings.forecast.methods.levels import count_level
from crossings.forecast.methods.levels.count_level import (
    ALL,
    NOISE,
    SETTLED,
    VOLATILITY,
    CountLevel,
    FittedCountLevel,
    _Series,
)
from crossings.forecast.methods.levels.kalman import Filtered, smooth
from crossings.forecast.simulation.weeks import weeks_before
from scipy.special import log_ndtr

MEAN = 500
ORIGINS = ("2018-06-30", "2019-12-31", "2022-08-04", "2025-05-14")


def certain(last: str, mean: float = MEAN, noise: float = 0.6) -> FittedCountLevel:
    """A fit in which the mean of the next week, and the node, are known."""
    nodes = Filtered(
        loglik=np.zeros(1),
        state=np.array([[np.log(mean)], [0.0], [0.0]]),
        covariance=np.eye(3)[..., None] * 1e-12,
        scale=np.ones(1),
        log_variance=np.zeros(1),
    )
    daily = pd.DataFrame({"arrivals": 0}, index=pd.date_range(end=last, periods=400, name="date"))
    return FittedCountLevel(daily, nodes, np.full(1, 1e-9), np.full(1, noise), np.ones(1))


def week_after(last: str, n_paths: int = 100_000, **options: float) -> np.ndarray:
    until = pd.Timestamp(last) + pd.Timedelta(days=7)
    paths = certain(last, **options).simulate(until, n_paths, np.random.default_rng(1))
    return paths.people[0].astype(float)


@pytest.mark.parametrize(
    ("last", "noise"),
    [
        ("2025-01-21", 0.2 * np.exp(0.4)),  # the middle of the week is 25 January
        ("2025-04-22", 0.2),
        ("2025-07-22", 0.2 * np.exp(-0.4)),
    ],
)
def test_the_root_of_a_week_is_normal_with_noise_in_proportion_to_its_mean(last, noise):
    root = np.sqrt(week_after(last, noise=0.2))
    mean = np.sqrt(MEAN)
    assert root.mean() == pytest.approx(mean, rel=0.005)
    assert root.std() == pytest.approx(np.sqrt((noise * mean) ** 2 + 0.25), rel=0.015)
    below = (root < mean + np.sqrt((noise * mean) ** 2 + 0.25)).mean()
    assert below == pytest.approx(0.8413, abs=0.01)


def test_a_week_of_less_than_half_a_person_is_one_without_arrivals():
    week = week_after("2025-04-22", mean=4, noise=0.6)
    sd = np.sqrt((0.6 * 2) ** 2 + 0.25)
    # The middle of the week is in spring: the factor of the season is one.
    assert (week == 0).mean() == pytest.approx(np.exp(log_ndtr((np.sqrt(0.5) - 2) / sd)), abs=0.005)


@pytest.mark.parametrize("origin", ORIGINS)
def test_the_mode_is_a_mode_at_every_node(figures, origin):
    """Newton's method stands still there: the smoother of the response gives back the mode."""
    series = _Series(weeks_before(figures.loc[:origin], at_least=8))
    eta = series.mode(ALL, series.start)
    response, variance = series._working(eta, 4 * (series.winter * NOISE) ** 2)
    q = VOLATILITY**2 / 52
    again = smooth(response, series.real / variance, series.cycle, q, series.prior)
    assert (np.abs(again - eta) * series.weights).max() < SETTLED


@pytest.mark.parametrize("origin", ORIGINS)
def test_the_nodes_left_out_weigh_next_to_nothing(figures, origin):
    daily = figures.loc[:origin]
    series = _Series(weeks_before(daily, at_least=8))
    whole, weight = series.weigh(ALL, series.mode(ALL, series.start))
    kept = CountLevel().fit(daily)
    grid = list(zip(VOLATILITY, NOISE, strict=True))
    nodes = [grid.index(node) for node in zip(kept.volatility, kept.noise, strict=True)]
    assert weight[nodes].sum() > 0.998
    assert len(nodes) < 40 or origin == ORIGINS[0]  # half a year says little of either
    np.testing.assert_allclose(kept.probability, weight[nodes], atol=0.002)
    weighty = kept.probability > 0.01
    state = whole.state[:, nodes]
    np.testing.assert_allclose(kept.nodes.state[:, weighty], state[:, weighty], atol=0.002)


def test_the_weight_of_a_week_without_arrivals_is_its_probability(figures):
    variance = np.array([0.3, 2.0, 9.0])
    eta = np.array([-2.0, 1.0, 6.0])
    mean = np.exp(eta / 2)
    expected = log_ndtr((0.5 - mean) / (np.sqrt(variance) * mean / 2))
    np.testing.assert_allclose(count_level._log_none(eta, variance), expected, rtol=1e-10)


def test_the_prior_of_the_level_is_centred_on_the_first_quarter_of_a_year():
    """On the log of the mean of the oldest 13 weeks and one: not on what came later."""
    days = pd.date_range("2021-01-01", periods=52 * 7, name="date")
    people = np.where(np.arange(len(days)) < 13 * 7, 2, 900)
    daily = pd.DataFrame({"arrivals": people}, index=days)
    prior = _Series(weeks_before(daily, at_least=8)).prior
    assert prior == pytest.approx((np.log(2 * 7 + 1), 2**2, 0.7**2))
