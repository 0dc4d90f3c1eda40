"""The year to date: how many arrived, which rank that is, and what it exceeds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ...data.calendar import MONTHS, day_text, month_of, month_span, year_of
from ...data.dataset import Figures
from ..charts import cumulative_chart
from ..comparison import compare
from ..section import Fact, Section
from ..tables import comparison_table
from ..wording import ordinal, people_text, short, since_new_year
from .inputs import Inputs


def year_to_date_section(inputs: Inputs) -> Section:
    """Compare the year to date with the same date in every year."""
    return Section(
        "year-to-date",
        "Year to date, against the same date in every year",
        charts=(cumulative_chart(inputs.figures, inputs.outlook),),
        tables=(comparison_table(inputs.comparison, inputs.figures),),
    )


def to_date(figures: Figures) -> Fact:
    """State the people of the year to date.

    Raises
    ------
    OutOfRangeError
        If the figures do not cover the year from its 1 January.
    """
    people, standing = figures.year_to_date(), figures.standing
    return Fact(
        "year-to-date",
        f"{people_text(people)} arrived by small boat {_when(figures.end)} ({standing}).",
        people,
        {
            "year": figures.year,
            "through": figures.end.isoformat(),
            "people": people,
            "standing": standing,
        },
    )


def rank(figures: Figures) -> Iterator[Fact]:
    """State the rank of the year to date among all years; ties are said."""
    day = figures.end
    table = compare(figures).sort_values(["to_date", "year"], ascending=[False, True])
    own = table[table["year"] == day.year].iloc[0]
    others = table[table["year"] != day.year]
    if others.empty or not table["to_date"].any():
        return  # nothing to compare with, or nothing to compare
    place, count, first = int(own["rank"]), len(table), int(table["year"].min())
    # Against the best of the others: the next highest where this year leads, else the leader.
    best = others.iloc[0]
    tied = int((others["to_date"] == own["to_date"]).sum())
    words = f"{'joint ' if tied else ''}{'' if place == 1 else f'{ordinal(place)} '}highest"
    role = "the next highest" if place == 1 and not tied else "the highest of the others"
    yield Fact(
        "year-to-date-rank",
        f"{day.year} has the {words} number of arrivals {since_new_year(day)} of the {count} "
        f"years since {first}: {own['to_date']:,}, against {best['to_date']:,} in "
        f"{best['year']}, {role}.",
        place,
        {
            "rank": place,
            "years": count,
            "since": first,
            "people": int(own["to_date"]),
            "other_year": int(best["year"]),
            "other_people": int(best["to_date"]),
            "tied_with": tied,
            "through": day.isoformat(),
        },
    )


def period_records(figures: Figures) -> Iterator[Fact]:
    """Hold the year to date against whole runs of months from January on, in every earlier year."""
    day, people = figures.end, figures.year_to_date()
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
            f"The {people_text(people)} who arrived {_when(day)} {'is' if people == 1 else 'are'} "
            f"more than in {against} since {earlier[0]}; the highest was {totals[best]:,} in "
            f"{best}.",
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


def _when(day: date) -> str:
    """Return the year to date within a sentence."""
    if day == year_of(day.year).end:
        return f"in {day.year}"
    if day == year_of(day.year).start:
        return f"on {day_text(day)}"
    return f"in {day.year} up to {short(day)}"
