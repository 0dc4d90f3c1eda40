"""One call to the figures: the newest ones known, or those of any file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import IO

import pandas as pd

from .calendar import DAY, Day, as_date
from .daily_table import longest_run
from .dataset import PEOPLE, Figures
from .embedded import embedded
from .errors import (
    NoFiguresError,
    OptionError,
    SourceNotFoundError,
    UnreadableSourceError,
    printable,
    without_password,
)
from .publications.publication import MAX_BYTES, Kind, Publication
from .store.store import find_store
from .vintages.holdings import HOME_OFFICE, Holdings, Joined, known_from
from .vintages.reconcile import MAX_LAG_DAYS, figures_of, is_unbroken, remarks_on
from .vintages.weeks import prevented_in

Source = str | Path | IO[bytes]


def load(
    source: Source | None = None,
    *,
    as_of: Day | None = None,
    database: str | None = None,
    count: str | None = None,
) -> pd.DataFrame:
    """Load the daily table.

    Parameters
    ----------
    source : path or open binary file, optional
        An official publication, or a table (CSV, XLSX or ODS) with the columns ``date``,
        ``arrivals`` and, if it has them, ``boats``; its format is recognised by its content, which
        gzip may have compressed. The newest figures known where it is left out: those of the
        store where there is one, else those that ship with the package.
    as_of : date, timestamp or ISO string, optional
        Only days up to this one, with the values that were known on it where the store holds
        them; see `crossings.data.vintages.reconcile` for the rule. It may lie up to 14 days
        after the last figure, as releases slip around public holidays.
    database : str, optional
        The store: a database URL, or the path of an SQLite file; the environment variable
        ``CROSSINGS_DATABASE_URL`` or else the user's data folder where it is left out.
    count : str, optional
        The source is a table with a column ``date`` and this one, whose counts become the
        ``arrivals`` of the returned table. Any years will do.

    Returns
    -------
    pandas.DataFrame
        Index ``date`` (every day, no gaps); ``arrivals`` (people, int64), ``boats`` (int64, or
        Int64 with ``<NA>`` where the source records none), ``status`` ("provisional"; "revised"
        where the Home Office marks the day so, or gave another number of people before; "final"
        where the day lies in a quarter whose final figure is published and equals the sum of its
        days, and was not revised). ``attrs["provenance"]`` lists the publications behind it.
        What else is known of the figures, `figures` gives; the functions of the package know it
        of this table too, as long as its values are those that were loaded.

    Raises
    ------
    CrossingsError
        If the source is not there, is not understood, or contradicts itself, or the figures do
        not reach `as_of`; see `crossings.data.errors`.

    Examples
    --------
    >>> from crossings.data import load
    >>> int(load(as_of="2025-05-12").loc["2025"].arrivals.sum())
    12407
    """
    return _figures(source, as_of, "as_of", database, count).to_frame()


def figures(
    source: Source | None = None,
    *,
    known_on: Day | None = None,
    database: str | None = None,
    count: str | None = None,
) -> Figures:
    """Load the figures with all that is known of them.

    Parameters
    ----------
    source, database, count
        As of `load`.
    known_on : date, timestamp or ISO string, optional
        As ``as_of`` of `load`.

    Returns
    -------
    Figures

    Raises
    ------
    CrossingsError
        As of `load`.

    Examples
    --------
    >>> from crossings.data import figures
    >>> known = figures(known_on="2025-05-14")
    >>> known.end.isoformat(), known.year_to_date(), known.publisher
    ('2025-05-14', 12699, 'Home Office')
    """
    return _figures(source, known_on, "known_on", database, count)


def _figures(
    source: Source | None,
    known_on: Day | None,
    argument: str,
    database: str | None,
    count: str | None,
) -> Figures:
    day = None if known_on is None else as_date(known_on, argument=argument)
    if source is None:
        if count is not None:
            raise OptionError(
                f"a column {count!r} of no file", expected="a file that has it", argument="count"
            )
        return figures_of(holdings(database), day)
    if database is not None:
        raise OptionError("a source and a database", expected="one of them", argument="database")
    from .publications.own_table import counts_people

    publication = _read(source, count)
    if publication.daily is None:
        raise NoFiguresError(
            f"a publication of kind {publication.kind}, without daily figures",
            expected="the time series or a table of days",
            where=str(source) if isinstance(source, str | Path) else publication.title,
        )
    daily, gap = longest_run(publication.daily)
    last = daily.index[-1].date()
    weekly = pd.DataFrame() if publication.weekly is None else publication.weekly.assign(id=0)
    weeks = prevented_in(weekly, last if day is None else day)
    known = publication.published and pd.Timestamp(known_from(publication, publication.published))
    whole = Figures(
        daily=daily,
        provenance=(publication.provenance(),),
        gap=gap,
        prevented=weeks.drop(columns="id").assign(known=known or pd.NaT),
        counted=PEOPLE if count is None or counts_people(count) else count,
        remarks=remarks_on([publication]),
        known=None if known is None else pd.Series(known, daily.index),
    )
    if day is None or last < day <= last + MAX_LAG_DAYS * DAY:
        return whole
    return whole.through(day, argument=argument)


def holdings(database: str | None = None) -> Holdings:
    """Return all that is held: the store, and what ships with the package.

    The figures of the package count where the store has gaps, and as what was said before the
    newest release in it; where it is whole and ends before them, it alone is asked for days.

    Parameters
    ----------
    database : str, optional
        As of `load`.

    Raises
    ------
    CrossingsError
        If the store is not there, or does not answer.
    """
    own = embedded()
    store = find_store(database)
    held = [] if store is None else store.publications()
    if store is None or not held:  # one that only keeps forecasts has no figures
        return own
    with_days = [one for one in own.publications() if one.first]
    newest = max((one.known for one in held if one.kind in HOME_OFFICE), default=date.min)
    later = newest > max(one.known for one in with_days)
    since = min(one.first for one in with_days if one.first)
    # Final statistics come out four times a year, and no other publication has them.
    kinds: set[Kind] | None = None if later or not is_unbroken(held, since) else {"quarterly"}
    return Joined(store, own, kinds, held)


def read_publication(source: Source, *, count: str | None = None) -> Publication:
    r"""Read one official publication, or a table of days.

    Parameters
    ----------
    source : path or open binary file
        Its format is told from its content.
    count : str, optional
        The source is a table, and this column has its counts; see `load`.

    Returns
    -------
    Publication

    Raises
    ------
    OptionError
        If it is neither, or a file opened as text.
    UnknownFormatError, NoFiguresError, InconsistentDataError
        If the content is not understood, holds no figures, or contradicts itself.
    SourceNotFoundError, UnreadableSourceError
        If there is no such file, or it cannot be read.

    Examples
    --------
    >>> import io
    >>> from crossings.data import read_publication
    >>> publication = read_publication(io.BytesIO(b"date,arrivals\n2026-01-01,65\n"))
    >>> publication.kind, int(publication.daily["arrivals"].sum())
    ('tidy-csv', 65)
    """
    return _read(source, count)


def _read(source: Source, count: str | None = None) -> Publication:
    """Read a publication, or the named column of another series."""
    from .publications.formats import read_bytes  # the readers, which the figures held do without

    if not isinstance(source, str | Path) and not hasattr(source, "read"):
        raise OptionError(
            f"a {type(source).__name__}",
            expected="a path or an open binary file",
            argument="source",
        )
    given = source if isinstance(source, str | Path) else getattr(source, "name", None)
    name = Path(given).name if isinstance(given, str | Path) else "the file given"
    # A file system takes names that are no text, or hold what no XML and no terminal takes.
    name = printable(name)
    try:
        if isinstance(source, str | Path):
            with Path(source).open("rb") as opened:
                content = opened.read(MAX_BYTES + 1)
        else:
            content = source.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise SourceNotFoundError(
            "no such file",
            expected="a publication or a table of days",
            where=str(given) or "an empty file name",
        ) from _shown(error)
    except IsADirectoryError as error:
        raise SourceNotFoundError(
            "a folder", expected="one file", where=str(given) or "an empty file name"
        ) from error
    except (OSError, ValueError) as error:  # a ValueError: a closed file, a NUL in a name
        raise UnreadableSourceError(
            f"cannot be read ({getattr(error, 'strerror', None) or error})",
            where=str(given or name),
        ) from _shown(error)
    if not isinstance(content, bytes):
        raise OptionError("a file opened as text", expected="one opened as binary", where=name)
    return read_bytes(content, name=name, counts=count)


def _shown(error: Exception) -> Exception | None:
    """Return the cause of an error, unless it repeats a password that its message hides."""
    return error if without_password(str(error)) == str(error) else None
