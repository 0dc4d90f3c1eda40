"""How charts look: the Analysis Function's style, few colours, and room for labels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from threading import RLock
from typing import TYPE_CHECKING, Any, cast

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, FigureBase
    from numpy.typing import NDArray

# The Analysis Function's dark blue, orange and turquoise keep apart in grey print and for the
# colour-blind; the grey of other years has the contrast with white that lines need.
THIS_YEAR, RECORD_YEAR, LAST_YEAR = "#12436D", "#F46A25", "#28A197"
OTHER_YEARS, FAINT = "#7F7F7F", "#D9D9D9"
TEXT = "#1A1A1A"
FAN = ((0.025, 0.975, "#C9D6E2"), (0.1, 0.9, "#9CB4CB"), (0.25, 0.75, "#6C90B1"))
STEPS = ("#F2F2F2", "#ADD1F1", "#6BACE6", "#2073BC", "#13446D", "#092135")
"""Of more and more people, from nobody on; the Analysis Function's sequential palette."""
GRID, EDGE = "#CCCCCC", "#BFBFBF"
NAMES = {
    THIS_YEAR: "this-year",
    RECORD_YEAR: "record-year",
    LAST_YEAR: "last-year",
    OTHER_YEARS: "other-years",
    FAINT: "faint",
    TEXT: "ink",
    GRID: "grid",
    EDGE: "edge",
    **{color: f"fan-{at}" for at, (_, _, color) in enumerate(FAN, start=1)},
    **{color: f"step-{at}" for at, color in enumerate(STEPS)},
}
"""What the colours are for: a page that has a dark side paints them anew."""
POINTS = 72
"""To the inch; a unit of the SVG."""
WIDE, NARROW = 8.0, 328 / POINTS
"""Inches: the width of a chart on a page, and on a telephone of 360 units less its margins."""
FONT = 12
DASHES, DOTS = (0, (4, 1.6)), (0, (1.2, 1.2))
DRAWING = RLock()


def load_library() -> None:
    """Load what every drawing needs: once, before another process draws too."""
    import matplotlib.backends.backend_svg
    import matplotlib.dates
    import matplotlib.figure  # noqa: F401

    _style()


@contextmanager
def styled() -> Iterator[None]:
    """Draw in the style of the package, without touching that of anybody else.

    Only what the style sets is put back: matplotlib's own context would also put back whether
    figures are shown, and to import pyplot within it would switch a notebook's pictures off.
    """
    import matplotlib as mpl

    style, settings = _style(), cast("dict[str, Any]", mpl.rcParams)
    # The style of matplotlib is one for all threads: they draw in turn.
    with DRAWING:
        before = {name: settings[name] for name in style}
        settings.update(style)
        try:
            yield
        finally:
            settings.update(before)


@lru_cache(maxsize=1)
def _style() -> dict[str, Any]:
    """Return the settings of the Analysis Function's style, and those of the package."""
    from importlib.resources import as_file, files

    from matplotlib import rc_params_from_file

    with as_file(files("afcharts") / "afcharts.mplstyle") as place:
        base: Any = rc_params_from_file(place, use_default_template=False)
    return {
        **base,
        "font.size": FONT,
        # DejaVu comes with matplotlib: the same picture on every machine.
        "font.sans-serif": ["DejaVu Sans"],
        "text.parse_math": False,  # a title from outside may hold a dollar
        "text.color": TEXT,
        "axes.titlesize": FONT - 1,
        "axes.titley": 1.0,  # to find a place for a title takes as long as to draw the axes
        "axes.titlepad": 4,
        "axes.titleweight": "bold",
        "axes.labelcolor": TEXT,
        "axes.edgecolor": GRID,
        "axes.facecolor": "white",
        "figure.facecolor": "white",
        "grid.color": GRID,
        "xtick.bottom": False,
        "ytick.left": False,
        "xtick.labelsize": FONT - 1,
        "ytick.labelsize": FONT - 1,
        "xtick.labelcolor": TEXT,
        "ytick.labelcolor": TEXT,
        "hatch.linewidth": 2,
        "legend.fontsize": FONT - 1,
        "legend.title_fontsize": FONT - 1,
        "svg.fonttype": "none",
        "svg.hashsalt": "crossings",
        "axes.formatter.use_locale": False,
    }


@dataclass(frozen=True)
class Room:
    """Where a chart is drawn: a figure, less what stands above and below. Lengths are points.

    Attributes
    ----------
    figure : matplotlib.figure.FigureBase
        A figure or a part of one.
    narrow : bool
        Whether it is as wide as a telephone.
    above, below : float
        What to leave free at the top and at the foot.
    """

    figure: FigureBase
    narrow: bool = False
    above: float = 0
    below: float = 0

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the figure."""
        box, dpi = self.figure.bbox, self.figure.dpi  # type: ignore[attr-defined]
        return box.width * POINTS / dpi, box.height * POINTS / dpi

    def panels(
        self,
        rows: int,
        columns: int,
        *,
        around: tuple[float, float, float, float],
        between: tuple[float, float] = (0, 0),
        **options: Any,
    ) -> NDArray[Any]:
        """Return axes, so far from the left, right, top and foot, and so far from one another."""
        width, height = self.size
        left, right, top, foot = around
        top, foot = top + self.above, foot + self.below
        across = (width - left - right - between[0] * (columns - 1)) / columns
        down = (height - top - foot - between[1] * (rows - 1)) / rows
        panels: NDArray[Any] = self.figure.subplots(
            rows,
            columns,
            squeeze=False,
            gridspec_kw={
                "left": left / width,
                "right": 1 - right / width,
                "top": 1 - top / height,
                "bottom": foot / height,
                "wspace": between[0] / across,
                "hspace": between[1] / down,
            },
            **options,
        )
        return panels

    def axes(self, *, left: float, right: float, top: float = 22, foot: float = 22) -> Axes:
        """Return one pair of axes, so far from the edges."""
        axes: Axes = self.panels(1, 1, around=(left, right, top, foot))[0, 0]
        return axes

    def legend(self, *entries: Any, **options: Any) -> None:
        """Put a legend at the top left."""
        height = self.size[1]
        self.figure.legend(
            *entries,
            loc="upper left",
            bbox_to_anchor=(0, 1 - self.above / height),
            alignment="left",
            borderaxespad=0,
            borderpad=0.2,
            **options,
        )


def window(size: tuple[float, float]) -> Figure:
    """Return a new figure that a notebook shows; made as the user would make it."""
    from matplotlib import pyplot as plt

    return plt.figure(figsize=size, facecolor="white")


def colour_of(year: int, *, own: int, record: int | None) -> str:
    """Return the colour of a year: this one, the record and last year stand out."""
    if year == own:
        return THIS_YEAR
    return RECORD_YEAR if year == record else LAST_YEAR if year == own - 1 else OTHER_YEARS


def standing_out(years: Iterable[int], *, own: int, record: int | None) -> list[int]:
    """Return the years that stand out, this one first: the record and last year where known."""
    return [own, *sorted({own - 1, record or own} & set(years) - {own}, reverse=True)]


def role_of(year: int, *, own: int, record: int | None) -> str:
    """Return what a year is, in words; nothing for a year like others."""
    roles = ("last year" * (year == own - 1), "record year" * (year == record))
    return "" if year == own else ", ".join(filter(None, roles))


def dress(ax: Axes) -> None:
    """Give the axes of a caller, made in another style, the one of the package."""
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.spines["bottom"].set_color(GRID)
    ax.grid(visible=False, axis="x")
    ax.grid(visible=True, axis="y", color=GRID, linewidth=0.6)
    ax.set_axisbelow(True)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_tick_params(
            bottom=False,
            left=False,
            labelcolor=TEXT,
            labelsize=FONT - 1,
            labelfontfamily="sans-serif",
        )


def beneath(width: float, **where: Any) -> list[Any]:
    """Return the effects that put a pale line below another one, which keeps it off the bands."""
    from matplotlib.patheffects import Normal, Stroke

    whole = {"dash_offset": 0, "dash_list": None}
    return [Stroke(linewidth=width, foreground=FAN[0][2], dashes=whole, **where), Normal()]


def unit(ax: Axes, words: str, *, edge: bool = False) -> None:
    """Say what the vertical axis counts, above it or at the left edge, as it is read."""
    ax.annotate(
        words,
        (2 if edge else 0, 1),
        xytext=(0, 10),
        textcoords="offset points",
        xycoords=("figure points" if edge else "axes fraction", "axes fraction"),
        fontsize=FONT - 1,
    )


def left_of(top: float, *, font: float = FONT - 1) -> float:
    """Return the room that counts up to `top` need beside an axis, in points."""
    return len(f"{top:,.0f}") * font * 0.62 + 8


def counts(ax: Axes, top: float, *, ticks: int = 5) -> None:
    """Let the vertical axis count from nobody to `top`, in whole people."""
    from matplotlib.ticker import MaxNLocator, StrMethodFormatter

    ax.set_ylim(0, top)
    ax.yaxis.set_major_locator(MaxNLocator(ticks, integer=True, steps=[1, 2, 2.5, 5, 10]))
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))


def height_for(counted: float, likely: float, widest: float) -> float:
    """Return the top of the axis: that of the figures and of the 80% interval.

    The 95% interval has its end in the picture where that is not much higher.
    """
    needed = max(counted, likely, 1)
    return max(needed, widest) * 1.04 if widest <= needed * 1.15 else needed * 1.06


def by_month(ax: Axes, year: int, *, every: int = 1, letters: int = 3, room: float = 0) -> None:
    """Let the horizontal axis run over a year, with names of months.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        The axes.
    year : int
        The year.
    every : int
        How many months there are from one name to the next.
    letters : int
        Of each name.
    room : float
        To leave free on the right, as a share of the year.
    """
    from matplotlib.dates import date2num

    from ...data.calendar import MONTHS, month_of, year_of

    whole = year_of(year)
    start, end = date2num([whole.start, whole.end])  # type: ignore[no-untyped-call]
    months = range(1, 13, every)
    ax.set_xticks(
        date2num([month_of(one, year).start for one in months]),  # type: ignore[no-untyped-call]
        [MONTHS[one - 1][:letters] for one in months],
        ha="left" if letters > 1 else "center",
    )
    ax.set_xlim(start, end + room * (end - start))


def spread(values: list[float], gap: float, top: float) -> list[float]:
    """Return places for labels, as near to their values as a gap between them lets them be.

    Parameters
    ----------
    values : list of float
        Ascending.
    gap : float
        The least distance between two places.
    top : float
        The highest place.

    Examples
    --------
    >>> spread([0.0, 10.0, 11.0], 5, 100)
    [0.0, 8.0, 13.0]
    """
    groups: list[tuple[float, int]] = []  # of places that touch: the middle of each, and how many
    for value in values:
        middle, size = value, 1
        while groups and groups[-1][0] + gap * (groups[-1][1] + size) / 2 > middle:
            before, count = groups.pop()
            middle = (before * count + middle * size) / (count + size)
            size += count
        groups.append((middle, size))
    places = [middle + gap * (at - (size - 1) / 2) for middle, size in groups for at in range(size)]
    last = len(places) - 1
    return [
        float(np.clip(place, at * gap, max(top - (last - at) * gap, at * gap)))
        for at, place in enumerate(places)
    ]
