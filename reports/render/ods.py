"""The report as an OpenDocument spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from .sheets import CREATOR, FORMATS, SIZES, rows_of, safe, sheets

if TYPE_CHECKING:
    from odfdo import Cell

    from ..content import Content

EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP archive can hold."""

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
COLUMN: Final = (
    '<style:style style:name="{}" style:family="table-column">'
    '<style:table-column-properties style:column-width="{:.1f}pt"/></style:style>'
)
RANGE: Final = (
    '<table:database-range table:name="{}" table:target-range-address="{}" '
    'table:contains-header="true"/>'
)


def to_ods(report: Content) -> bytes:
    """Return the report as an OpenDocument spreadsheet; the same report gives the same bytes."""
    from odfdo import Column, Document, Element, Row
    from odfdo import Table as Grid
    from odfdo.utils.coordinates import digit_to_alpha

    # The template brings the language, the printer and a picture of where it was made.
    document = Document("spreadsheet")
    for path in document.manifest.get_paths():
        if path.startswith(("Configurations2", "Thumbnails")):
            document.manifest.del_full_path(path)
            document.del_part(path)
    for part, text in (
        ("meta", META.format(escape(safe(report.title)), CREATOR, report.as_of)),
        ("settings", "<office:settings/>"),
        ("styles", STYLES.format("".join(_styles()))),
    ):
        document.set_part(part, _part(part, text))
    body = document.body
    body.clear()
    ranges = Element.from_tag("table:database-ranges")
    for sheet in sheets(report):
        grid = Grid(sheet.label)
        for at, width in enumerate(sheet.widths):
            style = f"{sheet.name}-{at}"
            document.insert_style(COLUMN.format(style, width), automatic=True)
            grid.append(Column(style=style))
        for cells in rows_of(sheet):
            row = Row()
            for cell in cells:
                row.append(_ods_cell(*cell))
            grid.append(row)
        body.append(grid)
        if sheet.table is not None:
            first, (height, columns) = len(sheet.lines) + 1, sheet.table.shape
            end = f"{digit_to_alpha(columns - 1)}{first + height}"
            area = f"'{sheet.label}'.A{first}:'{sheet.label}'.{end}"
            ranges.append(Element.from_tag(RANGE.format(sheet.name, area)))
    body.append(ranges)
    buffer = BytesIO()
    document.save(buffer)
    return _without_times(buffer)


def _ods_cell(value: str | float, shown: str, style: str) -> Cell:
    from odfdo import Cell, Link, Paragraph

    cell = Cell(value, text=shown, style=style)
    if style == "link":
        link = Link(f"#'{value}'.A1", text=shown)
        link.set_attribute("xlink:type", "simple")
        for paragraph in cell.paragraphs:
            cell.delete(paragraph)
        paragraph = Paragraph()
        paragraph.append(link)
        cell.append(paragraph)
    return cell


def _part(name: str, text: str) -> bytes:
    """Return a part of an ODS file."""
    from odfdo.element import ODF_NAMESPACES

    spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in ODF_NAMESPACES.items())
    tag = f"office:document-{name}"
    return f'<{tag} {spaces} office:version="1.4">{text}</{tag}>'.encode()


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
        decimals = len(code.partition(".")[2])
        yield NUMBER.format(number, decimals, str("#" in code).lower())
        data = f'style:data-style-name="format-{number}"' if number else ""
        for align in ("start", "end"):
            yield STYLE.format(f"cell-{number}-{align}", data, wrapped, align, "")
    for align in ("start", "end"):
        yield STYLE.format(f"column-{align}", "", f"{wrapped} {rule}", align, bold)


def _without_times(archive: BytesIO) -> bytes:
    """Return an archive whose entries are all of one time."""
    target = BytesIO()
    with ZipFile(archive) as old, ZipFile(target, "w") as new:
        for name in old.namelist():
            entry = ZipInfo(name, EPOCH)
            # The first says what the file is, and has to lie there in plain bytes.
            entry.compress_type = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return target.getvalue()
