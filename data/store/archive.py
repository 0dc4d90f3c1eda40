"""Forecasts as rows of the store, and rows as forecasts; those of track records, too."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

from .records import IDENTITY, Archived, PeriodAhead

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


def select_forecasts(connection: Connection) -> list[Archived]:
    """Read all forecasts, in the order of their origins."""
    from sqlalchemy import select

    from .checks import check_row, quantiles_of
    from .schema import forecast, forecast_period, is_there

    ahead = defaultdict(list)
    query = select(forecast_period).order_by(forecast_period.c.through)
    for row in connection.execute(query) if is_there(connection, forecast_period) else ():
        check_row(forecast_period, row._asdict())
        period = PeriodAhead(row.target, row.first, row.through, quantiles_of(row.quantiles))
        ahead[row.forecast_id].append(period)
    kept = select(forecast).order_by(forecast.c.as_of, forecast.c.model, forecast.c.id)
    forecasts = []
    for row in connection.execute(kept):
        values = row._asdict()
        check_row(forecast, values)
        periods = tuple(ahead[values.pop("id")])
        quantiles = quantiles_of(values.pop("quantiles"))
        forecasts.append(Archived(**values, quantiles=quantiles, ahead=periods))
    return forecasts


def select_tracks(connection: Connection) -> dict[str, str]:
    """Read the rows of track records that this version of the package made, by their keys."""
    from sqlalchemy import select

    from .schema import is_there, track

    if not is_there(connection, track):
        return {}
    query = select(track.c.key, track.c.content).where(track.c.version == version("crossings"))
    return {row.key: row.content for row in connection.execute(query)}


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
