"""One value a day out of everything that is held.

The order of standing: the Home Office before figures of the user (tidy CSV), these before the
Ministry of Defence, which counted differently; among them the publication that was known last
before those known earlier.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from ..calendar import DAY, day_text, period_of
from ..dataset import Figures
from ..errors import NoFiguresError, OutOfRangeError
from ..publications.publication import Publication
from ..publications.remark import RemarkOn
from .behaviour import summary_of
from .holdings import (
    HOME_OFFICE,
    TIDY,
    Held,
    Holdings,
    TableName,
    by_standing,
    final_from,
    source_of,
)
from .people import Who, people_held
from .weeks import days_known, known_by, newest, prevented_in, weeks_held

MAX_LAG_DAYS = 14
"""Releases slip around public holidays; figures older than this do not stand in for a day."""


@dataclass(frozen=True)
class HeldVintages:
    """What was known when, by the publications held: the `Vintages` of `Figures`.

    Attributes
    ----------
    holdings : Holdings
        The publications.
    """

    holdings: Holdings

    def known_on(self, day: date) -> Figures:
        """Return the figures as they were known on a day."""
        return figures_of(self.holdings, day)

    def first_known(self, day: date) -> date:
        """Return when the figure of a day was first known; the day itself if nothing covers it."""
        covering = [
            one.known
            for one in self.holdings.publications()
            if one.first
            and one.through
            and one.first <= day <= one.through
            and day not in one.missing
        ]
        return min(covering, default=day)

    def revisions_of_weeks(self, known_on: date | None) -> pd.DataFrame:
        """Return how weekly figures were revised, as `crossings.data.revision_summary` does."""
        publications = known_by(self.holdings.publications(), known_on)
        return summary_of(self.holdings, publications, ["week"])

    def people(self, by: Who, known_on: date | None) -> pd.DataFrame:
        """Return who arrived, as `crossings.data.people` does; empty where that is not held."""
        return people_held(self.holdings, by, known_on)


def figures_of(holdings: Holdings, known_on: date | None = None) -> Figures:
    """Return the figures, as they were known on a day or as they are known now.

    A day has the value of the publication of highest standing that was known then, and days after
    the newest figure known then are left out. Where what was known then is not held, the first
    publication to cover a day later stands in: for any day that nothing known then covers; and,
    where the newest figure held of that time was more than `MAX_LAG_DAYS` old, for all days up to
    the one that is asked for, before figures of a source that stands lower.

    Parameters
    ----------
    holdings : Holdings
        What is held.
    known_on : datetime.date, optional
        The day; now where it is left out.

    Returns
    -------
    Figures
        They end before the first day that nothing covers, if there is one: the `gap`.

    Raises
    ------
    NoFiguresError
        If nothing held has daily figures.
    OutOfRangeError
        If the figures do not reach the day, or begin after it.
    """
    publications = holdings.publications()
    ranked = _ranked(publications, known_on)
    chosen, gap = _choose(ranked.order, ranked.end)
    if chosen.empty or (gap and known_on and (known_on - gap).days >= MAX_LAG_DAYS):
        raise _out_of_range(ranked.order, known_on, gap)
    quarters = final_figures(holdings, publications, "quarter", known_on)
    last = chosen.index[-1].date()
    weeks = weeks_held(holdings, publications, known_on, None if ranked.fresh else last)
    weeks = prevented_in(weeks, last, publications)

    ids = set(chosen["id"])
    used = [one for one in ranked.order if one.id in ids]
    of_quarters = set(quarters["id"]) - ids
    used += [one for one in publications if one.id in of_quarters]
    of_weeks = set(weeks["id"]) - ids - set(quarters["id"])
    return Figures(
        daily=_daily(holdings, ranked.known, chosen, quarters),
        provenance=tuple(one.provenance() for one in used),
        gap=gap,
        final_quarters=quarters[["arrivals", "boats"]],
        prevented=weeks.drop(columns="id"),
        remarks=remarks_on([*used, *(one for one in publications if one.id in of_weeks)]),
        known=days_known(chosen["id"], publications),
        known_on=known_on,
        vintages=HeldVintages(holdings),
    )


class _Ranked(NamedTuple):
    """Publications with days, in the order in which a day is taken from them.

    Attributes
    ----------
    known : list of Held
        Those that were known on the day, the highest standing first.
    order : list of Held
        All of them.
    end : datetime.date
        The last day to take.
    fresh : bool
        Whether what was known then is held: its newest figure is not too old.
    """

    known: list[Held]
    order: list[Held]
    end: date
    fresh: bool


def _ranked(publications: Sequence[Held], known_on: date | None) -> _Ranked:
    with_days = [one for one in publications if one.first is not None]
    if not with_days:
        raise NoFiguresError("nothing that is held has daily figures", expected="a time series")
    known = by_standing(known_by(with_days, known_on))
    later = by_standing(set(with_days) - set(known), newest_first=False)
    order = [*known, *later]
    if known_on is None:
        return _Ranked(known, order, _last(known), fresh=True)
    official = [one for one in known if one.kind != TIDY]
    fresh = bool(official) and (known_on - _last(official)).days <= MAX_LAG_DAYS
    end = _last(known) if fresh else _last(with_days)
    if not fresh:
        if end < known_on:
            raise _out_of_range(with_days, known_on)
        order.sort(key=source_of)
    return _Ranked(known, order, min(end, known_on), fresh)


def _daily(
    holdings: Holdings, known: Sequence[Held], chosen: pd.DataFrame, quarters: pd.DataFrame
) -> pd.DataFrame:
    """Return the daily table: of each day the row of the publication that was chosen for it."""
    rows = holdings.rows("daily", chosen["id"].unique().tolist()).set_index(["id", "date"])
    rows = rows.loc[pd.MultiIndex.from_arrays([chosen["id"], chosen.index])]
    said = holdings.distinct_days([one.id for one in known if one.kind in HOME_OFFICE])
    boats = rows["boats"]
    return pd.DataFrame(
        {
            "arrivals": rows["arrivals"].to_numpy("int64"),
            "boats": boats.to_numpy("int64")
            if boats.notna().all()
            else boats.astype("Int64").to_numpy(),
            "status": _status(rows, said, quarters),
        },
        index=pd.DatetimeIndex(chosen.index.to_numpy(), name="date"),
    )


def remarks_on(publications: Iterable[Held | Publication]) -> tuple[RemarkOn, ...]:
    """Return the remarks on publications."""
    return tuple(
        RemarkOn(remark, one.title, one.published) for one in publications for remark in one.remarks
    )


def is_unbroken(publications: Iterable[Held], since: date) -> bool:
    """Whether they cover every day from one on, up to the last figure that they have."""
    held = [one for one in publications if one.first is not None]
    if not held or min(one.first for one in held if one.first is not None) > since:
        return False
    chosen, gap = _choose(held, _last(held))
    return gap is None and bool(chosen.index[0].date() <= since)


def _last(held: Sequence[Held]) -> date:
    return max(one.through for one in held if one.through is not None)


def _choose(order: Sequence[Held], end: date) -> tuple[pd.DataFrame, date | None]:
    """Return which publication each day is taken from, in the longest run without a gap.

    Returns
    -------
    pandas.DataFrame, datetime.date or None
        Column ``id``, by day; and the first day after them that nothing covers, where there are
        figures beyond it.
    """
    first = min(one.first for one in order if one.first is not None)
    if first > end:
        return pd.DataFrame({"id": []}, index=pd.DatetimeIndex([])), None
    ids = np.zeros((end - first).days + 1, dtype=np.int64)
    left = len(ids)
    for one in order:
        if one.first is None or one.through is None or not left:
            continue
        span = ids[(one.first - first).days : (one.through - first).days + 1]
        free = span == 0
        for day in one.missing:
            if (at := (day - one.first).days) < len(free):
                free[at] = False
        left -= int(free.sum())
        span[free] = one.id
    edges = np.flatnonzero(np.diff(np.concatenate([[0], ids != 0, [0]])))
    starts, stops = edges[::2], edges[1::2]
    if not len(starts):
        return pd.DataFrame({"id": []}, index=pd.DatetimeIndex([])), None
    longest = int(np.argmax(stops - starts))
    start, stop = int(starts[longest]), int(stops[longest])
    days = pd.date_range(first, end, freq="D", unit="ns")[start:stop]
    gap = first + stop * DAY if stop < stops[-1] else None
    return pd.DataFrame({"id": ids[start:stop]}, index=days), gap


def _status(rows: pd.DataFrame, said: pd.DataFrame, quarters: pd.DataFrame) -> Any:
    """Return "revised" where it is marked or silent, "final" where a quarter agrees.

    A day is revised in silence where what the Home Office `said` of it has several numbers.
    """
    days = pd.DatetimeIndex(rows.index.get_level_values("date"))
    sums = pd.Series(rows["arrivals"].to_numpy("int64"), index=days).resample("QE").sum()
    agreed = sums.index[sums == quarters["arrivals"].reindex(sums.index)]
    final = days.to_period("Q").end_time.normalize().isin(agreed)
    numbers = said.drop_duplicates(["date", "arrivals"])["date"] if len(said) else pd.Series()
    silent = days.isin(numbers[numbers.duplicated()])
    status = np.where(final, "final", rows["status"].to_numpy(object))
    return pd.array(
        np.where((rows["status"] == "revised") | silent, "revised", status), dtype="str"
    )


def final_figures(
    holdings: Holdings,
    publications: Sequence[Held],
    by: Literal["month", "quarter"],
    known_on: date | None = None,
) -> pd.DataFrame:
    """Return the final figure of each month or quarter, and which publication it is from.

    Parameters
    ----------
    holdings : Holdings
        What is held.
    publications : sequence of Held
        Its publications.
    by : {"month", "quarter"}
        Of what.
    known_on : datetime.date, optional
        The day on which they were known; now where it is left out. Where the release of then is
        not held, a later one stands in, for what the calendar of the releases says was out.

    Returns
    -------
    pandas.DataFrame
        By the last day of the period: ``arrivals``, ``boats`` and ``id``.
    """
    table: TableName = "monthly" if by == "month" else "quarterly"
    rows, index = partial(holdings.rows, table), f"{by}_ending"
    candidates = by_standing(one for one in publications if one.kind == "quarterly")
    known = known_by(candidates, known_on)
    figures = _newest_final(rows([one.id for one in known]), index, known)
    later = [one for one in candidates if one not in known][::-1]
    if known_on is not None and later:
        more = _newest_final(rows([one.id for one in later]), index, later)
        out = [final_from(period_of(end.date(), "quarter").end) <= known_on for end in more.index]
        more = more[out & ~more.index.isin(figures.index)]
        figures = pd.concat([frame for frame in (figures, more) if len(frame)] or [figures])
    return figures.sort_index()


def _newest_final(rows: pd.DataFrame, index: str, order: Sequence[Held]) -> pd.DataFrame:
    """Return each period once; its boats from another publication where this one has none."""
    figures = newest(rows, index, order)
    if rows.empty or "boats" not in rows:
        return figures.assign(boats=pd.array([None] * len(figures), dtype="Int64"))
    with_boats = rows.dropna(subset=["boats"])
    if figures["boats"].isna().any() and len(with_boats):
        other = newest(with_boats, index, order).reindex(figures.index)
        same = figures["boats"].isna() & (other["arrivals"] == figures["arrivals"])
        figures["boats"] = figures["boats"].where(~same, other["boats"])
    return figures


def _out_of_range(
    held: Sequence[Held], known_on: date | None, gap: date | None = None
) -> OutOfRangeError:
    first = min(one.first for one in held if one.first is not None)
    wanted = "any day" if known_on is None else day_text(known_on)
    without = f", without {day_text(gap)}" if gap and gap <= _last(held) else ""
    return OutOfRangeError(
        f"the figures run from {day_text(first)} to {day_text(_last(held))}{without}",
        expected=f"figures for {wanted}",
        argument="as_of",
        fix="Choose a day that they cover, or give newer figures.",
    )
