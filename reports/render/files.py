"""Writing a report: it is whole or it is not there, and nothing that was there is lost."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from ...data.errors import UnwritableOutputError

__all__ = ["alone", "check_writable", "write_all"]


def check_writable(folder: Path) -> None:
    """Refuse a folder that cannot be written, before any work is done for it.

    Raises
    ------
    UnwritableOutputError
        If it is a file, or may not be written.
    """
    there = folder.absolute()
    try:
        while not there.exists() and there.parent != there:
            there = there.parent
        if not there.is_dir():
            raise _unwritable(folder, f"{there} is no folder")
        # What may be written is not told by permissions alone: a disk may be full, or no disk.
        Path(tempfile.mkdtemp(prefix=".crossings-", dir=there)).rmdir()
    except UnwritableOutputError:
        raise
    except OSError as error:
        raise _unwritable(folder, error.strerror or str(error)) from error


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Let others wait who write into a folder: its list of reports is read and written as one.

    Where the system knows no such lock, nobody waits.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    there = folder.absolute()
    while not there.is_dir() and there.parent != there:
        there = there.parent
    try:
        handle = os.open(there, os.O_RDONLY)
    except OSError:
        yield
        return
    try:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def write_all(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write files into a folder, all of them or none.

    They are written beside their places first and then put into them by renaming; where that
    fails half-way, what stood there before is put back. A folder that is not there yet comes
    into being by a single renaming.

    Parameters
    ----------
    folder : pathlib.Path
        Is made where it is not there.
    files : mapping of str to bytes
        Name, which may have one folder in it, to content.

    Raises
    ------
    UnwritableOutputError
        If anything cannot be written; everything is then as it was.
    """
    waiting: Path | None = None
    try:
        new = not folder.exists()
        beside = folder.absolute().parent if new else folder
        beside.mkdir(parents=True, exist_ok=True)
        waiting = Path(tempfile.mkdtemp(prefix=".crossings-", dir=beside))
        fresh = waiting / "new"
        for name, content in files.items():
            place = fresh / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        if new:
            fresh.replace(folder)
        else:
            _put_in_place(folder, fresh, waiting / "old", files)
    except OSError as error:
        raise _unwritable(folder, error.strerror or str(error)) from error
    finally:
        if waiting is not None:
            shutil.rmtree(waiting, ignore_errors=True)
    return [folder / name for name in files]


def _unwritable(folder: Path, why: str) -> UnwritableOutputError:
    return UnwritableOutputError(
        f"cannot be written ({why})",
        where=str(folder),
        fix="Choose another folder, or make room.",
    )


def _put_in_place(folder: Path, fresh: Path, old: Path, files: Mapping[str, bytes]) -> None:
    """Rename each file into its place; put back what stood there where one cannot be."""
    done: list[str] = []
    made: list[Path] = []
    try:
        for name in files:
            place = folder / name
            if place.is_dir():
                raise IsADirectoryError(0, "a folder stands in its place", str(place))  # noqa: TRY301
            if not place.parent.exists():
                place.parent.mkdir()
                made.append(place.parent)
            if place.exists():
                (old / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(place, old / name)
            done.append(name)
            (fresh / name).replace(place)
    except BaseException:  # a full disk, an interruption: nothing half-written either way
        for name in done:
            with suppress(OSError):
                if (old / name).exists():
                    (old / name).replace(folder / name)
                else:
                    (folder / name).unlink(missing_ok=True)
        for parent in made:
            with suppress(OSError):
                parent.rmdir()
        raise
