"""Preventions: what the French authorities estimate, and how their estimates were revised."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd

from ...data.calendar import as_date, day_text
from ..fact import Fact
from ..section import Section
from ..tables import Table, table_of
from .material import Material
from .revised import comparable, since_of

__all__ = ["preventions"]

WEEKS_SHOWN = 8
COUNTED = ("people", "events")


def preventions(material: Material) -> Section | None:
    """Show the people that the French authorities estimate to have been prevented."""
    recorded = {
        date.fromisoformat(end): counts
        for end, counts in material.prevented.items()
        if date.fromisoformat(end) <= material.day
    }
    if not recorded:
        return None
    newest = sorted(recorded, reverse=True)[:WEEKS_SHOWN]
    frame = pd.DataFrame(
        [(end, *recorded[end]) for end in newest],
        columns=["Week to", "People prevented", "Events prevented"],
    ).astype({"People prevented": "Int64", "Events prevented": "Int64"})
    end = newest[0]
    people, events = recorded[end]
    found: tuple[Fact, ...] = ()
    if people is not None and events is not None:
        were = "1 person was" if people == 1 else f"{people:,} people were"
        noun = "event" if events == 1 else "events"
        found = (
            Fact(
                "preventions",
                f"The French authorities estimate that {were} prevented from crossing in the week "
                f"to {day_text(end)}, in {events:,} {noun}.",
                people,
                {"people": people, "events": events, "week_to": end.isoformat()},
            ),
        )
    revised, table = _revised(material)
    return Section(
        "preventions",
        "Preventions (estimates)",
        facts=(*found, *revised, *_behaviour(material)),
        tables=(
            table_of(
                "preventions",
                f"People and events prevented, last {len(newest)} weeks recorded; operational "
                f"estimates of the French authorities ({material.source.note})",
                frame,
                missing="Not recorded.",
                empty="not recorded",
            ),
            *table,
        ),
        notes=(
            (
                "Preventions are operational estimates of the French authorities, recorded from "
                f"the week to {day_text(min(recorded))}: of people who were prevented from "
                "departing France or returned to it, of finds of equipment and of arrests. They "
                "are no part of the arrivals."
            ),
        ),
    )


def _revised(material: Material) -> tuple[tuple[Fact, ...], tuple[Table, ...]]:
    """Say which estimates have been revised since the last report, old to new."""
    then = material.known_then
    if then is None:
        return (), ()
    old, new = then.attrs.get("prevented", {}), material.prevented
    both = pd.DatetimeIndex(sorted(old.keys() & new.keys()))
    weeks = comparable(both, then.attrs, material.said, "prevented_known")
    since = since_of(then, material.since)
    rows = [
        (end.date(), what, before, after)
        for end in weeks
        for what, before, after in zip(
            COUNTED, old[f"{end:%Y-%m-%d}"], new[f"{end:%Y-%m-%d}"], strict=True
        )
        if before is not None and after is not None and before != after
    ]
    if not rows:
        return (), ()
    frame = pd.DataFrame(rows, columns=["Week to", "Measure", "Old", "New"])
    runs = material.said.get("prevented_known", ())
    frame["Published"] = [
        next((as_date(run["known"]) for run in runs if run["last"] >= end.isoformat()), None)
        for end in frame["Week to"]
    ]
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
        f"Preventions revised since {day_text(since)} ({material.source.note})",
        frame,
        missing="Not known.",
        empty="not known",
    )
    return (Fact("preventions-revised", sentence, len(rows), evidence),), (table,)


def _behaviour(material: Material) -> Iterator[Fact]:
    """Say how estimates behave after they first come out, where two vintages show it."""
    table = material.revised
    if table is None or table.empty:
        return
    found = table[(table["measure"] == "prevented") & (table["kind"] == "Home Office")]
    if found.empty or not found["changes"].fillna(0).iloc[0]:
        return
    told = found.iloc[0]
    twice, changed, changes, upward, net, days = (
        int(told[name]) for name in ("twice", "changed", "changes", "upward", "net", "largest_days")
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
