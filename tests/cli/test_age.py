"""How old the figures are is said once, where it matters, and never among the data."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from crossings.cli import app
from crossings.data import load
from crossings.data.calendar import day_text
from typer.testing import CliRunner

QUICK = {
    "forecast": ["--paths", "20", "--model", "pace"],
    "compare": [],
    "facts": ["--paths", "20", "--model", "pace"],
    "show": ["--by", "year"],
    "history": [],
    "revisions": [],
    "sources": [],
}


def run(*arguments):
    done = CliRunner().invoke(app, list(map(str, arguments)))
    assert done.exit_code == 0, (done.stderr, done.exception)
    return done


def ages(done):
    return [line for line in done.stderr.splitlines() if "old (" in line]


@pytest.fixture
def last(_figures):
    return _figures.index[-1].date()


@pytest.mark.parametrize("command", QUICK)
def test_old_figures_are_said_to_be_old_once_and_with_what_to_do(set_clock, last, command):
    set_clock(last + timedelta(11))
    done = run(command, *QUICK[command], "--format", "json")
    (line,) = ages(done)
    assert line == (
        f"crossings: the newest figures are 11 days old ({day_text(last)}). Get newer ones: "
        "crossings update, or download the spreadsheet and run crossings ingest FILE"
    )
    set_clock(last + timedelta(10))
    fresh = run(command, *QUICK[command], "--format", "json")
    assert ages(fresh) == []
    assert json.loads(done.stdout) == json.loads(fresh.stdout)


def test_what_was_ingested_may_be_old_too(set_clock, last, tmp_path):
    set_clock(last + timedelta(11))
    (tmp_path / "own.csv").write_text("date,arrivals\n2024-01-01,5\n")
    done = run("ingest", tmp_path / "own.csv", "--database", tmp_path / "store.sqlite")
    assert len(ages(done)) == 1


def test_not_where_nobody_wants_to_hear_it(set_clock, last):
    set_clock(last + timedelta(100))
    assert run("-q", "compare").stderr == ""


def test_not_where_the_question_is_of_a_past_that_they_cover(set_clock, last):
    set_clock(last + timedelta(100))
    assert ages(run("compare", "--as-of", "2025-05-14")) == []
    assert ages(run("compare", "--as-of", last)) == []
    assert len(ages(run("compare", "--as-of", last + timedelta(1)))) == 1


def test_not_where_the_figures_are_those_of_a_file(set_clock, last, tmp_path):
    set_clock(last + timedelta(100))
    table = tmp_path / "own.csv"
    table.write_text("date,arrivals\n" + "".join(f"2025-01-{day:02},1\n" for day in range(1, 32)))
    assert run("show", "--data", table).stderr == ""
    done = run("show", "--data", table, "--as-of", "2025-06-01", "--format", "csv")
    assert done.stderr == (
        "crossings: the figures end on 31 January 2025; these are used for 1 June 2025\n"
    )
    assert done.stdout == run("show", "--data", table, "--format", "csv").stdout


@pytest.mark.parametrize(("ahead", "told"), [(14, 0), (15, 1), (9_000, 1)])
def test_a_day_long_after_them_is_served_from_the_newest(set_clock, last, ahead, told):
    set_clock(last + timedelta(1))
    done = run("compare", "--as-of", last + timedelta(ahead), "--format", "csv")
    assert done.stdout == run("compare", "--format", "csv").stdout
    assert f"these are used for {day_text(last + timedelta(ahead))}" in done.stderr
    assert [("1 day old" in line, "crossings update" in line) for line in ages(done)] == [
        (True, True)
    ] * told


def test_a_day_before_them_is_refused():
    done = CliRunner().invoke(app, ["compare", "--as-of", "2017-12-31"])
    assert done.exit_code != 0
    assert done.stdout == ""


@pytest.mark.usefixtures("undrawn")
def test_a_report_says_when_it_was_made_and_how_old_its_figures_were(set_clock, last, tmp_path):
    set_clock(last + timedelta(30))
    few = ["--paths", "50", "--model", "pace", "--no-track", "--out", tmp_path]
    run("report", *few, "--formats", "json,md,html", "--as-of", "2025-05-14")
    said = json.loads((tmp_path / "crossings-2025-05-14.json").read_text("utf-8"))
    made = last + timedelta(30)
    assert said["made"] == made.isoformat()
    assert said["days_old"] == (made - load(as_of="2025-05-14").index[-1].date()).days
    for form in ("md", "html"):
        text = (tmp_path / f"crossings-2025-05-14.{form}").read_text("utf-8")
        line = f"Made on {day_text(made)}"
        assert f"{said['days_old']} days after the newest figure." in text
        assert text.index(line) < text.rindex("12,699 people")
