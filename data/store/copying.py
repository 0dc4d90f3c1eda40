"""A sound copy of a store: built beside the file that it becomes, and never in place of another."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from ..errors import OptionError, StoreError, UnwritableOutputError
from .address import plain_file
from .store import Store

Add = Callable[[dict[str, list[dict[str, Any]]]], bool]


def new_file(name: str | Path) -> Path:
    """Return the path of a copy that is not there yet.

    Raises
    ------
    OptionError
        If it is there, or the name is not that of a file.
    UnwritableOutputError
        If its folder is not there.
    """
    plain = plain_file(str(name))
    if plain is None:
        raise OptionError(
            "the address of a server", expected="the path of a new file", argument="copy"
        )
    path = Path(plain).expanduser()
    if os.path.lexists(path):
        raise _taken(path)
    if not path.parent.is_dir():
        raise UnwritableOutputError(
            f"the folder {path.parent} does not exist", where=str(path), fix="Make it first."
        )
    return path


@contextmanager
def copying(path: Path) -> Iterator[Add]:
    """Write a store to a new file; yield what adds rows to its tables, all or none of a call.

    It stands there once all is in it, or not at all, as where nothing is added. What adds rows
    returns whether it could: a key that is there already is of a damaged store.

    Raises
    ------
    OptionError
        If a file has come to stand there.
    UnwritableOutputError
        If it cannot be written.
    """
    from sqlalchemy import insert
    from sqlalchemy.exc import IntegrityError

    from .schema import METADATA

    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    added = 0
    try:
        with (
            _naming(path, beside),
            closing(Store(str(beside))) as store,
            store._writing() as connection,  # noqa: SLF001 - all in one transaction
        ):

            def add(rows: dict[str, list[dict[str, Any]]]) -> bool:
                nonlocal added
                try:
                    with connection.begin_nested():
                        for table in (name for name in rows if rows[name]):
                            connection.execute(insert(METADATA.tables[table]), rows[table])
                except IntegrityError:
                    return False
                added += sum(map(len, rows.values()))
                return True

            yield add
        if added:
            _place(beside, path)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def _naming(path: Path, beside: Path) -> Iterator[None]:
    """Name the file that was asked for, where the one beside it cannot be written."""
    try:
        yield
    except StoreError as error:
        if error.where != str(beside):  # of the store that is copied
            raise
        raise UnwritableOutputError(
            f"cannot be written: {error.found}",
            where=str(path),
            fix="Make room, or name a file on another disk.",
        ) from error


def _place(beside: Path, path: Path) -> None:
    """Let a file stand where it belongs, and in place of no other."""
    try:
        os.link(beside, path)  # refuses what is there, which a rename would not
    except FileExistsError:
        raise _taken(path) from None
    except OSError:  # a disk without links
        if os.path.lexists(path):
            raise _taken(path) from None
        try:
            beside.rename(path)
        except OSError as error:
            raise UnwritableOutputError(
                f"cannot be written ({error.strerror})", where=str(path)
            ) from error


def _taken(path: Path) -> OptionError:
    return OptionError(
        "a file that already exists",
        expected="the name of a new file",
        where=str(path),
        argument="copy",
    )
