"""Boats, and people per boat, on the same date of every year."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pandas as pd

from ...data.calendar import same_date, year_of, year_to_date
from ...data.dataset import Figures
from ..section import Fact, Section
from ..tables import table_of
from ..wording import (
    boats_text,
    change_percent,
    date_in,
    of_every_year,
    people_text,
    short,
    since_new_year,
    than,
)
from .inputs import Inputs

FAR: Final = 1.5
"""How many times the highest seen before is far outside of it."""


def boats_section(inputs: Inputs) -> Section | None:
    """Compare boats, and people per boat, on the same date of every year."""
    figures, day = inputs.figures, inputs.figures.end
    frame = _by_year(figures)
    if frame is None:
        return None
    return Section(
        "boats",
        "Boats",
        facts=(*_per_boat(figures, frame), *crowded_days(figures)),
        tables=(
            table_of(
                "boats",
                f"Boats and people per boat {since_new_year(day)} "
                f"{of_every_year(day) if len(frame) > 1 else day.year}",
                frame.astype({"People per boat": "Float64"}),
                shows={"Year": str},
                missing="No boat had arrived.",
            ),
        ),
    )


def _by_year(figures: Figures) -> pd.DataFrame | None:
    """Return the boats of every year to the same date; None where they are not recorded, or none.

    The newest year is the first.
    """
    rows = []
    for year in figures.years[::-1]:
        span = year_to_date(same_date(figures.end, year))
        people, count = figures.people(span), figures.boats(span)
        if count is None:
            return None
        rows.append((year, count, round(people / count, 1) if count else None))
    frame = pd.DataFrame(rows, columns=["Year", "Boats", "People per boat"])
    return frame if frame["Boats"].any() else None


def _per_boat(figures: Figures, frame: pd.DataFrame) -> Iterator[Fact]:
    now = frame.iloc[0]
    if not now["Boats"]:
        return
    count, each = int(now["Boats"]), float(now["People per boat"])
    evidence: dict[str, Any] = {
        "boats": count,
        "people": figures.year_to_date(),
        "people_per_boat": each,
        "through": figures.end.isoformat(),
        "year": int(now["Year"]),
    }
    over, when = figures.end == year_of(figures.year).end, f"in {figures.year}"
    sentence = f"{boats_text(count)} arrived {when}"
    if not over:
        verb = "has" if count == 1 else "have"
        sentence = f"{boats_text(count)} {verb} arrived {when} up to {short(figures.end)}"
    average, per_boat = f"They carried {each:.1f} people on average", ""
    if count == 1:
        average, per_boat = f"It carried {people_text(round(each))}", " per boat"
    before = frame.iloc[1] if len(frame) > 1 else None
    if before is not None and before["Boats"]:
        earlier, was = int(before["Boats"]), float(before["People per boat"])
        highest = float(frame["People per boat"].iloc[1:].max())
        year = int(before["Year"])
        then = f"in {year}" if over else f"by {date_in(figures.end, year)}"
        sentence += f": {than(count, earlier)} {then} ({earlier:,})"
        average += f" ({was:.1f}{per_boat} {then})"
        if each > highest:
            average += f", the highest of any year{'' if over else ' on this date'}"
        evidence |= {
            "before_boats": earlier,
            "percent": change_percent(count, earlier),
            "times": round(count / earlier, 1),
            "difference": abs(count - earlier),
            "before_people_per_boat": was,
            "before_year": year,
            "before_date": same_date(figures.end, year).isoformat(),
            "highest_before": highest,
        }
    sentence += f". {average}"
    yield Fact("people-per-boat", f"{sentence}.", each, evidence)


def crowded_days(figures: Figures) -> Iterator[Fact]:
    """State the days of the year with more people per boat than any day of an earlier year.

    The highest alone, where there are several. One far outside what was seen before may be an
    error, and it is said.
    """
    if "boats" not in figures.daily:
        return
    days = figures.daily[figures.daily["boats"].fillna(0) > 0]
    each = (days["arrivals"] / days["boats"]).astype(float)
    start = pd.Timestamp(year_of(figures.year).start)
    before, now = each[each.index < start], each[each.index >= start]
    if before.empty or now.empty or now.max() <= before.max():
        return
    at = now.idxmax()
    people, boats = int(days.at[at, "arrivals"]), int(days.at[at, "boats"])
    highest, most = round(float(now.max()), 1), round(float(before.max()), 1)
    next_highest = round(float(each.drop(at).max()), 1)
    noun = "one boat" if boats == 1 else f"{boats:,} boats"
    a_boat = "" if boats == 1 else f", {highest:,.0f} a boat"
    none_before = f"none before {figures.year} more than {most:,.0f}"
    sentence = f"On {short(at.date())}, {people:,} people are recorded in {noun}{a_boat}. "
    if next_highest > most:
        sentence += f"No other day has more than {next_highest:,.0f} a boat, and {none_before}."
    else:
        sentence += f"The highest before {figures.year} was {most:,.0f} a boat."
    if far := now.max() > FAR * before.max():
        sentence += " This is a record or an error in the figures."
    yield Fact(
        "people-per-boat-day",
        sentence,
        highest,
        {
            "date": at.date().isoformat(),
            "people": people,
            "boats": boats,
            "people_per_boat": highest,
            "year": figures.year,
            "highest_before": most,
            "next_highest": next_highest,
            "far_outside": bool(far),
        },
    )
