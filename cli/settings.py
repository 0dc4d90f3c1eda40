"""The configuration file: what a user would otherwise write out at every call."""

from __future__ import annotations

import os
from contextvars import ContextVar
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
}
"""What the file may say, and as what."""
typed: ContextVar[frozenset[str]] = ContextVar("typed", default=frozenset())
"""The options that the command line names, for those that exclude each other."""
KINDS = {str: "text", int: "a whole number", list: "a list of whole numbers"}


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
        If it is not TOML, has an unknown name, or a value of another type.
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
    except (OSError, ValueError, RecursionError) as error:  # no UTF-8, no TOML, or without end
        raise _refused(f"cannot be read ({error})", 'TOML, as in: model = "default"') from error
    for name, value in values.items():
        if name not in NAMES:
            from difflib import get_close_matches

            near = get_close_matches(name, NAMES, n=1)
            raise _refused(
                f"{name!r}",
                f"some of {', '.join(NAMES)}",
                f"Did you mean {near[0]!r}?" if near else None,
            )
        kind = NAMES[name]
        whole = isinstance(value, list) and all(_is_whole(one) for one in value)
        if not (
            whole if kind is list else _is_whole(value) if kind is int else type(value) is kind
        ):
            raise _refused(f"{name} = {value!r}", f"{name} as {KINDS[kind]}")
    if DATABASE in os.environ:
        values.pop("database", None)  # the environment stands before the file
    return {name: _from(file.parent, name, value) for name, value in values.items()}


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _from(folder: Path, name: str, value: Any) -> Any:
    """Let a path count from the folder of the file."""
    if name in {"data", "out"} or (name == "database" and "://" not in value):
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
