"""Tables that came out as text, and the real publications and made files with a slip."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from crossings.data import read_publication
from crossings.data.errors import NoFiguresError, UnknownFormatError

from ..publications import FAMILY, html_table
from .conftest import counts

TEXT_HEADER = (
    "<p>| Date | Migrants arrived | Boats arrived | Boats involved in uncontrolled landings |"
    " Notes |<br>|\N{EN DASH}|\N{EN DASH}|\N{EN DASH}|\N{EN DASH}|\N{EN DASH}|</p>"
)
ROW = "<tr><td>{}</td><td>66</td><td>1</td><td>0</td><td></td></tr>"
ELSEWHERE = f'<a href="{FAMILY}">time series</a>'


class TestTablesAsText:
    def test_a_header_as_text(self, read):
        table = f"<table>{ROW.format('19 April 2026')}{ROW.format('20 April 2026')}</table>"
        publication = read(ELSEWHERE + TEXT_HEADER + table)
        assert counts(publication) == {"2026-04-19": 66, "2026-04-20": 66}
        assert publication.remarks[0].found == "rows of the table came out as text"

    @pytest.mark.parametrize("between", ["<br>", "<br />\n", "\n"])
    def test_a_whole_table_as_text(self, read, between):
        lines = [
            "| Date | Migrants arrived | Boats arrived | Notes |",
            "|---|:---|---:|:-:|",
            "| 19 April 2026 | 1,066 | 19 | |",
            "| 20 April 2026 | 0 | 0 | Revised |",
        ]
        publication = read(f"{ELSEWHERE}<p>{between.join(lines)}</p>")
        assert counts(publication) == {"2026-04-19": 1066, "2026-04-20": 0}
        assert publication.daily["status"].tolist() == ["provisional", "revised"]

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
        """Not the error for a page that no longer has figures."""
        with pytest.raises(
            UnknownFormatError, match="figures in a form that is not known"
        ) as caught:
            read(ELSEWHERE + body, path=f"{FAMILY}/last-7-days")
        assert not isinstance(caught.value, NoFiguresError)


class TestOfficialSlips:
    """The real pages with a slip, by their list of right values."""

    def test_public_date_behind(self, official):
        publication = read_publication(official / "last-7-days" / "2026-01-04.html")
        assert (publication.through, publication.published) == (date(2026, 1, 3), date(2026, 1, 4))
        assert len(publication.remarks) == 1

    def test_last_row_of_the_year_before(self, official):
        publication = read_publication(official / "last-7-days" / "2026-04-21.html")
        assert publication.through == date(2026, 4, 20)
        assert publication.daily.iloc[-1][["arrivals", "boats"]].tolist() == [0, 0]
        assert publication.remarks[0].where == "row 8, column Date"

    def test_missing_row(self, official):
        publication = read_publication(official / "last-7-days" / "2026-06-24.html")
        assert publication.missing == (date(2026, 6, 22),)
        assert publication.daily.loc["2026-06-21":, "arrivals"].tolist() == [310, 186]

    def test_weekly_heading(self, official):
        publication = read_publication(official / "weekly-summary" / "2026-01-13.html")
        assert publication.through == date(2026, 1, 4)
        assert publication.weekly["arrivals"].tolist() == [0]

    def test_two_periods(self, official):
        publication = read_publication(official / "mod-daily" / "2022-09-26.html")
        assert counts(publication) == {"2022-09-24": 0, "2022-09-25": 0}

    def test_mod_public_date_behind(self, official):
        publication = read_publication(official / "mod-daily" / "2023-01-22.html")
        assert (publication.through, publication.published) == (
            date(2023, 1, 21),
            date(2023, 1, 22),
        )

    def test_mod_marked_as_revised(self, official):
        publication = read_publication(official / "mod-weekly" / "9-may-to-15-may-2022.html")
        assert publication.daily.iloc[-1].tolist() == [389, 10, "revised"]

    def test_landings_of_one_week(self, official):
        path = official / "time-series" / "2026-02-20 Small boats - time series v2.ods"
        publication = read_publication(path)
        assert publication.through == date(2026, 2, 19)
        assert len(publication.daily) == 2972
        assert publication.weekly.loc["2026-02-15", "uncontrolled_landings"] is pd.NA
        assert publication.weekly.loc["2026-02-15", "prevented"] is not pd.NA
        assert len(publication.remarks) == 1


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
        publication = read_publication(cases / name)
        assert str(publication.published) == published
        assert publication.daily["arrivals"].tolist() == people
        assert len(publication.remarks) == remarks

    def test_weekly_year_slip(self, cases):
        publication = read_publication(cases / "02-weekly-year-slip.html")
        assert publication.through == date(2026, 1, 4)

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
        publication = read_publication(cases / name)
        control = read_publication(cases / "control-timeseries-ok.ods")
        pd.testing.assert_frame_equal(publication.daily, control.daily)
        assert publication.published in {control.published, None}
        assert len(publication.remarks) == remarks
