"""Publications that are held in memory, to be asked as those of a store are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from typing import Any

import pandas as pd
from crossings.data import Publication
from crossings.data.vintages.holdings import Held, daily_of, differing_dates, known_from, stacked


def _by_period(found: Publication) -> pd.DataFrame | None:
    return None if found.people is None else found.people.set_index("period")


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

    def daily(self, ids: Sequence[int]) -> pd.DataFrame:
        """Return days."""
        return self._collect(ids, "date", daily_of)

    def weekly(self, ids: Sequence[int]) -> pd.DataFrame:
        """Return weeks."""
        return self._collect(ids, "week_ending", lambda found: found.weekly)

    def quarterly(self, ids: Sequence[int]) -> pd.DataFrame:
        """Return quarters."""
        return self._collect(ids, "quarter_ending", lambda found: found.quarterly)

    def monthly(self, ids: Sequence[int]) -> pd.DataFrame:
        """Return months."""
        return self._collect(ids, "month_ending", lambda found: found.monthly)

    def people(self, ids: Sequence[int]) -> pd.DataFrame:
        """Return who arrived."""
        return self._collect(ids, "period", _by_period)

    def disputed(self, ids: Sequence[int], beside: pd.DataFrame | None = None) -> pd.DataFrame:
        """Return the days that differ or are marked."""
        rows = self.daily(ids)
        return rows[rows["date"].isin(differing_dates(stacked(rows, beside)))]

    def _collect(self, ids: Sequence[int], index: str, table: Any) -> pd.DataFrame:
        found = [
            rows.rename_axis(index).reset_index().assign(id=number)
            for number in ids
            if number in self._read and (rows := table(self._read[number])) is not None
        ]
        return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=["id", index])


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
