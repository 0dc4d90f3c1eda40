"""The app and its commands; nothing heavy is imported before a command runs."""

from __future__ import annotations

import logging
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from . import (
    backtest,
    compare,
    facts,
    forecast,
    history,
    ingest,
    report,
    revisions,
    show,
    sources,
    update,
)

__all__ = ["app", "main"]


class _Group(TyperGroup):
    """Commands whose errors are one message and an exit code, never a traceback."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as error:
            from ..data.errors import CrossingsError  # pulls pandas in, which --help can do without

            if isinstance(error, CrossingsError):
                sys.stderr.write(f"crossings: {error}\n")
                raise typer.Exit(error.exit_code) from None
            if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
                sys.stderr.write(f"crossings: {error.strerror or error}\n")
                raise typer.Exit(1) from None
            raise


app = typer.Typer(
    name="crossings",
    cls=_Group,
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Forecasts of how many people will arrive in the UK by small boat this year.",
)


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it so
    if wanted:
        from importlib.metadata import version

        typer.echo(f"crossings {version('crossings')}")
        raise typer.Exit


@app.callback()
def _common(
    _version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", is_eager=True, callback=_version),
    ] = False,
) -> None:
    pass


COMMANDS = (
    forecast,
    compare,
    facts,
    report,
    show,
    update,
    ingest,
    sources,
    revisions,
    backtest,
    history,
)
for command in COMMANDS:
    app.command(command.__name__.rpartition(".")[2])(command.run)


def main() -> None:
    """Run the command line."""
    # Where it finds no home to write to, matplotlib says so twice, to no use.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    # What is tried again is said by the command, once and in its own words.
    logging.getLogger("stamina").setLevel(logging.ERROR)
    app()
