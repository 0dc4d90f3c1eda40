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
from .style import EDGE, STEPS, TEXT, own_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
BOUNDS = (1, 100, 300, 600, 900)
"""Where the steps of colour begin, after nobody; people a day."""
LABELS = ("none", "1 to 99", "100 to 299", "300 to 599", "600 to 899", "900 or more")
SIZE = (8.0, 2.4)


def plot_calendar(daily: Daily, *, as_of: Day | None = None, ax: Axes | None = None) -> Axes:
    """Draw people a day of one year as a calendar.

    Parameters
    ----------
    daily : pandas.DataFrame, pandas.Series or Figures
        A daily table.
    as_of : date, timestamp or ISO string, optional
        The last day to use, by default that of the table; the year is that of the day.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure where it is left out.

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
    with own_axes(ax) as drawn:
        draw(drawn, data(figures), figures.year)
    return drawn


def calendar_chart(figures: Figures) -> Chart:
    """Return the chart with its words and numbers."""
    frame = data(figures)
    title, text = _words(frame, figures.end)
    return Chart(
        key="calendar",
        title=title,
        text=text,
        note="A column a week, Monday at the top; days that are not over are blank.",
        source=figures.source_line,
        table=table_of(
            "calendar",
            f"People each day of {figures.year}",
            frame,
            missing="A day that is not over, or not of the year.",
        ),
        draw=lambda figure: draw(figure.add_subplot(), frame, figures.year),
        size=SIZE,
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
    title += "" if day == year_of(day.year).end else f" up to {short(day)}"
    if counted == 1:
        title = f"{people_text(int(np.nansum(people)))} arrived on {day_text(day)}"
    # No colour is named: a page that is dark has the scale the other way round.
    text = f"Calendar of people arriving each day of {day.year}, in bands: {listed(LABELS)}. "
    text += f"{people_text(int(np.nansum(people)))} in all"
    if some:
        at = int(np.nanargmax(people))
        best = frame["Week from"].iloc[0] + at * DAY
        text += f"; the most on one day were {int(people[at]):,}, on {short(best)}"
    return title, f"{text}."


def draw(ax: Axes, frame: pd.DataFrame, year: int) -> None:
    """Draw the frame of a year."""
    from matplotlib.colors import BoundaryNorm, ListedColormap
    from matplotlib.patches import Patch

    whole = year_of(year)
    start = period_of(whole.start, "week").start
    grid = np.full((len(WEEKDAYS), (whole.end - start) // WEEK + 1), np.nan)
    first = (frame["Week from"].iloc[0] - start) // WEEK
    grid[:, first : first + len(frame)] = _people(frame).T
    norm = BoundaryNorm([-0.5, *(bound - 0.5 for bound in BOUNDS), 1e9], len(STEPS))
    mesh = ax.pcolormesh(
        np.ma.masked_invalid(grid),
        cmap=ListedColormap(list(STEPS)),
        norm=norm,
        edgecolors=EDGE,
        linewidth=0.5,
    )
    mesh.set_antialiased(True)
    ax.invert_yaxis()
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    ax.set_yticks(np.arange(len(WEEKDAYS)) + 0.5, [name[:3] for name in WEEKDAYS])
    firsts = [date(year, month, 1) for month in range(1, 13)]
    ax.set_xticks(
        [(first - start) // WEEK + 0.5 for first in firsts],
        [MONTHS[first.month - 1][:3] for first in firsts],
    )
    ax.legend(
        handles=[
            Patch(facecolor=color, edgecolor=EDGE, label=label)
            for color, label in zip(STEPS, LABELS, strict=True)
        ],
        title="People a day",
        loc="upper center",
        bbox_to_anchor=(0.5, -0.17),
        ncols=len(STEPS),
        handlelength=1.2,
        columnspacing=0.9,
        labelcolor=TEXT,
    )
