"""The active-days model: its two parts, and what it computes by itself beside SciPy."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from crossings.forecast import forecast_year
from crossings.forecast.methods.levels import active_days
from crossings.forecast.methods.levels.active_days import ActiveDays, log_gamma
from scipy.special import gammaln
from scipy.stats import betabinom, nbinom


def test_log_of_the_gamma_function():
    x = np.geomspace(1e-6, 1e8, 5000)
    np.testing.assert_allclose(log_gamma(x), gammaln(x), rtol=1e-10, atol=1e-9)


def test_days_with_arrivals_are_beta_binomial():
    """But for the number of ways, which is the same at every node."""
    p, over = 0.3, active_days.OVERDISPERSION
    both = (7 - over) / (over - 1)
    days = np.arange(8.0)[:, None]
    expected = betabinom.logpmf(days, 7, p * both, (1 - p) * both) - np.log(
        [[1], [7], [21], [35], [35], [21], [7], [1]]
    )
    found = active_days._log_beta_binomial(days, np.full((8, over.size), p))
    np.testing.assert_allclose(found, expected, atol=1e-12)
    assert betabinom.var(7, p * both, (1 - p) * both) == pytest.approx(7 * p * (1 - p) * over)


def test_people_are_negative_binomial():
    y, size, mean = np.array([1.0, 40.0, 900.0]), 5.0, 300.0
    expected = nbinom.logpmf(y, size, size / (size + mean))
    np.testing.assert_allclose(active_days._log_count(y, np.log(mean), size), expected)


def test_a_calm_spell_says_nothing_of_the_level(figures):
    """Four weeks without arrivals: fewer days are expected, of as many people each."""
    daily = figures.loc[:"2025-05-14", ["arrivals"]].copy()
    calm = daily.copy()
    calm.iloc[-28:] = 0
    before, after = ActiveDays().fit(daily.iloc[:-28]), ActiveDays().fit(calm)

    def level(fitted):
        return fitted.people.state[0] @ fitted.people_probability

    def days(fitted):
        return fitted.days.state[0] @ fitted.days_probability

    assert level(after) == pytest.approx(level(before), abs=0.05)
    assert days(after) < days(before) - 0.05


def test_simulated_days_and_people_are_those_of_the_model(figures):
    """Where the next week's days and people a day are what the newest weeks had."""
    daily = pd.DataFrame(
        {"arrivals": [0, 100, 0, 100, 0, 0, 100] * 200},
        index=pd.date_range("2021-01-01", periods=1400, name="date"),
    )
    outlook = forecast_year(daily, model="active-days", n_paths=4000)
    week = outlook.days_ahead(7)
    assert (week > 0).sum(axis=0).mean() == pytest.approx(3, abs=0.3)
    assert week.sum() / (week > 0).sum() == pytest.approx(100, rel=0.1)


def test_calm_days_are_as_many_as_in_the_last_years(figures):
    outlook = forecast_year(figures, as_of="2025-05-14", model="active-days", n_paths=2000)
    calm = (outlook.days_ahead(91) == 0).mean()
    real = np.mean(
        [
            (figures.loc[f"{year}-05-15" : f"{year}-08-13", "arrivals"] == 0).mean()
            for year in range(2021, 2025)
        ]
    )
    assert calm == pytest.approx(real, abs=0.08)
