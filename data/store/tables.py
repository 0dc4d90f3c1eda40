"""The tables of the store, described once: for what reads them, and for `schema`, which makes them.

Reading a file needs no more than this: SQLAlchemy takes longer to load than all figures do.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

VERSION = 5
OLDEST_READ = 3
"""The oldest version that is read as it stands: later ones only brought tables of their own."""


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    name : str
        Its name.
    form : str
        Its type, such as "VARCHAR(20)".
    key, needed, unique : bool
        Whether it is part of the key, is never empty, or has each value once.
    refers : str or None
        The column of another table that it refers to.
    comment : str or None
        What is in it.
    table : str
        The name of its table.
    """

    name: str
    form: str
    key: bool = False
    needed: bool = False
    unique: bool = False
    refers: str | None = None
    comment: str | None = None
    table: str = ""

    @cached_property  # it is asked of every value
    def sort(self) -> str:
        """The type without a length, such as "VARCHAR"."""
        return self.form.partition("(")[0]

    @property
    def length(self) -> int | None:
        """How many letters it takes; None where that is not limited."""
        length = self.form.rstrip(")").partition("(")[2]
        return int(length) if length else None

    @property
    def nullable(self) -> bool:
        """Whether it may be empty."""
        return not (self.key or self.needed)


@dataclass(frozen=True)
class Table:
    """A table: its name, and its columns in their order."""

    name: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return [column.name for column in self.columns]

    @property
    def keys(self) -> list[str]:
        """The names of the columns of its key."""
        return [column.name for column in self.columns if column.key]


def _table(name: str, *columns: Column) -> Table:
    return Table(name, tuple(replace(column, table=name) for column in columns))


OF = Column("publication_id", "INTEGER", key=True, refers="publication.id")
TABLES = {
    one.name: one
    for one in (
        _table("store_version", Column("version", "INTEGER", key=True)),
        _table(
            "publication",
            Column("id", "INTEGER", key=True),
            Column("kind", "VARCHAR(20)", needed=True),
            Column("title", "TEXT", needed=True),
            Column("url", "TEXT"),
            Column("published", "DATE", comment="by the publication itself"),
            Column("published_at", "VARCHAR(40)", comment="the same to the second, ISO 8601"),
            Column(
                "known", "DATE", needed=True, comment="first day on which its figures were known"
            ),
            Column("first", "DATE", comment="first of its days"),
            Column("through", "DATE", comment="last of its days, weeks or quarters"),
            Column(
                "fingerprint", "VARCHAR(64)", needed=True, unique=True, comment="of what it says"
            ),
            Column(
                "remarks", "TEXT", comment="JSON: what the reader noticed, and what it did about it"
            ),
            Column(
                "missing", "TEXT", comment="JSON: days between first and through without a figure"
            ),
        ),
        _table(
            "copy",
            Column("sha256", "VARCHAR(64)", key=True, comment="of the file as it was retrieved"),
            Column("publication_id", "INTEGER", needed=True, refers="publication.id"),
            Column("retrieved", "VARCHAR(40)", needed=True, comment="UTC, ISO 8601"),
        ),
        _table(
            "daily",
            OF,
            Column("date", "DATE", key=True),
            Column("arrivals", "INTEGER", needed=True, comment="people"),
            Column("boats", "INTEGER", comment="null: not recorded"),
            Column("uncontrolled_landings", "INTEGER", comment="boats; null: not recorded"),
            Column("status", "VARCHAR(11)", needed=True),
        ),
        _table(
            "weekly",
            OF,
            Column("week_ending", "DATE", key=True),
            Column("arrivals", "INTEGER", comment="people"),
            Column("boats", "INTEGER"),
            Column("uncontrolled_landings", "INTEGER", comment="boats"),
            Column("prevented", "INTEGER", comment="people; an estimate of the French authorities"),
            Column("events_prevented", "INTEGER"),
            Column("status", "VARCHAR(11)", needed=True),
        ),
        _table(
            "quarterly",
            OF,
            Column("quarter_ending", "DATE", key=True),
            Column("arrivals", "INTEGER", needed=True, comment="people"),
            Column("boats", "INTEGER"),
        ),
        _table(
            "monthly",
            OF,
            Column("month_ending", "DATE", key=True),
            Column("arrivals", "INTEGER", needed=True, comment="people"),
            Column("boats", "INTEGER"),
        ),
        _table(
            "people",
            OF,
            Column("period", "VARCHAR(20)", key=True, comment="2023Q4, 2023 or 2025-07/2026-06"),
            Column("nationality", "VARCHAR(80)", key=True),
            Column("sex", "VARCHAR(40)", key=True),
            Column("age", "VARCHAR(40)", key=True),
            Column("arrivals", "INTEGER", needed=True, comment="people"),
        ),
        _table(
            "download",
            Column("url", "TEXT", key=True),
            Column("etag", "TEXT"),
            Column("last_modified", "TEXT"),
            Column("checked", "VARCHAR(40)", needed=True, comment="UTC, ISO 8601"),
        ),
        _table(
            "forecast",
            Column("id", "INTEGER", key=True),
            Column("made", "VARCHAR(40)", needed=True, comment="UTC, ISO 8601"),
            Column("as_of", "DATE", needed=True, comment="forecast origin"),
            Column("year", "INTEGER", needed=True),
            Column("model", "VARCHAR(60)", needed=True),
            Column("n_paths", "INTEGER", needed=True),
            Column("seed", "BIGINT", needed=True),
            Column("version", "VARCHAR(40)", needed=True, comment="of the package"),
            Column(
                "data_sha256", "VARCHAR(64)", needed=True, comment="of the figures up to the origin"
            ),
            Column("hindsight", "BOOLEAN", needed=True, comment="made long after its origin"),
            Column("year_to_date", "INTEGER", needed=True, comment="people"),
            Column("mean", "FLOAT", needed=True, comment="of the annual total, people"),
            Column("quantiles", "TEXT", needed=True, comment="JSON: level to people"),
            Column("threshold", "INTEGER", comment="the record, people"),
            Column("record_probability", "FLOAT"),
        ),
        _table(
            "forecast_period",
            Column("forecast_id", "INTEGER", key=True, refers="forecast.id"),
            Column("target", "VARCHAR(20)", key=True, comment="next-week and the like"),
            Column("first", "DATE", needed=True, comment="first of its days"),
            Column("through", "DATE", needed=True, comment="last of its days"),
            Column("quantiles", "TEXT", needed=True, comment="JSON: level to people"),
        ),
        _table(
            "track",
            Column("key", "VARCHAR(64)", key=True, comment="digest of all that it follows from"),
            Column("version", "VARCHAR(40)", needed=True, comment="of the package"),
            Column("made", "VARCHAR(40)", needed=True, comment="UTC, ISO 8601"),
            Column("content", "TEXT", needed=True, comment="JSON; can be made again at any time"),
        ),
    )
}
FIGURES = {name: TABLES[name] for name in ("daily", "weekly", "quarterly", "monthly", "people")}
LATER = {"monthly", "people"}
"""Tables that stores of older versions did not have."""
