"""The same forecast from earlier origins, beside the actual total where the year is over.

What is said of such a forecast follows from the figures up to its origin and a few numbers, so it
need be made once: whoever holds it hands it back, as text by a key of all that it follows from.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from datetime import date
from importlib.metadata import version
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from ..data.calendar import year_after
from ..data.dataset import Figures
from ..data.errors import NotEnoughHistoryError
from ..data.store.records import fingerprint
from .outlook import Outlook
from .processes import in_second_process
from .scoring import COVERAGES, COVERED, score_total

SCORES = ("crps", *COVERED.values())
COLUMNS = (
    "as_of", "year", "year_to_date", "median",
    "low_50", "high_50", "low_80", "high_80", "low_95", "high_95",
    "record_probability", "threshold", "actual", *SCORES,
)  # fmt: skip
TYPES = (*["int64"] * 9, "float64", "Int64", "Int64", *["float64"] * len(SCORES))
"""Of the columns after ``as_of``."""

FEW = 8
"""Forecasts that take less time than to start a second process."""

Row: TypeAlias = dict[str, Any]
"""A forecast of an annual total, by `COLUMNS`."""
Kept: TypeAlias = MutableMapping[str, str]
"""Earlier forecasts that were made before, as JSON, by the keys that `track` gives them."""


def summary(outlook: Outlook) -> Row:
    """Return a forecast of an annual total in one row; people, and a probability."""
    row: Row = {
        "as_of": outlook.as_of,
        "year": outlook.year,
        "year_to_date": outlook.year_to_date,
        "median": outlook.total.median,
    }
    for level in COVERAGES:
        low, high = outlook.total.interval(level)
        row |= {f"low_{level * 100:.0f}": low, f"high_{level * 100:.0f}": high}
    record = outlook.record
    row["record_probability"] = record.probability if record else None
    row["threshold"] = record.threshold if record else None
    return row


def track(
    history: pd.Series,
    origins: Sequence[date],
    again: Callable[..., Outlook],
    n_paths: int,
    kept: Kept | None = None,
    made_by: tuple[str, int] = ("", 0),
) -> pd.DataFrame:
    """Make a forecast again from earlier origins; see `YearForecast.track`.

    Parameters
    ----------
    history : pandas.Series
        People a day, to the origin of the forecast.
    origins : sequence of datetime.date
        The year of the day after each is forecast.
    again : callable
        Makes the same forecast from other figures, as of another day and of another year.
    n_paths : int
        Paths a forecast.
    kept : mapping of str to str, optional
        Forecasts that were made before: none of them is made again, and new ones are added.
    made_by : (str, int)
        The model's name and the seed, of which a key is made.
    """
    figures = Figures(history.to_frame("arrivals"))  # checked when the forecast was made
    totals = {int(year): int(total) for year, total in figures.totals.items()}

    def made(origin: date) -> Row | None:
        """Return the row of an origin; None where no forecast can be made yet."""
        year = year_after(origin)
        try:
            outlook = again(figures, as_of=origin, year=year, n_paths=n_paths)
        except NotEnoughHistoryError:  # the series has to begin somewhere
            return None
        row = summary(outlook)
        if year in totals:
            scored = score_total(outlook.total, totals[year])
            row |= {"actual": totals[year], **{name: scored[name] for name in SCORES}}
        return row

    rows: dict[date, Row | None] = {}
    keys: dict[date, str] = {}
    if kept is not None:
        maker = [*COLUMNS, *made_by, n_paths, version("crossings"), np.__version__]
        for origin in origins:
            known = history.iloc[: (origin - figures.start).days + 1]
            # Of all that the row follows from.
            keys[origin] = _digest([*maker, fingerprint(known), totals.get(year_after(origin))])
            if row := _recalled(kept, keys[origin]):
                rows[origin] = {"as_of": origin, **row}
    missing = [origin for origin in dict.fromkeys(origins) if origin not in rows]
    rows |= _made_of(made, missing)
    if kept is not None:
        for origin in missing:
            if row := rows[origin]:
                content = {name: value for name, value in row.items() if name != "as_of"}
                digest = _digest([keys[origin], content])
                kept[keys[origin]] = json.dumps({"sha256": digest, "forecast": content})
    return frame_of([row for origin in origins if (row := rows[origin])])


def _made_of(make: Callable[[date], Row | None], origins: Sequence[date]) -> dict[date, Row | None]:
    """Return the rows of origins; half of them are made in a second process, if they are many."""
    here, there = origins[::2], origins[1::2]

    def others() -> list[Row | None]:
        return [make(origin) for origin in there]

    rest = others if len(origins) < FEW else in_second_process(others)
    rows = {origin: make(origin) for origin in here}
    return {**rows, **dict(zip(there, rest(), strict=True))}


def _digest(content: list[Any]) -> str:
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def _recalled(kept: Kept, key: str) -> Row | None:
    """Return a row that is kept; None where it is not, or is not as it was written."""
    try:
        found = json.loads(kept[key])
        content: Row = found["forecast"]
        return content if found["sha256"] == _digest([key, content]) else None
    except (LookupError, TypeError, ValueError, RecursionError):
        return None


def frame_of(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return forecasts, one a row, with the columns of `COLUMNS`, of the same types always."""
    frame = pd.DataFrame(list(rows), columns=list(COLUMNS))
    return frame.astype(dict(zip(COLUMNS, ["datetime64[ns]", *TYPES], strict=True)))
