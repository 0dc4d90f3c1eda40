"""The tables that ship with the package, against the publications that they were made from."""

from __future__ import annotations

import csv
import hashlib
import json
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest
import python_calamine

from .conftest import COPY

EMBEDDED = files("crossings.data") / "official"
TABLES = (
    "daily", "weekly", "earlier_daily", "earlier_weekly", "quarterly", "monthly", "people",
)  # fmt: skip


@pytest.fixture(scope="module")
def package() -> dict:
    return json.loads(EMBEDDED.joinpath("datapackage.json").read_text("utf-8"))


def embedded(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(EMBEDDED.joinpath(f"{name}.csv").read_text("utf-8").splitlines()))


def sheet_rows(path: Path, sheet: str) -> list[dict[str, object]]:
    workbook = python_calamine.load_workbook(path)
    header, *rows = workbook.get_sheet_by_name(sheet).to_python()
    names = [" ".join(name.split()) for name in header]
    return [dict(zip(names, row, strict=True)) for row in rows if row[0] != ""]


def as_csv(cell: object) -> str:
    return "" if cell == "-" else str(int(cell))


def status(row: dict[str, object]) -> str:
    assert row["Notes"] in {"", "Revised"}
    return "revised" if row["Notes"] else "provisional"


class TestEmbeddedTables:
    def test_days_cell_for_cell(self, newest):
        assert embedded("daily") == [
            {
                "date": f"{row['Date']:%Y-%m-%d}",
                "arrivals": as_csv(row["Migrants arrived"]),
                "boats": as_csv(row["Boats arrived"]),
                "uncontrolled_landings": as_csv(
                    row["Boats arrived - involved in uncontrolled landings"]
                ),
                "status": status(row),
            }
            for row in sheet_rows(newest, "SB_01")
        ]

    def test_weeks_cell_for_cell(self, newest):
        assert embedded("weekly") == [
            {
                "week_ending": f"{row['Week ending']:%Y-%m-%d}",
                "arrivals": as_csv(row["Migrants arrived"]),
                "boats": as_csv(row["Boats arrived"]),
                "uncontrolled_landings": as_csv(
                    row["Boats arrived - involved in uncontrolled landings"]
                ),
                "prevented": as_csv(row["Migrants prevented"]),
                "events_prevented": as_csv(row["Events prevented"]),
                "status": status(row),
            }
            for row in sheet_rows(newest, "SB_02")
        ]

    def test_quarters_cell_for_cell(self, quarterly_csv):
        dataset = pd.read_csv(quarterly_csv)
        boats = dataset[dataset["Method of entry"] == "Small boat arrivals"]
        sums = boats.groupby(["Date", "Year", "Quarter"])["Number of detections"].sum()
        rows = [row for row in embedded("quarterly") if row["published"] == "2024-02-29"]
        assert rows == [
            {
                "published": "2024-02-29",
                "quarter_ending": str(end),
                "year": str(year),
                "quarter": str(quarter),
                "arrivals": str(people),
                "boats": "",
                "status": "final",
            }
            for (end, year, quarter), people in sums.items()
        ]

    def test_months_and_quarters_cell_for_cell(self, official):
        for name in ("month", "quarter"):
            (path,) = (official / "quarterly").glob(f"final-by-{name}-*.csv")
            given = [
                (row["arrivals" if name == "quarter" else "people"], row["boats"])
                for row in csv.DictReader(path.read_text("utf-8").splitlines())
            ]
            rows = [row for row in embedded(f"{name}ly") if row["published"] == "2026-08-27"]
            assert [(row["arrivals"], row["boats"]) for row in rows][-len(given) :] == given

    def test_people_cell_for_cell(self, official):
        path = official / "quarterly" / "nationality-by-year-irr-02b.csv"
        given = [
            (
                "2025-01/2025-09" if row["partial"] == "True" else row["year"],
                row["nationality"],
                row["people"],
            )
            for row in csv.DictReader(path.read_text("utf-8").splitlines())
            if row["nationality"] != "Total"
        ]
        names = ("period", "nationality", "arrivals")
        rows = [row for row in embedded("people") if row["published"] == "2025-11-27"]
        assert sorted(tuple(row[name] for name in names) for row in rows) == sorted(given)

    def test_what_earlier_releases_said(self, releases):
        kept = {(row["published"], row["week_ending"]): row for row in embedded("earlier_weekly")}
        newest = releases["2026-08-21"].weekly
        for published, release in releases.items():
            for end, row in release.weekly.iterrows():
                if f"{row.to_dict()}" != f"{newest.loc[end].to_dict()}":
                    earlier = kept.pop((published, f"{end:%Y-%m-%d}"))
                    for name, value in row.items():
                        assert earlier[name] == ("" if value is pd.NA else str(value))
        assert kept == {}
        assert embedded("earlier_daily") == []

    def test_load_gives_what_they_say(self, figures):
        rows = embedded("daily")
        assert figures.index.strftime("%Y-%m-%d").tolist() == [row["date"] for row in rows]
        for name in ("arrivals", "boats"):
            assert figures[name].tolist() == [int(row[name]) for row in rows]


class TestDatapackage:
    def test_fields_are_the_columns(self, package):
        assert [resource["name"] for resource in package["resources"]] == list(TABLES)
        for resource in package["resources"]:
            lines = EMBEDDED.joinpath(resource["path"]).read_text("utf-8").splitlines()
            fields = resource["schema"]["fields"]
            assert [field["name"] for field in fields] == lines[0].split(",")
            key = resource["schema"]["primaryKey"]
            keys = [key] if isinstance(key, str) else key
            assert keys == [field["name"] for field in fields][: len(keys)]
            rows = [tuple(row[name] for name in keys) for row in embedded(resource["name"])]
            assert len(set(rows)) == len(rows)
            assert all(field["description"] and field["type"] for field in fields)

    @pytest.mark.parametrize("name", TABLES)
    def test_values_have_the_types_of_their_fields(self, package, name):
        (resource,) = (part for part in package["resources"] if part["name"] == name)
        types = {field["name"]: field["type"] for field in resource["schema"]["fields"]}
        for row in embedded(name):
            for column, value in row.items():
                if types[column] == "integer":
                    assert value == "" or value.isdecimal(), (row, column)
                if types[column] == "date":
                    assert f"{pd.Timestamp(value):%Y-%m-%d}" == value

    def test_licence_and_paths(self, package):
        (licence,) = package["licenses"]
        assert licence["name"] == "OGL-UK-3.0"
        assert licence["title"] == "Open Government Licence v3.0"
        assert licence["path"].startswith("https://www.nationalarchives.gov.uk/")
        assert "Open Government Licence v3.0" in package["description"]
        assert "provisional" in package["description"]
        for source in package["sources"]:
            assert source["path"] == source["url"]
            assert source["path"].startswith("https://www.gov.uk/")

    def test_checksums_are_those_of_the_sources(self, package, release_files, official):
        files = {
            path.name: path.read_bytes()
            for path in (*release_files.values(), *(official / "quarterly").glob("*.csv"))
        }
        sums = {hashlib.sha256(content).hexdigest() for content in files.values()}
        checksums = set()
        for source in package["sources"]:
            if "files" in source:
                content = b"".join(files[file["name"]] for file in source["files"])
                assert source["sha256"] == hashlib.sha256(content).hexdigest()
            checksums |= {file["sha256"] for file in source.get("files", [source])}
        assert checksums == sums

    def test_what_was_read_from_a_copy_says_so(self, package):
        copies = [source for source in package["sources"] if COPY in source["title"]]
        assert [(source["published"], source["through"]) for source in copies] == [
            ("2026-08-27", "2026-06-30"),
            ("2025-11-27", "2025-09-30"),
        ]

    def test_attrs_say_the_same(self, package, figures):
        sources = {source["sha256"]: source for source in package["sources"]}
        for given in figures.attrs["provenance"]:
            assert given.items() <= sources[given["sha256"]].items()
