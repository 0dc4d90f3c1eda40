"""The report as a Word document, to be read, edited and pasted from.

Headings, lists, captions and tables are Word's own, so that its contents, its lists of figures and
a screen reader find them; every picture has its words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, time
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final
from zipfile import ZipFile

from ...data.calendar import day_text
from .archive import archive
from .environment import ADDRESS, one_line
from .sheets import CREATOR

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

    from ..charts import Chart
    from ..content import Content
    from ..section import Section
    from ..tables import Table

LANGUAGE: Final = "en-GB"
FONT, INK, LINK = "Arial", "12436D", "1D70B8"
PAPER: Final = (21.0, 29.7)
"""A4, centimetres."""
MARGIN: Final = 2.0
TEXT_WIDTH: Final = PAPER[0] - 2 * MARGIN
PICTURE_WIDTH: Final = 15.0
TWIPS: Final = 1440 / 2.54
"""To the centimetre: the unit in which Word measures tables."""
STYLES: Final = {
    "Normal": (10.5, None),
    "Heading 1": (20, INK),
    "Heading 2": (14, INK),
    "Caption": (9.5, INK),
    "Footer": (8.5, None),
}
"""Size in points and colour of the styles of paragraphs that the document uses."""
TABLE_STYLE: Final = "LightShading"
SIZES: Final = (9.5, 9.0, 8.5, 8.0, 7.5, 7.0)
"""Of letters in a table, points: the first with which no number needs two lines."""
LETTER: Final = 0.62 * 2.54 / 72
"""Width of a letter, centimetres for each point of its size; with room for wider fonts."""
BOLD: Final = 1.12
"""How much wider the letters of headings are."""
GAP: Final = 8 * 12_700
"""Between a table and a text below it, in Word's units: 12,700 to the point."""
PADDING: Final = 0.42
"""Left and right of the text of a cell together, centimetres."""
KEPT, MOST_KEPT = "<w:keepNext/>", 14
"""Rows of a table that stand on one page."""
DAY: Final = re.compile(r"\d{1,2} [A-Z][a-z]+( \d{4})?")
NUMBER: Final = re.compile(r"[-+<>]?\d[\d,.]*%?( to \d[\d,.]*)?")

SPACE: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TABLE: Final = (
    f'<w:tbl xmlns:w="{SPACE}"><w:tblPr><w:tblStyle w:val="{TABLE_STYLE}"/>'
    '<w:tblW w:w="{0}" w:type="dxa"/><w:tblBorders><w:insideH w:val="single" w:sz="4" w:space="0" '
    'w:color="BFBFBF"/></w:tblBorders><w:tblLayout w:type="fixed"/>'
    '<w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" '
    'w:noHBand="1" w:noVBand="1"/><w:tblCaption w:val="{1}"/></w:tblPr>'
    "<w:tblGrid>{2}</w:tblGrid>{3}</w:tbl>"
)
ROW: Final = "<w:tr><w:trPr><w:cantSplit/>{}</w:trPr>{}</w:tr>"
CELL: Final = (
    '<w:tc><w:tcPr><w:tcW w:w="{0}" w:type="dxa"/></w:tcPr><w:p><w:pPr>{4}'
    '<w:spacing w:before="30" w:after="30" w:line="240" w:lineRule="auto"/><w:jc w:val="{1}"/>'
    '</w:pPr><w:r><w:rPr><w:sz w:val="{2}"/></w:rPr><w:t xml:space="preserve">{3}</w:t></w:r>'
    "</w:p></w:tc>"
)


def to_docx(report: Content) -> bytes:
    """Return the report as a Word document; the same report gives the same bytes."""
    from docx import Document

    document = Document()
    _set_up(document, report)
    document.add_heading(one_line(report.title), 1)
    document.add_paragraph(one_line(report.dateline))
    if report.made:
        document.add_paragraph(one_line(report.made_line))
    for fact in report.headline:
        document.add_paragraph(one_line(fact.sentence), "List Bullet")
    numbers = {"Figure": 0, "Table": 0}
    for section in report.sections:
        _add_section(document, section, numbers)
    target = BytesIO()
    document.save(target)
    with ZipFile(target) as saved:
        return archive((name, saved.read(name)) for name in saved.namelist())


def _add_section(document: Document, section: Section, numbers: dict[str, int]) -> None:
    document.add_heading(one_line(section.title), 2)
    for fact in section.facts:
        document.add_paragraph(one_line(fact.sentence))
    for chart in section.charts:
        _add_chart(document, chart, numbers)
    for table in section.tables:
        _add_table(document, table, numbers)
    listed = "List Number" if section.key == "method" else "List Bullet"
    for at, note in enumerate(section.notes):
        paragraph = document.add_paragraph(style=listed if len(section.notes) > 1 else None)
        if at == 0 and section.tables:
            paragraph.paragraph_format.space_before = GAP
        _add_linked(paragraph, one_line(note))


def _add_chart(document: Document, chart: Chart, numbers: dict[str, int]) -> None:
    """Add the picture, which has its title in it, with its words, and what it shows."""
    from docx.shared import Cm

    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    picture = paragraph.add_run().add_picture(BytesIO(chart.pictures["png"]), Cm(PICTURE_WIDTH))
    words = picture._inline.docPr  # noqa: SLF001 - python-docx has no other way to them
    words.set("name", chart.key)
    words.set("descr", one_line(f"{chart.title}. {chart.text}"))
    _add_caption(document, "Figure", chart.table.caption, numbers)


def _add_table(document: Document, table: Table, numbers: dict[str, int]) -> None:
    from docx.oxml import parse_xml

    caption = _add_caption(document, "Table", table.caption, numbers)
    caption.paragraph_format.keep_with_next = True
    document.element.body[-1].addprevious(parse_xml(_table(table)))
    if table.source:
        document.add_paragraph(one_line(table.source)).paragraph_format.space_before = GAP


def _table(table: Table) -> str:
    """Return a table as XML: its headings on every page, numbers to the right."""
    columns = [
        [one_line(cell) for cell in column]
        for column in zip(table.columns, *table.rows, strict=True)
    ]
    sides = ["left", *("right" if _is_numeric(cells[1:]) else "left" for cells in columns[1:])]
    size, widths = _fitted(columns)
    twips = [int(width * TWIPS) for width in widths]
    rows = []
    for at, cells in enumerate(zip(*columns, strict=True)):
        together = "" if at == len(table.rows) else KEPT * (len(table.rows) <= MOST_KEPT)
        written = (
            CELL.format(width, side, round(2 * size), escape(cell), together)
            for cell, width, side in zip(cells, twips, sides, strict=True)
        )
        rows.append(ROW.format("" if at else "<w:tblHeader/>", "".join(written)))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in twips)
    return TABLE.format(sum(twips), escape(one_line(table.caption)), grid, "".join(rows))


def _is_numeric(cells: Sequence[str]) -> bool:
    """Whether there are numbers among the cells of a column, and none within words."""
    others = [cell for cell in cells if not NUMBER.fullmatch(cell)]
    return len(others) < len(cells) and not any(re.search(r"\d", cell) for cell in others)


def _fitted(columns: Sequence[Sequence[str]]) -> tuple[float, list[float]]:
    """Return the size of letters, points, and the width of each column, centimetres.

    No number and no word is broken, if the smallest letters allow it; what room is left goes to
    the columns whose texts would take more than one line.
    """
    least, most = [], []
    for head, *cells in columns:
        least.append(max([_unbroken(head) * BOLD, *map(_unbroken, cells)]))
        most.append(max([len(head) * BOLD, *map(len, cells)]))
    for size in SIZES:
        narrow, wide = (
            [letters * LETTER * size + PADDING for letters in widths] for widths in (least, most)
        )
        if sum(narrow) <= TEXT_WIDTH:
            break
    room = TEXT_WIDTH - sum(narrow)
    wanted = [high - low for low, high in zip(narrow, wide, strict=True)]
    if room <= 0:
        return size, [width * TEXT_WIDTH / sum(narrow) for width in narrow]
    share = min(1.0, room / sum(wanted)) if sum(wanted) else 0.0
    return size, [width + share * more for width, more in zip(narrow, wanted, strict=True)]


def _unbroken(cell: str) -> int:
    """Return how many letters of a cell have to stand in one line."""
    if NUMBER.fullmatch(cell) or DAY.fullmatch(cell):
        return len(cell)
    return max(map(len, cell.split()), default=0)


def _add_caption(document: Document, kind: str, words: str, numbers: dict[str, int]) -> Paragraph:
    """Add a caption whose number Word counts on, wherever it is pasted."""
    numbers[kind] += 1
    paragraph = document.add_paragraph(f"{kind} ", "Caption")
    _add_field(paragraph, f"SEQ {kind} \\* ARABIC", str(numbers[kind]))
    paragraph.add_run(f": {one_line(words)}")
    return paragraph


def _add_field(paragraph: Paragraph, code: str, shown: str) -> None:
    """Add a number that Word computes."""
    _append(
        paragraph,
        f'<w:fldSimple xmlns:w="{SPACE}" w:instr="{escape(code)}"><w:r><w:t>{shown}</w:t></w:r>'
        "</w:fldSimple>",
    )


def _add_linked(paragraph: Paragraph, text: str) -> None:
    """Write a text, with links where it has addresses of official publications."""
    from docx.opc.constants import RELATIONSHIP_TYPE

    end = 0
    for found in ADDRESS.finditer(text):
        paragraph.add_run(text[end : found.start()])
        to = paragraph.part.relate_to(found[0], RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        _append(
            paragraph,
            f'<w:hyperlink xmlns:w="{SPACE}" xmlns:r="{RELATIONS}" r:id="{to}"><w:r><w:rPr>'
            f'<w:color w:val="{LINK}"/><w:u w:val="single"/></w:rPr><w:t>{escape(found[0])}</w:t>'
            "</w:r></w:hyperlink>",
        )
        end = found.end()
    paragraph.add_run(text[end:])


def _append(paragraph: Paragraph, xml: str) -> None:
    """Append what python-docx cannot make: fields and links."""
    from docx.oxml import parse_xml

    element: Any = paragraph._p  # noqa: SLF001
    element.append(parse_xml(xml))


def _set_up(document: Document, report: Content) -> None:
    """Set paper, styles, language, footer and properties: the template has those of its maker."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Cm

    (section,) = document.sections
    section.page_width, section.page_height = map(Cm, PAPER)
    for side in ("left", "right", "top", "bottom"):
        setattr(section, f"{side}_margin", Cm(MARGIN))
    _set_styles(document)
    footer = section.footer.paragraphs[0]
    footer.paragraph_format.tab_stops.clear_all()
    footer.paragraph_format.tab_stops.add_tab_stop(Cm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    footer.add_run(f"{one_line(report.title)}, figures to {day_text(report.as_of)}\tPage ")
    _add_field(footer, "PAGE", "1")
    footer.add_run(" of ")
    _add_field(footer, "NUMPAGES", "1")
    properties = document.core_properties
    made = datetime.combine(report.as_of, time())
    properties.title = one_line(report.title)
    properties.author = properties.last_modified_by = CREATOR
    properties.comments = properties.keywords = ""
    properties.language = LANGUAGE
    properties.created = properties.modified = made
    relations = document.part.package.rels
    for name in [name for name, rel in relations.items() if rel.reltype.endswith("/thumbnail")]:
        del relations[name]  # a picture of the template


def _set_styles(document: Document) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    for name, (size, colour) in STYLES.items():
        style: Any = document.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        fonts = style.element.rPr.rFonts
        for key in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[key]  # they would win over the name
        if colour:
            style.font.color.rgb = RGBColor.from_string(colour)
    body: Any = document.styles["Normal"]
    body.paragraph_format.space_before = Pt(0)
    body.paragraph_format.space_after = Pt(6)
    body.paragraph_format.line_spacing = 1.15
    caption: Any = document.styles["Caption"]
    caption.paragraph_format.space_before = Pt(8)
    caption.paragraph_format.space_after = Pt(4)
    for part in (document.styles.element, document.settings.element):
        for kind in ("w:lang", "w:themeFontLang"):
            for element in part.iter(qn(kind)):
                element.set(qn("w:val"), LANGUAGE)
