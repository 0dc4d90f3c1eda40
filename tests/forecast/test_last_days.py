"""The last days of a year: as calm as such days were, from whatever day they are forecast."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from crossings.forecast import forecast_year, weekly_paths
from crossings.forecast.methods.catalogue import build
from crossings.forecast.simulation import paths
from crossings.forecast.simulation.weeks import weeks_after

N_PATHS = 2000
SOME_DAYS = 0.25
"""Share of the made-up days on which anybody arrives."""
WEEKLY = ["default", "count-level", "root-level", "active-days", "ridge", "sarimax"]


@pytest.fixture(scope="module")
def made():
    """Six years of calm days, and about fifty people on one day in four, without any season."""
    rng = np.random.default_rng(8)
    days = pd.date_range("2020-01-01", "2025-12-31", name="date")
    people = np.where(rng.random(len(days)) < SOME_DAYS, rng.poisson(50, len(days)), 0)
    return pd.DataFrame({"arrivals": people}, index=days)


@pytest.mark.parametrize("model", [name for name in WEEKLY if name != "sarimax"])  # it is slow
def test_nobody_on_the_last_day_is_as_likely_from_every_weekday(made, model):
    """Nobody comes on three days in four, and it is no matter where in a week 31 December lies."""
    chances = [
        np.mean(forecast_year(made, as_of=origin, model=model, n_paths=N_PATHS).paths[:, -1] == 0)
        for origin in pd.date_range("2025-12-15", "2025-12-21")
    ]
    assert max(chances) - min(chances) < 0.12
    assert np.mean(chances) == pytest.approx(1 - SOME_DAYS, abs=0.1)


@pytest.mark.parametrize("model", WEEKLY)
def test_nobody_more_on_one_day_is_as_likely_as_it_was(made, model):
    outlook = forecast_year(made, as_of="2025-12-30", model=model, n_paths=N_PATHS)
    nobody = np.mean(outlook.total.samples == outlook.year_to_date)
    assert nobody == pytest.approx(1 - SOME_DAYS, abs=0.1)


@pytest.mark.parametrize("model", ["default", "active-days"])
def test_the_days_on_both_sides_of_new_year_sum_to_the_whole_week(made, model):
    """The week from 29 December: three days of one year, four of the next, none lost or made."""
    daily = made.loc[:"2025-12-28"]
    fitted = build(model).fit(daily)
    rng = np.random.Generator(np.random.SFC64(5))
    simulated = fitted.simulate(pd.Timestamp("2026-01-04"), 300, rng)
    weeks = np.empty(300, dtype=np.int64)
    parts = getattr(simulated, "parts", [simulated])
    for turn, part in enumerate(parts):
        weeks[turn :: len(parts)] = part.people[0]
    outlook = forecast_year(daily, model=model, n_paths=300, seed=5)
    before = outlook.period("2025-12-29", "2025-12-31").samples
    after = outlook.period("2026-01-01", "2026-01-04").samples
    np.testing.assert_array_equal(before + after, weeks)
    np.testing.assert_array_equal(outlook.total.samples, before + outlook.year_to_date)
    assert np.count_nonzero(before == 0) > 30
    assert np.count_nonzero(after == 0) > 20


def test_a_horizon_takes_the_first_days_of_the_week_in_which_it_ends(made):
    """No day depends on how far the horizon reaches, and a total is the sum of its days."""
    daily = made.loc[:"2025-12-21"]
    people = np.full((2, 50), 70.0)
    days = []
    for n_days in range(1, 15):
        until = daily.index[-1] + timedelta(days=n_days)
        ahead = weeks_after(daily.index[-1], until)
        rng = np.random.default_rng(0)
        simulated = weekly_paths(people[: ahead.day_of_year.size], ahead, daily, rng)
        days.append(simulated.days())
        np.testing.assert_array_equal(simulated.totals(), days[-1].sum(axis=0))
    for shorter in days:
        np.testing.assert_array_equal(shorter, days[-1][: len(shorter)])
    assert days[-1].reshape(2, 7, 50).sum(axis=1).tolist() == people.tolist()


def test_the_real_last_day_does_not_depend_on_the_weekday_of_the_origin(figures):
    """As of 10, 13, 16 and 17 December 2025 it was .75, .53, .12 and .72."""
    chances = {
        day: forecast_year(figures, as_of=date(2025, 12, day), n_paths=4000).paths[:, -1] == 0
        for day in (10, 13, 16, 17)
    }
    found = {day: nobody.mean() for day, nobody in chances.items()}
    assert max(found.values()) - min(found.values()) < 0.1, found


@pytest.mark.parametrize(("origin", "spread"), [("2025-05-14", []), ("2025-05-15", [1])])
def test_a_total_spreads_one_week_at_most(made, monkeypatch, origin, spread):
    """The one in which the year ends; 33 whole weeks from 15 May end on 31 December."""
    found = []
    plain = paths.split_into_days

    def watched(people, *arguments, **options):
        found.append(len(people))
        return plain(people, *arguments, **options)

    monkeypatch.setattr(paths, "split_into_days", watched)
    outlook = forecast_year(made, as_of=origin, model="root-level", n_paths=5)
    assert outlook.total.samples.size == 5
    assert found == spread
