"""What the sections of a report are made from."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from ...data.calendar import Period
from ...forecast import Change, YearForecast
from ..comparison import years_covered
from ..fact import Fact
from ..source import Source

__all__ = ["Material"]


@dataclass(frozen=True, eq=False)
class Material:
    """What the sections of a report are made from.

    Attributes
    ----------
    known : pandas.DataFrame
        The daily table up to the day of the report, without its ``attrs``: pandas copies them at
        every step.
    outlook : YearForecast
        Of its year.
    source : Source
        Of the figures.
    final_totals : mapping of int to int
        The final figures of whole years, where they are known.
    prevented : mapping of str to list
        The people and events prevented in each week, where recorded, by its last day.
    comparison : pandas.DataFrame
        As `crossings.reports.compare` gives.
    facts : tuple of Fact
        As `crossings.reports.facts` gives.
    since : datetime.date
        The day of the last report.
    change : Change or None
        What moved the forecast since then.
    known_then : pandas.DataFrame or None
        The daily table as it was known then.
    said : mapping of str
        The ``attrs`` of the daily table.
    revised : pandas.DataFrame or None
        How figures behave after they first come out, as `crossings.data.revision_summary` gives.
    track : pandas.DataFrame
        Earlier forecasts of this year and, last, the present one; see `YearForecast.track`.
    scored : pandas.DataFrame
        Earlier forecasts of years that are over.
    baseline : pandas.DataFrame
        The same of persistence.
    """

    known: pd.DataFrame
    outlook: YearForecast
    source: Source
    final_totals: Mapping[int, int]
    prevented: Mapping[str, list[int | None]]
    comparison: pd.DataFrame
    facts: tuple[Fact, ...]
    since: date
    change: Change | None
    known_then: pd.DataFrame | None
    said: Mapping[Hashable, Any]
    revised: pd.DataFrame | None
    track: pd.DataFrame
    scored: pd.DataFrame
    baseline: pd.DataFrame

    @property
    def day(self) -> date:
        """The day of the report."""
        return self.source.through

    @property
    def first(self) -> date:
        """The first day of the figures."""
        day: date = self.known.index[0].date()
        return day

    @cached_property
    def years(self) -> list[int]:
        """The years whose 1 January the figures cover, oldest first."""
        return years_covered(self.known)

    def fact(self, key: str) -> tuple[Fact, ...]:
        """Return the fact of a key, if it applies."""
        return tuple(fact for fact in self.facts if fact.key == key)

    def in_days(self, period: Period) -> pd.DataFrame:
        """Return the days of a period that the figures cover."""
        return self.known.loc[pd.Timestamp(period.start) : pd.Timestamp(period.end)]

    def boats_in(self, period: Period) -> int | None:
        """Count the boats of a period; None where they are not recorded on each of its days."""
        if "boats" not in self.known:
            return None
        boats = self.in_days(period)["boats"]
        return None if boats.isna().any() else int(boats.sum())
