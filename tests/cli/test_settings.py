"""The configuration file, and what is said and left unsaid."""

from __future__ import annotations

import json

import pandas as pd
import pytest
import typer
from crossings.cli import app
from crossings.reports import WeeklyReport

from .test_cli import answer, run

PLAIN = ["forecast", "--as-of", "2025-05-14", "--format", "json"]


@pytest.fixture
def configured(tmp_path):
    """Run with a configuration; its path is `tmp_path / "crossings.toml"`."""

    def go(text, *arguments, env=None):
        path = tmp_path / "crossings.toml"
        path.write_text(text, "utf-8")
        return run(*arguments, env={"CROSSINGS_CONFIG": str(path), **(env or {})}, cwd=tmp_path)

    return go


def test_it_says_what_would_be_written_out(configured):
    text = 'model = "pace"\npaths = 300\nseed = 7\nthresholds = [40000, 50000]\n'
    done = configured(text, *PLAIN)
    written = run(*PLAIN, "--model", "pace", "--paths", "300", "--seed", "7",
                  "--threshold", "40000", "--threshold", "50000")  # fmt: skip
    assert done.stdout == written.stdout
    found = json.loads(done.stdout)
    assert [one["threshold"] for one in found["thresholds"]] == [40000, 50000]
    week = ["forecast", "--as-of", "2025-05-14", "--period", "next-week", "--format", "json"]
    done = configured(text, *week)
    assert "thresholds" not in json.loads(done.stdout)  # those are of the year


def test_an_option_stands_before_it(configured):
    done = configured('model = "pace"\npaths = 300\n', *PLAIN, "--paths", "200")
    assert json.loads(done.stdout)["n_paths"] == 200


def test_it_is_found_in_the_folder_of_the_user(tmp_path):
    folder = tmp_path / "crossings"
    folder.mkdir()
    (folder / "crossings.toml").write_text("paths = 123\n")
    done = run(*PLAIN, env={"XDG_CONFIG_HOME": str(tmp_path)})
    assert json.loads(done.stdout)["n_paths"] == 123


def test_paths_count_from_its_folder(configured, tmp_path):
    (tmp_path / "own").mkdir()
    days = [f"2024-01-{day:02},{day}\n" for day in range(1, 32)]
    (tmp_path / "own" / "visitors.csv").write_text(f"date,visitors\n{''.join(days)}")
    text = 'data = "own/visitors.csv"\ncount = "visitors"\nout = "there"\n'
    done = configured(text, "show", "--by", "month", "--format", "json", env={"HOME": "/nowhere"})
    assert [row["arrivals"] for row in json.loads(done.stdout)] == [496]
    said = configured(text, "-v", "show", "--by", "month")
    assert "configuration of" in said.stderr
    assert str(tmp_path / "own" / "visitors.csv") in said.stderr


def test_a_database_on_the_command_line_stands_before_its_data(configured, tmp_path):
    missing = configured('data = "x.csv"\n', *PLAIN, "--database", tmp_path / "none.sqlite")
    assert (missing.returncode, "no such store" in missing.stderr) == (2, True)
    both = run(*PLAIN, "--data", "x.csv", "--database", "y.sqlite")
    assert "both --data and --database" in both.stderr


def test_the_environment_stands_before_its_database(configured, tmp_path):
    env = {"CROSSINGS_DATABASE_URL": str(tmp_path / "b.sqlite")}
    done = configured('database = "a.sqlite"\n', "ingest", *no_files(tmp_path), env=env)
    assert done.returncode == 0
    assert (tmp_path / "b.sqlite").exists()
    assert not (tmp_path / "a.sqlite").exists()
    configured('database = "a.sqlite"\n', "ingest", *no_files(tmp_path))
    assert (tmp_path / "a.sqlite").exists()


def no_files(tmp_path):
    path = tmp_path / "days.csv"
    path.write_text("date,arrivals\n2025-03-01,1\n")
    return [path]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('modell = "pace"', "Did you mean 'model'?"),
        ("model = 3", "model as text"),
        ('paths = "many"', "paths as a whole number"),
        ("seed = true", "seed as a whole number"),
        ("thresholds = 40000", "thresholds as a list of whole numbers"),
        ("thresholds = [1.5]", "thresholds as a list of whole numbers"),
        ("model = pace", "cannot be read"),
        ("[forecast]\nmodel = 1", "'forecast'"),
        ('model = "defalt"', "Did you mean 'default'?"),
        ("paths = 0", "a whole number from 1"),
        ("thresholds = [-4]", "0 or more"),
        ('since = "2024-07-05"', "since as a table of dates and words"),
        ('since = {"5 July 2024" = "x"}', "since: '5 July 2024' is not a date"),
        ('since = {"20240705" = "x"}', "one such as 2024-07-05"),
        ('since = {"2024-02-30" = "x"}', "since: '2024-02-30' is not a date"),
        ('since = {"2024-07-05" = " "}', "words to begin a sentence with"),
        ('since = {"2024-07-05" = "a\\nb"}', "words to begin a sentence with"),
        (f'since = {{"2024-07-05" = "{81 * "x"}"}}', "at most 80 characters"),
        ("since = {2024-07-05 = 5}", "since: 2024-07-05 = 5"),
        ("[since]\n" + "".join(f'2024-07-{n:02} = "x"\n' for n in range(1, 12)), "at most 10"),
        ("site = 5", "site as text"),
        ('site = "example.org"', "site: 'example.org'; expected a web address such as https://"),
        ('site = "ftp://example.org"', "expected a web address"),
        ('site = "https://"', "expected a web address"),
        ('site = "https://example.org/a b"', "expected a web address"),
        ('site = "https://example.org:99999"', "expected a web address"),
        ('site = "https://example.org/?a=b"', "without a user name, a question mark or #"),
    ],
)
def test_what_it_may_not_say(configured, text, words):
    done = configured(text, "forecast")
    assert done.returncode == 2
    assert done.stdout == ""
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_password_in_the_address_of_the_site_is_refused_and_not_repeated(configured):
    done = configured('site = "https://me:secret@example.org"', "compare")
    assert (done.returncode, done.stdout) == (2, "")
    assert "site: an address with a user name or a password" in done.stderr
    assert "secret" not in done.stderr
    typed = run("report", "--site", "https://me:secret@example.org")
    assert typed.returncode == 2
    assert "--site: " in typed.stderr
    assert "secret" not in typed.stderr


@pytest.fixture
def passed_on(monkeypatch):
    """What a report is made with, and written with; nothing is made."""
    given = {}

    class MadeError(Exception):
        pass

    def make(known, **arguments):
        given.update(arguments)
        return WeeklyReport

    def write(folder, **arguments):
        given.update(arguments)
        raise MadeError

    monkeypatch.setattr("crossings.reports.weekly_report", make)
    monkeypatch.setattr(WeeklyReport, "write", write)

    def go(*words, **environment):
        with pytest.raises(MadeError):
            run("report", "--as-of", "2025-05-14", "--model", "pace", "--paths", "20", *words,
                env=environment)  # fmt: skip
        return given

    return go


def test_a_report_is_told_the_dates_and_the_address_of_the_file(passed_on, tmp_path):
    path = tmp_path / "crossings.toml"
    path.write_text(
        'site = "https://example.org/reports"\n'
        '[since]\n2024-07-05 = "a new government"\n2023-03-07 = "a bill"\n'
    )
    given = passed_on("--out", tmp_path / "out", CROSSINGS_CONFIG=str(path))
    since = {"2024-07-05": "a new government", "2023-03-07": "a bill"}
    assert given["totals_since"] == since
    assert given["site"] == "https://example.org/reports"
    assert given["since"] is None  # the day of the last report is another thing
    assert given["made"] is not None
    typed = ["--since", "2025-05-01", "--site", "http://127.0.0.1:8000"]
    given = passed_on("--out", tmp_path / "out", *typed, CROSSINGS_CONFIG=str(path))
    assert (given["since"], given["totals_since"]) == ("2025-05-01", since)
    assert given["site"] == "http://127.0.0.1:8000"
    given = passed_on("--out", tmp_path / "out")
    assert (given["site"], given["totals_since"]) == (None, None)


def test_its_dates_and_address_are_nothing_to_other_commands(configured, tmp_path):
    """Two of them have options of these names, which mean something else."""
    text = 'site = "http://127.0.0.1:1"\nsince = {"2024-07-05" = "a new government"}\n'
    for words in (["revisions"], ["revisions", "--summary"], ["compare", "--format", "csv"]):
        assert configured(text, *words).stdout == run(*words).stdout
    assert typer.main.get_command(app).commands["update"].params[1].name == "mirror"


def test_one_that_is_named_but_not_there(tmp_path):
    done = run("compare", env={"CROSSINGS_CONFIG": str(tmp_path / "none.toml")})
    assert done.returncode == 2
    assert "the configuration that CROSSINGS_CONFIG names" in done.stderr


def test_it_keeps_the_help_from_nobody(configured):
    done = configured('modell = "pace"\n', "forecast", "--help")
    assert done.returncode == 0
    assert "--threshold" in done.stdout
    assert "Did you mean 'model'?" in configured('modell = "pace"\n', "sources").stderr


@pytest.mark.parametrize("command", ["facts", "history"])
def test_another_series_is_left_alone_by_what_counts_people(configured, tmp_path, command):
    (tmp_path / "own.csv").write_text("date,visitors\n2025-01-01,5\n")
    text = 'data = "own.csv"\ncount = "visitors"\n'
    done = configured(text, command, "--format", "json")
    assert done.stdout == answer(command, "--format", "json")
    assert "figures of visitors are not used" in done.stderr
    assert configured(text, "-q", command, "--format", "json").stderr == ""
    alone = configured('count = "visitors"\n', command, "--format", "json")
    assert (alone.returncode, alone.stdout) == (0, done.stdout)
    assert "visitors" not in alone.stderr


def test_an_empty_name_is_none(tmp_path):
    env = {"CROSSINGS_CONFIG": "", "XDG_CONFIG_HOME": str(tmp_path)}
    assert run("compare", "--format", "csv", env=env).stdout.startswith("year,")


def test_another_series_is_called_by_its_name(tmp_path):
    days = [f"{day.date()},{day.day}" for day in pd.date_range("2022-01-01", "2025-06-30")]
    (tmp_path / "own.csv").write_text("\n".join(["date,visitors", *days]))
    own = ["--data", tmp_path / "own.csv", "--count", "visitors"]
    some = ["--from", "2024-03-01", "--to", "2024-03-02", "--models", "persistence"]
    said = {
        "show": answer("show", "--by", "year", *own),
        "compare": answer("compare", *own),
        "forecast": answer("forecast", *own, "--paths", "50"),
        "backtest": answer("backtest", *some, *own, "--paths", "50"),
    }
    for command, table in said.items():
        assert "visitors" in table.casefold().replace("own.csv", ""), command
        assert "people" not in table.casefold(), command


def test_a_column_by_another_name_is_said_and_is_people(tmp_path):
    days = [f"{day:%d/%m/%Y};{day.day}.0" for day in pd.date_range("2024-01-01", "2025-03-31")]
    path = tmp_path / "own.csv"
    path.write_text("\n".join(["Date;Migrants arrived", *days]))
    few = ["--data", path, "--paths", "20"]
    plain, named = run("facts", *few), run("facts", *few, "--count", "migrants arrived")
    assert plain.stdout == named.stdout
    assert plain.stdout.startswith("1,398 people have arrived by small boat in 2025")
    assert 'own.csv: row 1: the column "Migrants arrived"; read as arrivals\n' in plain.stderr
    assert "Migrants" not in named.stderr
    assert run("-q", "show", *few[:2]).stderr == ""


def test_quiet_and_verbose(tmp_path):
    late = ["compare", "--as-of", "2026-01-09", "--format", "csv"]
    plain, quiet, verbose = run(*late), run("--quiet", *late), run("-v", *late)
    assert plain.stdout == quiet.stdout == verbose.stdout
    assert "figures end on 1 January 2026" in plain.stderr
    assert quiet.stderr == ""
    assert "read Small boats - time series, figures to 2026-01-01" in verbose.stderr
    assert "opposite" in run("-q", "-v", *late).stderr
    refused = run("-q", "compare", "--as-of", "2010-01-01")
    assert (refused.returncode, "1 January 2010" in refused.stderr) == (2, True)


def test_suggestions():
    assert "Did you mean 'forecast'?" in run("forcast").stderr
    assert "--model" in run("forecast", "--modle", "pace").stderr
    assert "Did you mean 'prophet'?" in run("forecast", "--model", "prohet").stderr


def test_no_colour_in_a_pipe_nor_where_it_is_not_wanted():
    for env in ({}, {"NO_COLOR": "1", "FORCE_COLOR": ""}):
        assert "\x1b" not in run("compare", env=env).stdout


def test_completion_offers_commands_and_models():
    env = {"_CROSSINGS_COMPLETE": "complete_bash", "COMP_WORDS": "crossings for", "COMP_CWORD": "1"}
    assert "forecast" in run(env=env).stdout
    env |= {"COMP_WORDS": "crossings forecast --model pro", "COMP_CWORD": "3"}
    assert "prophet" in run(env=env).stdout


def test_other_thresholds():
    rows = answer("forecast", "--as-of", "2025-05-14", "--threshold", "40000", "--format", "csv")
    assert "total,probability,40000,0.8" in rows
    table = answer("forecast", "--as-of", "2025-05-14", "--threshold", "40000")
    assert "More than 40,000" in table
