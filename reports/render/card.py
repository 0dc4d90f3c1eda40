"""The headline as a picture of the size that social media show."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from ..charts.chart import saved
from ..charts.style import THIS_YEAR, new_figure, styled

if TYPE_CHECKING:
    from matplotlib.artist import Artist

    from ..content import Content

SIZE = (12.0, 6.75)
"""Inches; 1,200 x 675 pixels."""
DOTS_PER_INCH = 100
MOST_LINES = 9


def to_card(report: Content) -> bytes:
    """Render the card as PNG: what was counted, the forecast, the chance, and the source."""
    shown = [fact for fact in report.headline if fact.key in {"forecast", "record-probability"}]
    first = report.headline[0]
    lines: list[str] = []
    for fact in shown or report.headline[1:]:
        wrapped = textwrap.wrap(fact.sentence, 62)
        if len(lines) + len(wrapped) > MOST_LINES:
            break
        lines += [*wrapped, ""]
    source = textwrap.wrap(report.dateline, 118)
    with styled():
        figure = new_figure(SIZE)
        figure.set_layout_engine("none")
        figure.add_artist(_band())
        figure.text(0.05, 0.87, report.title, fontsize=23, fontweight="bold", va="center")
        figure.text(
            0.05,
            0.70,
            "\n".join(textwrap.wrap(first.sentence, 50)),
            fontsize=26,
            fontweight="bold",
            color=THIS_YEAR,
            va="center",
        )
        figure.text(0.05, 0.56, "\n".join(lines), fontsize=20, va="top", linespacing=1.3)
        figure.text(0.05, 0.07, "\n".join(source), fontsize=11.5, va="center")
        return saved(figure, "png", dpi=DOTS_PER_INCH)


def _band() -> Artist:
    from matplotlib.patches import Rectangle

    return Rectangle((0, 0.97), 1, 0.03, facecolor=THIS_YEAR)
