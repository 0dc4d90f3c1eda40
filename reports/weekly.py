"""The weekly report: everything that it says, computed once, as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import pandas as pd

from ..data.errors import OptionError
from ..data.schema import check_daily, standing_of
from ..data.years import day_text, through
from ..forecast import YearForecast, forecast_year
from . import charts
from .comparison import compare
from .facts import Fact, facts
from .tables import Table, about, comparison_table, forecast_table, running_table

__all__ = ["FORMATS", "WeeklyReport", "weekly_report"]

FORMATS: Final = ("html", "md")
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
class WeeklyReport:
    """One weekly report.

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

    def to_html(self) -> str:
        """Return the report as one HTML page that needs nothing else."""
        from .render.page import to_html

        return to_html(self)

    def to_markdown(self, *, chart: str | None = None) -> str:
        """Return the report as Markdown; `chart` is the address of its picture, if there is one."""
        from .render.markdown import to_markdown

        return to_markdown(self, chart=chart)

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

    def write(self, folder: str | Path, *, formats: Sequence[str] = FORMATS) -> list[Path]:
        """Write the report into a folder, each file whole or not at all.

        Parameters
        ----------
        folder : path
            Is made where it is not there.
        formats : sequence of str
            Of "html" and "md"; the Markdown brings its chart as an SVG file.

        Returns
        -------
        list of Path
            The files.

        Raises
        ------
        OptionError
            If a format is unknown.
        UnwritableOutputError
            If the folder cannot be written; it then holds what it held before.
        """
        unknown = [name for name in formats if name not in FORMATS]
        if unknown or not formats:
            raise OptionError(
                f"format {', '.join(map(repr, unknown)) or '(none)'}",
                expected=f"one or more of {', '.join(FORMATS)}",
                where="formats",
            )
        from .render.files import write_all

        files: dict[str, str] = {}
        if "html" in formats:
            files[f"{self.name}.html"] = self.to_html()
        if "md" in formats:
            chart = f"{self.name}-cumulative.svg"
            files[f"{self.name}.md"] = self.to_markdown(chart=chart)
            files[chart] = self.chart_svg
        return write_all(Path(folder), files)

    def _repr_html_(self) -> str:
        items = "".join(f"<li>{sentence.replace('<', '&lt;')}</li>" for sentence in self.headline)
        return f"<h3>{self.title}</h3><p>{self.dateline}</p><ul>{items}</ul>"


def weekly_report(
    daily: pd.DataFrame,
    *,
    as_of: date | str | None = None,
    forecast: YearForecast | None = None,
) -> WeeklyReport:
    """Compute the weekly report.

    Parameters
    ----------
    daily : pandas.DataFrame
        A daily table as `crossings.data.load` gives.
    as_of : date or ISO string, optional
        The last day to use, by default that of the table. The report is on the year of that day.
    forecast : YearForecast, optional
        Of that year and day; the default model is run where it is left out.

    Returns
    -------
    WeeklyReport

    Raises
    ------
    CrossingsError
        If the figures do not cover the day, or the forecast is of another.
    """
    known = through(check_daily(daily), as_of)
    day = known.index[-1].date()
    outlook = forecast or forecast_year(known, year=day.year)
    found = tuple(facts(known, forecast=outlook))
    sources = tuple(known.attrs.get("provenance", ()))
    dates = [source["published"] for source in sources if source.get("published")]
    standing = standing_of(known, day.year)
    comparison = compare(known)
    title, text = charts.cumulative_title(outlook), charts.cumulative_text(known, outlook)
    return WeeklyReport(
        year=day.year,
        as_of=day,
        published=date.fromisoformat(max(dates)) if dates else None,
        standing=standing,
        headline=_headline(found, outlook),
        comparison=comparison,
        forecast=outlook,
        facts=found,
        tables={
            "year-to-date": comparison_table(comparison, standing),
            "forecast": forecast_table(outlook, standing, known.attrs.get("final_totals")),
            "cumulative": running_table(charts.cumulative_table(known, outlook), outlook, standing),
        },
        chart_title=title,
        chart_text=text,
        chart_svg=charts.to_svg(charts.plot_cumulative(known, outlook), title=title, text=text),
        sources=sources,
    )


def _headline(found: Sequence[Fact], outlook: YearForecast) -> tuple[str, ...]:
    by_key = {fact.key: fact.sentence for fact in found}
    records = [fact.sentence for fact in found if fact.key.startswith("period-record-")]
    sentences = [by_key["year-to-date"], by_key.get("year-to-date-rank"), *records[-1:]]
    if not outlook.finished:
        sentences.append(_forecast_sentence(outlook))
    sentences.append(by_key.get("record-probability"))
    return tuple(sentence for sentence in sentences if sentence)


def _forecast_sentence(outlook: YearForecast) -> str:
    low, high = outlook.total.interval(0.8)
    return (
        f"Forecast for the whole of {outlook.year}: {about(outlook.total.median)} people (median), "
        f"with an 80% interval from {about(low)} to {about(high)}."
    )
