"""The record: how likely the year is to break it, and what that would take."""

from __future__ import annotations

from collections.abc import Iterator

from ...data.dataset import Figures
from ...forecast import Record, YearForecast, required_pace
from ..charts import probability_chart
from ..section import Fact, Section
from ..tables import record_table
from ..wording import people_text, short
from .inputs import Inputs


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
            *record_probability(outlook),
            *_against_the_final(outlook),
            *pace_needed(figures),
        ),
        charts=() if chart is None else (chart,),
        tables=(table,),
        notes=(
            (
                "The record is the highest total of a complete earlier year in the daily series, "
                "which is provisional; the final figure of that year is another threshold. The "
                "words are those of the probability yardstick of the Professional Head of "
                "Intelligence Assessment (PHIA)."
            ),
        ),
    )


def record_probability(outlook: YearForecast) -> Iterator[Fact]:
    """State how likely the year is to exceed every earlier one."""
    record = outlook.record
    if not record:
        return
    best = f"the {people_text(record.threshold)} of {record.set_in}"
    yield Fact(
        "record-probability",
        _exceeds(outlook.year, record, f"{best}, the highest total of an earlier year"),
        record.probability,
        {
            "threshold": record.threshold,
            "set_in": record.set_in,
            "probability": record.probability,
            "phrase": record.phrase,
            "model": outlook.model,
            "as_of": outlook.as_of.isoformat(),
        },
    )


def _against_the_final(outlook: YearForecast) -> Iterator[Fact]:
    """State the chance against the final figure of the record year, where that differs."""
    against = outlook.final_record
    if not against:
        return
    final = people_text(against.threshold)
    yield Fact(
        "record-probability-final",
        _exceeds(outlook.year, against, f"the final figure of {against.set_in}, {final}"),
        against.probability,
        {
            "year": outlook.year,
            "threshold": against.threshold,
            "set_in": against.set_in,
            "probability": against.probability,
            "phrase": against.phrase,
        },
    )


def _exceeds(year: int, record: Record, figure: str) -> str:
    """Say whether a year exceeds a figure: how likely that is, or how it was decided."""
    if record.broken is None:
        return f"Chance that {year} exceeds {figure}: {record.phrase}."
    return f"{year} {'has exceeded' if record.broken else 'did not exceed'} {figure}."


def pace_needed(figures: Figures) -> Iterator[Fact]:
    """State what a record would take in the rest of the year, against the fastest so far."""
    day = figures.end
    pace = required_pace(figures.daily["arrivals"], day)
    if pace is None:
        return
    rest, needed = pace.rest, pace.needed
    first = int(figures.totals.index.min())
    if rest.days == 1:
        when = f"on {short(rest.end)}"
    else:
        span = f"from {short(rest.start)} to {short(rest.end)}"
        when = f"{span}: {pace.per_day:,} a day over {rest.days} days"
    yield Fact(
        "required-pace",
        f"For {day.year} to exceed {pace.threshold:,}, the total of {pace.set_in} and the "
        f"highest since {first}, {needed:,} more {'person' if needed == 1 else 'people'} would "
        f"have to arrive {when}. Over the same dates the highest so far was "
        f"{pace.fastest_per_day:,} a day, in {pace.fastest_year}.",
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
