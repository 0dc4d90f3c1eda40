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
    (path,) = tmp_path.glob("*.json")
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
