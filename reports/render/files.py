"""Writing a report: every file is whole, and those of one report change together.

All files of a report are first written into a working folder, with a plan of where they go. One
renaming makes it the folder of what is decided; only then do they go to their places, in a moment.
A run that ends before that renaming has changed nothing. One that ends after it, whatever ends it,
is finished by the next run: the plan is there, and a file that has gone to its place is not touched
again. In the moment between, or until that next run, some files are new and others old, and each
is whole.
"""

from __future__ import annotations

import errno
import json
import os
import platform
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from pathlib import Path, PurePosixPath
from secrets import token_hex
from typing import TypeAlias

from ...data.errors import UnwritableOutputError

WORKING = ".crossings-writing-"
"""Begins the name of a working folder."""
DECIDED = ".crossings-written"
"""The name of a working folder whose files go to their places."""
NEW, OLD, PLAN = "new", "old", "plan.json"
"""What a working folder holds."""
HERE = f"{WORKING}{re.sub(r'[^A-Za-z0-9]', '-', platform.node())}."
"""Begins the name of a working folder of this machine: a disk may have others."""
ABANDONED = 3_600
"""Seconds after which a working folder that cannot be locked is one that a killed run left."""
MOST_OPEN = 200
"""Files that are held open at once."""
TRIES, PAUSE = 600, 0.05
"""How often, and after how many seconds, a folder is tried that another report is written into."""

More: TypeAlias = Callable[[], tuple[Mapping[str, bytes], Collection[str]]]


def check_writable(folder: Path) -> None:
    """Refuse a folder that cannot be written, before any work is done for it.

    What a killed run left in it is finished, or removed.

    Raises
    ------
    UnwritableOutputError
        If it is a file, or may not be written.
    """
    wanted = folder.absolute()
    try:
        there = next(path for path in (wanted, *wanted.parents) if path.exists())
        if there.is_dir():
            if there == wanted:
                with _alone(folder):
                    _finish(folder)
            # Permissions alone do not decide: a disk may be full, or no disk.
            with _working(there) as working:
                _sweep(wanted.parent, working)  # where one that made the folder had its own
            return
    except UnwritableOutputError:
        raise
    except OSError as error:
        raise _unwritable(folder, error.strerror or str(error)) from error
    raise _unwritable(folder, f"{there} is not a folder")


def write_all(folder: Path, files: Mapping[str, bytes], *, more: More | None = None) -> list[Path]:
    """Write files into a folder: all of them, or none.

    A full disk changes nothing. No reader, and no other writer, meets half a file. A folder that
    is not there yet comes into being by one renaming. Reports that are written into one folder at
    the same time wait for each other, where the disk has locks.

    Parameters
    ----------
    folder : pathlib.Path
        Is made where it is not there.
    files : mapping of str to bytes
        Name, which may have folders in it, to content. Those below a folder go to their places
        first: a page never shows pictures that are not there.
    more : callable, optional
        Asked, when no other report can be written into the folder, for further files and for the
        names of those that are to be taken away.

    Returns
    -------
    list of pathlib.Path
        The files, in the order given.

    Raises
    ------
    UnwritableOutputError
        If anything cannot be written.
    """
    try:
        while True:
            if not folder.exists():
                whole, _ = _whole(files, more)
                if _create(folder, whole):
                    break
            with _alone(folder):
                _finish(folder)
                whole, gone = _whole(files, more)
                _replace(folder, whole, gone)
            break
    except UnwritableOutputError:
        raise
    except OSError as error:
        raise _unwritable(folder, error.strerror or str(error)) from error
    return [folder / name for name in whole]


def _whole(
    files: Mapping[str, bytes], more: More | None
) -> tuple[Mapping[str, bytes], Collection[str]]:
    added, gone = more() if more else ({}, ())
    return {**files, **added}, gone


def _create(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Make a folder with all its files; False where another report has made it meanwhile."""
    beside = folder.absolute().parent
    beside.mkdir(parents=True, exist_ok=True)
    with _working(beside) as working:
        fresh = _stage(working, files)
        try:
            fresh.replace(folder)
        except OSError:
            if not folder.exists():
                raise
            return False
    return True


def _replace(folder: Path, files: Mapping[str, bytes], gone: Collection[str]) -> None:
    """Put files into a folder that is there, and take others away."""
    for place in (folder / name for name in files):
        if place.is_dir():
            raise IsADirectoryError(errno.EISDIR, "a folder stands in its place", str(place))
        for above in place.relative_to(folder).parents:
            if (folder / above).exists() and not (folder / above).is_dir():
                raise NotADirectoryError(errno.ENOTDIR, "a file stands in its place", str(above))
    with _working(folder) as working:
        _stage(working, files)
        (working / OLD).mkdir()
        plan = {**_moves(folder, files, gone), "gone": list(gone)}
        (working / PLAN).write_bytes(json.dumps(plan).encode())
        try:
            _decide(folder, working)
            _finish(folder)
        except KeyboardInterrupt:
            _finish(folder)  # it takes a moment, and half of it would be neither old nor new
            raise


def _moves(
    folder: Path, files: Collection[str], gone: Collection[str]
) -> dict[str, Collection[str]]:
    """Return what is to be renamed, in order, and which folders are to be replaced by that.

    A folder goes as one where there is none of its name, or one that holds nothing but what this
    report replaces: the fewer moves, the shorter the moment in which some have been made and
    others have not.
    """
    ours = {*files, *gone}
    ours |= {str(above) for name in ours for above in PurePosixPath(name).parents}

    @cache
    def goes_as_one(path: PurePosixPath) -> bool:
        there = folder / path
        return not there.is_symlink() and all(
            one.relative_to(folder).as_posix() in ours for one in there.rglob("*")
        )

    moves: dict[str, None] = {}
    for name in sorted(files, key=lambda name: "/" not in name):
        *above, _ = PurePosixPath(name).parents
        whole = next((str(path) for path in reversed(above) if goes_as_one(path)), name)
        moves[whole] = None
    return {"new": list(moves), "whole": [name for name in moves if (folder / name).is_dir()]}


def _decide(folder: Path, working: Path) -> None:
    """Make a working folder the one whose files go to their places: from here on they do."""
    while True:
        try:
            working.replace(folder / DECIDED)
        except OSError as error:
            if error.errno not in {errno.ENOTEMPTY, errno.EEXIST}:
                raise
            _finish(folder)  # of another run, on a disk without locks
        else:
            return


def _finish(folder: Path) -> None:
    """Bring the files that a run has decided on to their places, those that are not there yet."""
    decided = folder / DECIDED
    if not decided.is_dir():
        return
    try:
        plan = json.loads((decided / PLAN).read_bytes())
        new, whole, gone = (_within(plan[part]) for part in ("new", "whole", "gone"))
    except (ValueError, LookupError, TypeError) as error:
        raise UnwritableOutputError(
            "a report that was never finished, and cannot be",
            where=str(decided),
            fix="Remove it, then make the report again.",
        ) from error
    _move(decided, folder, new, whole)
    for name in whole:  # what somebody has put there since it was decided on comes back
        former = decided / OLD / name.replace("/", "-")
        for path in former.rglob("*"):
            place = folder / name / path.relative_to(former)
            known = place.exists() or place.relative_to(folder).as_posix() in gone
            if not path.is_dir() and not known:
                _bring(path, place)
    for name in gone:
        (folder / name).unlink(missing_ok=True)
    done = folder / f"{HERE}{token_hex(4)}"
    with suppress(FileNotFoundError):  # another run has been as quick, on a disk without locks
        decided.replace(done)  # without its plan, it must not pass for one that is decided
    shutil.rmtree(done, ignore_errors=True)


def _move(decided: Path, folder: Path, new: list[str], whole: list[str]) -> None:
    """Bring files and folders to their places, and nothing else: it is to take a moment."""
    ways = [(str(decided / NEW / name), str(folder / name)) for name in new]
    with ExitStack() as former:
        # A file that nobody has open is freed when it is replaced, which takes as long as all else.
        for _, place in ways[:MOST_OPEN] if os.name == "posix" else ():
            with suppress(OSError):
                former.callback(os.close, os.open(place, os.O_RDONLY | os.O_NONBLOCK))
        for name in whole:
            if (decided / NEW / name).is_dir() and (folder / name).is_dir():
                (folder / name).replace(decided / OLD / name.replace("/", "-"))
        for source, place in ways:
            try:
                os.replace(source, place)  # noqa: PTH105 - a path would double the time
            except OSError:
                _bring(Path(source), Path(place))


def _bring(source: Path, place: Path) -> None:
    """Bring a file or a folder to a place that has changed since it was decided on."""
    if source.is_dir() and place.is_dir():
        for path in source.iterdir():
            _bring(path, place / path.name)
    elif source.exists():  # otherwise it is in its place already
        place.parent.mkdir(parents=True, exist_ok=True)
        source.replace(place)


def _within(names: Iterable[str]) -> list[str]:
    """Return names, all of them of files within the folder."""
    found = list(map(str, names))
    if any(PurePosixPath(name).is_absolute() or ".." in Path(name).parts for name in found):
        raise ValueError(found)
    return found


def _stage(working: Path, files: Mapping[str, bytes]) -> Path:
    """Write files into a working folder; return the folder in it that has them."""
    fresh = working / NEW
    fresh.mkdir()
    # Open to those who may read the report: one of them may have to finish it.
    working.chmod(fresh.stat().st_mode & 0o777)
    for name, content in files.items():
        (fresh / name).parent.mkdir(parents=True, exist_ok=True)
        (fresh / name).write_bytes(content)
    return fresh


@contextmanager
def _working(beside: Path) -> Iterator[Path]:
    """Make a working folder, remove those of runs that are over, and this one in the end."""
    while True:
        working = Path(tempfile.mkdtemp(prefix=HERE, dir=beside))
        with suppress(BlockingIOError):  # another run took it for one that is over
            held = _lock(working)
            if working.exists():
                break
    try:
        _sweep(beside, working)
        yield working
    finally:
        shutil.rmtree(working, ignore_errors=True)
        if held is not None:
            os.close(held)


def _sweep(beside: Path, working: Path) -> None:
    """Remove the working folders of killed runs, and nothing else.

    A run locks its own: what can be locked was left behind. Where there are no locks, or the run
    may be on another machine, its age decides, by the clock of the disk.
    """
    for other in beside.glob(f"{WORKING}*"):
        held = None
        with suppress(OSError):
            if other.is_symlink() or {path.name for path in other.iterdir()} - {NEW, OLD, PLAN}:
                continue
            held = _lock(other)
            seconds = working.stat().st_mtime - other.stat().st_mtime
            if seconds > ABANDONED or (held is not None and other.name.startswith(HERE)):
                shutil.rmtree(other, ignore_errors=True)
        if held is not None:
            os.close(held)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other reports out of a folder while one is put into it."""
    for attempt in range(TRIES):
        try:
            held = _lock(folder)
            break
        except BlockingIOError:
            if attempt == TRIES - 1:
                raise BlockingIOError(
                    errno.EAGAIN, "another report is being written into it"
                ) from None
            time.sleep(PAUSE)
    try:
        yield
    finally:
        if held is not None:
            os.close(held)


def _lock(folder: Path) -> int | None:
    """Lock a folder until what is returned is closed; None where the disk has no locks.

    Raises
    ------
    BlockingIOError
        If another run has locked it.
    """
    try:
        from fcntl import LOCK_EX, LOCK_NB, flock

        held = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):
        return None
    try:
        flock(held, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        os.close(held)
        raise
    except OSError:
        os.close(held)
        return None
    return held


def _unwritable(folder: Path, why: str) -> UnwritableOutputError:
    fix = "Choose another folder, or make room."
    with suppress(OSError):
        if (folder / DECIDED).exists():
            fix = "The next report into this folder puts what is missing in its place."
    return UnwritableOutputError(f"cannot be written ({why})", where=str(folder), fix=fix)
