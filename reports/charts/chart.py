"""A chart: its message, its words, its numbers, and how it is drawn."""

from __future__ import annotations

import io
import re
import textwrap
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

from ..tables import Table
from .style import new_figure, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure, FigureBase

Draw = Callable[["FigureBase"], object]
DOTS_PER_INCH = 150
TITLE_WIDTH, NOTE_WIDTH = 74, 116


@dataclass(frozen=True, eq=False)
class Chart:
    """A chart of a report.

    Attributes
    ----------
    key : str
        A stable name, the anchor in the page and part of the names of its files.
    title : str
        Its message.
    text : str
        The text alternative: the numbers that a reader would take from it.
    note : str
        How to read it; may be empty.
    source : str
        Whose figures it draws. A file that stands alone shows it; a page says it once for all.
    table : Table
        Its data.
    draw : callable
        Draws it into an empty figure or a part of one.
    size : tuple of float
        Width and height, inches.
    """

    key: str
    title: str
    text: str
    note: str
    source: str
    table: Table
    draw: Draw
    size: tuple[float, float]

    @cached_property
    def svg(self) -> str:
        """The drawing alone, as an SVG element that names and describes itself.

        For a page that says title and source beside it: its ids begin with the key, as several
        charts may stand in one page.
        """
        figure, (above, middle, below) = self._drawn
        with styled():
            for part in (above, below):
                part.set_visible(False)
            box = middle.bbox.transformed(figure.dpi_scale_trans.inverted())
            svg = self._labelled(saved(figure, "svg", transparent=True, bbox_inches=box).decode())
            for part in (above, below):
                part.set_visible(True)
        svg = re.sub(r'\b(id="|xlink:href="#|href="#)', rf"\g<1>{self.key}-", svg)
        return svg.replace("url(#", f"url(#{self.key}-")

    @property
    def svg_narrow(self) -> str:
        """The drawing for narrow screens; its ids begin with the key and ``narrow``."""
        return re.sub(rf'(id="|#){self.key}-', rf"\g<1>{self.key}-narrow-", self.svg)

    @cached_property
    def pictures(self) -> dict[str, bytes]:
        """The chart as files that stand alone, with title and source: ``svg`` and ``png``."""
        figure, _ = self._drawn
        with styled():
            svg = self._labelled(saved(figure, "svg").decode())
            png = saved(figure, "png", dpi=DOTS_PER_INCH)
        return {"svg": f'<?xml version="1.0" encoding="utf-8"?>\n{svg}'.encode(), "png": png}

    @cached_property
    def _drawn(self) -> tuple[Figure, Any]:
        """The figure, laid out, and its parts: title, drawing, source."""
        width, height = self.size
        title = textwrap.wrap(self.title, TITLE_WIDTH)
        note = textwrap.wrap(f"{self.note} {self.source}".strip(), NOTE_WIDTH)
        heights = [0.2 + 0.22 * len(title), height, 0.15 + 0.17 * len(note)]
        with styled():
            figure = new_figure((width, sum(heights)))
            parts: Any = figure.subfigures(3, 1, height_ratios=heights)
            above, middle, below = parts
            above.text(0.01, 0.5, "\n".join(title), va="center", fontweight="bold", fontsize=13)
            self.draw(middle)
            below.text(0.01, 0.5, "\n".join(note), va="center", fontsize=9)
            figure.draw_without_rendering()
            figure.set_layout_engine("none")  # once is enough, and takes a while
            _settle(figure, parts)
        return figure, parts

    def to_dict(self) -> dict[str, Any]:
        """Return all but the drawing as JSON types."""
        return {
            "key": self.key,
            "title": self.title,
            "text": self.text,
            "note": self.note,
            "source": self.source,
            "table": self.table.to_dict(),
        }

    def _labelled(self, svg: str) -> str:
        svg = svg[svg.index("<svg") :]
        # Names that follow from the last digits of the layout would change from run to run.
        names = dict.fromkeys(re.findall(r'(?<=id=")\w+[0-9a-f]{10}(?=")', svg))
        for number, name in enumerate(names):
            svg = svg.replace(name, f"shape_{number}")
        end = svg.index(">")
        label = f"<title>{escape(self.title)}</title><desc>{escape(self.text)}</desc>"
        return f'<svg role="img"{svg[len("<svg") : end]}>{label}{svg[end + 1 :]}'


def _settle(figure: Figure, parts: Any) -> None:
    """Round what the layout computed: its last digits change from run to run."""
    for part in parts:
        part.bbox_relative.set_points(part.bbox_relative.get_points().round(6))
    for ax in figure.axes:
        left, bottom, width, height = ax.get_position().bounds
        ax.set_position((round(left, 6), round(bottom, 6), round(width, 6), round(height, 6)))


def saved(figure: Figure, form: str, **options: Any) -> bytes:
    """Return a figure as SVG or PNG; the same figure gives the same bytes."""
    buffer = io.BytesIO()
    none = {"Date": None, "Creator": None} if form == "svg" else {"Software": None}
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing", UserWarning)  # names of any script
        figure.savefig(buffer, format=form, metadata=none, **options)
    return buffer.getvalue()
