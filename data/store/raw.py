"""Reading a store that may be damaged: row by row, without trust, and without a change to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from .answers import answering
from .engine import open_engine
from .tables import TABLES, Table

if TYPE_CHECKING:
    from sqlalchemy import Connection

SINCE = {"forecast": 2, "monthly": 3, "people": 3, "forecast_period": 4, "track": 5}
"""The version of the store that brought a table; the others were there from the first on."""
COLUMNS_SINCE = {
    ("publication", "remarks"): 3,
    ("publication", "missing"): 3,
    ("quarterly", "boats"): 3,
}


class Raw:
    """The rows of a store as they stand.

    Parameters
    ----------
    connection : Connection
        To a database that nothing is written to.
    fault : str, optional
        What is wrong with its schema.

    Attributes
    ----------
    columns : dict of str to set of str
        The columns of each of its tables.
    """

    def __init__(self, connection: Connection, fault: str | None = None) -> None:
        self.connection, self.fault = connection, fault
        self.is_file = connection.dialect.name == "sqlite"
        self.columns = self._columns()

    def _columns(self) -> dict[str, set[str]]:
        from sqlalchemy import inspect

        if not self.is_file:
            found = inspect(self.connection)
            return {
                name: {column["name"] for column in found.get_columns(name)}
                for name in found.get_table_names()
            }
        names = self.connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type='table'")
        ask = "SELECT name FROM pragma_table_info(?)"
        return {
            str(name): {
                str(column) for (column,) in self.connection.exec_driver_sql(ask, (str(name),))
            }
            for name in names.scalars().all()
        }

    def misfits(self, version: int) -> list[str]:
        """Return what a store of a version has and this one has not, and the other way round."""
        found = []
        for table in TABLES.values():
            since, there = SINCE.get(table.name, 1), self.columns.get(table.name)
            if there is None and since <= version:
                found.append(f"the table {table.name} is missing")
            if there is not None and since > version:
                found.append(f"version {version}, with the table {table.name} of a later one")
            found += [
                f"the column {column.name} of the table {table.name} is missing"
                for column in table.columns
                if there is not None
                and column.name not in there
                and COLUMNS_SINCE.get((table.name, column.name), 1) <= version
            ]
        return found

    def rows(self, table: Table, number: int | None = None, *, scan: bool = False) -> Iterator[Any]:
        """Yield rows in the order in which they were written, as dicts of what they hold.

        Parameters
        ----------
        table : Table
            One of the store.
        number : int, optional
            Only those of the publication with this number.
        scan : bool
            Not by an index, which may be damaged where the rows are not.
        """
        there = self.columns.get(table.name, set())
        if not there:
            return
        # With its table a name is never taken for a text.
        names = [
            f'{table.name}."{column.name}"' if column.name in there else "NULL"
            for column in table.columns
        ]
        by = "NOT INDEXED" if scan and self.is_file else ""
        where = "" if number is None else f"WHERE {table.name}.publication_id = {int(number)}"
        order = "rowid" if self.is_file else "ctid"
        columns = ", ".join(names)
        query = f"SELECT {columns} FROM {table.name} {by} {where} ORDER BY {table.name}.{order}"  # noqa: S608 - names of the schema
        for row in self.connection.exec_driver_sql(query):
            yield dict(zip(table.names, row, strict=True))

    def pages(self, at_most: int = 20) -> list[str]:
        """Return what SQLite finds wrong with its pages, indexes and references."""
        if not self.is_file:
            return []
        lines = (
            self.connection.exec_driver_sql(f"PRAGMA integrity_check({at_most})").scalars().all()
        )
        found = [str(line).replace("\n", " ") for line in lines if line != "ok"]
        astray = self.connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        counts: dict[str, int] = {}
        for table, *_ in astray:
            counts[table] = counts.get(table, 0) + 1
        return found + [
            f"{count:,} {'row' if count == 1 else 'rows'} of the table {table} belong to no "
            "publication"
            for table, count in counts.items()
        ]


@contextmanager
def open_raw(database: str | None) -> Iterator[tuple[str, Raw]]:
    """Open a database to read it alone; yield its name and its rows.

    Raises
    ------
    CrossingsError
        If it cannot be opened.
    """
    name, engine = open_engine(database, readonly=True)
    with answering(name, engine.url.password), engine.connect() as opened:
        connection, fault = opened, None
        if opened.dialect.name == "sqlite":
            driver: Any = opened.connection.dbapi_connection
            try:
                driver.execute("SELECT * FROM sqlite_master").fetchall()
            except (sqlite3.DatabaseError, ValueError) as error:
                fault = f"the schema: {error}"
            # Damage in the schema, and bytes that are no text, are found and do not stop it.
            driver.execute("PRAGMA writable_schema = ON")
            driver.text_factory = lambda given: given.decode("utf-8", "surrogateescape")
        else:
            connection = opened.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        yield name, Raw(connection, fault)
