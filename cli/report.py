"""``crossings report``: the weekly report."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from .options import AsOf, Data, Database, Model, Paths, Seed, figures, keep

__all__ = ["run"]


def run(
    data: Data = None,
    as_of: AsOf = None,
    database: Database = None,
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Where to write.")] = Path(
        "report"
    ),
    formats: Annotated[
        str,
        typer.Option(
            "--formats", metavar="LIST", help="Of html, md and json, with commas between."
        ),
    ] = "html,md",
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="DATE",
            help="Day of the last report, to say what moved; default: a week before.",
            show_default=False,
        ),
    ] = None,
    model: Model = "default",
    paths: Paths = 10_000,
    seed: Seed = 0,
) -> None:
    """Write the weekly report and print its headline.

    Example: crossings report --as-of 2025-05-14 --out report
    """
    from ..data import load
    from ..data.errors import OutOfRangeError, StoreError
    from ..forecast import forecast_year
    from ..reports import weekly_report
    from ..reports.weekly import last_report

    daily = figures(data, as_of, database)
    outlook = forecast_year(daily, year=daily.index[-1].year, model=model, n_paths=paths, seed=seed)
    then = None
    if data is None:
        with suppress(OutOfRangeError):  # no figures of then: nothing can have been revised
            then = load(as_of=last_report(outlook.as_of, since), database=database)
    report = weekly_report(daily, forecast=outlook, since=since, known_then=then)
    wanted = [name.strip().lower() for name in formats.split(",") if name.strip()]
    files = report.write(out, formats=wanted)
    # A forecast from other figures is no part of the track record, nor is a count.
    if data is None and not outlook.finished:
        try:
            keep(outlook, database)
        except StoreError as error:
            typer.echo(f"crossings: the forecast is not kept: {error}", err=True)
    typer.echo(f"{report.title}\n{report.dateline}\n")
    for sentence in report.headline:
        typer.echo(f"- {sentence}")
    typer.echo("", err=True)
    for file in files:
        typer.echo(f"Written: {file}", err=True)
