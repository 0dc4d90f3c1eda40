"""A disk that is full, a home that is not there, other languages and zones."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from .cli.test_cli import run as run_here
from .cli.test_cli import run_alone as run
from .test_faults import DAY, REPORT, content

HOMES = ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "MPLCONFIGDIR")
NOWHERE = dict.fromkeys(HOMES, "/proc/nowhere")
LIMITED = (
    "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2); del sys.argv[1];"
    "from crossings.cli import main; main()"
)


class TestAFullDisk:
    """A limit on the size of files is what a full disk is to a process."""

    @pytest.fixture
    def limited(self, tmp_path):
        def go(size, *arguments):
            env = {**os.environ, "XDG_DATA_HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}
            return subprocess.run(
                [sys.executable, "-c", LIMITED, str(size), *arguments],
                capture_output=True,
                text=True,
                check=False,
                cwd=tmp_path,
                env=env,
            )

        return go

    @pytest.mark.parametrize("there", [{}, {"report/crossings-2025-05-14.json": b"old"}])
    def test_no_report_is_written_by_halves(self, limited, tmp_path, there):
        for name, old in there.items():
            (tmp_path / name).parent.mkdir()
            (tmp_path / name).write_bytes(old)
        done = limited(20_000, *REPORT, "--formats", "json")
        assert (done.returncode, done.stdout) == (1, "")
        assert "report: cannot be written (File too large)" in done.stderr
        assert "Traceback" not in done.stderr
        assert content(tmp_path) == there

    def test_a_report_is_written_where_its_forecast_cannot_be_kept(self, limited, tmp_path):
        done = limited(65_000, *REPORT, "--formats", "json")
        assert done.returncode == 0, done.stderr
        assert "the forecast could not be kept" in done.stderr
        assert json.loads((tmp_path / "report" / "crossings-2025-05-14.json").read_text())

    def test_a_forecast_that_cannot_be_kept_is_not_printed_either(self, limited):
        done = limited(20_000, "forecast", *DAY, "--save")
        assert (done.returncode, done.stdout) == (1, "")
        assert "crossings.sqlite: the database does not answer" in done.stderr


class TestNowhereToWrite:
    @pytest.mark.parametrize(
        "command",
        [
            ["forecast", *DAY],
            ["history"],
            ["backtest", "--models", "pace", "--paths", "9", "--from", "2025-10-02"],
        ],
        ids=lambda command: command[0],
    )
    def test_what_need_not_be_written_is_printed(self, command):
        done = run(*command, env=NOWHERE)
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip()
        assert "Traceback" not in done.stderr

    def test_a_page_is_drawn(self, tmp_path):
        done = run(*REPORT, "--formats", "html", env=NOWHERE, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert (tmp_path / "report" / "latest.html").is_file()
        assert "matplotlib" not in done.stderr.casefold()

    def test_what_must_be_kept_is_an_error_that_names_the_place(self, tmp_path):
        (tmp_path / "own.csv").write_text("date,arrivals\n2025-05-14,5\n")
        for command in (["forecast", *DAY, "--save"], ["ingest", tmp_path / "own.csv"]):
            done = run(*command, env=NOWHERE)
            assert (done.returncode, done.stdout) == (1, "")
            assert "/proc/nowhere/crossings/crossings.sqlite" in done.stderr


TABLES = ("forecast", "compare", "facts", "show", "sources", "revisions", "history")
EACH = (
    "import sys; from crossings.cli import main\n"
    "for command in sys.argv[1:]:\n"
    "    sys.argv[1:] = command.split()\n"
    "    try: main()\n"
    "    except SystemExit as left: print('--- left with', left.code or 0)"
)
"""Runs several commands in one process: to start one takes a second."""


class TestLocales:
    def test_a_terminal_that_knows_ascii_alone(self, tmp_path):
        env = {**os.environ, "XDG_DATA_HOME": str(tmp_path), "PYTHONIOENCODING": "ascii"}
        day = " ".join(DAY)
        commands = [f"forecast {day} --save", *TABLES[1:]]
        done = subprocess.run(
            [sys.executable, "-c", EACH, *commands], capture_output=True, env=env, check=False
        )
        *printed, rest = done.stdout.decode("ascii").split("--- left with 0\n")
        assert (len(printed), rest) == (len(commands), ""), done.stderr[-500:]
        assert all(text.strip() for text in printed)

    def test_no_locale_at_all(self):
        off = {"PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
        done = run("forecast", *DAY, env={"LC_ALL": "C", "LANG": "", **off})
        assert done.returncode == 0, done.stderr
        assert "12,699" in done.stdout

    def test_files_are_written_in_utf_8_all_the_same(self, tmp_path):
        written = []
        for number, env in enumerate([{}, {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"}]):
            out = tmp_path / str(number)
            done = run(*REPORT, "--formats", "json", "--out", out, env=env)
            assert done.returncode == 0, done.stderr
            written.append(content(out))
        assert written[0] == written[1]

    @pytest.mark.parametrize("form", ["table", "csv"])
    def test_a_file_whose_name_is_no_text(self, tmp_path, form):
        name = os.fsencode(tmp_path) + b"/\xff.csv"
        Path(os.fsdecode(name)).write_text("date,arrivals\n2025-05-14,5\n")
        database = os.fsdecode(os.fsencode(tmp_path) + b"/\xfe.sqlite")
        # As in a locale in UTF-8, which refuses what it cannot encode.
        env = {"PYTHONIOENCODING": "utf-8:strict"}
        arguments = [os.fsdecode(name), "--database", database, "--format", form]
        assert run("ingest", *arguments, env=env).returncode == 0


# Fourteen hours ahead and eleven behind, without need of a table of zones.
@pytest.mark.parametrize("zone", ["KIR-14", "SST11"])
class TestAnotherZone:
    @pytest.fixture(autouse=True)
    def _in_it(self, zone, monkeypatch):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        yield
        monkeypatch.undo()
        time.tzset()

    def test_the_same_forecast(self, zone, tmp_path, monkeypatch):
        env = {"XDG_DATA_HOME": str(tmp_path)}
        asked = ["forecast", *DAY, "--format", "json"]
        there = run_here(*asked, "--save", env=env).stdout
        (kept,) = json.loads(run_here("history", "--format", "json", env=env).stdout)
        made = datetime.fromisoformat(kept["made"])
        assert made.utcoffset().total_seconds() == 0
        assert abs((datetime.now(UTC) - made).total_seconds()) < 60
        monkeypatch.setenv("TZ", "UTC0")
        time.tzset()
        assert run_here(*asked).stdout == there

    def test_the_newest_figures_are_no_figures_to_come(self, zone, tmp_path):
        today = datetime.now(UTC).date()
        (tmp_path / "own.csv").write_text(f"date,arrivals\n{today},5\n")
        where = ["--database", tmp_path / "store.sqlite"]
        for command in (["ingest", "own.csv", *where], ["show", "--data", "own.csv"]):
            done = run_here(*command, cwd=tmp_path)
            assert done.returncode == 0, done.stderr
