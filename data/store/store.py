"""The store: every publication and every figure as it was published, append-only.

SQLite in the user's data folder, or any database with a URL (PostgreSQL for teams), with one schema
for both. A publication is stored once, however often a copy of it is ingested: two copies are the
same if their figures are, whatever their bytes, as a page changes with every visit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ..errors import SourceNotFoundError
from ..publications.publication import Publication
from ..vintages.holdings import Held, TableName, differing_dates, stacked
from . import reading, tables
from .answers import answering, damaged, something_else, too_new
from .archive import insert_forecasts, replace_tracks, select_forecasts, select_tracks
from .engine import engine_of_file, engine_of_server, file_of, make_folder_of, tables_in
from .keeping import Keeping, keeping_in_file, keeping_through
from .reading import Reading
from .records import Archived
from .rows import (
    Outcome,
    check_days,
    check_everything,
    dated,
    iso,
    row_of,
    select_figures,
    select_held,
)
from .tables import FIGURES

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from ..fetching import Validators

LOCK = 0x63726F7373  # any number of our own: processes write to a PostgreSQL database in turn
MANY = 50_000
"""Days times publications above which reading all is faster than looking each up."""


def find_store(database: str | None = None) -> Store | None:
    """Return the named store, or else the default one; None where there is none yet.

    Parameters
    ----------
    database : str, optional
        A database URL, or the path of an SQLite file; the environment variable
        ``CROSSINGS_DATABASE_URL`` or else the user's data folder where it is left out.

    Raises
    ------
    SourceNotFoundError
        If a file is named that is not there.
    DamagedStoreError
        If a file is named that is empty.
    CrossingsError
        As of `Store`.
    """
    path = file_of(database)
    if database is not None and path is not None and path.is_file() and not path.stat().st_size:
        raise damaged(str(path), "the file is empty")
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
    r"""Publications and their figures in a database.

    Parameters
    ----------
    database : str, optional
        As of `find_store`.
    create : bool
        Whether to make it where there is none.

    Raises
    ------
    OptionError
        If the URL is not one, or the database needs another package.
    NotAStoreError
        If the database belongs to something else, or to a newer version of the package.
    DamagedStoreError
        If its pages contradict each other, or its version is not one.
    StoreError
        If it cannot be opened.

    Examples
    --------
    >>> import io, tempfile
    >>> from datetime import datetime, timezone
    >>> from crossings.data import read_publication
    >>> publication = read_publication(io.BytesIO(b"date,arrivals\n2025-03-01,120\n"))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     store = Store(f"{folder}/crossings.sqlite")
    ...     now = datetime(2025, 3, 2, tzinfo=timezone.utc)
    ...     print(*(store.ingest(publication, retrieved=now) for _ in range(2)))
    ...     store.close()
    new held
    """

    def __init__(self, database: str | None = None, *, create: bool = True) -> None:
        self._file = file_of(database)
        self._connection: Connection | None = None
        if self._file is None:
            self.name, self._engine = engine_of_server(database)
        else:
            self.name = str(self._file)
            make_folder_of(self._file)
        with self._answering():
            self.exists = self._prepare(create=create)
        if create:
            self.publications()  # nothing is added to a store whose publications cannot be read

    def __repr__(self) -> str:
        """Its name, without a password."""
        return f"<Store: {self.name}>"

    def close(self) -> None:
        """Close the connections to the database."""
        if "_engine" in vars(self):
            self._engine.dispose()

    @cached_property
    def _engine(self) -> Engine:
        """What writes, and reads from a server; a file is read without."""
        return engine_of_file(Path(self.name))

    def ingest(
        self, publication: Publication, *, retrieved: datetime, published: date | None = None
    ) -> Outcome:
        """Store a publication completely or not at all.

        Parameters
        ----------
        publication : Publication
            As `read_publication` gives.
        retrieved : datetime.datetime
            When it was retrieved, with its zone.
        published : datetime.date, optional
            When it was published: corrects a missing or a wrong day, also of a publication that
            the store holds already.

        Returns
        -------
        {"new", "copy", "held", "dated"}

        Raises
        ------
        InconsistentDataError
            If it has days in the future, or figures for days after its publication.
        StoreError
            If the database does not answer or cannot be written; it is as it was before.
        """
        from .writing import write

        if published is not None:
            publication = dated(publication, published)
        check_days(publication, retrieved)
        row, figures = row_of(publication, retrieved)
        with self._writing() as connection:
            return write(
                connection,
                row,
                figures,
                sha256=publication.sha256,
                retrieved=retrieved,
                dated=published is not None,
            )

    @contextmanager
    def together(self) -> Iterator[None]:
        """Let all that is written in the block be one transaction, which takes far less time.

        It is in the store once the block has ended, and nothing of it is where the block failed.
        After a publication that is refused the block may go on, as nothing was written of it; a
        `StoreError` must end it.
        """
        with self._writing() as connection:
            self._connection = connection
            try:
                yield
            finally:
                self._connection = None

    def publications(self) -> list[Held]:
        """Return the publications, in no particular order."""
        with self._reading() as database:
            return select_held(database.ask)

    def rows(self, table: TableName, ids: Sequence[int]) -> pd.DataFrame:
        """Return the figures of publications; see `Holdings`."""
        with self._reading() as database:
            return select_figures(database.ask, FIGURES[table], ids)

    def distinct_days(self, ids: Sequence[int]) -> pd.DataFrame:
        """Return what publications say of days, each word once; see `Holdings`."""
        with self._reading() as database:
            return select_figures(database.ask, FIGURES["daily"], ids, each=False)

    def disputed(self, ids: Sequence[int], beside: pd.DataFrame | None = None) -> pd.DataFrame:
        """Return the days on which publications differ or mark a revision."""
        with self._reading() as database:
            figures = select_figures(database.ask, FIGURES["daily"], ids, each=False)
            dates = differing_dates(stacked(figures, beside))
            if len(dates) * len(ids) > MANY:
                rows = select_figures(database.ask, FIGURES["daily"], ids)
                return rows[rows["date"].isin(dates)]
            ids = ids if dates else ()
            return select_figures(database.ask, FIGURES["daily"], ids, days=dates)

    def download(self, url: str) -> Validators:
        """Return the validators of an address, empty where it was never fetched."""
        from sqlalchemy import select

        from ..fetching import Validators
        from .schema import download

        query = select(download.c.etag, download.c.last_modified).where(download.c.url == url)
        with self._answering(), self._engine.connect() as connection:
            row = connection.execute(query).first()
        return Validators(*row) if row else Validators()

    def record_download(self, url: str, validators: Validators, *, checked: datetime) -> None:
        """Keep the validators of an address whose content is in the store."""
        from sqlalchemy import delete, insert

        from .schema import download

        with self._writing() as connection:
            connection.execute(delete(download).where(download.c.url == url))
            values = {"url": url, "checked": iso(checked), **asdict(validators)}
            connection.execute(insert(download).values(values))

    def save_forecasts(self, rows: Sequence[Archived]) -> int:
        """Keep forecasts; those that the store has already change nothing.

        Returns
        -------
        int
            How many are new.

        Raises
        ------
        StoreError
            If the database does not answer or cannot be written; none of them is kept then.
        """
        with self._keeping() as database:
            return insert_forecasts(database, rows)

    def forecasts(self, target: str | None = None) -> Iterator[Archived]:
        """Yield the forecasts that are kept, in the order of their origins.

        Parameters
        ----------
        target : str, optional
            The only target, of those of the periods ahead, to read with each forecast.
        """
        with self._reading() as database:
            yield from select_forecasts(database, target)

    def tracks(self) -> dict[str, str]:
        """Return the rows of track records that this version of the package made, by key."""
        with self._reading() as database:
            return select_tracks(database)

    def save_tracks(self, rows: Mapping[str, str], *, made: datetime) -> None:
        """Keep rows of track records, so that the next report need not make them again.

        Those of other versions of the package are deleted, and the oldest of too many.
        """
        with self._keeping() as database:
            replace_tracks(database, rows, made)

    def _answering(self) -> AbstractContextManager[None]:
        return answering(self.name, None if self._file else self._engine.url.password)

    @contextmanager
    def _reading(self) -> Iterator[Reading]:
        """Open a transaction that reads; a file is read without SQLAlchemy."""
        with self._answering():
            if self._file:
                with reading.reading_file(self._file) as database:
                    yield database
                return
            with self._engine.connect() as connection:
                yield Reading(connection.exec_driver_sql, lambda: tables_in(connection))

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """Open a transaction that writes, or go on in an open one; others that write wait."""
        if self._connection is not None:
            with self._answering():
                yield self._connection
            return
        with self._answering(), self._engine.connect() as opened:
            connection = opened.execution_options(writes=True)
            with connection.begin():
                if connection.dialect.name == "postgresql":
                    connection.exec_driver_sql(
                        f"SET LOCAL lock_timeout = '{int(1000 * reading.WAIT_SECONDS)}ms'"
                    )
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
                yield connection

    @contextmanager
    def _keeping(self) -> Iterator[Keeping]:
        """Open a transaction that writes a few rows: to a file, without SQLAlchemy."""
        if self._file and self._connection is None:
            with self._answering(), keeping_in_file(self._file) as database:
                yield database
            return
        with self._writing() as connection:
            yield keeping_through(connection)

    def _prepare(self, *, create: bool) -> bool:
        """Make the tables, or bring them to this version; return whether they are there.

        Nothing is written to a store that is only read, but where its version is too old for that.
        """
        with self._reading() as database:
            names = database.tables()
            if is_store := reading.has_store(names):
                reading.check_pages(database)
                version = reading.version_of(database.ask)
                if version == tables.VERSION or (
                    not create and tables.OLDEST_READ <= version < tables.VERSION
                ):
                    return True
            foreign = not is_store and reading.is_foreign(names, alone=self._file is not None)
        if foreign:
            raise something_else(self.name)
        if not is_store and not create:
            return False
        if not is_store or version < tables.VERSION:
            from .schema import carry

            with self._writing() as connection:
                version = carry(connection)
                if is_store:  # a damaged one stays as it is
                    check_everything(connection.exec_driver_sql)
        if version == tables.VERSION:
            return True
        raise too_new(self.name, version, tables.VERSION)
