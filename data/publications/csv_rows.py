"""Text of comma-separated values as rows of cells."""

from __future__ import annotations

import csv
import io

from ..errors import UnknownFormatError

__all__ = ["csv_rows"]


def csv_rows(content: bytes, *, name: str) -> list[list[str]]:
    """Return the rows of a CSV file in UTF-8, with or without a byte-order mark.

    Raises
    ------
    UnknownFormatError
        If the content is no text, or no CSV.
    """
    try:
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnknownFormatError(
            f"not a CSV file in UTF-8 ({error})", expected="comma-separated values", where=name
        ) from error
