"""The same forecast from earlier origins, beside the actual total where the year is over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from ..data.calendar import year_after
from ..data.dataset import Figures
from ..data.errors import NotEnoughHistoryError
from .outlook import Outlook
from .scoring import COVERAGES, COVERED, score_total

SCORES = ("crps", *COVERED.values())
COLUMNS = (
    "as_of", "year", "year_to_date", "median",
    "low_50", "high_50", "low_80", "high_80", "low_95", "high_95",
    "record_probability", "threshold", "actual", *SCORES,
)  # fmt: skip
TYPES = (*["int64"] * 9, "float64", "Int64", "Int64", *["float64"] * len(SCORES))
"""Of the columns after ``as_of``."""


def summary(outlook: Outlook) -> dict[str, Any]:
    """Return a forecast of an annual total in one row; people, and a probability."""
    row: dict[str, Any] = {
        "as_of": outlook.as_of,
        "year": outlook.year,
        "year_to_date": outlook.year_to_date,
        "median": outlook.total.median,
    }
    for level in COVERAGES:
        low, high = outlook.total.interval(level)
        row |= {f"low_{level * 100:.0f}": low, f"high_{level * 100:.0f}": high}
    record = outlook.record
    row["record_probability"] = record.probability
    row["threshold"] = record.threshold if record else None
    return row


def track(
    history: pd.Series, origins: Iterable[date], again: Callable[..., Outlook], n_paths: int
) -> pd.DataFrame:
    """Make a forecast again from earlier origins; see `YearForecast.track`.

    Parameters
    ----------
    history : pandas.Series
        People a day, to the origin of the forecast.
    origins : iterable of datetime.date
        The year of the day after each is forecast.
    again : callable
        Makes the same forecast from other figures, as of another day and of another year.
    n_paths : int
        Paths a forecast.
    """
    figures = Figures(history.to_frame("arrivals"))  # checked when the forecast was made
    totals = figures.totals
    rows = []
    for origin in origins:
        year = year_after(origin)
        try:
            outlook = again(figures, as_of=origin, year=year, n_paths=n_paths)
        except NotEnoughHistoryError:  # the series has to begin somewhere
            continue
        row = summary(outlook)
        if year in totals.index:
            row["actual"] = int(totals[year])
            scored = score_total(outlook.total, row["actual"])
            row |= {name: scored[name] for name in SCORES}
        rows.append(row)
    return frame_of(rows)


def frame_of(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return forecasts, one a row, with the columns of `COLUMNS`, of the same types always."""
    frame = pd.DataFrame(list(rows), columns=list(COLUMNS))
    return frame.astype(dict(zip(COLUMNS, ["datetime64[ns]", *TYPES], strict=True)))
