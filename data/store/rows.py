"""Publications and figures as rows of the store, and rows as publications and frames."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..calendar import day_text
from ..errors import InconsistentDataError
from ..publications.publication import Publication
from ..publications.remark import WHOLE, Remark
from ..vintages.holdings import Held, daily_of, known_from
from .checks import check_figures, check_row

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table

FIELDS = (
    "id", "kind", "title", "url", "published", "published_at", "known", "first", "through",
    "remarks", "missing",
)  # fmt: skip
"""The columns of a publication that are read."""


def figures_of(publication: Publication) -> dict[str, list[dict[str, Any]]]:
    """Return the figures of a publication as rows, by the name of their table."""
    from .schema import FIGURES

    frames = {
        "daily": daily_of(publication),
        "weekly": publication.weekly,
        "quarterly": publication.quarterly,
        "monthly": publication.monthly,
    }
    rows = {}
    for name, frame in frames.items():
        if frame is not None:
            _, key, *columns = (column.name for column in FIGURES[name].c)
            given = frame.reindex(columns=columns)  # one that is missing is not recorded
            values = [given[column].to_numpy(object, na_value=None).tolist() for column in columns]
            days = frame.index.date.tolist()
            rows[name] = [
                dict(zip((key, *columns), row, strict=True))
                for row in zip(days, *values, strict=True)
            ]
    if publication.people is not None:
        rows["people"] = publication.people.to_dict("records")
    return rows


def frame_of(table: Table, rows: Sequence[Any], *, each: bool = True) -> pd.DataFrame:
    """Return rows as a frame, in the types of a daily table; unless of each publication, of all.

    Raises
    ------
    ValueError
        If a value is not one that its column may have; see `checks`.
    """
    columns = zip(*rows, strict=True) if rows else [()] * len(table.c)
    frame, given = {}, {}
    for column, values in zip(table.c, columns, strict=True):
        name = "id" if column.name == "publication_id" else column.name
        kind = str(column.type)
        given[column.name] = values
        if kind == "DATE":
            frame[name] = pd.DatetimeIndex(values).as_unit("ns")
        elif kind == "INTEGER":
            frame[name] = pd.array(values, dtype="Int64" if column.nullable else "int64")
        else:
            frame[name] = list(values)
    figures = pd.DataFrame(frame)
    check_figures(table, figures, given, each=each)
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
    """Return a publication of the store from its row.

    Raises
    ------
    ValueError
        If a value is not one that its column may have, or its days contradict each other.
    """
    from .schema import copy, publication

    for table in (publication, copy):
        check_row(table, row)
    first, through, known = row["first"], row["through"], row["known"]
    if through is not None and not (first or through) <= through < known:
        raise ValueError(f"figures from {first} to {through}, known on {known}")
    remarks, missing = (json.loads(row.pop(name) or "[]") for name in ("remarks", "missing"))
    return Held(
        **row,
        remarks=tuple(map(Remark.from_dict, remarks)),
        missing=tuple(map(date.fromisoformat, missing)),
    )


def held_in(connection: Connection) -> list[Held]:
    """Return the publications of a store, in no particular order; raises as `held_of`."""
    from sqlalchemy import select

    from .schema import copy, publication

    columns = [publication.c[name] for name in FIELDS]
    query = (
        select(*columns, copy.c.retrieved, copy.c.sha256)
        .join(copy, copy.c.publication_id == publication.c.id)
        .order_by(publication.c.id, copy.c.retrieved.desc(), copy.c.sha256)
    )
    # Of several copies the one that was retrieved first comes last, and stays.
    by_id = {row.id: held_of(row._asdict()) for row in connection.execute(query)}
    return list(by_id.values())


def check_everything(connection: Connection) -> None:
    """Raise a ValueError where a publication or a figure cannot be read, whichever it is."""
    from sqlalchemy import select

    from .schema import FIGURES

    held_in(connection)
    for table in FIGURES.values():
        frame_of(table, connection.execute(select(table)).all())


def iso(moment: datetime | None) -> str | None:
    """Return a moment in UTC and ISO form, to the second."""
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="seconds")
