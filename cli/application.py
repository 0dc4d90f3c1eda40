"""The app and its commands; nothing heavy is imported before a command runs."""

from __future__ import annotations

import io
import logging
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from . import (
    backtest,
    compare,
    doctor,
    facts,
    forecast,
    history,
    ingest,
    report,
    revisions,
    settings,
    show,
    sources,
    update,
)
from .options import listed
from .talk import Talk, put, say, set_talk, talk

OPTIONS = {
    "as_of": "--as-of", "count": "--count", "model": "--model", "n_jobs": "--jobs",
    "n_paths": "--paths", "seed": "--seed", "since": "--since", "year": "--year",
    "formats": "--formats", "site": "--site", "target": "--target", "period": "--period",
    "totals_since": "since in crossings.toml",
    "bins": "--bins", "reference_date": "--reference-date",
}  # fmt: skip
"""What the library calls an argument, and the user an option."""
TALK = ("quiet", "verbose")
"""Options that stand before a command or after it."""
PAIR = "--between"
"""The option that takes two values."""
OF_PEOPLE = ("facts", "history", "report")
"""Commands that speak of people arriving by small boat, and of nothing else."""
OF_BACKTEST = {"model": "--models", "models": "--models", "origins": "--from and --to"}


class _Group(TyperGroup):
    """Commands whose errors are one message and an exit code, never a traceback."""

    def make_context(self, *args: Any, **extra: Any) -> Any:
        try:
            return super().make_context(*args, **extra)
        except Exception as error:
            _make_printable(error)
            raise

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as error:
            # Pulls pandas in, which --help can do without.
            from ..data.errors import CrossingsError, without_password

            if isinstance(error, CrossingsError):
                options = OPTIONS | (OF_BACKTEST if ctx.invoked_subcommand == "backtest" else {})
                message = error.message(options.get(error.argument or ""))
                put(f"crossings: {message}", err=True)
                raise typer.Exit(error.exit_code) from None
            if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
                where = f"{error.filename}: " if error.filename else ""
                said = without_password(f"{where}{error.strerror or error}")
                put(f"crossings: {said}", err=True)
                raise typer.Exit(1) from None
            _make_printable(error)
            raise


def _make_printable(error: Exception) -> None:
    """Make the message on a mistyped line printable, and hide passwords: it repeats what was typed.

    What raises it is of typer or of click, by the version.
    """
    if isinstance(message := getattr(error, "message", None), str):
        from ..data.errors import printable, without_password

        error.message = printable(without_password(message))  # type: ignore[attr-defined]


app = typer.Typer(
    name="crossings",
    cls=_Group,
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    # As wide as the terminal: without a limit of its own, help stops at 80 columns.
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": sys.maxsize},
    help="Forecasts of how many people will arrive in the UK by small boat this year.",
)


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it so
    if wanted:
        from importlib.metadata import version

        typer.echo(f"crossings {version('crossings')}")
        raise typer.Exit


class _Command(TyperCommand):
    """A command that reads the configuration; a wrong one does not keep its --help from anybody.

    It takes the options of `TALK` too, as the words before it do.
    """

    def get_params(self, ctx: Any) -> list[Any]:
        *own, ask = super().get_params(ctx)
        common = ctx.parent.command.params if ctx.parent else []
        return [*own, *(one for one in common if one.name in TALK), ask]

    def format_help(self, ctx: Any, formatter: Any) -> None:
        options: list[Any] = list(self.params)
        for one in options:
            if (names := listed(one.name)) and not one.help.endswith(names):
                one.help += names
        super().format_help(ctx, formatter)

    def make_context(self, info_name: Any, args: Any, parent: Any = None, **extra: Any) -> Any:
        refused = None
        if extra.get("resilient_parsing"):  # completion of a line that is not written yet
            return super().make_context(info_name, args, parent, **extra)
        try:
            extra["default_map"] = settings.defaults()
        except Exception as error:  # noqa: BLE001 - raised once it is known that a command is meant
            refused = error
        context = super().make_context(info_name, _paired(args), parent, **extra)
        if refused:
            raise refused
        return context

    def invoke(self, ctx: Any) -> Any:
        quiet, verbose = (ctx.params.pop(name, False) for name in TALK)
        set_talk(
            quiet=quiet or talk.get() is Talk.quiet, verbose=verbose or talk.get() is Talk.verbose
        )
        configured = ctx.default_map or {}
        if configured:
            say(f"configuration of {settings.path()}: {', '.join(configured)}", detail=True)
        typed = {
            name
            for name in ctx.params
            if ctx.get_parameter_source(name).name not in {"DEFAULT", "DEFAULT_MAP"}
        }
        settings.typed.set(frozenset(typed))
        if ctx.info_name in OF_PEOPLE and "count" in configured and "count" not in typed:
            self._leave_another_series(ctx, typed)
        return super().invoke(ctx)

    @staticmethod
    def _leave_another_series(ctx: Any, typed: set[str]) -> None:
        """Leave out a file of another series that the configuration names."""
        from ..data.publications.own_table import counts_people

        if counts_people(ctx.params["count"]):
            return
        if ctx.params["data"] is not None and "data" not in typed:
            say(
                f"figures of {ctx.params['count']} are not used: this command is about people "
                "arriving by small boat"
            )
            ctx.params["data"] = None
        ctx.params["count"] = None


def _paired(words: list[str]) -> list[str]:
    """Write ``--between A B`` as ``--between=A..B``: typer repeats no option of two values."""
    joined, at = [], 0
    while at < len(words) and words[at] != "--":
        low, *high = words[at + 1 : at + 3] or [""]
        if words[at] == PAIR and high and ".." not in low and not high[0].startswith("--"):
            joined.append(f"{PAIR}={low}..{high[0]}")
            at += 3
        else:
            joined.append(words[at])
            at += 1
    return [*joined, *words[at:]]


@app.callback()
def _common(
    context: typer.Context,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print nothing on stderr but errors.")
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Print on stderr what is read, and from where.")
    ] = False,
    _version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", is_eager=True, callback=_version),
    ] = False,
) -> None:
    if context.resilient_parsing:  # completion of a line that is not written yet
        return
    set_talk(quiet=quiet, verbose=verbose)


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
    doctor,
)


for command in COMMANDS:
    name, line = command.__name__.rpartition(".")[2], (command.run.__doc__ or "").partition("\n")[0]
    app.command(name, cls=_Command, short_help=line)(command.run)  # typer would cut the line short


def start() -> None:
    """Run the command of the command line, and exit."""
    if sys.stderr is None:  # closed by whoever started it
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    if sys.stdout is None:
        sys.stderr.write("crossings: there is no stdout to write to\n")
        raise SystemExit(1)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a letter that a terminal has not is no failure
            stream.reconfigure(errors="replace")
    # Where it finds no home to write to, matplotlib says so twice, to no use.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    app()
