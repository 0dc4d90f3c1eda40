"""Connections to a database: a file of SQLite, or a server with a URL."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import OptionError, StoreError
from .address import EXPECTED, plain_file, scheme_of, server_url

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

ENVIRONMENT = "CROSSINGS_DATABASE_URL"
WAIT_SECONDS = 60
"""How long a writer waits for another one."""
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


def holds_publications(path: Path) -> bool:
    """Whether a store in a file may have publications.

    Uses SQLite itself: SQLAlchemy takes longer to load than all figures, and a store that only
    keeps forecasts has none to read. Where the file is damaged or locked, opening it says so.
    """
    with (
        suppress(sqlite3.Error, ValueError),  # a ValueError: a name that is not UTF-8
        closing(_read_only(path, timeout=0)) as connection,
    ):
        if connection.execute("SELECT 1 FROM publication LIMIT 1").fetchone() is not None:
            return True
        ((version,),) = connection.execute("SELECT version FROM store_version").fetchall()
        sound = connection.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
        return not sound or not isinstance(version, int) or version < 1
    return True


def open_engine(database: str | None, *, readonly: bool = False) -> tuple[str, Engine]:
    """Return the name of a database for messages, and its engine.

    A file is opened so that nothing can be written to it where it is `readonly`.
    """
    path = file_of(database)
    if path is None:
        return _server(str(os.environ.get(ENVIRONMENT) if database is None else database))
    engine = _file(path, readonly=readonly)
    _control_transactions(engine)
    return str(path), engine


def _server(address: str) -> tuple[str, Engine]:
    from sqlalchemy import NullPool, create_engine
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError

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


def _file(path: Path, *, readonly: bool) -> Engine:
    from sqlalchemy import URL, NullPool, create_engine

    url = URL.create("sqlite", database=str(path))
    if readonly:
        return create_engine(url, poolclass=NullPool, creator=lambda: _read_only(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"the folder cannot be made ({error.strerror})", where=str(path)
        ) from error
    return create_engine(url, poolclass=NullPool, connect_args={"timeout": WAIT_SECONDS})


def _read_only(path: Path, timeout: float | None = None) -> sqlite3.Connection:
    name = f"{path.absolute().as_uri()}?mode=ro"
    return sqlite3.connect(name, uri=True, timeout=WAIT_SECONDS if timeout is None else timeout)


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
