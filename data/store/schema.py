"""The tables as SQLAlchemy makes them, and the migration of a store of an older version.

Imported only where a store is written to, or is on a server: SQLAlchemy takes a while to load.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    insert,
    inspect,
)

from . import tables
from .reading import version_of
from .records import IDENTITY
from .tables import TABLES

METADATA = MetaData()
TYPES: dict[str, Any] = {
    "BIGINT": BigInteger,
    "BOOLEAN": Boolean,
    "DATE": Date,
    "FLOAT": Float,
    "INTEGER": Integer,
    "TEXT": Text,
    "VARCHAR": String,
}
BESIDE: dict[str, tuple[Index | UniqueConstraint, ...]] = {
    # Which days differ between publications is asked of this index alone.
    "daily": (
        Index("daily_by_date", "date", "arrivals", "boats", "uncontrolled_landings", "status"),
    ),
    "copy": (Index("ix_copy_publication_id", "publication_id"),),
    "forecast": (UniqueConstraint(*IDENTITY),),
}
"""What stands in a table beside its columns."""


def _made(table: tables.Table) -> Table:
    return Table(table.name, METADATA, *map(_column, table.columns), *BESIDE.get(table.name, ()))


def _column(column: tables.Column) -> Column[Any]:
    kind = TYPES[column.sort]
    return Column(
        column.name,
        kind if column.length is None else kind(column.length),
        *([ForeignKey(column.refers)] if column.refers else []),
        primary_key=column.key,
        nullable=column.nullable,
        unique=column.unique or None,
        autoincrement=column.name == "id",
        comment=column.comment,
    )


for _one in TABLES.values():
    _made(_one)
store_version = METADATA.tables["store_version"]
publication = METADATA.tables["publication"]
copy = METADATA.tables["copy"]
download = METADATA.tables["download"]
forecast = METADATA.tables["forecast"]
forecast_period = METADATA.tables["forecast_period"]
track = METADATA.tables["track"]


def _add_remarks(connection: Connection) -> None:
    """Add remarks, missing days, boats and months of final figures, and who arrived."""
    for table, name, kind in (
        ("publication", "remarks", "TEXT"),
        ("publication", "missing", "TEXT"),
        ("quarterly", "boats", "INTEGER"),
    ):
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD COLUMN {name} {kind}")
    for later in ("monthly", "people"):
        METADATA.tables[later].create(connection)


MIGRATIONS: dict[int, Callable[[Connection], None]] = {
    1: forecast.create,
    2: _add_remarks,
    3: forecast_period.create,
    4: track.create,
}
"""The migration from each version to the next one."""


def carry(connection: Connection) -> int:
    """Bring the database to this version, in the transaction of the connection.

    Returns
    -------
    int
        Its version now; more than `VERSION` where a newer package made it, and then nothing has
        been changed.
    """
    if not inspect(connection).has_table(store_version.name):
        METADATA.create_all(connection)
        connection.execute(insert(store_version).values(version=tables.VERSION))
        return tables.VERSION
    version = version_of(connection.exec_driver_sql)
    while version < tables.VERSION:
        MIGRATIONS[version](connection)
        version += 1
        connection.execute(store_version.update().values(version=version))
    return version
