"""The weekly report: its content, computed once, and the forms that it takes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from pathlib import Path
from typing import Final

import pandas as pd

from ..data.errors import NotEnoughHistoryError, OptionError
from ..data.schema import check_daily
from ..data.years import as_date, through
from ..forecast import Change, YearForecast, forecast_year
from . import charts
from .comparison import compare
from .content import CAVEATS, Content
from .facts import Fact, facts
from .sections import sections
from .source import source_of
from .tables import comparison_table, forecast_table, running_table
from .words import about

__all__ = ["FORMATS", "WeeklyReport", "last_report", "weekly_report"]

FORMATS: Final = ("html", "md", "json")
DEFAULT_FORMATS: Final = ("html", "md")


@dataclass(frozen=True, eq=False)
class WeeklyReport(Content):
    """One weekly report: its content, as `crossings.reports.content.Content` lists it, in forms."""

    def to_html(self) -> str:
        """Return the report as one HTML page that needs nothing else."""
        from .render.page import to_html

        return to_html(self)

    def to_markdown(self, *, chart: str | None = None) -> str:
        """Return the report as Markdown; `chart` is the address of its picture, if there is one."""
        from .render.markdown import to_markdown

        return to_markdown(self, chart=chart)

    def write(self, folder: str | Path, *, formats: Sequence[str] = DEFAULT_FORMATS) -> list[Path]:
        """Write the report into a folder, each file whole or not at all.

        Parameters
        ----------
        folder : path
            Is made where it is not there.
        formats : sequence of str
            Of "html", "md" and "json". The page brings ``index.html``, ``latest.html`` and
            ``feed.xml``, which list every report in the folder; the Markdown its chart, as SVG.

        Returns
        -------
        list of Path
            The files.

        Raises
        ------
        OptionError
            If a format is unknown.
        UnwritableOutputError
            If the folder cannot be written. Nothing is put in its place before every file is
            written beside it, so that a full disk changes nothing.
        """
        unknown = [name for name in formats if name not in FORMATS]
        if unknown or not formats:
            raise OptionError(
                f"format {', '.join(map(repr, unknown)) or '(none)'}",
                expected=f"one or more of {', '.join(FORMATS)}",
                where="formats",
            )
        from .render.files import write_all
        from .render.site import site_files

        files: dict[str, str] = {}
        if "html" in formats:
            files[f"{self.name}.html"] = self.to_html()
        if "json" in formats:
            text = json.dumps(self.to_dict(), indent=1, allow_nan=False, ensure_ascii=False)
            files[f"{self.name}.json"] = f"{text}\n"
        if "md" in formats:
            chart = f"{self.name}-cumulative.svg"
            files[f"{self.name}.md"] = self.to_markdown(chart=chart)
            files[chart] = self.chart_svg
        if "html" in formats:
            page = f"{self.name}.html"
            files |= site_files(Path(folder), page, files[page])
        return write_all(Path(folder), files)

    def _repr_html_(self) -> str:
        items = "".join(f"<li>{escape(sentence)}</li>" for sentence in self.headline)
        return f"<h3>{escape(self.title)}</h3><p>{escape(self.dateline)}</p><ul>{items}</ul>"


def weekly_report(
    daily: pd.DataFrame,
    *,
    as_of: date | str | None = None,
    forecast: YearForecast | None = None,
    since: date | str | None = None,
    known_then: pd.DataFrame | None = None,
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
    since : date or ISO string, optional
        The day of the last report, by default a week before: what moved the forecast since then
        is said.
    known_then : pandas.DataFrame, optional
        The daily table as it was known then, to tell what has been revised since.

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
    source = source_of(known)
    comparison = compare(known)
    title, text = charts.cumulative_title(outlook), charts.cumulative_text(known, outlook)
    return WeeklyReport(
        year=day.year,
        as_of=day,
        source=source,
        caveats=CAVEATS[:1] if outlook.finished else CAVEATS,
        headline=_headline(found, outlook),
        comparison=comparison,
        forecast=outlook,
        facts=found,
        sections=sections(known, outlook, source, _change(outlook, since, known_then)),
        tables={
            "year-to-date": comparison_table(comparison, source),
            "forecast": forecast_table(outlook, source, known.attrs.get("final_totals")),
            "cumulative": running_table(charts.cumulative_table(known, outlook), outlook, source),
        },
        chart_title=title,
        chart_text=text,
        chart_svg=charts.to_svg(charts.plot_cumulative(known, outlook), title=title, text=text),
    )


def last_report(day: date, since: date | str | None = None) -> date:
    """Return the day of the last report: the one that is named, or a week before."""
    return day - timedelta(days=7) if since is None else as_date(since, where="since")


def _change(
    outlook: YearForecast, since: date | str | None, known_then: pd.DataFrame | None
) -> Change | None:
    """Return what moved the forecast; None where there was none then, or is none any more."""
    if outlook.finished and since is None:
        return None
    try:
        return outlook.change_since(last_report(outlook.as_of, since), known_then=known_then)
    except (NotEnoughHistoryError, OptionError):
        if since is not None:
            raise
        return None


def _headline(found: Sequence[Fact], outlook: YearForecast) -> tuple[str, ...]:
    by_key = {fact.key: fact.sentence for fact in found}
    records = [fact.sentence for fact in found if fact.key.startswith("period-record-")]
    sentences = [by_key["year-to-date"], by_key.get("year-to-date-rank"), *records[-1:]]
    if not outlook.finished:
        sentences.append(_forecast_sentence(outlook))
    sentences.append(by_key.get("record-probability"))
    return tuple(sentence for sentence in sentences if sentence)


def _forecast_sentence(outlook: YearForecast) -> str:
    median, low, high = (
        about(people, at_least=outlook.year_to_date)
        for people in (outlook.total.median, *outlook.total.interval(0.8))
    )
    return (
        f"Forecast for the whole of {outlook.year}: {median} people (median), with an 80% interval "
        f"from {low} to {high}."
    )
