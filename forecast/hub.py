"""The forecast in the shape of a hubverse model output file."""

from __future__ import annotations

from datetime import date

import pandas as pd

from ..data.calendar import DAY, DAYS_A_WEEK, WEEK, year_of
from .distribution import Distribution
from .outlook import Outlook

HUB_LEVELS = (0.01, 0.025, *(round(0.05 * k, 2) for k in range(1, 20)), 0.975, 0.99)
"""Quantile levels of the forecast hubs."""
HUB_LOCATION = "UK"


def to_hub(outlook: Outlook) -> pd.DataFrame:
    """Return a forecast as a hub takes it; see `YearForecast.to_hub`."""
    rows: list[tuple[str, int, date, str, str, float]] = []

    def add(target: str, end: date, people: Distribution) -> None:
        values = people.quantile(HUB_LEVELS)
        rows.extend(
            (target, _horizon(outlook, end), end, "quantile", f"{level:g}", int(value))
            for level, value in zip(HUB_LEVELS, values, strict=True)
        )

    year_end = year_of(outlook.year).end
    start = outlook.first_day
    while (end := start + WEEK - DAY) <= year_end:
        add("weekly arrivals", end, outlook.period(start, end))
        start += WEEK
    add("annual arrivals", year_end, outlook.total)
    if outlook.record:
        yes, horizon = outlook.record.probability, _horizon(outlook, year_end)
        for category, value in (("yes", yes), ("no", 1 - yes)):
            rows.append(("annual record", horizon, year_end, "pmf", category, round(value, 6)))
    columns = ["target", "horizon", "target_end_date", "output_type", "output_type_id", "value"]
    frame = pd.DataFrame(rows, columns=columns)
    # Whole people stay whole numbers beside probabilities, in the frame and in its CSV.
    frame["value"] = pd.Series([row[-1] for row in rows], dtype=object)
    frame.insert(0, "reference_date", outlook.as_of.isoformat())
    frame.insert(4, "location", HUB_LOCATION)
    frame["target_end_date"] = [day.isoformat() for day in frame["target_end_date"]]
    return frame


def _horizon(outlook: Outlook, end: date) -> int:
    """Weeks from the origin to a day, rounded up."""
    return max(0, -(-(end - outlook.as_of).days // DAYS_A_WEEK))
