"""A disk that is full, a home that is not there, other languages and zones."""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from .cli.test_cli import run
from .test_faults import DAY, REPORT, content

HOMES = ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "MPLCONFIGDIR")
NOWHERE = dict.fromkeys(HOMES, "/proc/nowhere")
EACH = (
    "import json, sys; from crossings.cli import main\n"
    "for command in json.loads(sys.argv[1]):\n"
    "    sys.argv[1:] = command\n"
    "    try: main()\n"
    "    except SystemExit as left:\n"
    "        for stream in (sys.stdout, sys.stderr):\n"
    "            print('--- left with', left.code or 0, file=stream)"
)
"""Runs several commands in one process: to start one takes a second."""


def each(commands, cwd, **env):
    """Run commands in one process that is not this one; return what each did."""
    words = json.dumps([list(map(str, command)) for command in commands])
    done = subprocess.run(
        [sys.executable, "-c", EACH, words],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=cwd,
        env={**os.environ, "XDG_DATA_HOME": str(cwd), "COLUMNS": "80", **env},
    )
    printed, said = (
        re.split(r"--- left with (\d+)\n", text) for text in (done.stdout, done.stderr)
    )
    assert printed[1::2] == said[1::2]
    assert (len(printed[1::2]), printed[-1]) == (len(commands), ""), done.stderr[-500:]
    return [
        subprocess.CompletedProcess(command, int(code), out, err)
        for command, code, out, err in zip(
            commands, printed[1::2], printed[::2], said[::2], strict=False
        )
    ]


class TestAFullDisk:
    """A limit on the size of files is what a full disk is to a process."""

    @pytest.fixture
    def limited(self, tmp_path):
        @contextmanager
        def limit(size):
            before = resource.getrlimit(resource.RLIMIT_FSIZE)
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
            try:
                yield
            finally:
                resource.setrlimit(resource.RLIMIT_FSIZE, before)

        def go(size, *arguments):
            env = {"XDG_DATA_HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}
            with limit(size):
                return run(*arguments, cwd=tmp_path, env=env)

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


WANTED = {
    "forecast": ["forecast", *DAY],
    "history": ["history"],
    "backtest": ["backtest", "--models", "pace", "--paths", "9", "--from", "2025-10-02"],
    "report": [*REPORT, "--formats", "html"],
    "save": ["forecast", *DAY, "--save"],
    "ingest": ["ingest", "own.csv"],
}


@pytest.fixture(scope="module")
def nowhere(tmp_path_factory):
    """A folder, and what each command did there in a process whose home cannot be written to."""
    folder = tmp_path_factory.mktemp("nowhere")
    (folder / "own.csv").write_text("date,arrivals\n2025-05-14,5\n")
    return folder, dict(zip(WANTED, each(WANTED.values(), folder, **NOWHERE), strict=True))


class TestNowhereToWrite:
    @pytest.mark.parametrize("command", ["forecast", "history", "backtest"])
    def test_what_need_not_be_written_is_printed(self, command, nowhere):
        done = nowhere[1][command]
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip()
        assert "Traceback" not in done.stderr

    def test_a_page_is_drawn(self, nowhere):
        folder, done = nowhere
        assert done["report"].returncode == 0, done["report"].stderr
        assert (folder / "report" / "latest.html").is_file()
        assert "matplotlib" not in done["report"].stderr.casefold()

    @pytest.mark.parametrize("command", ["save", "ingest"])
    def test_what_must_be_kept_is_an_error_that_names_the_place(self, command, nowhere):
        done = nowhere[1][command]
        assert (done.returncode, done.stdout) == (1, "")
        assert "/proc/nowhere/crossings/crossings.sqlite" in done.stderr


TABLES = ("compare", "facts", "show", "sources", "revisions", "history")
TO_JSON = [*REPORT, "--formats", "json"]


@pytest.fixture(scope="module")
def ascii_alone(tmp_path_factory):
    """A folder, and what each command did there in a terminal that knows ASCII alone."""
    folder = tmp_path_factory.mktemp("ascii")
    commands = [["forecast", *DAY, "--save"], *([name] for name in TABLES), TO_JSON]
    return folder, each(commands, folder, PYTHONIOENCODING="ascii", LC_ALL="C")


class TestLocales:
    def test_a_terminal_that_knows_ascii_alone(self, ascii_alone):
        for done in ascii_alone[1]:
            assert done.returncode == 0, done.stderr
            assert done.stdout.strip()
            assert done.stdout.isascii()
            assert "Traceback" not in done.stderr

    def test_files_are_written_in_utf_8_all_the_same(self, ascii_alone, tmp_path):
        folder, done = ascii_alone
        assert done[-1].returncode == 0, done[-1].stderr
        assert run(*TO_JSON, cwd=tmp_path).returncode == 0
        assert content(folder / "report") == content(tmp_path / "report")

    def test_no_locale_at_all(self, tmp_path):
        off = {"PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
        (done,) = each([["forecast", *DAY]], tmp_path, LC_ALL="C", LANG="", **off)
        assert done.returncode == 0, done.stderr
        assert "12,699" in done.stdout

    def test_a_file_whose_name_is_no_text(self, tmp_path):
        name = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.csv")
        Path(name).write_text("date,arrivals\n2025-05-14,5\n")
        commands = [
            ["ingest", name, "--database", f"{tmp_path}/{form}\udcfe.sqlite", "--format", form]
            for form in ("table", "csv")
        ]
        # As in a locale in UTF-8, which refuses what it cannot encode.
        done = each(commands, tmp_path, PYTHONIOENCODING="utf-8:strict")
        assert [one.returncode for one in done] == [0, 0], done


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
        there = run(*asked, "--save", env=env).stdout
        (kept,) = json.loads(run("history", "--format", "json", env=env).stdout)
        made = datetime.fromisoformat(kept["made"])
        assert made.utcoffset().total_seconds() == 0
        assert abs((datetime.now(UTC) - made).total_seconds()) < 60
        monkeypatch.setenv("TZ", "UTC0")
        time.tzset()
        assert run(*asked).stdout == there

    def test_the_newest_figures_are_no_figures_to_come(self, zone, tmp_path):
        today = datetime.now(UTC).date()
        (tmp_path / "own.csv").write_text(f"date,arrivals\n{today},5\n")
        where = ["--database", tmp_path / "store.sqlite"]
        for command in (["ingest", "own.csv", *where], ["show", "--data", "own.csv"]):
            done = run(*command, cwd=tmp_path)
            assert done.returncode == 0, done.stderr
