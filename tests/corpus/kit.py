"""What makes a bad file: a good one, spoiled in one place."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from ..publications import LAST_7, Sheets, html_table

TIDY = "date,arrivals,boats,uncontrolled_landings,status\n"
DETAILED = "Year,Quarter,Method of entry,Number of detections\n"
FIRST = "2025-05-13,12,1\n"


@dataclass(frozen=True)
class Kit:
    """What makes a good spreadsheet or page, for a case to spoil."""

    ods: Callable[..., bytes]
    sheets: Callable[[], Sheets]
    page: Callable[..., bytes]


Made = str | bytes | Callable[[Kit], bytes]
Case = tuple[Made, str]


def tidy(rows: str) -> str:
    """Return a table of people and boats that begins well."""
    return f"date,arrivals,boats\n{FIRST}{rows}\n"


def counted(cell: str) -> str:
    """Return a table whose second day has a cell that is no count."""
    return tidy(f"2025-05-14,{cell},1")


def dated(cell: str) -> str:
    """Return a table whose second day has a cell that is no date."""
    return tidy(f"{cell},5,1")


def change(sheet: str, row: int, column: int, value: Any) -> Callable[[Kit], bytes]:
    """Return a good spreadsheet but for one cell."""

    def spoil(kit: Kit) -> bytes:
        sheets = kit.sheets()
        sheets[sheet][row][column] = value
        return kit.ods(sheets)

    return spoil


def without(sheet: str, row: int | None = None) -> Callable[[Kit], bytes]:
    """Return a good spreadsheet but for a sheet or a row that is not there."""

    def spoil(kit: Kit) -> bytes:
        sheets = kit.sheets()
        del (sheets if row is None else sheets[sheet])[sheet if row is None else row]  # type: ignore[operator]
        return kit.ods(sheets)

    return spoil


def members(changes: dict[str, bytes | None]) -> Callable[[Kit], bytes]:
    """Return a good spreadsheet with other members in its archive."""

    def spoil(kit: Kit) -> bytes:
        packed = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(kit.ods(kit.sheets()))) as old:
            kept = {name: old.read(name) for name in old.namelist()} | changes
        with zipfile.ZipFile(packed, "w") as new:
            for name, body in kept.items():
                if body is not None:
                    new.writestr(zipfile.ZipInfo(name), body)
        return packed.getvalue()

    return spoil


def content(old: str, new: str) -> Callable[[Kit], bytes]:
    """Return a good spreadsheet with other words in its XML."""
    return lambda kit: kit.ods(
        kit.sheets(), change_content=lambda body: body.replace(old.encode(), new.encode(), 1)
    )


def workbook(*rows: list[Any], sheet: str = "Data_IER_D01") -> Callable[[Kit], bytes]:
    """Return a workbook in Excel's format."""

    def make(_: Kit) -> bytes:
        packed = io.BytesIO()
        with xlsxwriter.Workbook(packed) as book:
            page = book.add_worksheet(sheet)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
        return packed.getvalue()

    return make


def page(*rows: list[str], **how: Any) -> Callable[[Kit], bytes]:
    """Return a page with a table."""
    return lambda kit: kit.page(html_table(*rows), **how)


def day_page(row: int, column: int, value: str) -> Callable[[Kit], bytes]:
    """Return the daily page but for one cell."""
    rows = [list(cells) for cells in LAST_7]
    rows[row][column] = value
    return page(*rows)


def week(heading: str, *rows: list[str]) -> Callable[[Kit], bytes]:
    """Return the weekly summary with a heading and rows."""
    names = ["Migrants arrived", "Boats arrived", "Migrants prevented", "Events prevented"]
    return lambda kit: kit.page(heading + html_table(names, *rows))


def no_days(kit: Kit) -> bytes:
    """Return the spreadsheet with nothing but headers."""
    sheets = kit.sheets()
    del sheets["SB_01"][1:], sheets["SB_02"][1:]
    return kit.ods(sheets)


def zipped(kit: Kit) -> bytes:
    """Return a good table in an archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("figures.csv", tidy("2025-05-14,5,1"))
    return packed.getvalue()


def text_document(kit: Kit) -> bytes:
    """Return an OpenDocument text."""
    return members({"mimetype": b"application/vnd.oasis.opendocument.text"})(kit)
