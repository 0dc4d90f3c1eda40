"""Forecasts as rows of the store, and rows as forecasts; those of track records, too."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import islice
from typing import Any

from .checks import decoded_column, quantiles_of
from .keeping import Keeping
from .reading import Reading
from .records import IDENTITY, Archived, PeriodAhead
from .tables import TABLES, Table

TOGETHER = 1_000
"""Rows that are checked at once."""
TRACKS_KEPT = 3_000
"""Rows of track records that a store keeps, the newest: one report has about 150."""


def insert_forecasts(database: Keeping, rows: Sequence[Archived]) -> int:
    """Write the forecasts that the store does not have, and return how many they are."""
    same = " AND ".join(f'"{name}" = ?' for name in IDENTITY)
    find = f"SELECT id FROM forecast WHERE {same}"  # noqa: S608 - names of the schema
    new = 0
    for row in rows:
        values = {
            **asdict(row),
            "as_of": row.as_of.isoformat(),
            "quantiles": json.dumps(row.quantiles),
        }
        del values["ahead"]
        identity = [values[name] for name in IDENTITY]
        if list(database.run(find, identity)):
            continue
        database.insert(TABLES["forecast"], [values])
        ((number,),) = database.run(find, identity)
        periods = [
            {
                "forecast_id": number,
                "target": one.target,
                "first": one.start.isoformat(),
                "through": one.end.isoformat(),
                "quantiles": json.dumps(one.quantiles),
            }
            for one in row.ahead
        ]
        database.insert(TABLES["forecast_period"], periods)
        new += 1
    return new


def select_forecasts(database: Reading, target: str | None = None) -> Iterator[Archived]:
    """Read forecasts, in the order of their origins, with the periods ahead of one target or all.

    One after the other: what all of them say at once would fill the memory.
    """
    forecast, period = TABLES["forecast"], TABLES["forecast_period"]
    ahead = _periods(database, target) if period.name in database.tables() else {}
    order = ", ".join(f"{forecast.name}.{name}" for name in ("as_of", "model", "id"))
    query = f"SELECT {_names(forecast)} FROM forecast ORDER BY {order}"  # noqa: S608 - names of the schema
    for row in _rows(database, query, forecast):
        values = dict(zip(forecast.names, row, strict=True))
        number, quantiles = values.pop("id"), quantiles_of(values.pop("quantiles"))
        yield Archived(**values, quantiles=quantiles, ahead=tuple(ahead.get(number, ())))


def _periods(database: Reading, target: str | None) -> dict[int, list[PeriodAhead]]:
    """Read the periods ahead of every forecast, by its number."""
    table = TABLES["forecast_period"]
    ahead: dict[int, list[PeriodAhead]] = defaultdict(list)
    query = f"SELECT {_names(table)} FROM {table.name} ORDER BY {table.name}.through"  # noqa: S608 - names of the schema
    for number, name, first, through, quantiles in _rows(database, query, table):
        if target in {None, name}:
            ahead[number].append(PeriodAhead(name, first, through, quantiles_of(quantiles)))
    return ahead


def _rows(database: Reading, query: str, table: Table) -> Iterator[tuple[Any, ...]]:
    """Yield the rows that answer a query, with values as of their columns; some at a time."""
    found = iter(database.ask(query))
    while some := list(islice(found, TOGETHER)):
        columns = zip(table.columns, zip(*some, strict=True), strict=True)
        yield from zip(*(decoded_column(*one) for one in columns), strict=True)


def _names(table: Table) -> str:
    return ", ".join(f'{table.name}."{name}"' for name in table.names)


def select_tracks(database: Reading) -> dict[str, str]:
    """Read the rows of track records that this version of the package made, by their keys."""
    if "track" not in database.tables():
        return {}
    own = version("crossings")
    rows = database.ask("SELECT track.key, track.content, track.version FROM track")
    return {key: content for key, content, made_by in rows if made_by == own}


def replace_tracks(database: Keeping, rows: Mapping[str, str], made: datetime) -> None:
    """Write rows of track records, and delete those of other versions and the oldest of too many.

    A newer or an older version makes its own: figures and keys of one are of no use to another.
    """
    own, when = version("crossings"), made.astimezone(UTC).isoformat(timespec="seconds")
    database.run("DELETE FROM track WHERE version <> ?", [own])
    written = [
        {"key": key, "version": own, "made": when, "content": content}
        for key, content in rows.items()
    ]
    if rows:
        database.run_each("DELETE FROM track WHERE key = ?", [(key,) for key in rows])
    database.insert(TABLES["track"], written)
    newest = "SELECT key FROM track ORDER BY made DESC, key LIMIT ?"
    database.run(f"DELETE FROM track WHERE key NOT IN ({newest})", [TRACKS_KEPT])  # noqa: S608
