"""The last whole week, beside the one before and the same dates of every year."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ...data.calendar import DAY, WEEK, Period, day_text, last_whole_week
from ...data.dataset import Figures
from ..charts import weeks_chart
from ..section import Fact, Section
from ..tables import table_of
from ..wording import people_text, short
from .inputs import Inputs


def week_section(inputs: Inputs) -> Section | None:
    """Return the section; None where the figures cover no whole week."""
    figures = inputs.figures
    last = last_whole_week(figures.end)
    if not figures.covers(last):
        return None
    before = Period(last.start - WEEK, last.end - WEEK)
    back = range(1, last.end.year - figures.start.year + 1)
    earlier = [same for same in map(last.years_earlier, back) if figures.covers(same)]
    weeks = [("The week itself", last)]
    weeks += [("The week before", before)] if figures.covers(before) else []
    weeks += [(f"{same.end.year}, same dates", same) for same in earlier]
    table = table_of(
        "this-week",
        f"People and boats in the week, Monday to Sunday, to {day_text(last.end)}, and on the "
        f"same dates of every year",
        pd.DataFrame(
            {
                "Week": [name for name, _ in weeks],
                "People": [figures.people(week) for _, week in weeks],
                "Boats": pd.array([figures.boats(week) for _, week in weeks], dtype="Int64"),
                "Days": [f"{short(week.start)} to {day_text(week.end)}" for _, week in weeks],
            }
        ),
        missing="Boats were not recorded on every day of that week.",
        empty="not recorded",
    )
    return Section(
        "this-week",
        "The last whole week",
        facts=(
            _itself(figures, last, before),
            *_range(figures, last, earlier),
            *_days_since(figures, last),
        ),
        charts=(weeks_chart(figures),),
        tables=(table,),
    )


def _itself(figures: Figures, last: Period, before: Period) -> Fact:
    people = figures.people(last)
    sentence = (
        f"{people_text(people)} arrived in the week from {short(last.start)} to "
        f"{day_text(last.end)}"
    )
    evidence = {"people": people, "from": last.start.isoformat(), "to": last.end.isoformat()}
    if figures.covers(before):
        came = figures.people(before)
        sentence += f", after {came:,} in the week before"
        evidence["people_before"] = came
    return Fact("this-week", f"{sentence}.", people, evidence)


def _range(figures: Figures, last: Period, earlier: list[Period]) -> Iterator[Fact]:
    """Set the week beside the same dates of earlier years."""
    if not earlier:
        return
    counts = {same.end.year: figures.people(same) for same in earlier}
    low, high = (pick(counts, key=lambda year: (counts[year], -year)) for pick in (min, max))
    evidence = {
        "lowest": counts[low],
        "lowest_year": low,
        "highest": counts[high],
        "highest_year": high,
        "people": figures.people(last),
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
    yield Fact("this-week-range", sentence, counts[high], evidence)


def _days_since(figures: Figures, last: Period) -> Iterator[Fact]:
    """Say what came after the last whole week, where the figures end in the middle of one."""
    if last.end == figures.end:
        return
    span = Period(last.end + DAY, figures.end)
    people = figures.people(span)
    came = people_text(people)
    if span.days == 1:
        when = f"On {day_text(span.end)}, the day since,"
    else:
        when = f"In the {span.days} days since, {short(span.start)} to {day_text(span.end)},"
    yield Fact(
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
