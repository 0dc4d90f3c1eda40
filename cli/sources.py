"""``crossings sources``: what the store holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .options import Database, Format, FormatOption, say_how_old_held
from .output import print_frame, print_table

if TYPE_CHECKING:
    import pandas as pd

    from ..reports import Table


def run(database: Database = None, how: FormatOption = Format.table) -> None:
    """List the publications that the figures come from, newest first.

    Example: crossings sources --format csv
    """
    from ..data import sources

    frame = sources(database=database)
    print_frame(frame, lambda: _table(frame), how)
    say_how_old_held(database)
    if how is Format.table and any(frame["remarks"]):
        print_table(_remarks(frame))


def _table(frame: pd.DataFrame) -> Table:
    from ..reports import Table

    rows = tuple(
        (
            row.kind,
            _day(row.published, "no date"),
            _day(row.first),
            _day(row.through),
            str(row.retrieved or "with the package")[:16],
        )
        for row in frame.itertuples()
    )
    columns = ("kind", "published", "from", "to", "retrieved")
    return Table(f"{len(rows):,} publications", columns, rows)


def _remarks(frame: pd.DataFrame) -> Table:
    from ..reports import Table

    rows = tuple(
        (f"{row.kind}, {_day(row.published, 'no date')}", remark.where, remark.found, remark.done)
        for row in frame.itertuples()
        for remark in row.remarks
    )
    return Table(
        f"{len(rows):,} {'remark' if len(rows) == 1 else 'remarks'} on them",
        ("publication", "where", "found", "what was done"),
        rows,
    )


def _day(value: pd.Timestamp, missing: str = "") -> str:
    import pandas as pd

    return missing if pd.isna(value) else f"{value:%Y-%m-%d}"
