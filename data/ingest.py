"""Ingest publications into the store: from disk, and from GOV.UK."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from time import monotonic

from .errors import (
    CrossingsError,
    FetchError,
    NoFiguresError,
    NotAPublicationError,
    SourceNotFoundError,
    StoreError,
    UnknownFormatError,
    UnreadableSourceError,
)
from .govuk import QUARTERLY, GovUk, Link
from .loading import read_publication
from .publications.formats import read_bytes
from .publications.publication import Publication
from .store.rows import Outcome, dated
from .store.store import Store

TOGETHER_SECONDS = 0.5
"""How long files are read before what was read is stored, all in one transaction: each commit waits
for the disk. Others that write wait no longer than that takes; a kill loses no more than that."""


@dataclass(frozen=True)
class Ingested:
    """The outcome for a file or an address.

    Attributes
    ----------
    name : str
        Path or address.
    outcome : str
        "new" to the store, a new "copy" of a publication that it holds, "held" already, "dated"
        (held already, and given the day of publication that the user names), "unchanged" since it
        was last fetched, "left out" (a file in a folder that is not a publication of figures), "not
        found" (the site shows no quarterly dataset) or "refused".
    publication : Publication or None
        What was read.
    error : CrossingsError or None
        Why it was left out or refused.
    """

    name: str
    outcome: Outcome | str
    publication: Publication | None = None
    error: CrossingsError | None = None


def files_in(names: Sequence[str | Path]) -> list[tuple[Path, bool]]:
    """Return the named files, and the files in the named folders.

    Returns
    -------
    list of (pathlib.Path, bool)
        Each file once, and whether it was named itself. Hidden files in folders are left out. A
        folder that cannot be looked into stands for its files, as if it were named.

    Raises
    ------
    SourceNotFoundError
        If something named is not there, or a folder has no file.
    """
    files: dict[Path, bool] = {}
    if any(not str(name).strip() for name in names):
        raise SourceNotFoundError(
            "an empty name", expected="the name of a file or a folder", where="FILE"
        )
    for name in map(Path, names):
        if name.is_dir():
            inside = _inside(name)
            if not inside:
                raise SourceNotFoundError("an empty folder", expected="files", where=str(name))
            for path, closed in sorted(inside.items()):
                files.setdefault(path, closed)
        elif name.exists():
            files[name] = True
        else:
            raise SourceNotFoundError("no such file", expected="a publication", where=str(name))
    return list(files.items())


def _inside(folder: Path) -> dict[Path, bool]:
    """Return the files in a folder and the folders in it that cannot be listed, which are true."""
    found: dict[Path, bool] = {}

    def closed(error: OSError) -> None:
        found[Path(error.filename)] = True

    for where, folders, names in os.walk(folder, onerror=closed):
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths = [Path(where, name) for name in names if not name.startswith(".")]
        found.update({path: False for path in paths if path.is_file()})
    return found


def ingest(
    store: Store,
    files: Sequence[tuple[Path, bool]],
    *,
    retrieved: datetime,
    published: date | None = None,
    count: str | None = None,
) -> Iterator[Ingested]:
    """Store the publications in files, each completely or not at all.

    Those that were read within a moment are stored in one transaction.

    Parameters
    ----------
    store : Store
        The store.
    files : sequence of (pathlib.Path, bool)
        As `files_in` gives.
    retrieved : datetime.datetime
        Now.
    published : datetime.date, optional
        When they were published, for those that do not say so; for a single file, instead of the
        day that it gives itself.
    count : str, optional
        The column of people who arrived, where the files are tables.

    Yields
    ------
    Ingested
        For each file, in order; what it says is in the store then, for good.

    Raises
    ------
    StoreError
        If the database does not answer; the files before it are in the store.
    """
    read: list[tuple[Ingested, date | None]] = []
    since = monotonic()
    for path, named in files:
        read.append(_read(path, published, named=named, alone=len(files) == 1, count=count))
        if monotonic() - since >= TOGETHER_SECONDS:
            yield from _stored(store, read, retrieved)
            read, since = [], monotonic()
    yield from _stored(store, read, retrieved)


def _read(
    path: Path, published: date | None, *, named: bool, alone: bool, count: str | None
) -> tuple[Ingested, date | None]:
    """Read a file; return it as "read", or why it was not, and the day that the user gives it."""
    try:
        if path.is_dir():
            raise UnreadableSourceError(
                "a folder that cannot be read", expected="one that you may read", where=str(path)
            )
        publication = read_publication(path, count=count)
        day = published if alone or publication.published is None else None
        if day is not None:
            publication = dated(publication, day)
    except (NotAPublicationError, NoFiguresError) as error:
        return Ingested(str(path), "refused" if named else "left out", error=error), None
    except CrossingsError as error:
        return Ingested(str(path), "refused", error=error), None
    return Ingested(str(path), "read", publication), day


def _stored(
    store: Store, read: Sequence[tuple[Ingested, date | None]], retrieved: datetime
) -> Iterator[Ingested]:
    """Store what was read in one transaction; yield the outcomes once they are in it for good."""
    done: list[Ingested] = []
    try:
        with store.together() if any(one.publication for one, _ in read) else nullcontext():
            for one, day in read:
                done.append(_store(store, one, day, retrieved))
    except BaseException:
        # All of it is undone; those before the one that failed go in, each by itself.
        for one, day in read[: len(done)]:
            yield _store(store, one, day, retrieved)
        raise
    yield from done


def _store(store: Store, one: Ingested, day: date | None, retrieved: datetime) -> Ingested:
    if one.publication is None:
        return one
    try:
        outcome = store.ingest(one.publication, retrieved=retrieved, published=day)
    except StoreError:
        raise
    except CrossingsError as error:
        return Ingested(one.name, "refused", error=error)
    return replace(one, outcome=outcome)


def update(store: Store, site: GovUk, *, retrieved: datetime) -> Iterator[Ingested]:
    """Fetch the newest publications into the store, one transaction each.

    Parameters
    ----------
    store : Store
        The store.
    site : GovUk
        GOV.UK or a mirror.
    retrieved : datetime.datetime
        Now.

    Yields
    ------
    Ingested
        For each publication that the site has.

    Raises
    ------
    FetchError
        If the site does not answer. What it shows no link to is "refused" or "not found".
    StoreError
        If the database does not answer.
    """
    links, missing = site.publications()
    for link in links:
        yield _update_one(store, site, link, retrieved)
    for error in missing:
        yield Ingested(error.where or "", "refused", error=error)
    try:
        quarterly = site.quarterly()
    except FetchError as error:
        yield Ingested(QUARTERLY, "refused", error=error)
        return
    yield (
        _update_one(store, site, quarterly, retrieved)
        if quarterly
        else Ingested(QUARTERLY, "not found")
    )


def _update_one(store: Store, site: GovUk, link: Link, retrieved: datetime) -> Ingested:
    try:
        fetched = site.fetch(link.url, unless=store.download(link.url))
        if fetched is None:
            return Ingested(link.url, "unchanged")
        publication = read_bytes(fetched.content, name=link.url)
        if publication.kind != link.kind:
            raise UnknownFormatError(
                f"a publication of kind {publication.kind}", expected=link.kind, where=link.url
            )
        outcome = store.ingest(publication, retrieved=retrieved)
        store.record_download(link.url, fetched.validators, checked=retrieved)
    except StoreError:
        raise
    except CrossingsError as error:
        return Ingested(link.url, "refused", error=error)
    return Ingested(link.url, outcome, publication)
