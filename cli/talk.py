"""Talk goes to stderr, as much of it as the user wants."""

from __future__ import annotations

from contextvars import ContextVar
from enum import Enum

import typer

__all__ = ["Talk", "say", "talk"]


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
