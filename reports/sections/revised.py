"""What has been revised since the last report, as far as the publications held can tell."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from ...data.calendar import as_date, day_text, year_of
from ...data.publications import Remark
from ..fact import Fact
from ..section import Section
from ..tables import Table, table_of
from .material import Material

__all__ = ["comparable", "revisions", "since_of"]


def revisions(material: Material) -> Section | None:
    """List the figures that changed since the last report, and what was odd in publications."""
    then = material.known_then
    remarks = tuple(_remarks(material))
    if then is not None:
        found = _changes(material, then)
    elif material.source.official:
        found = _untold(material.since, "the figures as they were known then are not given")
    elif remarks:
        found = Section("revisions", "Revisions")
    else:
        return None
    return Section(
        found.key, found.title, found.facts, found.charts, found.tables, (*found.notes, *remarks)
    )


def since_of(then: pd.DataFrame, last_report: date) -> date:
    """Return the day since when a change can be told.

    It is the day of the newest publication behind the table of then. Where nothing of then is held
    it is the day that was asked for; and that of the last report where the table does not say.
    """
    known_on = then.attrs.get("known_on")
    if known_on is None:
        return last_report
    return as_date(max(_by_then(then.attrs, "known"), default=known_on))


def _by_then(said: Mapping[Hashable, Any], name: str) -> list[str]:
    return [run["known"] for run in said.get(name, ()) if run["known"] <= said["known_on"]]


def comparable(
    index: pd.DatetimeIndex, then: Mapping[Hashable, Any], now: Mapping[Hashable, Any], name: str
) -> pd.DatetimeIndex:
    """Return the days, or weeks, of which it can be told whether their figures have changed.

    Parameters
    ----------
    index : pandas.DatetimeIndex
        Those that both tables give.
    then, now : mapping
        The ``attrs`` of the two daily tables.
    name : str
        Of the ``attrs`` that say since when figures have been known.

    Returns
    -------
    pandas.DatetimeIndex
        Those of which one publication held was known then, and another came out later. All of
        them where the table of then is not from publications held: it is taken for what it is.
    """
    known_on = then.get("known_on")
    if known_on is None:
        return index
    before, after = (_known(index, said.get(name, ())) for said in (then, now))
    told = (before <= pd.Timestamp(known_on)) & (after > pd.Timestamp(known_on))
    return index[told.to_numpy()]


def _known(index: pd.DatetimeIndex, runs: Sequence[Mapping[str, str]]) -> pd.Series:
    known = pd.Series(pd.NaT, index=index)
    for run in runs:
        known.loc[run["first"] : run["last"]] = pd.Timestamp(run["known"])
    return known


def _changes(material: Material, then: pd.DataFrame) -> Section:
    """Say which figures of the days that can be compared have changed."""
    known = material.known
    common = known.index.intersection(then.index)
    told = comparable(common, then.attrs, material.said, "known")
    since = since_of(then, material.since)
    if not len(told):
        return _untold(since, _why(then.attrs))
    rows = []
    for measure in ("arrivals", "boats"):
        if measure not in known or measure not in then:
            continue
        old, new = (frame.loc[told, measure].astype("Int64") for frame in (then, known))
        changed = (old != new).fillna(old.isna() != new.isna())
        rows += [
            (day.date(), measure.replace("arrivals", "people"), old[day], new[day])
            for day in told[changed.to_numpy(dtype=bool)]
        ]
    table = [_table(material, since, rows)] if rows else []
    rest = len(common) - len(told)
    notes = () if not rest else (_rest(rest, common[-1].date()),)
    fact = _fact(len(rows), told, since, held="known_on" in then.attrs)
    return Section(
        "revisions", f"Revisions since {day_text(since)}", (fact,), (), tuple(table), notes
    )


def _fact(changed: int, told: pd.DatetimeIndex, since: date, *, held: bool) -> Fact:
    first, last, days = told[0].date(), told[-1].date(), len(told)
    span = f"from {day_text(first)} to {day_text(last)}"
    if (last - first).days >= days:
        span = f"between {day_text(first)} and {day_text(last)} that can be compared"
    of = f"of the {days:,} days {span}" if days > 1 else f"of {day_text(last)}"
    when = day_text(since)
    if changed:
        noun, verb = ("figure", "has") if changed == 1 else ("figures", "have")
        sentence = f"{changed:,} {noun} {of} {verb} changed since {when}."
    elif held:
        sentence = (
            f"In the publications held, no figure {of} has changed since {when}: one that was out "
            "by that day and one that came out later agree on each."
        )
    else:
        sentence = f"No figure {of} differs from the table that was given for {when}."
    evidence = {
        "revised": changed,
        "since": since.isoformat(),
        "days": days,
        "from": first.isoformat(),
        "to": last.isoformat(),
    }
    return Fact("revisions", sentence, changed, evidence)


def _table(material: Material, since: date, rows: list[tuple[Any, ...]]) -> Table:
    frame = pd.DataFrame(sorted(rows), columns=["Day", "Measure", "Old", "New"])
    return table_of(
        "revisions",
        f"Figures revised since {day_text(since)} ({material.source.note})",
        frame.astype({"Old": "Int64", "New": "Int64"}),
        missing="Not recorded.",
        empty="not recorded",
    )


def _untold(since: date, why: str) -> Section:
    note = f"Whether a figure has changed since {day_text(since)} cannot be told: {why}."
    return Section("revisions", f"Revisions since {day_text(since)}", notes=(note,))


def _why(then: Mapping[Hashable, Any]) -> str:
    if not _by_then(then, "known"):
        return "no publication that gave these days by then is held"
    return "no later publication that gives these days is held"


def _rest(days: int, last: date) -> str:
    which = "1 other day" if days == 1 else f"{days:,} other days"
    return (
        f"Of {which} up to {day_text(last)} it cannot be told whether a figure has changed: no two "
        "publications that are held, one from before and one from after, give them."
    )


def _remarks(material: Material) -> Iterator[str]:
    """Yield the remarks on publications that bear on days of the year of the report."""
    year = year_of(material.outlook.year)
    start, end = year.start, min(year.end, material.day)
    for remark in material.said.get("remarks", ()):
        first = remark["first"] or remark["last"]
        if first is None or as_date(first) > end or as_date(remark["last"] or first) < start:
            continue
        published = remark["published"]
        when = f", published {day_text(as_date(published))}" if published else ""
        yield f"Remark on {remark['title']}{when}: {Remark.from_dict(remark)}."
