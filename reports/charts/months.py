"""People a month: a panel a month, a bar a year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ...data.calendar import MONTHS, Day, month_of
from ...data.dataset import Daily, Figures
from ..tables import Table
from ..wording import listed
from .chart import Chart
from .style import colour_of, own_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure, FigureBase
    from numpy.typing import NDArray

SIZE = (8.0, 6.0)
ROWS, COLUMNS = 3, 4


def plot_months(
    daily: Daily, *, as_of: Day | None = None, figure: Figure | None = None
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
    with own_figure(figure, SIZE) as drawn:
        return draw(drawn, data(figures), figures.year, _record_year(figures))


def months_chart(figures: Figures, table: Table) -> Chart:
    """Return the chart with its words; `table` has what `data` gives, perhaps among others."""
    year, frame = figures.year, table.data
    title, text = _words(_by_year(frame), year)
    return Chart(
        key="months-chart",
        title=title,
        text=text,
        note="A month that is not over has no bar.",
        source=figures.source_line,
        table=table,
        draw=lambda figure: draw(figure, frame, year, _record_year(figures)),
        size=SIZE,
    )


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


def _words(people: pd.DataFrame, year: int) -> tuple[str, str]:
    """Return the title and the text alternative."""
    since = people.columns[0]
    over = people[people[year].notna()]
    span = f"{since} to {year}" if since < year else f"{year}"
    text = f"Twelve bar charts, one a month, of people arriving in each year, {span}. "
    if over.empty:
        title = f"People a month, {span}; no month of {year} is over"
        return title, f"{text}No month of {year} is over."
    title = f"People a month, {year}"
    if since < year:
        # A tie is won by the older: idxmax gives the first.
        highest = [MONTHS[month - 1] for month in over.index[over.idxmax(axis=1) == year]]
        title = (
            f"Months of {year} with more people than that month of any other year since {since}: "
            f"{listed(highest) if highest else 'none'}"
        )
    counts = [f"{MONTHS[month - 1]} {count:,}" for month, count in over[year].items()]
    return title, f"{text}{year}: {', '.join(counts)}."


def draw(figure: FigureBase, frame: pd.DataFrame, year: int, record: int | None) -> NDArray[Any]:
    """Draw the frame; a year and the record year stand out."""
    from matplotlib.ticker import StrMethodFormatter

    people = _by_year(frame)
    years = list(people)
    panels: NDArray[Any] = figure.subplots(ROWS, COLUMNS, sharex=True, sharey=True)
    for month, ax in enumerate(panels.flat, start=1):
        counts = people.loc[month].dropna()
        colors = [colour_of(one, own=year, record=record) for one in counts.index]
        ax.bar(counts.index, counts.to_numpy(int), color=colors, width=0.8)
        ax.set_title(MONTHS[month - 1], fontweight="bold")
        ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
        ax.set_xlim(years[0] - 0.7, year + 0.7)
        ax.set_xticks(*_ticks(years))
    _legend(figure, year, record, years)
    return panels


def _ticks(years: list[int]) -> tuple[NDArray[Any], list[str]]:
    """Return the first and the last year: more labels would collide."""
    ends = sorted({years[0], years[-1]})
    return np.array(ends), [str(year) for year in ends]


def _legend(figure: FigureBase, own: int, record: int | None, years: list[int]) -> None:
    from matplotlib.patches import Patch

    entries = [(own, f"{own}")]
    if record is not None:
        entries.append((record, f"{record}, the record year"))
    if len(years) > len(entries):
        entries.append((0, "other years"))
    figure.legend(
        handles=[
            Patch(facecolor=colour_of(year, own=own, record=record), label=label)
            for year, label in entries
        ],
        title="People a month",
        loc="outside upper left",
        ncols=len(entries),
        alignment="left",
    )
