"""Writing a few rows: plain SQL that every database understands, with ``?`` for each value.

A file is written by the driver of SQLite alone, a server through SQLAlchemy.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .reading import WAIT_SECONDS
from .tables import Table

if TYPE_CHECKING:
    from sqlalchemy import Connection

Values = Sequence[Any]


@dataclass(frozen=True)
class Keeping:
    """A transaction that writes.

    Attributes
    ----------
    run : callable
        Runs a statement with values, and gives the rows that answer it.
    run_each : callable
        Runs a statement once for each of some rows of values.
    """

    run: Callable[[str, Values], Any]
    run_each: Callable[[str, Sequence[Values]], Any]

    def insert(self, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        """Write rows into a table, all of them with the same columns."""
        if rows:
            names = ", ".join(f'"{name}"' for name in rows[0])
            places = ", ".join("?" * len(rows[0]))
            statement = f"INSERT INTO {table.name} ({names}) VALUES ({places})"  # noqa: S608 - names of the schema
            self.run_each(statement, [tuple(row.values()) for row in rows])


@contextmanager
def keeping_in_file(path: Path) -> Iterator[Keeping]:
    """Write to a file of SQLite; others that write wait, and an error undoes everything."""
    with closing(sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("BEGIN IMMEDIATE")
        yield Keeping(connection.execute, connection.executemany)
        connection.execute("COMMIT")  # a connection that is closed without it undoes what it did


def keeping_through(connection: Connection) -> Keeping:
    """Write through SQLAlchemy, in a transaction that is open."""
    mark = "%s" if connection.dialect.paramstyle in {"format", "pyformat"} else "?"

    def run(statement: str, values: Any) -> Any:
        return connection.exec_driver_sql(statement.replace("?", mark), values)

    return Keeping(lambda statement, values: run(statement, tuple(values)), run)
