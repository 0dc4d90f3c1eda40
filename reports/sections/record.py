"""The record: how likely the year is to break it, and what that would take."""

from __future__ import annotations

from collections.abc import Iterator

from ...data.calendar import year_of
from ...data.dataset import Figures
from ...forecast import Record, YearForecast, required_pace
from ..charts import probability_chart
from ..section import Fact, Section
from ..tables import record_table
from ..wording import chance_that, short
from .inputs import Inputs

FEW, LEAST = 10, 0.1


def record_section(inputs: Inputs) -> Section | None:
    """State the chance of a record, against each threshold, and what it would take."""
    outlook, figures = inputs.outlook, inputs.figures
    table = record_table(outlook, figures)
    if table is None:
        return None
    chart = None if outlook.finished else probability_chart(inputs.track, figures)
    return Section(
        "record",
        "The record",
        facts=(
            *record_probability(figures, outlook),
            *_against_the_final(figures, outlook),
            *pace_needed(figures),
        ),
        charts=() if chart is None else (chart,),
        tables=(table,),
    )


def record_probability(figures: Figures, outlook: YearForecast) -> Iterator[Fact]:
    """State how likely the year is to exceed every earlier one."""
    record = outlook.record
    if not record:
        return
    yield Fact(
        "record-probability",
        _passes(
            figures,
            outlook.year,
            record,
            f"the record of {record.threshold:,}, set in {record.set_in}",
        ),
        record.probability,
        {
            "threshold": record.threshold,
            "set_in": record.set_in,
            "probability": record.probability,
            "phrase": record.phrase,
            "model": outlook.model,
            "year": outlook.year,
            "as_of": outlook.as_of.isoformat(),
            **_passed_on(figures, outlook.year, record),
        },
    )


def _against_the_final(figures: Figures, outlook: YearForecast) -> Iterator[Fact]:
    """State the chance against the final figure of the record year, where that differs."""
    against = outlook.final_record
    if not against:
        return
    figure = f"the final figure for {against.set_in}, {against.threshold:,}"
    yield Fact(
        "record-probability-final",
        f"Against {figure}, the chance is the same: {against.phrase}."
        if against.broken is None and against.phrase == outlook.record.phrase
        else _passes(figures, outlook.year, against, figure),
        against.probability,
        {
            "year": outlook.year,
            "threshold": against.threshold,
            "set_in": against.set_in,
            "probability": against.probability,
            "phrase": against.phrase,
            **_passed_on(figures, outlook.year, against),
        },
    )


def _passes(figures: Figures, year: int, record: Record, figure: str) -> str:
    """Say whether a year passes a figure: how likely that is, or how it was decided."""
    if not record.threshold:
        return _first_arrivals(figures, year, record)
    if record.broken is None:
        return chance_that(record.probability, f"{year} passes {figure}")
    if not record.broken:
        tie = figures.people(year_of(year)) == record.threshold
        return f"{year} {'equalled but did not' if tie else 'did not'} pass {figure}."
    day = figures.day_reached(year, record.threshold + 1)
    return f"{year} passed {figure}{f', on {short(day)}' if day else ''}."


def _first_arrivals(figures: Figures, year: int, record: Record) -> str:
    """Say the same where nobody arrived in any earlier year: a record of zero is none."""
    if record.broken is None:
        return chance_that(
            record.probability, f"anybody arrives in {year}: nobody did in any earlier year"
        )
    day = figures.day_reached(year, 1) if record.broken else None
    if day is None:
        return f"Nobody arrived in {year}, as in every earlier year."
    return f"{year} is the first year in which anybody arrived, first on {short(day)}."


def _passed_on(figures: Figures, year: int, record: Record) -> dict[str, str]:
    """Return the day on which a year passed a figure, as evidence; nothing before that."""
    day = figures.day_reached(year, record.threshold + 1) if record.broken else None
    return {"passed_on": day.isoformat()} if day else {}


def pace_needed(figures: Figures) -> Iterator[Fact]:
    """State what a record would take in the rest of the year, against the fastest so far."""
    day = figures.end
    pace = required_pace(figures.daily["arrivals"], day)
    if pace is None or not pace.threshold:
        return
    rest, needed = pace.rest, pace.needed
    first = int(figures.totals.index.min())
    until = f"by {short(rest.end)}, {_a_day(pace.per_day, 'about ')} a day over {rest.days} days"
    most, dates = "highest daily average", "these dates"
    if rest.days == 1:
        until = f"on {short(rest.end)}"
        most, dates = "highest number", "this date"
    fastest = f"The {most} on {dates} is {_a_day(pace.fastest_per_day)}, in {pace.fastest_year}"
    if not pace.fastest_per_day:
        fastest = f"Nobody arrived on {dates} in any earlier year"
    more = "1 more person" if needed == 1 else f"{needed:,} more people"
    yield Fact(
        "required-pace",
        f"A record (more than {pace.threshold:,}) needs {more} {until}. {fastest}.",
        pace.per_day,
        {
            "threshold": pace.threshold,
            "set_in": pace.set_in,
            "since": first,
            "people": figures.year_to_date(),
            "needed": needed,
            "days": rest.days,
            "from": rest.start.isoformat(),
            "to": rest.end.isoformat(),
            "per_day": pace.per_day,
            "highest_per_day": pace.fastest_per_day,
            "highest_year": pace.fastest_year,
        },
    )


def _a_day(people: float, about: str = "") -> str:
    """Return a daily average: whole people, where they are not few."""
    if people < LEAST:
        return f"less than {LEAST:.1f}"
    return f"{about}{people:,.0f}" if people >= FEW else f"{about}{people:,.1f}"
