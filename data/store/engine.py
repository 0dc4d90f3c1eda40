"""Connections to a database: a file of SQLite, or a server with a URL."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import OptionError, StoreError
from . import reading
from .address import EXPECTED, plain_file, scheme_of, server_url

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

ENVIRONMENT = "CROSSINGS_DATABASE_URL"
ANSWER_SECONDS = 20
"""How long a server may take to answer at all."""


def default_path() -> Path:
    """Return the path of the default store: in the user's data folder."""
    from platformdirs import user_data_path

    return user_data_path("crossings", appauthor=False) / "crossings.sqlite"


def file_of(database: str | None) -> Path | None:
    """Return the file of a database, or None where it is on a server.

    Without a name, the database of the environment variable, or else the default one.

    Raises
    ------
    OptionError
        If the name is empty, or is that of a folder or of a database in memory.

    Examples
    --------
    >>> file_of("sqlite:///crossings.sqlite").name
    'crossings.sqlite'
    >>> file_of("postgresql://user@host/name") is None
    True
    """
    database = os.environ.get(ENVIRONMENT) if database is None else database
    if database is None:
        return default_path()
    plain = plain_file(database)
    if plain is None:
        return None
    try:
        path = Path(plain).expanduser()
        path.exists()
    except (RuntimeError, ValueError, OSError) as error:  # an unknown home, a NUL, a long name
        raise OptionError(
            f"{plain!r} is not a path ({getattr(error, 'strerror', None) or error})",
            expected="the path of a file",
            where="the database",
            argument="database",
        ) from error
    if path.is_dir():
        raise OptionError("a folder", expected="a file", where=str(path))
    return path


def open_engine(database: str | None, *, readonly: bool = False) -> tuple[str, Engine]:
    """Return the name of a database for messages, and its engine.

    A file is opened so that nothing can be written to it where it is `readonly`.
    """
    path = file_of(database)
    if path is None:
        return engine_of_server(database)
    return str(path), engine_of_file(path, readonly=readonly)


def engine_of_server(database: str | None) -> tuple[str, Engine]:
    """Return the name of a database on a server for messages, and its engine."""
    from sqlalchemy import NullPool, create_engine
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError

    address = str(os.environ.get(ENVIRONMENT) if database is None else database)
    url = server_url(address)
    arguments: dict[str, Any] = {}
    try:
        if url.get_backend_name() == "postgresql":
            if not {"connect_timeout", "service"} & url.query.keys():
                arguments["connect_timeout"] = ANSWER_SECONDS
            if "sslpassword" in url.query:  # a URL shows its query wherever it is printed
                arguments["sslpassword"] = url.query["sslpassword"]
                url = url.difference_update_query(["sslpassword"])
        engine = create_engine(url, poolclass=NullPool, connect_args=arguments)
    except (NoSuchModuleError, ImportError) as error:
        raise OptionError(
            f"no driver for {scheme_of(address)} ({error})",
            expected="SQLite or PostgreSQL",
            where="the database",
            argument="database",
            fix='For PostgreSQL: pip install "crossings[postgres]".',
        ) from None
    except (ArgumentError, ValueError):
        raise OptionError(
            "a database URL that cannot be read",
            expected=EXPECTED,
            where="the database",
            argument="database",
        ) from None
    shown = url.set(query={}, drivername=url.get_backend_name())
    return shown.render_as_string(hide_password=True), engine


def engine_of_file(path: Path, *, readonly: bool = False) -> Engine:
    """Return the engine of a file; nothing can be written with one that is `readonly`."""
    from sqlalchemy import URL, NullPool, create_engine

    url = URL.create("sqlite", database=str(path))
    if readonly:
        engine = create_engine(url, poolclass=NullPool, creator=lambda: _read_only(path))
    else:
        engine = create_engine(
            url, poolclass=NullPool, connect_args={"timeout": reading.WAIT_SECONDS}
        )
    _control_transactions(engine)
    return engine


def make_folder_of(path: Path) -> None:
    """Make the folder of a file that may be written.

    Raises
    ------
    StoreError
        If it cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"the folder cannot be made ({error.strerror})", where=str(path)
        ) from error


def tables_in(connection: Connection) -> set[str]:
    """Return the names of the tables of a database."""
    from sqlalchemy import inspect

    return set(inspect(connection).get_table_names())


def _read_only(path: Path) -> sqlite3.Connection:
    name = f"{path.absolute().as_uri()}?mode=ro"
    return sqlite3.connect(name, uri=True, timeout=reading.WAIT_SECONDS)


def _control_transactions(engine: Engine) -> None:
    """Begin transactions explicitly, with a lock where they write: the driver would do so late."""
    from sqlalchemy import event

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
