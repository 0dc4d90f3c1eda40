"""The report as one HTML page: no script, nothing loaded from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .environment import environment

if TYPE_CHECKING:
    from ..content import Content

__all__ = ["to_html"]


def to_html(report: Content) -> str:
    """Render the report."""
    from markupsafe import Markup

    chart = Markup(report.chart_svg)  # noqa: S704 - made by this package, its texts escaped
    return environment().get_template("weekly.html").render(report=report, chart=chart)
