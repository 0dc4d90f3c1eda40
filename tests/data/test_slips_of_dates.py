"""Slips of a date: what can be read in one way is read so, with a remark; all else is refused."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from crossings.data import figures
from crossings.data.errors import InconsistentDataError

from ..publications import LAST_7, html_table
from .conftest import counts

HEADER = LAST_7[0]


def week(*days: str) -> list[list[str]]:
    """Return a table of days whose counts are their places: 10, 20, ... people."""
    rows = [[day, str(10 * at), str(at), "0", ""] for at, day in enumerate(days, start=1)]
    return [HEADER, *rows]


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
        publication = read(week(*days))
        wrong = next(
            at for at, printed in enumerate(days) if counts(publication).get(right) == 10 * (at + 1)
        )
        assert list(counts(publication)) == ["2026-04-18", "2026-04-19", "2026-04-20"]
        (remark,) = publication.remarks
        assert remark.where == f"row {wrong + 2}, column Date"
        assert remark.found == f'"{days[wrong]}"'
        assert remark.done.startswith(f"read as {int(right[-2:])} April 2026")
        assert (remark.first, remark.last) == (date.fromisoformat(right),) * 2

    def test_a_new_year_that_was_forgotten(self, read):
        """Four of seven rows have the old year; the day of publication decides."""
        days = [f"{day} December 2025" for day in (29, 30, 31)]
        publication = read(
            week(*days, *(f"{n} January 2025" for n in range(1, 5))), "2026-01-05T09:00Z"
        )
        assert list(counts(publication)) == [
            f"{day:%Y-%m-%d}" for day in pd.date_range("2025-12-29", "2026-01-04")
        ]
        assert len(publication.remarks) == 4

    def test_a_table_that_is_a_year_old_as_a_whole_is_refused(self, read):
        """No row says the year of publication: nothing is guessed."""
        with pytest.raises(
            InconsistentDataError, match="figures to 20 April 2025, published on 21"
        ):
            read(week("18 April 2025", "19 April 2025", "20 April 2025"))

    def test_a_day_that_is_missing(self, read):
        publication = read(week("18 April 2026", "20 April 2026"))
        assert counts(publication) == {"2026-04-18": 10, "2026-04-20": 20}
        assert publication.missing == (date(2026, 4, 19),)
        (remark,) = publication.remarks
        assert "no row for 19 April 2026" in remark.found
        assert remark.first == remark.last == date(2026, 4, 19)

    def test_a_file_with_a_missing_day_loads_up_to_it(self, make_page, tmp_path):
        days = ["16 April 2026", "17 April 2026", "19 April 2026"]
        path = tmp_path / "page.html"
        path.write_bytes(make_page(html_table(*week(*days)), published="2026-04-21T10:00Z"))
        read = figures(path)
        assert read.daily["arrivals"].tolist() == [10, 20]
        assert read.gap == date(2026, 4, 18)

    def test_a_day_given_twice_alike_is_taken_once(self, read):
        rows = week("18 April 2026", "19 April 2026")
        publication = read([*rows, rows[2], ["20 April 2026", "5", "1", "0", ""]])
        assert counts(publication) == {"2026-04-18": 10, "2026-04-19": 20, "2026-04-20": 5}
        assert [remark.done for remark in publication.remarks] == ["taken once"]
        assert publication.remarks[0].where == "row 4"

    def test_a_day_given_twice_where_the_rows_around_it_show_which_is_the_slip(self, read):
        publication = read(week("17 April 2026", "18 April 2026", "18 April 2026", "20 April 2026"))
        assert counts(publication)["2026-04-19"] == 30
        assert publication.remarks[0].where == "row 4, column Date"

    def test_a_day_given_twice_with_other_figures_is_refused(self, read):
        """Both rows fit: which is right would be a guess."""
        days = ["17 April 2026", "18 April 2026", "18 April 2026", "19 April 2026"]
        with pytest.raises(InconsistentDataError, match=r"row 4: 18 April 2026 is given again"):
            read(week(*days))

    def test_a_row_of_no_day_is_left_out(self, read):
        publication = read(week("18 April 2026", "19 April 2026", "Total"))
        assert counts(publication) == {"2026-04-18": 10, "2026-04-19": 20}
        (remark,) = publication.remarks
        assert (remark.where, remark.found) == ("row 4, column Date", '"Total"')
        assert "left out" in remark.done

    def test_the_row_that_cannot_be_read_is_named(self, read):
        days = ["16 April 2026", "17 April 2026", "2 June 2024", "9 June 2024", "20 April 2026"]
        with pytest.raises(InconsistentDataError, match=r"row 4: .2 June 2024. beside .17 April"):
            read(week(*days))


SUMMARY = html_table(
    ["Migrants arrived", "Boats arrived", "Migrants prevented", "Events prevented"],
    ["1,789", "32", "383", "14"],
)


class TestWeekHeadings:
    @pytest.mark.parametrize(
        "printed", ["19 April 2025", "19 May 2026", "19 Apirl 2026", "19 April 2062"]
    )
    def test_a_slip_is_read_as_the_only_sunday_that_it_can_be(self, read, printed):
        publication = read(f"<h2>Week ending {printed}</h2>{SUMMARY}")
        assert publication.through == date(2026, 4, 19)
        (remark,) = publication.remarks
        assert printed in remark.found
        assert "19 April 2026" in remark.done

    def test_a_slip_of_the_day_is_a_guess(self, read):
        with pytest.raises(InconsistentDataError, match="a week that ends on 18 April 2026"):
            read(f"<h2>Week ending 18 April 2026</h2>{SUMMARY}")

    def test_contents_and_heading_that_differ_by_a_slip(self, read):
        contents = "<ul><li>Week ending 19 April 2026</li></ul>"
        publication = read(f"{contents}<h2>Week ending 19 April 2025</h2>{SUMMARY}")
        assert publication.through == date(2026, 4, 19)


class TestStamps:
    def test_figures_newer_than_the_public_date(self, read):
        updated = '<meta name="govuk:updated-at" content="2026-04-22T09:00:00+01:00">'
        publication = read(
            updated + html_table(*week("20 April 2026", "21 April 2026")), "2026-04-20T10:00Z"
        )
        assert publication.published == date(2026, 4, 22)
        assert publication.published_at == datetime(2026, 4, 22, 8, tzinfo=UTC)
        (remark,) = publication.remarks
        assert remark.where == "govuk:public-updated-at"
        assert "22 April 2026, by govuk:updated-at" in remark.done

    def test_both_dates_are_older_than_the_figures(self, read):
        updated = '<meta name="govuk:updated-at" content="2026-04-19T09:00:00+01:00">'
        publication = read(
            updated + html_table(*week("19 April 2026", "20 April 2026")), "2026-04-18T10:00Z"
        )
        assert (publication.published, publication.published_at) == (date(2026, 4, 21), None)
        assert "21 April 2026, the day after its last figure" in publication.remarks[0].done

    def test_an_update_that_changed_no_figure_is_no_publication(self, read):
        updated = '<meta name="govuk:updated-at" content="2026-05-30T09:00:00+01:00">'
        publication = read(updated + html_table(*week("19 April 2026", "20 April 2026")))
        assert publication.published == date(2026, 4, 21)
        assert publication.remarks == ()

    def test_a_spreadsheet_of_london(self, sheets, read_sheets):
        """23:30 of a summer's day in UTC is the next day in London."""
        saved = datetime(2025, 7, 11, 23, 30, tzinfo=UTC)
        publication = read_sheets(sheets, saved)
        assert publication.published == date(2025, 7, 12)


class TestSavedAgain:
    def test_keeps_the_day_on_which_it_was_made(self, sheets, read_sheets):
        publication = read_sheets(sheets, date(2026, 11, 28), made=date(2025, 1, 17))
        assert (publication.published, publication.published_at) == (date(2025, 1, 17), None)
        (remark,) = publication.remarks
        assert "saved on 28 November 2026, made on 17 January 2025" in remark.found

    def test_made_before_its_figures(self, sheets, read_sheets):
        """A copy of what was made from a template is of the day after its last figure."""
        publication = read_sheets(sheets, date(2026, 11, 28), made=date(2020, 1, 17))
        assert publication.published == date(2025, 1, 15)
        assert "taken as a copy" in publication.remarks[0].done

    def test_made_and_saved_within_a_day_is_a_release(self, sheets, read_sheets):
        publication = read_sheets(sheets, date(2025, 1, 17), made=date(2025, 1, 16))
        assert publication.published == date(2025, 1, 17)
        assert publication.remarks == ()


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
