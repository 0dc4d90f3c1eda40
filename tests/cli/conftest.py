"""The store that the commands of a test use."""

from __future__ import annotations

import pytest


@pytest.fixture
def where(tmp_path) -> list[str]:
    """Return the option that names a store which is not there yet."""
    return ["--database", str(tmp_path / "store.sqlite")]
