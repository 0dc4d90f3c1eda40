"""Printing: one way to write a table, JSON and CSV to stdout."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from .options import Format

if TYPE_CHECKING:
    import pandas as pd

    from ..reports import Table


def print_frame(frame: pd.DataFrame, table: Table, how: Format) -> None:
    """Print figures: a frame for machines, or the same as a table for people."""
    if how is Format.json:
        print_json(_records(frame))
    elif how is Format.csv:
        print_csv(frame)
    else:
        print_table(table)


def print_json(value: Any) -> None:
    """Print a value as JSON; its texts are printable."""
    from ..data.errors import printable_json

    sys.stdout.write(json.dumps(printable_json(value), allow_nan=False) + "\n")
    sys.stdout.flush()  # a full disk is to be met here, where it can be answered


def print_csv(frame: pd.DataFrame) -> None:
    """Print a frame as CSV; a cell that lists something as text.

    Texts are printable, and none is a formula to the program that opens the file; numbers and
    dates are as they are.
    """
    from ..reports.render.environment import no_formula

    def cell(found: Any) -> Any:
        text = "; ".join(map(str, found)) if isinstance(found, list) else found
        return no_formula(text) if isinstance(text, str) else text

    csv = frame.map(cell).to_csv(index=False, lineterminator="\n", float_format="%.12g")
    sys.stdout.write(csv)
    sys.stdout.flush()


def print_table(table: Table) -> None:
    """Print a table, its first column to the left and the others to the right."""
    from rich import box
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    from ..data.errors import printable

    shown = RichTable(box=box.SIMPLE_HEAD, pad_edge=False)
    for number, name in enumerate(table.columns):
        # A number or a date in two lines is hard to read: words give way first.
        words = any(" " in row[number] for row in table.rows)
        shown.add_column(
            Text(printable(name)),
            justify="right" if number else "left",
            overflow="fold",
            no_wrap=not words,
        )
    for row in table.rows:
        shown.add_row(*(Text(printable(cell)) for cell in row))
    console = Console(highlight=False)
    console.print(Text(printable(table.caption), style="bold"))
    console.print(shown)
    if table.source:
        console.print(Text(printable(table.source)))
    sys.stdout.flush()


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows as JSON types: no missing values but null, dates in ISO form."""
    return [
        {str(name): _plain(value) for name, value in row.items()}
        for row in frame.to_dict("records")
    ]


def _plain(value: Any) -> Any:
    import pandas as pd

    if isinstance(value, list):
        return [one.to_dict() for one in value]
    if pd.isna(value):
        return None
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    return value.item() if hasattr(value, "item") else value
