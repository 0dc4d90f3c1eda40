"""The news as a picture of the size that social media show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..charts.chart import balanced, paletted, picture
from ..charts.style import TEXT, THIS_YEAR, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from ..content import Content

SIZE = (12.0, 6.75)
"""Inches; 1,200 x 675 pixels."""
DOTS_PER_INCH = 100
LARGE = "year-to-date"
"""Stands largest."""
BELOW = ("same-date-change", "record-probability", "forecast", "this-week")
"""Those below it, as many as there is room for."""
CHANCE = "record-probability"
"""Stands out from those: it is to be read where the card is a thumbnail."""
IN_DATELINE = " (provisional)"
"""The last line of the card says it, so no other has to."""
LEFT, FOOT, GAP = 0.05, 0.12, 0.045
LEADING = 1.3
LETTER = {"normal": 0.54, "bold": 0.6}
"""Width of a letter on average, as a share of its size."""


def to_card(report: Content) -> bytes:
    """Render the card as PNG: what was counted, the chance of a record, and the source."""
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle

    facts = {fact.key: fact.sentence for fact in (*report.facts, *report.headline)}
    first = facts.get(LARGE, report.headline[0].sentence)
    with styled():
        figure = Figure(figsize=SIZE)
        figure.add_artist(Rectangle((0, 0.97), 1, 0.03, facecolor=THIS_YEAR))
        top = _written(figure, report.title, 0.925, size=20, colour=TEXT)
        count = first.replace(IN_DATELINE, "")
        top = _written(figure, count, top - 0.03, size=34, colour=THIS_YEAR, weight="bold")
        for key in BELOW:
            sentence = facts.get(key, first)
            size, weight = (30, "bold") if key == CHANCE else (26, "normal")
            if sentence != first and top - GAP - _height(sentence, size, weight) > FOOT:
                top = _written(figure, sentence, top - GAP, size=size, colour=TEXT, weight=weight)
        dateline = _lines(report.dateline, 15, "normal")
        figure.text(LEFT, 0.035, "\n".join(dateline), fontsize=15, va="bottom")
        return paletted(picture(figure, DOTS_PER_INCH))


def _lines(text: str, size: float, weight: str) -> list[str]:
    """Wrap a text to the width of the card, in letters of a size."""
    return balanced(text, int(SIZE[0] * (1 - 2 * LEFT) * 72 / size / LETTER[weight]))


def _height(text: str, size: float, weight: str) -> float:
    """Return the height of a wrapped text, as a share of the card."""
    return len(_lines(text, size, weight)) * size * LEADING / 72 / SIZE[1]


def _written(
    figure: Figure, text: str, top: float, *, size: float, colour: str, weight: str = "normal"
) -> float:
    """Write a text from a height downwards; return where it ends."""
    figure.text(
        LEFT,
        top,
        "\n".join(_lines(text, size, weight)),
        fontsize=size,
        color=colour,
        fontweight=weight,
        va="top",
        linespacing=LEADING,
    )
    return top - _height(text, size, weight)
