"""What the script of the page reads: the running total of each year on each date."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from ...data.calendar import same_date, year_of
from ..charts.running import rounded_fan

if TYPE_CHECKING:
    from ..content import Content

INTERVAL = {"low": 0.1, "median": 0.5, "high": 0.9}


def explore_data(report: Content) -> Markup:
    """Return the totals as JSON that may stand in a page.

    ``years`` has, newest first, the running total of each year on every date of the year of the
    report: ``from`` is the number of the first date (0 is 1 January), ``steps`` its total and then
    what each following date adds. ``ahead`` has the forecast from the day after the last figure,
    rounded as the report rounds it. 29 February is compared with 28 February where there is none.
    """
    whole = year_of(report.year)
    days = pd.date_range(whole.start, whole.end)
    years = [
        {"year": int(year), **steps}
        for year in sorted(report.figures.years, reverse=True)
        if year <= report.year and (steps := _steps(report, int(year), days))
    ]
    shape = {
        "year": report.year,
        "day": (report.as_of - whole.start).days,
        "days": len(days),
        "years": years,
        "ahead": _ahead(report),
    }
    text = json.dumps(shape, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 - numbers and names of this module


def _steps(report: Content, year: int, days: pd.DatetimeIndex) -> dict[str, Any]:
    running = report.figures.days(year_of(year)).cumsum()
    on = pd.DatetimeIndex([same_date(day.date(), year) for day in days])
    known = running.reindex(on).reset_index(drop=True).dropna().astype(int)
    if known.empty:
        return {}
    return {
        "from": int(known.index[0]),
        "steps": [int(known.iloc[0]), *known.diff().iloc[1:].astype(int).tolist()],
    }


def _ahead(report: Content) -> dict[str, list[int]] | None:
    if report.forecast.finished:
        return None
    people = report.forecast.running().pivot_table(
        index="date", columns="quantile", values="arrivals"
    )
    counted = report.forecast.year_to_date
    days = people[list(INTERVAL.values())].itertuples(index=False)
    shown = zip(*(rounded_fan(*day, counted=counted) for day in days), strict=True)
    return {name: list(column) for name, column in zip(INTERVAL, shown, strict=True)}
