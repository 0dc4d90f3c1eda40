"""The front door: the `crossings` command, thin over the library.

Results go to stdout, messages to stderr. Exit codes: 0 success; 1 outside failure (network, disk);
2 bad request or file; 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .application import app

__all__ = ["app", "main"]

ALLOCATIONS = 50_000
"""New objects after which Python looks for garbage; 700 where nothing is said."""
STOPPED = 130
"""The exit code that shells give to a command that Ctrl-C stopped."""


def main() -> None:
    """Run the command line; Ctrl-C ends it with one line, even while it is being loaded."""
    # No matrix here is large enough for threads to be of use, and without them a report may be made
    # in two processes.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Python looks for garbage as it goes and once more at the end, and finds next to nothing: that
    # took a tenth of the time of a report, and a fifth of the time of a short command.
    gc.set_threshold(ALLOCATIONS)
    atexit.register(gc.freeze)
    try:
        from .application import start

        start()
    except KeyboardInterrupt:
        pass
    except SystemExit as end:
        if end.code != STOPPED:
            raise
    if sys.stderr is not None:
        sys.stderr.write("crossings: stopped\n")
    raise SystemExit(STOPPED)


def __getattr__(name: str) -> Any:
    """Load the app when it is asked for: `main` must answer Ctrl-C while it loads."""
    if name != "app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from .application import app

    return app
