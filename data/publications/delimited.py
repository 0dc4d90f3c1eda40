"""Text of separated values as rows of cells, whatever wrote it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from itertools import islice

from ..errors import UnknownFormatError

SEPARATORS = (",", ";", "\t")
HEADER_WITHIN = 30
"""Rows from the first on in which a header is looked for: titles may stand above it."""
WIDEST = 16_384
"""Cells of a row in the widest sheet that there is."""
# That of UTF-32 begins with that of UTF-16.
MARKS = (
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
CONTROLS = re.compile(rb"[\0-\x08\x0b\x0c\x0e-\x1f\x7f]")


def decoded(content: bytes) -> tuple[str, str] | None:
    """Return the text of a file and its encoding, or None where it is not text.

    UTF-8, with or without a byte order mark, or what another mark names. Windows-1252 has no mark:
    it is assumed where the content is not UTF-8 and has no letter that Windows-1252 lacks. Figures,
    dates and the names of columns have no letter beyond ASCII, so none can be misread.

    Examples
    --------
    >>> decoded("date,arrivals".encode("utf-16")), decoded("Señor".encode("cp1252"))
    (('date,arrivals', 'utf-16'), ('Señor', 'cp1252'))
    """
    marked = [encoding for mark, encoding in MARKS if content.startswith(mark)]
    encoding = marked[0] if marked else "utf-8-sig"
    try:
        return content.decode(encoding), encoding
    except UnicodeDecodeError:
        if encoding != "utf-8-sig" or CONTROLS.search(content):
            return None
    try:
        return content.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        return None


def csv_rows(
    written: str, *, name: str, is_header: Callable[[list[str]], bool]
) -> list[list[str]] | None:
    """Return the rows of a text whose header is known.

    The separator is the one with which one of the first rows is such a header.

    Parameters
    ----------
    written : str
        The text.
    name : str
        What to call it in messages.
    is_header : callable
        Whether a row is a header.

    Returns
    -------
    list of list of str or None
        None where no row is a header, whatever separates its cells.

    Raises
    ------
    UnknownFormatError
        If the text has a header and is not CSV, or a row is wider than any sheet.
    """
    for separator in SEPARATORS:
        if any(is_header(row) for row in _first_rows(written, separator)):
            try:
                rows = list(_reader(written, separator))
            except csv.Error as error:
                raise UnknownFormatError(
                    f"not a CSV file ({error})", expected="rows of separated values", where=name
                ) from error
            number = next((n for n, row in enumerate(rows, start=1) if len(row) > WIDEST), None)
            if number is not None:
                raise UnknownFormatError(
                    f"{len(rows[number - 1]):,} cells",
                    expected=f"at most {WIDEST:,}",
                    where=f"{name}, row {number}",
                )
            return rows
    return None


def first_row(written: str) -> list[str]:
    """Return the first row that has cells, split by the separator that gives the most."""
    rows = (next(filter(any, _first_rows(written, one)), []) for one in SEPARATORS)
    return max(rows, key=len)


def _reader(written: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(written, newline=""), delimiter=separator, strict=True)


def _first_rows(written: str, separator: str) -> Iterator[list[str]]:
    try:
        for row in islice(_reader(written, separator), HEADER_WITHIN):
            yield row[:WIDEST]
    except csv.Error:
        return
