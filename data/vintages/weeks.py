"""The weeks out of everything that is held, and since when figures have been known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import pandas as pd

from .holdings import Held, Holdings, by_standing


def prevented_in(
    weekly: pd.DataFrame, last: date, publications: Iterable[Held] = ()
) -> pd.DataFrame:
    """Return the people and the events that were prevented, for the weeks that record either.

    Parameters
    ----------
    weekly : pandas.DataFrame
        By ``week_ending``, with the columns of `Publication.weekly`, and ``id``.
    last : datetime.date
        Weeks that end later are left out.
    publications : iterable of Held
        Those that the weeks are taken from.

    Returns
    -------
    pandas.DataFrame
        By the last day of the week: ``prevented`` and ``events_prevented`` (Int64), ``id``, and
        ``known``, the day since when.
    """
    columns = ["prevented", "events_prevented", "id"]
    if weekly.empty:
        return pd.DataFrame(columns=[*columns, "known"], index=pd.DatetimeIndex([]))
    weeks = weekly[columns].loc[: pd.Timestamp(last)].dropna(how="all", subset=columns[:2])
    return weeks.astype(dict.fromkeys(columns[:2], "Int64")).assign(
        known=days_known(weeks["id"], publications)
    )


def weeks_held(
    holdings: Holdings, publications: Sequence[Held], known_on: date | None, until: date | None
) -> pd.DataFrame:
    """Return the weeks as they were known; they have publications of their own, without days.

    As for days, what was not known then is from the first publication that has it later, `until`
    a day; None where that which was known is fresh.
    """
    known = known_by(publications, known_on)
    weekly = _newest_weeks(holdings, by_standing(known))
    if until is None:
        return weekly
    later = []
    for one in by_standing(set(publications) - set(known), newest_first=False):
        later.append(one)
        if one.kind == "time-series" and one.through is not None and one.through >= until:
            break  # it has every week, and those after it would add none
    more = newest(holdings.rows("weekly", [one.id for one in later]), "week_ending", later)
    more = more[~more.index.isin(weekly.index)]
    frames = [frame for frame in (weekly, more) if len(frame)] or [weekly]
    return pd.concat(frames).sort_index()


def _newest_weeks(holdings: Holdings, order: Sequence[Held]) -> pd.DataFrame:
    """Return the weeks of the newest time series, and of what came out after it."""
    latest = []
    for one in order:
        if one.kind in {"time-series", "weekly-summary"}:
            latest.append(one)
        if one.kind == "time-series":
            break
    return newest(holdings.rows("weekly", [one.id for one in latest]), "week_ending", latest)


def newest(rows: pd.DataFrame, index: str, order: Sequence[Held]) -> pd.DataFrame:
    """Return each period once, from the first publication in the order that has it."""
    if rows.empty:
        return pd.DataFrame({"arrivals": [], "id": []}, index=pd.DatetimeIndex([]))
    place = {one.id: at for at, one in enumerate(order)}
    rows = rows.assign(place=rows["id"].map(place)).sort_values("place", kind="stable")
    return rows.drop_duplicates(index).set_index(index).drop(columns="place").sort_index()


def days_known(ids: pd.Series, publications: Iterable[Held]) -> pd.Series:
    """Return since when the figure of each day, or week, has been known."""
    known = {one.id: pd.Timestamp(one.known) for one in publications}
    return ids.map(known).astype("datetime64[ns]").rename("known")


def known_by(held: Iterable[Held], known_on: date | None) -> list[Held]:
    """Return the publications that were known on a day; all of them where it is None."""
    return [one for one in held if known_on is None or one.known <= known_on]
