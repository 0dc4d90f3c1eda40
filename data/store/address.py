"""The address of a database as a user gives it: a file, or a server; never one for the other.

A mistyped address of a server must not become a file with a password in its name, and no message
repeats what it cannot read.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import OptionError

if TYPE_CHECKING:
    from sqlalchemy import URL

MAX_PORT = 65_535
EXPECTED = "a URL such as postgresql://user@host/name, or the path of a file"
_SCHEME = re.compile(
    r"\W*(postgres\w*|psql|pgsql|pg|sqlite3?|mysql|mariadb|oracle|mssql|jdbc|duckdb)(\+\w*)?\s*:",
    re.IGNORECASE,
)
"""How the address of a server or a file begins, whatever follows."""
_LINE = re.compile(
    r"(?<!\w)(host|hostaddr|port|user|username|dbname|database|service|passfile)\s*="
    r"|(?<!\w)(pass|passwd|pwd|\w*password)(\W?\s*[=:]|\s+\S)"
    r"|^\W*(psql|pg_\w+)\s",
    re.IGNORECASE,
)
"""A setting of a driver's line, as in ``host=db user=analyst``, of JSON, or of a command line."""
_SIGNED = re.compile(r":.*@", re.DOTALL)
_SERVER = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9]*(\+[A-Za-z0-9]+)?)://"
    r"([\w.~%+-]*(:[^\s@/?#]*)?@)?"  # user and password; any other letter may stand for the colon
    r"([\w.%-]*|\[[\w:.%]+\])(:\d*)?"  # host and port
    r"(/[^\s:@/?#]*)?"
    r"(\?[^\s@#]*)?"
)


def plain_file(name: str) -> str | None:
    """Return the path that an address means, or None where it is on a server.

    Raises
    ------
    OptionError
        If it is neither: nothing that lasts, or the address of a server in a wrong form.

    Examples
    --------
    >>> plain_file("sqlite:///crossings.sqlite")
    'crossings.sqlite'
    >>> plain_file("postgresql://user@host/name") is None
    True
    """
    plain = re.sub(r"^sqlite(\+pysqlite)?:///", "", name)
    if plain.strip() in {"", ":memory:"} or re.match(r"\s*sqlite\d?(\+\w*)?\s*:", plain):
        raise _refused(
            "a database in memory, which is lost when the command ends, or SQLite without a file"
        )
    if "://" in plain:
        return None
    if plain != name and "?" in plain:
        raise _refused("an address of SQLite with a setting")
    without_drive = re.sub(r"^[A-Za-z]:[\\/]", "", plain)
    if any(kind.search(without_drive) for kind in (_LINE, _SIGNED)) or _SCHEME.match(plain):
        raise _refused("neither a URL nor a path")
    if "@" in plain and not Path(plain).parent.expanduser().is_dir():
        raise _refused("neither a URL nor the path of a file in an existing folder")
    return plain


def server_url(address: str) -> URL:
    """Return the URL of a server, its password in no other place than that of the password.

    Raises
    ------
    OptionError
        If it is not one; the message repeats nothing of it.
    """
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    if not _SERVER.fullmatch(address):
        raise _refused("a database URL that cannot be read")
    try:
        # By the driver that comes with the package, whichever way PostgreSQL is spelt.
        url = make_url(re.sub("^postgres(ql)?://", "postgresql+psycopg://", address))
    except (ArgumentError, ValueError):
        raise _refused("a database URL that cannot be read") from None  # it repeats the address
    if url.port is not None and not 0 < url.port <= MAX_PORT:
        raise _refused("a database URL with a port that cannot be")
    if "password" in url.query:
        given = url.query["password"]
        url = url.difference_update_query(["password"]).set(
            password=given if isinstance(given, str) else given[-1]
        )
    return url


def scheme_of(address: str) -> str:
    """Return the scheme of the URL of a server."""
    return address.partition("://")[0]


def _refused(found: str) -> OptionError:
    return OptionError(
        found,
        expected=EXPECTED,
        where="the database",
        argument="database",
        fix="Better keep the password out of it (PGPASSWORD, ~/.pgpass). In a URL, write @ as %40, "
        "/ as %2F, # as %23, ? as %3F.",
    )
