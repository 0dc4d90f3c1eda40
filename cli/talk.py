"""Messages go to stderr, as many of them as the user wants."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rich.console import Console

LONGEST = 4_000
"""Characters of a line: a title from outside may have no end."""
LINE_SECONDS = 10
"""Where there is no terminal for a bar, a line of progress is due after as long as this."""


class Talk(Enum):
    """How much is said."""

    quiet = "nothing but errors"
    plain = "what a user should know"
    verbose = "details too"


talk: ContextVar[Talk] = ContextVar("talk", default=Talk.plain)


def set_talk(*, quiet: bool, verbose: bool) -> None:
    """Say as much from now on as ``--quiet`` and ``--verbose`` ask for."""
    if quiet and verbose:
        raise typer.BadParameter("--quiet and --verbose ask for opposite things")
    talk.set(Talk.quiet if quiet else Talk.verbose if verbose else Talk.plain)


def say(words: str, *, detail: bool = False) -> None:
    """Say something on stderr, where the user wants to hear it."""
    if talk.get() is Talk.verbose or (talk.get() is Talk.plain and not detail):
        put(f"crossings: {words}", err=True)


def put(*lines: str, err: bool = False) -> None:
    """Write lines to stdout, or to stderr: the way of all text to a terminal that is not data.

    What others wrote may be in any of them, and a terminal obeys what it is sent.
    """
    from ..data.errors import printable  # pulls pandas in, which --help can do without

    typer.echo("".join(f"{printable(line, LONGEST)}\n" for line in lines), nl=False, err=err)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show how far the work is: a bar in a terminal, elsewhere a line now and then.

    Yields what is told how many are done, and of how many.
    """
    console = _terminal()
    if console is None:
        last = time.monotonic()

        def tell(done: int, total: int) -> None:
            nonlocal last
            if time.monotonic() - last >= LINE_SECONDS:
                last = time.monotonic()
                say(f"{what}: {done:,} of {total:,}")

        yield tell
        return
    from rich.progress import Progress

    with Progress(console=console, transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def steps(first: str) -> Iterator[Callable[[str], None]]:
    """Show what is being done: beside a moving bar in a terminal, elsewhere a line for each step.

    Yields what is told the next step, in a few words.
    """
    console = _terminal()
    if console is None:
        say(first)
        yield say
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
    from rich.table import Column

    from ..data.errors import printable

    words = TextColumn("{task.description}", markup=False, table_column=Column())  # may wrap
    columns = (BarColumn(bar_width=12), TimeElapsedColumn(), words)
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(first, total=None)

        def tell(step: str) -> None:
            bar.update(task, description=printable(step))
            say(step, detail=True)

        say(first, detail=True)
        yield tell


def _terminal() -> Console | None:
    """Return the terminal behind stderr; None where there is none, or nothing is to be said."""
    from rich.console import Console

    console = Console(stderr=True)
    shown = console.is_terminal and not console.is_dumb_terminal
    return console if shown and talk.get() is not Talk.quiet else None
