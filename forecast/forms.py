"""A forecast in the forms that others read: a flat table, and that of the forecast hubs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd

from ..data.calendar import year_of
from .distribution import LEVELS, Distribution
from .outlook import Outlook

__all__ = ["HUB_LEVELS", "flat", "hub"]

HUB_LEVELS = (0.01, 0.025, *(round(0.05 * k, 2) for k in range(1, 20)), 0.975, 0.99)
HUB_LOCATION = "UK"


def flat(outlook: Outlook, thresholds: Sequence[int] = ()) -> pd.DataFrame:
    """Return a flat table; see `YearForecast.to_frame`."""
    rows: list[tuple[str, str, str, float]] = [
        ("year to date", "observed", "", outlook.year_to_date),
        ("total", "mean", "", round(outlook.total.mean, 1)),
        *(("total", "quantile", f"{q:g}", outlook.total.quantile(q)) for q in LEVELS),
    ]
    if outlook.record:
        rows.append(("record", "threshold", "", outlook.record.threshold))
        rows.append(("record", "probability", "", outlook.record.probability))
    for people in thresholds:
        chance = outlook.total.probability_above(people)
        rows.append(("total", "probability", str(people), chance))
    frame = pd.DataFrame(rows, columns=["target", "output_type", "output_type_id", "value"])
    for name in ("model", "year", "as_of"):
        frame.insert(0, name, str(getattr(outlook, name)))
    return frame.astype({"year": "int64", "value": "float64"})


def hub(outlook: Outlook) -> pd.DataFrame:
    """Return the shape of a hubverse file; see `YearForecast.to_hub`."""
    rows: list[tuple[str, int, date, str, str, float]] = []
    year_end = year_of(outlook.year).end

    def add(target: str, end: date, people: Distribution) -> None:
        horizon = max(0, -(-(end - outlook.as_of).days // 7))
        values = people.quantile(HUB_LEVELS)
        rows.extend(
            (target, horizon, end, "quantile", f"{level:g}", int(value))
            for level, value in zip(HUB_LEVELS, values, strict=True)
        )
        if target == "annual arrivals" and outlook.record:
            yes = outlook.record.probability
            for category, value in (("yes", yes), ("no", 1 - yes)):
                rows.append(("annual record", horizon, end, "pmf", category, round(value, 6)))

    start = outlook.first_day
    while (end := start + timedelta(days=6)) <= year_end:
        add("weekly arrivals", end, outlook.period(start, end))
        start = end + timedelta(days=1)
    add("annual arrivals", year_end, outlook.total)
    columns = ["target", "horizon", "target_end_date", "output_type", "output_type_id", "value"]
    frame = pd.DataFrame(rows, columns=columns)
    # Whole people stay whole numbers beside probabilities, in the frame and in its CSV.
    frame["value"] = pd.Series([row[-1] for row in rows], dtype=object)
    frame.insert(0, "reference_date", outlook.as_of.isoformat())
    frame.insert(4, "location", HUB_LOCATION)
    frame["target_end_date"] = [day.isoformat() for day in frame["target_end_date"]]
    return frame
