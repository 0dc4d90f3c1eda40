"""What has been revised since the last report, as far as the publications held can tell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd

from ...data.calendar import day_text, year_of
from ...data.dataset import Figures
from ..section import Fact, Section
from ..tables import Table, table_of
from .inputs import Inputs


def revisions_section(inputs: Inputs) -> Section | None:
    """List the figures that changed since the last report, and what was odd in publications."""
    figures, before = inputs.figures, inputs.before
    since, remarks = inputs.since, tuple(_remarks(figures))
    facts: tuple[Fact, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    if before is not None:
        since = told_since(before, since)
        facts, tables, notes = _changes(figures, before, since)
    elif figures.official:
        notes = (_untold(since, "the figures as they were known then are not given"),)
    elif not remarks:
        return None
    title = "Revisions" if not (facts or notes) else f"Revisions since {day_text(since)}"
    return Section("revisions", title, facts, (), tables, (*notes, *remarks))


def told_since(before: Figures, last_report: date) -> date:
    """Return the day since when a change can be told.

    It is the day of the newest publication behind the earlier figures. Where nothing of that time
    is held it is the day that was asked for; and that of the last report where the earlier figures
    are a table that does not say.
    """
    if before.known_on is None:
        return last_report
    known = _known_by_then(before)
    return before.known_on if known.empty else known.max().date()


def _known_by_then(before: Figures) -> pd.Series:
    """Return since when each day of earlier figures was known, for those known at that time."""
    if before.known is None or before.known_on is None:
        return pd.Series(dtype="datetime64[ns]")
    return before.known[before.known <= pd.Timestamp(before.known_on)]


def comparable(
    before: pd.Series | None, now: pd.Series | None, known_on: date | None
) -> pd.DatetimeIndex | None:
    """Return the days, or weeks, of which it can be told whether their figures have changed.

    Parameters
    ----------
    before, now : pandas.Series or None
        Since when the earlier and the present figures have been known.
    known_on : datetime.date or None
        The day of the earlier figures.

    Returns
    -------
    pandas.DatetimeIndex or None
        Those of which one publication held was known then, and another came out later. None, for
        all of them, where the earlier figures are not from publications held: they are taken for
        what they are.
    """
    if known_on is None:
        return None
    if before is None or now is None:
        return pd.DatetimeIndex([])
    day = pd.Timestamp(known_on)
    return before.index[before <= day].intersection(now.index[now > day])


def _changes(
    figures: Figures, before: Figures, since: date
) -> tuple[tuple[Fact, ...], tuple[Table, ...], tuple[str, ...]]:
    """Return the sentence, the table and the notes on what has changed."""
    then, now = before.daily, figures.daily
    common = now.index.intersection(then.index)
    told = comparable(before.known, figures.known, before.known_on)
    days = common if told is None else common.intersection(told)
    if not len(days):
        why = "no later publication that gives these days is held"
        if _known_by_then(before).empty:
            why = "no publication of these days from that time is held"
        return (), (), (_untold(since, why),)
    rows = []
    for measure, name in (("arrivals", "people"), ("boats", "boats")):
        if measure not in now or measure not in then:
            continue
        old, new = (frame.loc[days, measure].astype("Int64") for frame in (then, now))
        changed = (old != new).fillna(old.isna() != new.isna()).to_numpy(dtype=bool)
        rows += [(day.date(), name, old[day], new[day]) for day in days[changed]]
    frame = pd.DataFrame(sorted(rows), columns=["Day", "Measure", "Old", "New"])
    table = table_of(
        "revisions",
        f"Figures revised since {day_text(since)}",
        frame.astype({"Old": "Int64", "New": "Int64"}),
        missing="Not recorded.",
        empty="not recorded",
    )
    notes: list[str] = []
    if rest := len(common) - len(days):
        which = "1 other day" if rest == 1 else f"{rest:,} other days"
        notes.append(
            f"For {which} up to {day_text(common[-1].date())} this is not known: to tell takes one "
            "publication from before and one from after."
        )
    fact = _fact(len(rows), days, since, of_publications=before.known_on is not None)
    return (fact,), (table,) if rows else (), tuple(notes)


def _fact(changed: int, days: pd.DatetimeIndex, since: date, *, of_publications: bool) -> Fact:
    first, last, count = days[0].date(), days[-1].date(), len(days)
    span = f"from {day_text(first)} to {day_text(last)}"
    if (last - first).days >= count:
        span = f"between {day_text(first)} and {day_text(last)} that can be compared"
    of = f"of the {count:,} days {span}" if count > 1 else f"of {day_text(last)}"
    when = day_text(since)
    noun, verb = ("figure", "has") if changed == 1 else ("figures", "have")
    sentence = f"{changed:,} {noun} {of} {verb} changed since {when}."
    if not changed:
        sentence = f"No daily figure {of if count == 1 else span} has changed since {when}."
    if not changed and not of_publications:
        sentence = f"No figure {of} differs from the table that was given for {when}."
    evidence = {
        "revised": changed,
        "since": since.isoformat(),
        "days": count,
        "from": first.isoformat(),
        "to": last.isoformat(),
    }
    return Fact("revisions", sentence, changed, evidence)


def _untold(since: date, why: str) -> str:
    return f"It is not known whether figures have changed since {day_text(since)}: {why}."


def _remarks(figures: Figures) -> Iterator[str]:
    """Yield the remarks on publications that bear on days of the year of the report."""
    start, end = year_of(figures.year).start, figures.end
    for remark, title, published in figures.remarks:
        first = remark.first or remark.last
        if first is None or first > end or (remark.last or first) < start:
            continue
        when = f", published {day_text(published)}" if published else ""
        yield f"Noticed in {title}{when}: {remark}."
