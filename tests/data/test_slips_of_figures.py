"""Slips outside people and boats lose no figure; in people and boats no slip goes in."""

from __future__ import annotations

from copy import deepcopy
from datetime import date

import pandas as pd
import pytest
from crossings.data.errors import InconsistentDataError, UnknownFormatError
from hypothesis import given
from hypothesis import strategies as st

from ..publications import LAST_7, html_table
from .conftest import counts

ARRIVALS, BOATS, LANDED, NOTE = 1, 2, 3, 4
HEADER = LAST_7[0]


class TestSecondaryFigures:
    @pytest.mark.parametrize("cell", ["many", "-3", "2.5", "9,9", "1000001", "26"])
    def test_landings_that_are_none_are_left_out(self, read, cell):
        rows = deepcopy(LAST_7)
        rows[1][LANDED] = cell
        publication = read(rows, "2025-03-09T10:30:00+00:00")
        assert publication.daily["arrivals"].tolist() == [1295, 0, 1065]
        assert publication.uncontrolled_landings.isna().tolist() == [True, True, False]
        (remark,) = publication.remarks
        assert remark.where == f"row 2, column {HEADER[LANDED]}"
        assert (remark.first, remark.done) == (date(2025, 3, 6), "left out")

    @pytest.mark.parametrize("at", [LANDED, NOTE])
    def test_a_column_that_was_renamed(self, read, at):
        rows = deepcopy(LAST_7)
        rows[0][at] = "Else"
        publication = read(rows, "2025-03-09T10:30:00+00:00")
        assert publication.daily["arrivals"].tolist() == [1295, 0, 1065]
        assert f'no column "{HEADER[at]}", but "else"' in publication.remarks[
            0
        ].found.casefold().replace(HEADER[at].casefold(), HEADER[at])

    def test_a_column_given_twice(self, read):
        rows = [[*row, row[LANDED]] for row in LAST_7]
        publication = read(rows, "2025-03-09T10:30:00+00:00")
        assert publication.daily["arrivals"].tolist() == [1295, 0, 1065]
        assert "is there 2 times" in publication.remarks[0].found

    def test_landings_of_a_week_that_are_not_the_sum_of_its_days(self, sheets, read_sheets):
        sheets["SB_02"][2][LANDED] += 5
        publication = read_sheets(sheets)
        assert publication.weekly["uncontrolled_landings"].isna().tolist() == [True, True, False]
        assert publication.weekly["prevented"].notna().tolist() == [False, True, True]
        (remark,) = publication.remarks
        assert (remark.first, remark.last) == (date(2024, 12, 30), date(2025, 1, 5))

    @pytest.mark.parametrize("at", [4, 5])
    @pytest.mark.parametrize("value", [-1, 2.5, "many", 10**9])
    def test_preventions_that_are_none(self, sheets, read_sheets, at, value):
        sheets["SB_02"][2][at] = value
        publication = read_sheets(sheets)
        name = ("prevented", "events_prevented")[at - 4]
        assert publication.weekly[name].isna().tolist() == [True, True, False]
        assert (
            publication.remarks[0].where == f"sheet SB_02, row 3, column {sheets['SB_02'][0][at]}"
        )

    @pytest.mark.parametrize("name", ["Cover_sheet", "Notes", "SB_02"])
    def test_a_sheet_that_is_not_needed(self, sheets, read_sheets, name):
        whole = read_sheets(sheets).daily
        del sheets[name]
        publication = read_sheets(sheets)
        pd.testing.assert_frame_equal(publication.daily, whole)
        assert [remark.found for remark in publication.remarks] == (
            [] if name == "Cover_sheet" else [f"no sheet {name}"]
        )

    @pytest.mark.parametrize("name", ["Cover sheet", "NOTES ", "sb 02", "SB-02"])
    def test_a_sheet_that_is_spelt_otherwise(self, sheets, read_sheets, name):
        plain = name.strip().casefold().replace(" ", "_").replace("-", "_")
        old = next(sheet for sheet in sheets if sheet.casefold() == plain)
        respelt = {name if sheet == old else sheet: rows for sheet, rows in sheets.items()}
        publication = read_sheets(respelt)
        assert publication.remarks == ()
        assert len(publication.weekly) == 3

    def test_preventions_that_a_summary_lacks(self, read):
        rows = [["Migrants arrived", "Boats arrived", "Stopped"], ["1,789", "32", "9"]]
        publication = read("<h2>Week ending 19 April 2026</h2>" + html_table(*rows))
        assert publication.weekly[["arrivals", "boats"]].iloc[0].tolist() == [1789, 32]
        assert publication.weekly["prevented"].isna().all()
        assert len(publication.remarks) == 2


class TestPeopleAndBoats:
    @pytest.mark.parametrize(("people", "boats"), [("12", "0"), ("0", "3")])
    def test_people_without_boats_are_taken_as_printed_with_a_remark(self, read, people, boats):
        rows = deepcopy(LAST_7)
        rows[2][ARRIVALS], rows[2][BOATS] = people, boats
        publication = read(rows, "2025-03-09T10:30:00+00:00")
        assert publication.daily.iloc[1][["arrivals", "boats"]].tolist() == [
            int(people),
            int(boats),
        ]
        (remark,) = publication.remarks
        assert (remark.found, remark.done) == (
            f"{people} people in {boats} boats",
            "taken as printed",
        )


class TestMarkers:
    @pytest.mark.parametrize("cell", ["1,295 [r]", "1295[r]", "1,295 [R] [note 2]"])
    def test_revised(self, read, cell):
        rows = deepcopy(LAST_7)
        rows[1][ARRIVALS] = cell
        publication = read(rows, "2025-03-09T10:30:00+00:00")
        assert publication.daily["arrivals"].tolist() == [1295, 0, 1065]
        assert publication.daily["status"].tolist() == ["revised", "provisional", "revised"]

    @pytest.mark.parametrize("marker", ["[p]", "[e]", "[b]", "[u]", "[low]", "[note 1]"])
    def test_other_markers_after_a_number(self, read, marker):
        rows = deepcopy(LAST_7)
        rows[1][ARRIVALS] += f" {marker}"
        publication = read(rows, "2025-03-09T10:30:00+00:00")
        assert publication.daily["arrivals"].tolist() == [1295, 0, 1065]
        assert publication.daily["status"].tolist() == ["provisional", "provisional", "revised"]

    @pytest.mark.parametrize("marker", ["[x]", "[z]", "[c]", "[low]"])
    def test_in_place_of_people_leave_out_the_day(self, read, marker):
        rows = deepcopy(LAST_7)
        rows[2][ARRIVALS] = marker
        publication = read(rows, "2025-03-09T10:30:00+00:00")
        assert counts(publication) == {"2025-03-06": 1295, "2025-03-08": 1065}
        assert publication.missing == (date(2025, 3, 7),)
        assert publication.remarks[0].done == "the day is left out"

    @pytest.mark.parametrize("marker", ["[x]", "[z]"])
    def test_in_place_of_landings_are_not_recorded(self, read, marker):
        rows = deepcopy(LAST_7)
        rows[1][LANDED] = marker
        publication = read(rows, "2025-03-09T10:30:00+00:00")
        assert publication.uncontrolled_landings.tolist() == [pd.NA, pd.NA, 0]
        assert publication.remarks == ()

    def test_in_headings(self, read):
        rows = [[f"{heading} [note 3]" for heading in HEADER], *LAST_7[1:]]
        assert len(read(rows, "2025-03-09T10:30:00+00:00").daily) == 3


MOD = """<h3>The data below is for the 24-hour period 00:00 to 23:59 {}.</h3><ul>
<li>Number of migrants detected in small boats: {}</li><li>Number of boats detected: {}</li>
<li>Number of boats known by the MOD to be involved in uncontrolled landings: {}</li></ul>"""


class TestMinistryOfDefence:
    def test_two_days_on_one_page(self, read):
        body = MOD.format("20 April 2026", 9, 2, 1) + MOD.format("19 April 2026", 0, 0, 0)
        publication = read(body)
        assert counts(publication) == {"2026-04-19": 0, "2026-04-20": 9}
        assert publication.daily["boats"].tolist() == [0, 2]
        assert publication.uncontrolled_landings.tolist() == [0, 1]

    def test_a_period_without_its_count_is_refused(self, read):
        body = MOD.format("20 April 2026", 9, 2, 1) + MOD.format("19 April 2026", 0, 0, 0)
        with pytest.raises(InconsistentDataError, match="no number of boats"):
            read(body.replace("boats detected: 0", "vessels"))

    def test_a_slip_of_the_year(self, read):
        publication = read(MOD.format("20 April 2025", 9, 2, 1))
        assert counts(publication) == {"2026-04-20": 9}
        assert "published on 21 April 2026" in publication.remarks[0].found

    @pytest.mark.parametrize("landed", ["?", "7"])
    def test_landings_that_are_none(self, read, landed):
        publication = read(MOD.format("20 April 2026", 9, 2, landed))
        assert counts(publication) == {"2026-04-20": 9}
        assert publication.uncontrolled_landings.isna().all()
        assert len(publication.remarks) == 1


# What XML cannot hold, such as control characters, is refused before any cell is read.
TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), max_size=12)
CELLS = st.one_of(st.integers(), st.floats(), TEXT, st.dates(), st.none())


@pytest.fixture(scope="module")
def sound(small_sheets, make_ods, read_content) -> pd.DataFrame:
    """The days of a spreadsheet without a slip."""
    return read_content(make_ods(small_sheets()), "made.ods").daily


class TestAnyCell:
    """A slip of any one cell: outside people and boats it loses none, in them it never goes in."""

    @given(
        row=st.integers(1, 23),
        at=st.sampled_from([0, LANDED, NOTE]),
        cell=CELLS,
        sheet=st.just("SB_01"),
    )
    def test_of_a_day_outside_people_and_boats(
        self, small_sheets, make_ods, read_content, sound, row, at, cell, sheet
    ):
        self._loses_none(small_sheets, make_ods, read_content, sound, sheet, row, at, cell)

    @given(row=st.integers(0, 3), at=st.sampled_from([3, 4, 5, 6]), cell=CELLS)
    def test_of_a_week_outside_people_and_boats(
        self, small_sheets, make_ods, read_content, sound, row, at, cell
    ):
        self._loses_none(small_sheets, make_ods, read_content, sound, "SB_02", row, at, cell)

    def _loses_none(self, small_sheets, make_ods, read_content, whole, sheet, row, at, cell):
        sheets = small_sheets()
        printed = sheets[sheet][row][at]
        sheets[sheet][row][at] = cell
        publication = read_content(make_ods(sheets), "made.ods").daily
        outermost = sheet == "SB_01" and row in {1, 23} and at == 0 and cell != printed
        if outermost:  # which day it is of may be a guess; then it is left out
            day = whole.index[row - 1]
            rest = whole.index.drop(day)
            pd.testing.assert_frame_equal(
                publication[["arrivals", "boats"]].reindex(rest),
                whole.loc[rest, ["arrivals", "boats"]],
                check_dtype=False,
                check_freq=False,
            )
        else:
            pd.testing.assert_frame_equal(
                publication[["arrivals", "boats"]], whole[["arrivals", "boats"]], check_freq=False
            )

    @given(row=st.integers(1, 21), at=st.sampled_from([ARRIVALS, BOATS]), cell=CELLS)
    def test_of_people_or_boats_of_a_day(
        self, small_sheets, make_ods, read_content, sound, row, at, cell
    ):
        """The sums of the weeks tell: it is refused, or the day is left out with a remark."""
        sheets = small_sheets()
        sheets["SB_01"][row][at] = cell
        try:
            publication = read_content(make_ods(sheets), "made.ods")
        except (InconsistentDataError, UnknownFormatError):
            return
        same = publication.daily[["arrivals", "boats"]].equals(sound[["arrivals", "boats"]])
        assert same or publication.remarks
