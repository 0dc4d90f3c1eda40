"""The year to date: how many arrived, which rank that is, and what it exceeds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import pandas as pd

from ...data.calendar import (
    DAY,
    MONTHS,
    Period,
    day_text,
    month_of,
    month_span,
    same_date,
    year_of,
    year_to_date,
)
from ...data.dataset import Figures
from ...data.errors import OptionError
from ..charts import cumulative_chart
from ..comparison import compare
from ..section import Fact, Section
from ..tables import comparison_table
from ..wording import (
    arrived,
    beside,
    change_percent,
    date_in,
    listed,
    none_or,
    ordinal,
    over,
    people_text,
    short,
    since_new_year,
    than,
)
from .inputs import Inputs

FEW_YEARS: Final = 2
NAMED: Final = 3
"""Of years that tie so many are named."""


def year_to_date_section(inputs: Inputs) -> Section:
    """Compare the year to date with the same date in every year."""
    figures = inputs.figures
    since = [total_since(figures, day, label) for day, label in inputs.totals_since.items()]
    return Section(
        "year-to-date",
        "Year to date",
        facts=(*_rank_unless_told(figures), *list(period_records(figures))[-1:], *since),
        charts=(cumulative_chart(figures, inputs.outlook),),
        tables=(comparison_table(inputs.comparison, figures),),
    )


def _rank_unless_told(figures: Figures) -> Iterator[Fact]:
    """Leave out the rank of a whole year that is more than any earlier one: it is said as that."""
    told = figures.end == year_of(figures.year).end and any(period_records(figures))
    return iter(()) if told else rank(figures)


def to_date(figures: Figures) -> Fact:
    """State the people of the year to date.

    Raises
    ------
    OutOfRangeError
        If the figures do not cover the year from its 1 January.
    """
    people = figures.year_to_date()
    standing = figures.standing_in(year_to_date(figures.end))
    return Fact(
        "year-to-date",
        f"{arrived(people, has=_goes_on(figures.end))} by small boat {_when(figures.end)} "
        f"({standing}).",
        people,
        {
            "year": figures.year,
            "through": figures.end.isoformat(),
            "people": people,
            "standing": standing,
        },
    )


def same_date_change(figures: Figures) -> Iterator[Fact]:
    """Set the year to date beside the same date of the last two years."""
    day, now = figures.end, figures.year_to_date()
    counts = {
        year: figures.people(year_to_date(same_date(day, year)))
        for year in (day.year - 1, day.year - 2)
        if year in figures.years
    }
    if not counts or not (now or any(counts.values())):
        return
    (last, before), *others = counts.items()
    have = "have " if _goes_on(day) else ""
    when = _in_other_year(day, last, "this date")
    by_then = [_in_other_year(day, year, "the same date") for year, _ in others]
    if now:
        # "43% fewer people have arrived than", "About as many people have arrived as".
        change, _, joins = than(now, before).rpartition(" ")
        who = "people"
        if change in {"1 more", "1 fewer"}:
            who, have = "person", have.replace("have", "has")
        sentence = f"{change} {who} {have}arrived {joins} {when} ({none_or(before)})"
        for (_, people), then in zip(others, by_then, strict=True):
            sentence += f", and {than(now, people)} {then} ({none_or(people)})"
    else:
        had = have.replace("have", "had")
        sentence = f"{people_text(before) if before else 'nobody'} {had}arrived {when}"
        for (_, people), then in zip(others, by_then, strict=True):
            sentence += f", and {people_text(people) if people else 'nobody'} {then}"
    sentence = sentence[0].upper() + sentence[1:]
    percent = change_percent(now, before)
    yield Fact(
        "same-date-change",
        f"{sentence}.",
        now - before if percent is None else percent,
        {
            "year": day.year,
            "through": day.isoformat(),
            "people": now,
            "earlier": [
                {
                    "year": year,
                    "same_date": same_date(day, year).isoformat(),
                    "people": people,
                    "change": now - people,
                    "percent": change_percent(now, people),
                    "times": round(now / people, 1) if people else None,
                }
                for year, people in counts.items()
            ],
        },
    )


def rank(figures: Figures) -> Iterator[Fact]:
    """State the rank of the year to date among all years; ties are said."""
    day = figures.end
    table = compare(figures).sort_values(["to_date", "year"], ascending=[False, True])
    own = table[table["year"] == day.year].iloc[0]
    others = table[table["year"] != day.year]
    if others.empty or not own["to_date"]:
        return  # nothing to compare with, or nothing to compare
    place, count, first = int(own["rank"]), len(table), int(table["year"].min())
    # Against the best of the others: the next highest where this year leads, else the leader.
    best = others.iloc[0]
    bests = [int(year) for year in others.loc[others["to_date"] == best["to_date"], "year"]]
    tied = int((others["to_date"] == own["to_date"]).sum())
    words = f"{'joint ' if tied else ''}{'' if place == 1 else f'{ordinal(place)} '}highest"
    whole = "" if day == year_of(day.year).end else f" {since_new_year(day)}"
    common = same_date(day, day.year - 1)
    if common.day != day.day:
        whole += f" (or {short(common)} where there is none)"
    verb = ("comes next" if place == 1 else "leads") if len(bests) == 1 else ""
    verb = verb or ("come next" if place == 1 else "lead")
    leader = f"{_years(bests)} {verb}, with {best['to_date']:,}{' each' if bests[1:] else ''}"
    if not best["to_date"]:
        leader = "nobody had arrived by then in any other year"
    elif place == 1 and tied:
        leader = f"{_years(bests)} {'have' if bests[1:] else 'has'} as many"
    lowest = _lowest_since(table, day.year)
    and_lowest = f", and the lowest since {lowest}" if lowest else ""
    yield Fact(
        "year-to-date-rank",
        f"{day.year} has the {words} total{whole} of the {count} years since {first}{and_lowest}; "
        f"{leader}.",
        place,
        {
            "rank": place,
            "years": count,
            "since": first,
            "people": int(own["to_date"]),
            "other_year": int(best["year"]),
            "other_people": int(best["to_date"]),
            "other_years": bests,
            "same_date": common.isoformat(),
            "tied_with": tied,
            "lowest_since": lowest,
            "through": day.isoformat(),
        },
    )


def _years(years: list[int]) -> str:
    """Name years; many by their number."""
    return listed([str(year) for year in years]) if len(years) <= NAMED else f"{len(years)} years"


def _lowest_since(table: pd.DataFrame, year: int) -> int | None:
    """Return the last year with no more people; None where it is one of the last two, or none."""
    people = table.set_index("year")["to_date"]
    earlier = people[people.index < year]
    lower = earlier.index[earlier <= people[year]]
    return int(lower.max()) if len(lower) and lower.max() < year - FEW_YEARS else None


def total_since(figures: Figures, day: date, label: str) -> Fact:
    """State the people since a day that the user names, beside as many days before it.

    Raises
    ------
    OptionError
        If the figures do not cover the day, or end before it.
    """
    span = Period(day, figures.end) if figures.start <= day <= figures.end else None
    if span is None:
        raise OptionError(
            f"a total since {day_text(day)}",
            expected=f"a day from {day_text(figures.start)} to {day_text(figures.end)}",
            argument="totals_since",
        )
    people = figures.people(span)
    before = Period(day - span.days * DAY, day - DAY)
    evidence: dict[str, Any] = {
        "label": label,
        "from": day.isoformat(),
        "to": figures.end.isoformat(),
        "days": span.days,
        "people": people,
    }
    sentence = f"{label}: {arrived(people)} {over(span)}"
    if figures.covers(before):
        earlier = figures.people(before)
        evidence |= {"before_from": before.start.isoformat(), "before_people": earlier}
        days = "on the day before" if span.days == 1 else f"in the {span.days:,} days before"
        sentence += f", against {beside(earlier, people)} {days}"
    return Fact(f"total-since-{day.isoformat()}", f"{sentence}.", people, evidence)


def period_records(figures: Figures) -> Iterator[Fact]:
    """Hold the year to date against whole runs of months from January on, in every earlier year."""
    day, people = figures.end, figures.year_to_date()
    so_far = "" if day == year_of(day.year).end else " so far"
    earlier = figures.years[:-1]
    if not earlier:
        return
    for month in range(day.month, 13):
        totals = {year: figures.people(month_span(1, month, year)) for year in earlier}
        best = max(totals, key=lambda year: (totals[year], -year))
        if people <= totals[best]:
            return  # a longer run of months holds no fewer people
        whole = (
            "" if day == month_of(month, day.year).end and month < len(MONTHS) else "the whole of "
        )
        span = {1: "January ", len(MONTHS): ""}.get(month, f"January to {MONTHS[month - 1]} ")
        highest = totals[best]
        if len(earlier) == 1:
            against = f"{whole}{span}{best}" + (f" ({highest:,})" if highest else "")
        else:
            against = f"{whole}{span}{'of ' if span else ''}any earlier year since {earlier[0]}"
            against += f". The highest was {highest:,}, in {best}" if highest else ""
        against += "" if highest else ", when nobody arrived"
        slug = "-".join(dict.fromkeys(MONTHS[one - 1][:3].lower() for one in (1, month)))
        yield Fact(
            f"period-record-{slug}",
            f"The {day.year} total{so_far} ({people:,}) is more than in {against}.",
            people,
            {
                "people": people,
                "through": day.isoformat(),
                "months": [1, month],
                "since": earlier[0],
                "highest": highest,
                "highest_year": best,
            },
        )


def _goes_on(day: date) -> bool:
    """Whether more may be counted after a day that a sentence says more of than its own count."""
    whole = year_of(day.year)
    return day not in (whole.start, whole.end)


def _in_other_year(day: date, year: int, this: str) -> str:
    """Return the same part of another year within a sentence."""
    whole = year_of(day.year)
    if day == whole.end:
        return f"in {year}"
    return f"{'on' if day == whole.start else 'by'} {date_in(day, year, this=this)}"


def _when(day: date) -> str:
    """Return the year to date within a sentence."""
    if day == year_of(day.year).end:
        return f"in {day.year}"
    if day == year_of(day.year).start:
        return f"on {day_text(day)}"
    return f"in {day.year} up to {short(day)}"
