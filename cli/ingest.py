"""``crossings ingest``: store publications from disk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from .options import Database, Format, FormatOption, now, say_how_old_held
from .output import print_frame
from .talk import progress, put, say

if TYPE_CHECKING:
    import pandas as pd

    from ..data.ingest import Ingested
    from ..reports import Table


def run(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Files, or folders of files.")
    ],
    published: Annotated[
        str | None,
        typer.Option(
            "--published",
            metavar="DATE",
            help="Day of publication of files that do not give one; with a single file, instead "
            "of the day that the file gives.",
            show_default=False,
        ),
    ] = None,
    column: Annotated[
        str | None,
        typer.Option(
            "--count",
            metavar="COLUMN",
            help="In a table of days: the column of people who arrived by small boat.",
            show_default=False,
        ),
    ] = None,
    database: Database = None,
    how: FormatOption = Format.table,
) -> None:
    """Put publications from your disk into the store.

    Each file is stored completely or not at all. A file that is in the store already changes
    nothing. Where the publisher made a slip, the sound figures are taken and a remark says what
    was done.

    Example: crossings ingest downloads/ "Small boats - time series.ods"
    """
    from ..data.calendar import as_date
    from ..data.ingest import files_in, ingest
    from ..data.store.store import Store

    day = None if published is None else as_date(published, argument="--published")
    paths = files_in(files)
    store = Store(database)
    results = ingest(store, paths, retrieved=now(), published=day, count=column)
    names = [str(path) for path, _ in paths]
    report_on(_with_progress(results, len(paths)), store.name, how, names=names)
    say_how_old_held(database)


def report_on(
    results: Iterable[Ingested],
    where: str,
    how: Format,
    *,
    names: Sequence[str] = (),
    failure: int | None = None,
) -> None:
    """Print the outcomes for files or addresses, those of `names` that were to come.

    Exits with the code of the worst error where something was refused, or with `failure`. Where it
    ends early (no database any more, Ctrl-C), it says first what was done.
    """
    done: list[Ingested] = []
    try:
        _say_each(results, done)
    except BaseException:
        ended_early(done, where, how, names=names)
        raise
    print_frame(_frame(done), lambda: _table(done, where), how)
    codes = [one.error.exit_code for one in done if one.error and one.outcome == "refused"]
    if codes:
        raise typer.Exit(failure or max(codes))


def _say_each(results: Iterable[Ingested], done: list[Ingested]) -> None:
    """Say what is to be known of each, and add it to those that are done."""
    for result in results:
        done.append(result)
        if result.outcome == "refused":
            put(f"crossings: refused: {result.error}", err=True)
        elif result.error is not None:
            say(f"{result.outcome}: {result.error}")
        elif result.publication is not None and result.outcome != "held":
            for remark in result.publication.remarks:
                say(f"remark on {result.name}: {remark}")


def ended_early(
    done: list[Ingested], where: str, how: Format, *, names: Sequence[str] = ()
) -> None:
    """Print what was done before something ended it, and say how to go on."""
    if not done:
        return
    print_frame(_frame(done), lambda: _table(done, where), how)
    what = f"of {len(names):,} files" if names else f"publication{'s' if len(done) > 1 else ''}"
    words = f"stopped early, after {len(done):,} {what}; what was done so far is in the store"
    if len(done) < len(names):
        words += f". Not done: {names[len(done)]}"
        more = len(names) - len(done) - 1
        words += f" and {more:,} after it" if more else ""
    again = "Run the same command again to go on: nothing is stored twice"
    put(f"crossings: {words}. {again}", err=True)


def _with_progress(results: Iterator[Ingested], total: int) -> Iterator[Ingested]:
    with progress("Reading") as show:
        for number, result in enumerate(results, start=1):
            show(number, total)
            yield result


def _frame(done: list[Ingested]) -> pd.DataFrame:
    import pandas as pd

    rows = []
    for one in done:
        publication = one.publication
        rows.append(
            {
                "name": one.name,
                "outcome": one.outcome,
                "kind": publication.kind if publication else None,
                "published": publication.published if publication else None,
                "through": publication.through if publication else None,
                "error": str(one.error) if one.error else None,
                "remarks": list(publication.remarks) if publication else [],
            }
        )
    columns = ["name", "outcome", "kind", "published", "through", "error", "remarks"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _table(done: list[Ingested], where: str) -> Table:
    """Count the outcomes by kind: there may be many files."""
    from ..data.calendar import day_text
    from ..reports import Table

    outcomes = list(dict.fromkeys(["new", "copy", "held", *(one.outcome for one in done)]))
    counts = Counter((_kind(one), one.outcome) for one in done)
    rows = []
    for kind in dict.fromkeys(_kind(one) for one in done):
        last = [
            one.publication.through
            for one in done
            if _kind(one) == kind and one.publication and one.publication.through
        ]
        cells = [f"{counts[kind, outcome]:,}" for outcome in outcomes]
        rows.append((kind, *cells, day_text(max(last)) if last else ""))
    return Table(f"Put into the store {where}", ("kind", *outcomes, "figures to"), tuple(rows))


def _kind(one: Ingested) -> str:
    return one.publication.kind if one.publication else "not read"
