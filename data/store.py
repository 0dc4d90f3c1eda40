"""The store: every publication and every figure as it was published, append-only.

SQLite in the user's data folder, or any database that a URL names (PostgreSQL for teams), with
one schema for both. A publication is held once, however often a copy of it is ingested: what
makes it the same is what it says, not the bytes around it, as a page changes with every visit.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from .archive import IDENTITY, Archived
from .database import answering, file_of, open_engine
from .errors import (
    InconsistentDataError,
    NotAStoreError,
    SourceNotFoundError,
)
from .govuk import Validators
from .holdings import Held, differing_dates, known_from, stacked
from .publications import Publication, Remark
from .store_rows import figures_of, frame_of
from .years import day_text

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["Outcome", "Store", "find_store"]

LOCK = 0x63726F7373  # any number that is ours: two processes prepare a PostgreSQL database in turn
MANY = 50_000
"""Days of publications that a database finds sooner by reading all than by looking each up."""

FIELDS = (
    "id", "kind", "title", "url", "published", "published_at", "known", "first", "through",
    "remarks", "missing",
)  # fmt: skip
Outcome = Literal["new", "copy", "held"]
"""What became of a publication: new to the store, a new copy of one held, or held already."""


def find_store(database: str | None = None) -> Store | None:
    """Return the store that is named, or else the default one; None where there is none yet.

    Parameters
    ----------
    database : str, optional
        A database URL, or the path of an SQLite file; the environment variable
        ``CROSSINGS_DATABASE_URL`` or else the user's data folder where it is left out.

    Raises
    ------
    SourceNotFoundError
        If a file is named that is not there.
    CrossingsError
        As of `Store`.
    """
    path = file_of(database)
    if path is None or path.exists():
        store = Store(database, create=False)
        if store.exists:
            return store
    if database is not None:
        raise SourceNotFoundError(
            "no such store",
            expected="a database that crossings made",
            where=store.name if path is None else str(path),
        )
    return None


class Store:
    """Publications and their figures in a database; made where there is none.

    Parameters
    ----------
    database : str, optional
        As of `find_store`.
    create : bool
        Whether to make it where there is none.

    Raises
    ------
    OptionError
        If the URL is none, or names a database that cannot be reached without another package.
    NotAStoreError
        If the database belongs to something else, or to a newer version of the package.
    StoreError
        If it cannot be opened.
    """

    def __init__(self, database: str | None = None, *, create: bool = True) -> None:
        self.name, self._engine = open_engine(database)
        with answering(self.name):
            self.exists = self._prepare(create=create)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def ingest(
        self, publication: Publication, *, retrieved: datetime, published: date | None = None
    ) -> Outcome:
        """Put a publication into the store, whole or not at all.

        Parameters
        ----------
        publication : Publication
            As `read_publication` gives.
        retrieved : datetime.datetime
            When it was retrieved, with its zone.
        published : datetime.date, optional
            When it was published, where it does not say so itself.

        Returns
        -------
        {"new", "copy", "held"}

        Raises
        ------
        InconsistentDataError
            If it has days to come, or another day of publication than the store has.
        StoreError
            If the database does not answer or cannot be written; it is as it was before.
        """
        from sqlalchemy import insert, select

        from .store_schema import copy
        from .store_schema import publication as publications

        self._check_days(publication, published, retrieved)
        given, published = published, publication.published or published
        known = known_from(publication, published or retrieved.date())
        identity = {
            "kind": publication.kind,
            "published": published.isoformat() if published else None,
            "published_at": _iso(publication.published_at),
        }
        figures = figures_of(publication)
        said = json.dumps([identity, _identifying(figures)], sort_keys=True, default=str)
        row = {
            **identity,
            "published": published,
            "title": publication.title,
            "url": publication.url,
            "known": known,
            "first": None if publication.daily is None else publication.daily.index[0].date(),
            "through": publication.through,
            "remarks": _json([remark.to_dict() for remark in publication.remarks]),
            "missing": _json([day.isoformat() for day in publication.missing]),
            "fingerprint": hashlib.sha256(said.encode()).hexdigest(),
        }
        with self._writing() as connection:
            there = (
                select(publications.c.published)
                .join(copy, copy.c.publication_id == publications.c.id)
                .where(copy.c.sha256 == publication.sha256)
            )
            if held := connection.execute(there).first():
                self._check_same_day(given and published, held.published)
                return "held"
            same = select(publications.c.id).where(publications.c.fingerprint == row["fingerprint"])
            number = connection.execute(same).scalar()
            outcome: Outcome = "copy" if number is not None else "new"
            if number is None:
                added = insert(publications).values(row).returning(publications.c.id)
                number = int(connection.execute(added).scalar_one())
                for table, rows in figures.items():
                    self._insert(connection, table, number, rows)
            made = {"sha256": publication.sha256, "publication_id": number}
            connection.execute(insert(copy).values(retrieved=_iso(retrieved), **made))
        return outcome

    @staticmethod
    def _check_days(publication: Publication, published: date | None, retrieved: datetime) -> None:
        """Refuse figures and publications of days to come: what is in the store stays there."""
        latest = retrieved.date() + timedelta(days=1)  # it may be tomorrow where they are published
        for what, day in (
            ("figures for", publication.through),
            ("a publication of", publication.published or published),
        ):
            if day is not None and day > latest:
                raise InconsistentDataError(
                    f"{what} {day_text(day)}",
                    expected=f"none after {day_text(retrieved)}, when it was retrieved",
                    where=publication.title,
                )

    @staticmethod
    def _check_same_day(given: date | None, held: date | None) -> None:
        if given and given != held:
            raise InconsistentDataError(
                f"{day_text(given)} as the day of publication",
                expected=f"{day_text(held) if held else 'none'}, as the store has it",
                where="a file that the store holds already",
                fix="The store is append-only: what was said first stays.",
            )

    def publications(self) -> list[Held]:
        """Return what is held, in no particular order."""
        from sqlalchemy import select

        from .store_schema import copy
        from .store_schema import publication as publications

        columns = [publications.c[name] for name in FIELDS]
        query = (
            select(*columns, copy.c.retrieved, copy.c.sha256)
            .join(copy, copy.c.publication_id == publications.c.id)
            .order_by(publications.c.id, copy.c.retrieved.desc(), copy.c.sha256)
        )
        with self._reading() as connection:
            # Of several copies the one that was retrieved first comes last, and stays.
            found = {row.id: _held(row._asdict()) for row in connection.execute(query)}
        return list(found.values())

    def daily(self, ids: Sequence[int]) -> pd.DataFrame:
        """Return days, as `Holdings` says."""
        return self._select("daily", ids)

    def weekly(self, ids: Sequence[int]) -> pd.DataFrame:
        """Return weeks, as `Holdings` says."""
        return self._select("weekly", ids)

    def quarterly(self, ids: Sequence[int]) -> pd.DataFrame:
        """Return quarters, as `Holdings` says."""
        return self._select("quarterly", ids)

    def monthly(self, ids: Sequence[int]) -> pd.DataFrame:
        """Return months, as `Holdings` says."""
        return self._select("monthly", ids)

    def people(self, ids: Sequence[int]) -> pd.DataFrame:
        """Return who arrived, as `Holdings` says."""
        return self._select("people", ids)

    def disputed(self, ids: Sequence[int], beside: pd.DataFrame | None = None) -> pd.DataFrame:
        """Return the days on which publications differ or mark a revision."""
        from .store_schema import daily

        said = self._select("daily", ids, each=False)
        dates = differing_dates(stacked(said, beside))
        if len(dates) * len(ids) > MANY:
            rows = self.daily(ids)
            return rows[rows["date"].isin(dates)]
        return self._select("daily", ids, daily.c.date.in_([day.date() for day in dates]))

    def download(self, url: str) -> Validators:
        """Return the validators of an address, none where it was never fetched."""
        from sqlalchemy import select

        from .store_schema import download

        query = select(download.c.etag, download.c.last_modified).where(download.c.url == url)
        with self._reading() as connection:
            row = connection.execute(query).first()
        return Validators(*row) if row else Validators()

    def record_download(self, url: str, said: Validators, *, checked: datetime) -> None:
        """Keep the validators of an address whose content is in the store."""
        from sqlalchemy import delete, insert

        from .store_schema import download

        values = {"etag": said.etag, "last_modified": said.last_modified, "checked": _iso(checked)}
        with self._writing() as connection:
            connection.execute(delete(download).where(download.c.url == url))
            connection.execute(insert(download).values(url=url, **values))

    def save_forecasts(self, rows: Sequence[Archived]) -> int:
        """Keep forecasts; those that are there already change nothing.

        Returns
        -------
        int
            How many are new.

        Raises
        ------
        StoreError
            If the database does not answer or cannot be written; none of them is kept then.
        """
        from sqlalchemy import insert, select

        from .store_schema import forecast

        new = 0
        with self._writing() as connection:
            for row in rows:
                values = {**asdict(row), "quantiles": json.dumps(row.quantiles)}
                same = [forecast.c[name] == values[name] for name in IDENTITY]
                if connection.execute(select(forecast.c.id).where(*same)).first() is None:
                    connection.execute(insert(forecast).values(values))
                    new += 1
        return new

    def forecasts(self) -> list[Archived]:
        """Return the forecasts that are kept, in the order of their origins."""
        from sqlalchemy import select

        from .store_schema import forecast

        columns = [column for column in forecast.c if column.name != "id"]
        query = select(*columns).order_by(forecast.c.as_of, forecast.c.model, forecast.c.id)
        with self._reading() as connection:
            found = [row._asdict() for row in connection.execute(query)]
        return [Archived(**{**row, "quantiles": json.loads(row["quantiles"])}) for row in found]

    def _insert(
        self, connection: Connection, table: str, number: int, rows: list[dict[str, Any]]
    ) -> None:
        from sqlalchemy import insert

        from .store_schema import FIGURES

        if rows:
            values = [{"publication_id": number, **row} for row in rows]
            connection.execute(insert(FIGURES[table]), values)

    def _select(
        self, name: str, ids: Sequence[int], *where: Any, each: bool = True
    ) -> pd.DataFrame:
        """Return the figures of publications; what several say alike once, if not of each."""
        from sqlalchemy import literal, select

        from .store_schema import FIGURES

        table = FIGURES[name]
        columns = [column for column in table.c if column.name != "publication_id"]
        number = table.c.publication_id if each else literal(0)
        query = select(number.label("id"), *columns).where(
            table.c.publication_id.in_(_literal(ids)), *where
        )
        with self._reading() as connection:
            rows = connection.execute(query if each else query.distinct()).all()
        return frame_of(table, rows)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with answering(self.name), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """Open the one transaction in which something is written, alone where it matters."""
        with answering(self.name), self._engine.connect() as opened:
            connection = opened.execution_options(writes=True)
            with connection.begin():
                if connection.dialect.name == "postgresql":
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
                yield connection

    def _prepare(self, *, create: bool) -> bool:
        """Make the tables, or carry them to this version; say whether they are there."""
        from sqlalchemy import inspect, select

        from .store_schema import VERSION, carry, is_foreign, store_version

        with self._engine.connect() as connection:
            there = inspect(connection).has_table(store_version.name)
            if there and connection.execute(select(store_version.c.version)).scalar() == VERSION:
                return True
            foreign = not there and is_foreign(connection)
        if foreign:
            raise NotAStoreError(
                "a database of something else",
                expected="a store that crossings made",
                where=self.name,
                fix="Name another database.",
            )
        if not there and not create:
            return False
        with self._writing() as connection:
            found = carry(connection)
        if found == VERSION:
            return True
        raise NotAStoreError(
            f"a store of version {found}",
            expected=f"a store of version {VERSION} or less",
            where=self.name,
            fix="Install a newer version of crossings.",
        )


def _identifying(figures: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Return what tells one publication from another; as in stores made before boats were kept."""
    quarters = [
        {name: value for name, value in row.items() if name != "boats" or value is not None}
        for row in figures.get("quarterly", ())
    ]
    return {**figures, "quarterly": quarters} if quarters else figures


def _json(values: list[Any]) -> str | None:
    return json.dumps(values) if values else None


def _held(row: dict[str, Any]) -> Held:
    remarks, missing = (json.loads(row.pop(name) or "[]") for name in ("remarks", "missing"))
    return Held(
        **row,
        remarks=tuple(map(Remark.from_dict, remarks)),
        missing=tuple(map(date.fromisoformat, missing)),
    )


def _literal(ids: Sequence[int]) -> Any:
    """Return ids as a part of the statement: there may be more than a driver takes as values."""
    from sqlalchemy import bindparam

    return bindparam("ids", list(ids), expanding=True, literal_execute=True, unique=True)


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="seconds")
