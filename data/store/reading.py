"""Reading a store: plain SQL that every database understands, and what must hold before it is read.

A file is read by the driver of SQLite alone, a server through SQLAlchemy.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import time_ns
from typing import Any

from .tables import TABLES

WAIT_SECONDS = 60
"""How long a command waits for another one that writes."""
SETTLED_NS = 1_000_000_000
"""The age of a file's last change from which the next one has another time for certain."""

Ask = Callable[[str], Iterable[Any]]


@dataclass(frozen=True)
class Reading:
    """A transaction that reads.

    Attributes
    ----------
    ask : callable
        Gives the rows that answer a statement.
    tables : callable
        Gives the names of the tables.
    file : pathlib.Path or None
        Its file; None where it is on a server.
    """

    ask: Ask
    tables: Callable[[], set[str]]
    file: Path | None = None


@contextmanager
def reading_file(path: Path) -> Iterator[Reading]:
    """Read a file of SQLite; what a command that was killed left in it is undone first."""
    with closing(sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None)) as connection:
        connection.execute("BEGIN")

        def names() -> set[str]:
            found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            return {name for (name,) in found if not str(name).startswith("sqlite_")}

        yield Reading(connection.execute, names, path)


def has_store(names: set[str]) -> bool:
    """Whether tables are those of a store, even where its version is lost."""
    return "store_version" in names or {"publication", "copy", "daily", "weekly"} <= names


def is_foreign(names: set[str], *, alone: bool) -> bool:
    """Whether a database without a store belongs to something else.

    A server may have other tables of a team; a file of another program is not ours to write to.
    """
    return bool(names if alone else names & TABLES.keys())


def version_of(ask: Ask) -> int:
    """Return the version of a store.

    Raises
    ------
    ValueError
        If it does not have one version, a whole number above zero.
    """
    found = [version for (version,) in ask("SELECT version FROM store_version")]
    if len(found) != 1 or type(found[0]) is not int or found[0] < 1:
        shown = ", ".join(repr(one) for one in found[:3]) or "none"
        raise ValueError(f"the version of the store is {shown}")
    return int(found[0])


def check_pages(database: Reading) -> None:
    """Raise a ValueError where the pages or the indexes of a file contradict each other.

    Every day stands in an index too, so that a changed figure is found: it would count wrong. A
    server looks after its own pages.
    """
    if database.file is None:
        return
    seen = _state(database.file)
    if _sound and _sound[-1] == seen:
        return
    ((found,),) = database.ask("PRAGMA integrity_check(1)")
    if found != "ok":
        raise ValueError(str(found).replace("\n", " "))
    _sound[:] = [seen] if seen and _state(database.file) == seen else []


_sound: list[tuple[Any, ...]] = []
"""The state of the file whose pages were found sound last, in this process: one at most.

A file is looked at once as long as nothing is written to it, and every change is seen: it gives the
file, or the journal beside it, another size or another time. A file that has just been changed is
not remembered, as the clock of a disk may not tell the next change from that one.
"""


def _state(path: Path) -> tuple[Any, ...]:
    """Return what changes with every change of a file; nothing where it has just been changed."""
    state: list[Any] = [path.absolute()]
    for end in ("", "-journal", "-wal"):
        try:
            found = path.with_name(path.name + end).stat()
        except OSError:
            state.append(None)
            continue
        if time_ns() - max(found.st_mtime_ns, found.st_ctime_ns) < SETTLED_NS:
            return ()
        state += [found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns]
    return tuple(state)
