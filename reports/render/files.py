"""Writing a report: no file is ever half there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from ...data.errors import UnwritableOutputError

__all__ = ["write_all"]


def write_all(folder: Path, files: Mapping[str, str]) -> list[Path]:
    """Write texts into a folder: first all beside their places, then each into its own.

    Raises
    ------
    UnwritableOutputError
        If anything cannot be written. What the folder held before is then untouched, unless it
        is the last step, a renaming, that fails: the files renamed before it are new and whole.
    """
    waiting: dict[Path, Path] = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            if (folder / name).is_dir():
                raise IsADirectoryError(0, "a folder stands in its place", str(folder / name))
            handle, temporary = tempfile.mkstemp(prefix=f".{name}.", dir=folder)
            waiting[folder / name] = Path(temporary)
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            Path(temporary).chmod(0o666 & ~_umask())
        for place, temporary_path in waiting.items():
            temporary_path.replace(place)
    except OSError as error:
        raise UnwritableOutputError(
            f"cannot be written ({error.strerror or error})",
            where=str(folder),
            fix="Choose another folder, or make room.",
        ) from error
    finally:
        for temporary_path in waiting.values():
            with suppress(OSError):
                temporary_path.unlink(missing_ok=True)
    return list(waiting)


def _umask() -> int:
    """Return the permissions that new files are to lack; reading means setting, and back."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
