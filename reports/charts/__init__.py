"""Charts, drawn with matplotlib: this year and the record year stand out, the rest is grey."""

from typing import Final

from .calendar import calendar_chart, plot_calendar
from .chart import Chart
from .cumulative import cumulative_chart, plot_cumulative
from .months import months_chart, plot_months
from .probability import plot_probability, probability_chart
from .track import plot_track, track_chart
from .weeks import plot_weeks, weeks_chart

__all__ = [
    "CHARTS",
    "Chart",
    "calendar_chart",
    "cumulative_chart",
    "months_chart",
    "plot_calendar",
    "plot_cumulative",
    "plot_months",
    "plot_probability",
    "plot_track",
    "plot_weeks",
    "probability_chart",
    "track_chart",
    "weeks_chart",
]

CHARTS: Final = ("cumulative", "weeks", "probability", "months-chart", "calendar", "track")
"""The keys of all that a report may have, in the order of the report."""
