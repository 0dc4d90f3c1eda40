"""Several processes at one store, killed ones, and a full disk."""

from __future__ import annotations

import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from crossings.data import ingest as module
from crossings.data.errors import StoreError
from crossings.data.ingest import files_in, ingest
from crossings.data.store.answers import answering
from crossings.data.store.store import Store
from sqlalchemy import text

from ..publications import LAST_7, html_table
from .test_store import NOW


@pytest.fixture(scope="module")
def many_files(tmp_path_factory, make_page) -> Path:
    """Twelve pages of three days each, every one with figures of its own."""
    folder = tmp_path_factory.mktemp("pages")
    for number in range(12):
        rows = [LAST_7[0], *([row[0], str(number), "0", "0", ""] for row in LAST_7[1:])]
        (folder / f"{number:02}.html").write_bytes(make_page(html_table(*rows)))
    return folder


@pytest.fixture(autouse=True)
def few_together(monkeypatch) -> None:
    """Store a few files in each transaction, so that there are several of them to break into."""
    monkeypatch.setattr(module, "TOGETHER_SECONDS", 0.01)


def start(database, files) -> tuple[int, int]:
    """Start a process that ingests; return its id, and where it writes one letter an outcome.

    It is forked from this one, which has imported everything already. The first letter says that
    it is ready.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            store = Store(database)
            os.write(writing, b".")
            for done in ingest(store, files_in([files]), retrieved=NOW):
                os.write(writing, done.outcome[:1].encode())
        finally:
            os._exit(0)
    os.close(writing)
    return child, reading


def rest_of(child, reading) -> str:
    """Return what a process writes until it ends."""
    letters = b""
    while part := os.read(reading, 100):
        letters += part
    os.waitpid(child, 0)
    os.close(reading)
    return letters.decode()


class TestManyAtOnce:
    def test_two_processes_lose_nothing(self, database, many_files):
        both = [start(database, many_files) for _ in range(2)]
        # Each publication was new to exactly one of the two.
        outcomes = [rest_of(*process) for process in both]
        assert [len(letters) for letters in outcomes] == [13, 13]
        assert {"".join(sorted(pair)) for pair in zip(*outcomes, strict=True)} == {"..", "hn"}
        store = Store(database)
        assert len(store.publications()) == 12
        assert len(store.rows("daily", [one.id for one in store.publications()])) == 36
        store.close()

    def test_a_reader_is_not_kept_out(self, database, page):
        store = Store(database)
        store.ingest(page, retrieved=NOW)
        with store._writing() as writing:
            writing.execute(text("DELETE FROM download"))
            assert len(Store(database).publications()) == 1
        store.close()


def whole(database: str) -> int:
    """Return how many publications there are, after a look at whether each is whole."""
    store = Store(database)
    stored = store.publications()
    daily = store.rows("daily", [one.id for one in stored])
    assert set(daily["id"]) == {one.id for one in stored}
    assert (daily.groupby("id").size() == 3).all()
    with store._engine.connect() as connection:
        copies = connection.execute(text("SELECT count(*) FROM copy")).scalar()
        rows = connection.execute(text("SELECT count(*) FROM daily")).scalar()
    assert (copies, rows) == (len(stored), 3 * len(stored))
    if "://" not in database:
        with sqlite3.connect(database) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    store.close()
    return len(stored)


def killed_after(database, files, seconds) -> tuple[int, float]:
    """Kill an ingest some time after it is ready, if at all.

    Returns the number of its outcomes, and how long it ran.
    """
    child, reading = start(database, files)
    assert os.read(reading, 1) == b"."
    ready = time.monotonic()
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    return len(rest_of(child, reading)), time.monotonic() - ready


@pytest.mark.parametrize(("engine", "kills"), [("sqlite", 12), ("postgresql", 6)])
def test_killed_at_any_moment_holds_what_was_committed(engine, kills, new_database, many_files):
    """Moments all over the time that the ingest takes, on a store that goes on."""
    moments = random.Random(20260102)
    outcomes, duration = killed_after(new_database(engine), many_files, None)
    assert outcomes == 12
    database = new_database(engine)
    stopped_early = 0
    for _ in range(kills):
        outcomes, _ = killed_after(database, many_files, moments.uniform(0, duration))
        stored = whole(database)
        assert stored >= outcomes
        stopped_early += outcomes < 12
        if stored == 12:
            database = new_database(engine)
    assert stopped_early > 0
    assert killed_after(database, many_files, None)[0] == 12
    assert whole(database) == 12


DAYS = 900


def test_a_full_disk_is_a_clear_error(new_database, tmp_path):
    """A limit on the size of files is what a full disk is to SQLite."""
    for number in range(3):
        lines = [f"{day.date()},{number},0" for day in pd.date_range("2018-01-01", periods=DAYS)]
        (tmp_path / f"{number}.csv").write_text("\n".join(["date,arrivals,boats", *lines]))
    database = new_database("sqlite")
    code = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (250_000, 250_000));"
        "from crossings.cli import main; main()"
    )
    command = [sys.executable, "-c", code, "ingest", "--database", database]
    files = [str(tmp_path / f"{number}.csv") for number in range(3)]
    done = subprocess.run([*command, *files], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert re.search(r"after [12] of 3 files; .* Not done: \S+/[12]\.csv", done.stderr)
    assert re.search(r"tidy-csv +[12] ", done.stdout)
    assert "full" in done.stderr or "disk I/O error" in done.stderr
    assert "Traceback" not in done.stderr
    store = Store(database)
    stored = store.publications()
    assert 0 < len(stored) < 3
    assert len(store.rows("daily", [one.id for one in stored])) == DAYS * len(stored)
    store.close()


def test_a_file_that_cannot_be_written(new_database, many_files, tmp_path):
    database = new_database("sqlite")
    store = Store(database)
    list(ingest(store, files_in([many_files])[:1], retrieved=NOW))
    with store._engine.connect() as connection:
        connection.execute(text("PRAGMA query_only = ON"))
        with pytest.raises(StoreError, match=r"readonly|read-only|query_only"), answering("x"):
            connection.execute(text("DELETE FROM copy"))
    store.close()
    assert whole(database) == 1
