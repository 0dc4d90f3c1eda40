"""The forecast of the year, and what moved it since the last report."""

from __future__ import annotations

from collections.abc import Iterator

from ...data.calendar import DAY, day_text, year_of
from ...data.dataset import Figures
from ...forecast import Change, YearForecast
from ...forecast.yardstick import phrase
from ..section import Fact, Section
from ..tables import analogues_table, forecast_table
from ..wording import about, about_text, people_text, precision, short, signed
from .inputs import Inputs

LIKE = (
    "In the table of earlier years, the people who arrived on a year's remaining dates are added "
    "to the year to date. The share of simulated paths below says where that total lies in the "
    "forecast. It is not the chance that such a year comes again."
)


def forecast_section(inputs: Inputs) -> Section:
    """State the annual total."""
    outlook = inputs.outlook
    table = forecast_table(outlook, inputs.figures)
    if outlook.finished:
        return Section("forecast", "Outturn", tables=(table,))
    like = analogues_table(outlook)
    return Section(
        "forecast",
        f"Forecast of {outlook.year}",
        tables=(table,) if like is None else (table, like),
        notes=(
            *(() if like is None else (LIKE,)),
            (
                "Forecasts are rounded to the nearest hundred (more finely below 2,000, and never "
                "below what has been counted); counts are exact. In 80 of 100 forecasts an 80% "
                "interval is meant to hold what happens."
            ),
        ),
    )


def annual_total(outlook: YearForecast) -> Fact:
    """Return the forecast of the annual total in a sentence."""
    counted, median = outlook.year_to_date, outlook.total.median
    low, high = outlook.total.interval(0.8)
    middle, *ends = (about(people, at_least=counted) for people in (median, low, high))
    return Fact(
        "forecast",
        f"Forecast for the whole of {outlook.year}: {people_text(middle)} (median), with an 80% "
        f"interval from {ends[0]:,} to {ends[1]:,}.",
        middle,
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


def moved_section(inputs: Inputs) -> Section | None:
    """Say what moved the forecast since the last report."""
    change = inputs.change
    if change is None:
        return None
    since = day_text(change.since)
    dates = {"since": change.since.isoformat(), "until": change.until.isoformat()}
    first = change.since + DAY
    span = f"from {short(first)} to {day_text(change.until)}"
    when = f"on {day_text(change.until)}" if first == change.until else span
    earlier = inputs.figures if inputs.before is None else inputs.before
    earlier = earlier.through(change.since)
    came = Fact(
        "came",
        f"{people_text(change.came)} came {when}; the forecast of {since} expected about "
        f"{about_text(change.expected)}.",
        change.came,
        {"came": change.came, "expected": change.expected, "from": first.isoformat(), **dates},
    )
    return Section(
        "moved",
        f"How the forecast moved since {since}",
        facts=(
            came,
            _parts(inputs.outlook, earlier, change, dates),
            *_chance(inputs.outlook, earlier, change),
        ),
        notes=(
            (
                "The parts are rounded as forecasts are: to the nearest hundred, more finely where "
                "a total is below 2,000. Each is rounded by itself, so they may not add up. They "
                "say which figures moved the forecast, not why people came or did not."
            ),
        ),
    )


def _parts(outlook: YearForecast, earlier: Figures, change: Change, dates: dict[str, str]) -> Fact:
    """Say by how much the median moved, and how much of it came from what."""
    counted = {
        "counted": outlook.year_to_date,
        "counted_then": earlier.people(year_of(outlook.year)),
    }
    before = about(change.before, at_least=counted["counted_then"])
    now = about(change.now, at_least=counted["counted"])
    parts = {"figures": change.figures, "time": change.time, "revision": change.revision}
    # Of two totals the one that is rounded more finely says how fine their difference is.
    digits = precision(min(change.before, change.now))
    shown = {name: signed(round(people, digits)) for name, people in parts.items()}
    sentence = (
        f"The median of the annual total moved from {before:,} to {people_text(now)} since "
        f"{day_text(change.since)}: about {shown['figures']} from the figures of these days "
        f"against what was expected, {shown['time']} from the days that passed"
    )
    sentence += f", {shown['revision']} from revised figures." if change.revision else "."
    return Fact(
        "moved",
        sentence,
        change.change,
        {"before": change.before, "now": change.now, **parts, **counted, **dates},
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
    went = f"stayed at {now}" if before == now else f"went from {before} to {now}"
    yield Fact(
        "moved-record",
        f"The chance that {year} exceeds the {people_text(record.threshold)} of "
        f"{record.set_in} {went}.",
        change.probability_now,
        {
            "year": year,
            "threshold": record.threshold,
            "set_in": record.set_in,
            "before": change.probability_before,
            "now": change.probability_now,
        },
    )
