"""Work that ends early says in one line that it did, what is done, and how to go on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest
from crossings.cli.ingest import ended_early
from crossings.cli.options import Format
from crossings.data.errors import StoreError
from crossings.data.ingest import Ingested
from crossings.data.store.store import Store

from .cli.test_cli import CROSSINGS, run

NAMES = ["a.csv", "b.csv", "c.csv"]


@pytest.fixture
def files(tmp_path):
    """A folder of three tables of days."""
    folder = tmp_path / "files"
    folder.mkdir()
    for day, name in enumerate(NAMES, start=1):
        (folder / name).write_text(f"date,arrivals\n2025-05-0{day},5\n")
    return folder


@pytest.fixture
def where(tmp_path) -> list[str]:
    return ["--database", str(tmp_path / "store.sqlite")]


def fails_second(monkeypatch, error: BaseException):
    """Let the store fail at the second publication that it is given."""
    real, seen = Store.ingest, []

    def ingest(self, *args, **kwargs):
        seen.append(args)
        if len(seen) == 2:
            raise error
        return real(self, *args, **kwargs)

    monkeypatch.setattr(Store, "ingest", ingest)


ENDS = {130: KeyboardInterrupt(), 1: StoreError("the database does not answer")}


@pytest.mark.parametrize("code", ENDS)
def test_an_ingest_that_ends_early_says_what_went_in(code, files, where, monkeypatch):
    with monkeypatch.context() as patch:
        fails_second(patch, ENDS[code])
        done = run("ingest", files, *where, "--published", "2025-05-10", "--format", "json")
    assert done.returncode == code
    (one,) = json.loads(done.stdout)
    assert (one["name"], one["outcome"]) == (str(files / "a.csv"), "new")
    lines = done.stderr.splitlines()
    assert lines[0] == (
        "crossings: stopped early, after 1 of 3 files; what was done so far is in the store. "
        f"Not done: {files / 'b.csv'} and 1 after it. Run the same command again to go on: "
        "nothing is stored twice"
    )
    assert lines[1:] == (["crossings: the database does not answer"] if code == 1 else [])
    again = run("ingest", files, *where, "--published", "2025-05-10", "--format", "json")
    assert [row["outcome"] for row in json.loads(again.stdout)] == ["held", "new", "new"]


def test_an_update_that_ends_early_says_what_went_in(whole, where, monkeypatch):
    fails_second(monkeypatch, StoreError("the database does not answer"))
    done = run("update", "--site", whole.url, *where, "--format", "csv")
    assert done.returncode == 1
    assert done.stdout.splitlines()[1].split(",")[1:3] == ["new", "time-series"]
    assert "stopped early, after 1 publications" not in done.stderr
    assert "stopped early, after 1 publication;" in done.stderr
    assert "Not done" not in done.stderr


def test_what_ends_before_anything_is_done_says_no_more_than_why(files, where, monkeypatch):
    def fail(*_, **__):
        raise StoreError("the database does not answer")

    monkeypatch.setattr(Store, "ingest", fail)
    done = run("ingest", files, *where, "--published", "2025-05-10")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1] == "crossings: the database does not answer"
    assert "stopped early" not in done.stderr


def test_a_folder_in_a_folder_that_cannot_be_looked_into_is_said(files, where, monkeypatch):
    (files / "closed").mkdir()
    (files / "closed" / "d.csv").write_text("date,arrivals\n2025-05-04,5\n")
    real = os.scandir

    def scandir(path):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    done = run("ingest", files, *where, "--published", "2025-05-10", "--format", "json")
    assert done.returncode == 1
    outcomes = {row["name"]: row["outcome"] for row in json.loads(done.stdout)}
    assert outcomes == {str(files / name): "new" for name in NAMES} | {
        str(files / "closed"): "refused"
    }
    assert "closed: a folder that cannot be read" in done.stderr


LOADING = """
import sys
class Stop:
    def find_spec(self, name, path=None, target=None):
        if name == {name!r}:
            raise KeyboardInterrupt
sys.meta_path.insert(0, Stop())
from crossings.cli import main
sys.argv = ["crossings", "compare"]
main()
"""


@pytest.mark.parametrize("name", ["crossings.cli.application", "typer", "crossings.data", "pandas"])
def test_ctrl_c_while_it_loads_is_one_line(name):
    done = subprocess.run(
        [sys.executable, "-c", LOADING.format(name=name)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "crossings: stopped\n")


BACKTEST = ["backtest", "--models", "root-level", "--from", "2019-01-01", "--jobs", "2"]


def test_ctrl_c_reaches_all_workers_and_is_one_line(tmp_path):
    """A terminal sends it to the command and to its workers alike."""
    process = subprocess.Popen(
        [CROSSINGS, "-v", *BACKTEST],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "XDG_DATA_HOME": str(tmp_path / "data")},
        start_new_session=True,
    )
    assert process.stderr.readline()
    os.killpg(process.pid, signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)
    assert (process.returncode, stdout) == (130, "")
    assert stderr.splitlines()[-1] == "crossings: stopped"
    assert "Traceback" not in stderr


def test_the_name_of_a_file_that_was_not_read_is_printable(capsys):
    """It was written as it is, and a terminal obeys what it is sent."""
    ended_early([Ingested("a", "new")], "store", Format.csv, names=["a", "b\x1b[2J"])
    assert "\x1b" not in capsys.readouterr().err
