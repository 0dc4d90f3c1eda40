"""Pace: the year to date, scaled up by the share that had usually arrived by this date.

With ``share`` the median over earlier years of the year to date over the year's total::

    remainder = year to date * (1 - share) / share

What newspapers do, with the spread of persistence put around it. It is here to be compared with:
the share by a date varies so much from year to year that scaling up is unsafe.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ....data.calendar import same_date, year_after
from ...simulation.paths import DailyPaths
from .donor import donor_paths, donors
from .persistence import FittedPersistence, Persistence, lognormal_factor


@dataclass(frozen=True)
class FittedPace:
    """The figures and the remainder that the usual share implies.

    Attributes
    ----------
    daily : pandas.DataFrame
        The figures.
    remainder : float
        People still to arrive this year at the usual share.
    """

    daily: pd.DataFrame
    remainder: float

    def simulate(self, until: pd.Timestamp, n_paths: int, rng: np.random.Generator) -> DailyPaths:
        """Draw paths; see `crossings.forecast.Fitted`."""
        people = self.remainder * lognormal_factor(n_paths, rng)
        return DailyPaths(donor_paths(self.daily, people, until, rng))


@dataclass(frozen=True)
class Pace:
    """The year to date over the median share by this date in the earlier complete years."""

    def fit(self, daily: pd.DataFrame) -> FittedPace | FittedPersistence:
        """Measure the shares of earlier years; see `crossings.forecast.Model`.

        Persistence takes its place where there is nothing to scale: before anyone has arrived,
        where the median share is zero, or where nobody arrived after this date in any year.
        """
        last = daily.index[-1]
        target = year_after(last)
        so_far = int(daily["arrivals"].loc[pd.Timestamp(target, 1, 1) :].sum())
        shares, later = [], 0
        for year in donors(daily):
            arrivals = daily["arrivals"].loc[str(year)]
            before = arrivals.loc[: pd.Timestamp(same_date(last.date(), year))].sum()
            if total := int(arrivals.sum()):
                shares.append(before / total)
            later += int(total - before)
        if not so_far or not later or not np.median(shares):
            return Persistence().fit(daily)
        share = float(np.median(shares))
        return FittedPace(daily, so_far * (1 - share) / share)
