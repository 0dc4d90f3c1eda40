"""Options are called as in Python too, and --data reads what comes in on stdin."""

from __future__ import annotations

import inspect
import json

import pytest
import typer
from crossings.cli import app
from crossings.cli.options import listed
from crossings.data import load
from crossings.forecast import YearForecast, backtest, forecast_year, models
from crossings.reports import WeeklyReport, weekly_report
from crossings.reports.weekly import FORMATS
from typer.testing import CliRunner

from .test_cli import answer, run

COMMANDS = typer.main.get_command(app).commands
NOT_OPTIONS = {
    "daily", "self", "progress",  # what the command gives by itself
    "forecast", "known_then", "made", "totals_since",  # by other options, the clock and the file
    "kept",  # by the store
    "origins", "backend", "archive",  # as --from, --to and --every; --dask; --save
}  # fmt: skip
FUNCTIONS = [
    ("forecast", forecast_year),
    ("forecast", YearForecast.to_dict),
    ("show", load),
    ("backtest", backtest),
    ("report", weekly_report),
    ("report", WeeklyReport.write),
]


@pytest.mark.parametrize(("command", "function"), FUNCTIONS)
def test_every_argument_in_python_is_an_option_of_its_name(command, function):
    options = {name for one in COMMANDS[command].params for name in one.opts}
    for name in inspect.signature(function).parameters:
        if name not in NOT_OPTIONS:
            assert f"--{name.replace('_', '-')}" in options, name


def test_both_names_of_an_option_do_the_same():
    plain = ["forecast", "--as-of", "2025-05-14", "--model", "pace", "--format", "json"]
    above = ["--above", "--threshold", "--thresholds"]
    one, *others = [answer(*plain, "--paths", "50", name, "40,000") for name in above]
    assert json.loads(one)["thresholds"][0]["threshold"] == 40000
    assert others == [one, one]
    assert answer(*plain, "--n-paths", "50", "--above", "40000") == one


def test_help_lists_every_model_and_every_format():
    words = " ".join(answer("forecast", "-h").split())
    assert f"One of: {', '.join(models())}." in words.replace("active- days", "active-days")
    assert listed("formats") == f" Any of: {', '.join(FORMATS)}."
    assert listed("formats").strip() in " ".join(answer("report", "-h").split())
    assert listed("seed") == ""


def given(content, *words):
    done = CliRunner().invoke(app, list(words), input=content)
    return done.exit_code, done.stdout, done.stderr


def test_data_may_come_in_on_stdin():
    table = answer("show", "--as-of", "2025-05-14", "--format", "csv")
    code, rows, _ = given(table, "compare", "--data", "-", "--format", "json")
    assert (code, json.loads(rows)[-1]["to_date"]) == (0, 12699)
    later = given(table, "compare", "--source", "-", "--as-of", "2030-01-01", "--format", "json")
    assert later[:2] == (0, rows)
    assert "the figures end on 14 May 2025; these are used for 1 January 2030" in later[2]
    assert "standard input" in given(table, "compare", "--data=-")[1]  # as the source


def test_an_official_publication_may_come_in_on_stdin(last_7_page, make_ods, small_sheets):
    ods = make_ods(small_sheets())
    code, rows, _ = given(ods, "show", "--data", "-", "--format", "json")
    assert (code, json.loads(rows)[-1]["date"]) == (0, "2025-01-14")
    assert given(last_7_page, "show", "--data", "-", "--format", "json")[0] == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [("", "an empty file"), ("date,arrivals\n2025-01-01,-1\n", "row 2, column arrivals")],
)
def test_a_mistake_on_stdin_is_called_by_its_place(content, words):
    code, rows, message = given(content, "show", "--data", "-")
    assert (code, rows) == (2, "")
    assert "standard input" in message
    assert words in message


def test_a_closed_stdin_is_refused(monkeypatch):
    from crossings.cli.options import source_of
    from crossings.data.errors import OptionError

    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(OptionError, match="a closed stdin"):
        source_of("-")
    assert source_of("own.csv") == "own.csv"
    assert source_of(None) is None


def test_who_arrived_takes_stdin_too():
    code, rows, message = given("date,arrivals\n2025-01-01,1\n", "show", "--by", "sex", "--data=-")
    assert (code, rows) == (2, "")
    assert "standard input" in message or "tidy-csv" in message


def test_a_single_figure_of_people_may_have_commas():
    done = run("forecast", "--between", "40,000", "50,000", "--bins", "10,000", "--paths", "20")
    assert done.returncode == 0
    assert "40,000 to 50,000" in done.stdout
