"""What is counted so far: days, months, records, boats."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd

from ...data.calendar import (
    MONTHS,
    By,
    by_period,
    day_text,
    month_of,
    same_date,
    year_of,
    year_to_date,
)
from ...data.dataset import Figures
from ..charts import calendar_chart, months_chart
from ..section import Fact, Section
from ..tables import Table, table_of
from ..wording import about, listed, people_text, short, since_new_year
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
    years = figures.years[::-1]
    rows, data = [], []
    for month in range(1, 13):
        cells = [MONTHS[month - 1]]
        numbers: list[object] = [MONTHS[month - 1]]
        if not outlook.finished:
            low, high = _interval(inputs, month)
            cells.append("" if low is None else f"{low:,} to {high:,}")
            numbers += [low, high]
        for year in years:
            whole = month_of(month, year)
            people = figures.people(whole) if whole.end <= figures.end else None
            cells.append("" if people is None else f"{people:,}")
            numbers.append(people)
        rows.append(tuple(cells))
        data.append(numbers)
    ahead = () if outlook.finished else (f"{outlook.year}, 80% interval",)
    ends = [f"{ahead[0]}, {end}" for end in ("low", "high")] if ahead else []
    frame = pd.DataFrame(data, columns=["Month", *ends, *map(str, years)])
    table = Table(
        f"People by month ({figures.note})",
        ("Month", *ahead, *map(str, years)),
        tuple(rows),
        "months",
        frame.astype(dict.fromkeys(frame.columns[1:], "Int64")),
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
                f"years ({figures.note})",
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
        {"people": people, "since": since, "from": start.isoformat(), "to": end.isoformat()},
    )


def boats_section(inputs: Inputs) -> Section | None:
    """Compare boats, and people per boat, on the same date of every year."""
    figures, day = inputs.figures, inputs.figures.end
    rows = []
    for year in figures.years[::-1]:
        span = year_to_date(same_date(day, year))
        people, count = figures.people(span), figures.boats(span)
        if count is None:
            return None
        rows.append((str(year), count, round(people / count, 1) if count else None))
    frame = pd.DataFrame(rows, columns=["Year", "Boats", "People per boat"])
    return Section(
        "boats",
        "Boats",
        facts=tuple(_per_boat(figures, frame)),
        tables=(
            table_of(
                "boats",
                f"Boats and people per boat {since_new_year(day)} of every year ({figures.note})",
                frame.astype({"People per boat": "Float64"}),
                missing="No boat had arrived.",
            ),
        ),
    )


def _per_boat(figures: Figures, frame: pd.DataFrame) -> Iterator[Fact]:
    now = frame.iloc[0]
    if not now["Boats"]:
        return
    count, each = int(now["Boats"]), float(now["People per boat"])
    evidence = {"boats": count, "people_per_boat": each, "through": figures.end.isoformat()}
    noun = "boat" if count == 1 else "boats"
    verb = "has" if count == 1 else "have"
    sentence = (
        f"{count:,} {noun} {verb} arrived in {now['Year']} up to {short(figures.end)}, with "
        f"{each:.1f} people a boat on average"
    )
    evidence["year"] = int(now["Year"])
    before = frame.iloc[1] if len(frame) > 1 else None
    if before is not None and before["Boats"]:
        sentence += (
            f", against {before['People per boat']:.1f} to the same date in {before['Year']}"
        )
        evidence |= {
            "before_people_per_boat": float(before["People per boat"]),
            "before_year": int(before["Year"]),
        }
    yield Fact("people-per-boat", f"{sentence}.", each, evidence)
