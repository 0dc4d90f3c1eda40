"""People since 1 January, one line a year, with the forecast of this one as a fan."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ...data.calendar import month_of, same_date, year_of
from ...data.dataset import Daily, Figures
from ...forecast import YearForecast
from ..tables import table_of
from ..wording import about, about_text, people_text, short
from .chart import Chart
from .style import FAN, OTHER_YEARS, SIZE, TEXT, THIS_YEAR, by_month, colour_of, own_axes, unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LABEL_GAP = 0.042


def plot_cumulative(daily: Daily, forecast: YearForecast, *, ax: Axes | None = None) -> Axes:
    """Draw the running total of every year, with the forecast of this one as a fan.

    Parameters
    ----------
    daily : pandas.DataFrame, pandas.Series or Figures
        A daily table.
    forecast : YearForecast
        Of the year to show; figures after its origin are left out.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure where it is left out.

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> from crossings import forecast_year, load
    >>> from crossings.reports import plot_cumulative
    >>> figures = load()
    >>> ax = plot_cumulative(figures, forecast_year(figures, as_of="2025-05-14", n_paths=100))
    >>> ax.get_title(loc="left")
    'People since 1 January'
    """
    with own_axes(ax) as drawn:
        draw(drawn, data(Figures.of(daily, forecast.as_of), forecast), _record_year(forecast))
    return drawn


def cumulative_chart(figures: Figures, forecast: YearForecast) -> Chart:
    """Return the chart with its words and numbers."""
    frame = data(figures, forecast)
    note = "Running total of people since 1 January of each year. "
    if not forecast.finished:
        note += "Bands: 50%, 80% and 95% forecast intervals; dashed line: median. "
    title, text = _words(frame)
    return Chart(
        key="cumulative",
        title=title,
        text=text,
        note=note.strip(),
        source=figures.source_line,
        table=table_of(
            "cumulative",
            "People since 1 January at the end of each month",
            _at_month_ends(frame),
            missing="A month that is not over has a forecast alone, one that is over none.",
        ),
        draw=lambda figure: draw(figure.add_subplot(), frame, _record_year(forecast)),
        size=SIZE,
    )


def data(figures: Figures, forecast: YearForecast) -> pd.DataFrame:
    """Return the running total of every year, and the quantiles of the forecast, by day.

    The chart draws every day; the table beside it shows the ends of months.

    Returns
    -------
    pandas.DataFrame
        ``date``, ``year``, ``quantile`` (NaN where counted), ``people`` since 1 January of the
        year; the year of the forecast is the last.
    """
    parts = [
        figures.days(year_of(year))
        .cumsum()
        .rename("people")
        .reset_index()
        .assign(year=year, quantile=np.nan)
        for year in figures.years
        if year <= forecast.year
    ]
    if not forecast.finished:
        fan = forecast.running().rename(columns={"arrivals": "people"})
        parts.append(fan.assign(year=forecast.year))
    return pd.concat(parts, ignore_index=True)


def _record_year(forecast: YearForecast) -> int | None:
    return forecast.record.set_in if forecast.record else None


def _counted(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the running totals that were counted."""
    return frame[frame["quantile"].isna()]


def _fan(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the quantiles of the forecast, a row a day and a column a level."""
    return frame.pivot_table(index="date", columns="quantile", values="people")


def _at_month_ends(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the running totals at the end of every month: the forecast first, then the years."""
    ends = frame[frame["date"].dt.is_month_end].assign(month=frame["date"].dt.month)
    year, months = int(frame["year"].iloc[-1]), range(1, 13)
    shown = pd.DataFrame({"Through": [short(month_of(one, year).end) for one in months]})
    counted = _counted(frame).groupby("year")["people"].last()
    if frame["quantile"].notna().any():
        fan = ends.pivot_table(index="month", columns="quantile", values="people")
        names = (f"{year}, 80% low", "Median", "80% high")
        for name, level in zip(names, (0.1, 0.5, 0.9), strict=True):
            rounded = [
                pd.NA if pd.isna(one) else about(int(one), at_least=int(counted.get(year, 0)))
                for one in fan[level].reindex(months)
            ]
            shown[name] = pd.array(rounded, dtype="Int64")
    for one, rows in sorted(_counted(ends).groupby("year"), reverse=True):
        shown[str(one)] = pd.array(rows.set_index("month")["people"].reindex(months), dtype="Int64")
    return shown


def _words(frame: pd.DataFrame) -> tuple[str, str]:
    """Return the title and the text alternative."""
    year = int(frame["year"].iloc[-1])
    totals = _counted(frame).groupby("year")["people"].last()
    counted = int(totals.get(year, 0))
    earlier = [f"{total:,} in {one}" for one, total in totals.drop(year, errors="ignore").items()]
    day = _counted(frame)["date"].iloc[-1].date()
    text = (
        f"Line chart of people arriving since 1 January, one line a year. {year} reached "
        f"{counted:,} by {short(day)}."
    )
    if earlier:
        text += f" Earlier years ended at {', '.join(earlier)}."
    fan = _fan(frame)
    if fan.empty:
        return f"{people_text(counted)} arrived in {year}", text
    low, median, high = (
        about_text(int(fan[level].iloc[-1]), at_least=counted) for level in (0.1, 0.5, 0.9)
    )
    title = (
        f"{people_text(counted)} by {short(day)}; forecast for the whole of {year} between {low} "
        f"and {high} (80% interval)"
    )
    text += f" A fan shows the forecast to 31 December: median {median}, 80% interval {low} to "
    return title, f"{text}{high}."


def draw(ax: Axes, frame: pd.DataFrame, record: int | None) -> None:
    """Draw the frame; its last year and the record year stand out."""
    from matplotlib.ticker import StrMethodFormatter

    this, fan = int(frame["year"].iloc[-1]), _fan(frame)
    labels = []
    for year, running in _counted(frame).groupby("year"):
        dates = [same_date(day.date(), this) for day in running["date"]]
        own, stands_out = year == this, year in (this, record)
        color = colour_of(year, own=this, record=record)
        ax.plot(
            np.array(dates, dtype="datetime64[D]"),
            running["people"].to_numpy(),
            color=color,
            linewidth=2.6 if own else 2 if stands_out else 1.1,
            zorder=4 if own else 3 if stands_out else 2,
        )
        last = running.iloc[-1]
        if not own or fan.empty:
            labels.append((float(last["people"]), f"{year}", color, stands_out))
        else:  # start the fan where the line ends
            fan.loc[last["date"]] = last["people"]
            fan = fan.sort_index()
    top = max([label[0] for label in labels] + [1])
    if len(fan):
        _draw_fan(ax, fan)
        labels.append((float(fan[0.5].iloc[-1]), f"{this} forecast", THIS_YEAR, True))
        top = max(top, labels[-1][0], fan[0.975].iloc[-1])
    _label_ends(ax, labels, top * LABEL_GAP, year_of(this).end)
    ax.set_ylim(0, top * 1.04)
    by_month(ax, this)
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    unit(ax, "People since 1 January")


def _draw_fan(ax: Axes, fan: pd.DataFrame) -> None:
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
