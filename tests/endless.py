"""Attempts with what comes from outside, changed at random, within bounds on memory and time.

A test takes a fixed number of seeds, in seconds. `make fuzz` takes new ones for as long as it is
told. What it finds is written to `corpus/found`, which every later run tries first: a file there
stays when the fault is mended.
"""

from __future__ import annotations

import os
import random
import resource
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Attempt = Callable[[bytes], object]
Batch = list[tuple[int, bytes]]

FOUND = Path(__file__).parent / "corpus" / "found"
MINUTES = float(os.environ.get("FUZZ_MINUTES", "0"))
"""Of each kind; nought is the fixed number of seeds."""
BATCH = 50
LIMIT_SECONDS, LIMIT_BYTES = 10, 2**30
"""For one attempt, and for a batch of them beyond what this process has already."""


def hold(kind: str, make: Callable[[int], bytes], attempt: Attempt, *, seeds: int) -> None:
    """Attempt what was found once, then what the seeds make; fail where an attempt does.

    Parameters
    ----------
    kind : str
        What is tried, a word for the names of files.
    make : callable
        Returns what a seed stands for, always the same.
    attempt : callable
        Raises where something does not hold.
    seeds : int
        How many seeds a test takes.
    """
    kept = sorted(FOUND.glob(f"{kind}-*"))
    failed = limited(attempt, [(n, path.read_bytes()) for n, path in enumerate(kept)])
    if failed is not None:
        pytest.fail(f"{kept[failed].name} fails again")
    for batch in _batches(make, seeds):
        failed = limited(attempt, batch)
        if failed is not None:
            FOUND.mkdir(exist_ok=True)
            (FOUND / f"{kind}-{failed}").write_bytes(dict(batch)[failed])
            pytest.fail(f"{kind} of seed {failed}, which is kept in {FOUND}")


def limited(attempt: Attempt, batch: Batch) -> int | None:
    """Attempt a batch in a process of its own; return the seed at which it ended, if it did."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            limit = _size() + LIMIT_BYTES
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            for seed, content in batch:
                os.write(writing, f"{seed}\n".encode())
                signal.alarm(LIMIT_SECONDS)
                attempt(content)
            code = 0
        except BaseException:  # noqa: BLE001 - this process ends here, whatever it is
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as told:
        seeds = told.read().split()
    _, status = os.waitpid(child, 0)
    return int(seeds[-1]) if status else None


def _size() -> int:
    """Return the size of this process, in bytes of addresses."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    return int(pages) * resource.getpagesize()


def _batches(make: Callable[[int], bytes], seeds: int) -> Iterator[Batch]:
    """Yield seeds with what they make: a fixed number of them, or for as long as is asked."""
    if not MINUTES:
        yield [(seed, make(seed)) for seed in range(seeds)]
        return
    end = time.monotonic() + 60 * MINUTES
    seed = random.SystemRandom().randrange(10**9)
    while time.monotonic() < end:
        yield [(one, make(one)) for one in range(seed, seed + BATCH)]
        seed += BATCH
