"""Finished scores in a file, so that what was interrupted goes on where it stopped."""

from __future__ import annotations

import json
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any

__all__ = ["Finished"]


class Finished(MutableMapping[str, dict[str, Any]]):
    """A mapping whose items are lines of a file, written as they come.

    Parameters
    ----------
    path : pathlib.Path
        Read where it is there; a line that was cut short is left alone.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._rows: dict[str, dict[str, Any]] = {}
        lines = path.read_text("utf-8", errors="replace").splitlines() if path.exists() else []
        for line in lines:
            try:
                key, row = json.loads(line)
                self._rows[key] = dict(row)
            except (ValueError, TypeError):
                continue

    def __getitem__(self, key: str) -> dict[str, Any]:
        return self._rows[key]

    def __setitem__(self, key: str, row: dict[str, Any]) -> None:
        self._rows[key] = row
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8") as file:
                file.write(f"\n{json.dumps([key, row])}")
        except OSError as error:
            from ..data.errors import UnwritableOutputError

            raise UnwritableOutputError(
                f"cannot be written ({error.strerror})", where=str(self.path)
            ) from error

    def __delitem__(self, key: str) -> None:
        raise NotImplementedError("what is finished stays so")

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)
