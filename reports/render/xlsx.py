"""The report as an Excel workbook."""

from __future__ import annotations

import warnings
from datetime import datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from .sheets import CONTENTS, CREATOR, FORMATS, Sheet, safe, sheets

if TYPE_CHECKING:
    from ..content import Content

LINE: Final = 15.5
"""Height of a line of it, points."""

PIXELS_PER_POINT: Final = 96 / 72
A4: Final = 9
"""As Excel numbers the sizes of paper."""


def to_xlsx(report: Content) -> bytes:
    """Return the report as an Excel workbook; the same report gives the same bytes."""
    from gptables import GPWorkbook

    target = BytesIO()
    book = GPWorkbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    created = datetime.combine(report.as_of, time())
    book.set_properties({"title": safe(report.title), "author": CREATOR, "created": created})
    looks = {
        "title": book.theme.cover_title_format,
        "heading": book.theme.cover_subtitle_format,
        "text": book.theme.cover_text_format,
    }
    for sheet in sheets(report):
        page = book.add_worksheet(sheet.label)
        if sheet.table is None:
            for row, line in enumerate(sheet.lines):
                look = {**looks[line.role], "valign": "top"}
                page.write_string(row, 0, line.text, book.add_format(look))
        else:
            with warnings.catch_warnings():  # pandas, of what gptables asks of it
                warnings.simplefilter("ignore")
                page.write_gptable(_gptable(sheet, sheet.table), auto_width=False)
            # Years that head rows and columns are texts; Excel would warn of every one.
            page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        for at, width in enumerate(sheet.widths):
            page.set_column_pixels(at, at, round(width * PIXELS_PER_POINT))
        # Excel finds the heights of wrapped rows by itself; LibreOffice does in ODS alone.
        for row, height in enumerate(sheet.heights):
            if height > 1:
                page.set_row(row, height * LINE)
        page.set_landscape()
        page.set_paper(A4)
        page.fit_to_pages(1, 0)
    book.close()
    return target.getvalue()


def _gptable(sheet: Sheet, table: pd.DataFrame) -> Any:
    from gptables import GPTable

    if sheet.label == CONTENTS:
        links = [{label: f"internal:'{label}'!A1"} for label in table.iloc[:, 0]]
        table = table.assign(**{str(table.columns[0]): links})
    looks = [
        # A text must keep its distance from a number to its left.
        {"num_format": code, "valign": "top", "indent": int(at > 0 and code == FORMATS[0])}
        for at, code in enumerate(sheet.formats)
    ]
    return GPTable(
        table,
        sheet.name,
        sheet.lines[0].text,
        instructions=sheet.lines[1].text,
        legend=[line.text for line in sheet.lines[2:]],
        index_columns={2: 0},
        additional_formatting=[
            {"column": {"columns": [at], "include_names": True, "format": look}}
            for at, look in enumerate(looks)
        ],
    )
