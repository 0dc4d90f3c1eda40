"""The way to a database: a file of SQLite, or a server that a URL names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import OptionError, StoreError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

__all__ = ["ENVIRONMENT", "default_path", "file_of", "open_engine"]

ENVIRONMENT = "CROSSINGS_DATABASE_URL"
WAIT_SECONDS = 60
"""How long a writer waits for another one."""


def default_path() -> Path:
    """Return where the store is where nothing else is said: in the user's data folder."""
    from platformdirs import user_data_path

    return user_data_path("crossings", appauthor=False) / "crossings.sqlite"


def file_of(database: str | None) -> Path | None:
    """Return the file that holds a database, or None where a server does."""
    if database is None:
        return default_path()
    plain = database.removeprefix("sqlite:///")
    return None if "://" in plain else Path(plain)


def open_engine(database: str | None) -> tuple[str, Engine]:
    """Return what to call a database in messages, and the way to it."""
    from sqlalchemy import create_engine, make_url
    from sqlalchemy.engine import URL
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError

    path = file_of(database)
    if path is not None or database is None:
        path = path or default_path()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"the folder cannot be made ({error.strerror})", where=str(path.parent)
            ) from error
        url = URL.create("sqlite", database=str(path))
    else:
        # The names that the world gives PostgreSQL, and the driver that the package brings.
        scheme, _, rest = database.partition("://")
        plain = scheme in {"postgres", "postgresql"}
        try:
            url = make_url(f"postgresql+psycopg://{rest}" if plain else database)
        except (ArgumentError, ValueError) as error:
            raise OptionError(
                "a database URL that cannot be read",
                expected="one such as postgresql://user@host/name, or the path of a file",
                where="the database",
            ) from error
    name = url.database if url.drivername == "sqlite" else url.render_as_string(hide_password=True)
    options = {"timeout": WAIT_SECONDS} if url.drivername == "sqlite" else {}
    try:
        engine = create_engine(url, connect_args=options)
    except (NoSuchModuleError, ImportError) as error:
        raise OptionError(
            f"no driver for {url.drivername} ({error})",
            expected="SQLite or PostgreSQL",
            where="the database",
            fix='For PostgreSQL: pip install "crossings[postgres]".',
        ) from error
    if engine.dialect.name == "sqlite":
        _control_transactions(engine)
    return str(name), engine


def _control_transactions(engine: Engine) -> None:
    """Begin transactions at once, and those that write alone: the driver would do so too late."""
    from sqlalchemy import event

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
