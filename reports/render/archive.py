"""ZIP archives that are the same whenever they are written."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP archive can hold."""


def archive(parts: Iterable[tuple[str, str | bytes]]) -> bytes:
    """Return an archive of parts in their order, by name, all of one time."""
    target = BytesIO()
    with ZipFile(target, "w") as opened:
        for name, content in parts:
            entry = ZipInfo(name, EPOCH)
            # It says what the file is, and has to lie there in plain bytes.
            entry.compress_type = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
            opened.writestr(entry, content)
    return target.getvalue()
