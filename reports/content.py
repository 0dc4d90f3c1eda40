"""What a weekly report says: everything, as data, before it takes any form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pandas as pd

from ..forecast import YearForecast
from .facts import Fact
from .sections import Section
from .source import Source
from .tables import Table

__all__ = ["CAVEATS", "VERSION", "Content"]

VERSION: Final = 1
"""Of the shape of `Content.to_dict`; additions leave it as it is."""

CAVEATS: Final = (  # the first is on the figures, the others on the forecast
    (
        "The daily figures are provisional operational data, subject to change, including "
        "reduction. Final figures follow in the quarterly Immigration system statistics and "
        "differ slightly."
    ),
    (
        "The forecast continues the level and the seasons of the figures so far. It knows nothing "
        "of weather or policy to come, and a change in either is not foreseen."
    ),
    (
        "It rests on few years, and errors within a year go together: whole years have been "
        "forecast too low, and whole years too high. Read the whole interval, not the median alone."
    ),
)


@dataclass(frozen=True, eq=False)
class Content:
    """The content of one weekly report.

    Attributes
    ----------
    year : int
        The year reported on.
    as_of : datetime.date
        The last day whose figure is used.
    source : Source
        Where the figures come from and how far they stand.
    headline : tuple of str
        The most important sentences.
    comparison : pandas.DataFrame
        As `crossings.reports.compare` gives.
    forecast : YearForecast
        Of the year.
    facts : tuple of Fact
        As `crossings.reports.facts` gives.
    sections : tuple of Section
        What else the report says: the week, months, milestones to come, what moved the forecast,
        records and boats.
    tables : dict of str to Table
        ``year-to-date``, ``forecast`` and ``cumulative`` (the data of the chart).
    chart_title, chart_text, chart_svg : str
        The cumulative chart: its title, its text alternative, and itself.
    caveats : tuple of str
        What to bear in mind.
    """

    year: int
    as_of: date
    source: Source
    headline: tuple[str, ...]
    comparison: pd.DataFrame
    forecast: YearForecast
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]
    tables: dict[str, Table]
    chart_title: str
    chart_text: str
    chart_svg: str
    caveats: tuple[str, ...]

    @property
    def title(self) -> str:
        """The report's title."""
        return f"People arriving in the UK by small boat: {self.year}"

    @property
    def dateline(self) -> str:
        """Data through which day, published when, how far they stand, and whose they are."""
        note = self.source.note
        return f"{note[0].upper()}{note[1:]}"

    @property
    def name(self) -> str:
        """File name without its ending."""
        return f"crossings-{self.as_of.isoformat()}"

    @property
    def shown_facts(self) -> tuple[Fact, ...]:
        """The facts without those of the headline, and with the newest milestone only."""
        milestones = [fact.key for fact in self.facts if fact.key.startswith("milestone-")]
        left_out = set(milestones[:-1])
        return tuple(
            fact
            for fact in self.facts
            if fact.sentence not in self.headline and fact.key not in left_out
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON types."""
        table = self.comparison.astype({"same_date": str}).astype(object)
        return {
            "version": VERSION,
            "title": self.title,
            "year": self.year,
            "as_of": self.as_of.isoformat(),
            "published": self.source.published.isoformat() if self.source.published else None,
            "standing": self.source.standing,
            "headline": list(self.headline),
            "comparison": table.where(table.notna(), None).to_dict("records"),
            "forecast": self.forecast.to_dict(),
            "facts": [fact.to_dict() for fact in self.facts],
            "sections": [section.to_dict() for section in self.sections],
            "chart": {"title": self.chart_title, "text": self.chart_text},
            "sources": list(self.source.publications),
            "caveats": list(self.caveats),
        }
