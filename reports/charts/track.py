"""Earlier forecasts of annual totals beside what happened: a panel a year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ...data.dataset import Figures
from ...data.errors import OptionError
from ..tables import Table
from ..wording import about_text, listed
from .chart import Chart
from .style import FAN, RECORD_YEAR, THIS_YEAR, by_month, own_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, FigureBase
    from numpy.typing import NDArray

MOST = 6


def plot_track(track: pd.DataFrame, *, figure: Figure | None = None) -> NDArray[Any]:
    """Draw forecasts of annual totals by the day they were made from, and the actual totals.

    Parameters
    ----------
    track : pandas.DataFrame
        Forecasts of one year or several, as `YearForecast.track` gives; at most the last six
        years are drawn.
    figure : matplotlib.figure.Figure, optional
        An empty figure to draw in; a new one where it is left out.

    Returns
    -------
    numpy.ndarray of matplotlib.axes.Axes
        One a year, the oldest first.

    Raises
    ------
    OptionError
        If there is none to draw.

    Examples
    --------
    >>> from crossings import forecast_year, load
    >>> from crossings.reports import plot_track
    >>> outlook = forecast_year(load(), as_of="2025-05-14", n_paths=100)
    >>> track = outlook.track(["2024-03-07", "2024-04-04"], n_paths=100)
    >>> len(plot_track(track))  # one panel a year
    1
    """
    if track.empty:
        raise OptionError(
            "no forecasts",
            expected="one at least; YearForecast.track gives them",
            argument="track",
        )
    with own_figure(figure, _size(track)) as drawn:
        return draw(drawn, data(track))


def track_chart(track: pd.DataFrame, table: Table, figures: Figures) -> Chart:
    """Return the chart with its words; `table` has its numbers."""
    done = track.dropna(subset=["actual"])
    contained = [
        f"{int(year)}: {int(inside['covered_80'].sum())} of {len(inside)}"
        for year, inside in done.groupby("year")
    ]
    open_years = track[track["actual"].isna()]
    text = "One panel a year: the forecast of its total by the day of the forecast."
    title = "Forecasts of the annual total, by the day they were made from"
    if contained:
        title = (
            f"The 80% interval held the outturn in {int(done['covered_80'].sum())} of {len(done)} "
            f"forecasts of {listed([str(int(year)) for year in done['year'].unique()])}"
        )
        text += f" Forecasts whose 80% interval held the outturn: {'; '.join(contained)}."
    if len(open_years):
        last = open_years.iloc[-1]
        counted = int(last["year_to_date"])
        median, low, high = (
            about_text(int(last[name]), at_least=counted)
            for name in ("median", "low_80", "high_80")
        )
        text += (
            f" The newest for {int(last['year'])}: median {median}, 80% interval {low} to {high}."
        )
    return Chart(
        key="track",
        title=title,
        text=text,
        note="Each forecast is made again from the figures up to its day alone.",
        source=figures.source_line,
        table=table,
        draw=lambda figure: draw(figure, data(track)),
        size=_size(track),
    )


def _size(track: pd.DataFrame) -> tuple[float, float]:
    shown = min(track["year"].nunique(), MOST)
    return 8.0, 3.2 if shown <= MOST // 2 else 5.6


def data(track: pd.DataFrame) -> pd.DataFrame:
    """Return the forecasts of the last years; the table shows them rounded."""
    return track[track["year"].isin(sorted(track["year"].unique())[-MOST:])]


def draw(figure: FigureBase, frame: pd.DataFrame) -> NDArray[Any]:
    """Draw the frame, a panel a year."""
    years = sorted(frame["year"].unique())
    across = min(len(years), MOST // 2)
    panels: NDArray[Any] = figure.subplots(
        -(-len(years) // across), across, sharey=True, squeeze=False
    )
    for ax, year in zip(panels.flat, years, strict=False):
        _draw_year(ax, frame[frame["year"] == year], int(year))
    for ax in panels.flat[len(years) :]:
        ax.set_visible(False)
    figure.legend(
        *panels[0, 0].get_legend_handles_labels(),
        title="Annual total, people, by the day of the forecast",
        loc="outside upper left",
        ncols=5,
        alignment="left",
        columnspacing=0.9,
    )
    top = frame[["high_95", "actual"]].astype(float).max().max()
    panels[0, 0].set_ylim(0, max(top, 1) * 1.04)
    return panels.ravel()[: len(years)]


def _draw_year(ax: Axes, forecasts: pd.DataFrame, year: int) -> None:
    from matplotlib.ticker import StrMethodFormatter

    days = np.array(forecasts["as_of"], dtype="datetime64[D]")
    for level, (_, _, color) in zip((95, 80, 50), FAN, strict=True):
        low, high = (forecasts[f"{end}_{level}"].astype(float) for end in ("low", "high"))
        ax.fill_between(days, low, high, color=color, linewidth=0, label=f"{level}% interval")
    ax.plot(
        days,
        forecasts["median"].astype(float),
        color=THIS_YEAR,
        linestyle=(0, (4, 2)),
        linewidth=2,
        label="median",
    )
    actual = forecasts["actual"].dropna()
    if len(actual):
        ax.axhline(float(actual.iloc[0]), color=RECORD_YEAR, linewidth=2.2, label="outturn")
        ax.set_title(f"{year}: {int(actual.iloc[0]):,}", fontweight="bold")
    else:
        ax.set_title(f"{year}: not over", fontweight="bold")
    by_month(ax, year, every=3)
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
