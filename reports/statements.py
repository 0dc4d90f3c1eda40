"""Statements with their evidence: each sentence can be quoted, and checked from its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd

from ..data.calendar import MONTHS, Period, complete_years, day_text, month_span, year_of
from ..data.daily_table import standing_of
from ..data.errors import OptionError
from ..forecast import Record, YearForecast, required_pace
from .comparison import compare, known_in, known_to_date, years_covered
from .fact import Fact
from .source import check_people
from .wording import listed, ordinal, people_text, short, since_new_year

__all__ = ["exceeds_text", "facts"]

MILESTONE = 1_000


def facts(
    daily: pd.DataFrame,
    *,
    as_of: date | str | None = None,
    forecast: YearForecast | None = None,
) -> list[Fact]:
    """State what the figures say of the year to date.

    Parameters
    ----------
    daily : pandas.DataFrame
        A daily table as `crossings.data.load` gives.
    as_of : date or ISO string, optional
        The last day to use, by default that of the table.
    forecast : YearForecast, optional
        Of the same year and day; it adds ``record-probability``.

    Returns
    -------
    list of Fact
        In this order, each where it applies: ``year-to-date``, ``year-to-date-rank``,
        ``period-record-<months>`` (the year to date against the whole of those months in every
        earlier year, where it already exceeds all), ``highest-day-of-year``, ``milestone-<n>``
        (for each 1,000 that was reached), ``required-pace``, ``record-probability``.

    Raises
    ------
    OutOfRangeError
        If the figures do not cover `as_of`, or not the year from its 1 January.
    OptionError
        If the forecast is of another year or day, or the figures are of another series.
    """
    check_people(daily)
    known = known_to_date(daily, as_of)
    day = known.index[-1].date()
    if forecast is not None and (forecast.year, forecast.as_of) != (day.year, day):
        raise OptionError(
            f"a forecast of {forecast.year} as of {forecast.as_of}",
            expected=f"one of {day.year} as of {day}",
            where="forecast",
        )
    found = [_to_date(known, day)]
    found += _rank(known, day)
    found += _period_records(known, day)
    found += _highest_day(known, day)
    found += _milestones(known, day)
    found += _required_pace(known, day)
    found += _record_probability(forecast)
    return found


def _to_date(known: pd.DataFrame, day: date) -> Fact:
    people = known_in(known, Period(year_of(day.year).start, day))
    standing = standing_of(known)
    return Fact(
        "year-to-date",
        f"{people_text(people)} arrived by small boat {_when(day)} ({standing}).",
        people,
        {"year": day.year, "through": day.isoformat(), "people": people, "standing": standing},
    )


def _rank(known: pd.DataFrame, day: date) -> Iterator[Fact]:
    table = compare(known).sort_values(["to_date", "year"], ascending=[False, True])
    own = table[table["year"] == day.year].iloc[0]
    others = table[table["year"] != day.year]
    if others.empty or not table["to_date"].any():
        return  # nothing to compare with, or nothing to compare
    rank, count, first = int(own["rank"]), len(table), int(table["year"].min())
    # Against the best of the others: the next highest where this year leads, else the leader.
    best = others.iloc[0]
    tied = int((others["to_date"] == own["to_date"]).sum())
    place = f"{'joint ' if tied else ''}{'' if rank == 1 else f'{ordinal(rank)} '}highest"
    role = "the next highest" if rank == 1 and not tied else "the highest of the others"
    yield Fact(
        "year-to-date-rank",
        f"{day.year} has the {place} number of arrivals {since_new_year(day)} of the {count} "
        f"years since {first}: {own['to_date']:,}, against {best['to_date']:,} in "
        f"{best['year']}, {role}.",
        rank,
        {
            "rank": rank,
            "years": count,
            "since": first,
            "people": int(own["to_date"]),
            "other_year": int(best["year"]),
            "other_people": int(best["to_date"]),
            "tied_with": tied,
            "through": day.isoformat(),
        },
    )


def _period_records(known: pd.DataFrame, day: date) -> Iterator[Fact]:
    """Hold the year to date against whole runs of months from January on, in every earlier year."""
    people = known_in(known, Period(year_of(day.year).start, day))
    earlier = [year for year in years_covered(known) if year < day.year]
    if not earlier:
        return
    for month in range(day.month, 13):
        totals = {year: known_in(known, month_span(1, month, year)) for year in earlier}
        best = max(totals, key=lambda year: (totals[year], -year))
        if people <= totals[best]:
            return  # a longer run of months holds no fewer people
        whole = day == month_span(month, month, day.year).end
        span = "January" if month == 1 else f"January to {MONTHS[month - 1]}"
        held_against = f"{'' if whole else 'the whole of '}{span} of any earlier year"
        if month == len(MONTHS):
            held_against = "the whole of any earlier year"
        verb = "is" if people == 1 else "are"
        yield Fact(
            f"period-record-{_months_slug(month)}",
            f"The {people_text(people)} who arrived {_when(day)} {verb} more than in "
            f"{held_against} since {earlier[0]}; the highest was {totals[best]:,} in {best}.",
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


def _highest_day(known: pd.DataFrame, day: date) -> Iterator[Fact]:
    days = known["arrivals"].loc[str(day.year)]
    people = int(days.max())
    if not people:
        return
    dates = [found.date() for found in days.index[days == people]]
    so_far = "" if day == year_of(day.year).end else " so far"
    which = listed([short(found) for found in dates])
    verb = "was" if len(dates) == 1 else "were"
    noun = "day" if len(dates) == 1 else "days"
    yield Fact(
        "highest-day-of-year",
        f"The {noun} with the most arrivals in {day.year}{so_far} {verb} {which}, with "
        f"{people_text(people)}{'' if len(dates) == 1 else ' each'}.",
        people,
        {"people": people, "dates": [found.isoformat() for found in dates]},
    )


def _milestones(known: pd.DataFrame, day: date) -> Iterator[Fact]:
    running = known["arrivals"].loc[str(day.year)].cumsum()
    for total in range(MILESTONE, int(running.iloc[-1]) + 1, MILESTONE):
        at = int(np.argmax(running.to_numpy() >= total))
        reached, people = running.index[at].date(), int(running.iloc[at])
        yield Fact(
            f"milestone-{total}",
            f"The total for {day.year} reached {total:,} on {short(reached)}: {people:,} people "
            "by the end of that day.",
            reached.isoformat(),
            {"total": total, "date": reached.isoformat(), "people": people},
        )


def _required_pace(known: pd.DataFrame, day: date) -> Iterator[Fact]:
    found = required_pace(known["arrivals"], day)
    if found is None:
        return
    rest, needed = found.rest, found.needed
    first = int(complete_years(known).index.min())
    people = known_in(known, Period(year_of(day.year).start, day))
    more = f"{needed:,} more {'person' if needed == 1 else 'people'}"
    if rest.days == 1:
        when = f"on {short(rest.end)}"
    else:
        span = f"from {short(rest.start)} to {short(rest.end)}"
        when = f"{span}: {found.per_day:,} a day over {rest.days} days"
    yield Fact(
        "required-pace",
        f"For {day.year} to exceed {found.threshold:,}, the total of {found.set_in} and the "
        f"highest since {first}, {more} would have to arrive {when}. Over the same dates the "
        f"highest so far was {found.fastest_per_day:,} a day, in {found.fastest_year}.",
        found.per_day,
        {
            "threshold": found.threshold,
            "set_in": found.set_in,
            "since": first,
            "people": people,
            "needed": needed,
            "days": rest.days,
            "from": rest.start.isoformat(),
            "to": rest.end.isoformat(),
            "per_day": found.per_day,
            "highest_per_day": found.fastest_per_day,
            "highest_year": found.fastest_year,
        },
    )


def _record_probability(forecast: YearForecast | None) -> Iterator[Fact]:
    if forecast is None or forecast.record is None:
        return
    record = forecast.record
    best = f"the {people_text(record.threshold)} of {record.set_in}"
    yield Fact(
        "record-probability",
        exceeds_text(forecast.year, record, f"{best}, the highest total of an earlier year"),
        record.probability,
        {
            "threshold": record.threshold,
            "set_in": record.set_in,
            "probability": record.probability,
            "phrase": record.phrase,
            "model": forecast.model,
            "as_of": forecast.as_of.isoformat(),
        },
    )


def exceeds_text(year: int, record: Record, figure: str) -> str:
    """Say whether a year exceeds a figure: how likely that is, or how it was decided."""
    if record.broken is None:
        return f"Chance that {year} exceeds {figure}: {record.phrase}."
    return f"{year} {'has exceeded' if record.broken else 'did not exceed'} {figure}."


def _when(day: date) -> str:
    """Return the year to date within a sentence."""
    if day == year_of(day.year).end:
        return f"in {day.year}"
    if day == year_of(day.year).start:
        return f"on {day_text(day)}"
    return f"in {day.year} up to {short(day)}"


def _months_slug(last: int) -> str:
    names = [MONTHS[month - 1][:3].lower() for month in (1, last)]
    return names[0] if last == 1 else "-".join(names)
