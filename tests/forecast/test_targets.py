"""Forecasts of the coming weeks from past origins."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from crossings.data.errors import OptionError, OutOfRangeError
from crossings.forecast import backtest, forecast_year, skill
from crossings.forecast.backtesting import COLUMNS
from crossings.forecast.horizons import TARGETS, YEAR
from crossings.forecast.simulation.paths import DailyPaths

PERIODS = {
    "next-week": ("2025-05-15", "2025-05-21"),
    "next-4-weeks": ("2025-05-15", "2025-06-11"),
    "next-13-weeks": ("2025-05-15", "2025-08-13"),
    "next-month": ("2025-06-01", "2025-06-30"),
}
AHEAD = pytest.mark.parametrize("target", [target for target in TARGETS if target != YEAR])


class DayNumbers:
    """A model in which as many people arrive as days have passed since the origin."""

    def fit(self, daily):
        self.last = daily.index[-1]
        return self

    def simulate(self, until, n_paths, rng):
        self.until = until
        days = np.arange(1, (until - self.last).days + 1, dtype=np.int32)
        return DailyPaths(np.repeat(days[:, None], n_paths, axis=1))


def score(figures, target, origin="2025-05-14", **options):
    return backtest(figures, origins=[origin], target=target, **{"n_paths": 50, **options})


@AHEAD
def test_a_row_has_the_period_and_what_arrived_in_it(figures, target):
    scores = score(figures, target)
    row = scores.iloc[0]
    start, end = PERIODS[target]
    assert list(scores.columns) == list(COLUMNS)
    assert (row["target"], row["year"]) == (target, 2025)
    assert [row["start"], row["end"]] == [pd.Timestamp(start), pd.Timestamp(end)]
    assert row["actual"] == figures.loc[start:end, "arrivals"].sum()
    assert pd.isna(row["record"])
    assert pd.isna(row["record_probability"])


@AHEAD
def test_the_days_of_the_period_are_counted_and_no_others(figures, target):
    start, end = (pd.Timestamp(day) for day in PERIODS[target])
    first, last = ((day - pd.Timestamp("2025-05-14")).days for day in (start, end))
    row = score(figures, target, models=[DayNumbers()]).iloc[0]
    assert row["median"] == sum(range(first, last + 1))


@pytest.mark.parametrize("origin", ["2025-05-14", "2025-11-19"])
@AHEAD
def test_the_simulation_goes_no_further_than_it_must(figures, target, origin):
    model = DayNumbers()
    row = score(figures, target, origin, models=[model]).iloc[0]
    assert row["end"] <= model.until < row["end"] + pd.Timedelta(days=7)


@pytest.mark.parametrize("origin", ["2025-05-14", "2024-11-20", "2024-12-11"])
@pytest.mark.parametrize("model", ["default", "active-days", "climatology", "analogue", "pace"])
@AHEAD
def test_a_forecast_of_the_year_has_the_same_days(figures, target, model, origin):
    """With the seed of the row: its quantiles are those of the period in the longer forecast."""
    row = score(figures, target, origin, models=[model], seed=3).iloc[0]
    mixed = np.random.SeedSequence([3, pd.Timestamp(origin).toordinal()]).generate_state(1)
    outlook = forecast_year(figures, as_of=origin, model=model, n_paths=50, seed=int(mixed[0]))
    people = outlook.period(row["start"], row["end"])
    assert [row["q0.1"], row["q0.5"], row["q0.9"]] == people.quantile([0.1, 0.5, 0.9]).tolist()


def test_a_period_across_new_year(figures):
    scores = score(figures, "next-4-weeks", "2024-12-20", models=["default", "climatology"])
    assert scores["year"].tolist() == [2024, 2024]
    assert scores["end"].tolist() == [pd.Timestamp("2025-01-17")] * 2
    month = score(figures, "next-month", "2024-12-31").iloc[0]
    assert (month["start"], month["year"]) == (pd.Timestamp("2025-01-01"), 2025)


def test_figures_after_an_origin_count_for_the_score_alone(figures):
    changed = figures[["arrivals"]].copy()
    changed.loc["2025-05-15":] *= 3
    one, other = (score(table, "next-week").iloc[0] for table in (figures, changed))
    assert one["q0.025":"q0.975"].equals(other["q0.025":"q0.975"])
    assert other["actual"] == 3 * one["actual"]


def test_an_origin_whose_period_is_not_over(figures):
    end = figures.index[-1]
    week = pd.Timedelta(days=7)
    assert len(score(figures, "next-week", end - week)) == 1
    with pytest.raises(OutOfRangeError, match="origins whose period ends by"):
        score(figures, "next-week", end - week + pd.Timedelta(days=1))
    with pytest.raises(OutOfRangeError, match="origins whose period ends by"):
        score(figures, "next-month", end)


def test_what_is_kept_is_the_forecast_of_the_year(figures):
    kept = []
    made = datetime(2025, 6, 1, tzinfo=UTC)
    with_archive = score(figures, "next-week", archive=kept.append, made=made)
    without = score(figures, "next-week")
    assert kept[0].year == 2025
    assert kept[0].quantiles["0.5"] > 20_000
    columns = [name for name in COLUMNS if name != "seconds"]
    pd.testing.assert_frame_equal(with_archive[columns], without[columns])


def test_skill_of_several_targets(figures):
    models, origins = ["default", "climatology"], ["2024-05-14", "2025-05-14"]
    parts = [
        backtest(figures, models=models, origins=origins, target=target, n_paths=50)
        for target in ("year", "next-week")
    ]
    summary = skill(pd.concat(parts)).set_index(["target", "model"])
    assert summary.index.tolist() == [
        (target, m) for target in ("year", "next-week") for m in models
    ]
    assert summary.loc["next-week", ["brier", "log_score"]].isna().all(axis=None)
    assert summary.loc["year", ["brier", "log_score"]].notna().all(axis=None)
    alone = skill(parts[1]).set_index(["target", "model"])
    pd.testing.assert_frame_equal(summary.loc[["next-week"]], alone)


def test_weeks_in_which_nobody_arrived(figures):
    """Shares of nothing are left out, and an error of nothing is no one's yardstick."""
    quiet = figures[["arrivals"]].copy()
    quiet.loc["2024-12-01":"2025-01-31"] = 0
    quiet.loc["2023-12-01":"2024-01-31"] = 0
    row = skill(
        score(quiet, "next-week", "2025-01-07", models=["climatology", "persistence"])
    ).set_index("model")
    assert row["crps_share"].isna().all()
    assert np.isnan(row.loc["persistence", "vs_persistence"])
    assert np.isinf(row.loc["climatology", "vs_persistence"])


class TestClimatology:
    def test_a_week_is_a_week_that_was(self, figures):
        """Of one of the last three years, at most three weeks from the same dates."""
        known = figures.loc[:"2025-05-14"]
        outlook = forecast_year(known, model="climatology", n_paths=400)
        sums = known["arrivals"].rolling(7).sum()
        windows = {
            int(sums[pd.Timestamp(year, 5, 21) + pd.Timedelta(days=shift)])
            for year in (2022, 2023, 2024)
            for shift in range(-21, 22)
        }
        drawn = set(outlook.period("2025-05-15", "2025-05-21").samples.tolist())
        assert drawn <= windows
        assert len(drawn) > 0.8 * len(windows)

    def test_nothing_of_the_future_is_in_a_long_path(self, figures):
        """From the first days of a year, a year ahead and three weeks would reach past them."""
        known = figures.loc[:"2025-01-05", ["arrivals"]].copy()
        known.loc["2025-01-01":] = 77
        outlook = forecast_year(known, year=2025, model="climatology", n_paths=400)
        past = set(known.loc["2021-12-01":, "arrivals"])
        assert set(np.unique(outlook.paths)) <= past

    def test_a_longer_path_begins_with_the_same_days(self, figures):
        one, other = (
            forecast_year(figures, as_of="2025-05-14", year=year, model="climatology", n_paths=9)
            for year in (2025, 2026)
        )
        days = len(one.paths.T)
        np.testing.assert_array_equal(one.paths.T, other.days_ahead(days))

    def test_years_that_are_not_there_are_left_out(self, figures):
        short = figures.loc["2023-06-01":"2025-05-14"]
        outlook = forecast_year(short, model="climatology", n_paths=200)
        week = short["arrivals"].rolling(7).sum()
        drawn = outlook.period("2025-05-15", "2025-05-21").samples
        assert set(drawn.tolist()) <= set(week["2024-04-30":"2024-06-11"].dropna().astype(int))


def test_an_unknown_target_is_answered_with_the_known_ones(figures):
    with pytest.raises(OptionError, match="next-4-weeks, next-13-weeks, next-month"):
        score(figures, "tomorrow")
