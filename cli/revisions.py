"""``crossings revisions``: where publications differ."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from .options import Database, Format, FormatOption, say_how_old_held
from .output import print_frame

if TYPE_CHECKING:
    import pandas as pd

    from ..reports import Table

NAMES = {
    "arrivals": "people",
    "boats": "boats",
    "prevented": "prevented",
    "events_prevented": "events",
}
"""What a summary calls a measure."""


def run(
    first_known: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="DATE",
            help="Only what was first published on this day or later. Default: all.",
            show_default=False,
        ),
    ] = None,
    summary: Annotated[
        bool,
        typer.Option("--summary", help="Sum up how figures change after they first come out."),
    ] = False,
    database: Database = None,
    how: FormatOption = Format.table,
) -> None:
    """List the figures that publications give differently.

    A revision is "flagged" where the newer publication marks it, otherwise "silent". Where two
    sources count differently, or a published figure is not the sum of its days, the table names
    the other source.

    Example: crossings revisions --since 2025-12-01

    Example: crossings revisions --summary
    """
    from ..data import revision_summary, revisions
    from ..data.calendar import as_date
    from ..data.errors import OptionError

    if summary and first_known is not None:
        raise OptionError("--summary with --since", expected="one of them", where="--since")
    day = None if first_known is None else as_date(first_known, argument="--since")
    if summary:
        frame = revision_summary(database=database)
        print_frame(frame, lambda: _summary_table(frame), how)
    else:
        frame = revisions(since=day, database=database)
        print_frame(frame, lambda: _table(frame), how)
    say_how_old_held(database)


def _summary_table(frame: pd.DataFrame) -> Table:
    import pandas as pd

    from ..reports import Table

    def count(value: object) -> str:
        return "" if pd.isna(value) else f"{value:,.0f}"

    def pair(median: object, largest: object) -> str:
        return "" if pd.isna(median) else f"{median:,g}/{count(largest)}"

    rows = tuple(
        (
            NAMES[row.measure],
            row.kind,
            count(row.marked),
            count(row.twice),
            "" if pd.isna(row.share) else f"{100 * row.share:.1f}%",
            pair(row.median_size, row.largest_size),
            "" if pd.isna(row.net) else f"{row.net:+,}",
            pair(row.median_days, row.largest_days),
        )
        for row in frame.itertuples()
    )
    columns = ("figure", "kind", "marked", "twice", "changed", "size", "net", "days")
    return Table(
        "How figures change after they first come out: people and boats by day, people and events "
        "prevented by week. marked: marked as revised; twice: given by two publications or more; "
        "changed: share of these that changed; size: of a change, median/largest; net: sum of all "
        "changes; days: from first publication to last change, median/largest",
        columns,
        rows,
    )


def _table(frame: pd.DataFrame) -> Table:
    import pandas as pd

    from ..reports import Table

    rows = tuple(
        (
            _figure(row.by, row.date, row.measure),
            "?" if pd.isna(row.old) else f"{row.old:,}",
            "?" if pd.isna(row.new) else f"{row.new:,}",
            row.old_kind if row.how in {"other source", "sum"} else row.how,
            f"{row.known:%Y-%m-%d}",
            row.new_kind,
        )
        for row in frame.itertuples()
    )
    columns = ("figure", "old", "new", "how", "since", "new in")
    return Table("Figures that publications give differently (?: not in the store)", columns, rows)


def _figure(by: str, end: date, measure: str) -> str:
    if by == "year":
        return f"{end:%Y}"
    if by == "quarter":
        return f"{end:%Y} Q{(end.month + 2) // 3}"
    short = {"arrivals": "", "uncontrolled_landings": " landings", "events_prevented": " events"}
    what = short.get(measure, " column not known" if " or " in measure else f" {measure}")
    return f"{'week ' if by == 'week' else ''}{end:%Y-%m-%d}{what}"
