"""What is counted so far: days, months, records."""

from __future__ import annotations

from collections.abc import Iterator
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
from ..wording import about, arrived, change_percent, listed, people_text, short, span_text, than
from .inputs import Inputs

BYS: Final[tuple[By, ...]] = ("day", "week", "month", "quarter", "year")
NEWSWORTHY: Final = ("day", "week", "month")


def days_section(inputs: Inputs) -> Section:
    """Show every day of the year."""
    return Section(
        "days",
        "Days",
        facts=tuple(highest_day(inputs.figures)),
        charts=(calendar_chart(inputs.figures),),
    )


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
    when, each = listed([short(day) for day in dates]), "" if one else " each"
    yield Fact(
        "highest-day-of-year",
        f"The highest {'day' if one else 'days'} of {figures.year}{so_far} "
        f"{'was' if one else 'were'} {when}, with {people_text(people)}{each}.",
        people,
        {"people": people, "dates": [day.isoformat() for day in dates]},
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
        columns.insert(1, ["" if low is None else f"{low:,} to {high:,}" for low, high in ends])
        names.insert(2, f"{outlook.year}, 80% interval")
        for at, end in enumerate(("low", "high")):
            people = pd.array([pair[at] for pair in ends], dtype="Int64")
            frame.insert(1 + at, f"{names[2]}, {end}", people)
    table = Table(
        "People by month",
        tuple(names),
        tuple(zip(frame["Month"], *columns, strict=True)),
        "months",
        frame,
        "A month that is not over has no count, and one that is over no forecast.",
    )
    return Section(
        "months",
        "Months",
        facts=tuple(_twelve_months(figures)),
        charts=(months_chart(figures, table),),
        tables=(table,),
    )


def _interval(inputs: Inputs, month: int) -> tuple[int | None, int | None]:
    """Return the ends of the 80% interval of a month that is not over."""
    own = month_of(month, inputs.outlook.year)
    if own.end <= inputs.figures.end:
        return None, None
    counted = inputs.figures.people(own)
    low, high = inputs.outlook.period(own.start, own.end).interval(0.8)
    return about(low, at_least=counted), about(high, at_least=counted)


def _twelve_months(figures: Figures) -> Iterator[Fact]:
    """State the people of the last twelve months, beside the twelve before."""
    span = twelve_months_to(figures.end)
    before = span.years_earlier(1)
    if not figures.covers(before):
        return
    people, earlier = figures.people(span), figures.people(before)
    yield Fact(
        "rolling-year",
        f"{arrived(people)} in the twelve months to {day_text(figures.end)}: "
        f"{than(people, earlier)} in the previous twelve months ({earlier:,}).",
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
def _highest(figures: Figures) -> tuple[tuple[By, pd.Series], ...]:
    """Return the highest day, whole week, month, quarter and year since the series began."""
    found = []
    for by in BYS:
        spans = by_period(figures.daily, by)
        spans = spans[spans["complete"]]
        if not spans.empty and spans["arrivals"].any():
            found.append((by, spans.loc[spans["arrivals"].idxmax()]))
    return tuple(found)


def _records(figures: Figures) -> Table | None:
    rows = [
        (f"Highest {by}", int(best["arrivals"]), _name(by, best)) for by, best in _highest(figures)
    ]
    if not rows:
        return None
    return table_of(
        "records",
        f"Highest totals since the series began in {figures.start.year}: days, and whole weeks, "
        "months, quarters and years",
        pd.DataFrame(rows, columns=["Record", "People", "When"]),
    )


def records(figures: Figures) -> Iterator[Fact]:
    """State the days, weeks and months of the year that are the highest since the series began."""
    since = figures.start.year
    for by, best in _highest(figures):
        end = best["end"].date()
        if end.year != figures.year or since == figures.year or by not in NEWSWORTHY:
            continue
        people = int(best["arrivals"])
        yield Fact(
            f"highest-{by}",
            f"The highest {by} since the series began in {since} is in this year: "
            f"{people_text(people)}, {'on' if by == 'day' else 'from'} {_span(best)}.",
            people,
            {
                "people": people,
                "since": since,
                "from": f"{best['start']:%Y-%m-%d}",
                "to": end.isoformat(),
            },
        )


def _name(by: By, best: pd.Series) -> str:
    """Return a record's period, as short as may be."""
    first, last = best["start"].date(), best["end"].date()
    month = MONTHS[last.month - 1]
    return {
        "month": f"{month} {last.year}",
        "quarter": f"{MONTHS[first.month - 1]} to {month} {last.year}",
        "year": f"{last.year}",
    }.get(by, _span(best))


def _span(best: pd.Series) -> str:
    return span_text(Period(best["start"].date(), best["end"].date()))
