"""The report as one HTML page: no script, nothing loaded from outside."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..charts.style import NAMES
from .environment import environment

if TYPE_CHECKING:
    from ..content import Content

COLOURS = {color.lower(): name for color, name in NAMES.items()}


def to_html(report: Content) -> str:
    """Render the report."""
    from markupsafe import Markup

    charts = {
        key: Markup(_repaintable(chart.svg))  # noqa: S704 - made by this package, texts escaped
        for key, chart in report.charts.items()
    }
    shown = {part.key: {table.key for table in part.tables} for part in report.sections}
    page = environment().get_template("weekly.html")
    return page.render(report=report, svg=charts, shown=shown)


def _repaintable(svg: str) -> str:
    """Let the style sheet choose the colours of a chart, so that a dark page has dark charts."""
    return re.sub(
        r"(?<=: )#[0-9a-f]{6}\b",
        lambda match: f"var(--{COLOURS[match[0]]})" if match[0] in COLOURS else match[0],
        svg,
    )
