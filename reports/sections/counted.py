"""What is counted so far: days, months, records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

import pandas as pd

from ...data.calendar import (
    MONTHS,
    By,
    Period,
    by_period,
    day_text,
    month_of,
    twelve_months_to,
    year_of,
)
from ...data.dataset import Figures
from ..charts import calendar_chart, months_chart
from ..charts.months import data as people_by_month
from ..section import Fact, Section
from ..tables import Table, table_of
from ..wording import (
    ROUNDED,
    arrived,
    change_percent,
    listed,
    none_or,
    outward,
    people_text,
    short,
    span_text,
    than,
)
from .inputs import Inputs

BYS: Final[tuple[By, ...]] = ("day", "week", "month", "quarter", "year")
NEWSWORTHY: Final = ("day", "week", "month")
WHEN: Final = {"day": "on", "week": "from", "month": "in"}
NAMED: Final = 3
"""Of periods that tie so many are named."""


def days_section(inputs: Inputs) -> Section:
    """Show every day of the year."""
    figures = inputs.figures
    # Where the highest day of the year is the highest of all, the records say it.
    told = any(fact.key == "highest-day" for fact in records(figures))
    facts = () if told else tuple(highest_day(figures))
    return Section("days", "Days", facts=facts, charts=(calendar_chart(figures),))


def records_section(inputs: Inputs) -> Section | None:
    """List the highest day, week, month, quarter and year since the series began."""
    table = _records(inputs.figures)
    if table is None:
        return None
    return Section("records", "Records", facts=tuple(records(inputs.figures)), tables=(table,))


def highest_day(figures: Figures) -> Iterator[Fact]:
    """State the day of the year with the most arrivals; all of them where several tie."""
    days = figures.days(year_of(figures.year))
    people = int(days.max())
    if not people:
        return
    dates = [day.date() for day in days.index[days == people]]
    so_far = "" if figures.end == year_of(figures.year).end else " so far"
    one = len(dates) == 1
    when, each = _first_of([short(day) for day in dates]), "" if one else " each"
    sentence = (
        f"The highest {'day' if one else 'days'} of {figures.year}{so_far} "
        f"{'was' if one else 'were'} {when}, with {people_text(people)}{each}."
    )
    if people == days.sum():
        who = "The only person" if people == 1 else f"All {people:,} people"
        sentence = f"{who} of {figures.year}{so_far} arrived on {when}."
    yield Fact(
        "highest-day-of-year",
        sentence,
        people,
        {
            "people": people,
            "dates": [day.isoformat() for day in dates],
            "unnamed": max(len(dates) - NAMED, 0),
        },
    )


def months_section(inputs: Inputs) -> Section:
    """Set every month beside the same month of every year."""
    outlook, figures = inputs.outlook, inputs.figures
    frame = people_by_month(figures)
    columns = [
        [f"{people:,}" if pd.notna(people) else "" for people in frame[name]]
        for name in frame.columns[1:]
    ]
    names = list(frame.columns)
    under_way = month_of(figures.end.month, figures.year)
    if under_way.end > figures.end:
        columns[0][figures.end.month - 1] = f"{figures.people(under_way):,} so far"
    if not outlook.finished:
        ends = [_interval(inputs, month) for month in range(1, 13)]
        columns.insert(1, ["" if pair is None else f"{pair[0]:,} to {pair[1]:,}" for pair in ends])
        names.insert(2, f"{outlook.year}, 80% interval")
        for at, end in enumerate(("low", "high")):
            people = pd.array([pair[at] if pair else pd.NA for pair in ends], dtype="Int64")
            frame.insert(1 + at, f"{names[2]}, {end}", people)
    table = Table(
        "People by month" + ("" if outlook.finished else f" (forecasts {ROUNDED})"),
        tuple(names),
        tuple(zip(frame["Month"], *columns, strict=True)),
        "months",
        frame,
        "A month that is not over has no count, and one that is over no forecast.",
    )
    return Section(
        "months",
        "Months",
        # On 31 December they are the year, whose total the report begins with.
        facts=() if figures.end == year_of(figures.year).end else tuple(_twelve_months(figures)),
        charts=(months_chart(figures, table),),
        tables=(table,),
    )


def _interval(inputs: Inputs, month: int) -> tuple[int, int] | None:
    """Return the ends of the 80% interval of a month; None where it is over."""
    own = month_of(month, inputs.outlook.year)
    if own.end <= inputs.figures.end:
        return None
    counted = inputs.figures.people(own)
    return outward(*inputs.outlook.period(own.start, own.end).interval(0.8), at_least=counted)


def _twelve_months(figures: Figures) -> Iterator[Fact]:
    """State the people of the last twelve months, beside the twelve before."""
    span = twelve_months_to(figures.end)
    before = span.years_earlier(1)
    if not figures.covers(before):
        return
    people, earlier = figures.people(span), figures.people(before)
    compared = f": {than(people, earlier)} in the previous twelve months ({none_or(earlier)})"
    if not people:
        compared = f", after {none_or(earlier)} in the previous twelve months"
    yield Fact(
        "rolling-year",
        f"{arrived(people)} in the twelve months to {day_text(figures.end)}{compared}.",
        people,
        {
            "people": people,
            "from": span.start.isoformat(),
            "to": span.end.isoformat(),
            "people_before": earlier,
            "change": people - earlier,
            "percent": change_percent(people, earlier),
            "times": round(people / earlier, 1) if earlier else None,
        },
    )


@lru_cache(maxsize=1)  # of the same figures it is asked for three times
def _highest(figures: Figures) -> tuple[tuple[By, int, tuple[Period, ...]], ...]:
    """Return the most people on a day and in a whole week, month, quarter and year, and when.

    Each with all the periods that had so many, the oldest first.
    """
    found = []
    for by in BYS:
        spans = by_period(figures.daily, by)
        spans = spans[spans["complete"]]
        if not spans.empty and spans["arrivals"].any():
            people = int(spans["arrivals"].max())
            best = spans[spans["arrivals"] == people]
            ends = zip(best["start"].dt.date, best["end"].dt.date, strict=True)
            found.append((by, people, tuple(Period(*pair) for pair in ends)))
    return tuple(found)


def _records(figures: Figures) -> Table | None:
    rows = [(f"Highest {by}", people, _names(by, best)) for by, people, best in _highest(figures)]
    if not rows:
        return None
    return table_of(
        "records",
        f"Highest totals since the series began in {figures.start.year}: days, and whole weeks, "
        "months, quarters and years",
        pd.DataFrame(rows, columns=["Record", "People", "When"]),
    )


def records(figures: Figures) -> Iterator[Fact]:
    """State the days, weeks and months of the year that are the highest since the series began.

    One that only equals the highest of an earlier year is said to.
    """
    since = figures.start.year
    for by, people, best in _highest(figures):
        newest = best[-1]
        if newest.end.year != figures.year or since == figures.year or by not in NEWSWORTHY:
            continue
        earlier = [span for span in best if span.end.year < figures.year]
        own, record = best[len(earlier) :], f"since the series began in {since}"
        count, when = people_text(people), WHEN[by]
        if earlier:
            sentence = (
                f"The highest {by} {record}, {count} ({when} {_names(by, earlier)}), was equalled "
                f"{when} {_names(by, own)}."
            )
        elif len(own) > 1:
            sentence = (
                f"The highest {by}s {record} are in this year: {count} each, {when} "
                f"{_names(by, own)}."
            )
        else:
            sentence = (
                f"The highest {by} {record} is in this year: {count}, {when} {_names(by, own)}."
            )
        yield Fact(
            f"highest-{by}",
            sentence,
            people,
            {
                "people": people,
                "since": since,
                "from": newest.start.isoformat(),
                "to": newest.end.isoformat(),
                "all": [[span.start.isoformat(), span.end.isoformat()] for span in best],
                "unnamed": [max(len(spans) - NAMED, 0) for spans in (own, earlier)],
            },
        )


def _names(by: By, spans: Sequence[Period]) -> str:
    """Return when a record was set, as short as may be; of many periods the first."""

    def name(span: Period) -> str:
        month = f"{MONTHS[span.end.month - 1]} {span.end.year}"
        return {
            "month": month,
            "quarter": f"{MONTHS[span.start.month - 1]} to {month}",
            "year": f"{span.end.year}",
        }.get(by, span_text(span))

    return _first_of([name(span) for span in spans])


def _first_of(names: Sequence[str]) -> str:
    """Join names; where they are many, the first of them and how many more there are."""
    rest = len(names) - NAMED
    return listed([*names[:NAMED], *([f"{rest:,} more"] if rest > 0 else [])])
