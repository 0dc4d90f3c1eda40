"""Options that several commands share, and the figures that they name."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["AsOf", "Data", "Format", "FormatOption", "Model", "Paths", "Seed", "figures"]

MAX_LAG_DAYS = 14
"""Releases slip around public holidays; figures older than this do not stand for a day."""


class Format(StrEnum):
    """How to print."""

    table = "table"
    json = "json"
    csv = "csv"


Data = Annotated[
    str | None,
    typer.Option(
        "--data",
        metavar="FILE",
        help="Official publication or tidy CSV (date,arrivals[,boats]); default: newest known.",
        show_default=False,
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="Use figures up to this day, such as 2025-05-14; default: the last day.",
        show_default=False,
    ),
]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print.")]
Model = Annotated[str, typer.Option("--model", metavar="NAME", help="Which model.")]
Paths = Annotated[int, typer.Option("--paths", metavar="N", help="How many simulated paths.")]
Seed = Annotated[int, typer.Option("--seed", metavar="S", help="Seed; the same gives the same.")]


def figures(data: str | None, as_of: str | None) -> pd.DataFrame:
    """Load the figures that ``--data`` and ``--as-of`` ask for.

    A day for which figures are not out yet is served from the days before it, with a word on
    stderr, as long as they are not more than `MAX_LAG_DAYS` older.

    Raises
    ------
    CrossingsError
        If there are none, or they do not reach the day.
    """
    from datetime import datetime

    from ..data import load
    from ..data.errors import InconsistentDataError
    from ..data.years import as_date, day_text, through

    wanted = None if as_of is None else as_date(as_of, where="--as-of")
    daily = load(data)
    last = daily.index[-1].date()
    today = datetime.now().astimezone().date()
    if last > today + timedelta(days=1):
        raise InconsistentDataError(
            f"figures for {day_text(last)}",
            expected=f"none after today, {day_text(today)}",
            where=data or "the figures",
        )
    if wanted is not None and last < wanted <= last + timedelta(days=MAX_LAG_DAYS):
        typer.echo(
            f"crossings: figures end on {day_text(last)}; used for {day_text(wanted)}", err=True
        )
        wanted = last
    return through(daily, wanted)
