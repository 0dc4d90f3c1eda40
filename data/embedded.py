"""The figures that ship with the package, as the publications that they come from."""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

import pandas as pd

from .holdings import InMemory
from .publications import Kind, Publication
from .publications.daily_rows import UNCONTROLLED
from .schema import check_daily

__all__ = ["embedded"]

FOLDER = "official"


@lru_cache(maxsize=1)
def embedded() -> InMemory:
    """Return the figures that ship with the package, checked like any others."""
    folder = files(__package__) / FOLDER
    package: dict[str, Any] = json.loads((folder / "datapackage.json").read_text("utf-8"))
    sources = {source["kind"]: source for source in package["sources"]}
    daily = _table("daily", "date")
    weekly = _table("weekly", "week_ending")
    quarterly = _table("quarterly", "quarter_ending")
    return InMemory(
        [
            _publication(
                "time-series",
                sources,
                daily=check_daily(daily, where="daily.csv"),
                weekly=weekly,
                uncontrolled_landings=daily[UNCONTROLLED],
            ),
            _publication("quarterly", sources, quarterly=quarterly),
        ]
    )


def _table(name: str, index: str) -> pd.DataFrame:
    opened = files(__package__).joinpath(FOLDER, f"{name}.csv").open("rb")
    with opened:
        table = pd.read_csv(opened, parse_dates=[index], index_col=index)
    table.index = table.index.as_unit("ns")
    counts = [column for column in table if column != "status"]
    return table.astype(dict.fromkeys(counts, "Int64"))


def _publication(kind: Kind, sources: dict[str, Any], **tables: Any) -> Publication:
    source = sources[kind]
    return Publication(
        kind=kind,
        title=source["title"],
        url=source["url"],
        sha256=source["sha256"],
        published=date.fromisoformat(source["published"]),
        **tables,
    )
