"""``crossings report``: the weekly report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from .options import AsOf, Count, Data, Database, Model, Paths, Seed, figures, keep, now
from .talk import put, say, steps


def run(
    context: typer.Context,
    data: Data = None,
    count: Count = None,
    as_of: AsOf = None,
    database: Database = None,
    out: Annotated[
        str, typer.Option("--out", "--folder", metavar="FOLDER", help="Folder to write into.")
    ] = "report",
    formats: Annotated[
        str | None,
        typer.Option(
            "--formats",
            metavar="LIST",
            help="Formats to write, with commas between; all if left out.",
            show_default=False,
        ),
    ] = None,
    last_report: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="DATE",
            help="Last day of the figures in your last report: this one says what has changed "
            "since. Default: a week earlier. (Totals since a date that you choose are another "
            "thing: name the date under since in crossings.toml.)",
            show_default=False,
        ),
    ] = None,
    site: Annotated[
        str | None,
        typer.Option(
            "--site",
            metavar="URL",
            help="Web address at which you publish the folder, for its feed and previews.",
            show_default=False,
        ),
    ] = None,
    track: Annotated[
        bool,
        typer.Option(
            "--track/--no-track",
            help="Make earlier forecasts again and score them; takes minutes with a slow model.",
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

    The headline goes to stdout; the names of the files go to stderr.

    Example: crossings report --as-of 2025-05-14 --out report
    """
    from ..data.calendar import day_text
    from ..data.errors import OptionError, StoreError
    from ..forecast import forecast_year
    from ..reports import weekly_report
    from ..reports.render.address import check_site
    from ..reports.render.files import check_writable
    from ..reports.weekly import FORMATS, check_formats

    names = FORMATS if formats is None else formats.lower().replace(" ", "").split(",")
    wanted = check_formats([name for name in names if name])
    if show and "html" not in wanted:
        raise OptionError("--open without a page", expected="html among --formats", where="--open")
    if not out.strip():
        raise OptionError("an empty name", expected="the name of a folder", where="--out")
    check_site(site)
    folder = Path(out)
    check_writable(folder)
    known = figures(data, as_of, database, count)
    known.check_people()
    kept = _kept(database) if track and known.vintages is not None else {}
    before = dict(kept)
    with steps(f"forecasting {known.year} from figures to {day_text(known.end)}") as tell:
        outlook = forecast_year(known, year=known.year, model=model, n_paths=paths, seed=seed)
        report = weekly_report(
            known,
            forecast=outlook,
            since=last_report,
            totals_since=(context.default_map or {}).get("since"),
            made=now().date(),
            track=track,
            kept=kept,
            progress=tell,
        )
        files = report.write(folder, formats=wanted, site=site, progress=tell)
    # Forecasts from other figures are not part of the track record.
    if known.vintages is not None and not outlook.finished:
        try:
            keep(outlook, database, dict(kept.items() - before.items()))
        except StoreError as error:
            say(f"the forecast could not be kept: {error}")
    put(report.title, report.dateline, "", *(f"- {fact.sentence}" for fact in report.headline))
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
    beside = [file for file in files if file.parent != out]
    for file in files:
        if file not in beside:
            say(f"written: {file}")
    if beside:
        folder = min((file.parent for file in beside), key=lambda one: len(one.parts))
        say(f"written: {folder} ({len(beside)} files: charts and tables)")
