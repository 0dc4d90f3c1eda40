"""The configuration file: the options that a user always wants."""

from __future__ import annotations

import os
import re
from contextvars import ContextVar
from datetime import date
from pathlib import Path
from typing import Any

ENVIRONMENT = "CROSSINGS_CONFIG"
DATABASE = "CROSSINGS_DATABASE_URL"  # of `data.database`, which pulls pandas in
NAMES: dict[str, type] = {
    "data": str,
    "count": str,
    "database": str,
    "thresholds": list,
    "model": str,
    "paths": int,
    "seed": int,
    "out": str,
    "since": dict,
    "site": str,
}
"""The keys of the file, and the type of each value; all but ``since`` are options too."""
typed: ContextVar[frozenset[str]] = ContextVar("typed", default=frozenset())
"""The options that the command line names, for those that exclude each other."""
KINDS = {
    str: "text",
    int: "a whole number",
    list: "a list of whole numbers",
    dict: 'a table of dates and words, as in: since = {"2024-07-05" = "Since the election"}',
}
MOST_SINCE = 10
"""Dates under ``since``: each is a total that the report gives."""
LONGEST_LABEL = 80
ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def path() -> Path:
    """Return where the file is looked for."""
    if named := os.environ.get(ENVIRONMENT):
        return _path(named)
    from platformdirs import user_config_path

    return user_config_path("crossings", appauthor=False) / "crossings.toml"


def defaults() -> dict[str, Any]:
    """Return what the file says; nothing where there is none.

    Paths count from the folder of the file.

    Raises
    ------
    OptionError
        If it is not TOML, has an unknown key, or a value that the key cannot take.
    SourceNotFoundError
        If a file is named that is not there.
    """
    import tomllib

    file = path()
    try:
        values = tomllib.loads(file.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError, PermissionError) as error:
        if not os.environ.get(ENVIRONMENT):
            return {}
        from ..data.errors import SourceNotFoundError

        raise SourceNotFoundError(
            f"cannot be read ({error.strerror})",
            expected=f"the configuration that {ENVIRONMENT} names",
            where=str(file),
        ) from error
    except (OSError, ValueError, RecursionError) as error:  # not UTF-8, not TOML, or too deep
        raise _refused(f"cannot be read ({error})", 'TOML, as in: model = "default"') from error
    for name, value in values.items():
        _check(name, value)
    if DATABASE in os.environ:
        values.pop("database", None)  # the environment overrides the file
    return {name: _from(file.parent, name, value) for name, value in values.items()}


def _check(name: str, value: object) -> None:
    """Refuse an unknown key, and a value that it cannot take."""
    if name not in NAMES:
        from difflib import get_close_matches

        near = get_close_matches(name, NAMES, n=1)
        raise _refused(
            f"unknown key {name!r}",
            f"one of {', '.join(NAMES)}",
            f"Did you mean {near[0]!r}?" if near else None,
        )
    kind = NAMES[name]
    whole = isinstance(value, list) and all(_is_whole(one) for one in value)
    if not (whole if kind is list else _is_whole(value) if kind is int else type(value) is kind):
        given = "a value that is not one" if name == "database" else repr(value)  # a password
        raise _refused(f"{name} = {given}", f"{name} as {KINDS[kind]}")
    if name == "site":
        from ..reports.render.address import check_site

        check_site(str(value), where=str(path()))
    elif isinstance(value, dict):
        _check_since(value)


def _check_since(since: dict[str, object]) -> None:
    if len(since) > MOST_SINCE:
        raise _refused(f"since with {len(since)} dates", f"at most {MOST_SINCE}")
    for day, label in since.items():
        if not _is_date(day):
            raise _refused(f"since: {day!r} is not a date", "one such as 2024-07-05")
        text = label if isinstance(label, str) else ""
        if not text.strip() or not text.isprintable() or len(text) > LONGEST_LABEL:
            raise _refused(
                f"since: {day} = {label!r}",
                f"words to begin a sentence with, at most {LONGEST_LABEL} characters in one line",
            )


def _is_date(text: str) -> bool:
    try:
        return bool(ISO.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _from(folder: Path, name: str, value: Any) -> Any:
    """Let a path count from the folder of the file; - is stdin, as on the command line."""
    if name == "data" and value == "-":
        return value
    if name == "database":
        from ..data.store.address import plain_file

        plain = plain_file(value)  # a mistyped address is refused before it is taken for a path
        return value if plain is None else str(folder / _path(plain))
    if name in {"data", "out"}:
        return str(folder / _path(value))
    return value


def _path(value: str) -> Path:
    from ..data.errors import OptionError

    try:
        named = Path(value).expanduser()
    except RuntimeError as error:
        raise OptionError(
            f"{value!r} ({error})", expected="a path", where="the configuration"
        ) from error
    if "\0" in value:
        raise OptionError(f"{value!r} (a NUL)", expected="a path", where="the configuration")
    return named


def _refused(found: str, expected: str, fix: str | None = None) -> Exception:
    from ..data.errors import OptionError

    return OptionError(found, expected=expected, where=str(path()), fix=fix)
