"""What a weekly report says: everything, as data, before it takes any form."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any, Final

import pandas as pd

from ..data.calendar import day_text
from ..data.dataset import Figures
from ..forecast import YearForecast
from .charts import Chart
from .section import Fact, Section
from .tables import Table

VERSION: Final = 2
"""Of the shape of `Content.to_dict`; additions leave it as it is."""


@dataclass(frozen=True, eq=False)
class Content:
    """The content of one weekly report.

    Attributes
    ----------
    year : int
        The year reported on.
    as_of : datetime.date
        The last day whose figure is used.
    figures : Figures
        What it is made from, up to its day.
    headline : tuple of Fact
        The most important statements, and what is news on the day.
    comparison : pandas.DataFrame
        As `crossings.reports.compare` gives.
    forecast : YearForecast
        Of the year.
    facts : tuple of Fact
        As `crossings.reports.facts` gives.
    sections : tuple of Section
        Everything below the headline, in the order in which it is read.
    caveats : tuple of str
        What to bear in mind.
    made : datetime.date or None
        When the report was made, where that is known.
    """

    year: int
    as_of: date
    figures: Figures
    headline: tuple[Fact, ...]
    comparison: pd.DataFrame
    forecast: YearForecast
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]
    caveats: tuple[str, ...]
    made: date | None = None

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.title}, figures to {self.as_of}>"

    @property
    def title(self) -> str:
        """The report's title."""
        return f"People arriving in the UK by small boat: {self.year}"

    @property
    def dateline(self) -> str:
        """To which day figures go, when they were published, their standing, and whose they are."""
        return self.figures.dateline

    @property
    def days_old(self) -> int | None:
        """How many days before the report was made its last figure was; None where not known."""
        return None if self.made is None else max((self.made - self.as_of).days, 0)

    @property
    def made_line(self) -> str:
        """When the report was made and how old its figures were then; empty where not known."""
        if self.made is None:
            return ""
        published = self.figures.published
        source = ""
        if published is not None and published < self.made:
            source = f" from figures as published on {day_text(published)}"
        days = "1 day" if self.days_old == 1 else f"{self.days_old:,} days"
        after = f"{days} after" if self.days_old else "on the day of"
        return f"Made on {day_text(self.made)}{source}, {after} the newest figure."

    @property
    def name(self) -> str:
        """File name without its ending."""
        return f"crossings-{self.as_of.isoformat()}"

    @property
    def tables(self) -> dict[str, Table]:
        """Every table by its key, those behind the charts included."""
        tables: dict[str, Table] = {}
        for section in self.sections:
            behind = [chart.table for chart in section.charts]
            tables |= {table.key: table for table in (*section.tables, *behind)}
        return tables

    @property
    def charts(self) -> dict[str, Chart]:
        """Every chart by its key."""
        return {chart.key: chart for section in self.sections for chart in section.charts}

    def section(self, key: str) -> Section | None:
        """Return a section by its key; None where this report has none of that name."""
        return next((section for section in self.sections if section.key == key), None)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON types, in the shape of `crossings.reports.schema`."""
        table = self.comparison.astype({"same_date": str}).astype(object)
        return {
            "version": VERSION,
            "title": self.title,
            "year": self.year,
            "as_of": self.as_of.isoformat(),
            "published": self.figures.published.isoformat() if self.figures.published else None,
            "standing": self.figures.standing,
            "made": self.made.isoformat() if self.made else None,
            "days_old": self.days_old,
            "headline": [fact.to_dict() for fact in self.headline],
            "comparison": table.where(table.notna(), None).to_dict("records"),
            "forecast": self.forecast.to_dict(),
            "facts": [fact.to_dict() for fact in self.facts],
            "sections": [section.to_dict() for section in self.sections],
            "sources": list(self.figures.provenance),
            "caveats": list(self.caveats),
        }


def schema() -> dict[str, Any]:
    """Return the JSON Schema of what `WeeklyReport.to_dict` gives (draft 2020-12).

    Examples
    --------
    >>> from crossings.reports import schema
    >>> schema()["title"]
    'A weekly report of crossings'
    """
    text = (files(__package__) / "weekly-report.schema.json").read_text("utf-8")
    shape: dict[str, Any] = json.loads(text)
    return shape
