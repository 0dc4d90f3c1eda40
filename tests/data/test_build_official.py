"""`tools/build_official.py` makes the tables that ship, to the byte."""

from __future__ import annotations

import runpy
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from .test_shipped_tables import TABLES

BUILD = Path(__file__).resolve().parents[2] / "tools" / "build_official.py"
EMBEDDED = files("crossings.data") / "official"


def build(monkeypatch, *arguments) -> None:
    monkeypatch.setattr(sys, "argv", [str(BUILD), *map(str, arguments)])
    runpy.run_path(str(BUILD), run_name="__main__")


def test_building_again_gives_the_same_bytes(release_files, official, tmp_path, monkeypatch):
    build(monkeypatch, *release_files.values(), official / "quarterly", "--out", tmp_path)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == sorted([*(f"{name}.csv" for name in TABLES), "datapackage.json"])
    for name in names:
        assert (tmp_path / name).read_bytes() == EMBEDDED.joinpath(name).read_bytes(), name


def test_the_newest_release_is_added_to_what_ships(newest, tmp_path, monkeypatch):
    build(monkeypatch, newest, "--add", "--out", tmp_path)
    for path in tmp_path.iterdir():
        assert path.read_bytes() == EMBEDDED.joinpath(path.name).read_bytes(), path.name


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("", None, "no release of the time series among the files"),
        ("mine.csv", "date,arrivals\n2025-01-01,3\n", "expected the time series or quarterly"),
        ("new.csv", "year,month,people,boats\n2025,1,3,1\n", "does not say when it came out"),
        ("notes.csv", "a,b\n1,2\n", "a table with the columns a, b"),
    ],
)
def test_building_from_the_wrong_files_stops(
    quarterly_csv, tmp_path, monkeypatch, capsys, name, content, message
):
    given = quarterly_csv
    if content:
        given = tmp_path / name
        given.write_text(content)
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(SystemExit) as stopped:
        build(monkeypatch, given, "--out", out)
    assert stopped.value.code == 2
    assert message in " ".join(capsys.readouterr().err.split())
    assert list(out.iterdir()) == []


def test_a_new_table_ships_with_the_day_that_is_given(newest, tmp_path, monkeypatch):
    table = tmp_path / "new.csv"
    table.write_text("year,partial,nationality,people\n2024,False,Iran,9\n2025,True,Iran,3\n")
    options = ["--published", "new.csv=2025-11-26", "--out", tmp_path]
    build(monkeypatch, newest, table, *options)
    assert "2025-11-26,2025-01/2025-09,Iran,all,all,3" in (tmp_path / "people.csv").read_text()
