"""The tables of the store, and the migration of a store of an older version.

Imported only where a store is opened: SQLAlchemy takes a while to load.
"""

from __future__ import annotations

from collections.abc import Callable

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

METADATA = MetaData()

store_version = Table(
    "store_version", METADATA, Column("version", Integer, primary_key=True, autoincrement=False)
)

publication = Table(
    "publication",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("title", Text, nullable=False),
    Column("url", Text),
    Column("published", Date, comment="by the publication itself"),
    Column("published_at", String(40), comment="the same to the second, ISO 8601"),
    Column("known", Date, nullable=False, comment="first day on which its figures were known"),
    Column("first", Date, comment="first of its days"),
    Column("through", Date, comment="last of its days, weeks or quarters"),
    Column("fingerprint", String(64), nullable=False, unique=True, comment="of what it says"),
    Column("remarks", Text, comment="JSON: what the reader noticed, and what it did about it"),
    Column("missing", Text, comment="JSON: days between first and through without a figure"),
)

copy = Table(
    "copy",
    METADATA,
    Column("sha256", String(64), primary_key=True, comment="of the file as it was retrieved"),
    Column("publication_id", ForeignKey("publication.id"), nullable=False, index=True),
    Column("retrieved", String(40), nullable=False, comment="UTC, ISO 8601"),
)

daily = Table(
    "daily",
    METADATA,
    Column("publication_id", ForeignKey("publication.id"), primary_key=True),
    Column("date", Date, primary_key=True),
    Column("arrivals", Integer, nullable=False, comment="people"),
    Column("boats", Integer, comment="null: not recorded"),
    Column("uncontrolled_landings", Integer, comment="boats; null: not recorded"),
    Column("status", String(11), nullable=False),
    # Which days differ between publications is asked of this index alone.
    Index("daily_by_date", "date", "arrivals", "boats", "uncontrolled_landings", "status"),
)

weekly = Table(
    "weekly",
    METADATA,
    Column("publication_id", ForeignKey("publication.id"), primary_key=True),
    Column("week_ending", Date, primary_key=True),
    Column("arrivals", Integer, comment="people"),
    Column("boats", Integer),
    Column("uncontrolled_landings", Integer, comment="boats"),
    Column("prevented", Integer, comment="people; an estimate of the French authorities"),
    Column("events_prevented", Integer),
    Column("status", String(11), nullable=False),
)

quarterly = Table(
    "quarterly",
    METADATA,
    Column("publication_id", ForeignKey("publication.id"), primary_key=True),
    Column("quarter_ending", Date, primary_key=True),
    Column("arrivals", Integer, nullable=False, comment="people"),
    Column("boats", Integer),
)

monthly = Table(
    "monthly",
    METADATA,
    Column("publication_id", ForeignKey("publication.id"), primary_key=True),
    Column("month_ending", Date, primary_key=True),
    Column("arrivals", Integer, nullable=False, comment="people"),
    Column("boats", Integer),
)

people = Table(
    "people",
    METADATA,
    Column("publication_id", ForeignKey("publication.id"), primary_key=True),
    Column("period", String(20), primary_key=True, comment="2023Q4, 2023 or 2025-07/2026-06"),
    Column("nationality", String(80), primary_key=True),
    Column("sex", String(40), primary_key=True),
    Column("age", String(40), primary_key=True),
    Column("arrivals", Integer, nullable=False, comment="people"),
)

download = Table(
    "download",
    METADATA,
    Column("url", Text, primary_key=True),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("checked", String(40), nullable=False, comment="UTC, ISO 8601"),
)

forecast = Table(
    "forecast",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("made", String(40), nullable=False, comment="UTC, ISO 8601"),
    Column("as_of", Date, nullable=False, comment="forecast origin"),
    Column("year", Integer, nullable=False),
    Column("model", String(60), nullable=False),
    Column("n_paths", Integer, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("version", String(40), nullable=False, comment="of the package"),
    Column("data_sha256", String(64), nullable=False, comment="of the figures up to the origin"),
    Column("hindsight", Boolean, nullable=False, comment="made long after its origin"),
    Column("year_to_date", Integer, nullable=False, comment="people"),
    Column("mean", Float, nullable=False, comment="of the annual total, people"),
    Column("quantiles", Text, nullable=False, comment="JSON: level to people"),
    Column("threshold", Integer, comment="the record, people"),
    Column("record_probability", Float),
    UniqueConstraint("as_of", "year", "model", "n_paths", "seed", "version", "data_sha256"),
)

forecast_period = Table(
    "forecast_period",
    METADATA,
    Column("forecast_id", ForeignKey("forecast.id"), primary_key=True),
    Column("target", String(20), primary_key=True, comment="next-week and the like"),
    Column("first", Date, nullable=False, comment="first of its days"),
    Column("through", Date, nullable=False, comment="last of its days"),
    Column("quantiles", Text, nullable=False, comment="JSON: level to people"),
)

track = Table(
    "track",
    METADATA,
    Column("key", String(64), primary_key=True, comment="digest of all that it follows from"),
    Column("version", String(40), nullable=False, comment="of the package"),
    Column("made", String(40), nullable=False, comment="UTC, ISO 8601"),
    Column("content", Text, nullable=False, comment="JSON; can be made again at any time"),
)

FIGURES = {
    "daily": daily,
    "weekly": weekly,
    "quarterly": quarterly,
    "monthly": monthly,
    "people": people,
}
LATER = {"monthly", "people"}
"""Tables that stores of older versions did not have."""


def _add_remarks(connection: Connection) -> None:
    """Add remarks, missing days, boats and months of final figures, and who arrived."""
    for table, name, kind in (
        ("publication", "remarks", "TEXT"),
        ("publication", "missing", "TEXT"),
        ("quarterly", "boats", "INTEGER"),
    ):
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD COLUMN {name} {kind}")
    monthly.create(connection)
    people.create(connection)


MIGRATIONS: dict[int, Callable[[Connection], None]] = {
    1: forecast.create,
    2: _add_remarks,
    3: forecast_period.create,
    4: track.create,
}
"""The migration from each version to the next one."""
VERSION = 5


OLDEST_READ = 3
"""The oldest version that is read as it stands: later ones only brought tables of their own."""


def is_there(connection: Connection, table: Table) -> bool:
    """Whether a database has a table: a store of an older version may lack it."""
    return bool(inspect(connection).has_table(table.name))


def tables_in(connection: Connection) -> set[str]:
    """Return the names of the tables of a database."""
    return set(inspect(connection).get_table_names())


def has_store(tables: set[str]) -> bool:
    """Whether tables are those of a store, even where its version is lost."""
    return store_version.name in tables or {"publication", "copy", "daily", "weekly"} <= tables


def check_pages(connection: Connection) -> None:
    """Raise a ValueError where the pages or the indexes of a file contradict each other.

    Every day stands in an index too, so that a changed figure is found: it would count wrong. It
    takes a tenth of the time that loading the figures does. A server looks after its own pages.
    """
    if connection.dialect.name == "sqlite":
        found = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
        if found != "ok":
            raise ValueError(str(found).replace("\n", " "))


def is_foreign(connection: Connection) -> bool:
    """Whether a database without a store belongs to something else.

    A server may have other tables of a team; a file of another program is not ours to write to.
    """
    tables = tables_in(connection)
    alone = connection.dialect.name == "sqlite"
    return bool(tables if alone else tables & METADATA.tables.keys())


def version_of(connection: Connection) -> int:
    """Return the version of a store.

    Raises
    ------
    ValueError
        If it does not have one version, a whole number above zero.
    """
    found = [row[0] for row in connection.exec_driver_sql("SELECT version FROM store_version")]
    if len(found) != 1 or type(found[0]) is not int or found[0] < 1:
        shown = ", ".join(repr(one) for one in found[:3]) or "none"
        raise ValueError(f"the version of the store is {shown}")
    return int(found[0])


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
        connection.execute(insert(store_version).values(version=VERSION))
        return VERSION
    version = version_of(connection)
    while version < VERSION:
        MIGRATIONS[version](connection)
        version += 1
        connection.execute(store_version.update().values(version=version))
    return version
