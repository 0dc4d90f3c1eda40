"""People a month: a panel a month, a bar a year."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ...data.calendar import MONTHS, complete_years, month_span, through
from ...data.daily_table import check_daily
from ..comparison import known_in, years_covered
from ..source import Source
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
    daily: pd.DataFrame, *, as_of: date | str | None = None, figure: Figure | None = None
) -> NDArray[Any]:
    """Draw people a month, a panel a month and a bar a year.

    Parameters
    ----------
    daily : pandas.DataFrame
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
        return _draw(drawn, through(check_daily(daily), as_of))


def months_chart(known: pd.DataFrame, table: Table, source: Source) -> Chart:
    """Return the chart with its words; `table` has its numbers."""
    year = source.through.year
    years = years_covered(known)
    since = years[0]
    over = [month for month in range(1, 13) if _over(month, year, source.through)]
    span = f"{since} to {year}" if since < year else f"{year}"
    text = f"Twelve bar charts, one a month, of people arriving in each year, {span}. "
    if not over:
        title = f"People a month, {span}; no month of {year} is over"
        text += f"No month of {year} is over."
    else:
        sums = {month: _sums(known, years, month) for month in over}
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
        note=f"A month that is not over has no bar. {source.line}",
        table=table,
        draw=lambda figure: _draw(figure, known),
        size=SIZE,
    )


def _over(month: int, year: int, last: date) -> bool:
    return month_span(month, month, year).end <= last


def _sums(known: pd.DataFrame, years: list[int], month: int) -> pd.Series:
    """Return the people of one whole month by year; a tie is won by the older."""
    first, last = (known.index[at].date() for at in (0, -1))
    return pd.Series(
        {
            year: known_in(known, month_span(month, month, year))
            for year in sorted(years)
            if month_span(month, month, year).start >= first and _over(month, year, last)
        },
        dtype="int64",
    )


def _draw(figure: FigureBase, known: pd.DataFrame) -> NDArray[Any]:
    from matplotlib.ticker import StrMethodFormatter

    own = known.index[-1].year
    years = sorted({*years_covered(known), own})
    totals = complete_years(known)
    earlier = totals[totals.index < own]
    record = None if earlier.empty else int(earlier.idxmax())
    panels: NDArray[Any] = figure.subplots(ROWS, COLUMNS, sharex=True, sharey=True)
    for month, ax in enumerate(panels.flat, start=1):
        sums = _sums(known, years, month)
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
