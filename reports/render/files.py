"""Writing a report: it is whole or it is not there, and nothing that was there is lost."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from time import sleep

from ...data.errors import UnwritableOutputError

__all__ = ["alone", "check_writable", "write_all"]

TRIES, PAUSE = 1_200, 0.05
"""How often, and after how many seconds, a report that waits for another looks again."""


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

    A folder that is not there yet is guarded by the one that it will be in. It comes into being as
    the last act of whoever is inside, so that nobody is there still when others come to guard it
    by itself. Where the system knows no such lock, nobody waits.

    Raises
    ------
    UnwritableOutputError
        If the others do not come to an end within a minute, or the folder above cannot be made.
    """
    handle = _lock(folder)
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _lock(folder: Path) -> int | None:
    """Return what guards a folder, once no other does; None where there is no lock to be had."""
    for _ in range(TRIES):
        guard = _guard(folder)
        try:
            handle = os.open(guard, os.O_RDONLY)
        except FileNotFoundError:  # it went away between two looks at it
            continue
        except OSError:  # it may not be listed, or the system opens no folders
            return None
        with ExitStack() as opened:
            opened.callback(os.close, handle)
            if _locked(handle, folder):
                opened.pop_all()
                return handle
        sleep(PAUSE)
    raise UnwritableOutputError(
        f"another report is being written there, and has not ended in {TRIES * PAUSE:.0f} seconds",
        where=str(folder),
        fix="Wait for it to end, or choose another folder.",
    )


def _guard(folder: Path) -> Path:
    """Return the folder whose lock guards another: itself or, until it is there, the one above."""
    there = folder.absolute()
    try:
        if there.is_dir():
            return there
        there.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(folder, error.strerror or str(error)) from error
    return there.parent


def _locked(handle: int, folder: Path) -> bool:
    """Whether a folder is guarded now by the lock of this handle."""
    try:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except (ImportError, OSError):  # the system, or that of its files, knows no such lock
        return True
    # Whoever was inside may have made the folder, or somebody put another one in its place.
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(handle), _guard(folder).stat())
    return False


def write_all(
    folder: Path, files: Mapping[str, bytes], *, without: Collection[str] = ()
) -> list[Path]:
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
    without : collection of str
        Names of files in the folder that are taken away as these come.

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
            _put_in_place(folder, fresh, waiting / "old", files, without)
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


def _put_in_place(
    folder: Path, fresh: Path, old: Path, files: Collection[str], without: Collection[str]
) -> None:
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
        for name in without:
            (old / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).replace(old / name)
    except BaseException:  # a full disk, an interruption: nothing half-written either way
        _put_back(folder, old, done, without)
        for parent in made:
            with suppress(OSError):
                parent.rmdir()
        raise


def _put_back(folder: Path, old: Path, done: Collection[str], without: Collection[str]) -> None:
    """Undo what was done: what is not among the old files was not there, or is there still."""
    for name in done:
        with suppress(OSError):
            if (old / name).exists():
                (old / name).replace(folder / name)
            else:
                (folder / name).unlink(missing_ok=True)
    for name in without:
        with suppress(OSError):
            (old / name).replace(folder / name)
