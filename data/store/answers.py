"""What a database answers when it fails, as an error of the package.

The one place where damage is told from a database that does not answer, and from a mistake.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

from ..errors import CrossingsError, DamagedStoreError, NotAStoreError, OptionError, StoreError

if TYPE_CHECKING:
    from pathlib import Path

HEADER = b"SQLite format 3\0"
"""How every file of SQLite begins."""
UNCHANGED = "Nothing was changed by the step that failed."
STOPPED = (
    "A command was stopped while it wrote. The next one undoes what it left (crossings sources); "
    "then try again."
)
OF_THE_WORLD = {
    sqlite3.SQLITE_READONLY_ROLLBACK: STOPPED,
    sqlite3.SQLITE_READONLY_RECOVERY: STOPPED,
    sqlite3.SQLITE_BUSY: "Another command is writing to it: try again in a minute.",
    sqlite3.SQLITE_LOCKED: "Another command is writing to it: try again in a minute.",
    sqlite3.SQLITE_READONLY: "The file, its folder or its disk is read-only: copy it to where you "
    "can write.",
    sqlite3.SQLITE_PERM: "Ask for the right to read the file.",
    sqlite3.SQLITE_AUTH: "Ask for the right to read the file.",
    sqlite3.SQLITE_CANTOPEN: "Check that you may read the file and write to its folder.",
    sqlite3.SQLITE_IOERR: f"{UNCHANGED} Check the disk.",
    sqlite3.SQLITE_FULL: f"{UNCHANGED} Make room on the disk.",
    sqlite3.SQLITE_CONSTRAINT: UNCHANGED,
    sqlite3.SQLITE_NOMEM: UNCHANGED,
    sqlite3.SQLITE_INTERRUPT: UNCHANGED,
    sqlite3.SQLITE_PROTOCOL: UNCHANGED,
}
"""What to do about each failure of SQLite that is no damage of the file."""
OF_A_SERVER = {
    r"42501": "Ask the owner of the database for the right: USAGE on its schema and SELECT to "
    "read, INSERT, UPDATE and DELETE to keep something, CREATE for the first use.",
    r"password|authentication|28P01|28000": "Check the user name and the password "
    "(PGPASSWORD, ~/.pgpass).",
    r"database .* does not exist|3D000": "Make the database first, for example with createdb.",
    r"role .* does not exist": "Check the user name.",
    r"too many|connection slots|53300": "Every connection of the server is taken: try again later.",
    r"55P03|57014": "Another command is writing to it: try again in a minute.",
    r"57P0|08\d\d\d|closed|terminating|connection is (lost|bad)|consuming|starting|shutting": (
        f"The connection was lost. {UNCHANGED} Run the command again once the server answers."
    ),
    r"25006": "The database takes no changes now: it is read-only.",
    r"refused|resolve host|timeout": f"{UNCHANGED} Check that the server runs, and the name of "
    "the host.",
}
"""What to do about each failure of a server, by its code or its words."""
LACKING = ("42P01", "42703")
"""Codes of PostgreSQL for a table and a column that are not there."""


@contextmanager
def answering(name: str, password: str | None = None) -> Iterator[None]:
    """Turn what a database can raise, and rows that cannot be read, into an error of the package.

    Parameters
    ----------
    name : str
        Of the database, for messages.
    password : str, optional
        What no message shows, not even that of the cause.
    """
    try:
        yield
    except CrossingsError:
        raise
    except sqlite3.Error as error:
        raise _error_of(name, error, password) from error
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        # A value of a row that is not what its column says: a date that is none, text as a figure.
        raise damaged(name, str(error)) from error
    except Exception as error:
        from sqlalchemy.exc import SQLAlchemyError  # loaded where it was used, or something failed

        if not isinstance(error, SQLAlchemyError):
            raise
        raise _error_of(name, error, password) from (None if password else error)


def damaged(name: str, what: str) -> DamagedStoreError:
    """Return the error of a store that is damaged; it says how to go on."""
    return DamagedStoreError(
        f"the store is damaged ({what})",
        where=name,
        fix=f"What is held and what is damaged: crossings doctor --database {name}. To go on, "
        "put your publications into a new store: crossings ingest FILE --database NEW",
    )


def something_else(name: str) -> NotAStoreError:
    """Return the error of a database that belongs to another program."""
    return NotAStoreError(
        "a database of another program",
        expected="a store that crossings made",
        where=name,
        fix="Name another database.",
    )


def too_new(name: str, version: int, known: int) -> NotAStoreError:
    """Return the error of a store that a newer version of the package made."""
    return NotAStoreError(
        f"a store of version {version}",
        expected=f"a store of version {known} or less",
        where=name,
        fix="Install a newer version of crossings.",
    )


def not_a_store(name: str, path: Path | None = None) -> CrossingsError:
    """Return the error of a file that is not SQLite's, or whose first bytes alone are."""
    if path is not None:
        with path.open("rb") as file:
            if file.read(len(HEADER)) == HEADER:
                return damaged(name, "the file is cut short or overwritten")
    return NotAStoreError(
        "a file that is not a database",
        expected="a store that crossings made",
        where=name,
        fix="Name another file, or a new one.",
    )


def _error_of(name: str, error: Exception, password: str | None) -> CrossingsError:
    cause = getattr(error, "orig", None) or error
    lines = str(cause).strip().splitlines()
    reason = lines[0] if lines else type(error).__name__
    for shown in (password, quote(password), quote_plus(password)) if password else ():
        reason = reason.replace(shown, "***")
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(name, cause, reason)
    if "invalid connection option" in reason:
        return OptionError(
            f"a database URL that cannot be used ({reason})",
            expected="options that the driver knows, after the question mark",
            where=name,
            fix="Leave the option out.",
        )
    code = getattr(cause, "sqlstate", None) or ""
    if code in LACKING:
        return damaged(name, reason)
    said = f"{code} {reason}"
    fix = next((fix for words, fix in OF_A_SERVER.items() if re.search(words, said)), UNCHANGED)
    return StoreError(f"the database does not answer ({reason})", where=name, fix=fix)


def _of_sqlite(name: str, error: sqlite3.Error, reason: str) -> CrossingsError:
    whole = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    code = whole & 0xFF  # the rest says more of it
    if code == sqlite3.SQLITE_NOTADB:
        from pathlib import Path

        return not_a_store(name, Path(name))
    if code in OF_THE_WORLD:
        fix = OF_THE_WORLD.get(whole, OF_THE_WORLD[code])
        return StoreError(f"the database does not answer ({reason})", where=name, fix=fix)
    return damaged(name, reason)
