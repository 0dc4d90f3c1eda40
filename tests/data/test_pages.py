"""The pages of GOV.UK, on hand-made ones: one thing changed at a time."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime

import pandas as pd
import pytest
from crossings.data import load
from crossings.data.errors import (
    InconsistentDataError,
    InvalidFigureError,
    NoFiguresError,
    UnknownFormatError,
)

from ..publications import FAMILY, LAST_7, html_table

LAST_7_PATH = f"{FAMILY}/last-7-days"
MOD_PATH = (
    "/government/statistical-data-sets/"
    "migrants-detected-crossing-the-english-channel-in-small-boats"
)
WEEK = "<h2>Week ending 2 March 2025</h2>"
SUMMARY = [
    ["Migrants arrived", "Boats arrived", "Migrants prevented", "Events prevented"],
    ["1,789", "32", "383", "14"],
]
MOD_DAILY = """<h3>The data below is for the 24-hour period 00:00 to 23:59 {day}.</h3><ul>
<li><h4>Number of migrants detected in small boats: {people}</h4></li>
<li><h4>Number of boats detected: {boats}</h4></li>
<li><h4>Number of boats known by the MOD to be involved in uncontrolled landings: {landed}</h4></li>
</ul>"""
MOD_WEEKLY = [
    ["Date", "Migrants detected", "Boats detected"],
    ["2 March 2025", "562", "15"],
    ["3 March 2025", "0", "0"],
]


@pytest.fixture
def read(make_page, read_content):
    def read(body, **how):
        return read_content(make_page(body, **how), "page.html")

    return read


def changed(rows, row, column, value):
    rows = deepcopy(rows)
    rows[row][column] = value
    return rows


def mod_daily(**values):
    return MOD_DAILY.format(
        **({"day": "09 March 2025", "people": "1065", "boats": "25", "landed": "0"} | values)
    )


class TestLast7Days:
    def test_figures(self, last_7_page, read_content):
        publication = read_content(last_7_page, "page.html")
        assert publication.kind == "last-7-days"
        assert publication.published == date(2025, 3, 9)
        assert publication.published_at == datetime(2025, 3, 9, 10, 30, tzinfo=UTC)
        assert publication.url == f"https://www.gov.uk{FAMILY}"
        assert publication.title == "Small boat arrivals: last 7 days"
        assert publication.daily.index.equals(
            pd.date_range("2025-03-06", "2025-03-08", name="date")
        )
        assert publication.daily["arrivals"].tolist() == [1295, 0, 1065]
        assert publication.daily["boats"].tolist() == [25, 0, 20]
        assert publication.daily["status"].tolist() == ["provisional", "provisional", "revised"]
        assert publication.uncontrolled_landings.tolist() == [1, pd.NA, 0]
        assert publication.through == date(2025, 3, 8)

    def test_is_a_source_of_daily_figures(self, last_7_page, tmp_path):
        path = tmp_path / "any.name"
        path.write_bytes(last_7_page)
        daily = load(path)
        assert daily["arrivals"].sum() == 2360
        assert daily.attrs["provenance"][0]["published"] == "2025-03-09"

    @pytest.mark.parametrize(
        "cell", ["n/a", "", "-", "12.5", "-3", "1,29", "1 295", "\u00bd", "1295*", "many"]
    )
    def test_a_count_that_is_none_is_refused_and_never_a_zero(self, read, cell):
        with pytest.raises(InvalidFigureError, match=r"page\.html, row 3, column Migrants arrived"):
            read(html_table(*changed(LAST_7, 2, 1, cell)))

    def test_days_in_any_order(self, read):
        header, *days = LAST_7
        publication = read(html_table(header, *days[::-1]))
        assert publication.daily["arrivals"].tolist() == [1295, 0, 1065]
        assert publication.uncontrolled_landings.tolist() == [1, pd.NA, 0]

    @pytest.mark.parametrize(
        ("rows", "problem"),
        [
            (LAST_7[:1], "no rows"),
            (
                [*LAST_7[:3], changed(LAST_7, 2, 1, "9")[2], LAST_7[3]],
                "7 March 2025 is given again",
            ),
            (changed([*LAST_7, [*LAST_7[3]]], 4, 1, "9"), "8 March 2025 is given again"),
            ([*LAST_7[:3], LAST_7[3][:2]], "2 cells; expected 5"),
        ],
        ids=str,
    )
    def test_a_table_that_contradicts_itself(self, read, rows, problem):
        with pytest.raises(InconsistentDataError, match=problem):
            read(html_table(*rows))

    def test_days_long_after_the_publication(self, read):
        with pytest.raises(InconsistentDataError, match="none after its publication on 7 February"):
            read(html_table(*LAST_7), published="2025-02-07T10:00:00+00:00")

    def test_columns_that_older_pages_lack(self, read):
        publication = read(html_table(*[row[:3] for row in LAST_7]))
        assert publication.daily["arrivals"].tolist() == [1295, 0, 1065]
        assert publication.uncontrolled_landings is None

    @pytest.mark.parametrize("cell", ["31 February 2025", "yesterday", ""])
    def test_the_only_day_that_is_none(self, read, cell):
        with pytest.raises(UnknownFormatError, match=r"row 2, column Date"):
            read(html_table(*changed(LAST_7[:2], 1, 0, cell)))


class TestDateOfPublication:
    def test_is_that_of_london(self, read):
        publication = read(html_table(*LAST_7), published="2025-07-08T23:30:00.000Z")
        assert publication.published == date(2025, 7, 9)

    def test_of_a_page_made_ready_before_it_was_published(self, read):
        first = '<meta name="govuk:first-published-at" content="2025-03-10T09:30:00+00:00">'
        publication = read(first + html_table(*LAST_7))
        assert publication.published == date(2025, 3, 10)

    def test_visible_date_where_there_are_no_metadata(self, read):
        body = html_table(*LAST_7) + "<p>Published 1 March 2022</p><p>Updated 2 March 2022</p>"
        publication = read(body, published=None, visible="11 March 2025")
        assert (publication.published, publication.published_at) == (date(2025, 3, 11), None)

    def test_none(self, read):
        assert read(html_table(*LAST_7), published=None, visible="soon").published is None

    @pytest.mark.parametrize(
        "stamp", ["soon", "", "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59-05:00"]
    )
    def test_metadata_that_are_no_time_leave_the_visible_date(self, read, stamp):
        publication = read(html_table(*LAST_7), published=stamp or " ")
        assert (publication.published, publication.published_at) == (date(2025, 3, 9), None)
        assert publication.daily["arrivals"].tolist() == [1295, 0, 1065]
        (remark,) = publication.remarks
        assert remark.where == "govuk:public-updated-at"
        assert "not a time" in remark.done


class TestWeeklySummary:
    def test_figures(self, read):
        publication = read(WEEK + html_table(*SUMMARY))
        assert publication.kind == "weekly-summary"
        assert publication.daily is None
        assert publication.weekly.index.tolist() == [pd.Timestamp("2025-03-02")]
        columns = ["arrivals", "boats", "prevented", "events_prevented"]
        assert publication.weekly[columns].iloc[0].tolist() == [1789, 32, 383, 14]
        assert publication.weekly["uncontrolled_landings"].isna().all()

    def test_not_recorded_is_not_zero(self, read):
        publication = read(WEEK + html_table(*changed(SUMMARY, 1, 2, "-")))
        assert publication.weekly["prevented"].isna().all()

    @pytest.mark.parametrize(
        ("body", "problem"),
        [
            (html_table(*SUMMARY), "0 headings of weeks"),
            (WEEK + WEEK.replace("2 M", "9 M") + html_table(*SUMMARY), "2 headings of weeks"),
            (WEEK.replace("2 M", "3 M") + html_table(*SUMMARY), "ends on 3 March 2025"),
            (WEEK.replace("2 M", "30 M") + html_table(*SUMMARY), "none after its publication"),
            (WEEK + html_table(*SUMMARY, SUMMARY[1]), "2 rows"),
            (WEEK + html_table(SUMMARY[0]), "0 rows"),
            (WEEK + html_table(SUMMARY[0], ["1", "2"]), "1 rows; expected one whole row"),
            (WEEK + html_table(*changed(SUMMARY, 1, 0, "some")), '"some" is not a count'),
        ],
        ids=str,
    )
    def test_that_contradicts_itself(self, read, body, problem):
        with pytest.raises(InconsistentDataError, match=problem):
            read(body)


class TestMinistryOfDefence:
    @pytest.mark.parametrize("people", ["1065", "1,065", "\u00a01065"])
    def test_daily(self, read, people):
        publication = read(mod_daily(people=people), path=MOD_PATH)
        assert publication.kind == "mod-daily"
        assert publication.daily.index.tolist() == [pd.Timestamp("2025-03-09")]
        assert publication.daily[["arrivals", "boats"]].iloc[0].tolist() == [1065, 25]
        assert publication.uncontrolled_landings.tolist() == [0]
        assert publication.url == f"https://www.gov.uk{MOD_PATH}"

    def test_daily_without_landings(self, read):
        publication = read(
            mod_daily().replace("known by the MOD", "seen").replace("landings", "places")
        )
        assert publication.uncontrolled_landings.isna().all()

    def test_the_same_figure_twice_is_one(self, read):
        assert read(mod_daily() + mod_daily()).daily["arrivals"].tolist() == [1065]

    @pytest.mark.parametrize(
        ("body", "problem"),
        [
            (mod_daily(people=""), '"" is not a count'),
            (mod_daily(people="-"), '"-" is not a count'),
            (mod_daily(boats="none"), '"none" is not a count'),
            (mod_daily(day="30 March 2025"), "none after its publication on 9 March 2025"),
            (mod_daily() + mod_daily(people="7"), '"1065" and "7"; expected number of migrants'),
            (mod_daily().replace("24-hour", "whole"), "no 24-hour period"),
            (mod_daily().replace("boats detected", "vessels"), "no number of boats"),
        ],
        ids=str,
    )
    def test_daily_that_contradicts_itself(self, read, body, problem):
        with pytest.raises(InconsistentDataError, match=problem):
            read(body, path=MOD_PATH)

    def test_daily_of_no_day(self, read):
        with pytest.raises(UnknownFormatError, match=r"24-hour period: .*is not a date"):
            read(mod_daily(day="Tuesday"), path=MOD_PATH)

    def test_weekly(self, read):
        publication = read(html_table(*MOD_WEEKLY), path=MOD_PATH)
        assert publication.kind == "mod-weekly"
        assert publication.daily["arrivals"].tolist() == [562, 0]
        assert publication.weekly is None


class TestPagesWithoutFigures:
    LINK = f'<a href="{LAST_7_PATH}">can be found here</a>'

    @pytest.mark.parametrize(
        "body",
        [
            f"<h3>This is a legacy page. The latest updates {LINK}.</h3>",
            f"<p>This publication was withdrawn. See {LINK}</p>",
            f'<table><tr><td>Nothing</td></tr></table> <a href="#top">Top</a> {LINK}',
        ],
        ids=["legacy", "withdrawn", "another table"],
    )
    def test_say_which_page_superseded_them(self, read, body):
        with pytest.raises(NoFiguresError) as caught:
            read(body, path=MOD_PATH)
        assert f"Superseded by https://www.gov.uk{LAST_7_PATH}." in str(caught.value)

    def test_an_index_says_which_page_to_read(self, read):
        body = f'<a href="{MOD_PATH}/week-2">week 2</a><a href="{MOD_PATH}/week-1">week 1</a>'
        with pytest.raises(NoFiguresError, match=r"index of pages.*newest.*/week-2\."):
            read(body, path=MOD_PATH)

    def test_no_links_at_all(self, read):
        with pytest.raises(NoFiguresError, match="without a table of figures"):
            read('<a href="http://[bad">x</a>')

    @pytest.mark.parametrize(
        "content",
        [
            b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>Password</body></html>",
            b"<html>",
            b"\xef\xbb\xbf\n<!-- saved --><HTML><body><p>Not found</p>",
            b"<!doctype html>" + b"\0" * 50,
        ],
        ids=["login", "empty", "saved", "zeros"],
    )
    def test_a_page_of_something_else(self, read_content, content):
        with pytest.raises(UnknownFormatError, match=r"page\.html: a web page"):
            read_content(content, "page.html")

    def test_a_page_that_is_far_too_long(self, read_content, last_7_page):
        with pytest.raises(UnknownFormatError, match="a web page of 6 MiB"):
            read_content(last_7_page + b" " * (6 * 2**20), "page.html")


def test_what_scripts_say_is_not_read(read):
    with pytest.raises(NoFiguresError):
        read("<script>Number of migrants detected in small boats: 9</script>")


def test_control_characters_are_no_reason_to_fail(read_content, last_7_page):
    for place in (b"</script>", b"</style>", b"</td>", b"Small boat", b"</main>"):
        publication = read_content(last_7_page.replace(place, place + b"\x01"), "page.html")
        assert publication.daily["arrivals"].tolist() == [1295, 0, 1065]


class TestWhatWouldBeMisread:
    @pytest.mark.parametrize(
        "cell",
        [
            "705<sup>1</sup>",
            "7<br>05",
            "<p>5</p><p>3</p>",
            "<del>7</del><ins>9</ins>",
            "<table><tr><td>5</td></tr><tr><td>6</td></tr></table>",
        ],
    )
    def test_parts_of_a_cell_are_not_joined_to_one_number(self, read, cell):
        with pytest.raises(InvalidFigureError, match="is not a count"):
            read(html_table(*changed(LAST_7, 1, 1, cell)))

    def test_nor_are_those_of_a_sentence(self, read):
        with pytest.raises(InvalidFigureError, match='"106 5" is not a count'):
            read(mod_daily(people="106<sup>5</sup>"))

    def test_a_number_in_one_part_is_read(self, read):
        publication = read(html_table(*changed(LAST_7, 1, 1, "<p><strong>1,295</strong></p>")))
        assert publication.daily["arrivals"].tolist() == [1295, 0, 1065]

    def test_a_heading_over_two_columns(self, read):
        body = html_table(*LAST_7).replace(">Migrants arrived", " colspan=2>Migrants arrived")
        with pytest.raises(UnknownFormatError, match='"Migrants arrived" more than once'):
            read(body)

    def test_a_cell_over_two_rows(self, read):
        body = html_table(*LAST_7).replace(">1,295", " rowspan=2>1,295")
        with pytest.raises(InvalidFigureError, match='"1,295 over 2 rows" is not a count'):
            read(body)

    def test_a_row_that_is_longer_than_the_header(self, read):
        rows = [LAST_7[0], ["6 March 2025", "5", "700", "10", "0", "", ""]]
        with pytest.raises(InconsistentDataError, match="7 cells; expected 5"):
            read(html_table(*rows))

    def test_two_tables_of_days(self, read):
        with pytest.raises(InconsistentDataError, match="2 tables of the kind"):
            read(html_table(*LAST_7) * 2)

    def test_figures_of_two_kinds(self, read):
        with pytest.raises(InconsistentDataError, match="figures of more than one kind"):
            read(WEEK + html_table(*SUMMARY) + html_table(*LAST_7))

    def test_a_page_that_is_cut_off(self, read_content, last_7_page):
        rows = last_7_page.count(b"</tr>")
        assert rows == 4
        cut = last_7_page[: last_7_page.index(b"07 March")]
        with pytest.raises(UnknownFormatError, match="a web page that is cut off"):
            read_content(cut, "page.html")

    def test_a_page_nested_too_deeply(self, read):
        body = html_table(*changed(LAST_7, 1, 4, "<div>" * 400))
        with pytest.raises(UnknownFormatError, match="nested too deeply"):
            read(body)

    def test_people_and_boats_of_a_week_are_always_recorded(self, read):
        for column in (0, 1):
            with pytest.raises(InvalidFigureError, match="is not a count"):
                read(WEEK + html_table(*changed(SUMMARY, 1, column, "-")))
