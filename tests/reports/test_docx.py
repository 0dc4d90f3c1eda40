"""The report as a Word document, as python-docx and LibreOffice read it."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pandas as pd
import pytest
from crossings.reports.render.docx import to_docx
from crossings.reports.tables import table_of
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn

from .spreadsheets import with_table

NUMBERS = re.compile(r"[-+]?\d[\d,]*(\.\d+)?%?( to \d[\d,]*)?")


@pytest.fixture(scope="module")
def written(report):
    return to_docx(report)


@pytest.fixture(scope="module")
def document(written):
    return Document(BytesIO(written))


def texts(document, style=None):
    """The paragraphs of a style, or all; fields and links included."""
    return [
        "".join(node.text or "" for node in paragraph._p.iter(qn("w:t")))
        for paragraph in document.paragraphs
        if style in {None, paragraph.style.name}
    ]


def shown(report):
    """The tables that the document is to have."""
    return [table for section in report.sections for table in section.tables]


def cells(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_headings_are_those_of_the_report(report, document):
    """The title is heading 1 and each section heading 2, in their order."""
    assert texts(document, "Heading 1") == [report.title]
    assert texts(document, "Heading 2") == [section.title for section in report.sections]


def test_every_sentence_is_there_in_its_order(report, document):
    """Dateline, headline, then the facts and notes of each section."""
    wanted = [report.dateline, *(fact.sentence for fact in report.headline)]
    for section in report.sections:
        wanted += [fact.sentence for fact in section.facts]
        wanted += section.notes
    found = iter(texts(document))
    assert all(sentence in found for sentence in wanted)


def test_when_the_report_was_made_is_said(report):
    """A report that knows the day says it below the dateline."""
    made = replace(report, made=date(2025, 5, 20), sections=())
    document = Document(BytesIO(to_docx(made)))
    assert texts(document)[1:3] == [report.dateline, made.made_line]


def test_every_picture_is_a_chart_with_its_words(report, document):
    """Pictures are the charts' own, and a screen reader reads message and numbers of each."""
    charts = list(report.charts.values())
    pictures = document.inline_shapes
    assert len(pictures) == len(charts) >= 5
    for picture, chart in zip(pictures, charts, strict=True):
        words = picture._inline.docPr
        assert words.get("descr") == f"{chart.title}. {chart.text}"
        part = document.part.related_parts[
            picture._inline.graphic.graphicData.pic.blipFill.blip.embed
        ]
        assert part.blob == chart.pictures["png"]
    assert len({picture._inline.docPr.id for picture in pictures}) == len(charts)


def test_captions_are_numbered_by_word(report, document):
    """Figures and tables are counted apart, with fields that go on counting where pasted."""
    captions = texts(document, "Caption")
    figures = [f"Figure {at}: {chart.table.caption}"
               for at, chart in enumerate(report.charts.values(), start=1)]  # fmt: skip
    tables = [f"Table {at}: {table.caption}" for at, table in enumerate(shown(report), start=1)]
    assert sorted(captions) == sorted(figures + tables)
    fields = [field.get(qn("w:instr")) for field in document.element.iter(qn("w:fldSimple"))]
    assert len(fields) == len(captions)
    assert {field.split()[:2][1] for field in fields} == {"Figure", "Table"}


def test_tables_are_tables(report, document):
    """Every cell of every table, with a first row that is repeated on each page, and a style."""
    assert len(document.tables) == len(shown(report)) >= 10
    for found, table in zip(document.tables, shown(report), strict=True):
        assert cells(found) == [list(table.columns), *map(list, table.rows)]
        heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in found.rows]
        assert heads == [True] + [False] * len(table.rows)
        assert found.style.name == "Light Shading"


def test_numbers_are_those_of_the_json(report, document):
    """Every number in a cell of its own is one that the JSON has in that table."""
    told = [table for section in report.to_dict()["sections"] for table in section["tables"]]
    checked = 0
    for found, table in zip(document.tables, told, strict=True):
        numbers = {
            float(cell)
            for row in table["rows"]
            for cell in row
            if isinstance(cell, int | float) or str(cell).isdigit()
        }
        for text in (
            cell for row in cells(found)[1:] for cell in row[1:] if NUMBERS.fullmatch(cell)
        ):
            slack = 0.5 if text.endswith("%") else 1e-9  # percentages of thousands have no decimals
            for number in re.findall(r"-?\d[\d,.]*", text):
                value = float(number.replace(",", ""))
                close = {one for one in numbers if abs(value - one) <= slack}
                if text.endswith("%"):  # shares are whole percents
                    close |= {one for one in numbers if abs(value - 100 * one) <= slack}
                assert close, (table["key"], text)
                checked += 1
    assert checked > 200


def test_numbers_stand_to_the_right_and_words_to_the_left(document):
    """Columns of numbers are aligned by their last digit; the headings of rows are not."""
    by_name = {}
    for table in document.tables:
        for column in zip(*(row.cells for row in table.rows), strict=True):
            sides = {cell.paragraphs[0].alignment for cell in column}
            assert len(sides) == 1
            by_name[column[0].text] = sides.pop()
    assert by_name["To the same date"] == by_name["Boats"] == WD_ALIGN_PARAGRAPH.RIGHT
    assert by_name["Year"] == by_name["10% chance by"] == WD_ALIGN_PARAGRAPH.LEFT


def widths(table):
    return [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid]


def test_everything_fits_on_a4(document):
    """No table and no picture is wider than the text of an A4 page."""
    (section,) = document.sections
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    room = section.page_width - section.left_margin - section.right_margin
    assert all(sum(widths(table)) * 635 <= room for table in document.tables)
    assert all(picture.width <= room for picture in document.inline_shapes)


def test_a_table_of_any_width_fits(report):
    """The letters become smaller, and no column vanishes."""
    frame = pd.DataFrame({f"Column {at}": [1_234_567] for at in range(24)})
    table = table_of("more", "Many columns", frame, source="Source: somebody else.")
    document = Document(BytesIO(to_docx(replace(with_table(report, table), sections=(
        with_table(report, table).sections[0],)))))  # fmt: skip
    (found,) = document.tables
    assert sum(widths(found)) <= 17 * 567
    assert min(widths(found)) > 200
    assert {
        run.font.size.pt for cell in found.rows[1].cells for run in cell.paragraphs[0].runs
    } == {7}
    assert "Source: somebody else." in texts(document)


def test_same_report_same_bytes(report, written):
    """Nothing depends on the clock."""
    assert to_docx(report) == written
    today = date.today().isoformat().encode()  # noqa: DTZ011 - nothing may depend on it
    with ZipFile(BytesIO(written)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        assert not any(today in archive.read(name) for name in archive.namelist())


def test_properties_are_those_of_the_report(report, document):
    """Title, author, date and language; nothing is left of the template's."""
    properties = document.core_properties
    assert (properties.title, properties.author) == (report.title, "crossings")
    assert properties.last_modified_by == "crossings"
    assert properties.created.replace(tzinfo=None) == datetime(2025, 5, 14)  # noqa: DTZ001
    assert properties.modified == properties.created
    assert (properties.language, properties.comments) == ("en-GB", "")
    languages = {element.get(qn("w:val")) for element in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}
    parts = [str(part.partname) for part in document.part.package.iter_parts()]
    assert not [name for name in parts if "thumbnail" in name]


def test_pages_are_numbered(report, document):
    """The footer says which report it is, and which page of how many."""
    (footer,) = document.sections[0].footer.paragraphs
    assert footer.text.startswith(f"{report.title}, figures to 14 May 2025")
    fields = [field.get(qn("w:instr")) for field in footer._p.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]


def test_text_from_outside_stays_text(hostile):
    """No field, no link but to official publications, and nothing that XML cannot hold."""
    document = Document(BytesIO(to_docx(hostile)))
    fields = {
        field.get(qn("w:instr")).split()[0] for field in document.element.iter(qn("w:fldSimple"))
    }
    assert fields == {"SEQ"}
    links = [rel.target_ref for rel in document.part.rels.values() if rel.is_external]
    assert all(re.match(r"https://(\w+\.)*gov\.uk/", link) for link in links)
    assert any(text.startswith("<b>&amp;</b>") for text in texts(document))
    assert '=HYPERLINK("http://evil","x"). =1+1' in texts(document)


def test_addresses_of_official_publications_are_links(document):
    """The sources can be followed."""
    links = {rel.target_ref for rel in document.part.rels.values() if rel.is_external}
    assert any(link.endswith("/migrants-detected-crossing-the-english-channel-in-small-boats")
               for link in links)  # fmt: skip


@pytest.mark.parametrize("day", ["2018-03-01", "2025-12-31"])
def test_reports_of_hard_days(report_of, day):
    """A first year, and a year that is over, have a document too."""
    report = report_of(day)
    document = Document(BytesIO(to_docx(report)))
    assert texts(document, "Heading 2") == [section.title for section in report.sections]
    assert len(document.tables) == len(shown(report))


def test_libreoffice_reads_it(convert, report, written, tmp_path):
    """LibreOffice makes a PDF and a plain text of it, with every sentence and every cell."""
    if not (Path(shutil.which("soffice")).resolve().parent / "libswlo.so").exists():
        pytest.skip("LibreOffice Writer is not installed (Debian: apt install libreoffice-writer)")
    (tmp_path / "report.docx").write_bytes(written)
    for form in ("pdf", "txt:Text (encoded):UTF8"):
        convert(form, tmp_path / "report.docx")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
    text = (tmp_path / "report.txt").read_text("utf-8")
    assert all(fact.sentence in text for section in report.sections for fact in section.facts)
    lines = text.splitlines()
    for table in shown(report):
        assert all(cell in lines for row in table.rows for cell in row if cell), table.key
