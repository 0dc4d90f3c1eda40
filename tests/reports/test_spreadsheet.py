from __future__ import annotations

import re
import warnings
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import numpy as np
import pandas as pd
import pytest
from crossings.reports import weekly_report
from crossings.reports.render.ods import to_ods
from crossings.reports.render.sheets import safe
from crossings.reports.render.xlsx import to_xlsx
from crossings.reports.tables import Table
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from .spreadsheets import FORMS, HOSTILE, NS, expected, find, parts, read, with_table

SIGNS = {"[z]": "not applicable", "[x]": "not available"}


def table_rows(rows, columns):
    """The rows of a sheet from its headings on, and how many lines stand above."""
    start = rows.index(list(columns))
    return rows[start:], start


@pytest.mark.parametrize("form", FORMS)
def test_cells_are_the_figures_themselves(report, books, form):
    found = read(books[form])
    for key, table in report.tables.items():
        wanted = expected(table)
        rows, _ = table_rows(found[key], wanted[0])
        assert rows == wanted, key
        for row, cells in zip(rows, wanted, strict=True):
            assert [type(cell) for cell in row if isinstance(cell, str | date)] == [
                type(cell) for cell in cells if isinstance(cell, str | date)
            ]


@pytest.mark.parametrize("form", FORMS)
def test_a_title_in_the_first_cell_and_nothing_blank(report, books, form):
    for name, rows in read(books[form]).items():
        assert all(rows), name
        if name == "Cover":
            assert rows[0] == [report.title]
            assert {len(row) for row in rows} == {1}
            continue
        columns = {
            "Contents": ["Worksheet", "Content"],
            "Notes": ["Note number", "Note text"],
            "daily": ["Date", "Arrivals", "Boats", "Status", "Marker"],
            **{key: expected(table)[0] for key, table in report.tables.items()},
        }
        table, above = table_rows(rows, columns[name])
        assert above >= 2
        assert {len(row) for row in rows[:above]} == {1}
        assert {len(row) for row in table} == {len(table[0])}
        assert "" not in {cell for row in table for cell in row}
        if name in report.tables:
            assert report.tables[name].caption.startswith(rows[0][0])
            source = report.tables[name].source or report.dateline
            assert source in [row[0] for row in rows[:above]]


@pytest.mark.parametrize("form", FORMS)
def test_the_cover_says_what_matters(report, books, form):
    texts = [row[0] for row in read(books[form])["Cover"]]
    wanted = [report.dateline, *(fact.sentence for fact in report.headline), *report.caveats]
    for key in ("sources", "cite"):
        wanted += report.section(key).notes
    assert [text for text in texts if text in wanted] == wanted


@pytest.mark.parametrize("form", FORMS)
def test_shorthand_is_explained_where_it_is_used(report, books, form):
    found = read(books[form])
    notes = {int(number): text for number, text in found["Notes"][found["Notes"].index(
        ["Note number", "Note text"]) + 1 :]}  # fmt: skip
    assert list(notes) == list(range(1, len(notes) + 1))
    referred = set()
    for key, table in report.tables.items():
        rows, above = table_rows(found[key], expected(table)[0])
        lines = [row[0] for row in found[key][:above]]
        used = {cell for row in rows[1:] for cell in row} & set(SIGNS)
        assert len(used) == int(table.data.isna().any(axis=None)), key
        for sign in SIGNS:
            said = [line for line in lines if line.startswith(sign)]
            assert len(said) == int(sign in used), key
            for line in said:
                number = int(re.fullmatch(rf".*{SIGNS[sign]} \[note (\d+)\]\.", line)[1])
                assert notes[number] == table.missing
        numbers = {int(n) for line in lines for n in re.findall(r"\[note (\d+)\]", line)}
        assert bool(numbers) is any("Notes worksheet" in line for line in lines)
        referred |= numbers
    assert referred == set(notes)
    owners = [section for section in report.sections if section.tables or section.charts]
    assert {note for section in owners for note in section.notes} <= set(notes.values())


@pytest.mark.parametrize("form", FORMS)
def test_what_is_not_recorded_is_not_available(report, form):
    frame = pd.DataFrame({"Day": [date(2025, 1, 1), "  "], "Boats": pd.array([None, 2], "Int64")})
    table = Table("Boats", (), (), "more", frame, "Boats were Not Recorded then.")
    rows = read(FORMS[form](with_table(report, table)))["more"]
    assert rows[-3:] == [["Day", "Boats"], [date(2025, 1, 1), "[x]"], ["[x]", 2]]
    assert ["[x] means not available [note 1]."] in rows
    assert ["See also [note 2]."] in rows


def test_contents_lead_to_every_other_sheet(report, books):
    names = ["Cover", "Notes", *report.tables, "daily"]
    for form in FORMS:
        rows = read(books[form])
        assert [row[0] for row in rows["Contents"][3:]] == names
        assert [row[1] for row in rows["Contents"][3:]] == [rows[name][0][0] for name in names]
    sheet = r"xl/worksheets/sheet\d+\.xml"
    assert find(books["xlsx"], sheet, "//main:hyperlink/@location") == [
        f"'{name}'!A1" for name in names
    ]
    assert find(books["ods"], "content.xml", "//text:a/@xlink:href") == [
        f"#'{name}'.A1" for name in names
    ]


def test_every_table_is_marked_up_as_one(report, books):
    area = re.compile(r"A(\d+):([A-Z]+)(\d+)")
    made = read(books["xlsx"])
    names = [name for name in made if name != "Cover"]
    found = {
        table.get("displayName"): (table.get("ref"), table.xpath(".//@name")[1:])
        for table in parts(books["xlsx"], r"xl/tables/table\d+\.xml")
    }
    ranges = find(books["ods"], "content.xml", "//table:database-range")
    assert len(found) == len(ranges) == len(names)
    for name, element in zip(names, ranges, strict=True):
        label = "table_" + name.lower().replace("-", "_")
        assert element.get(f"{{{NS['table']}}}name") == label
        assert element.get(f"{{{NS['table']}}}contains-header") == "true"
        target = element.get(f"{{{NS['table']}}}target-range-address")
        first, last = target.split(":")
        assert first.startswith(f"'{name}'.")
        assert last.startswith(f"'{name}'.")
        assert target.replace(f"'{name}'.", "") == found[label][0]
        start, _, end = area.fullmatch(found[label][0]).groups()
        assert int(end) == len(made[name])
        assert made[name][int(start) - 1] == found[label][1]


def test_calendar_are_written_without_separators_and_counts_with(report, books):
    def shown(key):
        found = find(
            books["ods"], "content.xml", f"//table:table[@table:name='{key}']//table:table-row"
        )
        return [
            [(cell.xpath("string()"), cell.get(f"{{{NS['table']}}}style-name")) for cell in row]
            for row in found
        ]

    grouped = set(
        find(
            books["ods"], "styles.xml",
            "//number:number-style[number:number/@number:grouping='true']/@style:name",
        )
    )  # fmt: skip
    with_commas = set()
    for style in find(books["ods"], "styles.xml", "//style:style[@style:data-style-name]"):
        if style.get(f"{{{NS['style']}}}data-style-name") in grouped:
            with_commas.add(style.get(f"{{{NS['style']}}}name"))
    for cells in shown("year-to-date")[5:]:
        assert re.fullmatch(r"20\d\d", cells[0][0])
        assert cells[0][1] not in with_commas
        for text, style in cells[1:]:
            assert text.startswith("[") or style in with_commas
    assert shown("year-to-date")[6][1][0] == "9,550"
    assert shown("year-to-date")[6][3][0] == "33.0"


def test_properties(report, books):
    (core,) = parts(books["xlsx"], "docProps/core.xml")
    (meta,) = parts(books["ods"], "meta.xml")
    for root in (core, meta):
        texts = [element.text for element in root.iter()]
        assert report.title in texts
        assert "crossings" in texts
        assert any(text and text.startswith("2025-05-14T00:00:00") for text in texts)
    assert "en-GB" in [element.text for element in meta.iter()]
    with ZipFile(BytesIO(books["ods"])) as archive:
        assert archive.infolist()[0].filename == "mimetype"
        assert archive.infolist()[0].compress_type == 0
        assert archive.read("mimetype") == b"application/vnd.oasis.opendocument.spreadsheet"
        assert not re.search(rb'"fr"|French|Feuille', archive.read("styles.xml"))


@pytest.mark.parametrize("form", FORMS)
def test_same_report_same_bytes(report, books, form):
    assert FORMS[form](report) == books[form]
    today = date.today().isoformat().encode()  # noqa: DTZ011 - nothing may depend on it
    with ZipFile(BytesIO(books[form])) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        assert not any(today in archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_said_on_the_way(report, form, capfd):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        FORMS[form](report)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("form", FORMS)
def test_text_from_outside_stays_text(hostile, form):
    book = FORMS[form](hostile)
    if form == "xlsx":
        sheet = r"xl/worksheets/sheet\d+\.xml"
        assert not find(book, sheet, "//main:f")
        assert not parts(book, r"xl/externalLinks/.*")
        links = find(book, sheet, "//main:hyperlink")
        assert links
        assert all(link.get("location") and len(link.attrib) <= 3 for link in links)
        with ZipFile(BytesIO(book)) as archive:
            rels = [archive.read(name) for name in archive.namelist() if name.endswith(".rels")]
        assert not any(b"External" in rel for rel in rels)
    else:
        assert not find(book, "content.xml", "//@table:formula")
        links = find(book, "content.xml", "//text:a/@xlink:href")
        assert links
        assert all(link.startswith("#'") for link in links)
    found = read(book)
    texts = {cell for rows in found.values() for row in rows for cell in row if cell != ""}
    texts = {cell for cell in texts if isinstance(cell, str)}
    assert not [text for text in texts if re.match(r"[=+@\t\r\uff1d]|-(?!\d+$)", text)]
    cover = [row[0] for row in found["Cover"]]
    for text in (
        """'=HYPERLINK("http://evil","x"). =1+1""", "'@SUM(1). =1+1", "'+1. =1+1",
        "'-cmd. =1+1", "'=1+1. =1+1", "{=1+1}. =1+1", "$ $x$ $. =1+1",
        "[a] (http://evil). =1+1", "http://evil. =1+1", "_x0041_. =1+1",
    ):  # fmt: skip
        assert text in cover
    rows, _ = table_rows(found["hostile"], ["Text", "'=1+1", "[a] (b)", "$ $y$ $"])
    assert rows[3] == ["'+1", 2, "-5", "'+1"]
    assert found["hostile"][0] == ["'=1+1, $ $z$ $ and [d] (http://evil)"]
    assert "'=1+1 $ $n$ $" in [row[1] for row in found["Notes"] if len(row) > 1]


def test_both_forms_hold_hostile_text_alike(hostile):
    assert read(to_xlsx(hostile)) == read(to_ods(hostile))


@given(st.text() | st.sampled_from(HOSTILE))
def test_any_text_can_be_written(text):
    written = safe(text)
    etree.Element("cell").text = written  # refuses what XML cannot hold
    written.encode()
    assert not re.match(r"[=+@\s]", written)
    assert "$$" not in written
    assert "](" not in written


@pytest.mark.parametrize(("day", "first"), [("2025-12-31", None), ("2018-03-01", None),
                                            ("2025-09-30", "2025")])  # fmt: skip
def test_reports_of_hard_days(_figures, kept, day, first):
    report = weekly_report(_figures.loc[first:], as_of=day, kept=kept)
    found = read(to_xlsx(report))
    assert found == read(to_ods(report))
    keys = [key for key, table in report.tables.items() if len(table.data)]
    assert list(found)[3:] == [*keys, "daily"]
    for key in keys:
        wanted = expected(report.tables[key])
        rows, _ = table_rows(found[key], wanted[0])
        assert rows == wanted
        assert not {"", "nan", "None", "<NA>"} & {cell for row in rows for cell in row}


@pytest.mark.parametrize("form", FORMS)
def test_a_table_of_any_kind_of_number_as_wide_as_it_may_be(report, form):
    frame = pd.DataFrame({"Year": [np.int64(2024), 2025], "Share": [np.float64(0.125), np.nan]})
    frame["When"] = [None, date(2025, 1, 1)]
    for number in range(27):
        frame[f"C{number}"] = [-1234567.5, number]
    key = "a key that is too long for a sheet"
    book = FORMS[form](with_table(report, Table("Numbers", (), (), key, frame)))
    label = "a-key-that-is-too-long-for-a-sh"
    (_, *rows), above = table_rows(read(book)[label], frame.columns)
    assert rows == [[2024, 0.125, "[z]"] + [-1234567.5] * 27,
                    [2025, "[z]", date(2025, 1, 1), *range(27)]]  # fmt: skip
    if form == "xlsx":
        assert f"A{above + 1}:AD{above + 3}" in find(book, r"xl/tables/.*", "/main:table/@ref")
    else:
        areas = find(book, "content.xml", "//@table:target-range-address")
        assert f"'{label}'.A{above + 1}:'{label}'.AD{above + 3}" in areas
    assert ["[z] means not applicable."] in read(book)[label]


@pytest.mark.parametrize("form", FORMS)
def test_the_daily_sheet_is_the_whole_series_as_used(report, books, form):
    """A row for each day, with its people, boats, status and marker."""
    daily = report.figures.daily
    rows, _ = table_rows(
        read(books[form])["daily"], ["Date", "Arrivals", "Boats", "Status", "Marker"]
    )
    markers = {"provisional": "[p]", "revised": "[r]", "final": "[z]"}
    assert rows[1:] == [
        [day.date(), people, boats, status, markers[status]]
        for day, people, boats, status in daily[["arrivals", "boats", "status"]].itertuples()
    ]
    assert rows[-1][0] == date(2025, 5, 14)
    assert {row[4] for row in rows[1:]} == set(markers.values())


@pytest.mark.parametrize("form", FORMS)
def test_a_daily_sheet_of_figures_without_boats_has_none(made, form):
    """Figures of the user's own need only people."""
    report = weekly_report(made[["arrivals"]], track=False)
    rows = read(FORMS[form](report))["daily"]
    assert rows[0][0].startswith("Daily arrivals, ")
    assert next(row for row in rows if row[0] == "Date")[:2] == ["Date", "Arrivals"]


def test_every_day_and_every_chance_is_a_number_with_a_format(books):
    """Dates show as days and chances as whole percents, in Excel and in OpenDocument."""
    codes = set(find(books["xlsx"], r"xl/styles\.xml", "//main:numFmt/@formatCode"))
    assert {"[$-809]d mmmm yyyy", '[<0.01]"<1%";[>0.99]">99%";0%'} <= codes
    cells = "//table:table[@table:name='{}']//table:table-cell"
    (first, *_) = find(books["ods"], "content.xml", f"{cells.format('daily')}[@office:date-value]")
    assert first.get(f"{{{NS['office']}}}value-type") == "date"
    assert first.get(f"{{{NS['office']}}}date-value") == "2018-01-01"
    assert first.xpath("string()") == "1 January 2018"
    share = f"{cells.format('record')}[@office:value-type='percentage']"
    assert [cell.xpath("string()") for cell in find(books["ods"], "content.xml", share)] == [
        "68%",
        "68%",
    ]


def test_a_year_that_is_over_has_no_chance_of_a_record(report_of):
    """What is decided is said in words; a probability does not apply."""
    rows, _ = table_rows(
        read(to_xlsx(report_of("2025-12-31")))["record"],
        ["Annual total", "Threshold, people", "Chance", "Probability"],
    )
    assert {tuple(row[2:]) for row in rows[1:]} == {("not broken", "[z]")}


def test_days_that_excel_cannot_tell_stay_texts(report):
    """Before March 1900 programs disagree on the numbers of days."""
    frame = pd.DataFrame({"Day": [date(1899, 5, 1), date(2025, 5, 1)], "People": [1, 2]})
    rows = read(to_xlsx(with_table(report, Table("Days", (), (), "days-of-old", frame))))
    assert rows["days-of-old"][-2:] == [["1899-05-01", 1], [date(2025, 5, 1), 2]]


def test_the_cover_explains_the_shorthand(books):
    """Every sign that a sheet has."""
    texts = [row[0] for row in read(books["ods"])["Cover"]]
    at = texts.index("Shorthand")
    assert texts[at + 1 : at + 5] == [
        "[p] means provisional.",
        "[r] means revised.",
        "[x] means not available.",
        "[z] means not applicable.",
    ]


def test_json_keeps_days_in_iso_form(report):
    """Frames hold days as days; JSON has no such type."""
    table = report.tables["milestones-ahead"]
    assert table.data["50% chance by"].dtype.kind == "M"
    row = table.to_dict()["rows"][0]
    assert row[:3] == [15000, "almost certain (>99%)", "2025-05-22"]
    assert 0.99 < row[-1] <= 1
    assert table.rows[0] == ("15,000", "almost certain (>99%)", "22 May", "31 May", "12 June")
    assert table.rows[-1][-1] == "not in 2025"
    assert table.to_dict()["rows"][-1][4] is None
