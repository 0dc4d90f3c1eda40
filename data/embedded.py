"""The figures that ship with the package, as the publications that they come from.

The newest release of the time series is kept whole; of each earlier one its last day, and the rows
in which it differs. `tools/build_official.py` makes the tables; each is read when first needed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import Any

import pandas as pd

from .daily_table import check_daily
from .publications.publication import UNCONTROLLED
from .publications.remark import Remark
from .vintages.holdings import Held, Holdings, TableName, differing_dates, stacked

FOLDER = "official"
TEXTS = {"status", "published", "period", "nationality", "sex", "age"}


@lru_cache(maxsize=1)
def embedded() -> Holdings:
    """Return the figures that ship with the package, checked like any others."""
    described = (files(__package__) / FOLDER / "datapackage.json").read_text("utf-8")
    return _Embedded(json.loads(described)["sources"])


class _Embedded:
    """What ships with the package.

    Parameters
    ----------
    sources : sequence of dict
        Of `datapackage.json`: the releases of the time series, the newest first, then the final
        statistics. Their ids are -1, -2 and so on.
    """

    def __init__(self, sources: Sequence[dict[str, Any]]) -> None:
        self._sources = {-number: source for number, source in enumerate(sources, start=1)}

    def publications(self) -> list[Held]:
        """Return what is held."""
        first = self._daily.index[0].date()
        return [_held(number, source, first) for number, source in self._sources.items()]

    def rows(self, table: TableName, ids: Sequence[int]) -> pd.DataFrame:
        """Return the figures of publications; see `Holdings`."""
        if table == "daily":
            return self._releases(self._daily, ids, "earlier_daily", "through")
        if table == "weekly":
            weeks = _table("weekly", "week_ending")
            return self._releases(weeks, ids, "earlier_weekly", "weeks_through")
        if table == "people":
            return self._statistics(_table("people"), ids)
        index = "quarter_ending" if table == "quarterly" else "month_ending"
        return self._statistics(_table(table, index).reset_index(), ids)

    def distinct_days(self, ids: Sequence[int]) -> pd.DataFrame:
        """Return what publications say of days, most of it once.

        The newest release that is asked for speaks for the others, but for the rows in which they
        differ from the newest of all.
        """
        newest = max((number for number in ids if number in self._sources), default=0)
        differing = self._daily.index.isin(_table("earlier_daily", "date").index)
        rows = self._releases(self._daily[differing], ids, "earlier_daily", "through")
        return stacked(self.rows("daily", [newest]), rows).drop(columns="id")

    def disputed(self, ids: Sequence[int], beside: pd.DataFrame | None = None) -> pd.DataFrame:
        """Return the days that differ or are marked."""
        dates = differing_dates(stacked(self.distinct_days(ids), beside))
        rows = self._daily[self._daily.index.isin(pd.DatetimeIndex(list(dates)))]
        return self._releases(rows, ids, "earlier_daily", "through")

    @cached_property
    def _daily(self) -> pd.DataFrame:
        """The days of the newest release."""
        table = _table("daily", "date")
        return check_daily(table, where="daily.csv").assign(**{UNCONTROLLED: table[UNCONTROLLED]})

    def _releases(
        self, newest: pd.DataFrame, ids: Sequence[int], differing: str, last: str
    ) -> pd.DataFrame:
        """Return rows of the newest release as those that are asked for have them."""
        index = str(newest.index.name)
        tables = []
        for number in ids:
            source = self._sources.get(number, {})
            if last not in source or source["kind"] != "time-series":
                continue
            table = newest.loc[: source[last]]
            if number != -1:
                kept = _table(differing, index)
                kept = kept[(kept["published"] == source["published"]).to_numpy()]
                kept = kept[kept.index.isin(table.index)]
                others = table[~table.index.isin(kept.index)]
                table = pd.concat([others, kept[table.columns]]).sort_index()
            tables.append(table.reset_index().assign(id=number))
        return pd.concat(tables, ignore_index=True) if tables else _nothing(index)

    def _statistics(self, rows: pd.DataFrame, ids: Sequence[int]) -> pd.DataFrame:
        """Return the rows of the final statistics that are asked for."""
        by_day = {
            source["published"]: number
            for number, source in self._sources.items()
            if source["kind"] == "quarterly" and number in ids
        }
        rows = rows.assign(id=rows["published"].map(by_day)).dropna(subset=["id"])
        if rows.empty:
            return _nothing(str(rows.columns[0]))
        return rows.drop(columns="published").astype({"id": "int64"}).reset_index(drop=True)


def _nothing(index: str) -> pd.DataFrame:
    return pd.DataFrame(columns=["id", index])


@cache
def _table(name: str, index: str | None = None) -> pd.DataFrame:
    opened = files(__package__).joinpath(FOLDER, f"{name}.csv").open("rb")
    dates: dict[str, Any] = {} if index is None else {"parse_dates": [index], "index_col": index}
    with opened:
        table = pd.read_csv(opened, **dates, keep_default_na=False, na_values=[""])
    if index is not None:
        table.index = pd.DatetimeIndex(table.index).as_unit("ns")
    return table.astype(dict.fromkeys([name for name in table if name not in TEXTS], "Int64"))


def _held(number: int, source: dict[str, Any], first: date) -> Held:
    published, through = (date.fromisoformat(source[name]) for name in ("published", "through"))
    moment = source.get("published_at")
    return Held(
        id=number,
        kind=source["kind"],
        title=source["title"],
        url=source["url"],
        published=published,
        published_at=moment and datetime.fromisoformat(moment).astimezone(UTC).isoformat(),
        known=max(published, through + timedelta(days=1)),
        retrieved=None,
        sha256=source["sha256"],
        first=first if source["kind"] == "time-series" else None,
        through=through,
        remarks=tuple(map(Remark.from_dict, source.get("remarks", ()))),
        missing=tuple(map(date.fromisoformat, source.get("missing", ()))),
    )
