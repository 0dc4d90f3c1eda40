"""Forecast how many people will arrive in the UK by small boat this year.

The dozen names that most people need, loaded when they are first used, so that ``import
crossings`` costs nothing.

>>> import crossings
>>> figures = crossings.load()
>>> crossings.forecast_year(figures, as_of="2025-05-14").year_to_date
12699
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import data, forecast, reports
    from .data import load, read_publication
    from .data.errors import CrossingsError
    from .forecast import Distribution, YearForecast, backtest, forecast_year, models
    from .reports import Fact, WeeklyReport, compare, facts, weekly_report

    __version__: str

__all__ = [
    "CrossingsError",
    "Distribution",
    "Fact",
    "WeeklyReport",
    "YearForecast",
    "__version__",
    "backtest",
    "compare",
    "data",
    "facts",
    "forecast",
    "forecast_year",
    "load",
    "models",
    "read_publication",
    "reports",
    "weekly_report",
]

_ROOMS = {
    "CrossingsError": "data.errors",
    "load": "data",
    "read_publication": "data",
    "Distribution": "forecast",
    "YearForecast": "forecast",
    "backtest": "forecast",
    "forecast_year": "forecast",
    "models": "forecast",
    "Fact": "reports",
    "WeeklyReport": "reports",
    "compare": "reports",
    "facts": "reports",
    "weekly_report": "reports",
}


def __getattr__(name: str) -> Any:
    """Load a name from its room when it is first asked for."""
    value: Any
    if name in _ROOMS:
        value = getattr(import_module(f".{_ROOMS[name]}", __name__), name)
    elif name in ("data", "forecast", "reports"):
        value = import_module(f".{name}", __name__)
    elif name == "__version__":
        from importlib.metadata import version

        value = version(__name__)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
