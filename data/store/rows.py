"""Publications and figures as rows of the store, and rows as publications and frames."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

import numpy as np
import pandas as pd

from ..calendar import day_text
from ..errors import InconsistentDataError
from ..publications.publication import UNCONTROLLED, Publication
from ..publications.remark import WHOLE, Remark
from ..vintages.holdings import Held, known_from
from .checks import decoded_column
from .reading import Ask
from .tables import FIGURES, TABLES, Table

Outcome = Literal["new", "copy", "held", "dated"]
"""The outcome of an ingest: new to the store, a new copy of one that it holds, held already, or
held already and given another day of publication."""


def figures_of(publication: Publication) -> dict[str, list[dict[str, Any]]]:
    """Return the figures of a publication as rows, by the name of their table."""
    frames = {
        "daily": publication.daily,
        "weekly": publication.weekly,
        "quarterly": publication.quarterly,
        "monthly": publication.monthly,
    }
    landed = publication.uncontrolled_landings
    rows = {}
    for name, frame in frames.items():
        if frame is not None:
            _, key, *columns = FIGURES[name].names
            given = dict(frame.items())
            if name == "daily" and landed is not None:
                given[UNCONTROLLED] = landed.reindex(frame.index)
            values = [_listed(given.get(column), len(frame)) for column in columns]
            days = frame.index.date.tolist()
            rows[name] = [
                dict(zip((key, *columns), row, strict=True))
                for row in zip(days, *values, strict=True)
            ]
    if publication.people is not None:
        rows["people"] = publication.people.to_dict("records")
    return rows


def _listed(values: pd.Series | None, size: int) -> list[Any]:
    """Return the values of a column; None where one is not recorded, as in one that is missing."""
    if values is None:
        return [None] * size
    listed: list[Any] = values.array.to_numpy(object, na_value=None).tolist()
    return listed


def select_figures(
    ask: Ask,
    table: Table,
    ids: Iterable[int] | None,
    *,
    each: bool = True,
    days: Iterable[date] = (),
) -> pd.DataFrame:
    """Read the figures of publications, in the types of a daily table.

    Parameters
    ----------
    ask : callable
        Asks the database.
    table : Table
        One of figures.
    ids : iterable of int or None
        The publications; None for all.
    each : bool
        Whether of each publication; else rows that are the same come once, without their ``id``.
    days : iterable of datetime.date
        The only days to read; every one where it is left out.

    Raises
    ------
    ValueError
        If a value is not one that its column may have (see `checks`), or a row is there twice.
    """
    number, *others = table.columns
    columns = [number, *others] if each else others
    # With its table a name is never taken for a text. The numbers are a part of the statement, as
    # there may be more of them than a driver takes as values.
    names = ", ".join(f'{table.name}."{column.name}"' for column in columns)
    where = []
    if ids is not None:
        where.append(f"publication_id IN ({', '.join(map(str, map(int, ids))) or 'NULL'})")
    if listed := ", ".join(f"'{day:%Y-%m-%d}'" for day in days):
        where.append(f'{table.name}."date" IN ({listed})')
    query = f"SELECT {'' if each else 'DISTINCT'} {names} FROM {table.name}"  # noqa: S608 - names of the schema
    rows = list(ask(f"{query} WHERE {' AND '.join(where)}" if where else query))
    given = zip(*rows, strict=True) if rows else [()] * len(columns)
    frame: dict[str, Any] = {}
    for column, values in zip(columns, given, strict=True):
        known = decoded_column(column, values)
        name = "id" if column is number else column.name
        if column.sort == "DATE":
            # From the texts, where they are: NumPy reads those ten times as fast as days.
            frame[name] = pd.DatetimeIndex(np.array(values, dtype="datetime64[D]")).as_unit("ns")
        elif column.sort == "INTEGER":
            frame[name] = pd.array(known, dtype="Int64" if column.nullable else "int64")
        else:
            frame[name] = list(known)
    figures = pd.DataFrame(frame)
    if each and figures.duplicated(["id", *table.keys[1:]]).any():
        raise ValueError(f"{table.name} has a row twice")
    return figures


def dated(publication: Publication, published: date) -> Publication:
    """Return a publication with the day of publication that the user gives.

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
    own = publication.published
    if own == published:
        return publication
    remarks = publication.remarks
    if own is not None:
        done = f"taken as published on {day_text(published)}"
        remarks = (*remarks, Remark(WHOLE, f"{day_text(own)} by itself", done))
    return replace(publication, published=published, published_at=None, remarks=remarks)


def check_days(publication: Publication, retrieved: datetime) -> None:
    """Raise an `InconsistentDataError` at future days: what is in the store stays there."""
    latest = retrieved.date() + timedelta(days=1)  # in London it may be tomorrow already
    for what, day in (
        ("figures for", publication.through),
        ("a publication of", publication.published),
    ):
        if day is not None and day > latest:
            raise InconsistentDataError(
                f"{what} {day_text(day)}",
                expected=f"none after {day_text(retrieved)}, when it was retrieved",
                where=publication.title,
            )


def row_of(
    publication: Publication, retrieved: datetime
) -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]:
    """Return a publication and its figures as rows."""
    published = publication.published
    figures = figures_of(publication)
    moment = iso(publication.published_at)
    row = {
        "kind": publication.kind,
        "published": published,
        "published_at": moment,
        "title": publication.title,
        "url": publication.url,
        "known": known_from(publication, retrieved.date()),
        "first": None if publication.daily is None else publication.daily.index[0].date(),
        "through": publication.through,
        "remarks": _json([remark.to_dict() for remark in publication.remarks]),
        "missing": _json([day.isoformat() for day in publication.missing]),
        "fingerprint": fingerprint_of(publication.kind, published, moment, figures),
    }
    return row, figures


def fingerprint_of(
    kind: str,
    published: date | None,
    published_at: str | None,
    figures: dict[str, list[dict[str, Any]]],
) -> str:
    """Return the SHA-256 of what a publication says: its kind, its day and its figures."""
    identity = {
        "kind": kind,
        "published": published.isoformat() if published else None,
        # A page gives it to the second; a spreadsheet stays the same however often it is saved.
        "published_at": None if kind in {"time-series", "quarterly"} else published_at,
    }
    content = json.dumps([identity, _identifying(figures)], sort_keys=True, default=str)
    return hashlib.sha256(content.encode()).hexdigest()


def _identifying(figures: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Return the figures that identify a publication, as in stores made before boats were kept."""
    quarters = [
        {name: value for name, value in row.items() if name != "boats" or value is not None}
        for row in figures.get("quarterly", ())
    ]
    return {**figures, "quarterly": quarters} if quarters else figures


def _json(values: list[Any]) -> str | None:
    return json.dumps(values) if values else None


def held_of(row: dict[str, Any]) -> Held:
    """Return a publication of the store from its row, whose values are sound.

    Raises
    ------
    ValueError
        If its days contradict each other.
    """
    first, through, known = row["first"], row["through"], row["known"]
    if through is not None and not (first or through) <= through < known:
        raise ValueError(f"figures from {first} to {through}, known on {known}")
    remarks, missing = (json.loads(row.pop(name) or "[]") for name in ("remarks", "missing"))
    return Held(
        **row,
        remarks=tuple(map(Remark.from_dict, remarks)),
        missing=tuple(map(date.fromisoformat, missing)),
    )


def select_held(ask: Ask) -> list[Held]:
    """Read the publications of a store, in no particular order.

    Raises
    ------
    ValueError
        If a value is not one that its column may have; and as `held_of`.
    """
    publication, copy = TABLES["publication"], TABLES["copy"]
    columns = [one for one in publication.columns if one.name != "fingerprint"]
    columns += [one for one in copy.columns if one.name != "publication_id"]
    names = ", ".join(f'{one.table}."{one.name}"' for one in columns)
    rows = list(
        ask(
            f"SELECT {names} FROM publication JOIN copy ON copy.publication_id = publication.id "  # noqa: S608 - names of the schema
            "ORDER BY publication.id, copy.retrieved DESC, copy.sha256"
        )
    )
    known = (
        [
            decoded_column(column, values)
            for column, values in zip(columns, zip(*rows, strict=True), strict=True)
        ]
        if rows
        else []
    )
    fields = [one.name for one in columns]
    # Of several copies the one that was retrieved first comes last, and stays.
    by_id = {row[0]: row for row in zip(*known, strict=True)}
    return [held_of(dict(zip(fields, row, strict=True))) for row in by_id.values()]


def check_everything(ask: Ask) -> None:
    """Raise a ValueError where a publication or a figure cannot be read, whichever it is."""
    select_held(ask)
    for table in FIGURES.values():
        select_figures(ask, table, None)


def iso(moment: datetime | None) -> str | None:
    """Return a moment in UTC and ISO form, to the second."""
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="seconds")
