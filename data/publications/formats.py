"""Which format a file is in: each reader is asked whether the content is its own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial

from ..errors import InconsistentDataError, NotAPublicationError, UnknownFormatError
from . import (
    day_pages,
    foreign,
    mod_daily,
    own_table,
    page,
    quarterly,
    spreadsheet,
    summary_tables,
    time_series,
    weekly_summary,
)
from .delimited import HEADER_WITHIN, csv_rows, decoded, first_row
from .publication import MAX_BYTES, Publication
from .remark import Remark

EXPECTED = (
    'the spreadsheet "Small boats - time series" (ODS), a page of the small boat figures (HTML), '
    "the quarterly detailed dataset (workbook or CSV), or a table (CSV, XLSX or ODS) with the "
    "columns date and arrivals"
)

NOT_UTF8 = Remark("the file", "letters that are not UTF-8", "read as Windows-1252")


def read_bytes(content: bytes, *, name: str, counts: str | None = None) -> Publication:
    """Read a publication in any known format, compressed with gzip or not.

    Parameters
    ----------
    content : bytes
        The file.
    name : str
        What to call it in messages.
    counts : str, optional
        The column that is counted: then the content is a table that has it.

    Raises
    ------
    UnknownFormatError
        If the content is in none of the formats.
    NoFiguresError
        If it is a page that no longer has figures.
    InconsistentDataError
        If it contradicts itself.
    """
    if len(content) > MAX_BYTES:
        raise UnknownFormatError(
            f"a file of more than {MAX_BYTES // 2**20} MiB", expected=EXPECTED, where=name
        )
    content = foreign.unpacked(content, name=name, limit=MAX_BYTES)
    sha256 = hashlib.sha256(content).hexdigest()
    if page.is_page(content):
        if counts is not None:
            raise NotAPublicationError(
                "a web page", expected=f"a table with a column {counts}", where=name
            )
        return _read_page(content, sha256=sha256, name=name)
    if spreadsheet.is_ods(content) or spreadsheet.is_xlsx(content):
        return _read_spreadsheet(content, sha256=sha256, name=name, counts=counts)
    return _read_text(content, sha256=sha256, name=name, counts=counts)


def _read_page(content: bytes, *, sha256: str, name: str) -> Publication:
    parsed = page.parse(content, name=name)
    readers: list[Callable[[], Publication]] = [
        partial(day_pages.read, parsed, kind, sha256=sha256)
        for kind in day_pages.HEADINGS
        if day_pages.has_days(parsed, kind)
    ]
    if weekly_summary.is_weekly_summary(parsed):
        readers.append(partial(weekly_summary.read, parsed, sha256=sha256))
    if mod_daily.is_mod_daily(parsed):
        readers.append(partial(mod_daily.read, parsed, sha256=sha256))
    if not readers:
        raise parsed.refusal()
    if len(readers) > 1:
        raise InconsistentDataError(
            "figures of more than one kind", expected="a page of one kind", where=name
        )
    if not page.is_whole(content):
        raise UnknownFormatError(
            "a web page that is cut off", expected="a whole page", where=name, fix="Save it again."
        )
    return readers[0]()


def _read_spreadsheet(content: bytes, *, sha256: str, name: str, counts: str | None) -> Publication:
    workbook = spreadsheet.Workbook(content, name=name)
    if counts is None and time_series.is_time_series(workbook):
        return time_series.read(workbook, sha256=sha256)
    if counts is None and quarterly.sheets_of(workbook):
        return quarterly.read_workbook(workbook, sha256=sha256)
    fitting, weeks = {}, []
    for sheet in workbook.sheet_names:
        rows = workbook.rows(sheet)
        if any(own_table.is_header(row, counts) for row in rows[:HEADER_WITHIN]):
            fitting[sheet] = rows
        elif any(own_table.is_weeks(row) for row in rows[:HEADER_WITHIN]):
            weeks.append(sheet)
    if len(fitting) > 1:
        raise UnknownFormatError(
            f"tables of days in the sheets {', '.join(fitting)[:200]}",
            expected="one table of days",
            where=name,
            fix="Save the sheet that counts by itself.",
        )
    for sheet, rows in fitting.items():
        return own_table.read(rows, sha256=sha256, name=name, counts=counts, sheet=sheet)
    if weeks:
        raise own_table.weeks_refused(f"{name}, sheet {weeks[0]}")
    raise NotAPublicationError(
        f"a spreadsheet with the sheets {', '.join(workbook.sheet_names)[:200]}",
        expected=EXPECTED if counts is None else f"a table with the columns date and {counts}",
        where=name,
    )


def _read_text(content: bytes, *, sha256: str, name: str, counts: str | None) -> Publication:
    what, fix = foreign.described(content)
    written, encoding = (decoded(content) if fix is None else None) or ("", "")
    line = written.lstrip().split("\n", 1)[0]
    if not line or "\0" in line or line.startswith("<"):
        raise NotAPublicationError(what, expected=EXPECTED, where=name, fix=fix)

    # Which reader takes a table, by a row of the names of its columns; the first one that fits.
    kinds: dict[str, Callable[[list[str]], bool]] = {
        "days": lambda row: own_table.is_header(row, counts),
        "quarters": lambda row: counts is None and quarterly.is_quarterly(row),
        "summary": lambda row: counts is None and summary_tables.is_summary(row),
        "weeks": own_table.is_weeks,
    }

    def is_known(row: list[str]) -> bool:
        return any(fits(row) for fits in kinds.values())

    rows = csv_rows(written, name=name, is_header=is_known)
    if rows is None:
        names = first_row(written)
        if counts is not None:
            raise own_table.lacks([names], counts, name)
        if len(names) > 1:
            what = f"a table with the columns {', '.join(names)[:200]}"
        raise NotAPublicationError(what, expected=EXPECTED, where=name)
    header = next(row for row in rows if is_known(row))
    kind = next(kind for kind, fits in kinds.items() if fits(header))
    if kind == "quarters":
        return quarterly.read_rows(rows, sha256=sha256, name=name)
    if kind == "summary":
        return summary_tables.read_csv(rows, sha256=sha256, name=name)
    if kind == "weeks":
        raise own_table.weeks_refused(name)
    return own_table.read(
        rows,
        sha256=sha256,
        name=name,
        counts=counts,
        remarks=[NOT_UTF8] if encoding == "cp1252" else [],
    )
