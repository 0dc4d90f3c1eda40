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
    change_percent,
    ordinal,
    people_text,
    short,
    since_new_year,
    span_text,
    than,
)
from .inputs import Inputs

FEW_YEARS: Final = 2


def year_to_date_section(inputs: Inputs) -> Section:
    """Compare the year to date with the same date in every year."""
    figures = inputs.figures
    since = [total_since(figures, day, label) for day, label in inputs.totals_since.items()]
    return Section(
        "year-to-date",
        "Year to date",
        facts=(*rank(figures), *list(period_records(figures))[-1:], *since),
        charts=(cumulative_chart(figures, inputs.outlook),),
        tables=(comparison_table(inputs.comparison, figures),),
    )


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
    whole = year_of(day.year)
    date_of = {whole.end: "", whole.start: " on this date"}.get(day, " by this date")
    (last, before), *others = counts.items()
    # "43% fewer people have arrived than", "About as many people have arrived as".
    have = "have " if _goes_on(day) else ""
    change, _, joins = than(now, before).rpartition(" ")
    sentence = (
        f"{change[0].upper()}{change[1:]} people {have}arrived {joins}{date_of} in {last} "
        f"({before:,})"
    )
    for year, people in others:
        same = "" if day == whole.end else " by the same date"
        sentence += f", and {than(now, people)}{same} in {year} ({people:,})"
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
    tied = int((others["to_date"] == own["to_date"]).sum())
    words = f"{'joint ' if tied else ''}{'' if place == 1 else f'{ordinal(place)} '}highest"
    whole = "" if day == year_of(day.year).end else f" {since_new_year(day)}"
    leader = f"{best['year']} {'comes next' if place == 1 else 'leads'}, with {best['to_date']:,}"
    if place == 1 and tied:
        leader = f"{best['year']} has as many"
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
            "tied_with": tied,
            "lowest_since": lowest,
            "through": day.isoformat(),
        },
    )


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
    evidence: dict[str, Any] = {
        "label": label,
        "from": day.isoformat(),
        "to": figures.end.isoformat(),
        "days": span.days,
        "people": people,
    }
    sentence = f"{label}: {people_text(people)} arrived from {span_text(span)}"
    before = Period(day - span.days * DAY, day - DAY)
    if figures.covers(before):
        earlier = figures.people(before)
        evidence |= {"before_from": before.start.isoformat(), "before_people": earlier}
        sentence += f", against {earlier:,} in the {span.days:,} days before"
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
        whole = day == month_of(month, day.year).end
        span = "January" if month == 1 else f"January to {MONTHS[month - 1]}"
        against = f"{'' if whole else 'the whole of '}{span} of any earlier year"
        if month == len(MONTHS):
            against = "the whole of any earlier year"
        slug = "-".join(dict.fromkeys(MONTHS[one - 1][:3].lower() for one in (1, month)))
        yield Fact(
            f"period-record-{slug}",
            f"The {day.year} total{so_far} ({people:,}) is more than in {against} since "
            f"{earlier[0]}. The highest was {totals[best]:,}, in {best}.",
            people,
            {
                "people": people,
                "through": day.isoformat(),
                "months": [1, month],
                "since": earlier[0],
                "highest": totals[best],
                "highest_year": best,
            },
        )


def _goes_on(day: date) -> bool:
    """Whether more may be counted after a day that a sentence says more of than its own count."""
    whole = year_of(day.year)
    return day not in (whole.start, whole.end)


def _when(day: date) -> str:
    """Return the year to date within a sentence."""
    if day == year_of(day.year).end:
        return f"in {day.year}"
    if day == year_of(day.year).start:
        return f"on {day_text(day)}"
    return f"in {day.year} up to {short(day)}"
