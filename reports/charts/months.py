"""People a month: a panel a month, a bar a year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ...data.calendar import MONTHS, Day, Period, month_of
from ...data.dataset import Daily, Figures
from ..tables import Table, table_of
from ..wording import listed, short
from .chart import Chart
from .style import (
    OTHER_YEARS,
    THIS_YEAR,
    WIDE,
    Room,
    colour_of,
    counts,
    left_of,
    role_of,
    standing_out,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

MOST_NAMED = 3
"""Months in a title."""
SO_FAR: dict[str, Any] = {
    "facecolor": "none",
    "edgecolor": THIS_YEAR,
    "hatch": "////",
    "linewidth": 1,
}
"""How a month looks that is not over."""
STAR = " \N{BLACK STAR}"


def plot_months(
    daily: Daily, *, as_of: Day | None = None, figure: Figure | None = None, title: bool = True
) -> NDArray[Any]:
    """Draw people a month, a panel a month and a bar a year.

    Parameters
    ----------
    daily : pandas.DataFrame, pandas.Series or Figures
        A daily table.
    as_of : date, timestamp or ISO string, optional
        The last day to use, by default that of the table; its year stands out. Earlier years
        are drawn where the figures cover them from 1 January.
    figure : matplotlib.figure.Figure, optional
        An empty figure to draw in; a new one where it is left out.
    title : bool
        Whether to write the message above it, and the source below it.

    Returns
    -------
    numpy.ndarray of matplotlib.axes.Axes
        Shape (3, 4), January first.

    Examples
    --------
    >>> from crossings import load
    >>> from crossings.reports import plot_months
    >>> plot_months(load(), as_of="2025-05-14").shape
    (3, 4)
    """
    figures = Figures.of(daily, as_of)
    chart = months_chart(figures, table_of("months", "People by month", data(figures)))
    panels: NDArray[Any] = chart.shown(figure, title=title)
    return panels


def months_chart(figures: Figures, table: Table) -> Chart:
    """Return the chart with its words; `table` has what `data` gives, perhaps among others."""
    year, frame, so_far = figures.year, table.data, under_way(figures)
    title, text = _words(_by_year(frame), year, so_far)
    note = "Each panel is a month and each bar a year."
    if _records(_by_year(frame), year):
        note += f" A star marks a month of {year} that set a record for that month."
    if so_far:
        note += f" The hatched bar counts {MONTHS[so_far[0] - 1]} up to {short(figures.end)}."
    return Chart(
        key="months-chart",
        title=title,
        text=text,
        note=note,
        source=figures.source_line,
        table=table,
        draw=lambda room: draw(room, frame, year, _record_year(figures), so_far),
        size=(WIDE, 5.6),
        tall=6.0,
    )


def under_way(figures: Figures) -> tuple[int, int] | None:
    """Return the month that is not over, and its people so far; None where there is none."""
    month = month_of(figures.end.month, figures.year)
    begun = Period(month.start, figures.end)
    if figures.end == month.end or not figures.covers(begun):
        return None
    return month.start.month, figures.people(begun)


def data(figures: Figures) -> pd.DataFrame:
    """Return the people a month: a row a month, a column a year, newest first.

    A month that is not covered wholly is ``<NA>``. Earlier years are there where the figures
    cover them from 1 January.
    """
    frame = pd.DataFrame({"Month": MONTHS})
    for year in sorted({*figures.years, figures.year}, reverse=True):
        months = [month_of(month, year) for month in range(1, 13)]
        people = [figures.people(one) if figures.covers(one) else pd.NA for one in months]
        frame[str(year)] = pd.array(people, dtype="Int64")
    return frame


def _by_year(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a row a month, from 1 to 12, and a column a year, oldest first."""
    years = sorted(name for name in frame if name.isdigit())
    return frame[years].set_axis(range(1, 13)).rename(columns=int)


def _record_year(figures: Figures) -> int | None:
    highest = figures.highest_before(figures.year)
    return None if highest is None else highest[1]


def _records(people: pd.DataFrame, year: int) -> list[int]:
    """Return the months of a year that had more people than that month of every earlier year."""
    over = people[people[year].notna()]
    if over.empty or people.columns[0] == year:
        return []
    # A tie is won by the older: idxmax gives the first.
    return list(over.index[over.idxmax(axis=1) == year])


def _words(people: pd.DataFrame, year: int, so_far: tuple[int, int] | None) -> tuple[str, str]:
    """Return the title and the text alternative."""
    since = people.columns[0]
    over = people[people[year].notna()]
    span = f"each year, {since} to {year}" if since < year else f"{year}"
    text = f"Twelve bar charts, one a month, of people arriving in {span}."
    begun = "" if so_far is None else f" {MONTHS[so_far[0] - 1]} so far: {so_far[1]:,}."
    if over.empty:
        return f"No month of {year} is over", f"{text} No month of {year} is over.{begun}"
    title = f"People arriving in each month of {year}"
    if since < year:
        highest = [MONTHS[month - 1] for month in _records(people, year)]
        if len(highest) == 1:
            title = f"{highest[0]} {year} had more people than any {highest[0]} since {since}"
        elif len(highest) == len(MONTHS):
            title = f"Every month of {year} set a record for its month"
        elif len(highest) > MOST_NAMED:
            title = f"{len(highest)} months of {year} set a record for their month"
        elif highest:
            title = f"{listed(highest)} {year} each set a record for their month"
        else:
            title = f"No month of {year} has set a record for that month"
    people_of = [f"{MONTHS[month - 1]} {count:,}" for month, count in over[year].items()]
    return title, f"{text} {year}: {listed(people_of)}.{begun}"


def draw(
    room: Room,
    frame: pd.DataFrame,
    year: int,
    record: int | None,
    so_far: tuple[int, int] | None,
) -> NDArray[Any]:
    """Draw the frame; a year, the year before and the record year stand out."""
    people = _by_year(frame)
    years, records = list(people), _records(people, year)
    rows, columns = (4, 3) if room.narrow else (3, 4)
    top = max(1, int(np.nanmax(people.to_numpy(float, na_value=0))), so_far[1] if so_far else 0)
    panels = room.panels(
        rows,
        columns,
        around=(left_of(top), 16, 84 if room.narrow else 60, 20),
        between=(12, 30),
        sharex=True,
        sharey=True,
    )
    first, ends = panels[0, 0], sorted({years[0], year})
    counts(first, top * 1.04, ticks=3)
    first.set_xlim(years[0] - 0.7, year + 0.7)
    first.set_xticks([ends[0] - 0.4, ends[-1] + 0.4][: len(ends)], list(map(str, ends)))
    for month, ax in enumerate(panels.flat, start=1):
        known = people.loc[month].dropna()
        colors = [colour_of(one, own=year, record=record) for one in known.index]
        ax.bar(known.index, known.to_numpy(int), color=colors, width=0.8)
        if so_far and so_far[0] == month:
            ax.bar([year], [so_far[1]], width=0.8, **SO_FAR)
        ax.set_title(MONTHS[month - 1] + STAR * (month in records), loc="left")
    for ax in panels[-1]:  # within their panel: the next one begins close by
        for label, side in zip(ax.get_xticklabels(), ("left", "right"), strict=False):
            label.set_horizontalalignment(side)
    _legend(room, year, record, years, so_far)
    return panels


def _legend(
    room: Room,
    own: int,
    record: int | None,
    years: list[int],
    so_far: tuple[int, int] | None,
) -> None:
    from matplotlib.patches import Patch

    named = standing_out(years, own=own, record=record)
    handles = [
        Patch(
            facecolor=colour_of(year, own=own, record=record),
            label=", ".join(filter(None, (f"{year}", role_of(year, own=own, record=record)))),
        )
        for year in named
    ]
    if so_far:
        handles.insert(1, Patch(label=f"{MONTHS[so_far[0] - 1]} so far", **SO_FAR))
    if len(years) > len(named):
        handles.append(Patch(facecolor=OTHER_YEARS, label="other years"))
    room.legend(
        handles=handles,
        title="People a month",
        ncols=2 if room.narrow else len(handles),
        columnspacing=1.2,
    )
