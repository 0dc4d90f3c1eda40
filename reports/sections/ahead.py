"""What may come: the forecast, the record, what moved them, and milestones."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from ...data.calendar import complete_years, day_text, through, year_of
from ...forecast import Change, YearForecast
from ...forecast.yardstick import phrase
from ..charts import probability_chart
from ..comparison import known_in
from ..fact import Fact
from ..section import Section
from ..statements import exceeds_text
from ..tables import Table, forecast_table, record_table, table_of
from ..wording import about, about_text, people_text, precision, short, signed
from .material import Material

__all__ = ["forecast", "forecast_fact", "milestones", "moved", "record"]

STEP = 5_000
FINE_STEP = 1_000
MAX_MILESTONES = 8


def forecast(material: Material) -> Section:
    """State the annual total."""
    outlook = material.outlook
    if outlook.finished:
        return Section("forecast", "Outturn", tables=(forecast_table(outlook, material.source),))
    return Section(
        "forecast",
        f"Forecast of {outlook.year}",
        tables=(forecast_table(outlook, material.source),),
        notes=(
            (
                "Forecasts are rounded to the nearest hundred (more finely below 2,000, and never "
                "below what has been counted); counts are exact. In 80 of 100 forecasts an 80% "
                "interval is meant to hold what happens."
            ),
        ),
    )


def forecast_fact(outlook: YearForecast) -> Fact:
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


def record(material: Material) -> Section | None:
    """State the chance of a record, against each threshold, and what it would take."""
    outlook = material.outlook
    table = record_table(outlook, material.source, material.final_totals)
    if table is None:
        return None
    chart = None if outlook.finished else probability_chart(material.track, material.source)
    return Section(
        "record",
        "The record",
        facts=material.fact("record-probability")
        + tuple(_against_the_final(material))
        + material.fact("required-pace"),
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


def _against_the_final(material: Material) -> list[Fact]:
    """Say the chance against the final figure of the record year, where that differs."""
    outlook, found = material.outlook, material.outlook.record
    final = None if found is None else material.final_totals.get(found.set_in)
    if found is None or final is None or final == found.threshold:
        return []
    against = outlook.against(final, found.set_in)
    figure = f"the final figure of {found.set_in}, {people_text(final)}"
    return [
        Fact(
            "record-probability-final",
            exceeds_text(outlook.year, against, figure),
            against.probability,
            {
                "year": outlook.year,
                "threshold": final,
                "set_in": found.set_in,
                "probability": against.probability,
                "phrase": against.phrase,
            },
        )
    ]


def moved(material: Material) -> Section | None:
    """Say what moved the forecast since the last report."""
    change = material.change
    if change is None:
        return None
    since = day_text(change.since)
    dates = {"since": change.since.isoformat(), "until": change.until.isoformat()}
    first = change.since + timedelta(days=1)
    span = f"from {short(first)} to {day_text(change.until)}"
    when = f"on {day_text(change.until)}" if first == change.until else span
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
        facts=(came, _parts(material, change, dates), *_chance(material, change)),
        notes=(
            (
                "The parts are rounded as forecasts are: to the nearest hundred, more finely where "
                "a total is below 2,000. Each is rounded by itself, so they may not add up. They "
                "say which figures moved the forecast, not why people came or did not."
            ),
        ),
    )


def _parts(material: Material, change: Change, dates: dict[str, str]) -> Fact:
    """Say by how much the median moved, and how much of it came from what."""
    year = year_of(material.outlook.year)
    counted = {
        "counted": material.outlook.year_to_date,
        "counted_then": known_in(_known_before(material, change), year),
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


def _chance(material: Material, change: Change) -> list[Fact]:
    """Say how the chance of a record moved, unless it was the chance of another record."""
    year, record = material.outlook.year, material.outlook.record
    if record is None or record.broken is not None:
        return []
    if change.probability_before is None or change.probability_now is None:
        return []
    totals = complete_years(_known_before(material, change))
    earlier = totals[totals.index < year]
    if earlier.empty or int(earlier.max()) != record.threshold:
        return []  # a New Year lies between the two forecasts, or a revision of the record
    before, now = phrase(change.probability_before), phrase(change.probability_now)
    went = f"stayed at {now}" if before == now else f"went from {before} to {now}"
    return [
        Fact(
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
    ]


def _known_before(material: Material, change: Change) -> pd.DataFrame:
    """Return the figures that the forecast before was made from."""
    then = material.known if material.known_then is None else material.known_then
    return through(then, change.since)


def milestones(material: Material) -> Section | None:
    """Say when round numbers were passed, in every year, and when the next ones are."""
    passed = _passed(material)
    ahead = _ahead(material)
    tables = tuple(table for table in (passed, ahead) if table is not None)
    if not tables:
        return None
    newest = [fact for fact in material.facts if fact.key.startswith("milestone-")][-1:]
    return Section("milestones", "Milestones", facts=tuple(newest), tables=tables)


def _passed(material: Material) -> Table | None:
    """Show on which day each year passed each round number that this one has passed."""
    counted, year = material.outlook.year_to_date, material.outlook.year
    step = STEP if counted >= STEP else FINE_STEP
    years = sorted(material.years, reverse=True)
    if counted < step:
        return None
    columns: dict[str, list[date | None]] = {}
    totals = range(step, counted + 1, step)
    for one in years:
        running = material.known["arrivals"].loc[str(one)].cumsum()
        columns[str(one)] = [
            running.index[int((running >= total).argmax())].date()
            if int(running.iloc[-1]) >= total
            else None
            for total in totals
        ]
    frame = pd.DataFrame({"People": list(totals), **columns}, dtype=object)
    return table_of(
        "milestones-passed",
        f"Day on which each year passed what {year} has passed ({material.source.note})",
        frame,
        shows=dict.fromkeys(map(str, years), short),
        missing="That year did not pass it.",
    )


def _ahead(material: Material) -> Table | None:
    """Show when the next round numbers are passed, and how likely they are."""
    outlook = material.outlook
    if outlook.finished:
        return None
    counted = outlook.year_to_date
    step = STEP if outlook.total.median >= 2 * STEP else FINE_STEP
    frame = outlook.milestones(step)
    frame = frame[frame["total"] > counted].head(MAX_MILESTONES)
    if frame.empty:
        return None

    def when(day: date | None) -> str:
        return f"after {outlook.year}" if day is None else short(day)

    rows = [
        (total, phrase(chance), *map(when, days))
        for total, chance, *days in frame.itertuples(index=False)
    ]
    names = ["People", "Within the year", "10% chance by", "50% chance by", "90% chance by"]
    return table_of(
        "milestones-ahead",
        f"When the total of {outlook.year} passes each {step:,} people ({material.source.note})",
        pd.DataFrame(rows, columns=names),
    )
