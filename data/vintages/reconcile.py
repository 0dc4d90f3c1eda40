"""One value a day out of everything that is held.

The order of standing: the Home Office before figures of the user (tidy CSV), these before the
Ministry of Defence, which counted differently; among them the publication that was known last
before those known earlier.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Literal

import numpy as np
import pandas as pd

from ..calendar import day_text, period_of
from ..errors import NoFiguresError, OutOfRangeError
from ..publications import Publication
from .holdings import HOME_OFFICE, Held, Holdings, final_from

__all__ = [
    "MAX_LAG_DAYS",
    "QUARTERS_A_YEAR",
    "by_standing",
    "daily_table_of",
    "final_figures",
    "is_unbroken",
    "known_since",
    "newest",
    "prevented_in",
    "recency",
    "remarks_of",
    "source_of",
]

MAX_LAG_DAYS = 14
"""Releases slip around public holidays; figures older than this do not stand for a day."""
QUARTERS_A_YEAR = 4


def daily_table_of(holdings: Holdings, as_of: date | None = None) -> pd.DataFrame:
    """Return the daily table, as it was known on a day or as it is known now.

    A day has the value of the publication of highest standing that was known then, and days after
    the newest figure known then are left away. Where what was known then is not held, the first
    publication to cover a day later stands in: for any day that nothing known then covers; and,
    where the newest figure held of that time was more than `MAX_LAG_DAYS` old, for all days up to
    the one that is asked for, before figures of a source that stands lower.

    Parameters
    ----------
    holdings : Holdings
        What is held.
    as_of : datetime.date, optional
        The day; now where it is left out.

    Returns
    -------
    pandas.DataFrame
        As of `load`. It ends before the first day that nothing covers, if there is one, which
        then is ``attrs["gap"]``.

    Raises
    ------
    NoFiguresError
        If nothing held has daily figures.
    OutOfRangeError
        If the figures do not reach the day, or begin after it.
    """
    held = holdings.publications()
    with_days = [found for found in held if found.first is not None]
    if not with_days:
        raise NoFiguresError("nothing that is held has daily figures", expected="a time series")
    known = by_standing(_known(with_days, as_of))
    later = by_standing(set(with_days) - set(known), newest_first=False)
    official = [found for found in known if found.kind != "tidy-csv"]
    fresh = as_of is None or (bool(official) and (as_of - _last(official)).days <= MAX_LAG_DAYS)
    end = _last(known) if fresh else _last(with_days)
    if as_of is not None:
        if not fresh and end < as_of:
            raise _out_of_range(with_days, as_of)
        end = min(end, as_of)
    order = [*known, *later]
    if not fresh:
        order.sort(key=source_of)
    chosen, gap = _choose(order, end)
    if chosen.empty or (gap and as_of and (as_of - gap).days >= MAX_LAG_DAYS):
        raise _out_of_range(with_days, as_of, gap)
    rows = _rows(holdings.daily(chosen["id"].unique().tolist()), chosen)
    quarters = final_figures(holdings, held, "quarter", as_of)
    disputed = holdings.disputed([found.id for found in known if found.kind in HOME_OFFICE])
    daily = pd.DataFrame(
        {
            "arrivals": rows["arrivals"].to_numpy("int64"),
            "boats": _counted(rows["boats"]),
            "status": _status(rows, disputed, quarters),
        },
        index=pd.DatetimeIndex(chosen.index, name="date", freq=None),
    )
    totals = quarters.groupby(quarters.index.year)["arrivals"].agg(["sum", "size"])
    totals = totals.loc[totals["size"] == QUARTERS_A_YEAR, "sum"]
    weekly = _weeks(holdings, held, as_of, fresh=fresh)
    prevented = prevented_in(weekly, daily.index[-1].date())
    weeks = weekly["id"].loc[list(prevented)]
    of_days, of_quarters, of_weeks = (set(ids) for ids in (chosen["id"], quarters["id"], weeks))
    used = [found for found in order if found.id in of_days]
    used += [found for found in held if found.id in of_quarters]
    more = [found for found in held if found.id in of_weeks - of_days - of_quarters]
    said = {
        "provenance": [found.provenance() for found in used],
        "known": known_since(chosen["id"], held),
        "known_on": as_of and as_of.isoformat(),
        "gap": gap and gap.isoformat(),
        "final_quarters": {f"{end:%Y-%m-%d}": int(n) for end, n in quarters["arrivals"].items()},
        "final_totals": {int(year): int(people) for year, people in totals.items()},
        "prevented": prevented,
        "prevented_known": known_since(weeks, held),
        "remarks": remarks_of([*used, *more]),
    }
    daily.attrs = {name: value for name, value in said.items() if value}
    return daily


def known_since(ids: pd.Series, held: Iterable[Held]) -> list[dict[str, str]]:
    """Return since when the figures of each run of days or weeks have been known.

    Parameters
    ----------
    ids : pandas.Series
        The publication that each figure is taken from, by day or by last day of the week.
    held : iterable of Held
        Those publications, and maybe others.

    Returns
    -------
    list of dict
        One a run of figures from one publication: ``first``, ``last``, ``known``; days in ISO form.
    """
    known = {found.id: found.known.isoformat() for found in held}
    starts = np.flatnonzero(ids.ne(ids.shift()))
    stops = [*starts[1:], len(ids)]
    return [
        {
            "first": f"{ids.index[start]:%Y-%m-%d}",
            "last": f"{ids.index[stop - 1]:%Y-%m-%d}",
            "known": known[ids.iloc[start]],
        }
        for start, stop in zip(starts, stops, strict=False)  # one stop more where there is none
    ]


def remarks_of(used: Iterable[Held | Publication]) -> list[dict[str, Any]]:
    """Return the remarks on publications, each with their title and day of publication."""
    return [
        {
            **remark.to_dict(),
            "title": found.title,
            "published": found.published.isoformat() if found.published else None,
        }
        for found in used
        for remark in found.remarks
    ]


def prevented_in(weekly: pd.DataFrame | None, last: date) -> dict[str, list[int | None]]:
    """Return the people and the events that were prevented, where recorded.

    Parameters
    ----------
    weekly : pandas.DataFrame or None
        By ``week_ending``, with the columns of `Publication.weekly`.
    last : datetime.date
        Weeks that end later are left out.

    Returns
    -------
    dict
        Last day of the week in ISO form to people and events; None where the one is not recorded.
    """
    names = ["prevented", "events_prevented"]
    if weekly is None or weekly.empty:
        return {}
    counts = weekly[names].loc[: pd.Timestamp(last)].dropna(how="all").astype(object)
    counts = counts.where(counts.notna(), None)
    ends = counts.index.strftime("%Y-%m-%d")
    return dict(zip(ends, counts.to_numpy().tolist(), strict=True))


def is_unbroken(holdings: Holdings, since: date) -> bool:
    """Whether every day from one on is covered, up to the last figure that is held."""
    held = [found for found in holdings.publications() if found.first is not None]
    if not held or min(found.first for found in held if found.first is not None) > since:
        return False
    chosen, gap = _choose(held, _last(held))
    return gap is None and bool(chosen.index[0].date() <= since)


def source_of(found: Held) -> int:
    """Return whose figures they are, the lower the higher they stand."""
    if found.kind in HOME_OFFICE:
        return 0
    return 1 if found.kind == "tidy-csv" else 2


def by_standing(held: Iterable[Held], *, newest_first: bool = True) -> list[Held]:
    """Return publications by their standing, the highest first."""
    return sorted(sorted(held, key=recency, reverse=newest_first), key=source_of)


def recency(found: Held) -> tuple[Any, ...]:
    """Return what sorts publications by when they were known, the last word of a day last."""
    moment = (found.published_at or "", found.retrieved or "")
    return (found.known, found.kind == "time-series", *moment, found.id)


def _known(held: Iterable[Held], as_of: date | None) -> list[Held]:
    return [found for found in held if as_of is None or found.known <= as_of]


def _last(held: Sequence[Held]) -> date:
    return max(found.through for found in held if found.through is not None)


def _choose(order: Sequence[Held], end: date) -> tuple[pd.DataFrame, date | None]:
    """Return which publication each day is taken from, in the longest run without a gap.

    Returns
    -------
    pandas.DataFrame, datetime.date or None
        Column ``id``, by day; and the first day after them that nothing covers, where there are
        figures beyond it.
    """
    first = min(found.first for found in order if found.first is not None)
    if first > end:
        return pd.DataFrame({"id": []}, index=pd.DatetimeIndex([])), None
    ids = np.zeros((end - first).days + 1, dtype=np.int64)
    left = len(ids)
    for found in order:
        if found.first is None or found.through is None or not left:
            continue
        span = ids[(found.first - first).days : (found.through - first).days + 1]
        free = span == 0
        for day in found.missing:
            if (at := (day - found.first).days) < len(free):
                free[at] = False
        left -= int(free.sum())
        span[free] = found.id
    edges = np.flatnonzero(np.diff(np.concatenate([[0], ids != 0, [0]])))
    starts, stops = edges[::2], edges[1::2]
    if not len(starts):
        return pd.DataFrame({"id": []}, index=pd.DatetimeIndex([])), None
    longest = int(np.argmax(stops - starts))
    start, stop = int(starts[longest]), int(stops[longest])
    days = pd.date_range(first, end, freq="D", unit="ns")[start:stop]
    gap = first + timedelta(days=stop) if stop < stops[-1] else None
    return pd.DataFrame({"id": ids[start:stop]}, index=days), gap


def _rows(daily: pd.DataFrame, chosen: pd.DataFrame) -> pd.DataFrame:
    wanted = pd.MultiIndex.from_arrays([chosen["id"], chosen.index], names=["id", "date"])
    return daily.set_index(["id", "date"]).loc[wanted]


def _counted(boats: pd.Series) -> Any:
    return boats.to_numpy("int64") if boats.notna().all() else boats.astype("Int64").to_numpy()


def _status(rows: pd.DataFrame, disputed: pd.DataFrame, quarters: pd.DataFrame) -> Any:
    """Return "revised" where it is marked or silent, "final" where a quarter agrees."""
    days = rows.index.get_level_values("date")
    sums = pd.Series(rows["arrivals"].to_numpy("int64"), index=days).resample("QE").sum()
    agreed = sums.index[sums == quarters["arrivals"].reindex(sums.index)]
    final = days.to_period("Q").end_time.normalize().isin(agreed)
    by_day = disputed.groupby("date")["arrivals"].nunique() if len(disputed) else pd.Series()
    silent = days.isin(by_day.index[by_day > 1])
    status = np.where(final, "final", rows["status"].to_numpy(object))
    return pd.array(
        np.where((rows["status"] == "revised") | silent, "revised", status), dtype="str"
    )


def final_figures(
    holdings: Holdings,
    held: Sequence[Held],
    by: Literal["month", "quarter"],
    as_of: date | None = None,
) -> pd.DataFrame:
    """Return the final figure of each month or quarter, and which publication it is from.

    Parameters
    ----------
    holdings : Holdings
        What is held.
    held : sequence of Held
        Its publications.
    by : {"month", "quarter"}
        Of what.
    as_of : datetime.date, optional
        The day on which they were known; now where it is left out. Where the release of then is
        not held, a later one stands in, for what the calendar of the releases says was out.

    Returns
    -------
    pandas.DataFrame
        By the last day of the period: ``arrivals``, ``boats`` and ``id``.
    """
    rows, index = getattr(holdings, f"{by}ly"), f"{by}_ending"
    candidates = by_standing(found for found in held if found.kind == "quarterly")
    known = _known(candidates, as_of)
    figures = _newest_final(rows([found.id for found in known]), index, known)
    later = [found for found in candidates if found not in known][::-1]
    if as_of is not None and later:
        more = _newest_final(rows([found.id for found in later]), index, later)
        out = [final_from(period_of(end.date(), "quarter").end) <= as_of for end in more.index]
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


def _weeks(
    holdings: Holdings, held: Sequence[Held], as_of: date | None, *, fresh: bool
) -> pd.DataFrame:
    """Return the weeks as they were known; they have publications of their own, without days."""
    known = _known(held, as_of)
    weekly = _newest_weeks(holdings, by_standing(known))
    if fresh:
        return weekly
    # As for days: what was not known then is from the first publication that has it later.
    later = by_standing(set(held) - set(known), newest_first=False)
    more = newest(holdings.weekly([found.id for found in later]), "week_ending", later)
    more = more[~more.index.isin(weekly.index)]
    found = [frame for frame in (weekly, more) if len(frame)] or [weekly]
    return pd.concat(found).sort_index()


def _newest_weeks(holdings: Holdings, order: Sequence[Held]) -> pd.DataFrame:
    """Return the weeks of the newest time series, and of what came out after it."""
    latest = []
    for found in order:
        if found.kind in {"time-series", "weekly-summary"}:
            latest.append(found)
        if found.kind == "time-series":
            break
    return newest(holdings.weekly([found.id for found in latest]), "week_ending", latest)


def newest(rows: pd.DataFrame, index: str, order: Sequence[Held]) -> pd.DataFrame:
    """Return each period once, from the first publication in the order that has it."""
    if rows.empty:
        return pd.DataFrame({"arrivals": [], "id": []}, index=pd.DatetimeIndex([]))
    place = {found.id: at for at, found in enumerate(order)}
    rows = rows.assign(place=rows["id"].map(place)).sort_values("place", kind="stable")
    return rows.drop_duplicates(index).set_index(index).drop(columns="place").sort_index()


def _out_of_range(
    held: Sequence[Held], as_of: date | None, gap: date | None = None
) -> OutOfRangeError:
    first = min(found.first for found in held if found.first is not None)
    wanted = "any day" if as_of is None else day_text(as_of)
    without = f", without {day_text(gap)}" if gap and gap <= _last(held) else ""
    return OutOfRangeError(
        f"the figures run from {day_text(first)} to {day_text(_last(held))}{without}",
        expected=f"figures for {wanted}",
        where="as_of",
        fix="Choose a day that they cover, or give newer figures.",
    )
