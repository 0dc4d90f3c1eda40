"""Connections to a database: a file of SQLite, or a server with a URL."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import NotAStoreError, OptionError, StoreError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

ENVIRONMENT = "CROSSINGS_DATABASE_URL"
WAIT_SECONDS = 60
"""How long a writer waits for another one."""


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
    plain = re.sub(r"^sqlite(\+pysqlite)?:///", "", database)
    if re.match(r"sqlite(\+\w+)?:", plain) or plain.strip() in {"", ":memory:"}:
        raise OptionError(
            f"{database!r} is not a database that lasts",
            expected="a URL such as postgresql://user@host/name, or the path of a file",
            where="the database",
            argument="database",
        )
    if "://" in plain:
        return None
    try:
        path = Path(plain).expanduser()
        path.exists()
    except (RuntimeError, ValueError, OSError) as error:  # an unknown home, a NUL, a long name
        raise OptionError(
            f"{database!r} is not a path ({getattr(error, 'strerror', None) or error})",
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
    keeps forecasts has none to read. Where the file cannot be read, opening the store says why.
    """
    with (
        suppress(sqlite3.Error),
        closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection,
    ):
        return connection.execute("SELECT 1 FROM publication LIMIT 1").fetchone() is not None
    return True


def open_engine(database: str | None) -> tuple[str, Engine]:
    """Return the name of a database for messages, and its engine."""
    from sqlalchemy import URL, NullPool, create_engine, make_url
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError

    path = file_of(database)
    server = str(os.environ.get(ENVIRONMENT) if database is None else database)
    try:
        if path is None:
            # By the driver that comes with the package, whichever way PostgreSQL is spelt.
            url = make_url(re.sub("^postgres(ql)?://", "postgresql+psycopg://", server))
            engine = create_engine(url, poolclass=NullPool)
            shown = url.set(query={}, drivername=url.get_backend_name())
            return shown.render_as_string(hide_password=True), engine
        path.parent.mkdir(parents=True, exist_ok=True)
        url = URL.create("sqlite", database=str(path))
        engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": WAIT_SECONDS})
    except OSError as error:
        raise StoreError(
            f"the folder cannot be made ({error.strerror})", where=str(path)
        ) from error
    except (NoSuchModuleError, ImportError) as error:
        raise OptionError(
            f"no driver for {server.partition('://')[0]} ({error})",
            expected="SQLite or PostgreSQL",
            where="the database",
            argument="database",
            fix='For PostgreSQL: pip install "crossings[postgres]".',
        ) from error
    except (ArgumentError, ValueError) as error:
        raise OptionError(
            "a database URL that cannot be read",
            expected="one such as postgresql://user@host/name, or the path of a file",
            where="the database",
            argument="database",
        ) from error
    _control_transactions(engine)
    return str(path), engine


@contextmanager
def answering(name: str) -> Iterator[None]:
    """Turn what a database can raise into an error of the package."""
    from sqlalchemy.exc import DBAPIError, SQLAlchemyError

    try:
        yield
    except (DBAPIError, SQLAlchemyError) as error:
        lines = str(getattr(error, "orig", None) or error).strip().splitlines()
        reason = lines[0] if lines else type(error).__name__
        if "invalid connection option" in reason:
            raise OptionError(
                f"a database URL that cannot be used ({reason})",
                expected="options that the driver knows, after the question mark",
                where=name,
                fix="Leave the option out.",
            ) from error
        if "not a database" in reason:
            raise NotAStoreError(
                "a file that is not a database",
                expected="a store that crossings made",
                where=name,
                fix="Name another file, or a new one.",
            ) from error
        raise StoreError(
            f"the database does not answer ({reason})",
            where=name,
            fix="Nothing was changed by the step that failed.",
        ) from error


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
