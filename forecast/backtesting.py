"""Forecasts made again from past origins, and scored against the actual totals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime, timedelta
from functools import partial
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd

from ..data.calendar import DAY, Day, Period, as_date, day_text, year_after
from ..data.dataset import Daily, Figures
from ..data.errors import OptionError, OutOfRangeError
from ..data.store.records import Archived
from .api import MAX_PATHS, MAX_SEED, forecast_year
from .archive import archived
from .distribution import LEVELS, Distribution, whole_number
from .horizons import TARGETS, YEAR, period_ahead
from .methods.catalogue import DEFAULT, build
from .methods.protocol import Model
from .scoring import COVERED, WIS_PARTS, score_total
from .simulation.paths import spans_of

QUANTILES = {level: f"q{level:g}" for level in LEVELS}
COLUMNS = (
    "model", "origin", "year", "actual", "median", "crps", "wis", *COVERED.values(), "pit",
    "record_probability", "record", "seconds",
    "target", "start", "end", *WIS_PARTS, *QUANTILES.values(),
)  # fmt: skip
DATES = ("origin", "start", "end")
BACKENDS = (None, "loky", "threading", "dask")
MAX_JOBS = 1024
"""That may be asked for; on one machine no more run than it has processors."""

Task = tuple[str, date]
Row = dict[str, Any]
Scored = tuple[Row, Archived | None]


def backtest(
    daily: Daily,
    *,
    models: Sequence[str | Model] = (DEFAULT,),
    origins: Iterable[Day],
    target: str = YEAR,
    n_paths: int = 4_000,
    seed: int = 0,
    n_jobs: int = 1,
    backend: str | None = None,
    progress: Callable[[int, int], None] | None = None,
    archive: Callable[[Archived], object] | None = None,
    made: datetime | None = None,
) -> pd.DataFrame:
    """Forecast the year, or the weeks ahead, from past origins and score each forecast.

    Each forecast is made from the figures up to its origin only, as the table has them: pass
    `daily` as it is known now. The seed of a forecast follows from `seed` and its origin.

    Parameters
    ----------
    daily : pandas.DataFrame, pandas.Series or Figures
        A daily table as `crossings.data.load` gives, through the end of every period forecast.
    models : sequence of str or Model
        Of `crossings.forecast.models`, or your own, which go by the names of their classes.
    origins : iterable of date, timestamp or ISO string
        Forecast origins.
    target : str
        What is scored: people in the calendar "year" of the day after an origin, in the weeks that
        begin on that day ("next-week", "next-4-weeks", "next-13-weeks"), or in the first calendar
        month that begins after the origin ("next-month").
    n_paths : int
        Paths a forecast.
    seed : int
        Same data, same seed, same version: same scores, however many work on them.
    n_jobs : int
        How many forecasts at once; -1 for one a processor. More than there are processors to work
        on are as many as there are: each is a process of its own, with its memory.
    backend : str, optional
        Of joblib: "dask" runs on the cluster of the current `distributed` client.
    progress : callable, optional
        Called with how many forecasts are done, and of how many.
    archive : callable, optional
        Called with each forecast that is made, as the archive stores it; then `made` is needed.
    made : datetime.datetime, optional
        Now, with its zone.

    Returns
    -------
    pandas.DataFrame
        One row for each model and origin, in the order given: ``model``, ``origin``, ``year``
        (of the day after), ``actual`` and ``median`` (people), the scores of
        `crossings.forecast.score_total`, ``record_probability`` and ``record`` (whether the year
        exceeded every earlier one; both missing for other targets), ``seconds``, ``target``,
        ``start`` and ``end`` of the period, the parts of the weighted interval score, and
        ``q0.025`` to ``q0.975``, quantiles of the forecast (people). Dates are ``datetime64``.

    Raises
    ------
    OptionError
        If an argument has a value that it cannot take.
    OutOfRangeError
        If the figures do not reach the end of a period that is forecast.
    CrossingsError
        As of `forecast_year`.

    Examples
    --------
    >>> from crossings.data import load
    >>> from crossings.forecast import backtest
    >>> scores = backtest(load(), origins=["2024-05-02", "2025-05-01"], n_paths=100)
    >>> scores[["year", "actual"]].to_numpy().tolist()
    [[2024, 36816], [2025, 41472]]

    The week after an origin:

    >>> scores = backtest(load(), origins=["2025-05-14"], target="next-week", n_paths=100)
    >>> scores[["end", "actual"]].to_numpy().tolist()
    [[Timestamp('2025-05-21 00:00:00'), 874]]
    """
    named = _named(models)
    _check_options(target, backend)
    n_paths = whole_number(n_paths, "n_paths", 1, MAX_PATHS)
    seed = whole_number(seed, "seed", 0, MAX_SEED)
    n_jobs = whole_number(n_jobs, "n_jobs", -1, MAX_JOBS) or 1
    if archive and made is None:
        raise OptionError("no time", expected="when the forecasts are made", argument="made")
    # The counts alone, checked once: they go to every process that works on the forecasts.
    figures = Figures(Figures.of(daily).daily[["arrivals"]])
    days = list(dict.fromkeys(as_date(origin, argument="origins") for origin in origins))
    _check_origins(days, target, figures)
    tasks = [(name, day) for name in named for day in days]
    work = partial(_score, figures, named, target, n_paths, seed, made if archive else None)
    rows = []
    if progress:
        progress(0, len(tasks))
    for row, forecast in _run(work, tasks, n_jobs, backend):
        if archive and forecast:
            archive(forecast)
        rows.append(row)
        if progress:
            progress(len(rows), len(tasks))
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    types = dict.fromkeys(DATES, "datetime64[ns]")
    return frame.astype(types if target == YEAR else {**types, "record": "boolean"})


def origins_between(first: date, last: date, every: int) -> list[date]:
    """Return the days from one to another in steps of some days.

    Raises
    ------
    OptionError
        If the step is below one, or there is no day.
    """
    if every < 1 or last < first:
        raise OptionError(
            f"every {every} days from {first} to {last}", expected="at least one origin"
        )
    return [first + timedelta(days=n) for n in range(0, (last - first).days + 1, every)]


def _named(models: Sequence[str | Model]) -> dict[str, str | Model]:
    if not models or isinstance(models, str):
        raise OptionError(f"models={models!r}", expected="a list of names", argument="models")
    named: dict[str, str | Model] = {}
    for model in models:
        name = model if isinstance(model, str) else type(model).__name__
        if name in named and named[name] != model:
            raise OptionError(
                f"two models called {name}",
                expected="each of a class of its own",
                argument="models",
            )
        if isinstance(model, str):
            build(model)
        named[name] = model
    return named


def _check_options(target: str, backend: str | None) -> None:
    if target not in TARGETS:
        raise OptionError(
            f"target={target!r}", expected=f"one of {', '.join(TARGETS)}", argument="target"
        )
    if backend not in BACKENDS:
        listed = ", ".join(repr(name) for name in BACKENDS)
        raise OptionError(f"backend={backend!r}", expected=f"one of {listed}", argument="backend")
    if backend == "dask":
        try:
            from distributed import get_client

            get_client()
        except (ImportError, ValueError) as error:
            raise OptionError(
                "no client of a Dask cluster",
                expected="a distributed.Client of the current process",
                argument="backend",
            ) from error


def _check_origins(days: Sequence[date], target: str, figures: Figures) -> None:
    if not days:
        raise OptionError("no origins", expected="at least one", argument="origins")
    if target != YEAR:
        for day in days:
            end = period_ahead(day, target).end
            if end > figures.end:
                raise OutOfRangeError(
                    f"no figures up to {day_text(end)}, the end of the period that "
                    f"{day_text(day)} forecasts",
                    expected=f"origins whose period ends by {day_text(figures.end)}",
                    argument="origins",
                )
        return
    totals = figures.totals
    if totals.empty:
        raise OutOfRangeError(
            "no complete year", expected="figures of whole years, to score against", where="daily"
        )
    for day in days:
        if year_after(day) not in totals.index:
            raise OutOfRangeError(
                f"no total of {year_after(day)}, which {day_text(day)} forecasts",
                expected=f"origins whose year is complete, up to {totals.index.max()}",
                argument="origins",
            )


def _run(
    work: Callable[[Task], Scored], tasks: list[Task], n_jobs: int, backend: str | None
) -> Iterator[Scored]:
    n_jobs = jobs_here(n_jobs, backend)
    if n_jobs == 1 and backend is None:
        yield from map(work, tasks)
        return
    from joblib import Parallel, delayed, parallel_config

    chosen: AbstractContextManager[Any] = parallel_config(backend) if backend else nullcontext()
    with chosen:
        yield from Parallel(n_jobs=n_jobs, return_as="generator")(delayed(work)(t) for t in tasks)


def jobs_here(n_jobs: int, backend: str | None) -> int:
    """Return how many of the forecasts that are asked for at once can run at once.

    As many as this process may use processors, at most; a Dask cluster has its own.
    """
    if n_jobs <= 1 or backend == "dask":
        return n_jobs
    from joblib import cpu_count

    return min(n_jobs, cpu_count())


def _score(
    figures: Figures,
    named: dict[str, str | Model],
    target: str,
    n_paths: int,
    seed: int,
    made: datetime | None,
    task: Task,
) -> Scored:
    name, origin = task
    started = perf_counter()
    # A seed of its own for each origin, so that the others scored beside it do not matter.
    mixed = int(np.random.SeedSequence([seed, origin.toordinal()]).generate_state(1)[0])
    forecast = partial(
        forecast_year, figures, as_of=origin, model=named[name], n_paths=n_paths, seed=mixed
    )
    period, year = period_ahead(origin, target), year_after(origin)
    outlook = None
    record: Row = {"record_probability": np.nan, "record": None}
    if target == YEAR:
        outlook = forecast()
        people, actual = outlook.total, int(figures.totals[year])
        highest = figures.highest_before(year)
        record["record_probability"] = outlook.record.probability
        record["record"] = highest is not None and actual > highest[0]
    else:
        model = named[name]
        chosen = build(model) if isinstance(model, str) else model
        people = _people_ahead(figures.through(origin), chosen, period, n_paths, mixed)
        days = figures.daily["arrivals"].loc[str(period.start) : str(period.end)]
        actual = int(days.sum())
    row = {
        "model": name,
        "target": target,
        "origin": origin,
        "year": year,
        "start": period.start,
        "end": period.end,
        "actual": actual,
        "median": people.median,
        **score_total(people, actual),
        **record,
        **dict(zip(QUANTILES.values(), people.quantile(LEVELS).tolist(), strict=True)),
        "seconds": perf_counter() - started,
    }
    if made is None:
        return row, None
    return row, archived(outlook or forecast(), made=made, hindsight=True)


def _people_ahead(
    known: Figures, model: Model, period: Period, n_paths: int, seed: int
) -> Distribution:
    """Forecast a period after the last figure, and simulate no further than it needs.

    The days are those of a forecast of the year with the same seed, where a model begins a longer
    simulation with the same days.
    """
    rng = np.random.Generator(np.random.SFC64(seed))
    fitted = model.fit(known.daily)
    simulated = fitted.simulate(pd.Timestamp(period.end), n_paths, rng)
    first, stop = ((day - known.end).days - 1 for day in (period.start, period.end + DAY))
    return Distribution(spans_of(simulated).people_in(first, stop) if first else simulated.totals())
