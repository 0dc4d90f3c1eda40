"""Publications and figures as rows of the store, and rows of the store as what they were."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..calendar import day_text
from ..errors import InconsistentDataError
from ..publications import Publication, Remark
from ..publications.remark import WHOLE
from ..vintages.holdings import Held, daily_of, known_from

if TYPE_CHECKING:
    from sqlalchemy import Table

__all__ = ["dated", "figures_of", "frame_of", "held_of", "iso", "row_of"]


def figures_of(publication: Publication) -> dict[str, list[dict[str, Any]]]:
    """Return what a publication says, as rows of the tables of figures."""
    from .schema import FIGURES

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
            # What a publication does not give is not recorded.
            given = frame.reindex(columns=columns)
            values = [given[column].to_numpy(object, na_value=None).tolist() for column in columns]
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


def dated(publication: Publication, published: date) -> Publication:
    """Return a publication with the day that its user gives it.

    Raises
    ------
    InconsistentDataError
        If it has figures for days after it.
    """
    through = publication.through
    if through is not None and through > published:
        raise InconsistentDataError(
            f"published on {day_text(published)}, with figures for {day_text(through)}",
            expected="no figures for days after its publication",
            where=publication.title,
        )
    said = publication.published
    if said == published:
        return publication
    remarks = publication.remarks
    if said is not None:
        done = f"taken as published on {day_text(published)}"
        remarks = (*remarks, Remark(WHOLE, f"{day_text(said)} by itself", done))
    return replace(publication, published=published, published_at=None, remarks=remarks)


def row_of(
    publication: Publication, retrieved: datetime
) -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]:
    """Return a publication and its figures as rows."""
    published = publication.published
    identity = {
        "kind": publication.kind,
        "published": published.isoformat() if published else None,
        # A page says it to the second; a spreadsheet is the same however often it is saved.
        "published_at": None
        if publication.kind in {"time-series", "quarterly"}
        else iso(publication.published_at),
    }
    figures = figures_of(publication)
    said = json.dumps([identity, _identifying(figures)], sort_keys=True, default=str)
    row = {
        "kind": publication.kind,
        "published": published,
        "published_at": iso(publication.published_at),
        "title": publication.title,
        "url": publication.url,
        "known": known_from(publication, retrieved.date()),
        "first": None if publication.daily is None else publication.daily.index[0].date(),
        "through": publication.through,
        "remarks": _json([remark.to_dict() for remark in publication.remarks]),
        "missing": _json([day.isoformat() for day in publication.missing]),
        "fingerprint": hashlib.sha256(said.encode()).hexdigest(),
    }
    return row, figures


def _identifying(figures: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Return what tells one publication from another; as in stores made before boats were kept."""
    quarters = [
        {name: value for name, value in row.items() if name != "boats" or value is not None}
        for row in figures.get("quarterly", ())
    ]
    return {**figures, "quarterly": quarters} if quarters else figures


def _json(values: list[Any]) -> str | None:
    return json.dumps(values) if values else None


def held_of(row: dict[str, Any]) -> Held:
    """Return a publication that is held from its row."""
    remarks, missing = (json.loads(row.pop(name) or "[]") for name in ("remarks", "missing"))
    return Held(
        **row,
        remarks=tuple(map(Remark.from_dict, remarks)),
        missing=tuple(map(date.fromisoformat, missing)),
    )


def iso(moment: datetime | None) -> str | None:
    """Return a moment in UTC and ISO form, to the second."""
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="seconds")
