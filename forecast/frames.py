"""Tables of a forecast by date: weeks, months, rolling years, and the paths themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from ..data.calendar import (
    DAY,
    MONTHS,
    By,
    Period,
    day_text,
    days_of,
    month_of,
    period_of,
    twelve_months_to,
    year_of,
)
from .distribution import LEVELS
from .outlook import Outlook

COLUMNS = ("start", "end", "days", "known_days", "quantile", "arrivals")


def quantiles(outlook: Outlook, parts: Iterable[Period]) -> pd.DataFrame:
    """Return the quantiles of people in each of some periods; see `YearForecast.weekly`."""
    rows = []
    for part in parts:
        known_days = part.days_to(outlook.as_of)
        values = outlook.period(part.start, part.end).quantile(LEVELS)
        rows += [
            (part.start, part.end, part.days, known_days, level, int(value))
            for level, value in zip(LEVELS, values, strict=True)
        ]
    return with_dates(pd.DataFrame(rows, columns=list(COLUMNS)), "start", "end")


def parts_of_year(outlook: Outlook, by: By) -> Iterator[Period]:
    """Yield the weeks or months that end in the year, cut at its end and at the first figure."""
    year = year_of(outlook.year)
    day = year.start
    while day in year:
        whole = period_of(day, by)
        first = max(whole.start, outlook.history.index[0].date())
        yield Period(first, min(whole.end, year.end))
        day = whole.end + DAY


def rolling_year(outlook: Outlook) -> pd.DataFrame:
    """Return quantiles of twelve months; see `YearForecast.rolling_year`."""
    spans = {f"year to {day_text(outlook.as_of)}": twelve_months_to(outlook.as_of)}
    for month, name in enumerate(MONTHS, start=1):
        end = month_of(month, outlook.year).end
        spans[f"year ending {name} {outlook.year}"] = twelve_months_to(end)
    first = outlook.history.index[0].date()
    whole = {name: span for name, span in spans.items() if span.start >= first}
    frame = quantiles(outlook, whole.values())
    frame.insert(0, "period", [name for name in whole for _ in LEVELS])
    return frame


def paths_frame(outlook: Outlook) -> pd.DataFrame:
    """Return the paths with dates; see `YearForecast.paths_frame`."""
    days = outlook.paths.T
    dates = pd.date_range(outlook.first_day, periods=len(days), name="date")
    return pd.DataFrame(days, index=dates, copy=True).rename_axis(columns="path")


def with_dates(frame: pd.DataFrame, *names: str) -> pd.DataFrame:
    """Return a frame whose columns of dates are ``datetime64``; no date is ``NaT``."""
    return frame.assign(**{name: days_of(frame[name]) for name in names})
