"""Spreadsheets (ODS and XLSX) that come from outside: opened only within bounds.

A small archive can unpack to any size, and a short sheet can claim a million rows: both are looked
at before anything is built from them. Nothing is ever unpacked to disk, no entity is resolved.
"""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import reduce
from typing import IO
from xml.parsers.expat import ExpatError, ParserCreate

from ..calendar import day_text
from ..errors import CrossingsError, UnknownFormatError
from .cells import london_day, moment
from .checks import Stamp, when_published
from .remark import Remarks

ZIP = b"PK\x03\x04"
ODS = b"application/vnd.oasis.opendocument.spreadsheet"
MAX_UNPACKED = 64 * 2**20
MAX_METADATA = 2**20
MAX_CELLS = 2_000_000
MAX_ELEMENTS = 3_000_000
"""Of XML in a sheet: a cell is one, its value another."""
# What zipfile and the parsers raise on an archive that is broken, encrypted or packed in an unknown
# way; lxml's syntax errors are SyntaxErrors.
DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    SyntaxError,
    ExpatError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    KeyError,
)
# Where a spreadsheet says when it was made and when it was last saved, in either format.
STAMPS = {
    "meta.xml": (
        "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}creation-date",
        "{http://purl.org/dc/elements/1.1/}date",
    ),
    "docProps/core.xml": (
        "{http://purl.org/dc/terms/}created",
        "{http://purl.org/dc/terms/}modified",
    ),
}
PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
ONE_RELEASE = timedelta(days=1)
"""A release is made and saved within minutes; a copy that somebody saved again, days apart."""


def is_ods(content: bytes) -> bool:
    """Whether the content is an OpenDocument spreadsheet, whatever the file is called."""
    return content[:4] == ZIP and ODS in content[:200]


def is_xlsx(content: bytes) -> bool:
    """Whether the content is an Excel workbook, whatever the file is called."""
    return content[:4] == ZIP and b"xl/workbook.xml" in content


class Workbook:
    """A spreadsheet from outside.

    Parameters
    ----------
    content : bytes
        The file.
    name : str
        What to call it in messages.

    Raises
    ------
    UnknownFormatError
        If it is damaged, or unpacks to more than a publication could.
    """

    def __init__(self, content: bytes, *, name: str) -> None:
        from python_calamine import CalamineError, CalamineWorkbook

        self.name = name
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                self._check(archive)
                self.created_at, self.saved_at = self._stamps(archive)
            self._book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        except CrossingsError:
            raise
        except (*DAMAGES, CalamineError) as error:
            raise self._damaged(error) from error
        self._sheets = {_plain(sheet): sheet for sheet in self._book.sheet_names}

    @property
    def saved_again(self) -> bool:
        """Whether it was saved days after it was made: a copy, and no new release."""
        return (
            self.created_at is not None
            and self.saved_at is not None
            and abs(self.saved_at - self.created_at) > ONE_RELEASE
        )

    def when_published(
        self, last: date, *, otherwise: date, period: str, remarks: Remarks
    ) -> tuple[date | None, datetime | None]:
        """Return the day of publication, and the moment where it is known.

        That on which it was saved; in a copy that was saved again, the day on which it was made,
        and no moment, so that the release itself stands before its copy.

        Parameters
        ----------
        last : datetime.date
            The last day of its figures.
        otherwise : datetime.date
            The day for a copy of what was made before its figures, as from a template.
        period : str
            What ends on that day, for messages.
        remarks : Remarks
            Told of a copy, and of a day that cannot be true.

        Raises
        ------
        InconsistentDataError
            If the figures are of days long after it was saved.
        """
        made, saved = (
            moment and Stamp(f"the day on which it was {what}", london_day(moment), moment)
            for what, moment in (("made", self.created_at), ("saved", self.saved_at))
        )
        stamps = [saved] if saved else [made] if made else []
        if made and saved and self.saved_again:
            day = made.day if made.day >= last else otherwise
            remarks.add(
                self.name,
                f"saved on {day_text(saved.day)}, made on {day_text(made.day)}",
                f"taken as a copy of what was published on {day_text(day)}",
            )
            return day, None
        if not stamps:
            remarks.add(self.name, "no day on which it was saved", "its publication is not dated")
        return when_published(last, stamps, where=self.name, period=period, remarks=remarks)

    @property
    def latest(self) -> date | None:
        """The last day on which it can have been published; None where it does not say."""
        days = [london_day(moment) for moment in (self.created_at, self.saved_at) if moment]
        return max(days, default=None)

    @property
    def sheet_names(self) -> list[str]:
        """Names of the sheets, as the file has them."""
        return list(self._book.sheet_names)

    def __contains__(self, sheet: str) -> bool:
        """Whether there is a sheet of that name, in whatever case and with blanks or without."""
        return _plain(sheet) in self._sheets

    def rows(self, sheet: str) -> Sequence[Sequence[object]]:
        """Return the cells of a sheet, from its first row on.

        Raises
        ------
        UnknownFormatError
            If there is no such sheet, or the file is damaged.
        """
        from python_calamine import CalamineError

        if sheet not in self:
            raise self.lacks([sheet])
        try:
            opened = self._book.get_sheet_by_name(self._sheets[_plain(sheet)])
            return opened.to_python(skip_empty_area=False)
        except (*DAMAGES, CalamineError) as error:
            raise self._damaged(error) from error

    def lacks(self, sheets: Sequence[str]) -> UnknownFormatError:
        """Say which sheets are not there."""
        return UnknownFormatError(
            f"no sheet {', '.join(sheets)} (it has {', '.join(self.sheet_names)[:200]})",
            expected=f"the sheets {', '.join(sheets)}",
            where=self.name,
        )

    def _damaged(self, error: Exception) -> UnknownFormatError:
        return UnknownFormatError(
            f"the spreadsheet is damaged ({error})",
            expected="a whole spreadsheet",
            where=self.name,
            fix="Download it again.",
        )

    def _too_large(self, size: str, limit: str) -> UnknownFormatError:
        return UnknownFormatError(size, expected=f"at most {limit}", where=self.name)

    def _check(self, archive: zipfile.ZipFile) -> None:
        """Refuse what would take more memory than a publication could."""
        unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > MAX_UNPACKED:
            raise self._too_large(
                f"the spreadsheet unpacks to {unpacked / 2**20:,.0f} MiB",
                f"{MAX_UNPACKED // 2**20} MiB",
            )
        cells = 0
        for member in archive.namelist():
            is_sheet = member.startswith("xl/worksheets/") and member.endswith(".xml")
            if is_sheet or member == "content.xml":
                too_many = self._too_large("a sheet of too many elements", f"{MAX_ELEMENTS:,}")
                with archive.open(member) as packed:
                    cells += _cells(packed, too_many)
        if cells > MAX_CELLS:
            raise self._too_large(f"sheets of {cells:,} cells", f"{MAX_CELLS:,}")

    def _stamps(self, archive: zipfile.ZipFile) -> tuple[datetime | None, datetime | None]:
        """Return when it was made and when it was saved, by its own metadata."""
        from lxml import etree

        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        for member, tags in STAMPS.items():
            if member in archive.namelist():
                with archive.open(member) as packed:
                    root = etree.fromstring(packed.read(MAX_METADATA), parser)
                made, saved = (moment(root.findtext(f".//{tag}")) for tag in tags)
                return made, saved
        return None, None


def _plain(sheet: str) -> str:
    """Return the name of a sheet without case, blanks and what stands for blanks."""
    return re.sub(r"[\s_-]+", "", sheet).casefold()


def _cells(packed: IO[bytes], too_many: CrossingsError) -> int:
    """Return how many cells the XML of a sheet spans; raise `too_many` at too many elements.

    calamine builds every cell from the first of a sheet to the last that has a value: a row that
    is repeated a million times, or one cell in the last corner, fills the memory.
    """
    cells = rows = columns = row = column = elements = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal cells, rows, columns, row, column, elements
        elements += 1
        if elements > MAX_ELEMENTS:
            raise too_many
        tag = name.rpartition(":")[2]
        if tag == "table":
            cells, rows, columns, row = cells + rows * columns, 0, 0, 0
        elif tag == "table-row":
            row, column = row + int(attributes.get("table:number-rows-repeated", 1)), 0
        elif tag in {"table-cell", "covered-table-cell"}:
            column += int(attributes.get("table:number-columns-repeated", 1))
            if any("value" in attribute for attribute in attributes):  # one without it is layout
                rows, columns = row, max(columns, column)
        elif tag == "row":
            row, column = int(attributes.get("r", row + 1)), 0
        elif tag == "c":
            place = PLACE.fullmatch(attributes.get("r", ""))
            row, column = (int(place[2]), _column(place[1])) if place else (row, column + 1)
            rows, columns = max(rows, row), max(columns, column)

    parser = ParserCreate()
    parser.StartElementHandler = start
    parser.ParseFile(packed)
    return cells + rows * columns


def _column(letters: str) -> int:
    return reduce(lambda number, letter: number * 26 + ord(letter) - ord("A") + 1, letters, 0)
