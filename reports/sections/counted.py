"""What is counted so far: the year to date, days, months, records, boats."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ...data.calendar import MONTHS, by_period, day_text, month_span, same_date, year_to_date
from ..charts import calendar_chart, cumulative_chart, months_chart
from ..comparison import known_in
from ..fact import Fact
from ..section import Section
from ..tables import Table, comparison_table, table_of
from ..wording import about, people_text, short, since_new_year
from .material import Material

__all__ = ["boats", "days", "months", "records", "to_date"]

BYS = ("day", "week", "month", "quarter", "year")


def to_date(material: Material) -> Section:
    """Compare the year to date with the same date in every year."""
    return Section(
        "year-to-date",
        "Year to date, against the same date in every year",
        charts=(cumulative_chart(material.known, material.outlook, material.source),),
        tables=(comparison_table(material.comparison, material.source),),
    )


def days(material: Material) -> Section:
    """Show every day of the year."""
    return Section(
        "days",
        "Days",
        facts=material.fact("highest-day-of-year"),
        charts=(calendar_chart(material.known, material.source),),
    )


def months(material: Material) -> Section:
    """Set every month beside the same month of every year."""
    outlook, known = material.outlook, material.known
    years = sorted(material.years, reverse=True)
    last = material.day
    rows, data = [], []
    for month in range(1, 13):
        cells = [MONTHS[month - 1]]
        numbers: list[object] = [MONTHS[month - 1]]
        if not outlook.finished:
            low, high = _interval(material, month)
            cells.append("" if low is None else f"{low:,} to {high:,}")
            numbers += [low, high]
        for year in years:
            span = month_span(month, month, year)
            people = known_in(known, span) if span.end <= last else None
            cells.append("" if people is None else f"{people:,}")
            numbers.append(people)
        rows.append(tuple(cells))
        data.append(numbers)
    ahead = () if outlook.finished else (f"{outlook.year}, 80% interval",)
    ends = [f"{ahead[0]}, {end}" for end in ("low", "high")] if ahead else []
    frame = pd.DataFrame(data, columns=["Month", *ends, *map(str, years)])
    table = Table(
        f"People by month ({material.source.note})",
        ("Month", *ahead, *map(str, years)),
        tuple(rows),
        "months",
        frame.astype(dict.fromkeys(frame.columns[1:], "Int64")),
        "A month that is not over has no count, and one that is over no forecast.",
    )
    return Section(
        "months",
        "Months, against every year",
        charts=(months_chart(known, table, material.source),),
        tables=(table,),
    )


def _interval(material: Material, month: int) -> tuple[int | None, int | None]:
    """Return the ends of the 80% interval of a month that is not over."""
    own = month_span(month, month, material.outlook.year)
    if own.end <= material.day:
        return None, None
    counted = known_in(material.known, own)
    low, high = material.outlook.period(own.start, own.end).interval(0.8)
    return about(low, at_least=counted), about(high, at_least=counted)


def records(material: Material) -> Section | None:
    """List the highest day, week, month, quarter and year since the series began."""
    since = material.first.year
    rows, found = [], []
    for by in BYS:
        spans = by_period(material.known, by)  # type: ignore[arg-type]
        spans = spans[spans["complete"]]
        if spans.empty or not spans["arrivals"].any():
            continue
        best = spans.loc[spans["arrivals"].idxmax()]
        when = day_text(best["end"])
        if by != "day":
            when = f"{short(best['start'])} to {when}"
        rows.append((f"Highest {by}", int(best["arrivals"]), when))
        if best["end"].year == material.outlook.year and by in {"day", "week", "month"}:
            found.append(_record_of_this_year(by, best, since))
    if not rows:
        return None
    return Section(
        "records",
        "Records",
        facts=tuple(found),
        tables=(
            table_of(
                "records",
                f"Highest since the series began in {since}; whole weeks, months, quarters and "
                f"years ({material.source.note})",
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


def boats(material: Material) -> Section | None:
    """Compare boats, and people per boat, on the same date of every year."""
    day = material.day
    rows = []
    for year in sorted(material.years, reverse=True):
        span = year_to_date(same_date(day, year))
        people, count = known_in(material.known, span), material.boats_in(span)
        if count is None:
            return None
        rows.append((str(year), count, round(people / count, 1) if count else None))
    frame = pd.DataFrame(rows, columns=["Year", "Boats", "People per boat"])
    return Section(
        "boats",
        "Boats",
        facts=tuple(_per_boat(material, frame)),
        tables=(
            table_of(
                "boats",
                f"Boats and people per boat {since_new_year(day)} of every year "
                f"({material.source.note})",
                frame.astype({"People per boat": "Float64"}),
                missing="No boat had arrived.",
            ),
        ),
    )


def _per_boat(material: Material, frame: pd.DataFrame) -> Iterator[Fact]:
    now = frame.iloc[0]
    if not now["Boats"]:
        return
    count, each = int(now["Boats"]), float(now["People per boat"])
    evidence = {"boats": count, "people_per_boat": each, "through": material.day.isoformat()}
    noun = "boat" if count == 1 else "boats"
    verb = "has" if count == 1 else "have"
    sentence = (
        f"{count:,} {noun} {verb} arrived in {now['Year']} up to {short(material.day)}, with "
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
