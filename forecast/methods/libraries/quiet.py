"""Keep other libraries quiet, one call at a time: what they touch belongs to the whole process."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

_one_at_a_time = RLock()


@contextmanager
def quietly(*loggers: str) -> Iterator[None]:
    """Run without warnings, without the loggers that are named, and on one thread of BLAS.

    All three belong to the process, and are put back as they were. A library is silent: a poor
    fit shows in the scores. And matrices of a few columns gain nothing from more threads.
    """
    from threadpoolctl import threadpool_limits

    with _one_at_a_time, threadpool_limits(1, user_api="blas"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        before = {name: logging.getLogger(name).disabled for name in loggers}
        for name in loggers:
            logging.getLogger(name).disabled = True
        try:
            yield
        finally:
            for name, disabled in before.items():
                logging.getLogger(name).disabled = disabled
