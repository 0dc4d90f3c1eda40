"""Preventions: what the French authorities estimate, and how their estimates were revised."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pandas as pd

from ...data.calendar import WEEK, day_text, period_of, same_date
from ...data.dataset import Figures
from ..section import Fact, Section
from ..tables import Table, table_of
from ..wording import FEWEST_FOR_PERCENT, date_in, short
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
    arrived = _arrived(figures, newest)
    shares = _shares(newest["prevented"], arrived)
    frame = pd.DataFrame(
        {
            "Week to": newest.index.date,
            "People prevented": newest["prevented"].array,
            "Events prevented": newest["events_prevented"].array,
            "People arrived": arrived.array,
            "Share prevented, %": shares.array,
        }
    )
    revised, tables = _revised(inputs)
    return Section(
        "preventions",
        "Preventions (estimates)",
        facts=(
            *_last_week(weeks),
            *_share_of_year(figures),
            *revised,
            *_behaviour(inputs.week_revisions),
        ),
        tables=(
            table_of(
                "preventions",
                f"People and events prevented in the latest {len(newest)} weeks recorded",
                frame,
                shows={"Share prevented, %": lambda share: f"{share:.0f}"},
                missing="Not recorded, or fewer than 100 people prevented and arrived.",
                source="Preventions are operational estimates of the French authorities.",
            ),
            *tables,
        ),
        notes=(
            (
                "Preventions are people stopped from leaving France or returned to it. They are "
                "not included in the arrivals."
            ),
        ),
    )


def _arrived(figures: Figures, weeks: pd.DataFrame) -> pd.Series:
    """Return the people who arrived in weeks; <NA> where the figures do not cover one."""
    spans = [period_of(end.date(), "week") for end in weeks.index]
    people = [figures.people(one) if figures.covers(one) else pd.NA for one in spans]
    return pd.Series(people, weeks.index, dtype="Int64")


def _shares(prevented: pd.Series, arrived: pd.Series) -> pd.Series:
    """Return the share prevented, in percent; <NA> where the people are few."""
    both = prevented + arrived
    return (100 * prevented / both.where(both >= FEWEST_FOR_PERCENT)).astype("Float64").round()


def _last_week(weeks: pd.DataFrame) -> Iterator[Fact]:
    """State the estimate for the last week, where both people and events are recorded."""
    end, (people, events) = weeks.index[-1].date(), weeks.iloc[-1][list(MEASURES)]
    if pd.isna(people) or pd.isna(events):
        return
    were = "1 person was" if people == 1 else f"{people:,} people were" if people else "nobody was"
    number = f"{events:,} {'event' if events == 1 else 'events'}"
    within = f", in {number}" if people else ""
    if events and not people:  # both are as the authorities count them
        within = f"; {number} {'is' if events == 1 else 'are'} recorded"
    yield Fact(
        "preventions",
        f"The French authorities estimate that {were} prevented from crossing in the week "
        f"to {day_text(end)}{within}.",
        int(people),
        {"people": int(people), "events": int(events), "week_to": end.isoformat()},
    )


def _share_of_year(figures: Figures) -> Iterator[Fact]:
    """State the share prevented in the weeks of the year so far, and of the year before."""
    found = {}
    for year in (figures.year, figures.year - 1):
        weeks = figures.prevented.loc[: pd.Timestamp(same_date(figures.end, year))]
        own = weeks[(weeks.index.year == year) & weeks["prevented"].notna()]
        arrived = _arrived(figures, own)
        own, arrived = own[arrived.notna().to_numpy()], arrived.dropna()
        # The year before has the same weeks, or is not set beside.
        if own.empty or (year < figures.year and own.index[0].day_of_year > WEEK.days):
            continue
        people, came = int(own["prevented"].sum()), int(arrived.sum())
        if people + came >= FEWEST_FOR_PERCENT:
            found[year] = (people, came, people / (people + came), own.index)
    if figures.year not in found:
        return
    people, came, share, index = found.pop(figures.year)
    evidence: dict[str, Any] = {
        "year": figures.year,
        "prevented": people,
        "arrived": came,
        "share": round(share, 4),
        "from": period_of(index[0].date(), "week").start.isoformat(),
        "to": index[-1].date().isoformat(),
    }
    sentence = (
        f"By the same estimates, {people:,} people have been prevented in {figures.year} up to "
        f"{short(index[-1].date())}: {share:.0%} of those prevented or arrived"
    )
    for year, (_, _, before, _) in found.items():
        sentence += f" ({before:.0%} by {date_in(figures.end, year)})"
        evidence |= {
            "year_before": year,
            "date_before": same_date(figures.end, year).isoformat(),
            "share_before": round(before, 4),
        }
    yield Fact("share-prevented", f"{sentence}.", round(share, 4), evidence)


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
        (end.date(), name, int(old.at[end, measure]), int(new.at[end, measure]))
        for end in weeks
        for measure, name in MEASURES.items()
        if pd.notna(old.at[end, measure])
        and pd.notna(new.at[end, measure])
        and old.at[end, measure] != new.at[end, measure]
    ]
    if not rows:
        return (), ()
    frame = pd.DataFrame(rows, columns=["Week to", "Measure", "Old", "New"])
    since = told_since(before, inputs.since)
    ends = sorted(set(frame["Week to"]))
    upward = int((frame["New"] > frame["Old"]).sum())
    which = f"the week to {day_text(ends[0])}"
    if len(ends) > 1:
        which = f"{len(ends):,} weeks, the first to {day_text(ends[0])} and the last to "
        which += day_text(ends[-1])
    noun, verb = ("figure", "has") if len(rows) == 1 else ("figures", "have")
    sentence = (
        f"{len(rows):,} {noun} of preventions, for {which}, {verb} been revised since "
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
    wide = frame.pivot_table(index="Week to", columns="Measure", values=["Old", "New"])
    names = [("Old", "people"), ("New", "people"), ("Old", "events"), ("New", "events")]
    names = [name for name in names if name in wide]
    shown = wide[names].astype("Int64")
    shown.columns = [f"{measure.capitalize()}, {when.lower()}" for when, measure in names]
    table = table_of(
        "preventions-revised",
        f"Preventions revised since {day_text(since)}",
        shown.reset_index(),
        missing="Not revised.",
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
    twice, changed, changes, upward, days = (
        int(row[name]) for name in ("twice", "changed", "changes", "upward", "largest_days")
    )
    yield Fact(
        "preventions-behaviour",
        f"Estimates are revised after they first come out: of {twice:,} "
        f"{'week' if twice == 1 else 'weeks'} in two or more publications, {changed:,} changed, "
        f"{_upward(upward, changes)}, up to {days:,} days later.",
        changed,
        {
            "weeks": twice,
            "changed": changed,
            "changes": changes,
            "upward": upward,
            "days": days,
        },
    )


def _upward(upward: int, of: int) -> str:
    """Return how many of some changes went upward, in words."""
    if of == 1:
        return "upward" if upward else "downward"
    some = "all" if upward == of else f"{upward:,}" if upward else "none"
    return f"{some} of them upward"
