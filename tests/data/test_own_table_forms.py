"""The ways in which people keep the sheet of days: each is read as the same figures."""

from __future__ import annotations

import csv
import gzip
import io
from datetime import date, timedelta

import pandas as pd
import pytest
import xlsxwriter
from crossings.data import figures, load, read_publication
from crossings.data.errors import CrossingsError, UnknownFormatError
from hypothesis import given, settings
from hypothesis import strategies as st

from ..publications import DAILY_HEADER

DAY_FORMS = {
    "ISO": lambda day: day.isoformat(),
    "with midnight": lambda day: f"{day} 00:00:00",
    "in words": lambda day: f"{day.day} {day:%B %Y}",
    "British": lambda day: f"{day:%d/%m/%Y}",
}
COUNT_FORMS = {
    "plain": str,
    "with thousands": "{:,}".format,
    "as a fraction": "{}.0".format,
    "both": "{:,}.00".format,
}
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"]
NAMES = [
    ("date", "arrivals", "boats"),
    ("Day", "Migrants", "Boats"),
    ("ds", "y", "boats"),
    ("full_date", "migrants_arrived", "boats_arrived"),
    ("Date", "Migrants arrived", "Boats arrived"),
    ("date", "People", "Boats arrived"),
]
TITLES = [["Small boats \N{EN DASH} figures of the team"], []]


def written(rows: list[list[str]], separator: str = ",", encoding: str = "utf-8") -> bytes:
    made = io.StringIO()
    csv.writer(made, delimiter=separator).writerows(rows)
    return made.getvalue().encode(encoding)


def workbook(**sheets: list[list[object]]) -> bytes:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed) as book:
        form = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(at, column, cell, form)
                    else:
                        sheet.write(at, column, cell)
    return packed.getvalue()


@st.composite
def tables(draw):
    """Days in a row, people and boats."""
    first = draw(st.dates(date(2018, 1, 1), date(2026, 8, 1)))
    people = draw(st.lists(st.integers(0, 20_000), min_size=1, max_size=40))
    return [(first + timedelta(n), count, count // 60) for n, count in enumerate(people)]


def check(daily: pd.DataFrame, table: list[tuple[date, int, int]]) -> None:
    assert [day.date() for day in daily.index] == [day for day, _, _ in table]
    assert daily["arrivals"].tolist() == [people for _, people, _ in table]
    assert daily["boats"].tolist() == [boats for _, _, boats in table]


@settings(max_examples=150)
@given(
    tables(),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(ENCODINGS),
    st.sampled_from(sorted(DAY_FORMS)),
    st.sampled_from(sorted(COUNT_FORMS)),
    st.sampled_from(NAMES),
    st.booleans(),
    st.booleans(),
)
def test_text(read_content, table, separator, encoding, days, counts, names, titles, packed):
    rows = [
        [DAY_FORMS[days](day), *map(COUNT_FORMS[counts], [people, boats])]
        for day, people, boats in table
    ]
    content = written([*(TITLES if titles else []), list(names), *rows], separator, encoding)
    read = read_content(gzip.compress(content) if packed else content)
    check(read.daily, table)
    assert (read.kind, read.published) == ("tidy-csv", None)
    remarks = [remark.found for remark in read.remarks if remark.where.startswith("row")]
    plain = ("date", "arrivals", "boats")
    other = [name for name, own in zip(names, plain, strict=True) if name.casefold() != own]
    assert remarks == [f'the column "{name}"' for name in other]


@given(tables(), st.sampled_from(NAMES), st.booleans(), st.booleans(), st.booleans())
def test_workbook(read_content, make_ods, table, names, titles, as_text, ods):
    rows = [
        [day.isoformat(), f"{people:,}", f"{boats}.0"] if as_text else [day, people, boats]
        for day, people, boats in table
    ]
    sheets = {
        "Read me": [["What this is"], ["date"]],
        "Sheet1": [*(TITLES if titles else []), list(names), *rows],
    }
    read = read_content(make_ods(sheets) if ods else workbook(**sheets))
    check(read.daily, table)
    assert (read.kind, read.published) == ("tidy-csv", None)


@settings(max_examples=150)
@given(st.data())
def test_one_change_is_read_or_refused(read_content, data):
    rows = [
        list(DAILY_HEADER),
        ["01/01/2026", "32", "1", "0", ""],
        ["02/01/2026", "0", "0", "-", ""],
    ]
    encoding = data.draw(st.sampled_from(ENCODINGS))
    content = written([["SB_01"], *rows], data.draw(st.sampled_from(",;\t")), encoding)
    start = data.draw(st.integers(0, len(content)))
    put = data.draw(st.binary(max_size=4) | st.sampled_from([b",", b";", b"\t", b"/", b"\n", b'"']))
    end = start + data.draw(st.integers(0, 6))
    try:
        publication = read_content(content[:start] + put + content[end:])
    except CrossingsError as error:
        assert "made.file" in str(error)  # noqa: PT017
    else:
        assert publication.kind == "tidy-csv"
        assert len(publication.daily) in {1, 2}


@given(
    st.sampled_from([b"\x1f\x8b\x08\0", gzip.compress(b"date,people\n")]), st.binary(max_size=80)
)
def test_any_bytes_after_the_start_of_gzip(read_content, start, rest):
    with pytest.raises(CrossingsError, match=r"made\.file"):
        read_content(start + rest)


class TestOfficialSheet:
    ROWS = (
        DAILY_HEADER,
        ["1 January 2026", "1,295", "25", "1", "Revised"],
        ["2 January 2026", "0", "0", "-", ""],
    )

    def test_every_column_is_read(self, read_content):
        read = read_content(written(list(self.ROWS), "\t", "utf-16"), "SB_01.txt")
        assert read.daily["arrivals"].tolist() == [1295, 0]
        assert read.daily["status"].tolist() == ["revised", "provisional"]
        assert read.uncontrolled_landings.fillna(-1).tolist() == [1, -1]
        assert str(read.remarks[0]) == 'row 1: the column "Migrants arrived"; read as arrivals'

    def test_another_sheet_name(self, read_content):
        rows = [["Table 1"], *self.ROWS]
        read = read_content(workbook(Sheet1=[list(row) for row in rows]))
        assert (read.kind, read.daily["boats"].tolist()) == ("tidy-csv", [25, 0])
        assert read.remarks[0].where == "sheet Sheet1, row 2"

    def test_a_note_of_anybody_else_is_no_revision(self, read_content):
        text = "date,people,notes\n2026-01-01,5,we revised this\n"
        assert read_content(text).daily["status"].tolist() == ["provisional"]

    def test_another_column_of_it_is_another_series(self, make_ods, small_sheets, tmp_path):
        path = tmp_path / "series.ods"
        path.write_bytes(make_ods(small_sheets()))
        boats = load(path, count="Boats arrived")
        assert boats["arrivals"].tolist() == load(path)["boats"].tolist()
        assert figures(path, count="Boats arrived").counted == "Boats arrived"
        people = load(path, count="migrants arrived")
        assert people["arrivals"].tolist() == load(path)["arrivals"].tolist()
        assert figures(path, count="migrants arrived").counted == "people"


class TestOneReading:
    def test_a_count_says_which_of_two(self, tmp_path):
        path = tmp_path / "own.csv"
        path.write_text("date,migrants,people\n2026-01-01,1,65\n")
        with pytest.raises(UnknownFormatError, match=r'"migrants" and "people".*--count NAME'):
            load(path)
        assert load(path, count="people")["arrivals"].tolist() == [65]
        assert read_publication(path, count="migrants").daily["arrivals"].tolist() == [1]

    def test_the_plain_name_stands_before_others(self, read_content):
        """`date,arrivals` is the tidy form, whatever other columns there are."""
        read = read_content("date,arrivals,people,boats,boats_arrived\n2026-01-01,5,9,1,3\n")
        assert read.daily[["arrivals", "boats"]].to_numpy().tolist() == [[5, 1]]
        assert read.remarks == ()

    def test_a_day_of_the_week_is_no_second_date(self, read_content):
        read = read_content("date,day,migrants,y\n2026-01-01,Thursday,5,0.3\n")
        assert read.daily["arrivals"].tolist() == [5]

    def test_load_keeps_what_was_noticed(self, tmp_path):
        path = tmp_path / "own.csv"
        path.write_bytes(
            "day,migrants,Ort\n2026-01-01,5,K\N{LATIN SMALL LETTER O WITH DIAERESIS}ln\n".encode(
                "cp1252"
            )
        )
        remarks = [(one.remark.found, one.remark.done) for one in figures(path).remarks]
        assert remarks == [
            ("letters that are not UTF-8", "read as Windows-1252"),
            ('the column "day"', "read as date"),
            ('the column "migrants"', "read as arrivals"),
        ]

    def test_the_plain_form_needs_no_word(self, tmp_path):
        path = tmp_path / "own.csv"
        path.write_text("Date,Arrivals\n2026-01-01,5\n")
        assert figures(path).remarks == ()

    @pytest.mark.parametrize("value", ["32.5", "1.295", "32.000", "1.295.000", "32.", ".0", "-1.0"])
    def test_what_is_no_whole_number(self, read_content, value):
        with pytest.raises(CrossingsError, match=r"row 2, column people: .* is not a count"):
            read_content(f"date;people\n2026-01-01;{value}\n")


@pytest.mark.parametrize(
    ("name", "arrivals"),
    [
        ("10-sb01-sheet.csv", [0, 0]),
        ("11-sb01-semicolons.csv", [0]),
        ("12-tidy-floats.csv", [0, 32]),
    ],
)
def test_cases_that_are_read(cases, name, arrivals):
    daily = load(cases / name)
    assert daily["arrivals"].tolist() == arrivals
    assert daily.index[0] == pd.Timestamp("2026-01-01")


@pytest.mark.parametrize(
    ("name", "what"), [("13-page-as.pdf", "PDF"), ("14-page-as.mhtml", "MHTML")]
)
def test_cases_that_are_named(cases, name, what):
    with pytest.raises(UnknownFormatError, match=rf"{what}.*Save the page as HTML only\."):
        load(cases / name)
