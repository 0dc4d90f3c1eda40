from __future__ import annotations

import hashlib
import io
import json
from datetime import date
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest
from crossings.data import figures as known_figures
from crossings.data import load, read_publication
from crossings.data.errors import (
    NoFiguresError,
    OptionError,
    OutOfRangeError,
    SourceNotFoundError,
    UnknownFormatError,
    UnreadableSourceError,
)

TOTALS = {
    2018: 299,
    2019: 1843,
    2020: 8462,
    2021: 28526,
    2022: 45755,
    2023: 29437,
    2024: 36816,
    2025: 41472,
    2026: 15897,
}
REVISED = [
    "2023-02-08",
    "2023-02-13",
    "2023-04-04",
    "2023-04-05",
    "2023-06-10",
    "2023-06-11",
    "2023-06-22",
    "2024-06-07",
    "2025-09-06",
]
PROVENANCE_KEYS = ["kind", "title", "url", "published", "retrieved", "sha256", "through"]
CSV = "date,arrivals\n2025-03-01,5\n2025-03-02,0\n2025-03-03,9\n"


@pytest.fixture
def path(tmp_path) -> Path:
    there = tmp_path / "mine.csv"
    there.write_text(CSV)
    return there


class TestEmbeddedFigures:
    def test_annual_totals(self, figures):
        assert figures.groupby(figures.index.year)["arrivals"].sum().to_dict() == TOTALS

    def test_shape(self, figures):
        assert figures.index.equals(pd.date_range("2018-01-01", "2026-08-20"))
        assert figures.index.name == "date"
        assert figures.index.dtype.kind == "M"
        assert list(figures.columns) == ["arrivals", "boats", "status"]
        assert (figures["arrivals"].dtype, figures["boats"].dtype) == ("int64", "int64")

    def test_highest_day(self, figures):
        assert figures["arrivals"].idxmax() == pd.Timestamp("2022-09-03")
        assert figures["arrivals"].nlargest(2).tolist()[0] == 1305
        assert figures["arrivals"].nlargest(2).tolist()[1] < 1305

    def test_counts_are_possible(self, figures):
        assert (figures[["arrivals", "boats"]] >= 0).all(axis=None)
        assert (figures["boats"] <= figures["arrivals"]).all()
        assert ((figures["arrivals"] > 0) == (figures["boats"] > 0)).all()

    def test_people_per_boat(self, figures):
        figures = figures[:"2025"]
        years = figures.groupby(figures.index.year)[["arrivals", "boats"]].sum()
        per_boat = (years["arrivals"] / years["boats"]).round()
        assert (per_boat[2018], per_boat[2025]) == (7, 62)
        assert per_boat.is_monotonic_increasing

    def test_two_days_in_three_are_zeros(self, figures):
        assert 0.6 < figures["arrivals"].eq(0).mean() < 0.7

    def test_published_statements(self, figures):
        year = figures.loc["2025", "arrivals"].cumsum()
        assert year["2025-04-17"] == 9099
        assert year["2025-05-11"] < 12000 < year["2025-05-12"] == 12407
        assert figures.loc["2025-04-15", "arrivals"] == 705
        assert figures.loc["2025":"2025-04-17", "arrivals"].idxmax() == pd.Timestamp("2025-04-15")

    def test_revised_days(self, figures):
        revised = figures.index[figures["status"] == "revised"]
        assert revised.strftime("%Y-%m-%d").tolist() == REVISED

    def test_days_are_final_where_their_quarter_agrees(self, figures):
        quarterly = pd.read_csv(
            files("crossings.data").joinpath("official/quarterly.csv").open("rb"),
            index_col="quarter_ending",
        )["arrivals"]
        quarterly = quarterly[~quarterly.index.duplicated()]
        kinds = set()
        for end, days in figures.resample("QE"):
            final = quarterly.get(f"{end:%Y-%m-%d}") == days["arrivals"].sum()
            kinds.add(final)
            others = days.loc[days["status"] != "revised", "status"]
            assert others.eq("final" if final else "provisional").all(), end
        assert kinds == {True, False}

    def test_final_totals(self):
        totals = known_figures().final_totals
        assert list(totals) == list(range(2018, 2026))
        assert (totals[2020], totals[2022]) == (8466, 45774)
        assert {year for year, total in totals.items() if total != TOTALS[year]} == {2020, 2022}

    def test_provenance(self, figures):
        series, quarterly, detailed = figures.attrs["provenance"]
        assert list(series) == list(quarterly) == list(detailed) == PROVENANCE_KEYS
        assert (series["kind"], series["published"], series["through"]) == (
            "time-series",
            "2026-08-21",
            "2026-08-20",
        )
        assert (quarterly["kind"], quarterly["published"], quarterly["through"]) == (
            "quarterly",
            "2026-08-27",
            "2026-06-30",
        )
        assert "Home Office, read from a public copy" in quarterly["title"]
        assert (detailed["published"], detailed["through"]) == ("2024-02-29", "2023-12-31")
        for source in (series, quarterly, detailed):
            assert source["url"].startswith("https://www.gov.uk/government/")
            assert len(bytes.fromhex(source["sha256"])) == 32
            assert source["title"]
        assert json.loads(json.dumps(figures.attrs)).keys() == figures.attrs.keys()

    def test_each_call_gives_a_fresh_copy(self):
        first = load()
        first["arrivals"] = -1
        first.loc[:, "status"] = "final"
        del first["boats"]
        first.attrs["provenance"][0]["kind"] = "hearsay"
        second = load()
        assert second["arrivals"].sum() == sum(TOTALS.values())
        assert (len(second), list(second.columns)) == (3154, ["arrivals", "boats", "status"])
        assert (second["status"] == "revised").sum() == 9
        assert second.attrs["provenance"][0]["kind"] == "time-series"


class TestAsOf:
    @pytest.mark.parametrize(
        "as_of", ["2025-05-12", date(2025, 5, 12), pd.Timestamp("2025-05-12 09:00")], ids=repr
    )
    def test_keeps_the_days_up_to_it(self, figures, as_of):
        known = load(as_of=as_of)
        pd.testing.assert_frame_equal(
            known[["arrivals", "boats"]], figures.loc[:"2025-05-12", ["arrivals", "boats"]]
        )
        # The first release that is held is the first to cover these days.
        assert known.attrs["provenance"][0]["published"] == "2025-11-14"

    def test_a_day_is_final_once_the_final_figure_of_its_quarter_can_have_been_out(self):
        known = load(as_of="2025-05-12")
        assert max(known_figures(known_on="2025-05-12").final_totals) == 2024
        standing = known["status"].where(known["status"] != "revised")
        assert set(standing[:"2024"].dropna()) == {"final", "provisional"}  # 2020 and 2022 differ
        assert set(standing["2024"].dropna()) == {"final"}
        assert set(standing["2025":]) == {"provisional"}

    def test_first_and_last_day(self, figures):
        assert len(load(as_of="2018-01-01")) == 1
        assert len(load(as_of="2026-08-21")) == len(figures)

    @pytest.mark.parametrize(
        ("as_of", "last", "published"),
        [
            ("2025-12-16", "2025-12-11", "2025-12-12"),
            ("2025-12-31", "2025-12-28", "2025-12-31"),
            ("2026-01-02", "2026-01-01", "2026-01-02"),
            ("2026-05-20", "2026-05-14", "2026-05-15"),
        ],
    )
    def test_what_the_release_of_then_said(self, as_of, last, published):
        known = load(as_of=as_of)
        assert known.index[-1] == pd.Timestamp(last)
        assert known.attrs["provenance"][0]["published"] == published

    def test_preventions_that_were_revised(self):
        counts = ["prevented", "events_prevented"]
        then, now = known_figures(known_on="2026-05-20"), known_figures()
        assert then.prevented.loc["2026-03-22", counts].tolist() == [199, 13]
        assert now.prevented.loc["2026-03-22", counts].tolist() == [277, 17]

    def test_changing_it_leaves_the_figures_alone(self):
        known = load(as_of="2018-02-04")
        known.loc[:, "arrivals"] = 999
        assert load(as_of="2018-02-04")["arrivals"].sum() == 7

    @pytest.mark.parametrize("as_of", ["2026-08-27", "2026-09-03"])
    def test_shortly_after_the_last_figure(self, figures, as_of):
        pd.testing.assert_frame_equal(load(as_of=as_of), figures)

    def test_before_the_final_figures_came_out(self, figures):
        known = load(as_of="2026-08-21")
        assert known.index.equals(figures.index)
        assert known.index[known["status"] == "final"][-1] == pd.Timestamp("2026-03-31")
        assert figures.index[figures["status"] == "final"][-1] == pd.Timestamp("2026-06-30")

    @pytest.mark.parametrize("as_of", ["2017-12-31", "2026-09-04", date(1066, 10, 14)])
    def test_outside_is_refused(self, as_of):
        with pytest.raises(OutOfRangeError, match="1 January 2018 to 20 August 2026"):
            load(as_of=as_of)

    @pytest.mark.parametrize("as_of", ["yesterday", "2025-02-29", "", 2025])
    def test_no_date_is_refused(self, as_of):
        with pytest.raises(OptionError, match="as_of"):
            load(as_of=as_of)

    def test_of_a_file(self, path):
        assert load(path, as_of="2025-03-02")["arrivals"].tolist() == [5, 0]
        assert load(path, as_of="2025-03-17")["arrivals"].tolist() == [5, 0, 9]
        with pytest.raises(OutOfRangeError, match="1 March 2025 to 3 March 2025"):
            load(path, as_of="2025-03-18")


class TestSources:
    def test_a_path_a_text_and_an_open_file(self, path):
        with path.open("rb") as opened:
            tables = [load(path), load(str(path)), load(opened), load(io.BytesIO(CSV.encode()))]
        for daily in tables:
            assert daily["arrivals"].tolist() == [5, 0, 9]
            assert daily["boats"].isna().all()
            (source,) = daily.attrs["provenance"]
            assert list(source) == PROVENANCE_KEYS
            assert source["kind"] == "tidy-csv"
            assert source["through"] == "2025-03-03"
            assert source["sha256"] == hashlib.sha256(CSV.encode()).hexdigest()
            assert list(daily.attrs) == ["provenance"]
        titles = [daily.attrs["provenance"][0]["title"] for daily in tables]
        assert titles == ["mine.csv"] * 3 + ["the file given"]

    def test_the_embedded_csv_is_itself_a_source(self, figures):
        with files("crossings.data").joinpath("official/daily.csv").open("rb") as opened:
            daily = load(opened)
        pd.testing.assert_frame_equal(
            daily[["arrivals", "boats"]], figures[["arrivals", "boats"]], check_freq=False
        )

    @pytest.mark.parametrize("kind", [str, Path])
    def test_missing_file(self, tmp_path, kind):
        missing = kind(tmp_path / "no-such-file.ods")
        with pytest.raises(SourceNotFoundError, match=r"no-such-file\.ods: no such file"):
            load(missing)
        with pytest.raises(FileNotFoundError):
            read_publication(missing)

    def test_folder(self, tmp_path):
        with pytest.raises(SourceNotFoundError, match="a folder; expected one file"):
            load(tmp_path)

    def test_a_file_taken_for_a_folder(self, path):
        with pytest.raises(UnreadableSourceError, match=r"mine\.csv/more\.csv: cannot be read"):
            load(path / "more.csv")

    def test_a_file_that_may_not_be_read(self, path, monkeypatch):
        def refuse(*_):
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", refuse)
        with pytest.raises(UnreadableSourceError, match=r"mine\.csv: .*Permission denied"):
            load(path)

    def test_an_open_file_whose_disk_fails(self):
        class Failing(io.RawIOBase):
            name = "disk.csv"

            def read(self, size=-1):
                raise OSError(5, "Input/output error")

        with pytest.raises(UnreadableSourceError, match="Input/output error"):
            read_publication(Failing())

    def test_quarterly_figures_are_not_daily(self, tmp_path):
        path = tmp_path / "quarterly.csv"
        path.write_text(
            "Year,Quarter,Method of entry,Number of detections\n2023,1,Small boat arrivals,5\n"
        )
        assert read_publication(path).quarterly["arrivals"].tolist() == [5]
        with pytest.raises(NoFiguresError, match="kind quarterly, without daily figures"):
            load(path)

    def test_unknown_content_names_the_file(self, tmp_path):
        path = tmp_path / "letter.txt"
        path.write_text("Dear all")
        with pytest.raises(UnknownFormatError, match=r"letter\.txt: content of no known form"):
            load(path)
