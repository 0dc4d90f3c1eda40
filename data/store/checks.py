"""Checks on what is read back from a store: each value is what its column says.

SQLite keeps any value in any column, and a damaged byte is still a value.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import lru_cache
from math import inf
from typing import Any, get_args

from ..daily_table import MAX_COUNT, STATUSES
from ..publications.publication import Kind
from .tables import Column

EARLIEST, LATEST = date(1678, 1, 1), date(2261, 12, 31)
"""The days that a table of pandas can have."""
MOST = 100 * MAX_COUNT
"""People of a quarter, the longest time with one figure, above which it is a mistake."""
MEDIAN = 0.5
ISO_LENGTH = len("2025-05-14")
MEASURES = {"arrivals", "boats", "uncontrolled_landings", "prevented", "events_prevented"}
CHOICES = {"kind": get_args(Kind), "status": STATUSES}
MOMENTS = {"published_at", "retrieved", "made", "checked"}


def decoded(column: Column, value: Any) -> Any:
    """Return a value in the type of its column.

    SQLite gives a day as text and a truth as a number, PostgreSQL gives both as they are.

    Raises
    ------
    ValueError
        If it is not one that the column may have.
    """
    if column.sort == "DATE" and isinstance(value, str) and len(value) == ISO_LENGTH:
        with suppress(ValueError):
            value = date.fromisoformat(value) if "W" not in value else value  # 2025-W20-3, a day
    elif column.sort == "BOOLEAN" and type(value) is int and value in {0, 1}:
        value = bool(value)
    if isinstance(value, str) and not value.isascii():
        value.encode()  # a ValueError where its bytes were no text
    if not _is_sound(column, value):
        raise ValueError(f"{column.table}.{column.name} is {value!r}")
    return value


def decoded_column(column: Column, values: Sequence[Any]) -> Sequence[Any]:
    """Return the values of a column in its type; each that is another is checked once.

    Raises
    ------
    ValueError
        As of `decoded`.
    """
    # Python takes 1, 1.0 and True for one value: of several types, each has its own.
    kinds = set(map(type, values))
    if len(kinds - {type(None)}) > 1:
        return [decoded(column, value) for value in values]
    if column.sort == "DATE" and kinds == {str}:
        return _days(column, values)
    known = {value: decoded(column, value) for value in set(values)}
    if column.sort in {"DATE", "BOOLEAN"}:
        return list(map(known.__getitem__, values))
    return values


def _days(column: Column, texts: Sequence[str]) -> list[date]:
    """Return days that stand as texts, all of them at once where they are sound."""
    if set(map(len, texts)) == {ISO_LENGTH} and "W" not in "".join(texts):
        with suppress(ValueError):
            days = list(map(date.fromisoformat, texts))
            if min(days) >= EARLIEST and max(days) <= LATEST:
                return days
    return [decoded(column, text) for text in texts]


def _is_sound(column: Column, value: object) -> bool:
    """Whether a value is one that its column may have."""
    sort = column.sort
    if value is None:
        sound = column.nullable
    elif sort == "DATE":
        sound = type(value) is date and EARLIEST <= value <= LATEST
    elif sort == "BOOLEAN":
        sound = type(value) is bool
    elif sort in {"INTEGER", "BIGINT"}:
        sound = type(value) is int and 0 <= value <= (MOST if column.name in MEASURES else inf)
    elif sort == "FLOAT":
        sound = isinstance(value, int | float) and 0 <= value < inf
    else:
        sound = isinstance(value, str) and value in CHOICES.get(column.name, (value,))
        if sound and column.name in MOMENTS:
            sound = datetime.fromisoformat(str(value)).tzinfo is not None
    return sound


def quantiles_of(text: str) -> dict[str, int]:
    """Return the quantiles that a forecast was kept with.

    Raises
    ------
    ValueError
        If they are not levels and whole numbers of people that rise with them.
    """
    given = json.loads(text, object_pairs_hook=list)
    if not isinstance(given, list) or set(map(type, given)) != {tuple}:
        raise ValueError("quantiles that are not a table")
    levels, counts = zip(*given, strict=True)
    people = [counts[at] for at in _rising(levels)]
    if set(map(type, people)) != {int} or people[0] < 0 or people != sorted(people):
        raise ValueError("quantiles that do not rise, or are not whole numbers")
    return dict(given)


@lru_cache(maxsize=16)  # most forecasts are kept with the same ones
def _rising(names: tuple[str, ...]) -> tuple[int, ...]:
    """Return the places of levels in the order of their values.

    Raises
    ------
    ValueError
        If they are not the levels of a forecast.
    """
    values = [float(name) for name in names]
    places = tuple(sorted(range(len(values)), key=values.__getitem__))
    levels = [values[at] for at in places]
    # A damaged level is there twice, or has no counterpart on the other side of the median.
    mirrored = [round(1 - level, 6) for level in reversed(levels)]
    if MEDIAN not in levels or levels != mirrored or len(set(levels)) < len(levels):
        raise ValueError("levels of quantiles that are not those of an interval")
    return places
