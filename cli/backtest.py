"""``crossings backtest``: scores on past origins."""

from __future__ import annotations

import math
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from .options import AsOf, Count, Data, Database, Format, FormatOption, Paths, Seed, figures, now
from .output import print_frame
from .talk import progress, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from ..data import Figures
    from ..reports import Table

FIRST = "2021-01-07"
CLUSTER_SECONDS = 20
AGAINST = {"year": ("persistence", "pace")}
BASELINES = ("climatology", "persistence")
"""Models that stand beside the default, by what is forecast; these for the weeks ahead."""


def run(
    data: Data = None,
    count: Count = None,
    as_of: AsOf = None,
    database: Database = None,
    target: Annotated[
        str,
        typer.Option(
            "--target",
            metavar="TARGET",
            help="What to forecast: year, next-week, next-4-weeks, next-13-weeks or next-month.",
        ),
    ] = "year",
    models: Annotated[
        str | None,
        typer.Option(
            "--models",
            metavar="LIST",
            help="Models, with commas between. Default: default,persistence,pace; for the weeks "
            "ahead: default,climatology,persistence.",
            show_default=False,
        ),
    ] = None,
    first: Annotated[
        str, typer.Option("--from", metavar="DATE", help="First day to forecast from.")
    ] = FIRST,
    last: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="DATE",
            help="Last day to forecast from. Default: in the last complete year; for the weeks "
            "ahead, the last one whose weeks are over.",
            show_default=False,
        ),
    ] = None,
    every: Annotated[
        int, typer.Option("--every", metavar="N", help="Days from one forecast to the next.")
    ] = 28,
    jobs: Annotated[
        int,
        typer.Option(
            "--jobs",
            "--n-jobs",
            metavar="N",
            help="Forecasts at a time, up to the number of processors; -1: as many.",
        ),
    ] = 1,
    dask: Annotated[
        str | None,
        typer.Option(
            "--dask",
            metavar="ADDRESS",
            help="Run on a Dask cluster; address of its scheduler, such as tcp://host:8786.",
            show_default=False,
        ),
    ] = None,
    paths: Paths = 4_000,
    seed: Seed = 0,
    save: Annotated[
        bool,
        typer.Option(
            "--save", help="Keep the forecasts in the store, marked as made in hindsight."
        ),
    ] = False,
    how: FormatOption = Format.table,
) -> None:
    """Make forecasts as of past days, and score them.

    The table sums up each model; csv and json give every forecast, with its quantiles.

    Example: crossings backtest --models default,persistence --from 2024-01-04

    Example: crossings backtest --target next-week --every 7
    """
    from ..data.calendar import as_date
    from ..data.errors import OptionError
    from ..data.store.store import Store
    from ..forecast import backtest
    from ..forecast.backtesting import MAX_JOBS, jobs_here, origins_between

    if save and data is not None:
        raise OptionError("--save with --data", expected="official figures", where="--save")
    known = figures(data, as_of, database, count)
    begin = as_date(first, argument="--from")
    end = as_date(last, argument="--to") if last is not None else _last_origin(known, target, begin)
    standard = ",".join(("default", *AGAINST.get(target, BASELINES)))
    listed = standard if models is None else models
    if jobs <= MAX_JOBS and (able := jobs_here(jobs, "dask" if dask else None)) < jobs:
        say(f"--jobs {jobs:,}: {able:,} at a time, as there are no more processors.")
    store = Store(database) if save else None
    with _cluster(dask) as backend, progress("forecasting") as told:
        scores = backtest(
            known,
            models=[name.strip() for name in listed.split(",") if name.strip()],
            origins=origins_between(begin, end, every),
            target=target,
            n_paths=paths,
            seed=seed,
            n_jobs=jobs,
            backend=backend,
            progress=told,
            archive=(lambda one: store.save_forecasts([one])) if store else None,
            made=now() if store else None,
        )
    print_frame(scores, lambda: _table(scores, target, paths, known.counted), how)


def _last_origin(known: Figures, target: str, first: date) -> date:
    """Return the last origin whose forecast can be scored; the first one where there is none."""
    from ..data.calendar import DAY
    from ..forecast.horizons import YEAR, period_ahead

    if target == YEAR:
        complete = known.totals.index
        return date(int(complete.max()), 12, 30) if len(complete) else first
    day = known.end
    while day > first and period_ahead(day, target).end > known.end:
        day -= DAY
    return day


@contextmanager
def _cluster(address: str | None) -> Iterator[str | None]:
    """Connect to a Dask cluster for the time of the work; yield the backend to use."""
    if address is None:
        yield None
        return
    from ..data.errors import ClusterError, OptionError

    if not address.strip():
        raise OptionError(
            "an empty address", expected="one such as tcp://host:8786", where="--dask"
        )
    try:
        from distributed import Client
    except ImportError as error:
        raise OptionError(
            "Dask is not installed",
            where="--dask",
            fix='Install it: pip install "crossings[dask]".',
        ) from error
    try:
        client = Client(address, timeout=CLUSTER_SECONDS)
    except (OSError, ValueError) as error:
        raise ClusterError(f"no Dask scheduler answers ({error})", where=address) from error
    with client:
        if not client.scheduler_info()["workers"]:
            raise ClusterError("a Dask scheduler that has no workers", where=address)
        yield "dask"


def _table(scores: pd.DataFrame, target: str, paths: int, counted: str) -> Table:
    from ..forecast.scoring import skill
    from ..reports import Table

    def ratio(row: dict[str, float], other: str) -> str:
        value = row.get(f"vs_{other}", math.nan)
        low, high = (row.get(f"vs_{other}_{end}", math.nan) for end in ("low", "high"))
        if not math.isfinite(value):
            return ""
        return f"{value:.2f}" + (f" ({low:.1f}-{high:.1f})" if math.isfinite(low + high) else "")

    others = AGAINST.get(target, BASELINES)
    annual = target == "year"
    rows = []
    summaries = skill(scores).to_dict("records")
    for row in summaries:
        cover = "/".join(f"{100 * row[f'covered_{level}']:.0f}" for level in (50, 80, 95))
        cells = [row["model"], f"{row['crps']:,.0f}", cover]
        cells += [f"{row['brier']:.3f}"] if annual else []
        rows.append((*cells, *(ratio(row, other) for other in others)))
    columns = ("model", "CRPS", "cover, %", *(["Brier"] if annual else []))
    first = summaries[0]
    years = f"{first['years']} {'year' if first['years'] == 1 else 'years'}"
    what = "" if annual else f"{target}: "
    return Table(
        f"{what}{first['origins']} forecasts a model, in {years}; {paths:,} paths each. "
        f"CRPS: average error, in {counted}; / : divided by that of a baseline (90% interval over "
        "years). cover: how often the 50, 80 and 95% intervals contained the actual total"
        f"{'. Brier: score of the chance of a record' if annual else ''}",
        (*columns, *(f"/ {other}" for other in others)),
        tuple(rows),
    )
