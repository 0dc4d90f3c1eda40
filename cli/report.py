"""``crossings report``: the weekly report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from .options import AsOf, Count, Data, Database, Model, Paths, Seed, figures, keep, now
from .talk import say


def run(
    data: Data = None,
    count: Count = None,
    as_of: AsOf = None,
    database: Database = None,
    out: Annotated[str, typer.Option("--out", metavar="FOLDER", help="Where to write.")] = "report",
    formats: Annotated[
        str | None,
        typer.Option(
            "--formats",
            metavar="LIST",
            help="Of html, md, xlsx, ods, docx and json, commas between; default: all.",
            show_default=False,
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="DATE",
            help="Day of the last report, to say what moved; default: a week before.",
            show_default=False,
        ),
    ] = None,
    track: Annotated[
        bool,
        typer.Option(
            "--track/--no-track",
            help="Make earlier forecasts again and score them; slow with a slow model.",
        ),
    ] = True,
    show: Annotated[
        bool, typer.Option("--open", help="Open the page in your browser afterwards.")
    ] = False,
    model: Model = "default",
    paths: Paths = 10_000,
    seed: Seed = 0,
) -> None:
    """Write the weekly report and print its headline.

    Example: crossings report --as-of 2025-05-14 --out report
    """
    from ..data.calendar import day_text
    from ..data.errors import OptionError, StoreError
    from ..forecast import forecast_year
    from ..reports import weekly_report
    from ..reports.render.files import check_writable
    from ..reports.weekly import FORMATS, check_formats

    names = FORMATS if formats is None else formats.lower().replace(" ", "").split(",")
    wanted = check_formats([name for name in names if name])
    if show and "html" not in wanted:
        raise OptionError("--open without the page", expected="html among --formats")
    if not out.strip():
        raise OptionError("an empty name", expected="the name of a folder", where="--out")
    folder = Path(out)
    check_writable(folder)
    known = figures(data, as_of, database, count)
    known.check_people()
    say(f"forecasting {known.year} from figures through {day_text(known.end)}")
    outlook = forecast_year(known, year=known.year, model=model, n_paths=paths, seed=seed)
    kept = _kept(database) if track and known.vintages is not None else {}
    before = dict(kept)
    report = weekly_report(
        known,
        forecast=outlook,
        since=since,
        made=now().date(),
        track=track,
        kept=kept,
        progress=say,
    )
    files = report.write(folder, formats=wanted, progress=say)
    # A forecast from other figures is no part of the track record, nor is a count.
    if known.vintages is not None and not outlook.finished:
        try:
            keep(outlook, database, dict(kept.items() - before.items()))
        except StoreError as error:
            say(f"the forecast is not kept: {error}")
    typer.echo(f"{report.title}\n{report.dateline}\n")
    for fact in report.headline:
        typer.echo(f"- {fact.sentence}")
    _tell(files, folder)
    page = next((file for file in files if file.suffix == ".html"), None)
    if show and page is not None:
        typer.launch(page.resolve().as_uri())


def _kept(database: str | None) -> dict[str, str]:
    """Return the earlier forecasts that the store keeps; none where it does not give them."""
    from ..data.errors import CrossingsError
    from ..data.store.store import find_store

    try:
        store = find_store(database)
        return {} if store is None else store.tracks()
    except CrossingsError as error:
        say(f"earlier forecasts are made again: {error}", detail=True)
        return {}


def _tell(files: Sequence[Path], out: Path) -> None:
    """Say on stderr what was written."""
    pictures = [file for file in files if file.parent != out]
    for file in files:
        if file not in pictures:
            say(f"written: {file}")
    if pictures:
        say(f"written: {pictures[0].parent} ({len(pictures)} pictures)")
