"""Forecasts that are kept, and backtests, as people run them."""

from __future__ import annotations

import json

import pytest
from crossings.data.store.store import Store

from .test_cli import answer, refused, run

QUICK = ["--no-track", "--formats", "json"]


class TestArchive:
    @pytest.fixture
    def options(self, where):
        Store(where[1]).close()
        return ["--as-of", "2025-05-14", "--paths", "100", *where]

    def test_forecasts_are_kept_when_asked_to(self, where, options):
        answer("forecast", *options)
        assert json.loads(answer("history", *where, "--format", "json")) == []
        for more in ([], [], ["--seed", "1"]):  # the second is the first again
            answer("forecast", *options, *more, "--save")
        rows = json.loads(answer("history", *where, "--format", "json"))
        assert [row["seed"] for row in rows] == [0, 1]
        said = json.loads(answer("forecast", *options, "--format", "json"))
        assert rows[0]["median"] == said["total"]["median"]
        assert (rows[0]["actual"], rows[0]["hindsight"]) == (41472, True)
        assert rows[0]["crps"] > 0
        text = answer("history", *where)
        assert "2025-05-14*" in text
        assert max(map(len, text.splitlines())) <= 80

    @pytest.mark.parametrize("target", ["next-week", "next-4-weeks", "next-month", "all"])
    def test_the_weeks_ahead_are_kept_and_scored(self, where, options, target):
        answer("forecast", *options, "--save")
        rows = json.loads(answer("history", *where, "--format", "json", "--target", target))
        assert len(rows) == (4 if target == "all" else 1)
        last = rows[-1]
        assert last["target"] == ("next-month" if target == "all" else target)
        shown = json.loads(answer("show", "--format", "json"))
        days = [day for day in shown if last["start"] <= day["date"] <= last["end"]]
        assert last["actual"] == sum(day["arrivals"] for day in days)
        text = answer("history", *where, "--target", target)
        assert f"{last['actual']:,}" in text
        assert max(map(len, text.splitlines())) <= 80
        before = ["--as-of", "2025-05-20", "--format", "json", "--target", target]
        assert json.loads(answer("history", *where, *before))[-1]["actual"] is None

    def test_an_unknown_target(self, where, options):
        assert "--target: target='soon'" in refused("history", *where, "--target", "soon")

    def test_of_a_report_too(self, where, options, tmp_path):
        answer("report", *options, *QUICK, "--out", tmp_path / "out")
        rows = json.loads(answer("history", *where, "--format", "json"))
        assert [(row["as_of"], row["model"]) for row in rows] == [("2025-05-14", "default")]

    def test_a_report_of_own_figures_is_not(self, tmp_path, options):
        table = tmp_path / "own.csv"
        table.write_text(answer("show", "--format", "csv", "--as-of", "2025-05-14"))
        env = {"CROSSINGS_DATABASE_URL": options[-1]}
        done = run("report", "--data", table, *QUICK, "--out", tmp_path / "out", env=env)
        assert done.returncode == 0, done.stderr
        assert json.loads(run("history", "--format", "json", env=env).stdout) == []

    def test_a_report_is_written_even_where_nothing_can_be_kept(self, tmp_path):
        env = {"XDG_DATA_HOME": "/proc/nowhere"}
        options = ["--as-of", "2025-05-14", "--paths", "50", "--out", tmp_path / "out"]
        done = run("report", *options, *QUICK, env=env)
        assert done.returncode == 0
        assert "the forecast could not be kept" in done.stderr
        assert (tmp_path / "out" / "crossings-2025-05-14.json").is_file()


class TestBacktest:
    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["--models", "pace,nonsense"], "--models: no model 'nonsense'"),
            (["--to", "2026-06-01"], "--from and --to: no total of 2026"),
            (["--target", "tomorrow"], "--target: target='tomorrow'; expected one of year,"),
            (["--target", "next-week", "--to", "2099-01-01"], "whose period ends by"),
        ],
    )
    def test_a_mistake_is_called_by_its_option_and_leaves_nothing(self, tmp_path, arguments, words):
        done = run("backtest", *arguments, env={"XDG_CACHE_HOME": str(tmp_path)})
        assert done.returncode == 2
        assert words in done.stderr
        assert not [path for path in tmp_path.rglob("*") if path.is_file()]

    def test_scores_and_keeps(self, where, tmp_path):
        Store(where[1]).close()
        env = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
        options = ["--from", "2024-01-04", "--to", "2024-03-28", "--paths", "100", *where]
        done = run("backtest", *options, "--save", "--format", "json", env=env)
        assert done.returncode == 0, done.stderr
        rows = json.loads(done.stdout)
        assert len(rows) == 3 * 4
        assert {row["actual"] for row in rows} == {36816}
        kept = json.loads(answer("history", *where, "--format", "json"))
        assert sorted(row["median"] for row in kept) == sorted(row["median"] for row in rows)
        assert all(row["hindsight"] for row in kept)
        text = run("backtest", *options, env=env).stdout
        assert "4 forecasts a model, in 1 year; 100 paths" in text
        assert max(map(len, text.splitlines())) <= 80

    def test_more_jobs_than_processors_are_as_many(self, tmp_path):
        env = {"XDG_CACHE_HOME": str(tmp_path), "LOKY_MAX_CPU_COUNT": "1"}
        one = ["--from", "2024-01-04", "--to", "2024-01-04", "--paths", "50", "--models", "pace"]
        done = run("backtest", *one, "--jobs", "500", env=env)
        assert done.returncode == 0, done.stderr
        assert "--jobs 500: 1 at a time" in done.stderr

    def test_the_weeks_ahead(self):
        """Up to the last origin whose weeks are over, beside the baselines of the weeks ahead."""
        options = ["--target", "next-4-weeks", "--from", "2026-04-02", "--paths", "50"]
        rows = json.loads(answer("backtest", *options, "--format", "json"))
        models = ["default", "climatology", "persistence"]
        assert list(dict.fromkeys(row["model"] for row in rows)) == models
        assert rows[0]["start"] == "2026-04-03"
        assert rows[-1]["end"] <= "2026-08-20"
        assert rows[0]["record"] is None
        assert rows[0]["q0.025"] <= rows[0]["median"] <= rows[0]["q0.975"]
        text = answer("backtest", *options)
        assert text.startswith("next-4-weeks: 5 forecasts a model, in 1 year; ")
        assert "/ climatology" in text
        assert "Brier" not in text
        assert max(map(len, text.splitlines())) <= 80

    @pytest.mark.parametrize(
        ("arguments", "code", "words"),
        [
            (["--models", "nothing"], 2, "no model 'nothing'"),
            (["--from", "2024-05-01", "--to", "2024-01-01"], 2, "at least one origin"),
            (["--every", "0"], 2, "at least one origin"),
            (["--seed", "-1"], 2, "seed"),
            (["--save", "--data", "x.csv"], 2, "--save with --data"),
            (["--from", "2026-01-01", "--to", "2026-01-01"], 2, "no total of 2026"),
            (["--dask", "nonsense://x"], 1, "no Dask scheduler answers"),
        ],
    )
    def test_mistakes(self, arguments, code, words):
        assert words in refused("backtest", *arguments, code=code)
