"""The sections of a weekly report beside its comparison, its forecast and its facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from ..data.years import (
    MONTHS,
    Period,
    by_period,
    day_text,
    month_span,
    period_of,
    same_date,
    year_to_date,
)
from ..forecast import Change, YearForecast
from ..forecast.likelihood import percent, phrase
from .comparison import known_in, years_covered
from .source import Source
from .tables import Table
from .words import about, short

__all__ = ["Section", "last_whole_week", "sections"]

STEP = 5_000
MAX_MILESTONES = 8


@dataclass(frozen=True)
class Section:
    """A part of a report.

    Attributes
    ----------
    key : str
        A stable name, and the anchor in the page.
    title : str
        Its heading.
    sentences : tuple of str
        What it says.
    table : Table or None
        What it shows.
    """

    key: str
    title: str
    sentences: tuple[str, ...]
    table: Table | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the section as JSON types."""
        table = self.table
        shown = None
        if table is not None:
            rows = [list(row) for row in table.rows]
            shown = {"caption": table.caption, "columns": list(table.columns), "rows": rows}
        return {
            "key": self.key,
            "title": self.title,
            "sentences": list(self.sentences),
            "table": shown,
        }


def sections(
    known: pd.DataFrame, outlook: YearForecast, source: Source, change: Change | None
) -> tuple[Section, ...]:
    """Compute the sections.

    Parameters
    ----------
    known : pandas.DataFrame
        The daily table up to the day of the report.
    outlook : YearForecast
        Of its year.
    source : Source
        Of the figures.
    change : Change or None
        What moved the forecast since the last report.
    """
    day = known.index[-1].date()
    found = [
        _week(known, day, source),
        _months(known, outlook, source),
        _milestones(outlook, source),
        _moved(change),
        _records(known, source),
        _boats(known, day, source),
    ]
    return tuple(section for section in found if section is not None)


def last_whole_week(day: date) -> Period:
    """Return the last week, Monday to Sunday, that is over on a day."""
    week = period_of(day, "week")
    return week if week.end == day else period_of(week.start - timedelta(days=1), "week")


def _week(known: pd.DataFrame, day: date, source: Source) -> Section | None:
    """Set the last whole week beside the one before and the same dates of every year."""
    week = last_whole_week(day)
    first = known.index[0].date()
    if week.start < first:
        return None
    before = Period(week.start - timedelta(days=7), week.end - timedelta(days=7))
    spans = [("The week itself", week)]
    sentence = (
        f"{_people(known_in(known, week))} arrived in the week from {short(week.start)} to "
        f"{day_text(week.end)}"
    )
    if before.start >= first:
        spans.append(("The week before", before))
        sentence += f", after {known_in(known, before):,} in the week before"
    for back in range(1, week.end.year - first.year + 1):
        same = Period(
            same_date(week.start, week.start.year - back), same_date(week.end, week.end.year - back)
        )
        if same.start >= first:
            spans.append((f"{same.end.year}, same dates", same))
    rows = tuple(
        (
            name,
            f"{known_in(known, span):,}",
            _count(known, span),
            f"{short(span.start)} to {day_text(span.end)}",
        )
        for name, span in spans
    )
    return Section(
        "this-week",
        "The last whole week",
        (f"{sentence}.",),
        Table(
            f"People and boats in the week, Monday to Sunday, to {day_text(week.end)}, and on the "
            f"same dates of every year ({source.note})",
            ("Week", "People", "Boats", "Days"),
            rows,
        ),
    )


def _months(known: pd.DataFrame, outlook: YearForecast, source: Source) -> Section:
    """Set every month beside the same month of every year."""
    years = sorted((year for year in years_covered(known) if year <= outlook.year), reverse=True)
    last = known.index[-1].date()
    ahead = outlook.monthly()
    rows = []
    for month in range(1, 13):
        cells = [MONTHS[month - 1]]
        if not outlook.finished:
            own = month_span(month, month, outlook.year)
            quantiles = ahead[ahead["start"] == own.start].set_index("quantile")["arrivals"]
            ends = (about(int(quantiles[q]), at_least=known_in(known, own)) for q in (0.1, 0.9))
            cells.append("" if own.end <= last else " to ".join(ends))
        for year in years:
            span = month_span(month, month, year)
            cells.append(f"{known_in(known, span):,}" if span.end <= last else "")
        rows.append(tuple(cells))
    forecast = () if outlook.finished else (f"{outlook.year}, 80% interval",)
    return Section(
        "months",
        "Months, against every year",
        (),
        Table(
            f"People by month; a month that is not over is empty ({source.note})",
            ("Month", *forecast, *map(str, years)),
            tuple(rows),
        ),
    )


def _milestones(outlook: YearForecast, source: Source) -> Section | None:
    """Say when the next milestones are passed, and how likely they are."""
    frame = outlook.milestones(STEP)
    frame = frame[frame["total"] > outlook.year_to_date].head(MAX_MILESTONES)
    if outlook.finished or frame.empty:
        return None

    def when(day: date | None) -> str:
        return f"after {outlook.year}" if day is None else short(day)

    rows = tuple(
        (f"{total:,}", phrase(chance), *map(when, days))
        for total, chance, *days in frame.itertuples(index=False)
    )
    return Section(
        "milestones",
        "Milestones to come",
        (),
        Table(
            f"When the total of {outlook.year} passes each {STEP:,} people ({source.note})",
            ("People", "Within the year", "10% chance by", "50% chance by", "90% chance by"),
            rows,
        ),
    )


def _moved(change: Change | None) -> Section | None:
    """Say what moved the forecast since the last report."""
    if change is None:
        return None
    since = day_text(change.since)
    came = (
        f"{_people(change.came)} came from {short(change.since + timedelta(days=1))} to "
        f"{day_text(change.until)}; the forecast of {since} expected about {change.expected:,}."
    )
    moved = (
        f"The median of the annual total moved from {_hundreds(change.before)} to "
        f"{_hundreds(change.now)} people since {since}: about {_signed(change.figures)} from the "
        f"figures of these days against what was expected, {_signed(change.time)} from the days "
        "that passed"
    )
    moved += f", {_signed(change.revision)} from revised figures." if change.revision else "."
    sentences = [came, moved]
    if change.probability_before is not None and change.probability_now is not None:
        before, now = percent(change.probability_before), percent(change.probability_now)
        went = f"stayed at {now}" if before == now else f"went from {before} to {now}"
        sentences.append(f"The chance of a record {went}.")
    return Section("moved", f"How the forecast moved since {since}", tuple(sentences))


def _records(known: pd.DataFrame, source: Source) -> Section:
    """List the highest day, week, month, quarter and year since the series began."""
    rows = []
    for by in ("day", "week", "month", "quarter", "year"):
        spans = by_period(known, by)
        spans = spans[spans["complete"]]
        if spans.empty or not spans["arrivals"].any():
            continue
        best = spans.loc[spans["arrivals"].idxmax()]
        when = day_text(best["end"])
        if by != "day":
            when = f"{short(best['start'])} to {when}"
        rows.append((f"Highest {by}", f"{best['arrivals']:,}", when))
    return Section(
        "records",
        "Records",
        (),
        Table(
            f"Highest since the series began in {known.index[0].year}; whole weeks, months, "
            f"quarters and years ({source.note})",
            ("Record", "People", "When"),
            tuple(rows),
        ),
    )


def _boats(known: pd.DataFrame, day: date, source: Source) -> Section | None:
    """Compare boats, and people per boat, on the same date of every year."""
    if "boats" not in known or known["boats"].isna().any():
        return None
    rows = []
    for year in sorted(years_covered(known), reverse=True):
        span = year_to_date(same_date(day, year))
        people, boats = known_in(known, span), int(_days(known, span)["boats"].sum())
        each = f"{people / boats:.1f}" if boats else ""
        rows.append((str(year), f"{boats:,}", each))
    return Section(
        "boats",
        "Boats",
        (),
        Table(
            f"Boats and people per boat from 1 January to {short(day)} of every year "
            f"({source.note})",
            ("Year", "Boats", "People per boat"),
            tuple(rows),
        ),
    )


def _days(known: pd.DataFrame, span: Period) -> pd.DataFrame:
    return known.loc[pd.Timestamp(span.start) : pd.Timestamp(span.end)]


def _count(known: pd.DataFrame, span: Period) -> str:
    if "boats" not in known:
        return "not recorded"
    boats = _days(known, span)["boats"]
    return "not recorded" if boats.isna().any() else f"{int(boats.sum()):,}"


def _people(count: int) -> str:
    return f"{count:,} {'person' if count == 1 else 'people'}"


def _hundreds(people: int) -> str:
    return about(people, at_least=0)


def _signed(people: int) -> str:
    """Round to the nearest hundred, as the totals are whose difference it is."""
    rounded = round(people, -2)
    return f"{rounded:+,}" if rounded else "0"
