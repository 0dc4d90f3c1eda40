"""Talk goes to stderr, as much of it as the user wants."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum

import typer


class Talk(Enum):
    """How much is said."""

    quiet = "nothing but errors"
    plain = "what a user should know"
    verbose = "details too"


talk: ContextVar[Talk] = ContextVar("talk", default=Talk.plain)


def say(words: str, *, detail: bool = False) -> None:
    """Say something on stderr, where the user wants to hear it."""
    if talk.get() is Talk.verbose or (talk.get() is Talk.plain and not detail):
        typer.echo(f"crossings: {words}", err=True)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on stderr, where somebody looks at it and wants to be told.

    Yields what is told how many are done, and of how many.
    """
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    unseen = talk.get() is Talk.quiet or not console.is_terminal
    with Progress(console=console, transient=True, disable=unseen) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
