"""What is said: comparisons, facts, charts and the weekly report.

Its names are loaded when they are first used: a table needs neither the charts nor the report.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .charts import (
        plot_calendar,
        plot_cumulative,
        plot_months,
        plot_probability,
        plot_track,
        plot_weeks,
    )
    from .comparison import compare
    from .content import schema
    from .section import Fact
    from .statements import facts
    from .tables import Table
    from .weekly import WeeklyReport, weekly_report

__all__ = [
    "Fact",
    "Table",
    "WeeklyReport",
    "compare",
    "facts",
    "plot_calendar",
    "plot_cumulative",
    "plot_months",
    "plot_probability",
    "plot_track",
    "plot_weeks",
    "schema",
    "weekly_report",
]

_MODULES = {
    "Fact": "section",
    "Table": "tables",
    "WeeklyReport": "weekly",
    "compare": "comparison",
    "facts": "statements",
    "schema": "content",
    "weekly_report": "weekly",
}


def __getattr__(name: str) -> Any:
    """Load a name from its module when it is first asked for."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f".{_MODULES.get(name, 'charts')}", __name__)
    value = globals()[name] = getattr(module, name)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
