"""The last whole week, beside the one before and the same dates of every year."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from ...data.calendar import Period, day_text, period_of
from ..charts import weeks_chart
from ..comparison import WEEK, known_in, same_dates
from ..fact import Fact
from ..section import Section
from ..tables import table_of
from ..wording import people_text, short
from .material import Material

__all__ = ["last_whole_week", "week"]


def last_whole_week(day: date) -> Period:
    """Return the last week, Monday to Sunday, that is over on a day."""
    found = period_of(day, "week")
    return found if found.end == day else period_of(found.start - timedelta(days=1), "week")


def week(material: Material) -> Section | None:
    """Return the section; None where the figures cover no whole week."""
    last = last_whole_week(material.day)
    if last.start < material.first:
        return None
    before = Period(last.start - WEEK, last.end - WEEK)
    known = material.known
    spans = [("The week itself", last)]
    if before.start >= material.first:
        spans.append(("The week before", before))
    earlier = [
        same
        for same in (
            same_dates(last, back) for back in range(1, last.end.year - material.first.year + 1)
        )
        if same.start >= material.first
    ]
    spans += [(f"{same.end.year}, same dates", same) for same in earlier]
    data = pd.DataFrame(
        {
            "Week": [name for name, _ in spans],
            "People": [known_in(known, span) for _, span in spans],
            "Boats": pd.array([material.boats_in(span) for _, span in spans], dtype="Int64"),
            "Days": [f"{short(span.start)} to {day_text(span.end)}" for _, span in spans],
        }
    )
    table = table_of(
        "this-week",
        f"People and boats in the week, Monday to Sunday, to {day_text(last.end)}, and on the "
        f"same dates of every year ({material.source.note})",
        data,
        missing="Boats were not recorded on every day of that week.",
        empty="not recorded",
    )
    found = [_itself(material, last, before), *_range(material, last, earlier)]
    found += _days_since(material, last)
    return Section(
        "this-week",
        "The last whole week",
        facts=tuple(found),
        charts=(weeks_chart(known, material.source),),
        tables=(table,),
    )


def _itself(material: Material, last: Period, before: Period) -> Fact:
    people = known_in(material.known, last)
    sentence = (
        f"{people_text(people)} arrived in the week from {short(last.start)} to "
        f"{day_text(last.end)}"
    )
    evidence = {"people": people, "from": last.start.isoformat(), "to": last.end.isoformat()}
    if before.start >= material.first:
        came = known_in(material.known, before)
        sentence += f", after {came:,} in the week before"
        evidence["people_before"] = came
    return Fact("this-week", f"{sentence}.", people, evidence)


def _range(material: Material, last: Period, earlier: list[Period]) -> list[Fact]:
    """Set the week beside the same dates of earlier years."""
    if not earlier:
        return []
    counts = {same.end.year: known_in(material.known, same) for same in earlier}
    low, high = (pick(counts, key=lambda year: (counts[year], -year)) for pick in (min, max))
    evidence = {
        "lowest": counts[low],
        "lowest_year": low,
        "highest": counts[high],
        "highest_year": high,
        "people": known_in(material.known, last),
    }
    if len(counts) == 1:
        sentence = f"On the same dates of {low} it was {counts[low]:,}."
    elif counts[low] == counts[high]:
        sentence = f"On the same dates of each earlier year it was {counts[low]:,}."
    else:
        sentence = (
            f"On the same dates of earlier years it ranged from {counts[low]:,} ({low}) to "
            f"{counts[high]:,} ({high})."
        )
    return [Fact("this-week-range", sentence, counts[high], evidence)]


def _days_since(material: Material, last: Period) -> list[Fact]:
    """Say what came after the last whole week, where the figures end in the middle of one."""
    if last.end == material.day:
        return []
    span = Period(last.end + timedelta(days=1), material.day)
    people = known_in(material.known, span)
    came = people_text(people)
    if span.days == 1:
        when = f"On {day_text(span.end)}, the day since,"
    else:
        when = f"In the {span.days} days since, {short(span.start)} to {day_text(span.end)},"
    return [
        Fact(
            "days-since",
            f"{when} {came} arrived.",
            people,
            {
                "people": people,
                "days": span.days,
                "from": span.start.isoformat(),
                "to": span.end.isoformat(),
            },
        )
    ]
