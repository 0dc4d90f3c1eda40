"""Earlier forecasts of annual totals beside what happened: a panel a year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ...data.calendar import WEEK
from ...data.dataset import Figures
from ...data.errors import OptionError
from ..tables import Table, table_of
from ..wording import about, ends_text, listed, outward
from .chart import Chart
from .style import (
    DASHES,
    FAN,
    RECORD_YEAR,
    THIS_YEAR,
    WIDE,
    Room,
    beneath,
    by_month,
    counts,
    height_for,
    left_of,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

MOST = 6


def plot_track(
    track: pd.DataFrame, *, figure: Figure | None = None, title: bool = True
) -> NDArray[Any]:
    """Draw forecasts of annual totals by the day they were made from, and the actual totals.

    Parameters
    ----------
    track : pandas.DataFrame
        Forecasts of one year or several, as `YearForecast.track` gives; at most the last six
        years are drawn.
    figure : matplotlib.figure.Figure, optional
        An empty figure to draw in; a new one where it is left out.
    title : bool
        Whether to write the message above it, and the source below it.

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
    table = table_of("track", "Forecasts of annual totals, people", track)
    panels: NDArray[Any] = _chart(track, table, track.attrs.get("source", "")).shown(
        figure, title=title
    )
    return panels


def track_chart(track: pd.DataFrame, table: Table, figures: Figures) -> Chart:
    """Return the chart with its words; `table` has its numbers."""
    return _chart(track, table, figures.source_line)


def _chart(track: pd.DataFrame, table: Table, source: str) -> Chart:
    title, text = _words(track)
    frame = data(track)
    shown = frame["year"].nunique()
    note = (
        "Each panel is a year, with its own scale. Each forecast is made again from the figures up "
        "to its day."
    )
    if any(forecasts["high_95"].max() > _top(forecasts) for _, forecasts in frame.groupby("year")):
        note += " The widest 95% intervals are cut at the top."
    return Chart(
        key="track",
        title=title,
        text=text,
        note=note,
        source=source,
        table=table,
        draw=lambda room: draw(room, frame),
        size=(WIDE, 0.6 + 2.3 * -(-shown // 3)),
        tall=1.2 + 1.8 * -(-shown // 2),
    )


def _words(track: pd.DataFrame) -> tuple[str, str]:
    """Return the title and the text alternative."""
    done = track.dropna(subset=["actual"])
    text = "One panel a year: the forecasts of its total, by the day they were made from."
    title = f"Forecasts of the total of {int(track['year'].iloc[-1])}, by the day they were made"
    if len(done):
        inside = int(done["covered_80"].sum())
        title = f"The 80% interval contained the actual total in {inside} of {len(done)} forecasts"
        contained = [
            f"{int(one['covered_80'].sum())} of {len(one)} in {int(year)}"
            for year, one in done.groupby("year")
        ]
        text += f" The 80% interval contained the actual total in {listed(contained)}."
    open_years = track[track["actual"].isna()]
    if len(open_years):
        last = open_years.iloc[-1]
        counted = int(last["year_to_date"])
        ends = outward(int(last["low_80"]), int(last["high_80"]), at_least=counted)
        text += (
            f" The newest forecast for {int(last['year'])} has a median of "
            f"{about(int(last['median']), at_least=counted):,} and an 80% interval of "
            f"{ends_text(*ends)}."
        )
    return title, text


def data(track: pd.DataFrame) -> pd.DataFrame:
    """Return the forecasts of the last years; the table shows them rounded."""
    return track[track["year"].isin(sorted(track["year"].unique())[-MOST:])]


def draw(room: Room, frame: pd.DataFrame) -> NDArray[Any]:
    """Draw the frame, a panel a year, each on its own scale."""
    years = sorted(frame["year"].unique())
    across = min(len(years), 2 if room.narrow else 3)
    tops = {year: _top(forecasts) for year, forecasts in frame.groupby("year")}
    left = left_of(max(tops.values()))
    panels = room.panels(
        -(-len(years) // across),
        across,
        around=(left, 10, 92 if room.narrow else 62, 22),
        between=(left + 8, 48),
    )
    for ax, year in zip(panels.flat, years, strict=False):
        _draw_year(ax, frame[frame["year"] == year], int(year), tops[year], narrow=room.narrow)
    for ax in panels.flat[len(years) :]:
        ax.set_visible(False)
    room.legend(
        *panels[0, 0].get_legend_handles_labels(),
        title="People a year, by the day of the forecast",
        ncols=2 if room.narrow else 5,
        columnspacing=0.9,
        reverse=True,
    )
    shown: NDArray[Any] = panels.ravel()[: len(years)]
    return shown


def _top(forecasts: pd.DataFrame) -> float:
    """Return the top of the axis of a year."""
    highest = forecasts[["actual", "high_80", "high_95"]].astype(float).max().fillna(0)
    return height_for(*highest)


def _draw_year(ax: Axes, forecasts: pd.DataFrame, year: int, top: float, *, narrow: bool) -> None:
    by_month(ax, year, every=6 if narrow else 3)
    counts(ax, top, ticks=3)
    if len(forecasts) == 1:  # a week wide: a single day cannot be seen
        forecasts = pd.concat([forecasts, forecasts.assign(as_of=forecasts["as_of"] + WEEK)])
    days = np.array(forecasts["as_of"], dtype="datetime64[D]")
    for level, (_, _, color) in zip((95, 80, 50), FAN, strict=True):
        low, high = (forecasts[f"{end}_{level}"].astype(float) for end in ("low", "high"))
        ax.fill_between(days, low, high, color=color, linewidth=0, label=f"{level}% interval")
    middle = forecasts["median"].astype(float)
    ax.plot(
        days, middle, color=THIS_YEAR, linestyle=DASHES, linewidth=2, label="median",
        path_effects=beneath(4),
    )  # fmt: skip
    actual = forecasts["actual"].dropna()
    # In the legend where this year has no total yet.
    ax.axhline(
        float(actual.iloc[0]) if len(actual) else np.nan,
        color=RECORD_YEAR,
        linewidth=2.2,
        label="actual total",
    )
    total = f"{int(actual.iloc[0]):,}" if len(actual) else "not over"
    ax.set_title(f"{year}: {total}", loc="left")
