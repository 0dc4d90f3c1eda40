"""Official publications: one reader a format, chosen by content and never by file name."""

from __future__ import annotations

import hashlib

from ..errors import InconsistentDataError, NotAPublicationError, UnknownFormatError
from . import (
    last_7_days,
    mod_daily,
    mod_weekly,
    page,
    quarterly,
    spreadsheet,
    summary_tables,
    tidy_csv,
    time_series,
    weekly_summary,
)
from .csv_rows import csv_rows
from .publication import Kind, Publication, Remark

__all__ = ["MAX_BYTES", "Kind", "Publication", "Remark", "read_bytes"]

MAX_BYTES = 20 * 2**20
"""Size of a file above which it is no publication; the largest known has some 2 MiB."""
EXPECTED = (
    'the spreadsheet "Small boats - time series" (ODS), a page of the small boat figures (HTML), '
    "the quarterly detailed dataset (workbook or CSV), or a tidy CSV whose first line names the "
    "columns date and arrivals"
)


def read_bytes(content: bytes, *, name: str, counts: str | None = None) -> Publication:
    """Read a publication of any form that is known.

    Parameters
    ----------
    content : bytes
        The file.
    name : str
        What to call it in messages.
    counts : str, optional
        The column that is counted: then the content is a CSV of another daily series.

    Raises
    ------
    UnknownFormatError
        If the content is none of the forms.
    NoFiguresError
        If it is a page that carries no figures any more.
    InconsistentDataError
        If it contradicts itself.
    """
    if len(content) > MAX_BYTES:
        raise UnknownFormatError(
            f"a file of more than {MAX_BYTES // 2**20} MiB", expected=EXPECTED, where=name
        )
    sha256 = hashlib.sha256(content).hexdigest()
    if counts is not None:
        rows = csv_rows(content, name=name) or [[]]
        return tidy_csv.read(rows, sha256=sha256, name=name, counts=counts)
    if page.is_page(content):
        return _read_page(content, sha256=sha256, name=name)
    if spreadsheet.is_ods(content) or spreadsheet.is_xlsx(content):
        return _read_spreadsheet(content, sha256=sha256, name=name)
    head = content[:4096].split(b"\n", 1)[0]
    if b"," in head and b"\0" not in head and not head.lstrip().startswith(b"<"):
        rows = csv_rows(content, name=name)
        if tidy_csv.is_tidy(rows[0]):
            return tidy_csv.read(rows, sha256=sha256, name=name)
        if quarterly.is_quarterly(rows[0]):
            return quarterly.read_csv(rows, sha256=sha256, name=name)
        if summary_tables.is_summary(rows[0]):
            return summary_tables.read_csv(rows, sha256=sha256, name=name)
        names = ", ".join(rows[0])[:200]
        raise NotAPublicationError(
            f"a table with the columns {names}", expected=EXPECTED, where=name
        )
    raise NotAPublicationError(_describe(content), expected=EXPECTED, where=name)


def _read_page(content: bytes, *, sha256: str, name: str) -> Publication:
    found = page.parse(content, name=name)
    readers = [
        read
        for matches, read in (
            (weekly_summary.is_weekly_summary, weekly_summary.read),
            (last_7_days.is_last_7_days, last_7_days.read),
            (mod_weekly.is_mod_weekly, mod_weekly.read),
            (mod_daily.is_mod_daily, mod_daily.read),
        )
        if matches(found)
    ]
    if not readers:
        raise found.refusal()
    if len(readers) > 1:
        raise InconsistentDataError(
            "figures of more than one kind", expected="a page of one kind", where=name
        )
    if not page.is_whole(content):
        raise UnknownFormatError(
            "a web page that is cut off", expected="a whole page", where=name, fix="Save it again."
        )
    return readers[0](found, sha256=sha256)


def _read_spreadsheet(content: bytes, *, sha256: str, name: str) -> Publication:
    workbook = spreadsheet.Workbook(content, name=name)
    if time_series.is_time_series(workbook):
        return time_series.read(workbook, sha256=sha256)
    if quarterly.sheets_of(workbook):
        return quarterly.read_workbook(workbook, sha256=sha256)
    raise NotAPublicationError(
        f"a spreadsheet with the sheets {', '.join(workbook.sheet_names)[:200]}",
        expected=EXPECTED,
        where=name,
    )


def _describe(content: bytes) -> str:
    """Say what unreadable content looks like, to help whoever gave the wrong file."""
    start = content[:512].lstrip().lower()
    if not start:
        return "an empty file"
    if start.startswith(b"pk\x03\x04"):
        return "a zip archive or office document of another kind"
    if b"arrivals" in start and (b";" in start or b"\t" in start):
        return "a table that is not separated by commas"
    return "content of no known form"
