from __future__ import annotations

import hashlib
from datetime import date

import pandas as pd
import pytest
from crossings.data import load, read_publication
from crossings.data.errors import (
    InvalidFigureError,
)

ARRIVALS, BOATS, UNCONTROLLED, NOTES = 1, 2, 3, 4


class TestValid:
    def test_reads_every_cell(self, sheets, read_sheets):
        publication = read_sheets(sheets)
        rows = sheets["SB_01"][1:]
        daily = publication.daily
        assert [stamp.date() for stamp in daily.index] == [row[0] for row in rows]
        assert daily["arrivals"].tolist() == [row[ARRIVALS] for row in rows]
        assert daily["boats"].tolist() == [row[BOATS] for row in rows]
        assert daily["status"].eq("provisional").all()
        assert daily["arrivals"].dtype == daily["boats"].dtype == "int64"
        weekly, rows = publication.weekly, sheets["SB_02"][1:]
        assert [stamp.date() for stamp in weekly.index] == [row[0] for row in rows]
        for column, at in (
            ("arrivals", 1),
            ("boats", 2),
            ("prevented", 4),
            ("events_prevented", 5),
        ):
            assert [None if pd.isna(n) else n for n in weekly[column]] == [
                None if row[at] == "-" else row[at] for row in rows
            ]

    def test_says_what_it_is(self, sheets, read_sheets, make_ods):
        publication = read_sheets(sheets)
        assert publication.kind == "time-series"
        assert publication.title == "Small boats - time series"
        assert publication.quarterly is None
        assert publication.notes == ["Notes", "1. These statistics are provisional."]
        assert publication.through == date(2025, 1, 14)
        content = make_ods(sheets)
        assert publication.provenance() == {
            "kind": "time-series",
            "title": "Small boats - time series",
            "url": publication.url,
            "published": "2025-01-17",
            "retrieved": None,
            "sha256": hashlib.sha256(content).hexdigest(),
            "through": "2025-01-14",
        }

    def test_not_recorded_is_not_zero(self, sheets, read_sheets):
        publication = read_sheets(sheets)
        landings = publication.uncontrolled_landings
        assert landings.dtype == "Int64"
        assert landings.index.equals(publication.daily.index)
        assert landings[:"2024-12-29"].isna().all()
        assert landings["2024-12-30":].notna().all()
        assert landings["2024-12-30":].tolist() == [
            row[UNCONTROLLED] for row in sheets["SB_01"][8:]
        ]
        first = publication.weekly.iloc[0]
        assert first[["uncontrolled_landings", "prevented", "events_prevented"]].isna().all()

    @pytest.mark.parametrize("mark", ["-", "\N{EN DASH}", "\N{EM DASH}", "", None, " "])
    def test_marks_of_not_recorded(self, sheets, read_sheets, mark):
        for row in sheets["SB_01"][1:8]:
            row[UNCONTROLLED] = mark
        assert read_sheets(sheets).uncontrolled_landings[:"2024-12-29"].isna().all()

    @pytest.mark.parametrize("written", ["1,295", "1295", " 1,295 ", 1295.0, 1295])
    def test_counts_as_text(self, sheets, read_sheets, written):
        more = 1295 - sheets["SB_01"][2][ARRIVALS]
        sheets["SB_01"][2][ARRIVALS] = written
        sheets["SB_02"][1][ARRIVALS] += more
        assert read_sheets(sheets).daily["arrivals"].iloc[1] == 1295

    @pytest.mark.parametrize("written", ["27 December 2024", "2024-12-27", "27/12/2024"])
    def test_days_as_text(self, sheets, read_sheets, written):
        sheets["SB_01"][5][0] = written
        expected = sheets["SB_01"][5][ARRIVALS]
        assert read_sheets(sheets).daily.loc["2024-12-27", "arrivals"] == expected

    def test_revised(self, sheets, read_sheets):
        sheets["SB_01"][3][NOTES] = "Revised"
        sheets["SB_01"][4][NOTES] = "Figure revised on 3 January"
        sheets["SB_01"][5][NOTES] = "Checked"
        sheets["SB_02"][1][-1] = "Revised"
        publication = read_sheets(sheets)
        assert publication.daily["status"].iloc[1:6].tolist() == [
            "provisional",
            "revised",
            "revised",
            "provisional",
            "provisional",
        ]
        assert publication.weekly["status"].tolist() == ["revised", "provisional", "provisional"]

    def test_published_is_when_it_was_saved(self, sheets, read_sheets):
        assert read_sheets(sheets, date(2025, 1, 15)).published == date(2025, 1, 15)
        assert read_sheets(sheets, date(2025, 1, 14)).published == date(2025, 1, 14)

    def test_published_is_none_where_it_does_not_say(self, sheets, read_sheets):
        assert read_sheets(sheets, None).published is None
        without = read_sheets(sheets, with_meta=False)
        assert without.published is None
        assert without.provenance()["published"] is None

    def test_load_gives_its_days(self, sheets, make_ods, tmp_path):
        path = tmp_path / "release.ods"
        path.write_bytes(make_ods(sheets))
        daily = load(path)
        assert list(daily.columns) == ["arrivals", "boats", "status"]
        assert [source["kind"] for source in daily.attrs["provenance"]] == ["time-series"]
        assert len(load(path, as_of="2024-12-31")) == 9


class TestLayout:
    def same(self, changed, sheets, read_sheets):
        original, other = read_sheets(sheets), read_sheets(changed)
        pd.testing.assert_frame_equal(other.daily, original.daily)
        pd.testing.assert_frame_equal(other.weekly, original.weekly)
        pd.testing.assert_series_equal(other.uncontrolled_landings, original.uncontrolled_landings)

    @pytest.mark.parametrize("above", [1, 2, 5])
    def test_header_below_a_title(self, sheets, small_sheets, read_sheets, above):
        changed = small_sheets()
        for name in ("SB_01", "SB_02"):
            changed[name][:0] = [["A title, 2018 onwards"], *[[None, None]] * (above - 1)]
        self.same(changed, sheets, read_sheets)

    def test_columns_in_another_order(self, sheets, small_sheets, read_sheets):
        changed = small_sheets()
        for name in ("SB_01", "SB_02"):
            changed[name] = [row[::-1] for row in changed[name]]
        self.same(changed, sheets, read_sheets)

    def test_an_extra_column(self, sheets, small_sheets, read_sheets):
        changed = small_sheets()
        for name in ("SB_01", "SB_02"):
            changed[name] = [[row[0], "new", *row[1:]] for row in changed[name]]
        self.same(changed, sheets, read_sheets)

    def test_spaces_and_case_of_headings(self, sheets, small_sheets, read_sheets):
        changed = small_sheets()
        for name in ("SB_01", "SB_02"):
            changed[name][0] = [
                f" {heading.upper()}\N{NO-BREAK SPACE}".replace(" ", "\N{NO-BREAK SPACE}")
                for heading in changed[name][0]
            ]
        self.same(changed, sheets, read_sheets)

    def test_blank_rows(self, sheets, small_sheets, read_sheets):
        changed = small_sheets()
        changed["SB_01"][5:5] = [[None] * 5, [" "] * 5]
        changed["SB_01"].append([None] * 5)
        changed["SB_02"].append([None] * 7)
        self.same(changed, sheets, read_sheets)

    def test_days_newest_first(self, sheets, small_sheets, read_sheets):
        changed = small_sheets()
        changed["SB_01"][1:] = changed["SB_01"][:0:-1]
        self.same(changed, sheets, read_sheets)

    def test_order_of_sheets(self, sheets, small_sheets, read_sheets):
        self.same(dict(reversed(small_sheets().items())), sheets, read_sheets)

    def test_rows_are_counted_as_the_spreadsheet_does(self, sheets, refused):
        sheets["SB_01"][:0] = [["A title"], [None]]
        sheets["SB_01"][6][ARRIVALS] = "lots"
        refused(InvalidFigureError, sheets, "row 7", "lots")


def test_a_path_and_an_open_file_give_the_same(sheets, make_ods, tmp_path):
    path = tmp_path / "release.ods"
    path.write_bytes(make_ods(sheets))
    with path.open("rb") as opened:
        read = [read_publication(path), read_publication(str(path)), read_publication(opened)]
    first = read[0]
    for other in read[1:]:
        pd.testing.assert_frame_equal(first.daily, other.daily)
        pd.testing.assert_frame_equal(first.weekly, other.weekly)
        assert first.provenance() == other.provenance()
        assert first.notes == other.notes


def test_the_name_of_the_file_does_not_matter(sheets, make_ods, read_content):
    assert read_content(make_ods(sheets), "figures.csv").kind == "time-series"
