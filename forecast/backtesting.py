"""Forecasts made again on past origins, and scored against what happened."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime, timedelta
from functools import partial
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd

from ..data.calendar import as_date, complete_years, day_text, year_after
from ..data.dataset import Figures
from ..data.errors import OptionError, OutOfRangeError
from ..data.store.records import Archived
from .api import MAX_PATHS, forecast_year
from .archive import archived
from .methods.catalogue import DEFAULT, build
from .methods.protocol import Model
from .options import whole
from .scoring import score_total

__all__ = ["COLUMNS", "backtest", "origins_between"]

COLUMNS = (
    "model", "origin", "year", "actual", "median", "crps", "wis",
    "covered_50", "covered_80", "covered_95", "pit", "record_probability", "record", "seconds",
)  # fmt: skip
BACKENDS = (None, "loky", "threading", "dask")

Task = tuple[str, date]
Row = dict[str, Any]
Scored = tuple[Row, Archived | None]


def backtest(
    daily: pd.DataFrame | Figures,
    *,
    models: Sequence[str | Model] = (DEFAULT,),
    origins: Iterable[date | str],
    target: str = "year",
    n_paths: int = 4_000,
    seed: int = 0,
    n_jobs: int = 1,
    backend: str | None = None,
    progress: Callable[[int, int], None] | None = None,
    resume: MutableMapping[str, dict[str, Any]] | None = None,
    archive: Callable[[Archived], None] | None = None,
    made: datetime | None = None,
) -> pd.DataFrame:
    """Forecast the year from past origins and score what was said.

    Each forecast is made from the figures up to its origin only, as the table has them: pass
    `daily` as it is known now. The seed of a forecast follows from `seed` and its origin.

    Parameters
    ----------
    daily : pandas.DataFrame or Figures
        A daily table as `crossings.data.load` gives, through the end of every year forecast.
    models : sequence of str or Model
        Of `crossings.forecast.models`, or your own, which go by the names of their classes.
    origins : iterable of date or ISO string
        Forecast origins; the year of the day after each is forecast.
    target : str
        What is scored: "year", the annual total.
    n_paths : int
        Paths a forecast.
    seed : int
        Same data, same seed, same version: same scores, however many work on them.
    n_jobs : int
        How many forecasts at once; -1 for one a core.
    backend : str, optional
        Of joblib: "dask" runs on the cluster of the current `distributed` client.
    progress : callable, optional
        Told how many forecasts are done, and of how many.
    resume : mutable mapping of str to dict, optional
        Finished scores are put into it as they come, and taken from it if they are there; those of
        other figures, models or settings are left alone. Keys are opaque, values JSON types. A
        model of your own is known again by its `repr`, as that of a dataclass; one that has only
        the `repr` of every object is scored anew.
    archive : callable, optional
        Given each forecast that is made, as the archive keeps it; then `made` is needed.
    made : datetime.datetime, optional
        Now, with its zone.

    Returns
    -------
    pandas.DataFrame
        One row for each model and origin, in the order given: ``model``, ``origin``, ``year``,
        ``actual`` and ``median`` (people), the scores of `crossings.forecast.scoring.score_total`,
        ``record_probability``, ``record`` (whether the year exceeded every earlier one), and
        ``seconds``.

    Raises
    ------
    OptionError
        If an argument has a value that it cannot take.
    OutOfRangeError
        If the figures do not reach the end of a year that is forecast.
    CrossingsError
        As of `forecast_year`.

    Examples
    --------
    >>> from crossings.data import load
    >>> from crossings.forecast import backtest
    >>> scores = backtest(load(), origins=["2024-05-02", "2025-05-01"], n_paths=100)
    >>> scores[["year", "actual"]].to_numpy().tolist()
    [[2024, 36816], [2025, 41472]]
    """
    named = _named(models)
    _check_options(target, backend)
    n_paths = whole(n_paths, "n_paths", 1, MAX_PATHS)
    seed = whole(seed, "seed", 0, 2**63 - 1)
    n_jobs = whole(n_jobs, "n_jobs", -1, 1024) or 1
    if archive and made is None:
        raise OptionError("no time", expected="when the forecasts are made", where="made")
    checked = Figures.of(daily).daily[["arrivals"]]
    totals = complete_years(checked)
    days = list(dict.fromkeys(as_date(origin, where="origins") for origin in origins))
    _check_origins(days, totals)
    tasks = [(name, day) for name in named for day in days]
    said = _fingerprint(checked, [n_paths, seed, archive is not None])
    kept = _Kept({} if resume is None else resume, said, named)
    missing = [task for task in tasks if task not in kept]

    def done() -> None:
        if progress:
            progress(len(tasks) - len(missing) + finished, len(tasks))

    finished = 0
    done()
    work = partial(_score, checked, totals, named, n_paths, seed, made if archive else None)
    rows = _run(work, missing, n_jobs, backend)
    for finished, (task, (row, forecast)) in enumerate(rows, start=1):  # noqa: B007 - done() tells it
        if archive and forecast:  # first: what is kept is not made again
            archive(forecast)
        kept[task] = row
        done()
    return pd.DataFrame([kept[task] for task in tasks], columns=list(COLUMNS))


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
        raise OptionError(f"models={models!r}", expected="a list of names", where="models")
    named: dict[str, str | Model] = {}
    for model in models:
        name = model if isinstance(model, str) else type(model).__name__
        if name in named and named[name] != model:
            raise OptionError(
                f"two models called {name}", expected="each of a class of its own", where="models"
            )
        if isinstance(model, str):
            build(model)
        named[name] = model
    return named


def _check_options(target: str, backend: str | None) -> None:
    if target != "year":
        raise OptionError(f"target={target!r}", expected='"year"', where="target")
    if backend not in BACKENDS:
        listed = ", ".join(repr(name) for name in BACKENDS)
        raise OptionError(f"backend={backend!r}", expected=f"one of {listed}", where="backend")
    if backend == "dask":
        try:
            from distributed import get_client

            get_client()
        except (ImportError, ValueError) as error:
            raise OptionError(
                "no client of a Dask cluster",
                expected="a distributed.Client of the current process",
                where="backend",
            ) from error


def _check_origins(days: Sequence[date], totals: pd.Series) -> None:
    if not days:
        raise OptionError("no origins", expected="at least one", where="origins")
    if totals.empty:
        raise OutOfRangeError(
            "no complete year", expected="figures of whole years, to score against", where="daily"
        )
    for day in days:
        if year_after(day) not in totals.index:
            raise OutOfRangeError(
                f"no total of {year_after(day)}, which {day_text(day)} forecasts",
                expected=f"origins whose year is complete, up to {totals.index.max()}",
                where="origins",
            )


def _run(
    work: Callable[[Task], Scored], tasks: list[Task], n_jobs: int, backend: str | None
) -> Iterator[tuple[Task, Scored]]:
    if n_jobs == 1 and backend is None:
        for task in tasks:
            yield task, work(task)
        return
    from joblib import Parallel, delayed, parallel_config

    chosen: AbstractContextManager[Any] = parallel_config(backend) if backend else nullcontext()
    with chosen:
        scored = Parallel(n_jobs=n_jobs, return_as="generator")(delayed(work)(t) for t in tasks)
        yield from zip(tasks, scored, strict=True)


def _score(
    daily: pd.DataFrame,
    totals: pd.Series,
    named: dict[str, str | Model],
    n_paths: int,
    seed: int,
    made: datetime | None,
    task: Task,
) -> Scored:
    model, origin = task
    started = perf_counter()
    # A stream of its own for each origin, whatever others are scored beside it.
    mixed = int(np.random.SeedSequence([seed, origin.toordinal()]).generate_state(1)[0])
    outlook = forecast_year(daily, as_of=origin, model=named[model], n_paths=n_paths, seed=mixed)
    actual = int(totals[outlook.year])
    record = outlook.record
    earlier = totals[totals.index < outlook.year]
    row = {
        "model": model,
        "origin": origin,
        "year": outlook.year,
        "actual": actual,
        "median": outlook.total.median,
        **score_total(outlook.total, actual),
        "record_probability": np.nan if record is None else record.probability,
        "record": bool(len(earlier)) and actual > int(earlier.max()),
        "seconds": perf_counter() - started,
    }
    return row, archived(outlook, made=made, hindsight=True) if made else None


def _fingerprint(daily: pd.DataFrame, options: list[Any]) -> str:
    """Return what all scores follow from, whatever the model and the origin."""
    from importlib.metadata import version

    said = hashlib.sha256(pd.util.hash_pandas_object(daily).to_numpy().tobytes())
    said.update(json.dumps([options, version("crossings")]).encode())
    return said.hexdigest()


class _Kept:
    """Finished scores of these figures, models and settings, among whatever else is kept."""

    def __init__(
        self, rows: MutableMapping[str, Row], fingerprint: str, named: dict[str, str | Model]
    ) -> None:
        self._rows, self._fingerprint, self._named = rows, fingerprint, named
        self._nameless: MutableMapping[str, Row] = {}
        """Of models that nothing tells from others of their class; for this call alone."""

    def __contains__(self, task: Task) -> bool:
        return self._key(task) in self._of(task)

    def __getitem__(self, task: Task) -> Row:
        return {**self._of(task)[self._key(task)], "origin": task[1]}

    def __setitem__(self, task: Task, row: Row) -> None:
        self._of(task)[self._key(task)] = {**row, "origin": task[1].isoformat()}

    def _of(self, task: Task) -> MutableMapping[str, Row]:
        bare = type(self._named[task[0]]).__repr__ is object.__repr__
        return self._nameless if bare else self._rows

    def _key(self, task: Task) -> str:
        name, origin = task
        model = self._named[name]
        said = model if isinstance(model, str) else f"{type(model).__module__}.{model!r}"
        return f"{self._fingerprint} {said} {origin}"
