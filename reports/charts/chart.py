"""A chart: its message, its words, its numbers, and how it is drawn."""

from __future__ import annotations

import io
import re
import textwrap
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..tables import Table
from .style import NARROW, POINTS, Room, dress, styled, window
from .svg import alone, slim

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from PIL.Image import Image

Draw = Callable[[Room], Any]
DOTS_PER_INCH = 150
TITLE_FONT, SOURCE_FONT = 13, 9
PALETTE = 64
"""Colours of a PNG: enough for edges without steps."""
COMPRESSION = 6


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
        Draws it into a `Room`.
    size : tuple of float
        Width and height, inches.
    tall : float
        Its height where it is as wide as a telephone, inches.
    marks : callable or None
        Tells what a script needs to know of the drawing, as attributes of the SVG.
    """

    key: str
    title: str
    text: str
    note: str
    source: str
    table: Table
    draw: Draw
    size: tuple[float, float]
    tall: float
    marks: Callable[[Any], dict[str, str]] | None = None

    @cached_property
    def svg(self) -> str:
        """The drawing alone, as an SVG element that names and describes itself.

        For a page that says title and source beside it: its ids begin with the key, as several
        charts may stand in one page.
        """
        return self._svg(narrow=False)

    @cached_property
    def svg_narrow(self) -> str:
        """The same for a telephone: taller, and with fewer words. It leaves out the description."""
        return self._svg(narrow=True)

    @cached_property
    def pictures(self) -> dict[str, bytes]:
        """The chart as files that stand alone, with title and source: ``svg`` and ``png``."""
        width = self.size[0]
        above, below = self._words(width * POINTS)
        svg = alone(self.svg, (above, TITLE_FONT), (below, SOURCE_FONT))
        return {"svg": svg.encode(), "png": self._png(above, below)}

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

    def shown(self, figure: Figure | None = None, *, title: bool = True) -> Any:
        """Draw it into the figure of the caller or a new one that a notebook shows.

        Parameters
        ----------
        figure : matplotlib.figure.Figure, optional
            An empty figure; a new one where it is left out.
        title : bool
            Whether to write title, note and source too.

        Returns
        -------
        Axes, or an array of them
        """
        width, height = self.size
        if figure is None:
            above, below = self._words(width * POINTS) if title else ([], [])
            # Outside the style: pyplot may set a notebook up, for good.
            figure = window((width, height + (_head(above) + _foot(below)) / POINTS))
        with styled():
            return self._compose(figure, title=title)

    def shown_on(self, ax: Axes | None, paint: Callable[[Axes], Any], *, title: bool) -> Axes:
        """Draw a chart of one pair of axes: on those of the caller, or in a new figure."""
        if ax is None:
            axes: Axes = self.shown(title=title)
            return axes
        with styled():
            dress(ax)
            paint(ax)
            if title:
                box, dpi = ax.bbox, ax.figure.dpi
                above, below = self._words(box.width * POINTS / dpi)
                ax.set_title("\n".join(above), loc="left", fontweight="bold", pad=26)
                ax.annotate(
                    "\n".join(below), (0, 0), xycoords="axes fraction", xytext=(0, -26),
                    textcoords="offset points", va="top", fontsize=SOURCE_FONT,
                    annotation_clip=False,
                )  # fmt: skip
        return ax

    def _words(self, width: float) -> tuple[list[str], list[str]]:
        """Return the lines above and below the drawing, which is so many points wide."""
        note = f"{self.note} {self.source}".strip()
        return (
            balanced(self.title, max(int(width / TITLE_FONT / 0.62), 20)),
            balanced(note, max(int(width / SOURCE_FONT / 0.55), 20)),
        )

    def _compose(self, figure: Figure, *, title: bool) -> Any:
        """Draw it into a figure, under its title and above its source."""
        if not title:
            return self.draw(Room(figure))
        width, _ = Room(figure).size
        above, below = self._words(width)
        drawn = self.draw(Room(figure, above=_head(above), below=_foot(below)))
        _write(figure, above, below)
        return drawn

    @cached_property
    def _drawn(self) -> tuple[Figure, Any]:
        """The drawing for a page, which is laid out once for all its files, and its axes."""
        from matplotlib.figure import Figure

        with styled():
            figure = Figure(figsize=self.size)
            return figure, self.draw(Room(figure))

    def _svg(self, *, narrow: bool) -> str:
        from matplotlib.figure import Figure

        with styled():
            if narrow:
                figure = Figure(figsize=(NARROW, self.tall))
                drawn = self.draw(Room(figure, narrow=True))
            else:
                figure, drawn = self._drawn
            svg = saved(figure, transparent=True).decode()
        return slim(
            svg,
            key=f"{self.key}-narrow" if narrow else self.key,
            title=self.title,
            text="" if narrow else self.text,
            marks=self.marks(drawn) if self.marks else {},
        )

    def _png(self, above: list[str], below: list[str]) -> bytes:
        from matplotlib.figure import Figure

        width, height = self.size
        with styled():
            words = Figure(figsize=(width, height + (_head(above) + _foot(below)) / POINTS))
            _write(words, above, below)
            whole = picture(words, DOTS_PER_INCH)
            whole.paste(
                picture(self._drawn[0], DOTS_PER_INCH),
                (0, round(_head(above) * DOTS_PER_INCH / POINTS)),
            )
        return paletted(whole)


def balanced(text: str, width: int) -> list[str]:
    """Wrap a text into as few lines as may be, and these about equally long.

    No line ends between a number and its month, or before a year or a bracket.
    """
    text = re.sub(r"(?<=\d) (?=[A-Z])| (?=\(|20\d\d)", "\N{NO-BREAK SPACE}", text)
    lines = textwrap.wrap(text, width)
    while width > 1 and len(narrower := textwrap.wrap(text, width - 1)) == len(lines):
        lines, width = narrower, width - 1
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]


def _write(figure: Figure, above: list[str], below: list[str]) -> None:
    """Write the lines above and below a drawing into its figure."""
    width, height = Room(figure).size
    left = 6 / width
    figure.suptitle(
        "\n".join(above), x=left, y=1 - 6 / height, ha="left", va="top",
        fontsize=TITLE_FONT, fontweight="bold",
    )  # fmt: skip
    figure.text(left, 6 / height, "\n".join(below), va="bottom", fontsize=SOURCE_FONT)


def _head(lines: list[str]) -> float:
    """Return the room that the lines of a title need, in points."""
    return TITLE_FONT * 1.25 * len(lines) + 12 if lines else 0


def _foot(lines: list[str]) -> float:
    """Return the room that the lines of a source need, in points."""
    return SOURCE_FONT * 1.25 * len(lines) + 12 if lines else 0


def saved(figure: Figure, **options: Any) -> bytes:
    """Return a figure as SVG; the same figure gives the same bytes."""
    buffer = io.BytesIO()
    none = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    with _any_script():
        figure.savefig(buffer, format="svg", metadata=none, **options)
    return buffer.getvalue()


def picture(figure: Figure, dots_per_inch: int) -> Image:
    """Return a figure as pixels."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    figure.set_dpi(dots_per_inch)
    canvas = FigureCanvasAgg(figure)
    with _any_script():
        canvas.draw()  # type: ignore[no-untyped-call]
    drawn = canvas.buffer_rgba()  # type: ignore[no-untyped-call]
    return Image.frombuffer("RGBA", canvas.get_width_height(), drawn).convert("RGB")


def paletted(whole: Image) -> bytes:
    """Return a picture as PNG of few colours, a third of the size of one with all."""
    from PIL import Image

    buffer = io.BytesIO()
    few = whole.quantize(PALETTE, dither=Image.Dither.NONE)
    few.save(buffer, "png", compress_level=COMPRESSION)
    return buffer.getvalue()


@contextmanager
def _any_script() -> Iterator[None]:
    """Let a text have characters that the font has not: names may be of any script."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing", UserWarning)
        yield
