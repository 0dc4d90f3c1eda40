"""The front door: the `crossings` command, thin over the library.

Results go to stdout, messages to stderr. Exit codes: 0 success; 1 outside failure (network, disk);
2 bad request or file.
"""

from .application import app, main

__all__ = ["app", "main"]
