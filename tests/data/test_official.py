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
TABLES = (
    "daily", "weekly", "earlier_daily", "earlier_weekly", "quarterly", "monthly", "people",
)  # fmt: skip
COPY = "Home Office, read from a public copy"
RELEASES = {
    "2025-11-14": "2025-11-13",
    "2025-12-12": "2025-12-11",
    "2025-12-31": "2025-12-28",
    "2026-01-02": "2026-01-01",
    "2026-02-20": "2026-02-19",
    "2026-05-15": "2026-05-14",
    "2026-08-21": "2026-08-20",
}
SLIPS = {
    "2026-01-04", "2026-04-21", "2026-06-24", "2026-01-13", "2022-09-26", "2023-01-22",
    "9-may-to-15-may-2022",
}  # fmt: skip
"""Publications with a slip of the publisher, which have tests of their own."""


@pytest.fixture(scope="module")
def series(official) -> dict[str, Path]:
    paths = (official / "time-series").glob("*.ods")
    return {path.name[:10]: path for path in sorted(paths) if path.name[:10] in RELEASES}


@pytest.fixture(scope="module")
def newest(series) -> Path:
    return series[max(series)]


@pytest.fixture(scope="module")
def quarterly_csv(official) -> Path:
    return official / "quarterly" / "irregular-migration-detailed-to-2023-q4.csv"


@pytest.fixture(scope="module")
def releases(series) -> dict[str, object]:
    return {published: read_publication(path) for published, path in series.items()}


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
    def test_all_are_there(self, releases):
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
            slip = published == "2026-02-20" and f"{end:%Y-%m-%d}" == "2026-02-15"
            assert not slip or row["uncontrolled_landings"] is pd.NA
            if landings.notna().all() and not slip:
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
        newest = releases["2026-08-21"].daily
        for publication in releases.values():
            pd.testing.assert_frame_equal(
                publication.daily, newest[: publication.daily.index[-1]], check_freq=False
            )

    def test_loads_by_path(self, newest):
        daily = load(newest, as_of="2025-12-31")
        assert daily.loc["2025", "arrivals"].sum() == 41472
        assert daily.attrs["provenance"][0]["published"] == "2026-08-21"


class TestQuarterly:
    def test_who_arrived_adds_up(self, quarterly_csv):
        found = read_publication(quarterly_csv)
        people, quarterly = found.people, found.quarterly
        sums = people.groupby("period")["arrivals"].sum()
        labels = [f"{row.year}Q{row.quarter}" for row in quarterly.itertuples()]
        assert sums[labels].tolist() == quarterly["arrivals"].tolist()
        assert quarterly["boats"].isna().all()
        assert set(people["sex"]) == {"Female", "Male", "Unknown", "Not currently recorded"}
        assert not (people[["nationality", "sex", "age"]] == "all").any(axis=None)
        albania = people[(people["nationality"] == "Albania") & people["period"].str[:4].eq("2022")]
        assert albania["arrivals"].sum() == 12658
        assert found.remarks == ()

    def test_months_and_boats(self, official, figures):
        found = read_publication(official / "quarterly" / "final-by-month-ier-02a.csv")
        assert COPY in found.title
        months = found.monthly
        assert (len(months), f"{months.index[-1]:%Y-%m-%d}") == (79, "2026-06-30")
        sums = figures[["arrivals", "boats"]].resample("ME").sum().loc[months.index]
        differ = months.index[(months["arrivals"] != sums["arrivals"]).to_numpy()]
        assert set(differ.year) == {2020}
        assert (months["boats"] == sums["boats"]).all()
        given = read_publication(official / "quarterly" / "final-by-quarter-2024q1-2026q2.csv")
        pd.testing.assert_frame_equal(
            found.quarterly.loc[given.quarterly.index], given.quarterly, check_freq=False
        )
        assert not found.quarterly.index.isin(pd.date_range("2021-06-30", "2023-03-31")).any()

    def test_nationality_by_year(self, official):
        found = read_publication(official / "quarterly" / "nationality-by-year-irr-02b.csv")
        years = found.people.groupby("period")["arrivals"].sum()
        assert (years["2020"], years["2022"], years["2024"]) == (8466, 45774, 36816)
        # The copy does not say how far its last year goes.
        assert "2025" not in years
        assert [remark.found for remark in found.remarks] == [
            "2025 is partial, without its last month"
        ]

    def test_the_eight_most_common_nationalities(self, official):
        found = read_publication(official / "quarterly" / "nationality-top8-ier-02b.csv")
        table = found.people.set_index(["period", "nationality"])["arrivals"]
        assert table["2025-07/2026-06", "Eritrea"] == 5875
        assert table["2025", "Eritrea"] == 7583
        assert str(found.through) == "2026-06-30"

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
        found = [row for row in embedded("quarterly") if row["published"] == "2024-02-29"]
        assert found == [
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
                    found = kept.pop((published, f"{end:%Y-%m-%d}"))
                    for name, value in row.items():
                        assert found[name] == ("" if value is pd.NA else str(value))
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

    def test_checksums_are_those_of_the_sources(self, package, series, official):
        files = {
            path.name: path.read_bytes()
            for path in (*series.values(), *(official / "quarterly").glob("*.csv"))
        }
        sums = {hashlib.sha256(content).hexdigest() for content in files.values()}
        told = set()
        for source in package["sources"]:
            if "files" in source:
                content = b"".join(files[file["name"]] for file in source["files"])
                assert source["sha256"] == hashlib.sha256(content).hexdigest()
            told |= {file["sha256"] for file in source.get("files", [source])}
        assert told == sums

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


def build(monkeypatch, *arguments) -> None:
    monkeypatch.setattr(sys, "argv", [str(BUILD), *map(str, arguments)])
    runpy.run_path(str(BUILD), run_name="__main__")


def test_building_again_gives_the_same_bytes(series, official, tmp_path, monkeypatch):
    build(monkeypatch, *series.values(), official / "quarterly", "--out", tmp_path)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == sorted([*(f"{name}.csv" for name in TABLES), "datapackage.json"])
    for name in names:
        assert (tmp_path / name).read_bytes() == EMBEDDED.joinpath(name).read_bytes(), name


def test_the_newest_release_is_added_to_what_ships(newest, tmp_path, monkeypatch):
    build(monkeypatch, newest, "--add", "--out", tmp_path)
    for path in tmp_path.iterdir():
        assert path.read_bytes() == EMBEDDED.joinpath(path.name).read_bytes(), path.name


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("", None, "no release of the time series among the files"),
        ("mine.csv", "date,arrivals\n2025-01-01,3\n", "expected the time series or quarterly"),
        ("new.csv", "year,month,people,boats\n2025,1,3,1\n", "does not say when it came out"),
        ("notes.csv", "a,b\n1,2\n", "a table with the columns a, b"),
    ],
)
def test_building_from_the_wrong_files_stops(
    quarterly_csv, tmp_path, monkeypatch, capsys, name, content, said
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
    assert said in " ".join(capsys.readouterr().err.split())
    assert list(out.iterdir()) == []


def test_a_new_table_ships_with_the_day_that_is_given(newest, tmp_path, monkeypatch):
    table = tmp_path / "new.csv"
    table.write_text("year,partial,nationality,people\n2024,False,Iran,9\n2025,True,Iran,3\n")
    options = ["--published", "new.csv=2025-11-26", "--out", tmp_path]
    build(monkeypatch, newest, table, *options)
    assert "2025-11-26,2025-01/2025-09,Iran,all,all,3" in (tmp_path / "people.csv").read_text()


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
    "2026-08-22": ("2026-08-21", "2026-08-21", [82, 0, 250, 0, 0, 0, 0], [1, 0, 3, 0, 0, 0, 0]),
}
WEEKLY_SUMMARIES = {
    "2025-12-16": ("2025-12-15", "2025-12-07", [0, 0, 438, 11]),
    "2025-12-23": ("2025-12-22", "2025-12-14", [789, 12, 383, 14]),
    "2025-12-30": ("2025-12-30", "2025-12-14", [789, 12, 383, 14]),
    "2026-08-18": ("2026-08-18", "2026-08-09", [716, 10, 379, 18]),
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
    assert {path.stem for path in (official / folder).glob("*.html")} - SLIPS == set(golden)


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
