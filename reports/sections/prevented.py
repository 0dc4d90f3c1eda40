"""Preventions: what the French authorities estimate, and how their estimates were revised."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd

from ...data.calendar import day_text
from ..section import Fact, Section
from ..tables import Table, table_of
from .inputs import Inputs
from .revised import comparable, told_since

WEEKS_SHOWN: Final = 8
MEASURES: Final = {"prevented": "people", "events_prevented": "events"}


def preventions_section(inputs: Inputs) -> Section | None:
    """Show the people that the French authorities estimate to have been prevented."""
    figures = inputs.figures
    weeks = figures.prevented.loc[: pd.Timestamp(figures.end)] if len(figures.prevented) else None
    if weeks is None or weeks.empty:
        return None
    newest = weeks.iloc[::-1].head(WEEKS_SHOWN)
    frame = pd.DataFrame(
        {
            "Week to": newest.index.date,
            "People prevented": newest["prevented"].array,
            "Events prevented": newest["events_prevented"].array,
        }
    )
    revised, tables = _revised(inputs)
    return Section(
        "preventions",
        "Preventions (estimates)",
        facts=(*_last_week(weeks), *revised, *_behaviour(inputs.week_revisions)),
        tables=(
            table_of(
                "preventions",
                f"People and events prevented, last {len(newest)} weeks recorded; operational "
                f"estimates of the French authorities",
                frame,
                missing="Not recorded.",
                empty="not recorded",
            ),
            *tables,
        ),
        notes=(
            (
                "Preventions are operational estimates of the French authorities, recorded from "
                f"the week to {day_text(weeks.index[0].date())}: of people who were prevented from "
                "departing France or returned to it, of finds of equipment and of arrests. They "
                "are no part of the arrivals."
            ),
        ),
    )


def _last_week(weeks: pd.DataFrame) -> Iterator[Fact]:
    """State the estimate for the last week, where both people and events are recorded."""
    end, (people, events) = weeks.index[-1].date(), weeks.iloc[-1][list(MEASURES)]
    if pd.isna(people) or pd.isna(events):
        return
    were = "1 person was" if people == 1 else f"{people:,} people were"
    yield Fact(
        "preventions",
        f"The French authorities estimate that {were} prevented from crossing in the week "
        f"to {day_text(end)}, in {events:,} {'event' if events == 1 else 'events'}.",
        int(people),
        {"people": int(people), "events": int(events), "week_to": end.isoformat()},
    )


def _revised(inputs: Inputs) -> tuple[tuple[Fact, ...], tuple[Table, ...]]:
    """Say which estimates have been revised since the last report, old to new."""
    before, figures = inputs.before, inputs.figures
    if before is None:
        return (), ()
    old, new = before.prevented, figures.prevented
    weeks = old.index.intersection(new.index)
    told = comparable(old["known"], new["known"], before.known_on)
    weeks = weeks if told is None else weeks.intersection(told)
    rows = [
        (
            end.date(),
            name,
            int(old.at[end, measure]),
            int(new.at[end, measure]),
            new.at[end, "known"],
        )
        for end in weeks
        for measure, name in MEASURES.items()
        if pd.notna(old.at[end, measure])
        and pd.notna(new.at[end, measure])
        and old.at[end, measure] != new.at[end, measure]
    ]
    if not rows:
        return (), ()
    frame = pd.DataFrame(rows, columns=["Week to", "Measure", "Old", "New", "Published"])
    frame["Published"] = [None if pd.isna(day) else day.date() for day in frame["Published"]]
    since = told_since(before, inputs.since)
    ends = sorted(set(frame["Week to"]))
    upward = int((frame["New"] > frame["Old"]).sum())
    which = f"the week to {day_text(ends[0])}"
    if len(ends) > 1:
        which = f"{len(ends):,} weeks, the first to {day_text(ends[0])} and the last to "
        which += day_text(ends[-1])
    noun, verb = ("figure", "has") if len(rows) == 1 else ("figures", "have")
    sentence = (
        f"{len(rows):,} {noun} of preventions, of {which}, {verb} been revised since "
        f"{day_text(since)}, {_upward(upward, len(rows))}."
    )
    evidence = {
        "figures": len(rows),
        "weeks": len(ends),
        "from": ends[0].isoformat(),
        "to": ends[-1].isoformat(),
        "since": since.isoformat(),
        "upward": upward,
    }
    table = table_of(
        "preventions-revised",
        f"Preventions revised since {day_text(since)}",
        frame,
        missing="Not known.",
        empty="not known",
    )
    return (Fact("preventions-revised", sentence, len(rows), evidence),), (table,)


def _behaviour(table: pd.DataFrame | None) -> Iterator[Fact]:
    """Say how estimates behave after they first come out, where two vintages show it."""
    if table is None or table.empty:
        return
    rows = table[(table["measure"] == "prevented") & (table["kind"] == "Home Office")]
    if rows.empty or not rows["changes"].fillna(0).iloc[0]:
        return
    row = rows.iloc[0]
    twice, changed, changes, upward, net, days = (
        int(row[name]) for name in ("twice", "changed", "changes", "upward", "net", "largest_days")
    )
    weeks = "week" if changed == 1 else "weeks"
    sentence = (
        f"Estimates of preventions are revised after they come out: of the {twice:,} weeks that "
        f"two publications held or more give, the people of {changed:,} {weeks} changed, "
        f"{_upward(upward, changes)} and by {net:+,} in all, up to {days:,} days after they were "
        "first published."
    )
    evidence = {
        "weeks": twice,
        "changed": changed,
        "changes": changes,
        "upward": upward,
        "net": net,
        "days": days,
    }
    yield Fact("preventions-behaviour", sentence, changed, evidence)


def _upward(upward: int, of: int) -> str:
    """Return how many of some changes went upward, in words."""
    if of == 1:
        return "upward" if upward else "downward"
    some = "all" if upward == of else f"{upward:,}" if upward else "none"
    return f"{some} of them upward"
