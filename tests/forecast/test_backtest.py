"""Forecasts of the past: what they may know, and that it does not matter who makes them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest
from crossings.data.errors import OptionError, OutOfRangeError
from crossings.forecast import archived, backtest, forecast_year, history
from crossings.forecast.backtesting import COLUMNS, origins_between
from crossings.forecast.methods.libraries.sarimax import Sarimax
from crossings.forecast.scoring import skill
from crossings.forecast.simulation.paths import DailyPaths

ORIGINS = ["2022-03-03", "2022-09-01", "2021-12-31"]
FEW = {"origins": ORIGINS, "models": ["default", "persistence"], "n_paths": 60}


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
    assert scores["origin"].tolist() == [date.fromisoformat(day) for day in ORIGINS] * 2
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


def test_a_dask_cluster_gives_the_same_numbers(long):
    distributed = pytest.importorskip("distributed")
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    )
    with cluster, distributed.Client(cluster):
        spread = backtest(long, **FEW, backend="dask")
    pd.testing.assert_frame_equal(plain(backtest(long, **FEW)), plain(spread))


class TestResume:
    def test_interrupted_it_goes_on(self, long):
        kept = {}
        made = []

        def stop_after_two(done, _):
            made.append(done)
            if done == 2:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            backtest(long, **FEW, progress=stop_after_two, resume=kept)
        made.clear()
        scores = backtest(long, **FEW, progress=lambda done, _: made.append(done), resume=kept)
        assert made == [2, 3, 4, 5, 6]
        json.dumps(kept)
        pd.testing.assert_frame_equal(plain(scores), plain(backtest(long, **FEW)))

    @pytest.mark.parametrize("change", ["seed", "n_paths", "figures"])
    def test_scores_of_something_else_are_not_taken(self, long, change):
        kept = {}
        backtest(long, **FEW, resume=kept)
        other = {**FEW, **({change: 61} if change != "figures" else {})}
        figures = long.assign(arrivals=long["arrivals"] + (change == "figures"))
        made = []
        scores = backtest(figures, **other, progress=lambda done, _: made.append(done), resume=kept)
        assert made == list(range(7))
        pd.testing.assert_frame_equal(plain(scores), plain(backtest(figures, **other)))

    def test_models_are_told_apart_by_what_they_are(self, long):
        @dataclass(frozen=True)
        class Own:
            people: int

            def fit(self, daily):
                return self

            def simulate(self, until, n_paths, rng):
                return DailyPaths(np.full((365, n_paths), self.people, dtype=np.int32))

        class Bare(Own):
            __repr__ = object.__repr__

        kept = {}
        for people in (1, 2):
            for kind in (Own, Bare):
                scores = backtest(
                    long, models=[kind(people)], origins=["2021-12-31"], n_paths=9, resume=kept
                )
                assert scores["median"].tolist() == [365 * people]
        assert len(kept) == 2
        made = []
        again = {"origins": ["2021-12-31"], "n_paths": 9, "resume": kept}
        backtest(long, models=[Own(2)], **again, progress=lambda done, _: made.append(done))
        assert made == [1]

    def test_other_models_beside_them_change_nothing(self, long):
        kept, made = {}, []
        backtest(long, **FEW, resume=kept)
        more = {**FEW, "models": ["pace", "persistence", "default"]}
        backtest(long, **more, resume=kept, progress=lambda done, _: made.append(done))
        assert made == [6, 7, 8, 9]


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"target": "month"}, OptionError, "target"),
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
        ({"models": [Sarimax(), Sarimax(root=False)]}, OptionError, "two models called Sarimax"),
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


def test_own_models(long):
    kept = {}
    options = {"origins": ["2022-03-03"], "n_paths": 60, "resume": kept}
    root, raw = (backtest(long, models=[Sarimax(root)], **options) for root in (True, False))
    assert root["model"].tolist() == raw["model"].tolist() == ["Sarimax"]
    assert root["crps"].iloc[0] != raw["crps"].iloc[0]


def test_what_is_to_be_kept_is_not_lost_to_an_interruption(long):
    finished, kept = {}, []
    now = datetime(2022, 12, 31, tzinfo=UTC)
    backtest(long, **FEW, resume=finished)  # without an archive: it does not count for one
    calls = iter(range(10))

    def fail_once(said):
        if next(calls) == 2:
            raise RuntimeError("full")
        kept.append(said)

    for _ in range(2):
        try:
            backtest(long, **FEW, resume=finished, archive=fail_once, made=now)
        except RuntimeError:
            continue
    assert len({(one.model, one.as_of) for one in kept}) == len(kept) == 6
    assert all(one.hindsight for one in kept)


def test_a_year_that_is_over_is_no_forecast(figures):
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


def test_what_is_kept_is_scored_alike(long):
    kept = []
    now = datetime(2023, 6, 1, tzinfo=UTC)
    options = {**FEW, "n_paths": 4000}
    scores = backtest(long, **options, archive=kept.append, made=now).sort_values(
        ["origin", "model"]
    )
    found = history(kept, long)
    assert found["as_of"].tolist() == scores["origin"].tolist()
    assert found["hindsight"].all()
    for name in ("median", "covered_50", "covered_80", "covered_95"):
        assert found[name].tolist() == scores[name].tolist(), name
    # The archive keeps 101 quantiles, not every path.
    assert found["crps"].to_numpy() == pytest.approx(scores["crps"].to_numpy(), rel=0.02)
    assert json.dumps(kept[0].quantiles)
    earlier = history(kept, long[:"2022-06-30"])
    assert earlier["actual"].isna().all()
    assert earlier["crps"].isna().all()


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
