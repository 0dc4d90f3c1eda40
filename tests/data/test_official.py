"""The real publications, read by the package and read again without it."""

from __future__ import annotations

import csv
import hashlib
import json
import runpy
import sys
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest
import python_calamine
from crossings.data import load, read_publication
from crossings.data.errors import NoFiguresError

BUILD = Path(__file__).resolve().parents[2] / "data" / "official" / "build.py"
EMBEDDED = files("crossings.data") / "official"
KINDS = ("time-series", "last-7-days", "weekly-summary", "mod-daily", "mod-weekly")
TABLES = ("daily", "weekly", "quarterly")
RELEASES = {
    "2025-11-14": "2025-11-13",
    "2025-12-12": "2025-12-11",
    "2025-12-31": "2025-12-28",
    "2026-01-02": "2026-01-01",
}


@pytest.fixture(scope="module")
def newest(official) -> Path:
    return max((official / "time-series").glob("*.ods"))


@pytest.fixture(scope="module")
def quarterly_csv(official) -> Path:
    (path,) = (official / "quarterly").glob("*.csv")
    return path


@pytest.fixture(scope="module")
def releases(official) -> dict[str, object]:
    return {
        path.name[:10]: read_publication(path) for path in (official / "time-series").glob("*.ods")
    }


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


class TestTimeSeries:
    def test_there_are_four(self, releases):
        assert sorted(releases) == sorted(RELEASES)

    @pytest.mark.parametrize("published", RELEASES)
    def test_reads(self, releases, published):
        publication = releases[published]
        last_day = RELEASES[published]
        assert publication.kind == "time-series"
        assert publication.published.isoformat() == published
        assert publication.through.isoformat() == last_day
        assert publication.daily.index.equals(pd.date_range("2018-01-01", last_day))
        assert publication.daily["arrivals"].dtype == publication.daily["boats"].dtype == "int64"
        assert (publication.daily["status"] == "revised").sum() == 9
        assert publication.notes[0] == "Notes"
        assert len(publication.notes) > 10
        assert publication.weekly.index[0] == pd.Timestamp("2018-01-07")

    @pytest.mark.parametrize("published", RELEASES)
    def test_every_weekly_row_equals_its_days(self, releases, published):
        publication = releases[published]
        daily = publication.daily.assign(uncontrolled_landings=publication.uncontrolled_landings)
        for end, row in publication.weekly.iterrows():
            week = daily[end - pd.Timedelta(days=6) : end]
            assert len(week) == 7
            for name in ("arrivals", "boats"):
                assert row[name] == week[name].sum(), (end, name)
            landings = week["uncontrolled_landings"]
            if landings.notna().all():
                assert row["uncontrolled_landings"] == landings.sum(), end

    @pytest.mark.parametrize("published", RELEASES)
    def test_what_is_recorded_since_when(self, releases, published):
        publication = releases[published]
        landings = publication.uncontrolled_landings
        assert landings[:"2022-12-31"].isna().all()
        assert landings["2023":].notna().all()
        assert (landings.fillna(0) <= publication.daily["boats"]).all()
        for name in ("prevented", "events_prevented"):
            assert publication.weekly[name].first_valid_index() == pd.Timestamp("2024-05-05")
            assert publication.weekly.loc["2024-05-05":, name].notna().all()

    def test_releases_agree_where_they_overlap(self, releases):
        newest = releases["2026-01-02"].daily
        for publication in releases.values():
            pd.testing.assert_frame_equal(
                publication.daily, newest[: publication.daily.index[-1]], check_freq=False
            )

    def test_loads_by_path(self, newest):
        daily = load(newest, as_of="2025-12-31")
        assert daily.loc["2025", "arrivals"].sum() == 41472
        assert daily.attrs["provenance"][0]["published"] == "2026-01-02"


class TestQuarterly:
    def test_reads(self, quarterly_csv):
        publication = read_publication(quarterly_csv)
        assert publication.kind == "quarterly"
        assert len(publication.quarterly) == 24
        years = publication.quarterly.groupby("year")["arrivals"].sum()
        assert (years[2020], years[2022]) == (8466, 45774)


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
        assert embedded("quarterly") == [
            {
                "quarter_ending": str(end),
                "year": str(year),
                "quarter": str(quarter),
                "arrivals": str(people),
                "status": "final",
            }
            for (end, year, quarter), people in sums.items()
        ]

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
            assert resource["schema"]["primaryKey"] == fields[0]["name"]
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

    def test_checksums_are_those_of_the_sources(self, package, newest, quarterly_csv):
        for source, path in zip(package["sources"], (newest, quarterly_csv), strict=True):
            assert source["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()

    def test_attrs_say_the_same(self, package, figures):
        for given, source in zip(figures.attrs["provenance"], package["sources"], strict=True):
            assert given.items() <= source.items()


def test_building_again_gives_the_same_bytes(newest, quarterly_csv, tmp_path, monkeypatch):
    options = ["--quarterly-published", "2024-02-29", "--out", str(tmp_path)]
    monkeypatch.setattr(sys, "argv", [str(BUILD), str(newest), str(quarterly_csv), *options])
    runpy.run_path(str(BUILD), run_name="__main__")
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == sorted([*(f"{name}.csv" for name in TABLES), "datapackage.json"])
    for name in names:
        assert (tmp_path / name).read_bytes() == EMBEDDED.joinpath(name).read_bytes(), name


def test_building_from_the_wrong_files_stops(newest, quarterly_csv, tmp_path, monkeypatch, capsys):
    options = ["--quarterly-published", "2024-02-29", "--out", str(tmp_path)]
    monkeypatch.setattr(sys, "argv", [str(BUILD), str(quarterly_csv), str(newest), *options])
    with pytest.raises(SystemExit) as stopped:
        runpy.run_path(str(BUILD), run_name="__main__")
    assert stopped.value.code == 2
    assert "expected the time series, then the quarterly dataset" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


# Each as the publications have them, read off by eye; people and boats of the days in order.
LAST_7_DAYS = {
    "2025-12-15": ("2025-12-13", "2025-12-13", [0, 0, 0, 0, 0, 0, 737], [0, 0, 0, 0, 0, 0, 11]),
    "2025-12-16": ("2025-12-15", "2025-12-14", [0, 0, 0, 0, 0, 737, 52], [0, 0, 0, 0, 0, 11, 1]),
    "2025-12-17": ("2025-12-16", "2025-12-15", [0, 0, 0, 0, 737, 52, 0], [0, 0, 0, 0, 11, 1, 0]),
    "2025-12-18": ("2025-12-17", "2025-12-16", [0, 0, 0, 737, 52, 0, 74], [0, 0, 0, 11, 1, 0, 1]),
    "2025-12-19": ("2025-12-18", "2025-12-17", [0, 0, 737, 52, 0, 74, 497], [0, 0, 11, 1, 0, 1, 9]),
    "2025-12-20": ("2025-12-20", "2025-12-19", [737, 52, 0, 74, 497, 0, 0], [11, 1, 0, 1, 9, 0, 0]),
    "2025-12-21": ("2025-12-21", "2025-12-20", [52, 0, 74, 497, 0, 0, 803], [1, 0, 1, 9, 0, 0, 13]),
    "2025-12-22": ("2025-12-21", "2025-12-20", [52, 0, 74, 497, 0, 0, 803], [1, 0, 1, 9, 0, 0, 13]),
    "2025-12-23": ("2025-12-22", "2025-12-21", [0, 74, 497, 0, 0, 803, 0], [0, 1, 9, 0, 0, 13, 0]),
    "2025-12-24": ("2025-12-23", "2025-12-22", [74, 497, 0, 0, 803, 0, 17], [1, 9, 0, 0, 13, 0, 1]),
    "2025-12-26": ("2025-12-26", "2025-12-25", [0, 803, 0, 17, 0, 0, 0], [0, 13, 0, 1, 0, 0, 0]),
    "2025-12-29": ("2025-12-27", "2025-12-27", [0, 17, 0, 0, 0, 0, 0], [0, 1, 0, 0, 0, 0, 0]),
    "2025-12-30": ("2025-12-30", "2025-12-29", [0] * 7, [0] * 7),
    "2025-12-31": ("2025-12-30", "2025-12-29", [0] * 7, [0] * 7),
}
WEEKLY_SUMMARIES = {
    "2025-12-16": ("2025-12-15", "2025-12-07", [0, 0, 438, 11]),
    "2025-12-23": ("2025-12-22", "2025-12-14", [789, 12, 383, 14]),
    "2025-12-30": ("2025-12-30", "2025-12-14", [789, 12, 383, 14]),
}
MOD_DAILY = {
    "2022-05-24": ("2022-05-23", 252, 7, None),
    "2022-05-25": ("2022-05-24", 0, 0, None),
    "2022-06-14": ("2022-06-13", 138, 3, 0),
    "2022-07-05": ("2022-07-04", 153, 5, 0),
    "2022-08-02": ("2022-08-01", 696, 14, 0),
    "2022-08-23": ("2022-08-22", 1295, 27, 0),
    "2022-09-04": ("2022-09-03", 960, 20, 0),
    "2022-10-10": ("2022-10-09", 1065, 25, 0),
    "2022-11-12": ("2022-11-11", 0, 0, 0),
    "2022-12-22": ("2022-12-20", 0, 0, 0),
    "2023-01-02": ("2023-01-01", 0, 0, 0),
    "2023-01-31": ("2023-01-30", 0, 0, 0),
}
MOD_WEEKLY = {
    "14-april-to-17-april-2022": ("2022-06-14", [562, 181, 252, 76], [15, 6, 7, 2]),
    "18-to-24-april-2022": ("2022-05-24", [88, 263, 0, 0, 0, 0, 0], [2, 7, 0, 0, 0, 0, 0]),
    "25-july-to-31-july-2022": (
        "2022-08-02",
        [136, 0, 202, 0, 247, 460, 0],
        [3, 0, 5, 0, 7, 12, 0],
    ),
    "12-december-to-18-december-2022": (
        "2022-12-20",
        [0, 0, 401, 0, 0, 350, 0],
        [0, 0, 8, 0, 0, 7, 0],
    ),
    "26-december-2022-to-1-january-2023": ("2023-01-03", [0] * 7, [0] * 7),
    "23-january-to-29-january-2023": (
        "2023-01-31",
        [0, 0, 373, 0, 0, 26, 189],
        [0, 0, 8, 0, 0, 1, 5],
    ),
}
SUPERSEDED = {
    "2022-05-31": "weekly-number-of-migrants-detected-in-small-boats-23-may-to-29-may-2022",
    "2023-02-01": "migrants-detected-crossing-the-english-channel-in-small-boats",
    "2023-02-05": "migrants-detected-crossing-the-english-channel-in-small-boats-last-7-days",
    "2023-06-06": "migrants-detected-crossing-the-english-channel-in-small-boats",
    "2025-12-09": "migrants-detected-crossing-the-english-channel-in-small-boats",
    "2025-12-14": "migrants-detected-crossing-the-english-channel-in-small-boats-last-7-days",
}


@pytest.mark.parametrize(
    ("folder", "golden"),
    [
        ("last-7-days", LAST_7_DAYS),
        ("weekly-summary", WEEKLY_SUMMARIES),
        ("mod-daily", MOD_DAILY),
        ("mod-weekly", MOD_WEEKLY),
        ("no-figures", SUPERSEDED),
    ],
)
def test_every_page_has_its_golden_values(official, folder, golden):
    assert {path.stem for path in (official / folder).glob("*.html")} == set(golden)


@pytest.mark.parametrize("name", LAST_7_DAYS)
def test_last_7_days(official, name):
    published, through, people, boats = LAST_7_DAYS[name]
    found = read_publication(official / "last-7-days" / f"{name}.html")
    assert (found.kind, str(found.published), str(found.through)) == (
        "last-7-days",
        published,
        through,
    )
    assert found.daily["arrivals"].tolist() == people
    assert found.daily["boats"].tolist() == boats
    assert found.uncontrolled_landings.tolist() == [0] * 7
    assert found.url.endswith("-last-7-days")
    assert any("provisional" in note for note in found.notes)


@pytest.mark.parametrize("name", WEEKLY_SUMMARIES)
def test_weekly_summary(official, name):
    published, end, counts = WEEKLY_SUMMARIES[name]
    found = read_publication(official / "weekly-summary" / f"{name}.html")
    assert (found.kind, str(found.published), str(found.through)) == (
        "weekly-summary",
        published,
        end,
    )
    columns = ["arrivals", "boats", "prevented", "events_prevented"]
    assert found.weekly[columns].to_numpy().tolist() == [counts]


@pytest.mark.parametrize("name", MOD_DAILY)
def test_mod_daily(official, name):
    day, people, boats, landed = MOD_DAILY[name]
    found = read_publication(official / "mod-daily" / f"{name}.html")
    assert (found.kind, str(found.through)) == ("mod-daily", day)
    assert 1 <= (found.published - found.through).days <= 2
    assert found.daily[["arrivals", "boats"]].to_numpy().tolist() == [[people, boats]]
    assert found.uncontrolled_landings.tolist() == [pd.NA if landed is None else landed]


@pytest.mark.parametrize("name", MOD_WEEKLY)
def test_mod_weekly(official, name):
    published, people, boats = MOD_WEEKLY[name]
    found = read_publication(official / "mod-weekly" / f"{name}.html")
    assert (found.kind, str(found.published)) == ("mod-weekly", published)
    assert found.daily["arrivals"].tolist() == people
    assert found.daily["boats"].tolist() == boats


@pytest.mark.parametrize("name", SUPERSEDED)
def test_pages_that_carry_no_figures_any_more(official, name):
    with pytest.raises(NoFiguresError) as caught:
        read_publication(official / "no-figures" / f"{name}.html")
    assert str(caught.value).endswith(f"/{SUPERSEDED[name]}.")


def test_the_name_of_a_file_plays_no_part(official, tmp_path):
    kinds = set()
    for path in official.glob("*/*"):
        if path.parent.name != "no-figures":
            copy = tmp_path / "publication.txt"
            copy.write_bytes(path.read_bytes())
            kinds.add((path.parent.name, read_publication(copy).kind))
    assert kinds == {(kind, kind) for kind in (*KINDS, "quarterly")}
