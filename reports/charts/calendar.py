"""People a day as a calendar: a row a weekday, a column a week."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ...data.calendar import DAY, MONTHS, WEEK, Day, day_text, period_of, year_of
from ...data.dataset import Daily, Figures
from ..tables import table_of
from ..wording import listed, people_text, short
from .chart import Chart
from .style import EDGE, POINTS, STEPS, TEXT, WIDE, Room

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
BOUNDS = (1, 100, 300, 600, 900)
"""Where the steps of colour begin, after nobody; people a day."""
LABELS = ("none", "1 to 99", "100 to 299", "300 to 599", "600 to 899", "900 or more")
LEFT = 34
"""Points for the names of weekdays."""
SECOND = 2
"""Of the halves of a year."""
SQUARE = np.array([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)])


def plot_calendar(
    daily: Daily, *, as_of: Day | None = None, ax: Axes | None = None, title: bool = True
) -> Axes:
    """Draw people a day of one year as a calendar.

    Parameters
    ----------
    daily : pandas.DataFrame, pandas.Series or Figures
        A daily table.
    as_of : date, timestamp or ISO string, optional
        The last day to use, by default that of the table; the year is that of the day.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure where it is left out.
    title : bool
        Whether to write the message above it, and the source below it.

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> from crossings import load
    >>> from crossings.reports import plot_calendar
    >>> ax = plot_calendar(load(), as_of="2025-05-14")
    >>> ax.get_yticklabels()[0].get_text()
    'Mon'
    """
    figures = Figures.of(daily, as_of)
    frame, year = data(figures), figures.year
    return calendar_chart(figures).shown_on(ax, lambda axes: draw(axes, frame, year), title=title)


def calendar_chart(figures: Figures) -> Chart:
    """Return the chart with its words and numbers."""
    frame = data(figures)
    title, text = _words(frame, figures.end)
    note = "Each column is a week, Monday at the top."
    if figures.end != year_of(figures.year).end:
        note += " Days to come are blank."
    return Chart(
        key="calendar",
        title=title,
        text=text,
        note=note,
        source=figures.source_line,
        table=table_of(
            "calendar",
            f"People each day of {figures.year}",
            frame,
            missing="A day that is not over, or not of the year.",
        ),
        draw=lambda room: _draw_in(room, frame, figures.year),
        size=(WIDE, 2.3),
        tall=2.6 if _first_half(frame, figures.year) else 4.4,
    )


def data(figures: Figures) -> pd.DataFrame:
    """Return the people a day of the last year: a row a week, a column a weekday."""
    days = figures.days(year_of(figures.year))
    first, last = days.index[0].date(), days.index[-1].date()
    rows = []
    monday = period_of(first, "week").start
    while monday <= last:
        week = [monday + n * DAY for n in range(len(WEEKDAYS))]
        rows.append([monday, *(days.get(pd.Timestamp(day), pd.NA) for day in week)])
        monday += WEEK
    frame = pd.DataFrame(rows, columns=["Week from", *WEEKDAYS], dtype=object)
    return frame.astype(dict.fromkeys(WEEKDAYS, "Int64"))


def _people(frame: pd.DataFrame) -> NDArray[np.float64]:
    """Return the people a day; shape (weeks, 7), NaN on days that have none."""
    return frame[list(WEEKDAYS)].to_numpy(float, na_value=np.nan)


def _words(frame: pd.DataFrame, day: date) -> tuple[str, str]:
    """Return the title and the text alternative, for figures up to a day."""
    people = _people(frame).ravel()
    counted, some = int((~np.isnan(people)).sum()), int((people > 0).sum())
    title = f"People arrived on {some} of the {counted} days of {day.year}"
    if some in {0, counted}:
        who, each = ("People", "each") if some else ("Nobody", "any")
        title = f"{who} arrived on {each} of the {counted} days of {day.year}"
    title += "" if day == year_of(day.year).end else f" up to {short(day)}"
    if counted == 1:
        title = f"{people_text(int(np.nansum(people))) if some else 'Nobody'} arrived on "
        title += day_text(day)
    # No colour is named: a page that is dark has the scale the other way round.
    text = f"Calendar of people arriving each day of {day.year}, in bands: {listed(LABELS)}. "
    text += f"{people_text(int(np.nansum(people)))} in all"
    if some:
        at = int(np.nanargmax(people))
        best, days = frame["Week from"].iloc[0] + at * DAY, int((people == people[at]).sum())
        when = f"on {short(best)}" if days == 1 else f"on each of {days} days"
        text += f"; the most on one day was {int(people[at]):,}, {when}"
    return title, f"{text}."


def _first_half(frame: pd.DataFrame, year: int) -> bool:
    """Tell whether all days are of the first half of the year: the other one is not drawn then."""
    last = frame["Week from"].iloc[-1] + (int(frame.iloc[-1].count()) - 2) * DAY
    return bool(last < date(year, 7, 1))


def _draw_in(room: Room, frame: pd.DataFrame, year: int) -> Axes:
    """Draw the year in one row; on a telephone in two, half a year each."""
    if not room.narrow:
        ax = room.axes(left=LEFT, right=8, top=42, foot=20)
        draw(ax, frame, year, left=LEFT)
        return ax
    halves = room.panels(
        1 if _first_half(frame, year) else 2, 1, around=(LEFT, 8, 64, 20), between=(0, 28)
    )[:, 0]
    for half, ax in enumerate(halves, start=1):
        draw(ax, frame, year, half=half, left=LEFT)
    first: Axes = halves[0]
    return first


def draw(ax: Axes, frame: pd.DataFrame, year: int, *, half: int = 0, left: float = 0) -> None:
    """Draw the frame of a year, or one half of it; so many points are free on the left."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    whole = year_of(year)
    start = period_of(whole.start, "week").start
    first = (frame["Week from"].iloc[0] - start) // WEEK
    people = _people(frame)
    days = np.datetime64(start) + 7 * (np.arange(len(frame)) + first)[:, None] + np.arange(7)
    later = days >= np.datetime64(date(year, 7, 1))
    known = ~np.isnan(people) & (later == (half == SECOND) if half else True)
    steps = np.searchsorted(BOUNDS, np.nan_to_num(people), side="right")
    for step, color in enumerate(STEPS):
        weeks, days = np.nonzero(known & (steps == step))
        if len(weeks):
            corners = np.stack([weeks + first, days], axis=1)[:, None] + SQUARE
            codes = [Path.MOVETO, *[Path.LINETO] * 3, Path.CLOSEPOLY] * len(weeks)
            cells = Path(corners.reshape(-1, 2), codes)
            ax.add_patch(PathPatch(cells, facecolor=color, edgecolor=EDGE, linewidth=0.5))
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    ax.set_yticks(np.arange(len(WEEKDAYS)) + 0.5, [name[:3] for name in WEEKDAYS])
    firsts = [date(year, month, 1) for month in range(1, 13)]
    places = [(first - start) // WEEK for first in firsts]
    first_week = places[6] if half == SECOND else 0
    right = first_week + 27 if half else (whole.end - start) // WEEK + 1
    shown = (range(12), range(6), range(6, 12))[half]
    ax.set_xticks(
        [places[at] + 0.5 for at in shown], [MONTHS[firsts[at].month - 1][:3] for at in shown]
    )
    ax.set_xlim(first_week - 0.1, right + 0.1)
    ax.set_ylim(len(WEEKDAYS) + 0.1, -0.1)
    if half != SECOND:
        _legend(ax, columns=3 if half else len(STEPS), left=left)


def _legend(ax: Axes, columns: int, left: float) -> None:
    from matplotlib.patches import Patch

    ax.legend(
        handles=[
            Patch(facecolor=color, edgecolor=EDGE, label=label)
            for color, label in zip(STEPS, LABELS, strict=True)
        ],
        title="People a day",
        loc="lower left",
        bbox_to_anchor=(-left * ax.figure.dpi / POINTS / ax.bbox.width, 1.0),
        ncols=columns,
        handlelength=1.2,
        columnspacing=0.9,
        alignment="left",
        borderpad=0.2,
        borderaxespad=0.3,
        labelcolor=TEXT,
    )
