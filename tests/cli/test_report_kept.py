"""The forecasts of the track record, which the command makes once and keeps in the store."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from crossings.data.store.store import Store
from crossings.forecast import tracking

from .test_cli import run

QUICK = ("--as-of", "2025-05-14", "--model", "persistence", "--paths", "50", "--formats", "json")


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> tuple[bytes, bytes]:
    """Return the first report of a store, and the store after it: a test works on a copy."""
    folder = tmp_path_factory.mktemp("first")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(folder))
        written = report(folder / "out")
    return written, (folder / "crossings" / "crossings.sqlite").read_bytes()


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """Return the file of a store that is not there yet."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data" / "crossings" / "crossings.sqlite"


def report(folder: Path, *options: str) -> bytes:
    """Write a report, and return it."""
    done = run("report", *QUICK, *options, "--out", str(folder))
    assert done.returncode == 0, done.stderr
    (path,) = folder.glob("crossings-*.json")
    return path.read_bytes()


@pytest.fixture
def filled(home, first) -> Path:
    """Return the file of a store in which the first report is kept."""
    home.parent.mkdir(parents=True)
    home.write_bytes(first[1])
    return home


def changed(home: Path, statement: str) -> None:
    with closing(sqlite3.connect(home)) as connection, connection:
        connection.execute(statement)


def test_the_second_report_makes_none_of_them_and_is_the_same(filled, first, tmp_path, monkeypatch):
    assert len(Store(str(filled)).tracks()) > 50
    monkeypatch.setattr(tracking, "summary", None)
    assert report(tmp_path / "second") == first[0]


def test_a_report_without_the_track_record_keeps_none(home, tmp_path):
    report(tmp_path / "out", "--no-track")
    assert Store(str(home)).tracks() == {}


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE track",
        "UPDATE track SET content = 'nonsense'",
        "UPDATE track SET content = replace(content, '\"median\": ', '\"median\": 9')",
        "UPDATE track SET content = x'ff'",
    ],
)
def test_damage_in_the_store_changes_no_report(filled, first, tmp_path, statement):
    """What is kept is made again where it is not as it was written."""
    changed(filled, statement)
    assert report(tmp_path / "second") == first[0]


def test_what_is_kept_can_be_read_with_sql(filled):
    with closing(sqlite3.connect(filled)) as connection:
        rows = [json.loads(text) for (text,) in connection.execute("SELECT content FROM track")]
    assert {row["forecast"]["year"] for row in rows} == {2020, 2021, 2022, 2023, 2024, 2025}


def test_figures_of_a_file_keep_nothing(home, tmp_path):
    table = tmp_path / "own.csv"
    table.write_text(run("show", "--format", "csv", "--as-of", "2025-05-14").stdout)
    report(tmp_path / "out", "--data", str(table))
    assert not home.exists()
