"""The front door: the `crossings` command, thin over the library.

Data goes to stdout, talk to stderr. Exit codes: 0 well, 1 the world failed, 2 the user's mistake.
"""

from .application import app, main

__all__ = ["app", "main"]
