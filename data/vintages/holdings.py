"""What is held: publications and their figures as published, wherever they are kept.

The store keeps them in a database, and the package ships some; `reconcile` asks both in the same
words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, Protocol

import pandas as pd

from ..publications.publication import Kind, Publication, provenance_of
from ..publications.remark import Remark

HOME_OFFICE: frozenset[Kind] = frozenset({"time-series", "last-7-days", "weekly-summary"})
TIDY: Kind = "tidy-csv"
TableName = Literal["daily", "weekly", "quarterly", "monthly", "people"]
COUNTS = ("arrivals", "boats", "uncontrolled_landings")
"""What is counted each day: people, boats, and those of the boats that landed uncontrolled."""


@dataclass(frozen=True)
class Held:
    """A publication that is held, without its figures.

    Attributes
    ----------
    id : int
        In its holdings; below zero where it ships with the package.
    kind : str
        As of `Publication`.
    title, url, sha256 : str
        As of `Publication`; of the copy that was retrieved first.
    published : datetime.date or None
        By the publication itself.
    published_at : str or None
        The same to the second, in ISO form and UTC.
    known : datetime.date
        First day on which its figures were known; see `known_from`.
    retrieved : str or None
        When it was retrieved, in ISO form.
    first, through : datetime.date or None
        First and last day of its daily figures; `through` of its weeks or quarters where it has
        no days.
    remarks : tuple of Remark
        As of `Publication`.
    missing : tuple of datetime.date
        As of `Publication`.
    """

    id: int
    kind: Kind
    title: str
    url: str | None
    published: date | None
    published_at: str | None
    known: date
    retrieved: str | None
    sha256: str
    first: date | None
    through: date | None
    remarks: tuple[Remark, ...] = ()
    missing: tuple[date, ...] = ()

    def provenance(self) -> dict[str, Any]:
        """Where its figures come from, as `load` puts it into ``frame.attrs["provenance"]``."""
        return provenance_of(self, self.retrieved)


class Holdings(Protocol):
    """Publications and their figures, as published."""

    def publications(self) -> list[Held]:
        """Return what is held, in no particular order."""
        ...

    def rows(self, table: TableName, ids: Sequence[int]) -> pd.DataFrame:
        """Return the figures of publications: ``id`` and the columns of the table.

        Of "daily" these are ``date``, people and boats as `COUNTS` names them, and ``status``; of
        "weekly", "quarterly" and "monthly" ``week_ending``, ``quarter_ending`` or ``month_ending``
        and the columns of that table of `Publication`; of "people" those of `Publication.people`.
        """
        ...

    def distinct_days(self, ids: Sequence[int]) -> pd.DataFrame:
        """Return rows of "daily" without ``id``: what these publications say, most of it once."""
        ...

    def disputed(self, ids: Sequence[int], beside: pd.DataFrame | None = None) -> pd.DataFrame:
        """Return rows of "daily": the days on which these publications differ or mark a revision.

        The days of others that stand `beside` them count, and are not returned.
        """
        ...


def known_from(publication: Publication, retrieved: date) -> date:
    """Return the first day on which the figures of a publication were known.

    The day of publication; where it names none, that of retrieval, or for a quarterly dataset
    that in the calendar of its releases if it was retrieved later. And never before the day after
    its last figure: pages are changed without a word, and then carry a figure for the day on
    which they say that they were published.
    """
    through = publication.through or date.min
    day = publication.published
    if day is None:
        day = retrieved
        if publication.quarterly is not None:
            day = min(retrieved, final_from(through))
    return max(day, through + timedelta(days=1))


def final_from(quarter_end: date) -> date:
    """Return the day by which the final figure of a quarter is out, by the calendar of releases.

    The quarterly statistics come out in the second half of the second month after a quarter.
    """
    return (pd.Timestamp(quarter_end) + pd.offsets.MonthEnd(2)).date()


def source_of(publication: Held) -> int:
    """Return whose figures they are, the lower the higher they stand."""
    if publication.kind in HOME_OFFICE:
        return 0
    return 1 if publication.kind == TIDY else 2


def by_standing(held: Iterable[Held], *, newest_first: bool = True) -> list[Held]:
    """Return publications by their standing, the highest first."""
    return sorted(sorted(held, key=recency, reverse=newest_first), key=source_of)


def recency(publication: Held) -> tuple[Any, ...]:
    """Return what sorts publications by when they were known, the last word of a day last."""
    moment = (publication.published_at or "", publication.retrieved or "")
    return (publication.known, publication.kind == "time-series", *moment, publication.id)


def daily_of(publication: Publication) -> pd.DataFrame | None:
    """Return the days of a publication with all that it counts, or None."""
    if publication.daily is None:
        return None
    landed = publication.uncontrolled_landings
    if landed is None:
        landed = pd.Series(pd.NA, index=publication.daily.index, dtype="Int64")
    return publication.daily.assign(uncontrolled_landings=landed)


class Joined:
    """Two holdings as one; where both hold a publication, it is that of the first.

    Parameters
    ----------
    first, second : Holdings
        With ids that do not meet.
    kinds : collection of str, optional
        What to take of the second; everything where it is left out.
    held : sequence of Held, optional
        The publications of the first, where they have been read already.
    """

    def __init__(
        self,
        first: Holdings,
        second: Holdings,
        kinds: Collection[Kind] | None = None,
        held: Sequence[Held] | None = None,
    ) -> None:
        self._both = (first, second)
        own = first.publications() if held is None else held
        there = {one.sha256 for one in own}
        # Read once: what is asked later is asked of the publications that the figures came from.
        self._held = [
            *own,
            *(
                one
                for one in second.publications()
                if one.sha256 not in there and (kinds is None or one.kind in kinds)
            ),
        ]

    def publications(self) -> list[Held]:
        """Return what was held when the two were joined."""
        return list(self._held)

    def rows(self, table: TableName, ids: Sequence[int]) -> pd.DataFrame:
        """Return the figures of publications; see `Holdings`."""
        return stacked(*(holdings.rows(table, ids) for holdings in self._both))

    def distinct_days(self, ids: Sequence[int]) -> pd.DataFrame:
        """Return what publications say of days, most of it once."""
        return stacked(*(holdings.distinct_days(ids) for holdings in self._both))

    def disputed(self, ids: Sequence[int], beside: pd.DataFrame | None = None) -> pd.DataFrame:
        """Return the days that differ or are marked."""
        first, second = self._both
        # A database says where it differs without handing over all that it holds.
        more = second.rows("daily", ids)
        rows = first.disputed(ids, stacked(more, beside))
        dates = {*rows["date"], *second.disputed(ids, beside)["date"]}
        return stacked(rows, more[more["date"].isin(dates)])


def differing_dates(rows: pd.DataFrame, measures: Sequence[str] = COUNTS) -> set[pd.Timestamp]:
    """Return the dates on which publications differ or mark a revision.

    What one records and another does not is no difference.
    """
    if rows.empty:
        return set()
    distinct = rows.drop_duplicates(["date", *measures])
    twice = distinct[distinct["date"].duplicated(keep=False)]
    values = twice.groupby("date")[list(measures)].nunique()
    marked = rows.loc[rows["status"] == "revised", "date"]
    return {*values.index[(values > 1).any(axis=1)], *marked}


def stacked(first: pd.DataFrame, second: pd.DataFrame | None) -> pd.DataFrame:
    """Return the rows of both."""
    if second is None or second.empty:
        return first
    return second if first.empty else pd.concat([first, second], ignore_index=True)
