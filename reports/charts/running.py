"""The running totals of every year and the forecast of this one, as the chart draws them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...data.calendar import month_of, year_of
from ...data.dataset import Figures
from ...forecast import YearForecast
from ..wording import about, outward, short
from .style import height_for


def running_totals(figures: Figures, forecast: YearForecast) -> pd.DataFrame:
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


def counted_of(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the running totals that were counted."""
    return frame[frame["quantile"].isna()]


def fan_of(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the quantiles of the forecast, a row a day and a column a level."""
    return frame.pivot_table(index="date", columns="quantile", values="people")


def top_of(frame: pd.DataFrame) -> float:
    """Return the top of the axis."""
    counted, fan = float(counted_of(frame)["people"].max()), fan_of(frame)
    if fan.empty:
        return height_for(counted, 0, 0)
    return height_for(counted, float(fan[0.9].iloc[-1]), float(fan[0.975].iloc[-1]))


def at_month_ends(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the running totals at the end of every month: the forecast first, then the years."""
    ends = frame[frame["date"].dt.is_month_end].assign(month=frame["date"].dt.month)
    year, months = int(frame["year"].iloc[-1]), range(1, 13)
    shown = pd.DataFrame({"Through": [short(month_of(one, year).end) for one in months]})
    counted = counted_of(frame).groupby("year")["people"].last()
    if frame["quantile"].notna().any():
        fan = ends.pivot_table(index="month", columns="quantile", values="people")
        names, so_far = (f"{year}, 80% low", "Median", "80% high"), int(counted.get(year, 0))
        rounded = pd.DataFrame(
            [
                rounded_fan(*ends, counted=so_far)
                for ends in fan[[0.1, 0.5, 0.9]].itertuples(index=False)
            ],
            index=fan.index,
            columns=names,
        ).reindex(months)
        for name in names:
            shown[name] = pd.array(rounded[name], dtype="Int64")
    for one, rows in sorted(counted_of(ends).groupby("year"), reverse=True):
        shown[str(one)] = pd.array(rows.set_index("month")["people"].reindex(months), dtype="Int64")
    return shown


def rounded_fan(low: float, median: float, high: float, *, counted: int) -> tuple[int, int, int]:
    """Return the ends of an interval and its median as tables and texts round them."""
    ends = outward(int(low), int(high), at_least=counted)
    return ends[0], about(int(median), at_least=counted), ends[1]
