"""Forecasts from past origins: what they may know, and that it does not matter who makes them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

import joblib
import numpy as np
import pandas as pd
import pytest
from crossings.data import dataset
from crossings.data.errors import OptionError, OutOfRangeError
from crossings.forecast import archived, backtest, forecast_year, history
from crossings.forecast.backtesting import COLUMNS, origins_between
from crossings.forecast.scoring import skill
from crossings.forecast.simulation.paths import DailyPaths

ORIGINS = ["2022-03-03", "2022-09-01", "2021-12-31"]
FEW = {"origins": ORIGINS, "models": ["default", "persistence"], "n_paths": 60}


@dataclass(frozen=True)
class Constant:
    """A model in which as many people arrive every day."""

    people: int

    def fit(self, daily):
        return FittedConstant(self.people, daily.index[-1])


@dataclass(frozen=True)
class FittedConstant:
    people: int
    last: pd.Timestamp

    def simulate(self, until, n_paths, rng):
        days = (until - self.last).days
        return DailyPaths(np.full((days, n_paths), self.people, dtype=np.int32))


def plain(scores):
    return scores.drop(columns="seconds")


@pytest.fixture(scope="module")
def long() -> pd.DataFrame:
    days = pd.date_range("2019-01-01", "2023-01-20", name="date")
    return pd.DataFrame(
        {"arrivals": (days.day_of_year * 7 % 50) * (days.day_of_week > 3)}, index=days
    )


def test_one_row_for_each_model_and_origin_in_the_order_given(long):
    scores = backtest(long, **FEW)
    assert list(scores.columns) == list(COLUMNS)
    assert scores["model"].tolist() == ["default"] * 3 + ["persistence"] * 3
    assert scores["origin"].tolist() == [pd.Timestamp(day) for day in ORIGINS] * 2
    assert scores["start"].unique().tolist() == [pd.Timestamp("2022-01-01")]
    assert scores["end"].unique().tolist() == [pd.Timestamp("2022-12-31")]
    assert scores["year"].unique().tolist() == [2022]
    assert (scores["actual"] == long.loc["2022", "arrivals"].sum()).all()
    assert (scores["seconds"] > 0).all()


def test_a_row_is_the_score_of_the_same_forecast(long):
    row = backtest(long, origins=["2022-03-03"], n_paths=60).iloc[0]
    seeds = {n: forecast_year(long, as_of="2022-03-03", n_paths=60, seed=n) for n in range(3)}
    assert row["median"] > 0
    assert all(abs(row["median"] / one.total.median - 1) < 0.5 for one in seeds.values())


def test_figures_after_an_origin_count_for_the_score_alone(long):
    changed = long.copy()
    changed.loc["2022-03-04":"2022-12-31", "arrivals"] *= 3
    one, other = (backtest(table, origins=["2022-03-03"], n_paths=60) for table in (long, changed))
    same = ["median", "record_probability"]
    assert one[same].equals(other[same])
    assert other["actual"].iloc[0] > one["actual"].iloc[0]


def test_the_seed_decides_and_other_origins_do_not_matter(long):
    one = backtest(long, origins=["2022-03-03"], n_paths=60, seed=3)
    both = backtest(long, origins=["2022-09-01", "2022-03-03"], n_paths=60, seed=3)
    pd.testing.assert_frame_equal(plain(one), plain(both.iloc[1:]).reset_index(drop=True))
    other = backtest(long, origins=["2022-03-03"], n_paths=60, seed=4)
    assert other["crps"].iloc[0] != one["crps"].iloc[0]


def test_several_processes_give_the_same_numbers(long):
    pd.testing.assert_frame_equal(
        plain(backtest(long, **FEW)), plain(backtest(long, **FEW, n_jobs=2))
    )


def test_no_more_forecasts_at_once_than_processors(long, monkeypatch):
    """However many are asked for: each is a process of its own, and 1,024 fill any memory."""
    monkeypatch.setattr(joblib, "cpu_count", lambda: 3)
    asked = []

    class Watched(joblib.Parallel):
        def __init__(self, n_jobs, **options):
            asked.append(n_jobs)
            super().__init__(1, **options)

    monkeypatch.setattr(joblib, "Parallel", Watched)
    for n_jobs in (2, 3, 1024, -1):
        backtest(long, **FEW, n_jobs=n_jobs)
    assert asked == [2, 3, 3, -1]


def test_a_dask_cluster_gives_the_same_numbers(long):
    distributed = pytest.importorskip("distributed")
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    )
    with cluster, distributed.Client(cluster):
        spread = backtest(long, **FEW, backend="dask")
    pd.testing.assert_frame_equal(plain(backtest(long, **FEW)), plain(spread))


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"target": "month"}, OptionError, "one of year, next-week"),
        ({"backend": "spark"}, OptionError, "one of None, 'loky'"),
        ({"models": ["defualt"]}, OptionError, "Did you mean 'default'"),
        ({"models": []}, OptionError, "a list of names"),
        ({"models": "default"}, OptionError, "a list of names"),
        ({"origins": []}, OptionError, "at least one"),
        ({"origins": ["soon"]}, OptionError, "'soon' is not a date"),
        ({"origins": ["2023-01-05"]}, OutOfRangeError, "no total of 2023"),
        ({"archive": print}, OptionError, "made"),
        ({"n_jobs": "x"}, OptionError, "n_jobs"),
        ({"seed": -1}, OptionError, "seed"),
        ({"seed": 1.5}, OptionError, "seed"),
        ({"n_paths": 0}, OptionError, "n_paths"),
        ({"backend": "dask"}, OptionError, "no client of a Dask cluster"),
        ({"models": [Constant(1), Constant(2)]}, OptionError, "two models called Constant"),
        ({"origins": ["9999-12-31"]}, OutOfRangeError, "no total of 10000"),
    ],
    ids=str,
)
def test_mistakes(long, options, error, words):
    with pytest.raises(error, match=words):
        backtest(long, **{**FEW, **options})


def test_figures_without_a_whole_year(long):
    with pytest.raises(OutOfRangeError, match="no complete year"):
        backtest(long["2022-02-01":"2022-12-01"], origins=["2022-03-03"])


def test_an_origin_given_twice_counts_once(long):
    assert len(backtest(long, origins=["2022-03-03"] * 2, n_paths=20)) == 1


def test_a_model_of_ones_own_is_scored_under_the_name_of_its_class(long):
    scores = backtest(long, models=[Constant(9), "pace"], origins=["2021-12-31"], n_paths=9)
    assert scores["model"].tolist() == ["Constant", "pace"]
    assert scores["median"].iloc[0] == 9 * 365


def test_every_forecast_goes_to_the_archive_once_and_in_order(long):
    stored, done = [], []
    backtest(
        long,
        **FEW,
        archive=stored.append,
        made=datetime(2022, 12, 31, tzinfo=UTC),
        progress=lambda *counts: done.append(counts),
    )
    expected = [(model, date.fromisoformat(day)) for model in FEW["models"] for day in ORIGINS]
    assert [(one.model, one.as_of) for one in stored] == expected
    assert all(one.hindsight for one in stored)
    assert done == [(n, 6) for n in range(7)]


def test_the_figures_are_checked_once_however_many_forecasts_are_made(long, monkeypatch):
    checks = []
    check = dataset.check_daily
    monkeypatch.setattr(
        dataset, "check_daily", lambda table: (checks.append(len(table)), check(table))[1]
    )
    backtest(long, **FEW)
    assert checks == [len(long)]


def test_a_record_is_more_than_every_earlier_year(long):
    """A total that only equals the highest one so far does not break the record."""
    days = pd.date_range("2021-01-01", "2023-12-31", name="date")
    level = pd.DataFrame({"arrivals": 1}, index=days)
    options = {"models": ["persistence"], "origins": ["2022-12-31"], "n_paths": 9}
    assert backtest(level, **options)["record"].tolist() == [False]
    level.iloc[-1] = 2
    assert backtest(level, **options)["record"].tolist() == [True]
    first = {**options, "models": [Constant(1)], "origins": ["2021-06-01"]}
    assert backtest(level, **first)["record"].tolist() == [False]  # no earlier year, no record


def test_a_year_that_is_over_is_not_a_forecast(figures):
    over = forecast_year(figures, year=2025, n_paths=20)
    with pytest.raises(OptionError, match="the year 2025, which is over"):
        archived(over, made=datetime(2026, 1, 5, tzinfo=UTC))


def test_origins_between():
    assert origins_between(date(2022, 1, 6), date(2022, 1, 20), 7) == [
        date(2022, 1, 6),
        date(2022, 1, 13),
        date(2022, 1, 20),
    ]
    with pytest.raises(OptionError):
        origins_between(date(2022, 1, 6), date(2022, 1, 5), 7)
    with pytest.raises(OptionError):
        origins_between(date(2022, 1, 6), date(2022, 1, 7), 0)


def test_what_is_archived_is_scored_alike(long):
    stored = []
    now = datetime(2023, 6, 1, tzinfo=UTC)
    options = {**FEW, "n_paths": 4000}
    scores = backtest(long, **options, archive=stored.append, made=now).sort_values(
        ["origin", "model"]
    )
    archive = history(stored, long)
    assert archive["as_of"].tolist() == scores["origin"].tolist()
    assert archive["hindsight"].all()
    for name in ("median", "covered_50", "covered_80", "covered_95"):
        assert archive[name].tolist() == scores[name].tolist(), name
    # The archive keeps 101 quantiles, not every path.
    assert archive["crps"].to_numpy() == pytest.approx(scores["crps"].to_numpy(), rel=0.02)
    assert json.dumps(stored[0].quantiles)
    earlier = history(stored, long[:"2022-06-30"])
    assert earlier["actual"].isna().all()
    assert earlier["crps"].isna().all()


@pytest.mark.parametrize("target", ["next-week", "next-4-weeks", "next-month"])
def test_the_weeks_ahead_are_archived_and_scored_alike(long, target):
    stored = []
    options = {"origins": ["2022-03-03", "2022-09-01"], "models": ["default"], "n_paths": 4000}
    backtest(long, **options, archive=stored.append, made=datetime(2023, 6, 1, tzinfo=UTC))
    scores = backtest(long, **options, target=target)
    archive = history(stored, long, target=target)
    assert archive["target"].unique().tolist() == [target]
    for name in ("start", "end", "actual"):
        assert archive[name].tolist() == scores[name].tolist(), name
    assert archive["crps"].to_numpy() == pytest.approx(scores["crps"].to_numpy(), rel=0.1)
    assert archive["threshold"].isna().all()
    assert archive["brier"].isna().all()


def test_a_period_is_scored_once_its_last_day_is_known(long):
    stored = []
    made = datetime(2022, 3, 4, tzinfo=UTC)
    backtest(long, origins=["2022-03-03"], n_paths=20, archive=stored.append, made=made)
    for day, scored in (("2022-03-09", []), ("2022-03-10", ["next-week"])):
        rows = history(stored, long[:day], target=None)
        assert rows["target"].tolist() == ["year", "next-week", "next-4-weeks", "next-month"]
        assert rows["target"][rows["crps"].notna()].tolist() == scored
    with pytest.raises(OptionError, match="one of year, next-week, next-4-weeks, next-month"):
        history(stored, long, target="next-13-weeks")


def test_the_weeks_ahead_go_on_across_new_year(figures):
    made = datetime(2025, 12, 21, tzinfo=UTC)
    outlook = forecast_year(figures, as_of="2025-12-20", n_paths=50)
    week, weeks, month = archived(outlook, made=made).ahead
    assert (week.end, weeks.end) == (date(2025, 12, 27), date(2026, 1, 17))
    assert weeks.quantiles["0.5"] == outlook.next(weeks=4).median
    assert month.quantiles["0.5"] == outlook.next_month().median


def test_a_forecast_of_next_year_has_no_weeks_ahead(figures):
    """They are those of this year's forecast, which would be kept twice."""
    made = datetime(2026, 1, 5, tzinfo=UTC)
    now, later = (
        archived(
            forecast_year(figures, as_of="2025-05-14", year=year, model="pace", n_paths=9),
            made=made,
        )
        for year in (2025, 2026)
    )
    assert [one.target for one in now.ahead] == ["next-week", "next-4-weeks", "next-month"]
    assert later.ahead == ()


def test_the_default_is_better_than_the_baselines_on_the_channel(figures):
    """Few origins and paths, to guard against a fault; benchmarks/skill.py measures."""
    origins = [f"{year}-{month:02}-03" for year in range(2021, 2026) for month in (3, 6, 9)]
    scores = backtest(
        figures, models=["default", "persistence", "pace"], origins=origins, n_paths=400
    )
    table = skill(scores).set_index("model")
    assert table.loc["default", "vs_persistence"] < 1
    assert table.loc["default", "vs_pace"] < 0.8
    assert table.loc["default", "covered_95"] >= 0.9
