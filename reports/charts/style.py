"""How charts look: the Analysis Function's style, few colours, and room for labels."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# The Analysis Function's pair of dark blue and orange keep apart in grey print and for the
# colour-blind; the grey of other years has the contrast with white that lines need.
THIS_YEAR, RECORD_YEAR, OTHER_YEARS, FAINT = "#12436D", "#F46A25", "#7F7F7F", "#D9D9D9"
TEXT = "#1A1A1A"
FAN = ((0.025, 0.975, "#C9D6E2"), (0.1, 0.9, "#9CB4CB"), (0.25, 0.75, "#6C90B1"))
STEPS = ("#F2F2F2", "#ADD1F1", "#6BACE6", "#2073BC", "#13446D", "#092135")
"""Of more and more people, from nobody on; the Analysis Function's sequential palette."""
GRID, EDGE = "#CCCCCC", "#BFBFBF"
NAMES = {
    THIS_YEAR: "this-year",
    RECORD_YEAR: "record-year",
    OTHER_YEARS: "other-years",
    FAINT: "faint",
    TEXT: "ink",
    GRID: "grid",
    EDGE: "edge",
    **{color: f"fan-{at}" for at, (_, _, color) in enumerate(FAN, start=1)},
    **{color: f"step-{at}" for at, color in enumerate(STEPS)},
}
"""What the colours are for: a page that has a dark side paints them anew."""
SIZE = (8.0, 5.0)
FONT = 12
DRAWING = RLock()


@contextmanager
def styled() -> Iterator[None]:
    """Draw in the style of the package, without touching that of anybody else."""
    from matplotlib import style

    own = {
        "font.size": FONT,
        # DejaVu comes with matplotlib: the same picture on every machine.
        "font.sans-serif": ["DejaVu Sans"],
        "text.parse_math": False,  # a title from outside may hold a dollar
        "text.color": TEXT,
        "axes.titlesize": FONT,
        "axes.labelcolor": TEXT,
        "axes.edgecolor": GRID,
        "grid.color": GRID,
        "xtick.labelcolor": TEXT,
        "ytick.labelcolor": TEXT,
        "xtick.major.size": 0,
        "ytick.major.size": 0,
        "legend.fontsize": FONT - 1,
        "svg.fonttype": "none",
        "svg.hashsalt": "crossings",
        "axes.formatter.use_locale": False,
    }
    # The style of matplotlib is one for all threads: they draw in turn.
    with DRAWING, style.context(["afcharts.afcharts", own]):
        yield


def new_figure(size: tuple[float, float] = SIZE) -> Figure:
    """Return an empty figure; it belongs to no window."""
    from matplotlib.figure import Figure

    return Figure(figsize=size, layout="constrained")


@contextmanager
def own_axes(ax: Axes | None) -> Iterator[Axes]:
    """Give the axes to draw on: those of the caller, or new ones that a notebook shows."""
    with styled():
        if ax is None:
            from matplotlib import pyplot as plt

            ax = plt.figure(figsize=SIZE, layout="constrained").add_subplot()
        yield ax


@contextmanager
def own_figure(figure: Figure | None, size: tuple[float, float]) -> Iterator[Figure]:
    """Give the figure to draw in: that of the caller, or a new one that a notebook shows."""
    with styled():
        if figure is None:
            from matplotlib import pyplot as plt

            figure = plt.figure(figsize=size, layout="constrained")
        yield figure


def colour_of(year: int, *, own: int, record: int | None) -> str:
    """Return the colour of a year: this one and the record stand out."""
    return THIS_YEAR if year == own else RECORD_YEAR if year == record else OTHER_YEARS


def unit(ax: Axes, words: str) -> None:
    """Say what the vertical axis counts, above it and horizontally, as it is read."""
    ax.set_title(words, loc="left", fontsize=FONT - 1)


def by_month(ax: Axes, year: int, *, every: int = 1) -> None:
    """Let the horizontal axis run over a year, with the names of every so many of its months."""
    from matplotlib.dates import MonthLocator, date2num, num2date

    from ...data.calendar import MONTHS, year_of

    whole = year_of(year)
    ax.set_xlim(date2num(whole.start), date2num(whole.end))  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_locator(MonthLocator(range(1, 13, every)))  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_formatter(
        lambda at, _: MONTHS[num2date(at).month - 1][:3]  # type: ignore[no-untyped-call]
    )
