"""What a store is opened from, carried on from, and refused for."""

from __future__ import annotations

import gc
import sqlite3
from pathlib import Path

import pytest
from crossings.data import load, revisions, sources
from crossings.data.errors import (
    DamagedStoreError,
    NotAStoreError,
    OptionError,
    SourceNotFoundError,
    StoreError,
)
from crossings.data.store.engine import default_path
from crossings.data.store.store import Store, find_store
from sqlalchemy import create_engine, inspect, text

from ..publications import make_version_2, make_version_4
from .test_store import NOW, TIDY, everything


class TestOpening:
    def test_again_finds_what_was_there(self, database, page):
        first = Store(database)
        first.ingest(page, retrieved=NOW)
        content = everything(first)
        first.close()
        second = Store(database)
        assert everything(second) == content
        second.close()

    def test_a_newer_store_is_refused_and_left_alone(self, database, page):
        store = Store(database)
        store.ingest(page, retrieved=NOW)
        with store._engine.begin() as connection:
            connection.execute(text("UPDATE store_version SET version = 99"))
        content = everything(store)
        with pytest.raises(NotAStoreError, match=r"a store of version 99.*newer version of cr"):
            Store(database)
        assert everything(store) == content
        store.close()

    def test_an_older_store_is_carried_to_this_version(self, database, page, monkeypatch):
        from crossings.data.store import schema, tables

        Store(database).ingest(page, retrieved=NOW)

        def add_a_column(connection):
            connection.execute(text("ALTER TABLE publication ADD COLUMN language TEXT"))

        now = tables.VERSION
        monkeypatch.setattr(tables, "VERSION", now + 1)
        monkeypatch.setitem(schema.MIGRATIONS, now, add_a_column)
        store = Store(database)
        assert len(store.publications()) == 1
        columns = inspect(store._engine).get_columns("publication")
        assert "language" in {column["name"] for column in columns}
        store.close()
        Store(database).close()  # and not once more

    def test_a_step_that_fails_leaves_the_older_store(self, database, page, monkeypatch):
        from crossings.data.store import schema, tables

        Store(database).ingest(page, retrieved=NOW)

        def fail_half_way(connection):
            connection.execute(text("ALTER TABLE publication ADD COLUMN language TEXT"))
            connection.execute(text("SELECT nonsense FROM nowhere"))

        with monkeypatch.context() as patch:
            now = tables.VERSION
            patch.setattr(tables, "VERSION", now + 1)
            patch.setitem(schema.MIGRATIONS, now, fail_half_way)
            with pytest.raises(StoreError, match="nowhere"):
                Store(database)
        store = Store(database)
        assert len(store.publications()) == 1
        columns = inspect(store._engine).get_columns("publication")
        assert "language" not in {column["name"] for column in columns}
        store.close()

    @pytest.mark.parametrize("create", [True, False])
    @pytest.mark.parametrize("older", [make_version_2, make_version_4])
    @pytest.mark.parametrize(
        "damage",
        ["UPDATE publication SET published = '2026-G6-18'", "UPDATE daily SET arrivals = 'many'"],
    )
    def test_an_older_store_that_is_damaged_stays_as_it_is(
        self, damage, older, create, new_database, page
    ):
        """It is not carried to this version first, and told to be damaged then."""
        name = new_database("sqlite")
        Store(name).ingest(page, retrieved=NOW)
        engine = create_engine(f"sqlite:///{name}")
        with engine.begin() as connection:
            older(connection)
            connection.execute(text(damage))
        engine.dispose()
        before = Path(name).read_bytes()

        def read_all():
            store = Store(name, create=create)
            store.rows("daily", [one.id for one in store.publications()])

        with pytest.raises(DamagedStoreError, match="crossings doctor"):
            read_all()
        assert Path(name).read_bytes() == before

    def test_a_database_of_something_else(self, database):
        url = database if "://" in database else f"sqlite:///{database}"
        engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE publication (isbn TEXT)"))
        with pytest.raises(NotAStoreError, match="a database of another program"):
            Store(database)
        assert inspect(engine).get_table_names() == ["publication"]
        engine.dispose()

    def test_reading_writes_nothing(self, tmp_path, new_database, figures):
        other = tmp_path / "places.sqlite"
        with sqlite3.connect(other) as connection:
            connection.execute("CREATE TABLE places (name TEXT)")
        before = other.read_bytes()
        for ask in (load, sources, revisions, Store):
            with pytest.raises(NotAStoreError, match="a database of another program"):
                ask(database=str(other))
        assert other.read_bytes() == before
        (tmp_path / "empty.sqlite").write_bytes(b"")
        with pytest.raises(DamagedStoreError, match="the file is empty"):
            load(database=str(tmp_path / "empty.sqlite"))
        assert (tmp_path / "empty.sqlite").read_bytes() == b""
        server = new_database("postgresql")
        with pytest.raises(SourceNotFoundError, match="no such store"):
            load(database=server)

    def test_connections_are_let_go(self, database, page):
        Store(database).ingest(page, retrieved=NOW)
        gc.collect()
        before = len(list(Path("/proc/self/fd").iterdir()))
        gc.disable()
        try:
            for _ in range(5):
                load(database=database)
            assert len(list(Path("/proc/self/fd").iterdir())) <= before
        finally:
            gc.enable()

    @pytest.mark.parametrize(
        "name", ["", " ", ":memory:", "sqlite://", "sqlite:///", "sqlite:///:memory:", "."]
    )
    def test_names_of_nothing_that_lasts(self, name):
        with pytest.raises(OptionError):
            Store(name)
        with pytest.raises(OptionError):
            find_store(name)

    @pytest.mark.parametrize("start", ["", "sqlite:///", "sqlite+pysqlite:///"])
    def test_every_name_of_a_file_opens_it_alike(self, start, tmp_path):
        store = Store(f"{start}{tmp_path / 'sqlite.db'}")
        assert store.name == str(tmp_path / "sqlite.db")
        with store._engine.connect() as connection:
            assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        store.close()

    def test_a_driver_that_is_not_there_is_named(self, monkeypatch):
        monkeypatch.setenv("CROSSINGS_DATABASE_URL", "nonsense://x")
        with pytest.raises(OptionError, match="no driver for nonsense"):
            Store()

    def test_a_path_in_the_home_folder(self, tmp_path, monkeypatch):
        monkeypatch.setenv("HOME", str(tmp_path))
        Store("~/here.sqlite").close()
        assert (tmp_path / "here.sqlite").is_file()

    def test_a_file_that_is_no_database(self, tmp_path):
        path = tmp_path / "figures.csv"
        path.write_bytes(TIDY * 100)
        with pytest.raises(NotAStoreError, match="a file that is not a database"):
            Store(str(path))
        assert path.read_bytes() == TIDY * 100

    @pytest.mark.parametrize(
        ("url", "error", "problem"),
        [
            ("oracle://there/here", OptionError, "no driver for oracle"),
            ("nonsense://there", OptionError, "no driver for nonsense"),
            ("postgresql://here:there/x", OptionError, "cannot be read"),
            ("postgresql:///?port=a", OptionError, "cannot be read"),
            ("postgresql://127.0.0.1:1/x?foo=bar", OptionError, "cannot be used"),
            ("postgresql://127.0.0.1:1/x?password=secret", StoreError, "does not answer"),
            ("postgresql://user:secret@127.0.0.1:1/none", StoreError, "does not answer"),
        ],
    )
    def test_urls_that_lead_nowhere(self, url, error, problem):
        with pytest.raises(error, match=problem) as caught:
            Store(url)
        assert "secret" not in str(caught.value)

    def test_a_folder_that_cannot_be_made(self, tmp_path):
        (tmp_path / "file").write_text("")
        with pytest.raises(StoreError, match="the folder cannot be made"):
            Store(str(tmp_path / "file" / "store.sqlite"))

    def test_is_found_by_name_by_the_environment_and_in_the_data_folder(
        self, tmp_path, monkeypatch, page
    ):
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
        assert default_path() == tmp_path / "data" / "crossings" / "crossings.sqlite"
        assert find_store() is None
        with pytest.raises(SourceNotFoundError, match=r"here\.sqlite: no such store"):
            find_store(str(tmp_path / "here.sqlite"))
        with pytest.raises(SourceNotFoundError):
            find_store(f"sqlite:///{tmp_path / 'here.sqlite'}")
        assert not (tmp_path / "data").exists()
        Store().close()
        assert default_path().is_file()
        monkeypatch.setenv("CROSSINGS_DATABASE_URL", str(tmp_path / "other.sqlite"))
        assert find_store() is None
        Store().ingest(page, retrieved=NOW)
        assert (tmp_path / "other.sqlite").is_file()
        assert len(find_store().publications()) == 1
        monkeypatch.delenv("CROSSINGS_DATABASE_URL")
        assert len(find_store().publications()) == 0
