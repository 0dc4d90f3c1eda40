"""The real publications: the values that the package reads, against values read off by eye."""

from __future__ import annotations

import pandas as pd
import pytest
from crossings.data import load, read_publication
from crossings.data.errors import NoFiguresError

from .conftest import COPY, RELEASES

KINDS = ("time-series", "last-7-days", "weekly-summary", "mod-daily", "mod-weekly")
SLIPS = {
    "2026-01-04", "2026-04-21", "2026-06-24", "2026-01-13", "2022-09-26", "2023-01-22",
    "9-may-to-15-may-2022",
}  # fmt: skip
"""Publications with a slip of the publisher, which have tests of their own."""


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
        publication = read_publication(quarterly_csv)
        people, quarterly = publication.people, publication.quarterly
        sums = people.groupby("period")["arrivals"].sum()
        labels = [f"{row.year}Q{row.quarter}" for row in quarterly.itertuples()]
        assert sums[labels].tolist() == quarterly["arrivals"].tolist()
        assert quarterly["boats"].isna().all()
        assert set(people["sex"]) == {"Female", "Male", "Unknown", "Not currently recorded"}
        assert not (people[["nationality", "sex", "age"]] == "all").any(axis=None)
        albania = people[(people["nationality"] == "Albania") & people["period"].str[:4].eq("2022")]
        assert albania["arrivals"].sum() == 12658
        assert publication.remarks == ()

    def test_months_and_boats(self, official, figures):
        publication = read_publication(official / "quarterly" / "final-by-month-ier-02a.csv")
        assert COPY in publication.title
        months = publication.monthly
        assert (len(months), f"{months.index[-1]:%Y-%m-%d}") == (79, "2026-06-30")
        sums = figures[["arrivals", "boats"]].resample("ME").sum().loc[months.index]
        differ = months.index[(months["arrivals"] != sums["arrivals"]).to_numpy()]
        assert set(differ.year) == {2020}
        assert (months["boats"] == sums["boats"]).all()
        given = read_publication(official / "quarterly" / "final-by-quarter-2024q1-2026q2.csv")
        pd.testing.assert_frame_equal(
            publication.quarterly.loc[given.quarterly.index], given.quarterly, check_freq=False
        )
        assert not publication.quarterly.index.isin(pd.date_range("2021-06-30", "2023-03-31")).any()

    def test_nationality_by_year(self, official):
        publication = read_publication(official / "quarterly" / "nationality-by-year-irr-02b.csv")
        years = publication.people.groupby("period")["arrivals"].sum()
        assert (years["2020"], years["2022"], years["2024"]) == (8466, 45774, 36816)
        # The copy does not say how far its last year goes.
        assert "2025" not in years
        assert [remark.found for remark in publication.remarks] == [
            "2025 is partial, without its last month"
        ]

    def test_the_eight_most_common_nationalities(self, official):
        publication = read_publication(official / "quarterly" / "nationality-top8-ier-02b.csv")
        table = publication.people.set_index(["period", "nationality"])["arrivals"]
        assert table["2025-07/2026-06", "Eritrea"] == 5875
        assert table["2025", "Eritrea"] == 7583
        assert str(publication.through) == "2026-06-30"

    def test_reads(self, quarterly_csv):
        publication = read_publication(quarterly_csv)
        assert publication.kind == "quarterly"
        assert len(publication.quarterly) == 24
        years = publication.quarterly.groupby("year")["arrivals"].sum()
        assert (years[2020], years[2022]) == (8466, 45774)


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
    publication = read_publication(official / "last-7-days" / f"{name}.html")
    assert (publication.kind, str(publication.published), str(publication.through)) == (
        "last-7-days",
        published,
        through,
    )
    assert publication.daily["arrivals"].tolist() == people
    assert publication.daily["boats"].tolist() == boats
    assert publication.uncontrolled_landings.tolist() == [0] * 7
    assert publication.url.endswith("-last-7-days")
    assert any("provisional" in note for note in publication.notes)


@pytest.mark.parametrize("name", WEEKLY_SUMMARIES)
def test_weekly_summary(official, name):
    published, end, counts = WEEKLY_SUMMARIES[name]
    publication = read_publication(official / "weekly-summary" / f"{name}.html")
    assert (publication.kind, str(publication.published), str(publication.through)) == (
        "weekly-summary",
        published,
        end,
    )
    columns = ["arrivals", "boats", "prevented", "events_prevented"]
    assert publication.weekly[columns].to_numpy().tolist() == [counts]


@pytest.mark.parametrize("name", MOD_DAILY)
def test_mod_daily(official, name):
    day, people, boats, landed = MOD_DAILY[name]
    publication = read_publication(official / "mod-daily" / f"{name}.html")
    assert (publication.kind, str(publication.through)) == ("mod-daily", day)
    assert 1 <= (publication.published - publication.through).days <= 2
    assert publication.daily[["arrivals", "boats"]].to_numpy().tolist() == [[people, boats]]
    assert publication.uncontrolled_landings.tolist() == [pd.NA if landed is None else landed]


@pytest.mark.parametrize("name", MOD_WEEKLY)
def test_mod_weekly(official, name):
    published, people, boats = MOD_WEEKLY[name]
    publication = read_publication(official / "mod-weekly" / f"{name}.html")
    assert (publication.kind, str(publication.published)) == ("mod-weekly", published)
    assert publication.daily["arrivals"].tolist() == people
    assert publication.daily["boats"].tolist() == boats


@pytest.mark.parametrize("name", SUPERSEDED)
def test_pages_that_carry_no_figures_any_more(official, name):
    with pytest.raises(NoFiguresError) as caught:
        read_publication(official / "no-figures" / f"{name}.html")
    assert str(caught.value).endswith(f"/{SUPERSEDED[name]}.")


def test_the_name_of_a_file_plays_no_part(official, tmp_path):
    copy = tmp_path / "publication.txt"
    for kind in (*KINDS, "quarterly"):
        copy.write_bytes(min((official / kind).iterdir()).read_bytes())
        assert read_publication(copy).kind == kind
