"""One call to the forecast."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
import pandas as pd

from ..data.calendar import Day, day_text, year_after, year_of
from ..data.dataset import Daily, Figures
from ..data.errors import NotEnoughHistoryError, OutOfRangeError
from .distribution import whole_number
from .methods.catalogue import DEFAULT, build
from .methods.protocol import Fitted, Model
from .simulation.paths import DailyPaths, Paths
from .year_forecast import YearForecast

MAX_PATHS = 100_000
MAX_SEED = 2**63 - 1
MAX_YEAR = 9998


def forecast_year(
    daily: Daily,
    *,
    year: int | None = None,
    as_of: Day | None = None,
    model: str | Model = DEFAULT,
    n_paths: int = 10_000,
    seed: int = 0,
) -> YearForecast:
    """Forecast a calendar year from the figures up to a day.

    Parameters
    ----------
    daily : pandas.DataFrame, pandas.Series or Figures
        A daily table as `crossings.data.load` gives; only ``arrivals`` is required. A table is
        checked; `Figures` are checked already, so give those where you make many forecasts.
    year : int, optional
        The year to forecast: by default that of the day after `as_of`. A year that is over is
        certain; the next one forecasts from zero.
    as_of : date, timestamp or ISO string, optional
        The forecast origin, by default the last day of the table. No later figure has any effect.
    model : str or Model
        One of `crossings.forecast.models`, or your own.
    n_paths : int
        How many paths to simulate, 1 to 100,000.
    seed : int
        Same data, same seed, same version: same answer.

    Returns
    -------
    YearForecast

    Raises
    ------
    OptionError
        If an argument has a value that it cannot take.
    OutOfRangeError
        If the figures do not cover what the year needs, or the year lies too far ahead.
    NotEnoughHistoryError
        If the figures are too few for the model.
    UnknownFormatError, InvalidFigureError, InconsistentDataError
        If it is not a daily table, or contradicts itself; see `crossings.data.daily_table`.

    Examples
    --------
    >>> from crossings.data import load
    >>> from crossings.forecast import forecast_year
    >>> outlook = forecast_year(load(), as_of="2025-05-14")
    >>> outlook.year_to_date, outlook.record.threshold, outlook.record.set_in
    (12699, 45755, 2022)
    """
    n_paths = whole_number(n_paths, "n_paths", 1, MAX_PATHS)
    seed = whole_number(seed, "seed", 0, MAX_SEED)
    chosen = model if hasattr(model, "fit") else build(model)
    figures = Figures.of(daily, as_of)
    origin = figures.end
    target = year_after(origin) if year is None else whole_number(year, "year", 1, MAX_YEAR)
    _check_cover(figures, target)

    until = pd.Timestamp(year_of(target).end)
    simulate = _Simulation(chosen, figures.daily, n_paths, seed)
    over = origin >= until.date()
    nothing = DailyPaths(np.zeros((0, n_paths), dtype=np.int32))
    simulated: Paths = nothing if over else simulate(until)
    return YearForecast(
        year=target,
        as_of=origin,
        model=model if isinstance(model, str) else type(model).__name__,
        seed=seed,
        history=figures.daily["arrivals"],
        _simulated=simulated,
        _simulate=simulate,
        _again=partial(forecast_year, year=target, model=model, n_paths=n_paths, seed=seed),
        provenance=deepcopy(list(figures.provenance)),
        counted=figures.counted,
        final_totals=dict(figures.final_totals),
        _of_catalogue=isinstance(model, str),
    )


@dataclass(frozen=True, eq=False)
class _Simulation:
    """A model that simulates from the same figures with the same seed, to any day."""

    model: Model
    daily: pd.DataFrame
    n_paths: int
    seed: int

    @cached_property
    def fitted(self) -> Fitted:
        """The model, fitted when it is first used: a year that is over needs none."""
        return self.model.fit(self.daily)

    def __call__(self, until: pd.Timestamp) -> Paths:
        """Simulate from the day after the last figure to a day."""
        rng = np.random.Generator(np.random.SFC64(self.seed))
        return self.fitted.simulate(until, self.n_paths, rng)


def _check_cover(figures: Figures, year: int) -> None:
    if year > figures.year + 1:
        raise OutOfRangeError(
            f"a forecast of {year} from figures through {day_text(figures.end)}",
            expected=f"{figures.year + 1} at the latest",
            argument="year",
        )
    start = year_of(year).start
    if start <= figures.end and figures.start > start:
        raise NotEnoughHistoryError(
            f"the figures begin on {day_text(figures.start)}",
            expected=f"figures from {day_text(start)}, to know the year to date",
            argument="year",
        )
