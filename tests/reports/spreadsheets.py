"""What the tests of spreadsheets read them with, and the texts that they try to break them with."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pandas as pd
from crossings.reports.render.ods import to_ods
from crossings.reports.render.xlsx import to_xlsx
from crossings.reports.section import Section
from lxml import etree
from python_calamine import CalamineWorkbook

FORMS = {"xlsx": to_xlsx, "ods": to_ods}
HOSTILE = (
    '=HYPERLINK("http://evil","x")',
    "@SUM(1)",
    "+1",
    "-cmd",
    "-1+cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "{=1+1}",
    "\uff1d1+1",
    "$$x$$",
    "$$$1$$$",
    "[a](http://evil)",
    "[a](b) and [c](d)",
    "http://evil",
    "mailto:a@evil",
    "internal:Cover!A1",
    "external:c:/evil.xlsx",
    "<b>&amp;</b>\x00\x1f",
    "\ud800\U0001f6a2",
    "_x0041_",
    "'quoted",
)
NS = {
    "main": "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "number": "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
}


def read(book):
    """Every sheet as a list of rows, each cut after its last cell; by label."""
    found = CalamineWorkbook.from_filelike(BytesIO(book))
    return {
        name: [cut(row) for row in found.get_sheet_by_name(name).to_python(skip_empty_area=False)]
        for name in found.sheet_names
    }


def cut(row):
    while row and row[-1] == "":
        row = row[:-1]
    return row


def expected(table):
    """The headings and the rows that the sheet of a table is to have."""
    names = list(table.data)
    sign = "[x]" if "not recorded" in table.missing.lower() else "[z]"
    words = None
    if names[-1] == "Probability" and table.data["Probability"].notna().any():
        names.pop()
        words = next(
            name for name in names if table.data[name].astype(str).str.endswith("%)").any()
        )
        names.insert(names.index(words) + 1, "Probability")
    rows = []
    for record in table.data.astype(object).to_dict("records"):
        row = []
        for name in names:
            cell = sign if pd.isna(record[name]) else record[name]
            if name == words:
                cell = cell.rpartition(" (")[0] or cell
            if isinstance(cell, date):
                cell = date.fromisoformat(cell.isoformat()[:10])
            if name == "Year" or name.startswith("Year of "):
                cell = int(cell) if str(cell).isdigit() else cell
            row.append(cell)
        rows.append(row)
    return [names, *rows]


def parts(book, pattern):
    """The XML parts of an archive whose names match."""
    with ZipFile(BytesIO(book)) as archive:
        return [
            etree.fromstring(archive.read(name))
            for name in archive.namelist()
            if re.fullmatch(pattern, name)
        ]


def find(book, pattern, path):
    return [found for root in parts(book, pattern) for found in root.xpath(path, namespaces=NS)]


def with_table(report, table):
    """The report with one more section, of one table."""
    section = Section("more", "More", tables=(table,), notes=("A note of the section.",))
    return replace(report, sections=(section, *report.sections))


def test_one_sheet_a_table_after_cover_contents_and_notes(report, books, form):
    assert list(read(books[form])) == ["Cover", "Contents", "Notes", *report.tables, "daily"]


def test_both_forms_hold_the_same_cell_for_cell(books):
    assert read(books["xlsx"]) == read(books["ods"])
