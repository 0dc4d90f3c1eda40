"""The ridge regression: level, season and spells of errors."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from crossings.forecast import forecast_year
from crossings.forecast.methods.libraries.ridge import BLOCK, FittedRidge, Ridge

DAYS = pd.date_range("2020-01-01", "2023-06-30", name="date")


def test_the_next_weeks_are_at_the_level_of_the_last():
    daily = pd.DataFrame({"arrivals": 10}, index=DAYS)
    daily.iloc[-20 * 7 :] = 90
    outlook = forecast_year(daily, model="ridge", n_paths=200)
    assert outlook.period("2023-07-01", "2023-07-14").median == pytest.approx(90 * 14, rel=0.3)


def test_the_annual_cycle_is_learnt():
    season = np.rint(100 * (1 - 0.8 * np.cos(2 * np.pi * DAYS.day_of_year / 365.25)))
    daily = pd.DataFrame({"arrivals": season.astype(int)}, index=DAYS)
    outlook = forecast_year(daily, model="ridge", n_paths=200)
    august, december = (outlook.period(f"2023-{m}-01", f"2023-{m}-28").median for m in ("08", "12"))
    assert august > 3 * december


def test_errors_come_in_spells_of_past_weeks():
    """Within a block, the errors of consecutive weeks are those of consecutive past weeks."""
    errors = np.arange(60) / 100
    last = pd.Timestamp("2023-06-30")
    daily = pd.DataFrame({"arrivals": 1}, index=pd.date_range(end=last, periods=700, name="date"))
    fitted = FittedRidge(daily, 1000.0, 1.0, np.zeros(4), errors)
    until = last + pd.Timedelta(days=7 * BLOCK)
    root = np.sqrt(fitted.simulate(until, 50, np.random.default_rng(0)).people) / 1000
    keep = 0.5 ** (1 / 4)
    level, drawn = np.ones(50), []
    for week in root:
        drawn.append((week - level) * 100)
        level = keep * level + (1 - keep) * week
    np.testing.assert_allclose(np.diff(drawn, axis=0), 1, atol=0.01)


def test_only_the_figures_before_the_origin_are_learnt_from(made):
    one, other = Ridge().fit(made.iloc[:900]), Ridge().fit(made.iloc[:901])
    assert one.level != other.level
    assert one.errors.size == 900 // 7 - 26
