"""Options that several commands share, and the figures that they name."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from .settings import typed
from .talk import say

if TYPE_CHECKING:
    from ..data import Figures
    from ..forecast import YearForecast

FRESH_DAYS = 10
"""Figures that are older than this are said to be old: the Home Office publishes every week."""

STDIN = "standard input"
"""What messages call the file that ``--data -`` reads."""


class Format(StrEnum):
    """How to print."""

    table = "table"
    json = "json"
    csv = "csv"


Data = Annotated[
    str | None,
    typer.Option(
        "--data",
        "--source",
        metavar="FILE",
        help="Official publication, or a table of days (CSV, XLSX or ODS); - is stdin. "
        "Default: the newest figures known.",
        show_default=False,
    ),
]
Count = Annotated[
    str | None,
    typer.Option(
        "--count",
        metavar="COLUMN",
        help="With --data: the column to use, if it does not count people arriving by small boat.",
        show_default=False,
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="Use only what was known on this day, such as 2025-05-14. Default: today.",
        show_default=False,
    ),
]
Database = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL",
        help="The store: postgresql://..., or a file. Default: CROSSINGS_DATABASE_URL, or a file "
        "in your data folder.",
        show_default=False,
    ),
]
ReferenceDate = Annotated[
    str | None,
    typer.Option(
        "--reference-date",
        metavar="DATE",
        help="For a forecast hub: the date of the round, or a weekday such as saturday (the next "
        "one, or today). Default: today, or the day of --as-of.",
        show_default=False,
    ),
]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print.")]


def listed(option: str) -> str:
    """Return the names that an option takes, as its help goes on; empty where it takes others.

    They are asked of the library only where the help is read: loading it takes a second.
    """
    if option in {"model", "models"}:
        from ..forecast import models

        return f" {'One' if option == 'model' else 'Any'} of: {', '.join(models())}."
    if option == "formats":
        from ..reports.weekly import FORMATS

        return f" Any of: {', '.join(FORMATS)}."
    return ""


def _models(begun: str) -> list[str]:
    """Complete the name of a model."""
    from ..forecast import models

    return [name for name in models() if name.startswith(begun)]


Model = Annotated[
    str,
    typer.Option(
        "--model",
        metavar="NAME",
        help="Model to use.",
        autocompletion=_models,
    ),
]
Paths = Annotated[
    int, typer.Option("--paths", "--n-paths", metavar="N", help="Number of simulated paths.")
]
Seed = Annotated[
    int,
    typer.Option("--seed", metavar="S", help="Random seed: the same seed gives the same answer."),
]


def figures(
    data: str | None, as_of: str | None, database: str | None, count: str | None = None
) -> Figures:
    """Load the figures that ``--data``, ``--count``, ``--as-of`` and ``--database`` ask for.

    Where they end before the day that is asked for, or are old, a word on stderr says so.

    Raises
    ------
    CrossingsError
        If there are none, or they begin after the day.
    """
    from ..data.calendar import DAY, as_date, day_text
    from ..data.errors import InconsistentDataError

    data, database = one_source(data, database)
    if data is None and "count" not in typed.get():
        count = None  # it belongs to the file that the configuration names
    source = source_of(data)
    data = None if data is None else name_of(data)
    wanted = None if as_of is None else as_date(as_of, argument="--as-of")
    known = _load(source, wanted, database, count)
    if data is not None:  # of the store, `crossings sources` lists what was noticed
        for remark, _, _ in known.remarks:
            say(f"{data}: {remark}", detail=count is not None)
    for read in known.provenance:
        say(
            f"read {read['title']}, figures to {read['through']}: {read['url'] or data}",
            detail=True,
        )
    today = now().date()
    if known.end > today + DAY:
        raise InconsistentDataError(
            f"figures for {day_text(known.end)}",
            expected=f"none after today, {day_text(today)}",
            where=data or "the figures",
        )
    if wanted is not None and known.end < wanted:
        say(f"the figures end on {day_text(known.end)}; these are used for {day_text(wanted)}")
    if data is None:
        _say_what_the_store_lacks(None if wanted else known.end, database)
        _say_how_old(known.end, wanted, database)
    if known.gap:
        say(f"there are no figures for {day_text(known.gap)}; later ones are left out")
    return known


class _Stdin(io.BytesIO):
    """What came in on stdin, whole, so that it can be read again."""

    name = STDIN


def source_of(data: str | None) -> str | io.BytesIO | None:
    """Return what ``--data`` names: a path, or for - what comes in on stdin.

    Raises
    ------
    OptionError
        If stdin is closed.
    """
    if data != "-":
        return data
    from ..data.errors import OptionError
    from ..data.publications.publication import MAX_BYTES

    if sys.stdin is None:
        raise OptionError("a closed stdin", expected="a file on it", where="--data -")
    return _Stdin(sys.stdin.buffer.read(MAX_BYTES + 1))


def name_of(data: str) -> str:
    """Return what messages call the file that ``--data`` names."""
    return STDIN if data == "-" else data


def _load(
    source: str | io.BytesIO | None, wanted: date | None, database: str | None, count: str | None
) -> Figures:
    """Load figures; those of a day long after the newest are the newest."""
    from ..data import figures as load
    from ..data.errors import OutOfRangeError

    try:
        return load(source, known_on=wanted, database=database, count=count)
    except OutOfRangeError:
        if wanted is None:
            raise
        if not isinstance(source, str | None):
            source.seek(0)
        newest = load(source, database=database, count=count)
        if newest.end >= wanted:
            raise
        return newest


def _say_how_old(last: date, wanted: date | None, database: str | None) -> None:
    """Say how old the newest figures are; not where the question is of a past that they cover."""
    from ..data import figures as load
    from ..data.vintages.reconcile import MAX_LAG_DAYS

    if wanted is None:
        say_how_old(last)
    elif last < wanted:
        newest = load(database=database).end  # more may have come out since that day
        if newest < wanted:
            say_how_old(newest, always=(wanted - newest).days > MAX_LAG_DAYS)


def say_how_old(newest: date, *, always: bool = False) -> None:
    """Say how old the newest figures are and how to get newer ones, where they are old."""
    from ..data.calendar import day_text

    age = max((now().date() - newest).days, 0)
    if age > FRESH_DAYS or always:
        say(
            f"the newest figures are {age:,} {'day' if age == 1 else 'days'} old "
            f"({day_text(newest)}). Get newer ones: crossings update, or download the spreadsheet "
            "and run crossings ingest FILE"
        )


def say_how_old_held(database: str | None) -> None:
    """Say how old the newest of the figures held is, where it is old."""
    from ..data.loading import holdings

    ends = [held.through for held in holdings(database).publications() if held.first]
    say_how_old(max(end for end in ends if end))


def one_source(data: str | None, database: str | None) -> tuple[str | None, str | None]:
    """Return the one of the two that the command line names, where the file names the other.

    Raises
    ------
    OptionError
        If both are named in the same place.
    """
    from ..data.errors import OptionError

    if data is not None and database is not None:
        if {"data", "database"} <= typed.get():
            raise OptionError(
                "both --data and --database", expected="one of them", where="the figures to use"
            )
        if "data" in typed.get():
            database = None  # the command line overrides the file
        else:
            data = None
    return data, database


def _say_what_the_store_lacks(last: date | None, database: str | None) -> None:
    """Say where it ends before the embedded figures, or is not there although it is named."""
    from ..data.calendar import day_text
    from ..data.embedded import embedded
    from ..data.store.engine import ENVIRONMENT, file_of

    if last:  # what ships is not read for a day that is asked for by name
        shipped = max(one.through for one in embedded().publications() if one.through)
        if last < shipped:
            say(
                f"the figures in the store end on {day_text(last)}, those that come with the "
                f"package on {day_text(shipped)}. Get newer ones: crossings update"
            )
    if database is None and ENVIRONMENT in os.environ:
        path = file_of(None)
        if path is not None and not path.exists():
            say(
                f"there is no store yet at {path} (set by {ENVIRONMENT}); the figures that come "
                "with the package are used"
            )


def keep(
    outlook: YearForecast, database: str | None, tracks: Mapping[str, str] | None = None
) -> None:
    """Keep a forecast in the archive of the store, and new rows of its track record.

    Raises
    ------
    StoreError
        If the database does not answer or cannot be written.
    """
    from ..data.store.store import Store
    from ..forecast import archived

    store = Store(database)
    store.save_forecasts([archived(outlook, made=now())])
    if tracks:
        store.save_tracks(tracks, made=now())


def made_on(as_of: str | None) -> date:
    """Return the day on which something is made: that of ``--as-of``, or today."""
    from ..data.calendar import as_date

    return now().date() if as_of is None else as_date(as_of, argument="--as-of")


def check_reference_date(reference_date: str | None, *, used: bool) -> None:
    """Refuse ``--reference-date`` where what is printed has none.

    Raises
    ------
    OptionError
        If it is given and not used.
    """
    from ..data.errors import OptionError

    if reference_date is not None and not used:
        raise OptionError(
            "--reference-date with a --format that has no reference date",
            expected="the format of a forecast hub",
            where="--reference-date",
        )


def now() -> datetime:
    """Return the time now, with the zone of the machine."""
    return datetime.now().astimezone()
