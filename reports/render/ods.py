"""The report as an OpenDocument spreadsheet: XML in a ZIP archive, written as text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html import escape
from string import ascii_uppercase
from typing import TYPE_CHECKING, Final

from .archive import archive
from .sheets import (
    CHANCE,
    CONTENTS,
    CREATOR,
    DATE,
    FORMATS,
    SIZES,
    TEXT,
    Column,
    Sheet,
    safe,
    sheets,
)

if TYPE_CHECKING:
    from ..content import Content

MIMETYPE: Final = "application/vnd.oasis.opendocument.spreadsheet"
VERSION: Final = "1.3"
OASIS: Final = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES: Final = {
    "office": f"{OASIS}office:1.0",
    "table": f"{OASIS}table:1.0",
    "text": f"{OASIS}text:1.0",
    "style": f"{OASIS}style:1.0",
    "number": f"{OASIS}datastyle:1.0",
    "fo": f"{OASIS}xsl-fo-compatible:1.0",
    "meta": f"{OASIS}meta:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xlink": "http://www.w3.org/1999/xlink",
}
MANIFEST: Final = (
    f'<manifest:manifest xmlns:manifest="{OASIS}manifest:1.0" manifest:version="{VERSION}">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIMETYPE}"/>'
    + "".join(
        f'<manifest:file-entry manifest:full-path="{part}.xml" manifest:media-type="text/xml"/>'
        for part in ("content", "styles", "meta")
    )
    + "</manifest:manifest>"
)
META: Final = (
    "<office:meta><dc:title>{0}</dc:title><meta:initial-creator>{1}</meta:initial-creator>"
    "<dc:creator>{1}</dc:creator><meta:creation-date>{2}T00:00:00</meta:creation-date>"
    "<dc:date>{2}T00:00:00</dc:date><dc:language>en-GB</dc:language></office:meta>"
)
STYLES: Final = (
    '<office:styles><style:default-style style:family="table-cell"><style:text-properties '
    'fo:font-family="Arial" fo:font-size="12pt" fo:language="en" fo:country="GB"/>'
    '</style:default-style><style:style style:name="Default" style:family="table-cell"/>{}'
    '</office:styles><office:automatic-styles><style:page-layout style:name="page">'
    '<style:page-layout-properties fo:page-width="29.7cm" fo:page-height="21cm" '
    'style:print-orientation="landscape" style:scale-to-X="1" style:scale-to-Y="0"/>'
    "</style:page-layout></office:automatic-styles><office:master-styles>"
    '<style:master-page style:name="Default" style:page-layout-name="page"/>'
    "</office:master-styles>"
)
STYLE: Final = (
    '<style:style style:name="{}" style:family="table-cell" style:parent-style-name="Default" {}>'
    '<style:table-cell-properties style:vertical-align="top" style:text-align-source="fix" '
    'fo:padding-left="4pt" fo:padding-right="4pt" {}/>'
    '<style:paragraph-properties fo:text-align="{}"/><style:text-properties {}/></style:style>'
)
NUMBER: Final = (
    '<number:number-style style:name="format-{0}"><number:number number:min-integer-digits="1" '
    'number:decimal-places="{1}" number:min-decimal-places="{1}" number:grouping="{2}"/>'
    "</number:number-style>"
)
DAY: Final = (
    '<number:date-style style:name="format-{}" number:language="en" number:country="GB">'
    "<number:day/><number:text> </number:text>"
    '<number:month number:style="long" number:textual="true"/><number:text> </number:text>'
    '<number:year number:style="long"/></number:date-style>'
)
SHARE: Final = (
    '<number:percentage-style style:name="format-{0}-low" style:volatile="true">'
    "<number:text>&lt;1%</number:text></number:percentage-style>"
    '<number:percentage-style style:name="format-{0}-high" style:volatile="true">'
    "<number:text>&gt;99%</number:text></number:percentage-style>"
    '<number:percentage-style style:name="format-{0}">'
    '<number:number number:min-integer-digits="1" number:decimal-places="0"/>'
    "<number:text>%</number:text>"
    '<style:map style:condition="value()&lt;0.01" style:apply-style-name="format-{0}-low"/>'
    '<style:map style:condition="value()&gt;0.99" style:apply-style-name="format-{0}-high"/>'
    "</number:percentage-style>"
)
COLUMN: Final = (
    '<style:style style:name="{}" style:family="table-column">'
    '<style:table-column-properties style:column-width="{:.1f}pt"/></style:style>'
)
RANGE: Final = (
    '<table:database-range table:name="{}" table:target-range-address="{}" '
    'table:contains-header="true"/>'
)
ROW: Final = "<table:table-row>{}</table:table-row>"
CELL: Final = (
    '<table:table-cell table:style-name="{}" office:value-type="{}"><text:p>{}</text:p>'
    "</table:table-cell>"
)
LINK: Final = '<text:a xlink:type="simple" xlink:href="#\'{0}\'.A1">{0}</text:a>'


def to_ods(report: Content) -> bytes:
    """Return the report as an OpenDocument spreadsheet; the same report gives the same bytes."""
    book = sheets(report)
    widths = sorted({width for sheet in book for width in sheet.widths})
    columns = "".join(COLUMN.format(_width(width), width) for width in widths)
    tables = "".join(map(_table, book))
    ranges = "".join(RANGE.format(sheet.name, _area(sheet)) for sheet in book if sheet.columns)
    content = (
        f"<office:automatic-styles>{columns}</office:automatic-styles><office:body>"
        f"<office:spreadsheet>{tables}<table:database-ranges>{ranges}</table:database-ranges>"
        "</office:spreadsheet></office:body>"
    )
    meta = META.format(escape(safe(report.title)), CREATOR, report.as_of)
    return archive(
        (
            ("mimetype", MIMETYPE),
            ("content.xml", _part("content", content)),
            ("styles.xml", _part("styles", STYLES.format("".join(_styles())))),
            ("meta.xml", _part("meta", meta)),
            ("META-INF/manifest.xml", MANIFEST),
        )
    )


def _table(sheet: Sheet) -> str:
    """Return a sheet as XML."""
    where = "" if sheet.columns else "cover-"
    parts = [f'<table:table table:name="{escape(sheet.label)}">']
    parts += [f'<table:table-column table:style-name="{_width(width)}"/>' for width in sheet.widths]
    parts += [
        ROW.format(CELL.format(f"{where}{role}", "string", escape(text)))
        for text, role in sheet.lines
    ]
    if sheet.columns:
        heads = "".join(
            CELL.format(f"column-{_side(column, at)}", "string", escape(column.name))
            for at, column in enumerate(sheet.columns)
        )
        parts.append(f"<table:table-header-rows>{ROW.format(heads)}</table:table-header-rows>")
        columns = [_cells(column, at) for at, column in enumerate(sheet.columns)]
        if sheet.label == CONTENTS:
            labels = (LINK.format(escape(str(label))) for label in sheet.columns[0].cells)
            columns[0] = (CELL.format("link", "string", link) for link in labels)
        parts += [ROW.format("".join(row)) for row in zip(*columns, strict=True)]
    return "".join([*parts, "</table:table>"])


def _cells(column: Column, at: int) -> Iterator[str]:
    style = f"cell-{FORMATS.index(column.format)}-{_side(column, at)}"
    kind = "percentage" if column.format == CHANCE else "float"
    for cell, shown in zip(column.cells, column.shown, strict=True):
        if isinstance(cell, str):
            value = "string"
        elif isinstance(cell, date):
            value = f'date" office:date-value="{cell}'
        else:
            value = f'{kind}" office:value="{cell!r}'
        yield CELL.format(style, value, escape(shown))


def _side(column: Column, at: int) -> str:
    return "end" if at and column.format != TEXT else "start"


def _width(points: float) -> str:
    """Return the name of the style of columns of a width."""
    return f"width-{points:.0f}"


def _area(sheet: Sheet) -> str:
    """Return the cells of the table of a sheet, in the words of the format."""
    first, last = len(sheet.lines) + 1, len(sheet.columns) - 1
    before, letter = divmod(last, len(ascii_uppercase))
    letters = (ascii_uppercase[before - 1] if before else "") + ascii_uppercase[letter]
    return f"'{sheet.label}'.A{first}:'{sheet.label}'.{letters}{first + sheet.rows}"


def _part(name: str, text: str) -> str:
    """Return a part of an ODS file."""
    spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in SPACES.items())
    tag = f"office:document-{name}"
    declared = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{declared}<{tag} {spaces} office:version="{VERSION}">{text}</{tag}>'


def _styles() -> Iterator[str]:
    """Yield the styles of cells, with the number formats that they use."""
    bold, wrapped = 'fo:font-weight="bold"', 'fo:wrap-option="wrap"'
    title, heading = (
        f'{bold} fo:font-size="{12 * SIZES[role]:.0f}pt"' for role in ("title", "heading")
    )
    link = 'fo:color="#0000ff" style:text-underline-style="solid"'
    for name, cell, text in (
        ("title", "", title),
        ("text", "", ""),
        ("cover-title", wrapped, title),
        ("cover-heading", wrapped, heading),
        ("cover-text", wrapped, ""),
        ("link", wrapped, link),
    ):
        yield STYLE.format(name, "", cell, "start", text)
    rule = 'fo:border-bottom="0.75pt solid #000000"'
    for number, code in enumerate(FORMATS):
        if code == DATE:
            yield DAY.format(number)
        elif code == CHANCE:
            yield SHARE.format(number)
        else:
            yield NUMBER.format(number, len(code.partition(".")[2]), str("#" in code).lower())
        data = f'style:data-style-name="format-{number}"' if number else ""
        for align in ("start", "end"):
            yield STYLE.format(f"cell-{number}-{align}", data, wrapped, align, "")
    for align in ("start", "end"):
        yield STYLE.format(f"column-{align}", "", f"{wrapped} {rule}", align, bold)
