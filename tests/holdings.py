"""Publications that are held in memory, to be asked as those of a store are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

import pandas as pd
from crossings.data import Publication
from crossings.data.vintages.holdings import (
    Held,
    TableName,
    daily_of,
    differing_dates,
    known_from,
    stacked,
)


def _by_period(found: Publication) -> pd.DataFrame | None:
    return None if found.people is None else found.people.set_index("period")


TABLES = {
    "daily": ("date", daily_of),
    "weekly": ("week_ending", lambda publication: publication.weekly),
    "quarterly": ("quarter_ending", lambda publication: publication.quarterly),
    "monthly": ("month_ending", lambda publication: publication.monthly),
    "people": ("period", _by_period),
}


class InMemory:
    """Publications that are held in memory.

    Parameters
    ----------
    publications : sequence of Publication
        Their ids are -1, -2 and so on.
    """

    def __init__(self, publications: Sequence[Publication]) -> None:
        self._read = {-number: found for number, found in enumerate(publications, start=1)}

    def publications(self) -> list[Held]:
        """Return what is held."""
        return [_held(number, found) for number, found in self._read.items()]

    def rows(self, table: TableName, ids: Sequence[int]) -> pd.DataFrame:
        """Return the figures of publications."""
        index, of = TABLES[table]
        frames = [
            rows.rename_axis(index).reset_index().assign(id=number)
            for number in ids
            if number in self._read and (rows := of(self._read[number])) is not None
        ]
        return (
            pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=["id", index])
        )

    def distinct_days(self, ids: Sequence[int]) -> pd.DataFrame:
        """Return what publications say of days."""
        return self.rows("daily", ids).drop(columns="id")

    def disputed(self, ids: Sequence[int], beside: pd.DataFrame | None = None) -> pd.DataFrame:
        """Return the days that differ or are marked."""
        rows = self.rows("daily", ids)
        return rows[rows["date"].isin(differing_dates(stacked(rows, beside)))]


def _held(number: int, found: Publication) -> Held:
    daily, moment = found.daily, found.published_at
    if found.published is None:  # it ships with the package, which knows when it came out
        raise ValueError(f"no day of publication for {found.title}")
    return Held(
        id=number,
        kind=found.kind,
        title=found.title,
        url=found.url,
        published=found.published,
        published_at=None if moment is None else moment.astimezone(UTC).isoformat(),
        known=known_from(found, found.published),
        retrieved=None,
        sha256=found.sha256,
        first=None if daily is None else daily.index[0].date(),
        through=found.through,
        remarks=found.remarks,
        missing=found.missing,
    )
