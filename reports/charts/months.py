"""People a month: a panel a month, a bar a year."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ...data.calendar import MONTHS, month_of
from ...data.dataset import Figures
from ..tables import Table
from ..wording import listed
from .chart import Chart
from .style import colour_of, own_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure, FigureBase
    from numpy.typing import NDArray

__all__ = ["months_chart", "plot_months"]

SIZE = (8.0, 6.0)
ROWS, COLUMNS = 3, 4


def plot_months(
    daily: pd.DataFrame | Figures, *, as_of: date | str | None = None, figure: Figure | None = None
) -> NDArray[Any]:
    """Draw people a month, a panel a month and a bar a year.

    Parameters
    ----------
    daily : pandas.DataFrame or Figures
        A daily table.
    as_of : date or ISO string, optional
        The last day to use, by default that of the table; its year stands out. Earlier years
        are drawn where the figures cover them from 1 January.
    figure : matplotlib.figure.Figure, optional
        An empty figure to draw in; a new one where it is left out.

    Returns
    -------
    numpy.ndarray of matplotlib.axes.Axes
        Shape (3, 4), January first.
    """
    with own_figure(figure, SIZE) as drawn:
        return _draw(drawn, Figures.of(daily, as_of))


def months_chart(figures: Figures, table: Table) -> Chart:
    """Return the chart with its words; `table` has its numbers."""
    year = figures.end.year
    years = figures.years
    since = years[0]
    over = [month for month in range(1, 13) if _over(month, year, figures.end)]
    span = f"{since} to {year}" if since < year else f"{year}"
    text = f"Twelve bar charts, one a month, of people arriving in each year, {span}. "
    if not over:
        title = f"People a month, {span}; no month of {year} is over"
        text += f"No month of {year} is over."
    else:
        sums = {month: _sums(figures, years, month) for month in over}
        highest = [month for month in over if since < year and sums[month].idxmax() == year]
        names = listed([MONTHS[month - 1] for month in highest]) if highest else "none"
        title = (
            f"Months of {year} with more people than that month of any other year since {since}: "
            f"{names}"
            if since < year
            else f"People a month, {year}"
        )
        counts = [f"{MONTHS[month - 1]} {int(sums[month][year]):,}" for month in over]
        text += f"{year}: {', '.join(counts)}."
    return Chart(
        key="months-chart",
        title=title,
        text=text,
        note=f"A month that is not over has no bar. {figures.source_line}",
        table=table,
        draw=lambda figure: _draw(figure, figures),
        size=SIZE,
    )


def _over(month: int, year: int, last: date) -> bool:
    return month_of(month, year).end <= last


def _sums(figures: Figures, years: list[int], month: int) -> pd.Series:
    """Return the people of one whole month by year; a tie is won by the older."""
    return pd.Series(
        {
            year: figures.people(month_of(month, year))
            for year in sorted(years)
            if figures.covers(month_of(month, year))
        },
        dtype="int64",
    )


def _draw(figure: FigureBase, figures: Figures) -> NDArray[Any]:
    from matplotlib.ticker import StrMethodFormatter

    own = figures.year
    years = sorted({*figures.years, own})
    highest = figures.highest_before(own)
    record = None if highest is None else highest[1]
    panels: NDArray[Any] = figure.subplots(ROWS, COLUMNS, sharex=True, sharey=True)
    for month, ax in enumerate(panels.flat, start=1):
        sums = _sums(figures, years, month)
        colors = [colour_of(year, own=own, record=record) for year in sums.index]
        ax.bar(sums.index, sums.to_numpy(), color=colors, width=0.8)
        ax.set_title(MONTHS[month - 1], fontweight="bold")
        ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
        ax.set_xlim(years[0] - 0.7, own + 0.7)
        ax.set_xticks(*_ticks(years))
    _legend(figure, own, record, years)
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
