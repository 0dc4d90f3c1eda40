"""Figures as rows of the store, and rows of the store as figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from .holdings import daily_of
from .publications import Publication

if TYPE_CHECKING:
    from sqlalchemy import Table

__all__ = ["figures_of", "frame_of"]


def figures_of(publication: Publication) -> dict[str, list[dict[str, Any]]]:
    """Return what a publication says, as rows of the tables of figures."""
    from .store_schema import FIGURES

    frames = {
        "daily": daily_of(publication),
        "weekly": publication.weekly,
        "quarterly": publication.quarterly,
        "monthly": publication.monthly,
    }
    found = {}
    for name, frame in frames.items():
        if frame is not None:
            columns = [column.name for column in FIGURES[name].c][2:]
            rows = frame.reindex(columns=columns)
            values = [rows[column].to_numpy(object, na_value=None).tolist() for column in columns]
            days = frame.index.date.tolist()
            key = FIGURES[name].c[1].name
            found[name] = [
                dict(zip((key, *columns), row, strict=True))
                for row in zip(days, *values, strict=True)
            ]
    if publication.people is not None:
        found["people"] = publication.people.to_dict("records")
    return found


def frame_of(table: Table, rows: Sequence[Any]) -> pd.DataFrame:
    """Return rows as a frame, in the types of a daily table."""
    names = ["id", *(column.name for column in table.c if column.name != "publication_id")]
    columns = dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else {}
    frame = {}
    for name in names:
        values = list(columns.get(name, ()))
        if name == "id":
            frame[name] = pd.array(values, dtype="int64")
            continue
        kind = str(table.c[name].type)
        if kind == "DATE":
            frame[name] = pd.DatetimeIndex(values).as_unit("ns")
        elif kind == "INTEGER":
            frame[name] = pd.array(values, dtype="Int64" if table.c[name].nullable else "int64")
        else:
            frame[name] = values
    return pd.DataFrame(frame)
