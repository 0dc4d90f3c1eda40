"""Charts, drawn with matplotlib: this year and the record year stand out, the rest is grey."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..data.schema import check_daily
from ..data.years import MONTHS, month_span, same_date, through, year_of
from ..forecast import YearForecast
from .comparison import years_covered
from .words import about, short

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["cumulative_table", "cumulative_text", "cumulative_title", "plot_cumulative", "to_svg"]

# Of the Analysis Function's palette: dark blue and orange keep apart in grey print too.
THIS_YEAR, RECORD_YEAR, OTHER_YEARS, TEXT = "#12436D", "#F46A25", "#7F7F7F", "#333333"
FAN = ((0.025, 0.975, "#C9D6E2"), (0.1, 0.9, "#9CB4CB"), (0.25, 0.75, "#6C90B1"))
LABEL_GAP = 0.035
SIZE = (8.6, 5.2)


def plot_cumulative(daily: pd.DataFrame, forecast: YearForecast, *, ax: Axes | None = None) -> Axes:
    """Draw the running total of every year, with the forecast of this one as a fan.

    Parameters
    ----------
    daily : pandas.DataFrame
        A daily table.
    forecast : YearForecast
        Of the year to show; figures after its origin are left out.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure where it is left out.

    Returns
    -------
    matplotlib.axes.Axes
    """
    from matplotlib.dates import MonthLocator, date2num, num2date
    from matplotlib.figure import Figure
    from matplotlib.ticker import StrMethodFormatter

    if ax is None:
        ax = Figure(figsize=SIZE, layout="constrained").add_subplot()
    known = through(check_daily(daily), forecast.as_of)
    record_year = forecast.record.set_in if forecast.record else None
    labels = []
    for year in years_covered(known):
        if year > forecast.year:
            continue
        running = known["arrivals"].loc[str(year)].cumsum()
        dates = [same_date(day.date(), forecast.year) for day in running.index]
        own, record = year == forecast.year, year == record_year
        color = THIS_YEAR if own else RECORD_YEAR if record else OTHER_YEARS
        ax.plot(
            np.array(dates, dtype="datetime64[D]"),
            running.to_numpy(),
            color=color,
            linewidth=2.6 if own else 2 if record else 1.1,
            zorder=4 if own else 3 if record else 2,
        )
        if not own or forecast.finished:
            labels.append((float(running.iloc[-1]), f"{year}", color, own or record))
    if not forecast.finished:
        _draw_fan(ax, forecast)
        labels.append((forecast.total.median, f"{forecast.year} forecast", THIS_YEAR, True))
    top = max([label[0] for label in labels] + [forecast.total.quantile(0.975)])
    _label_ends(ax, labels, top * LABEL_GAP, year_of(forecast.year).end)
    ax.set_ylim(0, top * 1.04)
    whole = year_of(forecast.year)
    ax.set_xlim(date2num(whole.start), date2num(whole.end))  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_locator(MonthLocator())  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_formatter(
        lambda at, _: MONTHS[num2date(at).month - 1][:3]  # type: ignore[no-untyped-call]
    )
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    ax.yaxis.grid(visible=True, color="#E0E0E0", linewidth=0.8)
    ax.set_axisbelow(True)
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.tick_params(colors=TEXT, length=0)
    ax.set_ylabel("People since 1 January", color=TEXT)
    return ax


def cumulative_title(forecast: YearForecast) -> str:
    """Return the chart's message, as its title."""
    if forecast.finished:
        return f"{forecast.year_to_date:,} people arrived in {forecast.year}"
    counted = forecast.year_to_date
    low, high = (about(end, at_least=counted) for end in forecast.total.interval(0.8))
    return (
        f"{counted:,} people by {short(forecast.as_of)}; forecast for the whole of {forecast.year} "
        f"between {low} and {high} (80% interval)"
    )


def cumulative_text(daily: pd.DataFrame, forecast: YearForecast) -> str:
    """Return the text alternative: the numbers that a reader would take from the chart."""
    known = through(check_daily(daily), forecast.as_of)
    years = [year for year in years_covered(known) if year < forecast.year]
    totals = [f"{int(known['arrivals'].loc[str(year)].sum()):,} in {year}" for year in years]
    text = (
        f"Line chart of people arriving since 1 January, one line a year. {forecast.year} reached "
        f"{forecast.year_to_date:,} by {short(forecast.as_of)}."
    )
    if totals:
        text += f" Earlier years ended at {', '.join(totals)}."
    if not forecast.finished:
        median, low, high = (
            about(people, at_least=forecast.year_to_date)
            for people in (forecast.total.median, *forecast.total.interval(0.8))
        )
        text += f" A fan shows the forecast to 31 December: median {median},"
        text += f" 80% interval {low} to {high}."
    return text


def cumulative_table(daily: pd.DataFrame, forecast: YearForecast) -> pd.DataFrame:
    """Return the chart's data at the end of every month, one row a month.

    Returns
    -------
    pandas.DataFrame
        ``end`` (date of this year's month end), one column a year (Int64; ``<NA>`` where not yet
        known) and, for the months to come, ``low``, ``median``, ``high`` (the 80% interval).
    """
    known = through(check_daily(daily), forecast.as_of)
    ends = _month_ends(forecast.year)
    frame = pd.DataFrame({"end": ends})
    for year in years_covered(known):
        if year > forecast.year:
            continue
        running = known["arrivals"].loc[str(year)].cumsum()
        frame[str(year)] = pd.array(
            running.reindex(pd.DatetimeIndex(_month_ends(year))), dtype="Int64"
        )
    fan = forecast.running().pivot_table(index="date", columns="quantile", values="arrivals")
    fan = fan.reindex(pd.DatetimeIndex(ends))
    for name, level in (("low", 0.1), ("median", 0.5), ("high", 0.9)):
        values = fan[level] if level in fan else pd.Series(np.nan, index=fan.index)
        frame[name] = pd.array(values, dtype="Int64")
    return frame


def to_svg(ax: Axes, *, title: str, text: str) -> str:
    """Return a chart as an SVG element that names and describes itself; same chart, same bytes."""
    from html import escape

    from matplotlib import rc_context

    buffer = io.StringIO()
    with rc_context(
        {"svg.fonttype": "none", "svg.hashsalt": "crossings", "font.family": "sans-serif"}
    ):
        ax.figure.savefig(  # type: ignore[union-attr]
            buffer, format="svg", metadata={"Date": None, "Creator": None}
        )
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg") :]
    attributes = svg[len("<svg") : svg.index(">")]
    label = f"<title>{escape(title)}</title><desc>{escape(text)}</desc>"
    return f'<svg role="img"{attributes}>{label}{svg[svg.index(">") + 1 :]}'


def _month_ends(year: int) -> list[date]:
    return [month_span(month, month, year).end for month in range(1, 13)]


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
    ax.legend(
        title="Forecast intervals",
        loc="upper left",
        frameon=False,
        labelcolor=TEXT,
        alignment="left",
    )


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
            fontsize=9,
        )
        free += gap
