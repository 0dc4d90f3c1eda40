"""The figures that ship with the package, as the publications that they come from.

The newest release of the time series is kept whole; of each earlier one its last days, and the rows
in which it differs. `official/build.py` makes the tables.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any

import pandas as pd

from .holdings import InMemory
from .publications import Publication, Remark
from .publications.daily_rows import UNCONTROLLED
from .schema import check_daily

__all__ = ["embedded"]

FOLDER = "official"
TEXTS = {"status", "published", "period", "nationality", "sex", "age"}


@lru_cache(maxsize=1)
def embedded() -> InMemory:
    """Return the figures that ship with the package, checked like any others."""
    folder = files(__package__) / FOLDER
    package: dict[str, Any] = json.loads((folder / "datapackage.json").read_text("utf-8"))
    return _Embedded(
        [
            *_releases([found for found in package["sources"] if found["kind"] == "time-series"]),
            *_statistics([found for found in package["sources"] if found["kind"] == "quarterly"]),
        ]
    )


class _Embedded(InMemory):
    """The same, but for who arrived: a table that is read when it is first asked for."""

    def people(self, ids: Sequence[int]) -> pd.DataFrame:
        """Return who arrived."""
        by_day = {
            f"{found.published}": found.id
            for found in self.publications()
            if found.kind == "quarterly" and found.id in ids
        }
        rows = _table("people")
        rows = rows[rows["published"].isin(by_day)]
        rows = rows.assign(id=rows["published"].map(by_day)).drop(columns="published")
        return rows.reset_index(drop=True)


def _releases(sources: Sequence[dict[str, Any]]) -> list[Publication]:
    """Return the releases of the time series, the newest first."""
    daily, weekly = _table("daily", "date"), _table("weekly", "week_ending")
    daily = check_daily(daily, where="daily.csv").assign(**{UNCONTROLLED: daily[UNCONTROLLED]})
    found = []
    for source in sources:
        days, weeks = daily, weekly
        if found:
            days = _before(days, "earlier_daily", source, source["through"])
            weeks = _before(weeks, "earlier_weekly", source, source["weeks_through"])
        landed = days[UNCONTROLLED]
        tables = {"daily": days.drop(columns=UNCONTROLLED), "weekly": weeks}
        found.append(_publication(source, **tables, uncontrolled_landings=landed))
    return found


def _before(newest: pd.DataFrame, name: str, source: dict[str, Any], last: str) -> pd.DataFrame:
    """Return a table of an earlier release: the newest one up to a day, but for what differs."""
    table = newest.loc[:last]
    kept = _table(name, str(newest.index.name))
    kept = kept[kept["published"] == source["published"]]
    if len(kept):
        table = table.copy()
        table.loc[kept.index] = kept[table.columns]
    return table


def _statistics(sources: Sequence[dict[str, Any]]) -> list[Publication]:
    """Return the final statistics."""
    quarterly, monthly = _table("quarterly", "quarter_ending"), _table("monthly", "month_ending")

    def of(table: pd.DataFrame, source: dict[str, Any]) -> pd.DataFrame | None:
        rows = table[table["published"] == source["published"]].drop(columns="published")
        return rows if len(rows) else None

    return [
        _publication(source, quarterly=of(quarterly, source), monthly=of(monthly, source))
        for source in sources
    ]


@lru_cache(maxsize=None)
def _table(name: str, index: str | None = None) -> pd.DataFrame:
    opened = files(__package__).joinpath(FOLDER, f"{name}.csv").open("rb")
    dates = {} if index is None else {"parse_dates": [index], "index_col": index}
    with opened:
        table = pd.read_csv(opened, **dates, keep_default_na=False, na_values=[""])
    if index is not None:
        table.index = pd.DatetimeIndex(table.index).as_unit("ns")
    return table.astype(dict.fromkeys([name for name in table if name not in TEXTS], "Int64"))


def _publication(source: dict[str, Any], **tables: Any) -> Publication:
    moment = source.get("published_at")
    return Publication(
        kind=source["kind"],
        title=source["title"],
        url=source["url"],
        sha256=source["sha256"],
        published=date.fromisoformat(source["published"]),
        published_at=None if moment is None else datetime.fromisoformat(moment),
        remarks=tuple(Remark.from_dict(said) for said in source.get("remarks", ())),
        missing=tuple(date.fromisoformat(day) for day in source.get("missing", ())),
        **tables,
    )
