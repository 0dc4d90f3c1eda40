"""Slips of the publisher: what is sound is taken, what is doubtful left out, and both are said."""

from __future__ import annotations

import io
import zipfile
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from crossings.data import load, read_publication
from crossings.data.errors import InconsistentDataError, NoFiguresError, UnknownFormatError
from hypothesis import given
from hypothesis import strategies as st

from ..publications import FAMILY, LAST_7, html_table

ARRIVALS, BOATS, LANDED, NOTE = 1, 2, 3, 4
HEADER = LAST_7[0]


def week(*days: str) -> list[list[str]]:
    """Return a table of days whose counts are their places: 10, 20, ... people."""
    rows = [[day, str(10 * at), str(at), "0", ""] for at, day in enumerate(days, start=1)]
    return [HEADER, *rows]


@pytest.fixture
def read(make_page, read_content):
    def read(rows, published="2026-04-21T10:00:00+01:00", **how):
        body = rows if isinstance(rows, str) else html_table(*rows)
        return read_content(make_page(body, published=published, **how), "page.html")

    return read


def counts(found) -> dict[str, int]:
    return {f"{day:%Y-%m-%d}": people for day, people in found.daily["arrivals"].items()}


class TestDates:
    @pytest.mark.parametrize(
        ("days", "right"),
        [
            (["18 April 2026", "19 April 2026", "20 April 2025"], "2026-04-20"),
            (["18 April 2025", "19 April 2026", "20 April 2026"], "2026-04-18"),
            (["18 April 2026", "19 April 2062", "20 April 2026"], "2026-04-19"),
            (["18 April 2026", "19 April 2026", "20 April 2027"], "2026-04-20"),
            (["18 April 2026", "19 April 2026", "20 May 2026"], "2026-04-20"),
            (["18 April 2026", "19 April 2026", "20 Apirl 2026"], "2026-04-20"),
            (["18 April 2026", "91 April 2026", "20 April 2026"], "2026-04-19"),
            (["18 April 2026", "soon", "20 April 2026"], "2026-04-19"),
            (["20 April 2025", "19 April 2026", "18 April 2026"], "2026-04-20"),
        ],
    )
    def test_a_slip_is_read_as_what_it_must_be(self, read, days, right):
        """Order, neighbours and the day of publication leave one reading; the remark says so."""
        found = read(week(*days))
        wrong = next(
            at for at, said in enumerate(days) if counts(found).get(right) == 10 * (at + 1)
        )
        assert list(counts(found)) == ["2026-04-18", "2026-04-19", "2026-04-20"]
        (remark,) = found.remarks
        assert remark.where == f"row {wrong + 2}, column Date"
        assert remark.found == f'"{days[wrong]}"'
        assert remark.done.startswith(f"read as {int(right[-2:])} April 2026")
        assert (remark.first, remark.last) == (date.fromisoformat(right),) * 2

    def test_a_new_year_that_was_forgotten(self, read):
        """Four of seven rows have the old year; the day of publication decides."""
        days = [f"{day} December 2025" for day in (29, 30, 31)]
        found = read(week(*days, *(f"{n} January 2025" for n in range(1, 5))), "2026-01-05T09:00Z")
        assert list(counts(found)) == [
            f"{day:%Y-%m-%d}" for day in pd.date_range("2025-12-29", "2026-01-04")
        ]
        assert len(found.remarks) == 4

    def test_a_table_that_is_a_year_old_as_a_whole_is_refused(self, read):
        """No row says the year of publication: nothing is guessed."""
        with pytest.raises(
            InconsistentDataError, match="figures to 20 April 2025, published on 21"
        ):
            read(week("18 April 2025", "19 April 2025", "20 April 2025"))

    def test_a_day_that_is_missing(self, read):
        found = read(week("18 April 2026", "20 April 2026"))
        assert counts(found) == {"2026-04-18": 10, "2026-04-20": 20}
        assert found.missing == (date(2026, 4, 19),)
        (remark,) = found.remarks
        assert "no row for 19 April 2026" in remark.found
        assert remark.first == remark.last == date(2026, 4, 19)

    def test_a_file_with_a_missing_day_loads_up_to_it(self, make_page, tmp_path):
        days = ["16 April 2026", "17 April 2026", "19 April 2026"]
        path = tmp_path / "page.html"
        path.write_bytes(make_page(html_table(*week(*days)), published="2026-04-21T10:00Z"))
        daily = load(path)
        assert daily["arrivals"].tolist() == [10, 20]
        assert daily.attrs["gap"] == "2026-04-18"

    def test_a_day_given_twice_alike_is_taken_once(self, read):
        rows = week("18 April 2026", "19 April 2026")
        found = read([*rows, rows[2], ["20 April 2026", "5", "1", "0", ""]])
        assert counts(found) == {"2026-04-18": 10, "2026-04-19": 20, "2026-04-20": 5}
        assert [remark.done for remark in found.remarks] == ["taken once"]
        assert found.remarks[0].where == "row 4"

    def test_a_day_given_twice_where_the_rows_around_it_show_which_is_the_slip(self, read):
        found = read(week("17 April 2026", "18 April 2026", "18 April 2026", "20 April 2026"))
        assert counts(found)["2026-04-19"] == 30
        assert found.remarks[0].where == "row 4, column Date"

    def test_a_day_given_twice_with_other_figures_is_refused(self, read):
        """Both rows fit: which is right would be a guess."""
        days = ["17 April 2026", "18 April 2026", "18 April 2026", "19 April 2026"]
        with pytest.raises(InconsistentDataError, match=r"row 4: 18 April 2026 is given again"):
            read(week(*days))

    def test_a_row_of_no_day_is_left_out(self, read):
        found = read(week("18 April 2026", "19 April 2026", "Total"))
        assert counts(found) == {"2026-04-18": 10, "2026-04-19": 20}
        (remark,) = found.remarks
        assert (remark.where, remark.found) == ("row 4, column Date", '"Total"')
        assert "left out" in remark.done

    def test_the_row_that_cannot_be_read_is_named(self, read):
        days = ["16 April 2026", "17 April 2026", "2 June 2024", "9 June 2024", "20 April 2026"]
        with pytest.raises(InconsistentDataError, match=r"row 4: .2 June 2024. beside .17 April"):
            read(week(*days))


class TestStamps:
    def test_figures_newer_than_the_public_date(self, read):
        updated = '<meta name="govuk:updated-at" content="2026-04-22T09:00:00+01:00">'
        found = read(
            updated + html_table(*week("20 April 2026", "21 April 2026")), "2026-04-20T10:00Z"
        )
        assert found.published == date(2026, 4, 22)
        assert found.published_at == datetime(2026, 4, 22, 8, tzinfo=UTC)
        (remark,) = found.remarks
        assert remark.where == "govuk:public-updated-at"
        assert "22 April 2026, by govuk:updated-at" in remark.done

    def test_both_dates_are_older_than_the_figures(self, read):
        updated = '<meta name="govuk:updated-at" content="2026-04-19T09:00:00+01:00">'
        found = read(
            updated + html_table(*week("19 April 2026", "20 April 2026")), "2026-04-18T10:00Z"
        )
        assert (found.published, found.published_at) == (date(2026, 4, 21), None)
        assert "21 April 2026, the day after its last figure" in found.remarks[0].done

    def test_an_update_that_changed_no_figure_is_no_publication(self, read):
        updated = '<meta name="govuk:updated-at" content="2026-05-30T09:00:00+01:00">'
        found = read(updated + html_table(*week("19 April 2026", "20 April 2026")))
        assert found.published == date(2026, 4, 21)
        assert found.remarks == ()

    def test_a_spreadsheet_of_london(self, sheets, read_sheets):
        """23:30 of a summer's day in UTC is the next day in London."""
        saved = datetime(2025, 7, 11, 23, 30, tzinfo=UTC)
        found = read_sheets(sheets, saved)
        assert found.published == date(2025, 7, 12)


class TestSavedAgain:
    def test_keeps_the_day_on_which_it_was_made(self, sheets, read_sheets):
        found = read_sheets(sheets, date(2026, 11, 28), made=date(2025, 1, 17))
        assert (found.published, found.published_at) == (date(2025, 1, 17), None)
        (remark,) = found.remarks
        assert "saved on 28 November 2026, made on 17 January 2025" in remark.found

    def test_made_before_its_figures(self, sheets, read_sheets):
        """A copy of what was made from a template is of the day after its last figure."""
        found = read_sheets(sheets, date(2026, 11, 28), made=date(2020, 1, 17))
        assert found.published == date(2025, 1, 15)
        assert "taken as a copy" in found.remarks[0].done

    def test_made_and_saved_within_a_day_is_a_release(self, sheets, read_sheets):
        found = read_sheets(sheets, date(2025, 1, 17), made=date(2025, 1, 16))
        assert found.published == date(2025, 1, 17)
        assert found.remarks == ()


class TestSecondaryFigures:
    @pytest.mark.parametrize("cell", ["many", "-3", "2.5", "9,9", "1000001", "26"])
    def test_landings_that_are_none_are_left_out(self, read, cell):
        rows = deepcopy(LAST_7)
        rows[1][LANDED] = cell
        found = read(rows, "2025-03-09T10:30:00+00:00")
        assert found.daily["arrivals"].tolist() == [1295, 0, 1065]
        assert found.uncontrolled_landings.isna().tolist() == [True, True, False]
        (remark,) = found.remarks
        assert remark.where == f"row 2, column {HEADER[LANDED]}"
        assert (remark.first, remark.done) == (date(2025, 3, 6), "left out")

    @pytest.mark.parametrize("at", [LANDED, NOTE])
    def test_a_column_that_was_renamed(self, read, at):
        rows = deepcopy(LAST_7)
        rows[0][at] = "Else"
        found = read(rows, "2025-03-09T10:30:00+00:00")
        assert found.daily["arrivals"].tolist() == [1295, 0, 1065]
        assert f'no column "{HEADER[at]}", but "else"' in found.remarks[0].found.casefold().replace(
            HEADER[at].casefold(), HEADER[at]
        )

    def test_a_column_given_twice(self, read):
        rows = [[*row, row[LANDED]] for row in LAST_7]
        found = read(rows, "2025-03-09T10:30:00+00:00")
        assert found.daily["arrivals"].tolist() == [1295, 0, 1065]
        assert "is there 2 times" in found.remarks[0].found

    def test_landings_of_a_week_that_are_not_the_sum_of_its_days(self, sheets, read_sheets):
        sheets["SB_02"][2][LANDED] += 5
        found = read_sheets(sheets)
        assert found.weekly["uncontrolled_landings"].isna().tolist() == [True, True, False]
        assert found.weekly["prevented"].notna().tolist() == [False, True, True]
        (remark,) = found.remarks
        assert (remark.first, remark.last) == (date(2024, 12, 30), date(2025, 1, 5))

    @pytest.mark.parametrize("at", [4, 5])
    @pytest.mark.parametrize("value", [-1, 2.5, "many", 10**9])
    def test_preventions_that_are_none(self, sheets, read_sheets, at, value):
        sheets["SB_02"][2][at] = value
        found = read_sheets(sheets)
        name = ("prevented", "events_prevented")[at - 4]
        assert found.weekly[name].isna().tolist() == [True, True, False]
        assert found.remarks[0].where == f"sheet SB_02, row 3, column {sheets['SB_02'][0][at]}"

    @pytest.mark.parametrize("name", ["Cover_sheet", "Notes", "SB_02"])
    def test_a_sheet_that_is_not_needed(self, sheets, read_sheets, name):
        whole = read_sheets(sheets).daily
        del sheets[name]
        found = read_sheets(sheets)
        pd.testing.assert_frame_equal(found.daily, whole)
        assert [remark.found for remark in found.remarks] == (
            [] if name == "Cover_sheet" else [f"no sheet {name}"]
        )

    @pytest.mark.parametrize("name", ["Cover sheet", "NOTES ", "sb 02", "SB-02"])
    def test_a_sheet_that_is_spelt_otherwise(self, sheets, read_sheets, name):
        plain = name.strip().casefold().replace(" ", "_").replace("-", "_")
        old = next(sheet for sheet in sheets if sheet.casefold() == plain)
        respelt = {name if sheet == old else sheet: rows for sheet, rows in sheets.items()}
        found = read_sheets(respelt)
        assert found.remarks == ()
        assert len(found.weekly) == 3

    def test_preventions_that_a_summary_lacks(self, read):
        rows = [["Migrants arrived", "Boats arrived", "Stopped"], ["1,789", "32", "9"]]
        found = read("<h2>Week ending 19 April 2026</h2>" + html_table(*rows))
        assert found.weekly[["arrivals", "boats"]].iloc[0].tolist() == [1789, 32]
        assert found.weekly["prevented"].isna().all()
        assert len(found.remarks) == 2


class TestPeopleAndBoats:
    @pytest.mark.parametrize(("people", "boats"), [("12", "0"), ("0", "3")])
    def test_people_without_boats_are_taken_as_printed_with_a_remark(self, read, people, boats):
        rows = deepcopy(LAST_7)
        rows[2][ARRIVALS], rows[2][BOATS] = people, boats
        found = read(rows, "2025-03-09T10:30:00+00:00")
        assert found.daily.iloc[1][["arrivals", "boats"]].tolist() == [int(people), int(boats)]
        (remark,) = found.remarks
        assert (remark.found, remark.done) == (
            f"{people} people in {boats} boats",
            "taken as printed",
        )


class TestMarkers:
    @pytest.mark.parametrize("cell", ["1,295 [r]", "1295[r]", "1,295 [R] [note 2]"])
    def test_revised(self, read, cell):
        rows = deepcopy(LAST_7)
        rows[1][ARRIVALS] = cell
        found = read(rows, "2025-03-09T10:30:00+00:00")
        assert found.daily["arrivals"].tolist() == [1295, 0, 1065]
        assert found.daily["status"].tolist() == ["revised", "provisional", "revised"]

    @pytest.mark.parametrize("marker", ["[p]", "[e]", "[b]", "[u]", "[low]", "[note 1]"])
    def test_other_markers_after_a_number(self, read, marker):
        rows = deepcopy(LAST_7)
        rows[1][ARRIVALS] += f" {marker}"
        found = read(rows, "2025-03-09T10:30:00+00:00")
        assert found.daily["arrivals"].tolist() == [1295, 0, 1065]
        assert found.daily["status"].tolist() == ["provisional", "provisional", "revised"]

    @pytest.mark.parametrize("marker", ["[x]", "[z]", "[c]", "[low]"])
    def test_in_place_of_people_leave_out_the_day(self, read, marker):
        rows = deepcopy(LAST_7)
        rows[2][ARRIVALS] = marker
        found = read(rows, "2025-03-09T10:30:00+00:00")
        assert counts(found) == {"2025-03-06": 1295, "2025-03-08": 1065}
        assert found.missing == (date(2025, 3, 7),)
        assert found.remarks[0].done == "the day is left out"

    @pytest.mark.parametrize("marker", ["[x]", "[z]"])
    def test_in_place_of_landings_are_not_recorded(self, read, marker):
        rows = deepcopy(LAST_7)
        rows[1][LANDED] = marker
        found = read(rows, "2025-03-09T10:30:00+00:00")
        assert found.uncontrolled_landings.tolist() == [pd.NA, pd.NA, 0]
        assert found.remarks == ()

    def test_in_headings(self, read):
        rows = [[f"{heading} [note 3]" for heading in HEADER], *LAST_7[1:]]
        assert len(read(rows, "2025-03-09T10:30:00+00:00").daily) == 3


TEXT_HEADER = (
    "<p>| Date | Migrants arrived | Boats arrived | Boats involved in uncontrolled landings |"
    " Notes |<br>|\N{EN DASH}|\N{EN DASH}|\N{EN DASH}|\N{EN DASH}|\N{EN DASH}|</p>"
)
ROW = "<tr><td>{}</td><td>66</td><td>1</td><td>0</td><td></td></tr>"
ELSEWHERE = f'<a href="{FAMILY}">time series</a>'


class TestTablesAsText:
    def test_a_header_as_text(self, read):
        table = f"<table>{ROW.format('19 April 2026')}{ROW.format('20 April 2026')}</table>"
        found = read(ELSEWHERE + TEXT_HEADER + table)
        assert counts(found) == {"2026-04-19": 66, "2026-04-20": 66}
        assert found.remarks[0].found == "rows of the table came out as text"

    @pytest.mark.parametrize("between", ["<br>", "<br />\n", "\n"])
    def test_a_whole_table_as_text(self, read, between):
        lines = [
            "| Date | Migrants arrived | Boats arrived | Notes |",
            "|---|:---|---:|:-:|",
            "| 19 April 2026 | 1,066 | 19 | |",
            "| 20 April 2026 | 0 | 0 | Revised |",
        ]
        found = read(f"{ELSEWHERE}<p>{between.join(lines)}</p>")
        assert counts(found) == {"2026-04-19": 1066, "2026-04-20": 0}
        assert found.daily["status"].tolist() == ["provisional", "revised"]

    @pytest.mark.parametrize(
        "body",
        [
            f"<table>{ROW.format('19 April 2026')}</table>",
            "<p>| Day | People | | 19 April 2026 | 66 |</p>",
            "<p>Date | Migrants arrived | Boats arrived</p><p>19 April 2026 | 66 | 1</p>",
            html_table(["When", "How many"], ["19 April 2026", "66"]),
        ],
        ids=["no header", "one line", "without bars around", "other headings"],
    )
    def test_figures_in_no_known_form_are_refused(self, read, body):
        """Never said to be a page that carries no figures any more."""
        with pytest.raises(
            UnknownFormatError, match="figures in a form that is not known"
        ) as caught:
            read(ELSEWHERE + body, path=f"{FAMILY}/last-7-days")
        assert not isinstance(caught.value, NoFiguresError)


MOD = """<h3>The data below is for the 24-hour period 00:00 to 23:59 {}.</h3><ul>
<li>Number of migrants detected in small boats: {}</li><li>Number of boats detected: {}</li>
<li>Number of boats known by the MOD to be involved in uncontrolled landings: {}</li></ul>"""


class TestMinistryOfDefence:
    def test_two_days_on_one_page(self, read):
        body = MOD.format("20 April 2026", 9, 2, 1) + MOD.format("19 April 2026", 0, 0, 0)
        found = read(body)
        assert counts(found) == {"2026-04-19": 0, "2026-04-20": 9}
        assert found.daily["boats"].tolist() == [0, 2]
        assert found.uncontrolled_landings.tolist() == [0, 1]

    def test_a_period_without_its_count_is_refused(self, read):
        body = MOD.format("20 April 2026", 9, 2, 1) + MOD.format("19 April 2026", 0, 0, 0)
        with pytest.raises(InconsistentDataError, match="no number of boats"):
            read(body.replace("boats detected: 0", "vessels"))

    def test_a_slip_of_the_year(self, read):
        found = read(MOD.format("20 April 2025", 9, 2, 1))
        assert counts(found) == {"2026-04-20": 9}
        assert "published on 21 April 2026" in found.remarks[0].found

    @pytest.mark.parametrize("landed", ["?", "7"])
    def test_landings_that_are_none(self, read, landed):
        found = read(MOD.format("20 April 2026", 9, 2, landed))
        assert counts(found) == {"2026-04-20": 9}
        assert found.uncontrolled_landings.isna().all()
        assert len(found.remarks) == 1


SUMMARY = html_table(
    ["Migrants arrived", "Boats arrived", "Migrants prevented", "Events prevented"],
    ["1,789", "32", "383", "14"],
)


class TestWeekHeadings:
    @pytest.mark.parametrize(
        "said", ["19 April 2025", "19 May 2026", "19 Apirl 2026", "19 April 2062"]
    )
    def test_a_slip_is_read_as_the_only_sunday_that_it_can_be(self, read, said):
        found = read(f"<h2>Week ending {said}</h2>{SUMMARY}")
        assert found.through == date(2026, 4, 19)
        (remark,) = found.remarks
        assert said in remark.found
        assert "19 April 2026" in remark.done

    def test_a_slip_of_the_day_is_a_guess(self, read):
        with pytest.raises(InconsistentDataError, match="a week that ends on 18 April 2026"):
            read(f"<h2>Week ending 18 April 2026</h2>{SUMMARY}")

    def test_contents_and_heading_that_differ_by_a_slip(self, read):
        contents = "<ul><li>Week ending 19 April 2026</li></ul>"
        found = read(f"{contents}<h2>Week ending 19 April 2025</h2>{SUMMARY}")
        assert found.through == date(2026, 4, 19)


SECONDARY = [(row, at) for row in range(1, 4) for at in (0, LANDED, NOTE)]
CELLS = st.one_of(st.integers(), st.floats(), st.text(max_size=12), st.dates(), st.none())


class TestAnyCell:
    """A slip of any one cell: outside people and boats it loses none, in them it never goes in."""

    @given(
        row=st.integers(1, 23),
        at=st.sampled_from([0, LANDED, NOTE]),
        cell=CELLS,
        sheet=st.just("SB_01"),
    )
    def test_of_a_day_outside_people_and_boats(
        self, small_sheets, make_ods, read_content, row, at, cell, sheet
    ):
        self._loses_none(small_sheets, make_ods, read_content, sheet, row, at, cell)

    @given(row=st.integers(0, 3), at=st.sampled_from([3, 4, 5, 6]), cell=CELLS)
    def test_of_a_week_outside_people_and_boats(
        self, small_sheets, make_ods, read_content, row, at, cell
    ):
        self._loses_none(small_sheets, make_ods, read_content, "SB_02", row, at, cell)

    def _loses_none(self, small_sheets, make_ods, read_content, sheet, row, at, cell):
        sheets = small_sheets()
        whole = read_content(make_ods(sheets), "made.ods").daily
        printed = sheets[sheet][row][at]
        sheets[sheet][row][at] = cell
        found = read_content(make_ods(sheets), "made.ods").daily
        outermost = sheet == "SB_01" and row in {1, 23} and at == 0 and cell != printed
        if outermost:  # which day it is of may be a guess; then it is left out
            day = whole.index[row - 1]
            rest = whole.index.drop(day)
            pd.testing.assert_frame_equal(
                found[["arrivals", "boats"]].reindex(rest),
                whole.loc[rest, ["arrivals", "boats"]],
                check_dtype=False,
                check_freq=False,
            )
        else:
            pd.testing.assert_frame_equal(
                found[["arrivals", "boats"]], whole[["arrivals", "boats"]], check_freq=False
            )

    @given(row=st.integers(1, 21), at=st.sampled_from([ARRIVALS, BOATS]), cell=CELLS)
    def test_of_people_or_boats_of_a_day(self, small_sheets, make_ods, read_content, row, at, cell):
        """The sums of the weeks tell: it is refused, or the day is left out with a remark."""
        sheets = small_sheets()
        whole = read_content(make_ods(sheets), "made.ods").daily
        sheets["SB_01"][row][at] = cell
        try:
            found = read_content(make_ods(sheets), "made.ods")
        except (InconsistentDataError, UnknownFormatError):
            return
        same = found.daily[["arrivals", "boats"]].equals(whole[["arrivals", "boats"]])
        assert same or found.remarks


class TestOfficialSlips:
    """The real pages with a slip, by their list of right values."""

    def test_public_date_behind(self, official):
        found = read_publication(official / "last-7-days" / "2026-01-04.html")
        assert (found.through, found.published) == (date(2026, 1, 3), date(2026, 1, 4))
        assert len(found.remarks) == 1

    def test_last_row_of_the_year_before(self, official):
        found = read_publication(official / "last-7-days" / "2026-04-21.html")
        assert found.through == date(2026, 4, 20)
        assert found.daily.iloc[-1][["arrivals", "boats"]].tolist() == [0, 0]
        assert found.remarks[0].where == "row 8, column Date"

    def test_missing_row(self, official):
        found = read_publication(official / "last-7-days" / "2026-06-24.html")
        assert found.missing == (date(2026, 6, 22),)
        assert found.daily.loc["2026-06-21":, "arrivals"].tolist() == [310, 186]

    def test_weekly_heading(self, official):
        found = read_publication(official / "weekly-summary" / "2026-01-13.html")
        assert found.through == date(2026, 1, 4)
        assert found.weekly["arrivals"].tolist() == [0]

    def test_two_periods(self, official):
        found = read_publication(official / "mod-daily" / "2022-09-26.html")
        assert counts(found) == {"2022-09-24": 0, "2022-09-25": 0}

    def test_mod_public_date_behind(self, official):
        found = read_publication(official / "mod-daily" / "2023-01-22.html")
        assert (found.through, found.published) == (date(2023, 1, 21), date(2023, 1, 22))

    def test_mod_marked_as_revised(self, official):
        found = read_publication(official / "mod-weekly" / "9-may-to-15-may-2022.html")
        assert found.daily.iloc[-1].tolist() == [389, 10, "revised"]

    def test_landings_of_one_week(self, official):
        path = official / "time-series" / "2026-02-20 Small boats - time series v2.ods"
        found = read_publication(path)
        assert found.through == date(2026, 2, 19)
        assert len(found.daily) == 2972
        assert found.weekly.loc["2026-02-15", "uncontrolled_landings"] is pd.NA
        assert found.weekly.loc["2026-02-15", "prevented"] is not pd.NA
        assert len(found.remarks) == 1


class TestCases:
    """The small made files, by their list of what should happen."""

    @pytest.mark.parametrize(
        ("name", "published", "people", "remarks"),
        [
            ("01-daily-public-date-behind.html", "2026-02-08", [0, 0], 1),
            ("04-daily-header-as-text.html", "2026-03-06", [66, 157], 1),
            ("05-daily-year-slip.html", "2026-04-21", [602, 0, 0], 1),
            ("06-daily-missing-row.html", "2026-06-24", [310, 186], 1),
            ("07-mod-weekly-r.html", "2022-05-24", [167, 389], 0),
            ("08-mod-daily-two-days.html", "2022-09-26", [0, 0], 0),
        ],
    )
    def test_pages(self, cases, name, published, people, remarks):
        found = read_publication(cases / name)
        assert str(found.published) == published
        assert found.daily["arrivals"].tolist() == people
        assert len(found.remarks) == remarks

    def test_weekly_year_slip(self, cases):
        found = read_publication(cases / "02-weekly-year-slip.html")
        assert found.through == date(2026, 1, 4)

    @pytest.mark.parametrize(
        ("name", "remarks"),
        [
            ("03-timeseries-landings.ods", 1),
            ("09-resaved.ods", 1),
            ("15-sb01-only.ods", 2),
            ("16-cover-sheet-with-blank.ods", 1),
            ("control-timeseries-ok.ods", 0),
        ],
    )
    def test_spreadsheets(self, cases, name, remarks):
        found = read_publication(cases / name)
        control = read_publication(cases / "control-timeseries-ok.ods")
        pd.testing.assert_frame_equal(found.daily, control.daily)
        assert found.published in {control.published, None}
        assert len(found.remarks) == remarks


def test_the_metadata_of_excel(sheets, make_ods, read_content):
    """A workbook that Excel saved says when it was made and saved in another place."""
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
        'core-properties" xmlns:dcterms="http://purl.org/dc/terms/">'
        "<dcterms:created>2025-01-17T09:00:00Z</dcterms:created>"
        "<dcterms:modified>{}</dcterms:modified></cp:coreProperties>"
    )

    def saved(moment: datetime):
        packed = io.BytesIO(make_ods(sheets, with_meta=False))
        with zipfile.ZipFile(packed, "a") as archive:
            archive.writestr("docProps/core.xml", core.format(f"{moment:%Y-%m-%dT%H:%M:%SZ}"))
        return read_content(packed.getvalue(), "made.xlsx")

    made = datetime(2025, 1, 17, 9, tzinfo=UTC)
    release, again = saved(made + timedelta(minutes=4)), saved(made + timedelta(days=40))
    assert release.published == again.published == date(2025, 1, 17)
    assert (len(release.remarks), len(again.remarks)) == (0, 1)
