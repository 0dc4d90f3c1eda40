"""Writing a report: each file is whole or not there, and a new folder comes whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from ...data.errors import UnwritableOutputError

WORKING = ".crossings-writing-"
"""Begins the name of a working folder."""
ABANDONED = 3_600
"""Seconds after which a working folder is one that a killed run left behind."""


def check_writable(folder: Path) -> None:
    """Refuse a folder that cannot be written, before any work is done for it.

    Raises
    ------
    UnwritableOutputError
        If it is a file, or may not be written.
    """
    wanted = folder.absolute()
    try:
        there = next(path for path in (wanted, *wanted.parents) if path.exists())
        if there.is_dir():
            # Permissions alone do not decide: a disk may be full, or no disk.
            TemporaryDirectory(prefix=WORKING, dir=there).cleanup()
            return
    except OSError as error:
        raise _unwritable(folder, error.strerror or str(error)) from error
    raise _unwritable(folder, f"{there} is not a folder")


def write_all(
    folder: Path, files: Mapping[str, bytes], *, without: Collection[str] = ()
) -> list[Path]:
    """Write files into a folder.

    They are written into a working folder first, so that a full disk changes nothing, and then
    renamed into their places: no reader, and no other writer, meets half a file. A folder that
    is not there yet comes into being by one renaming. In one that is, those below a subfolder go
    first: a page never shows pictures that are not there.

    Parameters
    ----------
    folder : pathlib.Path
        Is made where it is not there.
    files : mapping of str to bytes
        Name, which may have one folder in it, to content.
    without : collection of str
        Names of files in the folder that are taken away once these are there.

    Returns
    -------
    list of pathlib.Path
        The files, in the order given.

    Raises
    ------
    UnwritableOutputError
        If anything cannot be written.
    """
    beside = folder if folder.exists() else folder.absolute().parent
    try:
        beside.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=WORKING, dir=beside, ignore_cleanup_errors=True) as made:
            working = Path(made)
            _sweep(beside, working)
            fresh = working / "new"  # unlike the working folder, open to other users
            for name, content in files.items():
                (fresh / name).parent.mkdir(parents=True, exist_ok=True)
                (fresh / name).write_bytes(content)
            _put_in_place(folder, fresh, files)
        for name in without:
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(folder, error.strerror or str(error)) from error
    return [folder / name for name in files]


def _put_in_place(folder: Path, fresh: Path, files: Collection[str]) -> None:
    if not folder.exists():
        with suppress(OSError):  # another report made the folder meanwhile
            fresh.replace(folder)
            return
    for place in (folder / name for name in files):
        if place.is_dir():
            raise IsADirectoryError(0, "a folder stands in its place", str(place))
    for name in sorted(files, key=lambda name: "/" not in name):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (fresh / name).replace(folder / name)


def _sweep(beside: Path, working: Path) -> None:
    """Remove the working folders of killed runs, by their age against that of our own."""
    for other in beside.glob(f"{WORKING}*"):
        with suppress(OSError):
            if working.stat().st_mtime - other.stat().st_mtime > ABANDONED:
                shutil.rmtree(other, ignore_errors=True)


def _unwritable(folder: Path, why: str) -> UnwritableOutputError:
    return UnwritableOutputError(
        f"cannot be written ({why})",
        where=str(folder),
        fix="Choose another folder, or make room.",
    )
