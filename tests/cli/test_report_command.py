"""The command only reads options and prints: what a report says, the library decides."""

from __future__ import annotations

import json
from datetime import date

import pytest
from crossings import load, weekly_report

from .test_cli import run


@pytest.mark.parametrize("as_of", ["2025-12-16", "2026-08-24"])
def test_a_report_in_a_notebook_says_what_the_command_says(as_of, tmp_path, set_clock):
    set_clock(date(2026, 8, 25))
    done = run(
        "report", "--as-of", as_of, "--no-track", "--formats", "json", "--out", str(tmp_path)
    )
    assert done.returncode == 0
    (path,) = tmp_path.glob("crossings-*.json")
    report = weekly_report(load(as_of=as_of), made="2026-08-25", track=False)
    assert json.loads(report.to_json()) == json.loads(path.read_text("utf-8"))
    assert report.section("revisions") is not None


def test_figures_that_are_typed_stand_before_those_of_the_configuration(tmp_path, monkeypatch):
    """Also where they are the same: what was typed is asked of the command line, not guessed."""
    table = tmp_path / "own.csv"
    table.write_text("date,arrivals\n2026-01-01,5\n2026-01-02,7\n")
    config = tmp_path / "crossings.toml"
    config.write_text(f'data = "{table}"\ndatabase = "{tmp_path / "store.sqlite"}"\n')
    monkeypatch.setenv("CROSSINGS_CONFIG", str(config))
    done = run("compare", "--data", str(table), "--format", "json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)[0]["to_date"] == 12


@pytest.mark.usefixtures("undrawn")
def test_a_date_of_the_file_that_the_figures_do_not_reach_is_called_by_its_key(tmp_path):
    config = tmp_path / "crossings.toml"
    config.write_text('since = {"2025-05-15" = "Since a day that is yet to come"}\n')
    words = ["report", "--as-of", "2025-05-14", "--model", "pace", "--paths", "20", "--no-track"]
    out = ["--out", str(tmp_path / "out"), "--formats", "json"]
    done = run(*words, *out, env={"CROSSINGS_CONFIG": str(config)})
    assert (done.returncode, done.stdout) == (2, "")
    assert "since in crossings.toml: a total since 15 May 2025" in done.stderr
    config.write_text('since = {"2025-05-01" = "Since the first of May"}\n')
    assert run(*words, *out, env={"CROSSINGS_CONFIG": str(config)}).returncode == 0
    (path,) = (tmp_path / "out").glob("crossings-*.json")
    assert "Since the first of May: 1,625 people arrived" in path.read_text("utf-8")
