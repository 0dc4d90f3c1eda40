"""The report as one HTML page: no script, nothing loaded from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .environment import environment

if TYPE_CHECKING:
    from ..weekly import WeeklyReport

__all__ = ["to_html"]


def to_html(report: WeeklyReport) -> str:
    """Render the report."""
    from markupsafe import Markup

    chart = Markup(report.chart_svg)  # noqa: S704 - made by this package, its texts escaped
    return environment().get_template("weekly.html").render(report=report, chart=chart)
