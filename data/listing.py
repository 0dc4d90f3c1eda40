"""What is held, as tables: the publications, and where they disagree."""

from __future__ import annotations

import pandas as pd

from .address import official
from .calendar import Day, as_date, days_of
from .errors import OptionError
from .loading import holdings
from .vintages.behaviour import Vintages, summary_of
from .vintages.disagreements import changes, differences
from .vintages.reconcile import figures_of


def sources(*, database: str | None = None) -> pd.DataFrame:
    """List the publications that the figures come from, the newest first.

    Parameters
    ----------
    database : str, optional
        As of `crossings.data.load`.

    Returns
    -------
    pandas.DataFrame
        One row a publication: ``kind``, ``title``, ``url``, ``published``, ``known`` (first day
        on which its figures were known), ``retrieved`` (None where it ships with the package),
        ``first`` and ``through`` (days that it covers), ``sha256``, ``remarks`` (a list of
        `Remark`: what was noticed in it, and what was done about that).

    Raises
    ------
    CrossingsError
        If the store is not there, or does not answer.

    Examples
    --------
    >>> str(sources().loc[1, "through"].date())
    '2026-08-20'
    """
    publications = holdings(database).publications()
    publications.sort(key=lambda one: (one.known, one.kind, one.sha256), reverse=True)
    columns = ["kind", "title", "url", "published", "known", "retrieved", "first", "through"]
    rows = [
        {**vars(one), "url": official(one.url), "remarks": list(one.remarks)}
        for one in publications
    ]
    table = pd.DataFrame(rows, columns=[*columns, "sha256", "remarks"], dtype=object)
    for name in ("published", "known", "first", "through"):
        table[name] = days_of(table[name])
    return table


def revisions(*, since: Day | None = None, database: str | None = None) -> pd.DataFrame:
    """List every figure that one publication gives and another does not.

    Parameters
    ----------
    since : date, timestamp or ISO string, optional
        Only what was first known on this day or later.
    database : str, optional
        As of `crossings.data.load`.

    Returns
    -------
    pandas.DataFrame
        One row a figure: ``by`` ("day", "week", "quarter" or "year"), ``date`` (the day, or the
        last of the period), ``measure`` ("arrivals": people; "boats" and
        "uncontrolled_landings": boats; of weeks also "prevented": people, "events_prevented", and
        "prevented or events_prevented" where a week is marked as revised and one vintage of it
        does not tell which of the two was), ``old`` and ``new`` (missing where they are not
        held), ``how`` ("flagged", "silent", "other source"; "sum" where a published figure is not
        the sum of its days), ``old_kind``, ``old_published``, ``new_kind``, ``new_published`` and
        ``known`` (when the two were first known to differ).

    Raises
    ------
    CrossingsError
        If the store is not there, or does not answer.

    Examples
    --------
    >>> table = revisions(since="2024-01-01")
    >>> table.loc[0, ["by", "old", "new", "how"]].astype(str).tolist()
    ['quarter', '4527', '4529', 'sum']
    """
    day = None if since is None else as_date(since, argument="since")
    held = holdings(database)
    frames = [changes(held), differences(held, figures_of(held).daily)]
    table = pd.concat([frame for frame in frames if len(frame)] or frames[:1], ignore_index=True)
    if day is not None:
        table = table[table["known"] >= pd.Timestamp(day)]
    order = ["known", "date", "measure", "by"]
    return table.sort_values(order, kind="stable").reset_index(drop=True)


def revision_summary(
    *, by: Vintages | None = None, known_on: Day | None = None, database: str | None = None
) -> pd.DataFrame:
    """Say how figures behave after they first come out.

    It tells what the publications held can tell: a figure counts where two of them or more give
    it, and what changed before the first or between two of them is not seen.

    Parameters
    ----------
    by : str, optional
        "day" (people and boats) or "week" (preventions); both where it is left out.
    known_on : date, timestamp or ISO string, optional
        Use only what was known on this day; all that is held where it is left out.
    database : str, optional
        As of `crossings.data.load`.

    Returns
    -------
    pandas.DataFrame
        One row for each of ``by``, ``measure`` ("arrivals", "boats"; of weeks "prevented",
        "events_prevented") and ``kind`` (of publication; "Home Office" for all of its kinds
        together). ``figures`` counts the days or weeks, ``marked`` those that a publication marks
        as revised, whichever of their figures it means; ``twice`` those that two publications or
        more give, ``changed`` those of them that ever changed, ``share`` is the one by the other.
        ``changes`` counts the changes and ``upward`` those that are increases; ``median_size`` and
        ``largest_size`` leave out their sign, ``net`` is their sum. ``median_days`` and
        ``largest_days`` run from the first publication of a figure to its last change. What
        nothing tells is missing.

    Raises
    ------
    OptionError
        If `by` is neither.
    CrossingsError
        If the store is not there, or does not answer.

    Examples
    --------
    >>> table = revision_summary(by="week", known_on="2026-08-21")
    >>> list(dict.fromkeys(table["measure"]))
    ['prevented', 'events_prevented']
    """
    if by not in {None, "day", "week"}:
        raise OptionError(f"{by!r}", expected="day or week", argument="by")
    day = None if known_on is None else as_date(known_on, argument="known_on")
    all_held = holdings(database)
    used = [one for one in all_held.publications() if day is None or one.known <= day]
    return summary_of(all_held, used, ("day", "week") if by is None else (by,))
