"""The doctor of a store: what it finds, and what it copies."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from crossings.data import load
from crossings.data.errors import (
    NotAStoreError,
    OptionError,
    SourceNotFoundError,
    StoreError,
    UnwritableOutputError,
)
from crossings.data.govuk import Validators
from crossings.data.store.doctor import check
from crossings.data.store.store import Store
from crossings.data.store.tables import VERSION
from sqlalchemy import create_engine

from ..publications import make_version_2, make_version_4
from .test_store import NOW, everything
from .test_store_forecasts import OTHER


@pytest.fixture
def held(database, series, page) -> str:
    """A store with two publications, a forecast and what was noted of a download."""
    store = Store(database)
    store.ingest(series, retrieved=NOW)
    store.ingest(page, retrieved=NOW)
    store.save_forecasts([OTHER])
    store.record_download("https://www.gov.uk/x", Validators(etag="1"), checked=NOW)
    store.close()
    return database


@pytest.fixture
def file(new_database, series, page) -> Path:
    """The same in a file, without a forecast."""
    store = Store(new_database("sqlite"))
    store.ingest(series, retrieved=NOW)
    store.ingest(page, retrieved=NOW)
    store.record_download("https://www.gov.uk/x", Validators(etag="1"), checked=NOW)
    store.close()
    return Path(store.name)


def change(path: Path, statement: str) -> bytes:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)
    return path.read_bytes()


def contents(database: str) -> dict[str, list]:
    store = Store(database)
    found = everything(store)
    found["forecasts"] = list(store.forecasts())
    store.close()
    return found


class TestASoundStore:
    def test_is_said_to_hold_what_it_holds(self, held):
        found = check(held)
        assert (found.sound, found.version, found.forecasts) == (True, VERSION, 1)
        assert [one.kind for one in found.publications] == ["time-series", "last-7-days"]
        assert [one.copies for one in found.publications] == [1, 1]
        assert found.copy is None

    def test_in_whatever_order_its_rows_are_kept(self, file):
        """A server moves rows to where there is room: that is no damage."""
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("CREATE TEMP TABLE moved AS SELECT * FROM daily")
            connection.execute("DELETE FROM daily")
            connection.execute("INSERT INTO daily SELECT * FROM moved ORDER BY date DESC")
        assert check(str(file)).sound

    def test_is_copied_whole_from_either_engine(self, held, tmp_path):
        found = check(held, copy=tmp_path / "copy.sqlite")
        assert found.copy == str(tmp_path / "copy.sqlite")
        assert contents(found.copy) == contents(held)
        store = Store(found.copy)
        assert store.download("https://www.gov.uk/x") == Validators(etag="1")
        store.close()
        assert check(found.copy).sound

    @pytest.mark.parametrize("make", [make_version_4, make_version_2])
    def test_of_an_older_version_is_sound_and_its_copy_is_of_this_one(self, make, file, tmp_path):
        engine = create_engine(f"sqlite:///{file}")
        with engine.begin() as connection:
            make(connection)
        engine.dispose()
        before = file.read_bytes()
        assert check(str(file), copy=tmp_path / "copy.sqlite").sound
        assert file.read_bytes() == before
        assert check(str(tmp_path / "copy.sqlite")).version == VERSION
        assert contents(str(tmp_path / "copy.sqlite")) == contents(str(file))


class TestADamagedStore:
    @pytest.mark.parametrize(
        ("statement", "words"),
        [
            ("UPDATE daily SET arrivals = 8 WHERE date = '2025-03-07'", "fingerprint"),
            ("UPDATE daily SET arrivals = 'many' WHERE date = '2025-03-07'", "daily.arrivals is"),
            ("DELETE FROM daily WHERE date = '2025-03-07'", "fingerprint"),
            (
                "UPDATE publication SET known = '2025-03-19' WHERE id = 2",
                "does not match its other dates",
            ),
            ("UPDATE publication SET through = '2025-03-09' WHERE id = 2", "known on 2025-03-09"),
            ("UPDATE publication SET missing = '[\"2025-03-07\"]' WHERE id = 2", "missing days"),
            ("UPDATE publication SET remarks = '{' WHERE id = 2", "Expecting"),
            ("DELETE FROM copy WHERE publication_id = 2", "no copy of it"),
        ],
    )
    def test_is_copied_without_the_publication_that_is_damaged(
        self, statement, words, file, tmp_path
    ):
        content = change(file, statement)
        found = check(str(file), copy=tmp_path / "copy.sqlite")
        (damaged,) = found.damaged
        assert (damaged.kind, damaged.number) == ("last-7-days", 2)
        assert words in damaged.faults[0]
        assert file.read_bytes() == content
        assert check(str(tmp_path / "copy.sqlite")).sound
        store = Store(found.copy)
        assert [one.kind for one in store.publications()] == ["time-series"]
        # Otherwise `update` would not fetch again what was left out.
        assert store.download("https://www.gov.uk/x") == Validators()
        store.close()

    def test_takes_the_publication_again_and_is_whole(self, file, page, tmp_path):
        before = contents(str(file))
        change(file, "UPDATE daily SET arrivals = 8 WHERE date = '2025-03-07'")
        copy = check(str(file), copy=tmp_path / "copy.sqlite").copy
        store = Store(copy)
        assert store.ingest(page, retrieved=NOW) == "new"
        store.close()
        assert contents(copy) == before

    @pytest.mark.parametrize("version", ["0", "-1", "99999999999", "4"])
    def test_without_a_version_that_can_be_gives_all_that_is_in_it(self, version, file, tmp_path):
        change(file, f"UPDATE store_version SET version = {version}")
        if version.startswith("9"):
            with pytest.raises(NotAStoreError, match="newer version"):
                check(str(file))
            return
        found = check(str(file), copy=tmp_path / "copy.sqlite")
        assert (found.sound, found.damaged) == (False, ())
        assert "version" in found.faults[0]
        assert len(check(found.copy).publications) == 2

    def test_without_a_table_says_which(self, file):
        change(file, "DROP TABLE weekly")
        found = check(str(file))
        assert "the table weekly is missing" in found.faults
        assert [one.kind for one in found.damaged] == ["time-series"]

    def test_with_nothing_that_can_be_read_leaves_no_copy(self, file, tmp_path):
        change(file, "UPDATE publication SET kind = 'novel'")
        found = check(str(file), copy=tmp_path / "copy.sqlite")
        assert (len(found.damaged), found.copy) == (2, None)
        assert not list(tmp_path.glob("*copy*"))

    def test_of_a_command_that_was_killed_is_left_to_the_next_one(self, file):
        """Its journal undoes the half of a change; the doctor alone changes nothing."""
        child = os.fork()
        if child == 0:
            connection = sqlite3.connect(file, isolation_level=None)
            connection.execute("PRAGMA cache_size = 2")
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("UPDATE daily SET arrivals = arrivals + 1")
            connection.execute("UPDATE weekly SET arrivals = arrivals + 1")
            connection.execute("CREATE TABLE many AS SELECT * FROM daily, weekly")
            os.kill(os.getpid(), signal.SIGKILL)
        os.waitpid(child, 0)
        content = file.read_bytes()
        with pytest.raises(StoreError, match="A command was stopped while it wrote"):
            check(str(file))
        assert file.read_bytes() == content
        Store(str(file), create=False).close()
        assert check(str(file)).sound

    def test_that_is_empty_or_cut_short(self, file):
        content = file.read_bytes()
        for left in (0, 60, 5_000):
            file.write_bytes(content[:left])
            assert not check(str(file)).sound
            assert file.read_bytes() == content[:left]


class TestWhereThereIsNoStore:
    def test_nothing_there(self, tmp_path, new_database):
        with pytest.raises(SourceNotFoundError, match="no such store"):
            check(str(tmp_path / "none.sqlite"))
        with pytest.raises(SourceNotFoundError, match="no such store"):
            check(new_database("postgresql"))
        assert list(tmp_path.iterdir()) == []

    def test_a_file_of_something_else(self, tmp_path):
        other = tmp_path / "other.sqlite"
        change(other, "CREATE TABLE books (isbn TEXT)")
        with pytest.raises(NotAStoreError, match="of another program"):
            check(str(other))


class TestACopy:
    def test_is_never_written_over_a_file(self, file, tmp_path):
        there = tmp_path / "there"
        there.write_text("mine")
        for name in (there, file):
            before = name.read_bytes()
            with pytest.raises(OptionError, match="a file that already exists"):
                check(str(file), copy=name)
            assert name.read_bytes() == before

    def test_that_comes_to_stand_there_meanwhile_stays(self, file, tmp_path, monkeypatch):
        from crossings.data.store import copying

        real = copying._place

        def place(beside, path):
            path.write_text("mine")
            real(beside, path)

        monkeypatch.setattr(copying, "_place", place)
        with pytest.raises(OptionError, match="a file that already exists"):
            check(str(file), copy=tmp_path / "copy.sqlite")
        assert [one.name for one in tmp_path.glob("*copy*")] == ["copy.sqlite"]
        assert (tmp_path / "copy.sqlite").read_text() == "mine"

    def test_that_finds_no_room_names_the_file_that_was_asked_for(self, file, tmp_path):
        """A limit on the size of files is what a full disk is to SQLite."""
        code = (
            "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000));"
            "from crossings.cli import main; main()"
        )
        copy = tmp_path / "new" / "copy.sqlite"
        copy.parent.mkdir()
        words = ["doctor", "--database", str(file), "--copy", str(copy)]
        done = subprocess.run(
            [sys.executable, "-c", code, *words], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith(f"crossings: {copy}: ")
        assert done.stderr.count("\n") == 1
        assert list(copy.parent.iterdir()) == []

    def test_needs_a_folder_and_a_file(self, file, tmp_path):
        with pytest.raises(UnwritableOutputError, match="does not exist"):
            check(str(file), copy=tmp_path / "none" / "copy.sqlite")
        with pytest.raises(OptionError, match="path of a new file"):
            check(str(file), copy="postgresql://u@h/x")


def test_figures_come_from_a_store_of_version_4_on_a_disk_that_takes_no_changes(file, monkeypatch):
    """It lacks nothing that is read: it is not carried to this version for that."""
    change(file, "DROP TABLE track")
    content = change(file, "UPDATE store_version SET version = 4")
    real = sqlite3.connect

    def connect(name, *args, **how):
        return real(f"file:{file}?mode=ro", *args, **{**how, "uri": True})

    monkeypatch.setattr(sqlite3.dbapi2, "connect", connect)
    assert len(load(database=str(file))) > 20
    store = Store(str(file), create=False)
    assert (store.tracks(), list(store.forecasts())) == ({}, [])
    store.close()
    assert file.read_bytes() == content
