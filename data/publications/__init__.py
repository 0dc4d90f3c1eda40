"""Official publications: one reader a format, chosen by content and never by file name."""

from __future__ import annotations

import hashlib

from ..errors import UnknownFormatError
from . import quarterly, tidy_csv, time_series
from .csv_rows import csv_rows
from .publication import Kind, Publication

__all__ = ["Kind", "Publication", "read_bytes"]

EXPECTED = (
    'the spreadsheet "Small boats - time series" (ODS), the quarterly detailed dataset (CSV), '
    "or a tidy CSV whose first line names the columns date and arrivals"
)


def read_bytes(content: bytes, *, name: str) -> Publication:
    """Read a publication of any form that is known.

    Parameters
    ----------
    content : bytes
        The file.
    name : str
        What to call it in messages.

    Raises
    ------
    UnknownFormatError
        If the content is none of the forms.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    if time_series.is_spreadsheet(content):
        return time_series.read(content, sha256=sha256, name=name)
    head = content[:4096].split(b"\n", 1)[0]
    if b"," in head and b"\0" not in head and not head.lstrip().startswith(b"<"):
        header = csv_rows(head, name=name)[0]
        if tidy_csv.is_tidy(header):
            return tidy_csv.read(content, sha256=sha256, name=name)
        if quarterly.is_quarterly(header):
            return quarterly.read(content, sha256=sha256, name=name)
        names = ", ".join(header)[:200]
        raise UnknownFormatError(f"a table with the columns {names}", expected=EXPECTED, where=name)
    raise UnknownFormatError(_describe(content), expected=EXPECTED, where=name)


def _describe(content: bytes) -> str:
    """Say what unreadable content looks like, to help whoever gave the wrong file."""
    start = content[:512].lstrip().lower()
    if not start:
        return "an empty file"
    if start.startswith((b"<!doctype html", b"<html")):
        return "a web page"
    if start.startswith(b"pk\x03\x04"):
        return "a zip archive or office document of another kind"
    if b"arrivals" in start and (b";" in start or b"\t" in start):
        return "a table that is not separated by commas"
    return "content of no known form"
