"""What is counted so far: days, months, records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd

from ...data.calendar import (
    By,
    by_period,
    day_text,
    month_of,
    year_of,
)
from ...data.dataset import Figures
from ..charts import calendar_chart, months_chart
from ..charts.months import data as people_by_month
from ..section import Fact, Section
from ..tables import Table, table_of
from ..wording import about, listed, people_text, short
from .inputs import Inputs

BYS: Final[tuple[By, ...]] = ("day", "week", "month", "quarter", "year")


def days_section(inputs: Inputs) -> Section:
    """Show every day of the year."""
    return Section(
        "days",
        "Days",
        facts=tuple(highest_day(inputs.figures)),
        charts=(calendar_chart(inputs.figures),),
    )


def highest_day(figures: Figures) -> Iterator[Fact]:
    """State the day of the year with the most arrivals; all of them where several tie."""
    days = figures.days(year_of(figures.year))
    people = int(days.max())
    if not people:
        return
    dates = [day.date() for day in days.index[days == people]]
    so_far = "" if figures.end == year_of(figures.year).end else " so far"
    one = len(dates) == 1
    yield Fact(
        "highest-day-of-year",
        f"The {'day' if one else 'days'} with the most arrivals in {figures.year}{so_far} "
        f"{'was' if one else 'were'} {listed([short(day) for day in dates])}, with "
        f"{people_text(people)}{'' if one else ' each'}.",
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
    if not outlook.finished:
        ends = [_interval(inputs, month) for month in range(1, 13)]
        columns.insert(0, ["" if low is None else f"{low:,} to {high:,}" for low, high in ends])
        names.insert(1, f"{outlook.year}, 80% interval")
        for at, end in enumerate(("low", "high")):
            people = pd.array([pair[at] for pair in ends], dtype="Int64")
            frame.insert(1 + at, f"{names[1]}, {end}", people)
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
        "Months, against every year",
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


def records_section(inputs: Inputs) -> Section | None:
    """List the highest day, week, month, quarter and year since the series began."""
    figures = inputs.figures
    since = figures.start.year
    rows, facts = [], []
    for by in BYS:
        spans = by_period(figures.daily, by)
        spans = spans[spans["complete"]]
        if spans.empty or not spans["arrivals"].any():
            continue
        best = spans.loc[spans["arrivals"].idxmax()]
        when = day_text(best["end"])
        if by != "day":
            when = f"{short(best['start'])} to {when}"
        rows.append((f"Highest {by}", int(best["arrivals"]), when))
        if best["end"].year == figures.year and by in {"day", "week", "month"}:
            facts.append(_record_of_this_year(by, best, since))
    if not rows:
        return None
    return Section(
        "records",
        "Records",
        facts=tuple(facts),
        tables=(
            table_of(
                "records",
                f"Highest since the series began in {since}; whole weeks, months, quarters and "
                f"years",
                pd.DataFrame(rows, columns=["Record", "People", "When"]),
            ),
        ),
    )


def _record_of_this_year(by: str, best: pd.Series, since: int) -> Fact:
    people, start, end = int(best["arrivals"]), best["start"], best["end"]
    when = day_text(end) if by == "day" else f"{short(start)} to {day_text(end)}"
    return Fact(
        f"highest-{by}",
        f"The {by} with the most arrivals since the series began in {since} is of this year: "
        f"{people_text(people)}, {when}.",
        people,
        {"people": people, "since": since, "from": f"{start:%Y-%m-%d}", "to": f"{end:%Y-%m-%d}"},
    )
