"""The report as an Excel workbook."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from .sheets import CONTENTS, CREATOR, SIZES, TEXT, Column, Sheet, safe, sheets

if TYPE_CHECKING:
    from ..content import Content

LINE: Final = 15.5
"""Height of a line of it, points."""

FONT: Final = {"font_name": "Arial", "font_size": 12}
PIXELS_PER_POINT: Final = 96 / 72
A4: Final = 9
"""As Excel numbers the sizes of paper."""

OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def to_xlsx(report: Content) -> bytes:
    """Return the report as an Excel workbook; the same report gives the same bytes."""
    from xlsxwriter import Workbook

    target = BytesIO()
    book = Workbook(target, dict(OPTIONS))
    created = datetime.combine(report.as_of, time())
    book.set_properties({"title": safe(report.title), "author": CREATOR, "created": created})

    @cache
    def look(**properties: Any) -> Any:
        """Return a format, which the workbook has but once."""
        return book.add_format({**FONT, "valign": "top", **properties})

    for sheet in sheets(report):
        page = book.add_worksheet(sheet.label)
        for row, line in enumerate(sheet.lines):
            style = look(
                bold=line.role != "text",
                font_size=round(12 * SIZES[line.role]),
                text_wrap=not sheet.columns,
            )
            page.write_string(row, 0, line.text, style)
        if sheet.columns:
            _write_table(page, sheet, look)
        for at, width in enumerate(sheet.widths):
            page.set_column_pixels(at, at, round(width * PIXELS_PER_POINT))
        # Excel finds the heights of wrapped rows by itself; LibreOffice does in ODS alone.
        for row, height in enumerate(sheet.heights):
            if height > 1:
                page.set_row(row, height * LINE)
        page.hide_gridlines(2)
        page.set_landscape()
        page.set_paper(A4)
        page.fit_to_pages(1, 0)
    book.close()
    return target.getvalue()


def _write_table(page: Any, sheet: Sheet, look: Callable[..., Any]) -> None:
    top, last = len(sheet.lines), len(sheet.columns) - 1
    heads = [
        {"header": column.name, "header_format": look(bold=True, bottom=1, **_aligned(column, at))}
        for at, column in enumerate(sheet.columns)
    ]
    page.add_table(
        top, 0, top + sheet.rows, last,
        {"columns": heads, "name": sheet.name, "style": None, "autofilter": False},
    )  # fmt: skip
    for at, column in enumerate(sheet.columns):
        style = look(num_format=column.format, **_aligned(column, at))
        for row, cell in enumerate(column.cells, start=top + 1):
            if isinstance(cell, str):
                page.write_string(row, at, cell, style)
            elif isinstance(cell, date):
                page.write_datetime(row, at, cell, style)
            else:
                page.write_number(row, at, cell, style)
    if sheet.label == CONTENTS:
        link = look(font_color="#0000FF", underline=1, text_wrap=True)
        for row, label in enumerate(sheet.columns[0].cells, start=top + 1):
            page.write_url(row, 0, f"internal:'{label}'!A1", link, label)
    page.repeat_rows(top)
    # Years that head rows and columns are texts; Excel would warn of every one.
    page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def _aligned(column: Column, at: int) -> dict[str, Any]:
    # A text must keep its distance from a number to its left.
    side = "right" if at and column.format != TEXT else "left"
    return {"align": side, "indent": int(at > 0 and side == "left"), "text_wrap": True}
