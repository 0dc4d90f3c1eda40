"""People a day as a calendar: a row a weekday, a column a week."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ...data.calendar import MONTHS, WEEK, day_text, period_of, year_of, year_to_date
from ...data.dataset import Figures
from ..tables import table_of
from ..wording import listed, people_text, short
from .chart import Chart
from .style import EDGE, STEPS, TEXT, own_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["calendar_chart", "plot_calendar"]

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
BOUNDS = (1, 100, 300, 600, 900)
"""Where the steps of colour begin, after nobody; people a day."""
LABELS = ("none", "1 to 99", "100 to 299", "300 to 599", "600 to 899", "900 or more")
SIZE = (8.0, 2.4)


def plot_calendar(
    daily: pd.DataFrame | Figures, *, as_of: date | str | None = None, ax: Axes | None = None
) -> Axes:
    """Draw people a day of one year as a calendar.

    Parameters
    ----------
    daily : pandas.DataFrame or Figures
        A daily table.
    as_of : date or ISO string, optional
        The last day to use, by default that of the table; the year is that of the day.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure where it is left out.

    Returns
    -------
    matplotlib.axes.Axes
    """
    figures = Figures.of(daily, as_of)
    with own_axes(ax) as drawn:
        _draw(drawn, figures.days(year_of(figures.year)))
    return drawn


def calendar_chart(figures: Figures) -> Chart:
    """Return the chart with its words and numbers."""
    day = figures.end
    days = figures.days(year_of(day.year))
    some = int((days > 0).sum())
    over = day == year_of(day.year).end
    title = f"People arrived on {some} of the {len(days)} days of {day.year}"
    title += "" if over else f" up to {short(day)}"
    if len(days) == 1:
        title = f"{people_text(int(days.iloc[0]))} arrived on {day_text(day)}"
    # No colour is named: a page that is dark has the scale the other way round.
    text = f"Calendar of people arriving each day of {day.year}, in bands: {listed(LABELS)}. "
    text += f"{people_text(figures.people(year_to_date(day)))} in all"
    if some:
        best = days.idxmax()
        text += f"; the most on one day were {int(days.max()):,}, on {short(best.date())}"
    return Chart(
        key="calendar",
        title=title,
        text=f"{text}.",
        note="A column a week, Monday at the top; days that are not over are blank. "
        + figures.source_line,
        table=table_of(
            "calendar",
            f"People each day of {day.year} ({figures.note})",
            _data(days),
            missing="A day that is not over, or not of the year.",
        ),
        draw=lambda figure: _draw(figure.add_subplot(), days),
        size=SIZE,
    )


def _data(days: pd.Series) -> pd.DataFrame:
    """Return a row a week, a column a weekday."""
    first, last = days.index[0].date(), days.index[-1].date()
    rows = []
    monday = period_of(first, "week").start
    while monday <= last:
        week = [monday + timedelta(days=n) for n in range(7)]
        rows.append(
            [monday, *(days.get(pd.Timestamp(day), pd.NA) for day in week)],
        )
        monday += WEEK
    frame = pd.DataFrame(rows, columns=["Week from", *WEEKDAYS], dtype=object)
    return frame.astype(dict.fromkeys(WEEKDAYS, "Int64"))


def _draw(ax: Axes, days: pd.Series) -> None:
    from matplotlib.colors import BoundaryNorm, ListedColormap
    from matplotlib.patches import Patch

    year = days.index[0].year
    whole = year_of(year)
    start = period_of(whole.start, "week").start
    weeks = (whole.end - start).days // 7 + 1
    grid = np.full((7, weeks), np.nan)
    for day, people in days.items():
        at = (day.date() - start).days
        grid[at % 7, at // 7] = people
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
    ax.set_yticks(np.arange(7) + 0.5, [name[:3] for name in WEEKDAYS])
    firsts = [date(year, month, 1) for month in range(1, 13)]
    ax.set_xticks(
        [(first - start).days // 7 + 0.5 for first in firsts],
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
