"""Files into the store, many in one transaction: what is said to be stored is stored."""

from __future__ import annotations

import sqlite3
from datetime import date
from math import inf
from pathlib import Path

import psycopg
import pytest
from crossings.data import ingest as module
from crossings.data import read_publication
from crossings.data.errors import StoreError
from crossings.data.ingest import files_in, ingest
from crossings.data.store.store import Store
from sqlalchemy import event

from ..publications import LAST_7, html_table
from .test_store import NOW, everything

FILES = 6


@pytest.fixture
def folder(tmp_path, make_page) -> Path:
    """Pages of three days each, every one with figures of its own, and a file of another kind."""
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(FILES):
        rows = [LAST_7[0], *([row[0], str(number), "0", "0", ""] for row in LAST_7[1:])]
        (folder / f"{number}.html").write_bytes(make_page(html_table(*rows)))
    (folder / "README").write_text("Hello")
    return folder


@pytest.fixture
def together(monkeypatch) -> None:
    """Store all files of a run in one transaction, however long they take to be read."""
    monkeypatch.setattr(module, "TOGETHER_SECONDS", inf)


def outcomes(store, folder) -> list[str]:
    return [one.outcome for one in ingest(store, files_in([folder]), retrieved=NOW)]


def stored(database) -> int:
    """Return how many publications another process would find, each of them whole."""
    store = Store(database)
    held = store.publications()
    days = store.rows("daily", [one.id for one in held])
    store.close()
    assert len(days) == 3 * len(held)
    return len(held)


def follow(store, database, folder, said) -> None:
    """Ingest, and add to what is said, which is in the store by then."""
    for one in ingest(store, files_in([folder]), retrieved=NOW):
        said.append(f"{Path(one.name).name}: {one.outcome}")
        assert stored(database) >= len(said)


@pytest.mark.parametrize(("seconds", "commits"), [(inf, 1), (0, FILES)])
def test_files_read_within_a_moment_are_one_transaction(
    database, folder, monkeypatch, seconds, commits
):
    monkeypatch.setattr(module, "TOGETHER_SECONDS", seconds)
    store, made = Store(database), []
    event.listen(store._engine, "commit", made.append)
    assert outcomes(store, folder) == [*["new"] * FILES, "left out"]
    assert len(made) == commits
    store.close()


def test_one_transaction_or_many_store_the_same(new_database, folder, monkeypatch):
    contents = []
    for seconds in (0, inf):
        monkeypatch.setattr(module, "TOGETHER_SECONDS", seconds)
        store = Store(new_database("sqlite"))
        outcomes(store, folder)
        contents.append(everything(store))
        store.close()
    assert contents[0] == contents[1]


@pytest.mark.parametrize("seconds", [0, 0.005, inf])
def test_what_is_said_to_be_stored_can_be_read_by_others(database, folder, monkeypatch, seconds):
    monkeypatch.setattr(module, "TOGETHER_SECONDS", seconds)
    store = Store(database)
    said = 0
    for one in ingest(store, files_in([folder]), retrieved=NOW):
        said += one.outcome == "new"
        assert stored(database) >= said
    assert said == FILES
    store.close()


def test_nobody_waits_while_files_are_read(new_database, folder, together, monkeypatch):
    database = new_database("sqlite")

    def read(path, **how):
        with sqlite3.connect(database, timeout=0, isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            other.execute("ROLLBACK")
        other.close()
        return read_publication(path, **how)

    monkeypatch.setattr(module, "read_publication", read)
    store = Store(database)
    assert outcomes(store, folder) == [*["new"] * FILES, "left out"]
    store.close()


def test_the_same_figures_twice_in_one_transaction_are_stored_once(database, folder, together):
    page = (folder / "0.html").read_bytes()
    (folder / "a.html").write_bytes(page)
    (folder / "b.html").write_bytes(page.replace(b"Menu", b"nonce"))
    store = Store(database)
    assert outcomes(store, folder) == [*["new"] * FILES, "left out", "held", "copy"]
    store.close()
    assert stored(database) == FILES


def test_one_that_is_refused_does_not_keep_out_the_others(database, tmp_path, together):
    """Its day of publication is that of another copy, which only the store can tell."""
    days = "date,arrivals\n2025-05-01,5\n2025-05-02,5\n2025-05-03,5\n"
    (tmp_path / "a.csv").write_text(days)
    (tmp_path / "b.csv").write_text(days.replace("\n", "\r\n"))
    store = Store(database)
    for name, day in (("a.csv", "2025-05-10"), ("b.csv", "2025-05-11")):
        publication = read_publication(tmp_path / name)
        assert store.ingest(publication, retrieved=NOW, published=date.fromisoformat(day)) == "new"
    (tmp_path / "c.csv").write_text(days.replace("5\n", "6\n"))
    names = files_in([tmp_path / name for name in ("a.csv", "b.csv", "c.csv")])
    before = everything(store)["publications"]
    found = list(ingest(store, names, retrieved=NOW, published=date.fromisoformat("2025-05-10")))
    assert [one.outcome for one in found] == ["held", "refused", "new"]
    assert "no other copy" in str(found[1].error)
    assert set(before) < set(everything(store)["publications"])
    store.close()
    assert stored(database) == 3


def test_those_before_one_that_the_database_refuses_are_stored(
    database, folder, together, monkeypatch
):
    def read(path, **how):
        publication = read_publication(path, **how)
        if path.name == "3.html":
            publication.daily.loc[:, "status"] = None  # refused after its first rows
        return publication

    monkeypatch.setattr(module, "read_publication", read)
    store, said = Store(database), []
    with pytest.raises(StoreError, match="status"):
        follow(store, database, folder, said)
    store.close()
    assert said == ["0.html: new", "1.html: new", "2.html: new"]
    assert stored(database) == 3


def test_a_connection_that_is_lost_half_way_loses_nothing_that_was_said(
    new_database, folder, together, monkeypatch
):
    database, real, calls = new_database("postgresql"), Store.ingest, []

    def ingest_until_lost(self, *args, **how):
        calls.append(args)
        if len(calls) == 4:
            with psycopg.connect(database, autocommit=True) as other:
                other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
        return real(self, *args, **how)

    monkeypatch.setattr(Store, "ingest", ingest_until_lost)
    store, said = Store(database), []
    with pytest.raises(StoreError, match="does not answer"):
        follow(store, database, folder, said)
    store.close()
    assert said == ["0.html: new", "1.html: new", "2.html: new"]
    assert stored(database) == 3


def test_a_commit_that_fails_is_not_said_to_be_done(database, folder, together):
    store, failed = Store(database), []

    def fail(connection):
        failed.append(connection)
        raise StoreError("the disk is full")

    event.listen(store._engine, "commit", fail)
    with pytest.raises(StoreError, match="the disk is full"):
        next(iter(ingest(store, files_in([folder]), retrieved=NOW)))
    store.close()
    assert failed
    assert stored(database) == 0
