"""What is said: comparisons, facts, charts and the weekly report."""

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
