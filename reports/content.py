"""What a weekly report says: everything, as data, before it takes any form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pandas as pd

from ..data.years import day_text
from ..forecast import YearForecast
from .facts import Fact
from .tables import Table

__all__ = ["LICENCE", "LICENCE_URL", "Content"]

LICENCE = "Open Government Licence v3.0"
LICENCE_URL = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
CAVEATS: Final = (
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
        "It rests on few years, and errors within a year go together: a forecast that is too high "
        "in spring tends to stay too high until autumn. Read the whole interval, not the median "
        "alone."
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
    published : datetime.date or None
        When the figures were published.
    standing : str
        "provisional" or "final".
    headline : tuple of str
        The most important sentences.
    comparison : pandas.DataFrame
        As `crossings.reports.compare` gives.
    forecast : YearForecast
        Of the year.
    facts : tuple of Fact
        As `crossings.reports.facts` gives.
    tables : dict of str to Table
        ``year-to-date``, ``forecast`` and ``cumulative`` (the data of the chart).
    chart_title, chart_text, chart_svg : str
        The cumulative chart: its title, its text alternative, and itself.
    sources : tuple of dict
        Where the figures come from.
    caveats : tuple of str
        What to bear in mind.
    """

    year: int
    as_of: date
    published: date | None
    standing: str
    headline: tuple[str, ...]
    comparison: pd.DataFrame
    forecast: YearForecast
    facts: tuple[Fact, ...]
    tables: dict[str, Table]
    chart_title: str
    chart_text: str
    chart_svg: str
    sources: tuple[dict[str, Any], ...]
    caveats: tuple[str, ...] = CAVEATS

    @property
    def title(self) -> str:
        """The report's title."""
        return f"People arriving in the UK by small boat: {self.year}"

    @property
    def dateline(self) -> str:
        """Data through which day, published when, and the standing of the figures."""
        published = (
            f"published {day_text(self.published)}"
            if self.published
            else "publication date not given"
        )
        return f"Data through {day_text(self.as_of)}; {published}; {self.standing} figures"

    @property
    def official(self) -> bool:
        """Whether the figures come from official publications, under their licence."""
        return any(source["kind"] != "tidy-csv" for source in self.sources)

    @property
    def source_name(self) -> str:
        """Whose figures they are, in a few words."""
        if self.official:
            return "Home Office"
        return ", ".join(str(source["title"]) for source in self.sources) or "figures of the user"

    @property
    def name(self) -> str:
        """File name without its ending."""
        return f"crossings-{self.as_of.isoformat()}"

    @property
    def shown_facts(self) -> tuple[Fact, ...]:
        """The facts without those of the headline, and with the newest milestone only."""
        milestones = [fact for fact in self.facts if fact.key.startswith("milestone-")]
        return tuple(
            fact
            for fact in self.facts
            if fact.sentence not in self.headline and fact not in milestones[:-1]
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON types."""
        table = self.comparison.astype({"same_date": str}).astype(object)
        return {
            "title": self.title,
            "year": self.year,
            "as_of": self.as_of.isoformat(),
            "published": self.published.isoformat() if self.published else None,
            "standing": self.standing,
            "headline": list(self.headline),
            "comparison": table.where(table.notna(), None).to_dict("records"),
            "forecast": self.forecast.to_dict(),
            "facts": [fact.to_dict() for fact in self.facts],
            "chart": {"title": self.chart_title, "text": self.chart_text},
            "sources": list(self.sources),
            "caveats": list(self.caveats),
        }
