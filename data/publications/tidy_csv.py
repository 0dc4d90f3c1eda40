"""A tidy CSV of daily figures: ``date,arrivals``, or ``date`` and any column of counts.

Where there are such columns, also ``boats``, ``uncontrolled_landings`` and ``status``.
"""

from __future__ import annotations

from ..errors import InconsistentDataError, UnknownFormatError
from ..schema import daily_table
from .cells import count, day, optional_count, text
from .daily_rows import UNCONTROLLED, check_landed, landings
from .publication import Publication

__all__ = ["is_tidy", "read"]

REQUIRED = ("date", "arrivals")
OPTIONAL = ("boats", UNCONTROLLED, "status")


def is_tidy(header: list[str]) -> bool:
    """Whether a first line of column names is that of a tidy CSV."""
    return all(name in [text(cell).casefold() for cell in header] for name in REQUIRED)


def read(rows: list[list[str]], *, sha256: str, name: str, counts: str = "arrivals") -> Publication:
    """Read the rows of a tidy CSV; other columns are left alone.

    Parameters
    ----------
    rows : list of list of str
        The first has the names of the columns.
    sha256, name : str
        As of `Publication`.
    counts : str
        The column that is counted.

    Raises
    ------
    UnknownFormatError
        If there is no such column, or twice.
    InvalidFigureError
        If a cell holds no count.
    InconsistentDataError
        If a day is missing or given twice.
    """
    header, *lines = rows
    counts = text(counts).casefold()
    at = _columns(header, counts, name)
    dates, arrivals, boats, landed, status, numbers = [], [], [], [], [], []
    for number, cells in enumerate(lines, start=2):
        if not any(text(cell) for cell in cells):
            continue
        row = f"{name}, row {number}"
        if len(cells) != len(header):
            raise InconsistentDataError(
                f"{len(cells)} cells", expected=f"{len(header)}, as in the first row", where=row
            )
        numbers.append(number)
        dates.append(day(cells[at["date"]], where=f"{row}, column date"))
        arrivals.append(count(cells[at["arrivals"]], where=f"{row}, column {counts}"))
        if "boats" in at:
            boats.append(optional_count(cells[at["boats"]], where=f"{row}, column boats"))
        if UNCONTROLLED in at:
            where = f"{row}, column {UNCONTROLLED}"
            landed.append(optional_count(cells[at[UNCONTROLLED]], where=where))
            check_landed(landed[-1], boats[-1] if boats else None, where=where)
        if "status" in at:
            status.append(text(cells[at["status"]]).casefold())
    if not numbers:
        raise InconsistentDataError("no rows", expected="at least one day", where=name)
    daily = daily_table(dates, arrivals, boats or None, status or None, where=name, rows=numbers)
    return Publication(
        kind="tidy-csv",
        title=name,
        sha256=sha256,
        daily=daily,
        uncontrolled_landings=landings(dates, landed) if landed else None,
    )


def _columns(header: list[str], counts: str, name: str) -> dict[str, int]:
    """Return where each column stands; what is counted stands as arrivals."""
    names = [text(cell).casefold() for cell in header]
    missing = [column for column in ("date", counts) if column not in names]
    if missing:
        raise UnknownFormatError(
            f"the columns {', '.join(header)[:200]}",
            expected=f"a column {' and a column '.join(missing)}",
            where=name,
        )
    for column in dict.fromkeys((*REQUIRED, counts, *OPTIONAL)):
        if names.count(column) > 1:
            raise UnknownFormatError(
                f'the column "{column}" more than once', expected="each column once", where=name
            )
    at = {column: names.index(column) for column in ("date", *OPTIONAL) if column in names}
    return {**at, "arrivals": names.index(counts)}
