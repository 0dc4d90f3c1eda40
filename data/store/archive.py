"""Forecasts as rows of the store, and rows as forecasts; those of track records, too."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

from .checks import decoded, quantiles_of
from .reading import Reading
from .records import IDENTITY, Archived, PeriodAhead
from .tables import TABLES, Table

if TYPE_CHECKING:
    from sqlalchemy import Connection


TRACKS_KEPT = 3_000
"""Rows of track records that a store keeps, the newest: one report has about 150."""


def insert_forecasts(connection: Connection, rows: Sequence[Archived]) -> int:
    """Write the forecasts that the store does not have, and return how many they are."""
    from sqlalchemy import insert, select

    from .schema import forecast, forecast_period

    new = 0
    for row in rows:
        values = {**asdict(row), "quantiles": json.dumps(row.quantiles)}
        del values["ahead"]
        same = [forecast.c[name] == values[name] for name in IDENTITY]
        if connection.execute(select(forecast.c.id).where(*same)).first() is not None:
            continue
        statement = insert(forecast).values(values).returning(forecast.c.id)
        number = connection.execute(statement).scalar_one()
        periods = [
            {
                "forecast_id": number,
                "target": one.target,
                "first": one.start,
                "through": one.end,
                "quantiles": json.dumps(one.quantiles),
            }
            for one in row.ahead
        ]
        if periods:
            connection.execute(insert(forecast_period), periods)
        new += 1
    return new


def select_forecasts(database: Reading, target: str | None = None) -> Iterator[Archived]:
    """Read forecasts, in the order of their origins, with the periods ahead of one target or all.

    One after the other: what all of them say at once would fill the memory.
    """
    forecast, period = TABLES["forecast"], TABLES["forecast_period"]
    ahead = _periods(database, target) if period.name in database.tables() else {}
    order = ", ".join(f"{forecast.name}.{name}" for name in ("as_of", "model", "id"))
    columns = [*forecast.columns]
    for row in database.ask(f"SELECT {_names(forecast)} FROM forecast ORDER BY {order}"):  # noqa: S608 - names of the schema
        values = {
            column.name: decoded(column, value) for column, value in zip(columns, row, strict=True)
        }
        number, quantiles = values.pop("id"), quantiles_of(values.pop("quantiles"))
        yield Archived(**values, quantiles=quantiles, ahead=tuple(ahead.get(number, ())))


def _periods(database: Reading, target: str | None) -> dict[int, list[PeriodAhead]]:
    """Read the periods ahead of every forecast, by its number."""
    table = TABLES["forecast_period"]
    ahead: dict[int, list[PeriodAhead]] = defaultdict(list)
    query = f"SELECT {_names(table)} FROM {table.name} ORDER BY {table.name}.through"  # noqa: S608 - names of the schema
    for row in database.ask(query):
        number, name, first, through, quantiles = map(decoded, table.columns, row)
        if target in {None, name}:
            ahead[number].append(PeriodAhead(name, first, through, quantiles_of(quantiles)))
    return ahead


def _names(table: Table) -> str:
    return ", ".join(f'{table.name}."{name}"' for name in table.names)


def select_tracks(database: Reading) -> dict[str, str]:
    """Read the rows of track records that this version of the package made, by their keys."""
    if "track" not in database.tables():
        return {}
    own = version("crossings")
    rows = database.ask("SELECT track.key, track.content, track.version FROM track")
    return {key: content for key, content, made_by in rows if made_by == own}


def replace_tracks(connection: Connection, rows: Mapping[str, str], made: datetime) -> None:
    """Write rows of track records, and delete those of other versions and the oldest of too many.

    A newer or an older version makes its own: figures and keys of one are of no use to another.
    """
    from sqlalchemy import delete, insert, select

    from .schema import track

    own, when = version("crossings"), made.astimezone(UTC).isoformat(timespec="seconds")
    connection.execute(delete(track).where(track.c.version != own))
    written = [
        {"key": key, "version": own, "made": when, "content": content}
        for key, content in rows.items()
    ]
    connection.execute(delete(track).where(track.c.key.in_(list(rows))))
    if written:
        connection.execute(insert(track), written)
    newest = select(track.c.key).order_by(track.c.made.desc(), track.c.key).limit(TRACKS_KEPT)
    connection.execute(delete(track).where(track.c.key.not_in(newest)))
