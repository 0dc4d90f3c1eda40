"""Checks on what is read back from a store: each value is what its column says.

SQLite keeps any value in any column, and a damaged byte is still a value.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, get_args

from ..daily_table import MAX_COUNT, STATUSES
from ..publications.publication import Kind

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Column, Table

EARLIEST, LATEST = date(1678, 1, 1), date(2261, 12, 31)
"""The days that a table of pandas can have."""
MOST = 100 * MAX_COUNT
"""People of a quarter, the longest time with one figure, above which it is a mistake."""
MEDIAN = 0.5
MEASURES = {"arrivals", "boats", "uncontrolled_landings", "prevented", "events_prevented"}
CHOICES = {"kind": get_args(Kind), "status": STATUSES}
MOMENTS = {"published_at", "retrieved", "made", "checked"}


@cache
def sort_of(column: Column[Any]) -> str:
    """Return the type of a column, such as DATE, without its length."""
    return str(column.type).partition("(")[0]


def check_value(column: Column[Any], value: object) -> None:
    """Raise a ValueError where a value is not one that its column may have."""
    sort = sort_of(column)
    if value is None:
        sound = bool(column.nullable)
    elif sort == "DATE":
        sound = type(value) is date and EARLIEST <= value <= LATEST
    elif sort == "BOOLEAN":
        sound = type(value) is bool
    elif sort in {"INTEGER", "BIGINT"}:
        sound = type(value) is int and value >= 0
        sound = sound and not (column.name in MEASURES and int(str(value)) > MOST)
    elif sort == "FLOAT":
        sound = isinstance(value, int | float) and 0 <= value < float("inf")
    else:
        sound = isinstance(value, str) and value in CHOICES.get(column.name, (value,))
        if sound and column.name in MOMENTS:
            sound = datetime.fromisoformat(str(value)).tzinfo is not None
    if not sound:
        raise ValueError(f"{column.table.name}.{column.name} is {value!r}")


def check_row(table: Table, row: Mapping[str, Any]) -> None:
    """Raise a ValueError where a value of a row is not one that its column may have."""
    for name, value in row.items():
        if name in table.c:
            check_value(table.c[name], value)


def check_figures(
    table: Table, frame: pd.DataFrame, columns: Mapping[str, Sequence[Any]], *, each: bool
) -> None:
    """Raise a ValueError where figures are not what their columns may have, or stand twice.

    Parameters
    ----------
    table : Table
        Their table.
    frame : pandas.DataFrame
        The rows, in their types.
    columns : mapping of str to sequence
        The values as the database gave them.
    each : bool
        Whether they are those of each publication, which has a row once.
    """
    for column in table.c:
        values = columns.get(column.name, ())
        kinds = set(map(type, values))
        if column.name in MEASURES:
            wrong = bool(kinds - {int, type(None)})
            wrong = wrong or not frame[column.name].dropna().between(0, MOST).all()
        elif column.name in CHOICES:
            wrong = not set(values) <= set(CHOICES[column.name])
        else:
            wrong = not kinds <= {date, str, int}
        if wrong:
            raise ValueError(f"{table.name}.{column.name} holds a value that it cannot have")
    keys = ["id", *(column.name for column in table.primary_key if column.name != "publication_id")]
    if each and frame.duplicated(keys).any():
        raise ValueError(f"{table.name} has a row twice")


def quantiles_of(text: str) -> dict[str, int]:
    """Return the quantiles that a forecast was kept with.

    Raises
    ------
    ValueError
        If they are not levels and whole numbers of people that rise with them.
    """
    pairs = json.loads(text, object_pairs_hook=list)
    if not isinstance(pairs, list) or not all(isinstance(one, tuple) for one in pairs):
        raise ValueError("quantiles that are not a table")
    pairs.sort(key=lambda one: float(one[0]))
    levels, people = [float(level) for level, _ in pairs], [count for _, count in pairs]
    if not all(type(count) is int and count >= 0 for count in people) or people != sorted(people):
        raise ValueError("quantiles that do not rise, or are not whole numbers")
    # A damaged level is there twice, or has no counterpart on the other side of the median.
    mirrored = [round(1 - level, 6) for level in reversed(levels)]
    if MEDIAN not in levels or levels != mirrored or len(set(levels)) < len(levels):
        raise ValueError("levels of quantiles that are not those of an interval")
    return dict(json.loads(text))
