"""Writes the page of the command line from the commands themselves.

    .venv/bin/python docs/commands.py

A test fails while the page is not what this writes.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_type_hints

PAGE = Path(__file__).parent / "reference" / "commands.md"
INTRO = """\
# Command line

<!-- Written by docs/commands.py: change the help texts in cli/ and run it again. -->

```text
crossings [OPTIONS] COMMAND [ARGS]...
```

Results go to stdout, messages to stderr. A terminal shows the first and last 30 rows of a table of
more than 366; a pipe or a file gets all. Exit codes: 0 success; 1 outside failure (network, disk);
2 bad request or file; see [errors and exit codes](errors.md). Write dates as
`2025-05-14`, numbers of people as `40000` or `40,000`. Put options that you always use
in [a file](../howto/configuration.md).
"""
COMMON = "`-q` and `-v` may stand before the command or after it; `-h` is short for `--help`."


@dataclass(frozen=True)
class Parameter:
    """An option, or an argument, which has no names."""

    names: tuple[str, ...]
    value: str
    help: str
    default: str | None


@dataclass(frozen=True)
class Command:
    """A command; the name is empty for the options that come before one."""

    name: str
    paragraphs: tuple[str, ...]
    examples: tuple[str, ...]
    parameters: tuple[Parameter, ...]


def commands() -> list[Command]:
    """Return the options that come before a command, and then every command."""
    from crossings.cli import app

    common = app.registered_callback
    entries = [] if common is None else [("", common.callback)]
    entries += [(one.name, one.callback) for one in app.registered_commands]
    return [_command(name, run) for name, run in entries]


def page() -> str:
    """Return the page."""
    parts = [INTRO]
    for command in commands():
        options = [one for one in command.parameters if one.names]
        given = [one.value for one in command.parameters if not one.names]
        if command.name:
            usage = " ".join(["crossings", command.name, "[OPTIONS]", *given])
            parts += [f"## crossings {command.name}", *command.paragraphs, f"```text\n{usage}\n```"]
        else:
            parts.append(COMMON)
        rows = [f"| {_names(one)} | {_help(one)} |" for one in options]
        parts.append("\n".join(["| option | what it does |", "| --- | --- |", *rows]))
        if command.examples:
            lines = "\n".join(f"$ {example}" for example in command.examples)
            parts.append(f"```console\n{lines}\n```")
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _command(name: str, run: Callable[..., Any]) -> Command:
    paragraphs, examples = [], []
    for paragraph in re.split(r"\n\s*\n", inspect.getdoc(run) or ""):
        text = " ".join(paragraph.split())
        if match := re.match(r"Examples?: (.*)", text):
            examples += re.split(r" (?=crossings )", match[1])
        else:
            paragraphs.append(text)
    hints = get_type_hints(run, include_extras=True)
    parameters = [
        _parameter(one.name, hints[one.name], one.default)
        for one in inspect.signature(run).parameters.values()
        if hasattr(hints.get(one.name), "__metadata__")
    ]
    return Command(name, tuple(paragraphs), tuple(examples), tuple(parameters))


def _parameter(name: str, hint: Any, default: Any) -> Parameter:
    from crossings.cli.options import listed

    kind, option = hint.__origin__, hint.__metadata__[0]
    kinds = [one for one in get_args(kind) if one is not type(None)] or [kind]
    choices = [str(one.value) for one in kinds[0]] if _is_enum(kinds[0]) else []
    value = "" if kind is bool else option.metavar or "|".join(choices)
    shown = getattr(default, "value", default)
    hidden = not option.show_default or shown is None or kind is bool or isinstance(shown, list)
    # Inside Annotated, typer takes the first name for a default, and mends it later.
    given = [option.default, *(getattr(option, "param_decls", None) or ())]
    names = [name for one in given if str(one).startswith("-") for name in one.split("/")]
    text = (option.help or "") + listed(name)
    return Parameter(tuple(names), value, text, None if hidden else str(shown))


def _is_enum(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum)


def _names(option: Parameter) -> str:
    return _cell(f"`{', '.join(option.names)} {option.value}`".replace(" `", "`"))


def _help(option: Parameter) -> str:
    text = re.sub(r"([\[\]<*_])", r"\\\1", option.help)
    return _cell(text if option.default is None else f"{text} Default: `{option.default}`.")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
