"""The shape of the report as JSON."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

__all__ = ["schema"]


def schema() -> dict[str, Any]:
    """Return the JSON Schema of what `WeeklyReport.to_dict` gives (draft 2020-12)."""
    text = (files(__package__) / "weekly-report.schema.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
