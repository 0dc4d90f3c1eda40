"""Printing: one way to write a table, JSON and CSV to stdout."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from .options import Format

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table as RichTable

    from ..reports import Table

MOST_ROWS = 366
"""A terminal is given no longer table whole: as many rows as a year has days."""
END_ROWS = 30
"""Rows at either end of a longer one that it is given."""
RULE = "\N{BOX DRAWINGS LIGHT HORIZONTAL}"


def print_frame(frame: pd.DataFrame, table: Callable[[], Table], how: Format) -> None:
    """Print figures: a frame for machines, or the same as a table for people."""
    if how is Format.json:
        print_json(_records(frame))
    elif how is Format.csv:
        print_csv(frame)
    else:
        print_table(table())


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

    import pandas as pd

    # Cell by cell only where there may be text: numbers, dates and truths have none.
    columns = {
        name: column if column.dtype.kind in "biufM" else column.map(cell)
        for name, column in frame.items()
    }
    shown = pd.DataFrame(columns, columns=frame.columns)
    sys.stdout.write(shown.to_csv(index=False, lineterminator="\n", float_format="%.12g"))
    sys.stdout.flush()


def print_table(table: Table) -> None:
    """Print a table, its first column to the left and the others to the right.

    A terminal is given the two ends of a long one, and a word on how to see all of it.
    """
    from rich.console import Console
    from rich.text import Text

    from ..data.errors import printable

    console = Console(highlight=False)
    left_out = len(table.rows) - 2 * END_ROWS
    whole = not console.is_terminal or len(table.rows) <= MOST_ROWS
    if not whole:
        middle = ("...",) * len(table.columns)
        ends = (*table.rows[:END_ROWS], middle, *table.rows[-END_ROWS:])
        table = replace(table, rows=ends)
    console.print(Text(printable(table.caption), style="bold"))
    lines = None if console.is_terminal else _lines(table, console.width)
    if lines is None:
        console.print(_laid_out(table))
    else:
        sys.stdout.write("\n".join([*lines, ""]))
    if not whole:
        console.print(
            f"{left_out:,} rows in the middle are left out. To see all of them, send them to a "
            "pager (put | less after the command) or to a file (> figures.txt)."
        )
    if table.source:
        console.print(Text(printable(table.source)))
    sys.stdout.flush()


def _laid_out(table: Table) -> RichTable:
    """Return a table as rich lays it out, in the width there is."""
    from rich import box
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
    return shown


def _lines(table: Table, width: int) -> list[str] | None:
    """Return the lines that rich would give without colours; None where a cell would be folded.

    Rich takes 20 times as long, and files and pipes are given tables of any length.
    """
    from rich.cells import cell_len

    from ..data.errors import printable

    columns = []
    for number, cells in enumerate(zip(table.columns, *table.rows, strict=True)):
        texts = [printable(cell) for cell in cells]
        lengths = list(map(len if all(map(str.isascii, texts)) else cell_len, texts))
        widest = max(lengths)
        blanks = [" " * (widest - length) for length in lengths]
        pairs = zip(blanks, texts, strict=True) if number else zip(texts, blanks, strict=True)
        columns.append([before + after for before, after in pairs])
    head, *rows = (f" {'   '.join(cells)} " for cells in zip(*columns, strict=True))
    size = cell_len(head)
    if size > width:
        return None
    blank = " " * size
    return [blank, head, f" {RULE * (size - 2)} ", *rows, blank]


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
