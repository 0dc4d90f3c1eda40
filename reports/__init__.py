"""What is said: comparisons, facts, charts and the weekly report."""

from .charts import plot_cumulative
from .comparison import compare
from .facts import Fact, facts
from .tables import Table
from .weekly import WeeklyReport, weekly_report

__all__ = ["Fact", "Table", "WeeklyReport", "compare", "facts", "plot_cumulative", "weekly_report"]
