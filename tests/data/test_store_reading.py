"""Reading a store in a file: without what writing needs, once, and checked after each change."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from crossings.data import load
from crossings.data.errors import DamagedStoreError, NotAStoreError
from crossings.data.publications.formats import read_bytes
from crossings.data.store import reading
from crossings.data.store.store import Store, find_store

from .test_store import NOW, TIDY

READ = """
import sys
from datetime import UTC, datetime
from crossings import forecast_year, load
from crossings.data.store.store import Store
from crossings.forecast import archived
daily = load(database={database!r})
print(daily.loc["2025-03-06", "status"])
outlook = forecast_year(daily, n_paths=100)
store, now = Store({database!r}), datetime.now(UTC)
print(store.save_forecasts([archived(outlook, made=now)]))
store.save_tracks({{"key": "{{}}"}}, made=now)
print(store.tracks(), len(list(store.forecasts())))
print("sqlalchemy" in sys.modules)
"""
CHECK, HELD = "integrity_check", "FROM publication JOIN copy"


@pytest.fixture
def filled(new_database, page) -> str:
    """A file with one publication."""
    name = new_database("sqlite")
    store = Store(name)
    store.ingest(page, retrieved=NOW)
    store.close()
    return name


@pytest.fixture
def asked(filled, monkeypatch) -> list[str]:
    """What SQLite is asked from now on, by a process that has read nothing yet."""
    statements: list[str] = []
    connect = sqlite3.connect

    def traced(*args, **how):
        connection = connect(*args, **how)
        connection.set_trace_callback(statements.append)
        return connection

    monkeypatch.setattr(sqlite3, "connect", traced)
    monkeypatch.setattr(reading, "_sound", [])
    return statements


@pytest.fixture
def later(monkeypatch) -> None:
    """Let a minute have passed since whatever is written."""
    monkeypatch.setattr(reading, "time_ns", lambda: time.time_ns() + 60_000_000_000)


@pytest.fixture
def at_once(filled, monkeypatch) -> None:
    """Let no time have passed since the file was written."""
    monkeypatch.setattr(reading, "time_ns", lambda: Path(filled).stat().st_ctime_ns + 1)


def times(asked: list[str], words: str) -> int:
    """Return how many statements have the words."""
    return sum(words in statement for statement in asked)


def change_a_figure(name: str) -> None:
    """Change a day in its table and not in its index: the file keeps its size and its time."""
    path = Path(name)
    was, content = path.stat(), path.read_bytes()
    assert content.count(b"revised") > 1
    path.write_bytes(content.replace(b"revised", b"revisee", 1))
    os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))
    now = path.stat()
    assert (now.st_size, now.st_mtime_ns) == (was.st_size, was.st_mtime_ns)


def test_to_read_figures_and_to_keep_a_forecast_does_not_import_sqlalchemy(filled):
    done = subprocess.run(
        [sys.executable, "-c", READ.format(database=filled)],
        capture_output=True,
        text=True,
        check=True,
    )
    status, new, kept, loaded = done.stdout.splitlines()
    assert (status, new, kept) == ("revised", "1", "{'key': '{}'} 1")  # by the page, alone
    assert loaded == "False"


def test_a_load_reads_the_publications_once(filled, asked):
    load(database=filled)
    assert times(asked, HELD) == 1


def test_a_file_that_stays_as_it_is_is_checked_once(filled, asked, later):
    for _ in range(3):
        load(database=filled)
    assert times(asked, CHECK) == 1


def test_a_file_that_has_just_been_changed_is_checked_each_time(filled, asked, at_once):
    """The clock of a disk may give the next change the same time."""
    for _ in range(3):
        load(database=filled)
    assert times(asked, CHECK) == 3


def test_what_is_written_between_two_reads_is_seen_and_checked(filled, asked, later):
    before = load(database=filled)
    writer = Store(filled)
    asked.clear()
    tidy = read_bytes(b"date,arrivals,boats\n2026-08-21,41,1\n", name="mine.csv")
    writer.ingest(tidy, retrieved=pd.Timestamp("2026-08-22T12:00:00Z").to_pydatetime())
    writer.close()
    after = load(database=filled)
    assert after["arrivals"].iloc[-1] == 41
    assert len(after) == len(before) + 1
    assert times(asked, CHECK) == 1


@pytest.mark.parametrize("clock", ["later", "at_once"])
def test_a_figure_changed_between_two_reads_is_found(filled, asked, clock, request):
    """Also within the second in which the file was written, and with its old time."""
    request.getfixturevalue(clock)
    load(database=filled)
    change_a_figure(filled)
    with pytest.raises(DamagedStoreError, match="index daily_by_date"):
        load(database=filled)
    assert times(asked, CHECK) == 2


class TestWithoutPublications:
    @pytest.fixture
    def empty(self, new_database) -> str:
        name = new_database("sqlite")
        Store(name).close()
        return name

    def test_is_checked_and_opened_like_any_other(self, empty, asked):
        assert find_store(empty).publications() == []
        assert times(asked, CHECK) == 1
        pd.testing.assert_frame_equal(load(database=empty), load(database=empty))

    def test_can_be_filled(self, empty):
        store = find_store(empty)
        assert store.ingest(read_bytes(TIDY, name="mine.csv"), retrieved=NOW) == "new"
        assert len(store.publications()) == 1
        store.close()

    @pytest.mark.parametrize(("version", "error"), [(0, DamagedStoreError), (99, NotAStoreError)])
    def test_is_refused_like_any_other(self, empty, version, error):
        with sqlite3.connect(empty) as connection:
            connection.execute("UPDATE store_version SET version = ?", (version,))
        connection.close()
        with pytest.raises(error, match=f"version.* {version}"):
            load(database=empty)
