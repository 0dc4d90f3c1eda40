"""Direct regression: what the rest of a year has to do with what came before it.

The remainder of a year is set beside the remainder of the year before, on a log scale, and
explained by how the last twelve months, the year to date and the last quarter stand beside those
of a year earlier. The same few numbers mean the same on any flow of people, so that what is learnt
on other flows can be applied to this one.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ....data.calendar import same_date, year_of
from ....data.errors import NotEnoughHistoryError
from ...arrays import Floats

__all__ = ["FEATURES", "LEARNT", "Learnt", "Situation", "learnt", "situation"]

LEARNT = "direct.json"
"""What was learnt on other flows; `learnt/build.py` makes it again."""

FEATURES = ("one", "twelve", "to_date", "quarter", "to_date_late", "quarter_early")
"""A constant; log growth of the last twelve months, the year to date and the last 91 days; the
second by the share of the year that had passed, the third by the share that was to come."""
SMOOTHING = 0.01
"""Share of a year's people that is added to every count, so that a zero has a logarithm."""
MAX_LOG = 2.0
DAYS_A_YEAR, DAYS_A_QUARTER = 365, 91


class Situation:
    """A forecast origin as the regression sees it.

    Attributes
    ----------
    features : array, shape (6,)
        As `FEATURES` names them.
    base : float
        The remainder of the year before, smoothed (people).
    smoothing : float
        What was added to every count.
    to_come : float
        Share of the year before that came after this date.
    """

    def __init__(self, arrivals: pd.Series, last: date, year: int) -> None:
        def people(start: date, end: date) -> float:
            return float(arrivals.loc[pd.Timestamp(start) : pd.Timestamp(end)].sum())

        def trailing(end: date, days: int) -> float:
            return people(end - timedelta(days=days - 1), end)

        before = last - timedelta(days=DAYS_A_YEAR)
        same = same_date(last, last.year - 1)
        this, former = year_of(year), year_of(year - 1)
        ahead = same + timedelta(days=1) if last >= this.start else None
        rest = people(ahead or former.start, former.end)
        whole = max(people(former.start, former.end), 1.0)
        twelve, twelve_before = trailing(last, DAYS_A_YEAR), trailing(before, DAYS_A_YEAR)
        self.smoothing = SMOOTHING * max(twelve, twelve_before, 1.0)
        self.base = rest + self.smoothing
        self.to_come = min(rest / whole, 1.0)
        to_date = self._growth(
            people(this.start, last) if ahead else 0, people(former.start, same) if ahead else 0
        )
        quarter = self._growth(trailing(last, DAYS_A_QUARTER), trailing(before, DAYS_A_QUARTER))
        self.features: Floats = np.array(
            [
                1.0,
                self._growth(twelve, twelve_before),
                to_date,
                quarter,
                to_date * (1 - self.to_come),
                quarter * self.to_come,
            ]
        )

    def target(self, remainder: float) -> float:
        """Return the log of a remainder beside that of the year before."""
        return float(np.log((remainder + self.smoothing) / self.base))

    def remainder(self, target: Floats) -> Floats:
        """Return the people that targets stand for, zero or more."""
        return np.maximum(np.exp(np.minimum(target, 6.0)) * self.base - self.smoothing, 0.0)

    def _growth(self, now: float, then: float) -> float:
        ratio = (now + self.smoothing) / (then + self.smoothing)
        return float(np.clip(np.log(ratio), -MAX_LOG, MAX_LOG))


def situation(arrivals: pd.Series, last: date, year: int) -> Situation:
    """Describe a forecast origin.

    Parameters
    ----------
    arrivals : pandas.Series
        People a day; what lies after `last` is not looked at.
    last : datetime.date
        The origin.
    year : int
        The year to forecast: that of the day after the origin.

    Raises
    ------
    NotEnoughHistoryError
        If the figures do not reach two years back.
    """
    first = arrivals.index[0].date()
    needed = last - timedelta(days=2 * DAYS_A_YEAR - 1)
    if first > min(needed, year_of(year - 1).start):
        raise NotEnoughHistoryError(
            "figures of less than two years before the forecast origin",
            expected=f"at least {2 * DAYS_A_YEAR} days",
        )
    return Situation(arrivals, last, year)


class Learnt(NamedTuple):
    """What other flows say.

    Attributes
    ----------
    coefficients : array, shape (6,)
        Of the `FEATURES`.
    levels : array, shape (n_levels,)
        Of the quantiles.
    to_come : array, shape (n_bins,)
        Upper end of each bin of the share of the year that was to come.
    errors : array, shape (n_bins, n_levels)
        Quantiles of the errors on flows that were left out.
    """

    coefficients: Floats
    levels: Floats
    to_come: Floats
    errors: Floats

    def errors_at(self, to_come: float) -> Floats:
        """Return the quantiles of the errors where a share of the year is to come."""
        bin_ = min(int(np.searchsorted(self.to_come, to_come)), self.to_come.size - 1)
        found: Floats = self.errors[bin_]
        return found


@lru_cache(maxsize=1)
def learnt() -> Learnt:
    """Return what was learnt on other flows."""
    text = files(__package__).joinpath("learnt", LEARNT).read_text("utf-8")
    table: dict[str, Any] = json.loads(text)
    return Learnt(
        np.array([table["coefficients"][name] for name in FEATURES]),
        np.array(table["levels"]),
        np.array([row["to_come"] for row in table["errors"]]),
        np.array([row["quantiles"] for row in table["errors"]]),
    )
