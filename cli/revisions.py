"""``crossings revisions``: where publications disagree."""

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
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="DATE",
            help="Only what was first known on this day or later; default: all.",
            show_default=False,
        ),
    ] = None,
    summary: Annotated[
        bool,
        typer.Option("--summary", help="Say how figures behave after they first come out."),
    ] = False,
    database: Database = None,
    how: FormatOption = Format.table,
) -> None:
    """List every figure that one publication gives and another does not.

    A revision is flagged where the newer publication marks it, else silent; where two sources
    count differently, or a published figure is not the sum of its days, the other one is named.

    Example: crossings revisions --since 2025-12-01

    Example: crossings revisions --summary
    """
    from ..data import revision_summary, revisions
    from ..data.calendar import as_date
    from ..data.errors import OptionError

    if summary and since is not None:
        raise OptionError("--summary with --since", expected="one of them", where="--since")
    day = None if since is None else as_date(since, argument="--since")
    if summary:
        frame = revision_summary(database=database)
        print_frame(frame, _summary_table(frame), how)
    else:
        frame = revisions(since=day, database=database)
        print_frame(frame, _table(frame), how)
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
        "How figures behave after they first come out, in the publications held: people and boats "
        "by day, people and events prevented by week. marked: as revised; twice: in two "
        "publications or more; changed: share of these; size: of a change, median/largest; net: "
        "all changes together; days: from the first publication to the last change, median/largest",
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
    return Table("Figures that publications give differently (?: not held)", columns, rows)


def _figure(by: str, end: date, measure: str) -> str:
    if by == "year":
        return f"{end:%Y}"
    if by == "quarter":
        return f"{end:%Y} Q{(end.month + 2) // 3}"
    short = {"arrivals": "", "uncontrolled_landings": " landings", "events_prevented": " events"}
    what = short.get(measure, " column not known" if " or " in measure else f" {measure}")
    return f"{'week ' if by == 'week' else ''}{end:%Y-%m-%d}{what}"
