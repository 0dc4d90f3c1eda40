"""Work in a second process, beside that of this one."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
import warnings
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

THREADS = Path("/proc/self/task")
"""Where Linux lists the threads of this process, those that Python does not know of too."""
SECONDS = 300
"""How long a copy is waited for once this process has done its own part."""


def in_second_process(work: Callable[[], T]) -> Callable[[], T]:
    """Start work in a copy of this process; return what waits for its result.

    The copy knows all that this process knows, and starts in milliseconds. Where a copy is not
    safe, or gives no result, the work is done here, when the result is asked for: so what it
    returns, or raises, is always the same. What it changes, or prints, is lost.

    Parameters
    ----------
    work : callable
        Takes nothing; its result can be pickled. It must not wait for another thread.

    Examples
    --------
    >>> total = in_second_process(lambda: sum(range(1000)))
    >>> total()
    499500
    """
    if not _is_safe():
        return work
    fork: Any = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe(duplex=False)
    copy = fork.Process(target=_deliver, args=(work, ours, theirs), daemon=True)
    try:
        with warnings.catch_warnings():
            # Of threads, from Python 3.12 on: those that may be there are known to do no harm.
            warnings.simplefilter("ignore", DeprecationWarning)
            copy.start()
    except OSError:  # no room for another process
        return work
    theirs.close()

    def result() -> T:
        try:
            delivered: list[T] = [ours.recv()] if ours.poll(SECONDS) else []
        except (EOFError, OSError):  # it failed, or was stopped
            delivered = []
        finally:
            copy.kill()
            copy.join()
            ours.close()
        return delivered[0] if delivered else work()

    return result


def _deliver(work: Callable[[], Any], end_of_parent: Connection, to: Connection) -> None:
    """Do the work, and send what it returns; whatever fails is left to the first process."""
    # Left open here, it would have this process wait for ever where the first one was killed.
    end_of_parent.close()
    # Another thread may have been writing when the copy was made: it never ends that here.
    sys.stdout = sys.stderr = None
    try:
        to.send(work())
    except BaseException:  # noqa: BLE001 - an interrupt too: the first process has it as well
        os._exit(1)


def _is_safe() -> bool:
    """Whether a copy of this process can work on, and has a processor to do so.

    A copy has one thread. Threads of other libraries, such as those of linear algebra, would be
    missing there, and those of Python may have left a lock behind. A daemon is none of these: it
    may be stopped at any moment, and holds nothing that others need.
    """
    if sys.platform != "linux" or multiprocessing.current_process().daemon:
        return False
    if len(os.sched_getaffinity(0)) == 1:  # the processors that this process may use
        return False
    threads = threading.enumerate()
    others = [one for one in threads if one is not threading.current_thread()]
    try:
        known = len(list(THREADS.iterdir())) == len(threads)
    except OSError:
        return False
    return known and all(one.daemon for one in others)
