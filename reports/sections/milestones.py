"""Milestones: when round numbers were reached, and when the next ones may be."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import numpy as np
import pandas as pd

from ...data.calendar import year_of
from ...data.dataset import Figures
from ...forecast import YearForecast
from ...forecast.yardstick import phrase
from ..section import Fact, Section
from ..tables import PROBABILITY, Table, chance, table_of
from ..wording import short
from .inputs import Inputs

STEP, FINE_STEP = 5_000, 1_000
MAX_FACTS, MAX_PASSED, MAX_LOOKED_AT, MAX_MILESTONES = 200, 20, 100, 8
"""How many are stated, and how many a table has; where there are more, they are further apart."""


def milestones_section(inputs: Inputs) -> Section | None:
    """Say when round numbers were reached, in every year, and when the next ones may be."""
    tables = (_passed(inputs.figures), _ahead(inputs.outlook))
    shown = tuple(table for table in tables if table is not None)
    if not shown:
        return None
    newest = list(milestones(inputs.figures))[-1:]
    return Section("milestones", "Milestones", facts=tuple(newest), tables=shown)


def milestones(figures: Figures) -> Iterator[Fact]:
    """State on which day the year reached each thousand, or each rounder number of large totals."""
    year = figures.year
    running = figures.days(year_of(year)).cumsum()
    counted = int(running.iloc[-1])
    step = _step(counted, FINE_STEP, MAX_FACTS)
    for total in range(step, counted + 1, step):
        row = int(np.searchsorted(running.to_numpy(), total))
        reached, people = running.index[row].date(), int(running.iloc[row])
        yield Fact(
            f"milestone-{total}",
            f"The total for {year} reached {total:,} on {short(reached)}, with {people:,} people "
            "by the end of that day.",
            reached.isoformat(),
            {"total": total, "date": reached.isoformat(), "people": people},
        )


def _step(highest: int, least: int, most: int) -> int:
    """Return the distance between round numbers of which at most so many are reached."""
    factors = (factor * 10**power for power in count() for factor in (1, 2, 5))
    return next(step for factor in factors if highest // (step := least * factor) <= most)


def _passed(figures: Figures) -> Table | None:
    """Show on which day each year reached each round number that this one has reached."""
    counted = figures.year_to_date()
    step = _step(counted, STEP if counted >= STEP else FINE_STEP, MAX_PASSED)
    totals = range(step, counted + 1, step)
    if not totals:
        return None
    years = figures.years[::-1]
    columns = {str(year): [figures.day_reached(year, total) for total in totals] for year in years}
    columns = {year: days for year, days in columns.items() if any(days)}
    return table_of(
        "milestones-passed",
        f"When each year reached the totals that {figures.year} has reached",
        pd.DataFrame({"People": list(totals), **columns}, dtype=object),
        shows=dict.fromkeys(columns, short),
        missing="That year did not reach it.",
    )


def _ahead(outlook: YearForecast) -> Table | None:
    """Show when the next round numbers may be reached, and how likely they are."""
    if outlook.finished:
        return None
    step = STEP if outlook.total.median >= 2 * STEP else FINE_STEP
    step = _step(outlook.total.interval(0.95)[1], step, MAX_LOOKED_AT)
    frame = outlook.milestones(step)
    frame = frame[frame["total"] > outlook.year_to_date].head(MAX_MILESTONES)
    if frame.empty:
        return None

    names = ["People", "Within the year", "10% chance by", "50% chance by", "90% chance by"]
    data = frame.set_axis(["People", PROBABILITY, *names[2:]], axis=1)
    data.insert(1, names[1], data[PROBABILITY].map(phrase))
    data[PROBABILITY] = data[PROBABILITY].map(chance)
    return table_of(
        "milestones-ahead",
        f"When {outlook.year} may reach each {step:,} people",
        data[[*names, PROBABILITY]],
        shows=dict.fromkeys(names[2:], short),
        missing=f"Not by the end of {outlook.year}.",
        empty=f"not in {outlook.year}",
        hidden=(PROBABILITY,),
    )
