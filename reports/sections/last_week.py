"""The last whole week and the last days, beside the same dates of every year."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from ...data.calendar import DAY, WEEK, Period, day_text, last_whole_week
from ...data.dataset import Figures
from ..charts import weeks_chart
from ..section import Fact, Section
from ..tables import Table, table_of
from ..wording import arrived, beside, boats_text, listed, people_text, span_text, years_text
from .inputs import Inputs


def week_section(inputs: Inputs) -> Section | None:
    """Return the section; None where the figures cover no whole week."""
    figures = inputs.figures
    last = last_whole_week(figures.end)
    if not figures.covers(last):
        return None
    earlier = _same_dates(figures, last)
    before = Period(last.start - WEEK, last.end - WEEK)
    weeks = [last, *([before] if figures.covers(before) else []), *earlier]
    shown = [f"The week to {day_text(last.end)}"]
    shown += ["the week before"] if before in weeks else []
    shown += ["the same dates of earlier years"] if earlier else []
    boats = [figures.boats(week) for week in weeks]
    table = table_of(
        "this-week",
        listed(shown),
        _without_empty(
            pd.DataFrame(
                {
                    "Dates": [span_text(week) for week in weeks],
                    "People": [figures.people(week) for week in weeks],
                    "Boats": pd.array(boats, dtype="Int64"),
                }
            )
        ),
        missing="Boats were not recorded on every day of that week.",
        empty="not recorded",
    )
    return Section(
        "this-week",
        "The week",
        facts=(*week(figures), *_range(figures, last, earlier), *_days_since(figures, last)),
        charts=(weeks_chart(figures),),
        tables=(_last_days(figures), table),
    )


def week(figures: Figures) -> Iterator[Fact]:
    """State the people of the last whole week, beside the week before and the year before."""
    last = last_whole_week(figures.end)
    if not figures.covers(last):
        return
    before, year_before = Period(last.start - WEEK, last.end - WEEK), last.years_earlier(1)
    people = figures.people(last)
    evidence = {"people": people, "from": last.start.isoformat(), "to": last.end.isoformat()}
    compared = []
    if figures.covers(before):
        evidence["people_before"] = figures.people(before)
        compared.append(f"{beside(figures.people(before), people)} in the week before")
    if figures.covers(year_before):
        evidence |= {
            "people_year_before": figures.people(year_before),
            "year_before": year_before.end.year,
            "years_before": years_text(year_before),
        }
        then = beside(figures.people(year_before), people)
        compared.append(f"{then} on the same dates of {years_text(year_before)}")
    after = f", after {listed(compared)}" if compared else ""
    if compared and "before" not in compared[0]:
        after = f", against {compared[0]}"
    sunday = day_text(last.end, with_year=last.end.year != figures.year)
    when = f"to Sunday {sunday}"
    if last.start.year != last.end.year:
        when = f"from {day_text(last.start)} to {day_text(last.end)}"
    yield Fact(
        "this-week",
        f"{arrived(people)} in the week {when}{after}.",
        people,
        evidence,
    )


def _same_dates(figures: Figures, week: Period) -> list[Period]:
    """Return the same dates of every earlier year that the figures cover."""
    back = range(1, week.end.year - figures.start.year + 1)
    return [same for same in map(week.years_earlier, back) if figures.covers(same)]


def _last_days(figures: Figures) -> Table:
    """Show people and boats on each of the last seven days, the newest first."""
    days = figures.daily.iloc[: -WEEK.days - 1 : -1]
    boats = days["boats"] if "boats" in days else pd.Series(pd.NA, days.index)
    boats = boats.astype("Int64")
    span = Period(days.index[-1].date(), figures.end)
    name_years = span.start.year != span.end.year
    frame = pd.DataFrame(
        {
            "Day": [f"{day:%A} {day_text(day.date(), with_year=name_years)}" for day in days.index],
            "People": days["arrivals"].array,
            "Boats": boats.array,
            "People per boat": (days["arrivals"] / boats.where(boats > 0)).round(1).array,
        }
    )
    return table_of(
        "last-days",
        f"The last seven days, {span_text(span)}",
        _without_empty(frame),
        missing="No boat arrived, or boats were not recorded.",
    )


def _without_empty(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out the columns that have nothing."""
    return frame.loc[:, frame.notna().any()]


def _range(figures: Figures, last: Period, earlier: list[Period]) -> Iterator[Fact]:
    """Set the week beside the same dates of earlier years."""
    if len(earlier) < 2:  # noqa: PLR2004 - the statement on the week has the one there is
        return
    counts = {same.end.year: figures.people(same) for same in earlier}
    low, high = (pick(counts, key=lambda year: (counts[year], -year)) for pick in (min, max))
    names = {same.end.year: years_text(same) for same in earlier}
    ties = [[names[year] for year in counts if counts[year] == counts[end]] for end in (low, high)]
    of_low, of_high = (alike[0] if len(alike) == 1 else f"{len(alike)} years" for alike in ties)
    evidence: dict[str, Any] = {
        "lowest": counts[low],
        "lowest_year": low,
        "highest": counts[high],
        "highest_year": high,
        "people": figures.people(last),
        "alike": [len(alike) for alike in ties],
        "years": ties,
    }
    if counts[low] == counts[high]:
        some = people_text(counts[low]) if counts[low] else "nobody"
        sentence = f"On the same dates of each earlier year, {some} arrived."
    else:
        sentence = (
            f"On the same dates of earlier years, between {counts[low]:,} ({of_low}) and "
            f"{counts[high]:,} ({of_high}) people arrived."
        )
    yield Fact("this-week-range", sentence, counts[high], evidence)


def _days_since(figures: Figures, last: Period) -> Iterator[Fact]:
    """Say what came after the last whole week, where the figures end in the middle of one."""
    if last.end == figures.end:
        return
    span = Period(last.end + DAY, figures.end)
    people = figures.people(span)
    since = "on the day since" if span.days == 1 else f"in the {span.days} days since"
    boats = figures.boats(span)
    who = f"{people_text(people)} in {boats_text(boats)}" if people and boats else arrived(people)
    sentence = f"{who.removesuffix(' arrived')} arrived {since}, {span_text(span)}"
    yield Fact(
        "days-since",
        f"{sentence}.",
        people,
        {
            "people": people,
            "boats": boats,
            "days": span.days,
            "from": span.start.isoformat(),
            "to": span.end.isoformat(),
        },
    )
