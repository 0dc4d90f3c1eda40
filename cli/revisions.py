"""``crossings revisions``: where publications disagree."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from .options import Database, Format, FormatOption
from .output import print_frame

if TYPE_CHECKING:
    import pandas as pd

    from ..reports import Table

__all__ = ["run"]


def run(
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="DATE",
            help="Only what was first known on this day or later; default: all.",
            show_default=False,
        ),
    ] = None,
    database: Database = None,
    how: FormatOption = Format.table,
) -> None:
    """List every figure that one publication gives and another does not.

    A revision is flagged where the newer publication marks it, else silent; where two sources
    count differently, or a published figure is not the sum of its days, the other one is named.

    Example: crossings revisions --since 2025-12-01
    """
    from ..data import revisions
    from ..data.years import as_date

    day = None if since is None else as_date(since, where="--since")
    frame = revisions(since=day, database=database)
    print_frame(frame, _table(frame), how)


def _table(frame: pd.DataFrame) -> Table:
    import pandas as pd

    from ..reports import Table

    rows = tuple(
        (
            _figure(row.by, row.date, row.measure),
            "?" if pd.isna(row.old) else f"{row.old:,}",
            f"{row.new:,}",
            row.old_kind if row.how in {"other source", "sum"} else row.how,
            str(row.known),
            row.new_kind,
        )
        for row in frame.itertuples()
    )
    columns = ("figure", "old", "new", "how", "since", "new in")
    return Table("Figures that publications give differently (?: not held)", columns, rows)


def _figure(by: str, end: date, measure: str) -> str:
    if by == "year":
        return f"{end:%Y}"
    if by == "quarter":
        return f"{end:%Y} Q{(end.month + 2) // 3}"
    short = {"arrivals": "", "uncontrolled_landings": " landings", "events_prevented": " events"}
    what = short.get(measure, f" {measure}")
    return f"{'week ' if by == 'week' else ''}{end:%Y-%m-%d}{what}"
