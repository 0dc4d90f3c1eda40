"""The forecast: of the year, of the coming days, and what moved it since the last report."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import pandas as pd

from ...data.calendar import (
    DAY,
    MONTHS,
    WEEK,
    Period,
    day_text,
    month_of,
    twelve_months_to,
    year_of,
)
from ...data.dataset import Figures
from ...forecast import Change, YearForecast
from ...forecast.yardstick import phrase
from ..section import Fact, Section
from ..tables import Table, analogues_table, forecast_table
from ..wording import (
    ROUNDED,
    about,
    about_text,
    arrived,
    ends_text,
    outward,
    over,
    precision,
    span_text,
)
from .inputs import Inputs

LEVELS = (0.5, 0.8, 0.95)
WEEKS_AHEAD = 4


def forecast_section(inputs: Inputs) -> Section:
    """State the annual total, the coming days and the month under way."""
    outlook, figures = inputs.outlook, inputs.figures
    if outlook.finished:
        return Section("forecast", "Actual total", tables=(forecast_table(outlook, figures),))
    like = analogues_table(outlook)
    return Section(
        "forecast",
        f"Forecast for {outlook.year}",
        facts=(annual_total(outlook), _coming_week(outlook), *_month_under_way(outlook)),
        tables=(_periods(outlook), *(() if like is None else (like,))),
        notes=() if like is None else (LIKE,),
    )


LIKE = (
    "The table of earlier years adds their arrivals on these dates to the total so far. It is not "
    "a forecast."
)


def annual_total(outlook: YearForecast) -> Fact:
    """Return the forecast of the annual total in a sentence."""
    counted, median = outlook.year_to_date, outlook.total.median
    low, high = outlook.total.interval(0.8)
    ends = outward(low, high, at_least=counted)
    interval = f"{'from' if ends[0] < ends[1] else 'of'} {ends_text(*ends)}"
    return Fact(
        "forecast",
        f"The forecast for the whole of {outlook.year} is "
        f"{about_text(median, at_least=counted)}, with an 80% interval {interval}.",
        about(median, at_least=counted),
        {
            "year": outlook.year,
            "median": median,
            "level": 0.8,
            "low": low,
            "high": high,
            "counted": counted,
            "model": outlook.model,
            "as_of": outlook.as_of.isoformat(),
        },
    )


def _coming_week(outlook: YearForecast) -> Fact:
    """State the forecast of the next seven days."""
    span = Period(outlook.as_of + DAY, outlook.as_of + WEEK)
    people = outlook.next(days=WEEK.days)
    low, high = people.interval(0.8)
    return Fact(
        "next-week",
        f"The forecast for the coming seven days, {span_text(span)}, is "
        f"{about_text(people.median)} "
        f"(80% interval: {ends_text(*outward(low, high, at_least=0))}).",
        about(people.median, at_least=0),
        {
            "from": span.start.isoformat(),
            "to": span.end.isoformat(),
            "days": "seven",
            "median": people.median,
            "level": 0.8,
            "low": low,
            "high": high,
        },
    )


def _month_under_way(outlook: YearForecast) -> Iterator[Fact]:
    """State what the month under way has so far, and what it may come to."""
    month = month_of(outlook.as_of.month, outlook.as_of.year)
    if month.end <= outlook.as_of or month.start < outlook.history.index[0].date():
        return
    counted, people = outlook.counted_in(month), outlook.period(month.start, month.end)
    low, high = people.interval(0.8)
    ends = ends_text(*outward(low, high, at_least=counted))
    yield Fact(
        "month-so-far",
        f"{arrived(counted, has=True)} in {MONTHS[month.start.month - 1]} so far; the "
        f"forecast for the whole month is {about_text(people.median, at_least=counted)} "
        f"(80% interval: {ends}).",
        counted,
        {
            "counted": counted,
            "from": month.start.isoformat(),
            "to": month.end.isoformat(),
            "through": outlook.as_of.isoformat(),
            "median": people.median,
            "level": 0.8,
            "low": low,
            "high": high,
        },
    )


def _periods(outlook: YearForecast) -> Table:
    """Show the forecasts of the year, the coming days and the month under way."""
    origin = outlook.as_of
    month = month_of(origin.month, origin.year)
    if month.end == origin:
        after = origin + DAY
        month = month_of(after.month, after.year)
    name = f"{MONTHS[month.start.month - 1]} {month.start.year}"
    spans = [
        (f"Whole of {outlook.year}", year_of(outlook.year)),
        ("Next seven days", Period(origin + DAY, origin + WEEK)),
        (f"Next {WEEKS_AHEAD} weeks", Period(origin + DAY, origin + WEEKS_AHEAD * WEEK)),
        (name, month),
    ]
    if month.end != year_of(outlook.year).end:
        spans.append((f"Year to {name}", twelve_months_to(month.end)))
    first = outlook.history.index[0].date()
    rows, data = [], []
    for label, span in spans:
        if span.start < first:
            continue
        people, counted = outlook.period(span.start, span.end), outlook.counted_in(span)
        ends = [people.interval(level) for level in LEVELS]
        median = about(people.median, at_least=counted)
        shown = [outward(*pair, at_least=counted) for pair in ends]
        known = f"{counted:,}" if span.start <= origin else ""
        rows.append((label, known, f"{median:,}", *(f"{low:,} to {high:,}" for low, high in shown)))
        data.append((label, span.start, span.end, counted, median, *chain.from_iterable(shown)))
    intervals = [f"{level:.0%} interval" for level in LEVELS]
    names = ["Period", "First day", "Last day", "Counted so far", "Median"]
    names += [f"{name}, {end}" for name in intervals for end in ("low", "high")]
    return Table(
        f"Forecasts of people arriving ({ROUNDED})",
        ("Period", "Counted so far", "Median", *intervals),
        tuple(rows),
        "forecast",
        pd.DataFrame(data, columns=names),
    )


def moved_section(inputs: Inputs) -> Section | None:
    """Say what moved the forecast since the last report."""
    change = inputs.change
    if change is None:
        return None
    since = day_text(change.since)
    dates = {"since": change.since.isoformat(), "until": change.until.isoformat()}
    days = Period(change.since + DAY, change.until)
    earlier = inputs.figures if inputs.before is None else inputs.before
    earlier = earlier.through(change.since)
    then = f"the forecast of {since} expected"
    expected = f"; {then} {about_text(change.expected) if change.expected else 'nobody'}"
    if change.came == change.expected:
        expected = f", as {then}"
    came = Fact(
        "came",
        f"{arrived(change.came)} {over(days)}{expected}.",
        change.came,
        {
            "came": change.came,
            "expected": change.expected,
            "from": days.start.isoformat(),
            **dates,
        },
    )
    return Section(
        "moved",
        f"Change in the forecast since {since}",
        facts=(
            *_parts(inputs.outlook, earlier, change, dates),
            came,
            *_chance(inputs.outlook, earlier, change),
        ),
    )


def _parts(
    outlook: YearForecast, earlier: Figures, change: Change, dates: dict[str, str]
) -> Iterator[Fact]:
    """Say by how much the median moved, and how much of it came from what."""
    counted = {
        "counted": outlook.year_to_date,
        "counted_then": earlier.people(year_of(outlook.year)),
    }
    before = about(change.before, at_least=counted["counted_then"])
    now = about(change.now, at_least=counted["counted"])
    # A change is as fine as the finer of two totals, its parts are as the coarser one.
    finer, coarser = (10 ** -precision(pick(change.before, change.now)) for pick in (min, max))
    unchanged = before == now or abs(change.change) < finer
    more = "more" if change.figures > 0 else "fewer"
    parts = {"figures": change.figures, "time": change.time, "revision": change.revision}
    reasons = {
        "figures": f"because {more} people arrived than expected",
        "time": "because fewer days remain" if change.time < 0 else "because time has passed",
        "revision": "because earlier figures were revised",
    }
    rounded = {name: round(people / coarser) * coarser for name, people in parts.items()}
    # The parts are made to add up, as finely as they are rounded: what is left goes to the one that
    # it changes least. It makes no part of nothing, and turns none round, as its reason would be
    # untrue.
    whole = 0 if unchanged else round((now - before) / coarser) * coarser
    rest = whole - sum(rounded.values())
    able = [name for name, people in parts.items() if people * (rounded[name] + rest) > 0]
    able += [name for name, people in parts.items() if people and rounded[name] == -rest]
    if able:
        rounded[min(able, key=lambda name: abs(parts[name] - rounded[name] - rest))] += rest
    moved = "rose" if now > before else "fell"
    # Where one of the two is a count, or is rounded finer, it is said which are rounded.
    exact = (change.before == counted["counted_then"], change.now == counted["counted"])
    mixed = any(exact) or (now - before) % coarser
    ends = [
        f"about {people:,}" if mixed and not one else f"{people:,}"
        for people, one in zip((before, now), exact, strict=True)
    ]
    sentence = f"The median forecast for {outlook.year} {moved} from {ends[0]} to {ends[1]}"
    if unchanged:
        sentence = f"The median forecast for {outlook.year} is unchanged at "
        sentence += about_text(change.now, at_least=counted["counted"])
    shown = [
        f"about {abs(people):,} {'higher' if people > 0 else 'lower'} {reasons[name]}"
        for name, people in rounded.items()
        if people
    ]
    sentence += f": {', and '.join(shown)}." if shown else "."
    yield Fact(
        "moved",
        sentence,
        change.change,
        {
            "year": outlook.year,
            "before": change.before,
            "now": change.now,
            **parts,
            "rounded": rounded,
            **counted,
            **dates,
        },
    )


def _chance(outlook: YearForecast, earlier: Figures, change: Change) -> Iterator[Fact]:
    """Say how the chance of a record moved, unless it was the chance of another record."""
    year, record = outlook.year, outlook.record
    if not record or record.broken is not None:
        return
    if change.probability_before is None or change.probability_now is None:
        return
    # A New Year may lie between the two forecasts, or a revision of the record.
    highest = earlier.highest_before(year)
    if highest is None or highest[0] != record.threshold:
        return
    before, now = phrase(change.probability_before), phrase(change.probability_now)
    moved_by = abs(change.probability_now - change.probability_before)
    if before == now or moved_by < 0.01:  # noqa: PLR2004 - no whole percent: the headline has it
        return
    moved = "rose" if change.probability_now > change.probability_before else "fell"
    passes = f"{year} passes the record of {record.threshold:,}"
    if not record.threshold:
        passes = f"anybody arrives in {year}"
    yield Fact(
        "moved-record",
        f"The chance that {passes} {moved} from {before} to {now}.",
        change.probability_now,
        {
            "year": year,
            "threshold": record.threshold,
            "set_in": record.set_in,
            "before": change.probability_before,
            "now": change.probability_now,
        },
    )
