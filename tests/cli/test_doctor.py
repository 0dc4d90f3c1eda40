"""Every command at a store that is damaged, and the command that says what is."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from crossings.data.store import reading
from crossings.data.store.store import Store

from .test_cli import answer, refused, run

COMMANDS = {
    "forecast": [], "compare": [], "facts": [], "show": [], "sources": [], "revisions": [],
    "history": [], "report": ["--out", "out"], "backtest": ["--save"], "ingest": ["own.csv"],
    "update": ["--site", "http://127.0.0.1:1"],
}  # fmt: skip
"""All commands that touch a store, and what else they need."""


@pytest.fixture
def path(tmp_path, last_7_page) -> Path:
    """A store with one publication, and a file that it has not."""
    (tmp_path / "page.html").write_bytes(last_7_page)
    (tmp_path / "own.csv").write_text("date,arrivals\n2025-05-14,5\n")
    answer("ingest", tmp_path / "page.html", "--database", tmp_path / "store.sqlite")
    return tmp_path / "store.sqlite"


def change(path: Path, *statements: str) -> bytes:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)
    return path.read_bytes()


def flip(path: Path, old: bytes, new: bytes) -> bytes:
    """Put bytes in the place of others, wherever they stand in the file."""
    assert old in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(old, new))
    return path.read_bytes()


def without_version_table(path: Path) -> bytes:
    return change(path, "DROP TABLE store_version", "CREATE TABLE store_version (version)")


DAMAGES = {
    "a date": lambda path: flip(path, b"2025-03-08", b"2025-G3-08"),
    "a byte of the schema": lambda path: flip(path, b"publication_id", b"publication\xffid"),
    "version zero": lambda path: change(path, "UPDATE store_version SET version = 0"),
    "a negative version": lambda path: change(path, "UPDATE store_version SET version = -5"),
    "two versions": lambda path: change(path, "INSERT INTO store_version VALUES (4)"),
    "no version": lambda path: change(path, "DELETE FROM store_version"),
    "no table of the version": lambda path: change(path, "DROP TABLE store_version"),
    "a version as text": lambda path: (
        without_version_table(path),
        change(path, "INSERT INTO store_version VALUES ('five')"),
    )[1],
    "a figure as text": lambda path: change(path, "UPDATE daily SET arrivals = 'many'"),
    "a figure below zero": lambda path: change(path, "UPDATE daily SET arrivals = -5"),
    "an absurd day": lambda path: change(path, "UPDATE publication SET known = '9999-12-31'"),
    "a day that is a blob": lambda path: change(path, "UPDATE publication SET known = x'ff00'"),
    "text that is none": lambda path: change(
        path, "UPDATE publication SET title = CAST(x'c3ff' AS TEXT)"
    ),
    "JSON that is none": lambda path: change(path, "UPDATE publication SET remarks = '[{]'"),
    "a kind that is none": lambda path: change(path, "UPDATE publication SET kind = 'novel'"),
    "a table that is lost": lambda path: change(path, "DROP TABLE copy"),
    "a column that is lost": lambda path: change(
        path, "ALTER TABLE publication RENAME COLUMN known TO lost"
    ),
}


def truncated(path: Path) -> bytes:
    path.write_bytes(path.read_bytes()[:5_000])
    return path.read_bytes()


class TestADamagedStore:
    @pytest.mark.parametrize("command", COMMANDS)
    @pytest.mark.parametrize("damage", [truncated, *map(DAMAGES.get, ("version zero", "a date"))])
    def test_is_told_by_every_command_in_one_message(self, command, damage, path, monkeypatch):
        """Exit code 1, the file as it is, and how to go on."""
        monkeypatch.chdir(path.parent)
        content = damage(path)
        said = refused("-q", command, *COMMANDS[command], "--database", path, code=1)
        assert said.startswith(f"crossings: {path}: the store is damaged (")
        assert f"crossings doctor --database {path}" in said
        assert "crossings ingest FILE --database NEW" in said
        assert said.count("\n") == 1
        assert path.read_bytes() == content
        assert not Path("out").exists()

    @pytest.mark.parametrize("damage", DAMAGES)
    def test_of_any_kind_is_told_and_left_as_it_is(self, damage, path):
        content = DAMAGES[damage](path)
        for command in ("compare",) if "figure" in damage else ("sources", "compare"):
            said = refused("-q", command, "--database", path, code=1)
            assert "the store is damaged" in said
        assert run("doctor", "--database", path).returncode == 1
        assert path.read_bytes() == content

    def test_that_is_empty_is_told_where_it_is_named(self, path):
        path.write_bytes(b"")
        assert "the file is empty" in refused("compare", "--database", path, code=1)
        assert path.read_bytes() == b""

    def test_that_only_keeps_forecasts_is_told_too(self, tmp_path):
        """The figures of the package do not hide it."""
        Store(str(tmp_path / "store.sqlite")).close()
        change(tmp_path / "store.sqlite", "UPDATE store_version SET version = 0")
        said = refused("-q", "compare", "--database", tmp_path / "store.sqlite", code=1)
        assert "the version of the store is 0" in said

    def test_that_another_command_holds_is_not_called_damaged(self, path, monkeypatch):
        monkeypatch.setattr(reading, "WAIT_SECONDS", 0.1)
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            said = refused("-q", "sources", "--database", path, code=1)
        assert "Another command is writing to it: try again in a minute." in said

    def test_a_journal_of_something_else_is_no_traceback(self, path):
        path.with_name(f"{path.name}-journal").write_bytes(b"\0" * 4_096)
        path.with_name(f"{path.name}-wal").write_bytes(b"nonsense" * 512)
        content = path.read_bytes()
        assert run("-q", "sources", "--database", path).returncode == 0
        assert path.read_bytes() == content


class TestDoctor:
    def test_a_sound_store(self, path):
        done = run("doctor", "--database", path)
        assert (done.returncode, done.stderr) == (0, "")
        assert "store.sqlite: sound." in done.stdout.replace("\n", "")
        assert "last-7-days       1         0        1   2025-03-06   2025-03-08" in done.stdout

    def test_says_what_is_damaged_and_what_to_ingest_again(self, path):
        content = change(path, "UPDATE daily SET arrivals = 9 WHERE date = '2025-03-07'")
        answer("ingest", path.parent / "own.csv", "--database", path)
        content = path.read_bytes()
        copy = path.parent / "copy.sqlite"
        done = run("doctor", "--database", path, "--copy", copy)
        assert done.returncode == 1
        assert "last-7-days, 9 March 2025" in " ".join(done.stdout.split())
        assert f"written: {copy} (1 publication, 0 forecasts kept)" in done.stderr
        assert f"Ingest it again: crossings ingest FILE --database {copy}" in done.stderr
        assert path.read_bytes() == content
        answer("ingest", path.parent / "page.html", "--database", copy)
        answer("doctor", "--database", copy)

    def test_as_json_and_csv(self, path):
        found = json.loads(answer("doctor", "--database", path, "--format", "json"))
        assert (found["sound"], found["faults"], found["copy"]) == (True, [], None)
        (one,) = found["publications"]
        assert (one["kind"], one["published"], one["figures"]) == ("last-7-days", "2025-03-09", 3)
        change(path, "UPDATE daily SET arrivals = 9 WHERE date = '2025-03-07'")
        done = run("doctor", "--database", path, "--format", "csv")
        (row,) = csv.DictReader(io.StringIO(done.stdout))
        assert (done.returncode, row["kind"]) == (1, "last-7-days")
        assert "fingerprint" in row["faults"]

    def test_finds_a_changed_figure_that_the_pages_do_not_show(self, path, make_ods, small_sheets):
        """Weeks stand in no index: the fingerprint alone tells."""
        (path.parent / "series.ods").write_bytes(make_ods(small_sheets()))
        answer("ingest", path.parent / "series.ods", "--database", path)
        change(path, "UPDATE weekly SET arrivals = arrivals + 1")
        answer("sources", "--database", path)
        assert "fingerprint" in run("doctor", "--database", path).stdout

    def test_a_file_of_another_program_is_the_mistake_of_who_names_it(self, tmp_path):
        change(tmp_path / "other.sqlite", "CREATE TABLE books (isbn TEXT)")
        assert "another program" in refused("doctor", "--database", tmp_path / "other.sqlite")
        (tmp_path / "x.sqlite").write_text("no database" * 100)
        assert "not a database" in refused("doctor", "--database", tmp_path / "x.sqlite")
        assert "no such store" in refused("doctor", "--database", tmp_path / "none.sqlite")
        assert len(list(tmp_path.iterdir())) == 2
