"""The command as people run it, read from its streams."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import time
from contextlib import chdir
from pathlib import Path

import pytest
from crossings.cli import app
from crossings.forecast import models
from typer.testing import CliRunner

COMMANDS = ["forecast", "compare", "facts", "show", "report"]
CROSSINGS = str(Path(sys.executable).parent / "crossings")


def run(*arguments, cwd=None, env=None):
    """Run a command in this process, as its runner does; what it prints is as in a pipe."""
    words = list(map(str, arguments))
    with chdir(cwd or Path.cwd()):
        done = CliRunner().invoke(app, words, env={"COLUMNS": "80", **(env or {})})
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return subprocess.CompletedProcess(words, done.exit_code, done.stdout, done.stderr)


def run_alone(*arguments, cwd=None, env=None):
    """Run a command in a process of its own, as people do."""
    return subprocess.run(
        [CROSSINGS, *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "COLUMNS": "80", **(env or {})},
        check=False,
    )


def answer(*arguments):
    done = run(*arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def refused(*arguments, code=2, cwd=None):
    done = run(*arguments, cwd=cwd)
    assert done.returncode == code, (done.stdout, done.stderr)
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return done.stderr


def test_help_of_every_command_has_an_example():
    whole = answer("--help")
    for command in COMMANDS:
        assert f"  {command} " in whole
        text = answer(command, "--help")
        assert f"crossings {command}" in text
        assert "Example:" in text
        assert "--data" in text
        assert "--as-of" in text


def test_version():
    from importlib.metadata import version

    assert answer("--version") == f"crossings {version('crossings')}\n"


def test_help_loads_nothing_heavy():
    heavy = ["pandas", "numpy", "statsmodels", "prophet", "sklearn", "matplotlib"]
    code = (
        "import sys, atexit; sys.argv = ['crossings', '--help'];"
        f"atexit.register(lambda: print('LOADED', *(m for m in {heavy} if m in sys.modules)));"
        "from crossings.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "LOADED"


def test_forecast_json_has_the_shape_of_the_contract_and_the_same_bytes():
    text = answer("forecast", "--as-of", "2025-05-14", "--format", "json")
    assert text == answer("forecast", "--as-of", "2025-05-14", "--format", "json")
    assert text != answer("forecast", "--as-of", "2025-05-14", "--format", "json", "--seed", "1")
    found = json.loads(text)
    assert {
        "as_of": "2025-05-14",
        "year": 2025,
        "year_to_date": 12699,
        "model": "default",
        "n_paths": 10000,
        "seed": 0,
    }.items() <= found.items()
    quantiles = list(found["total"]["quantiles"].values())
    assert quantiles == sorted(quantiles)
    assert quantiles[0] >= 12699
    assert found["record"]["threshold"] == 45755
    assert found["record"]["set_in"] == 2022
    assert found["provenance"][0]["kind"] == "time-series"


def test_forecast_forms():
    table = answer("forecast", "--as-of", "2025-05-14", "--paths", "200")
    assert "12,699" in table
    assert max(map(len, table.splitlines())) <= 80
    assert "\x1b" not in table
    rows = list(csv.DictReader(io.StringIO(answer("forecast", "--format", "csv", "--paths", "50"))))
    assert {row["target"] for row in rows} == {"year to date", "total", "record", "final record"}
    hub = list(csv.DictReader(io.StringIO(answer("forecast", "--format", "hub", "--paths", "50"))))
    assert list(hub[0])[:3] == ["reference_date", "target", "horizon"]


def test_forecast_year_and_model():
    found = json.loads(
        answer("forecast", "--year", "2026", "--model", "persistence", "--format", "json",
               "--as-of", "2025-12-31", "--paths", "50")
    )  # fmt: skip
    assert (found["year"], found["year_to_date"], found["model"]) == (2026, 0, "persistence")


def test_compare_forms():
    rows = json.loads(answer("compare", "--as-of", "2025-05-14", "--format", "json"))
    assert rows[-1] == {
        "year": 2025, "to_date": 12699, "same_date": "2025-05-14", "change": None,
        "change_percent": None, "rank": 1, "full_year": None,
    }  # fmt: skip
    lines = list(
        csv.DictReader(io.StringIO(answer("compare", "--as-of", "2025-05-14", "--format", "csv")))
    )
    assert [int(line["to_date"]) for line in lines] == [row["to_date"] for row in rows]
    assert "12,699" in answer("compare", "--as-of", "2025-05-14")


def test_facts_forms():
    found = json.loads(answer("facts", "--as-of", "2025-04-17", "--format", "json"))
    assert {"key", "sentence", "value", "evidence"} == set(found[0])
    keys = [fact["key"] for fact in found]
    assert {"year-to-date", "period-record-jan-apr", "record-probability"} <= set(keys)
    *said, last = answer("facts", "--as-of", "2025-04-17").splitlines()
    earlier = {f"milestone-{total}" for total in range(1000, 9000, 1000)}
    assert earlier | {"milestone-9000"} == {key for key in keys if key.startswith("milestone-")}
    assert said == [fact["sentence"] for fact in found if fact["key"] not in earlier]
    assert last == "--format json lists all 9 milestones of 2025."
    lines = list(
        csv.DictReader(io.StringIO(answer("facts", "--as-of", "2025-04-17", "--format", "csv")))
    )
    assert [line["key"] for line in lines] == keys


@pytest.mark.parametrize("by", ["day", "week", "month", "quarter", "year"])
def test_show_sums_to_the_same_people(by):
    rows = json.loads(answer("show", "--by", by, "--format", "json"))
    assert sum(row["arrivals"] for row in rows) == 208507
    if by == "year":
        assert [row["arrivals"] for row in rows][:-1] == [
            299, 1843, 8462, 28526, 45755, 29437, 36816, 41472,
        ]  # fmt: skip
        assert rows[-1]["complete"] is False


def test_show_one_year():
    rows = json.loads(answer("show", "--by", "month", "--year", "2025", "--format", "json"))
    assert len(rows) == 12
    assert sum(row["arrivals"] for row in rows) == 41472
    assert "no month that ends in 2030" in refused("show", "--by", "month", "--year", "2030")


@pytest.mark.usefixtures("undrawn")
def test_report_writes_and_prints_the_headline(tmp_path):
    quick = ["--paths", "500", "--model", "persistence"]
    done = run("report", "--as-of", "2025-05-14", *quick, cwd=tmp_path)
    assert done.returncode == 0
    assert (
        "12,699 people have arrived by small boat in 2025 up to 14 May (provisional)."
        in done.stdout
    )
    assert "Figures to 14 May 2025; published 14 November 2025; provisional" in done.stdout
    names = {path.name for path in (tmp_path / "report").iterdir()}
    assert names >= {
        "crossings-2025-05-14",
        "crossings-2025-05-14.docx",
        "crossings-2025-05-14.html",
        "crossings-2025-05-14.json",
        "crossings-2025-05-14.md",
        "crossings-2025-05-14.ods",
        "crossings-2025-05-14.xlsx",
        "embed.html",
        "feed.xml",
        "index.html",
        "latest.csv",
        "latest.html",
        "latest.json",
    }
    assert all(f"report/{name}" in done.stderr for name in names)
    assert (tmp_path / "report" / "crossings-2025-05-14" / "card.png").is_file()
    said = done.stderr.splitlines()
    assert said[0] == "crossings: forecasting 2025 from figures to 14 May 2025"
    assert "crossings: writing html" in said


@pytest.mark.usefixtures("undrawn")
def test_report_opens_the_page_where_it_is_asked_to(tmp_path):
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" >"{tmp_path}/opened"\n')
    browser.chmod(0o755)
    options = ["--as-of", "2025-05-14", "--paths", "50", "--no-track", "--formats", "html"]
    env = {**os.environ, "BROWSER": str(browser), "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    (tmp_path / "xdg-open").symlink_to(browser)
    done = run("report", *options, "--out", tmp_path / "out", "--open", env=env)
    assert done.returncode == 0, done.stderr
    for _ in range(50):
        if (tmp_path / "opened").exists():
            break
        time.sleep(0.1)
    opened = (tmp_path / "opened").read_text().strip()
    assert opened.endswith("out/crossings-2025-05-14.html")
    refusal = refused("report", "--formats", "md", "--open")
    assert "html among --formats" in refusal


def test_own_figures(tmp_path):
    table = tmp_path / "own.csv"
    answer_csv = answer("show", "--format", "csv", "--as-of", "2025-05-14")
    table.write_text(answer_csv)
    own = json.loads(answer("forecast", "--data", table, "--format", "json"))
    official = json.loads(answer("forecast", "--as-of", "2025-05-14", "--format", "json"))
    assert own["total"] == official["total"]
    assert own["provenance"][0]["kind"] == "tidy-csv"


def test_a_day_whose_figures_are_not_out_yet_is_served_with_a_word():
    done = run("compare", "--as-of", "2026-01-09", "--format", "json")
    assert done.returncode == 0
    assert "figures end on 1 January 2026" in done.stderr
    assert json.loads(done.stdout)[-1]["same_date"] == "2026-01-01"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["forecast", "--as-of", "2017-12-31"], "1 January 2018 to "),
        (["forecast", "--as-of", "14 May"], "'14 May' is not a date"),
        (["forecast", "--model", "profet"], "Did you mean 'prophet'?"),
        (["forecast", "--paths", "0"], "from 1 to 100,000"),
        (["forecast", "--paths", "many"], "Invalid value for '--paths' / '--n-paths': "),
        (["forecast", "--year", "1999"], "figures from 1 January 1999"),
        (["forecast", "--format", "xml"], "xml"),
        (["forecast", "--data", "nowhere.ods"], "nowhere.ods: no such file"),
        (["compare", "--data", "."], "a folder"),
        (["report", "--formats", "pdf"], "html, md"),
        (["forcast"], "Did you mean 'forecast'?"),
        (["show", "--by", "decade"], "decade"),
        (["compare", "--as-of", "2017-12-31"], "31 December 2017"),
    ],
)
def test_mistakes_are_answered_in_one_message(tmp_path, arguments, words):
    message = " ".join(refused(*arguments, cwd=tmp_path).split())
    assert words in message
    assert list(tmp_path.iterdir()) == []


BAD_TABLES = {
    "duplicated": ("date,arrivals\n2025-01-01,1\n2025-01-02,2\n2025-01-02,2\n", "row 4"),
    "missing": ("date,arrivals\n2025-01-01,1\n2025-01-03,2\n", "no row for 2 January 2025"),
    "negative": ("date,arrivals\n2025-01-01,-1\n", "row 2, column arrivals"),
    "fractional": ("date,arrivals\n2025-01-01,1.5\n", "row 2, column arrivals"),
    "not a number": ("date,arrivals\n2025-01-01,some\n", '"some" is not a count'),
    "renamed": ("dag,arrivals\n2025-01-01,1\n", "the columns dag, arrivals"),
    "in the future": ("date,arrivals\n2150-01-01,1\n", "none after today"),
    "out of range": ("date,arrivals\n2999-01-01,1\n", "the year 2999"),
    "empty": ("", "an empty file"),
    "only a header": ("date,arrivals\n", "no rows"),
}


@pytest.mark.parametrize("kind", BAD_TABLES)
@pytest.mark.parametrize("command", COMMANDS)
def test_bad_figures_are_refused_by_every_command(tmp_path, command, kind):
    content, words = BAD_TABLES[kind]
    (tmp_path / "own.csv").write_text(content)
    message = refused(command, "--data", "own.csv", cwd=tmp_path)
    assert "own.csv" in message
    assert words in message
    assert [path.name for path in tmp_path.iterdir()] == ["own.csv"]


@pytest.mark.parametrize("command", ["forecast", "compare", "facts", "report"])
def test_figures_from_the_middle_of_a_year_are_refused(tmp_path, command):
    rows = [f"2025-06-{day:02},{day}" for day in range(1, 31)]
    (tmp_path / "own.csv").write_text("date,arrivals\n" + "\n".join(rows) + "\n")
    assert "the figures begin on 1 June 2025" in refused(command, "--data", "own.csv", cwd=tmp_path)


def test_csv_prints_whole_people_as_whole_numbers():
    for form in ("csv", "hub"):
        text = answer("forecast", "--format", form, "--paths", "50", "--as-of", "2025-05-14")
        assert not re.search(r",\d+\.0\n", text)


def test_a_full_disk_behind_stdout_is_a_failure_of_the_world():
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [CROSSINGS, "show"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    assert "No space left" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unwritable_folder_is_a_failure_of_the_world(tmp_path):
    (tmp_path / "taken").write_text("")
    arguments = ["report", "--paths", "50", "--as-of", "2025-05-14", "--out", tmp_path / "taken"]
    assert "cannot be written" in refused(*arguments, code=1)


def test_the_model_list_in_the_error_is_whole():
    message = refused("forecast", "--model", "none")
    assert all(name in message for name in models())


def test_who_arrived_by_year():
    rows = json.loads(answer("show", "--by", "nationality", "--format", "json"))
    assert {row["published"] for row in rows} == {"2026-08-27", "2025-11-27"}
    of_2022 = {row["nationality"]: row["arrivals"] for row in rows if row["period"] == "2022"}
    assert sum(of_2022.values()) == 45774
    partial = [row for row in rows if row["period"] == "2025-01/2025-09"]
    assert sum(row["arrivals"] for row in partial) == 34087
    assert {(row["through"], row["whole_year"]) for row in partial} == {("2025-09-30", False)}
    text = answer("show", "--by", "nationality", "--year", "2025")
    assert "2025 to September" in text
    assert "Final figures to 2025 Q4" in text
    sexes = answer("show", "--by", "sex", "--year", "2023", "--format", "csv").splitlines()
    assert sexes[0] == "year,period,through,whole_year,sex,arrivals,published"
    assert sexes[1] == "2023,2023,2023-12-31,True,Male,24878,2024-02-29"
    assert "a year from 2018 to 2023" in refused("show", "--by", "age", "--year", "2024")
    assert "no final figures by sex" in refused("show", "--by", "sex", "--as-of", "2020-01-01")


def test_a_year_that_is_not_over_says_how_many_of_its_days_are_covered():
    shown = run("show", "--by", "year", "--as-of", "2025-05-14").stdout
    assert "134 of 365" in shown
    assert "2024-01-01   2024-12-31" in shown  # a date is never broken over two lines
