"""People since 1 January, one line a year, with the forecast of this one as a fan."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ...data.calendar import month_of, same_date, year_of
from ...data.dataset import Figures
from ...forecast import YearForecast
from ..tables import table_of
from ..wording import about, about_text, people_text, short
from .chart import Chart
from .style import FAN, OTHER_YEARS, SIZE, TEXT, THIS_YEAR, by_month, colour_of, own_axes, unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["cumulative_chart", "plot_cumulative"]

LABEL_GAP = 0.042


def plot_cumulative(
    daily: pd.DataFrame | Figures, forecast: YearForecast, *, ax: Axes | None = None
) -> Axes:
    """Draw the running total of every year, with the forecast of this one as a fan.

    Parameters
    ----------
    daily : pandas.DataFrame or Figures
        A daily table.
    forecast : YearForecast
        Of the year to show; figures after its origin are left out.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure where it is left out.

    Returns
    -------
    matplotlib.axes.Axes
    """
    with own_axes(ax) as drawn:
        _draw(drawn, Figures.of(daily, forecast.as_of), forecast)
    return drawn


def cumulative_chart(figures: Figures, forecast: YearForecast) -> Chart:
    """Return the chart with its words and numbers."""
    data = _data(figures, forecast)
    note = "Running total of people since 1 January of each year. "
    if not forecast.finished:
        note += "Bands: 50%, 80% and 95% forecast intervals; dashed line: median. "
    return Chart(
        key="cumulative",
        title=_title(forecast),
        text=_text(figures, forecast),
        note=note + figures.source_line,
        table=table_of(
            "cumulative",
            f"People since 1 January at the end of each month ({figures.note})",
            data,
            missing="A month that is not over has a forecast alone, one that is over none.",
        ),
        draw=lambda figure: _draw(figure.add_subplot(), figures, forecast),
        size=SIZE,
    )


def _draw(ax: Axes, figures: Figures, forecast: YearForecast) -> None:
    from matplotlib.ticker import StrMethodFormatter

    record = forecast.record.set_in if forecast.record else None
    labels = []
    for year in figures.years:
        if year > forecast.year:
            continue
        running = figures.days(year_of(year)).cumsum()
        dates = [same_date(day.date(), forecast.year) for day in running.index]
        own, stands_out = year == forecast.year, year in (forecast.year, record)
        color = colour_of(year, own=forecast.year, record=record)
        ax.plot(
            np.array(dates, dtype="datetime64[D]"),
            running.to_numpy(),
            color=color,
            linewidth=2.6 if own else 2 if stands_out else 1.1,
            zorder=4 if own else 3 if stands_out else 2,
        )
        if not own or forecast.finished:
            labels.append((float(running.iloc[-1]), f"{year}", color, stands_out))
    if not forecast.finished:
        _draw_fan(ax, forecast)
        labels.append((forecast.total.median, f"{forecast.year} forecast", THIS_YEAR, True))
    top = max([label[0] for label in labels] + [forecast.total.quantile(0.975), 1])
    _label_ends(ax, labels, top * LABEL_GAP, year_of(forecast.year).end)
    ax.set_ylim(0, top * 1.04)
    by_month(ax, forecast.year)
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    unit(ax, "People since 1 January")


def _title(forecast: YearForecast) -> str:
    if forecast.finished:
        return f"{people_text(forecast.year_to_date)} arrived in {forecast.year}"
    counted = forecast.year_to_date
    low, high = (about_text(end, at_least=counted) for end in forecast.total.interval(0.8))
    return (
        f"{people_text(counted)} by {short(forecast.as_of)}; forecast for the whole of "
        f"{forecast.year} between {low} and {high} (80% interval)"
    )


def _text(figures: Figures, forecast: YearForecast) -> str:
    years = [year for year in figures.years if year < forecast.year]
    totals = [f"{figures.people(year_of(year)):,} in {year}" for year in years]
    text = (
        f"Line chart of people arriving since 1 January, one line a year. {forecast.year} reached "
        f"{forecast.year_to_date:,} by {short(forecast.as_of)}."
    )
    if totals:
        text += f" Earlier years ended at {', '.join(totals)}."
    if not forecast.finished:
        median, low, high = (
            about_text(people, at_least=forecast.year_to_date)
            for people in (forecast.total.median, *forecast.total.interval(0.8))
        )
        text += f" A fan shows the forecast to 31 December: median {median},"
        text += f" 80% interval {low} to {high}."
    return text


def _data(figures: Figures, forecast: YearForecast) -> pd.DataFrame:
    """Return the running totals at the end of every month: the forecast first, then the years."""
    ends = [month_of(month, forecast.year).end for month in range(1, 13)]
    frame = pd.DataFrame({"Through": [short(end) for end in ends]})
    if not forecast.finished:
        fan = forecast.running().pivot_table(index="date", columns="quantile", values="arrivals")
        fan = fan.reindex(pd.DatetimeIndex(ends))
        names = (f"{forecast.year}, 80% low", "Median", "80% high")
        for name, level in zip(names, (0.1, 0.5, 0.9), strict=True):
            cells = fan[level].tolist() if level in fan else [np.nan] * len(ends)
            rounded = [
                pd.NA if pd.isna(one) else about(int(one), at_least=forecast.year_to_date)
                for one in cells
            ]
            frame[name] = pd.array(rounded, dtype="Int64")
    for year in [one for one in figures.years[::-1] if one <= forecast.year]:
        running = figures.days(year_of(year)).cumsum()
        at = running.reindex(pd.DatetimeIndex([month_of(end.month, year).end for end in ends]))
        if at.notna().any():
            frame[str(year)] = pd.array(at, dtype="Int64")
    return frame


def _draw_fan(ax: Axes, forecast: YearForecast) -> None:
    fan = forecast.running().pivot_table(index="date", columns="quantile", values="arrivals")
    origin = pd.Timestamp(forecast.first_day) - pd.Timedelta(days=1)
    if origin.year == forecast.year:  # start the fan where the line ends
        fan.loc[origin] = forecast.year_to_date
        fan = fan.sort_index()
    dates = fan.index.to_numpy()
    for low, high, color in FAN:
        label = f"{round(100 * (high - low))}%"
        ax.fill_between(dates, fan[low], fan[high], color=color, linewidth=0, zorder=1, label=label)
    ax.plot(dates, fan[0.5], color=THIS_YEAR, linewidth=1.8, linestyle=(0, (4, 2)), zorder=4)
    ax.legend(title="Forecast intervals", loc="upper left", alignment="left")


def _label_ends(
    ax: Axes, labels: list[tuple[float, str, str, bool]], gap: float, end: date
) -> None:
    """Write each year beside the end of its line, moved up where two would collide."""
    free = 0.0
    for value, name, color, bold in sorted(labels):
        free = max(value, free)
        ax.annotate(
            name,
            (np.datetime64(end), value),
            xytext=(np.datetime64(end) + np.timedelta64(5, "D"), free),
            color=TEXT if color == OTHER_YEARS else color,
            va="center",
            annotation_clip=False,
            fontweight="bold" if bold else "normal",
            fontsize=11,
        )
        free += gap
