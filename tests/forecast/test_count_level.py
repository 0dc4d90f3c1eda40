"""The count-level model: its noise, its prior, and what it computes by itself beside SciPy."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from crossings.forecast.methods.levels import count_level
from crossings.forecast.methods.levels.count_level import CountLevel, FittedCountLevel, log_gamma
from crossings.forecast.methods.levels.kalman import Filtered
from scipy.special import gammaln

MIDDLE = int(count_level.MIDDLE[0])
N_NODES = count_level.VOLATILITY.size
MEAN = 500


def certain(last: str) -> FittedCountLevel:
    """A fit in which the mean of the next week, and the node, are known."""
    nodes = Filtered(
        loglik=np.zeros(N_NODES),
        state=np.tile([np.log(MEAN), 0.0, 0.0], (N_NODES, 1)),
        covariance=np.tile(np.eye(3) * 1e-12, (N_NODES, 1, 1)),
        scale=np.ones(N_NODES),
        log_variance=np.zeros(N_NODES),
    )
    daily = pd.DataFrame({"arrivals": 0}, index=pd.date_range(end=last, periods=400, name="date"))
    return FittedCountLevel(daily, nodes, (np.arange(N_NODES) == MIDDLE).astype(float))


@pytest.mark.parametrize(
    ("last", "size"),
    [
        ("2025-01-21", 1.2 * np.exp(-0.4)),  # the middle of the week is 25 January
        ("2025-04-22", 1.2),
        ("2025-07-22", 1.2 * np.exp(0.4)),
    ],
)
def test_simulated_winter_weeks_have_the_noisier_counts(last, size):
    """Variance of a negative binomial: m + m^2 / size, with the size of its time of year."""
    until = pd.Timestamp(last) + pd.Timedelta(days=7)
    week = certain(last).simulate(until, 100_000, np.random.default_rng(1)).people[0].astype(float)
    assert week.mean() == pytest.approx(MEAN, rel=0.02)
    assert week.mean() ** 2 / (week.var() - week.mean()) == pytest.approx(size, rel=0.06)


def test_a_cut_week_has_its_share_of_the_people():
    until = pd.Timestamp("2025-07-25")
    week = certain("2025-07-22").simulate(until, 20_000, np.random.default_rng(1)).people[0]
    assert week.mean() == pytest.approx(MEAN * 3 / 7, rel=0.03)


def test_the_prior_of_the_level_is_centred_on_the_first_quarter_of_a_year(monkeypatch):
    """On the log of the mean of the oldest 13 weeks and one: not on what came later."""
    priors = []
    filter_ = count_level.kalman
    monkeypatch.setattr(
        count_level, "kalman", lambda *args: (priors.append(args[4:6]), filter_(*args))[1]
    )
    days = pd.date_range("2021-01-01", periods=52 * 7, name="date")
    people = np.where(np.arange(len(days)) < 13 * 7, 2, 900)
    CountLevel().fit(pd.DataFrame({"arrivals": people}, index=days))
    ((mean, variances),) = priors
    assert mean == pytest.approx([np.log(2 * 7 + 1), 0, 0])
    assert variances == pytest.approx([2**2, 0.7**2, 0.7**2])


def test_log_of_the_gamma_function():
    x = np.geomspace(1e-6, 1e8, 5000)
    np.testing.assert_allclose(log_gamma(x), gammaln(x), rtol=1e-10, atol=1e-9)
