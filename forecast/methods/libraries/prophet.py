"""Prophet, as its users run it: weekly sums, default settings, its samples as paths.

Negative draws are counted as nobody. Prophet draws from NumPy's global generator and logs as it
works; both are put back as they were.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ....data.calendar import WEEK
from ...simulation.paths import WeeklyPaths, weekly_paths
from ...simulation.weeks import last_day, weeks_after, weeks_before
from .quiet import quietly

MIN_WEEKS = 8
LOGGERS = ("cmdstanpy", "prophet", "prophet.plot", "prophet.models")


@dataclass(frozen=True)
class FittedProphet:
    """The estimated model."""

    daily: pd.DataFrame
    model: Any

    def simulate(self, until: pd.Timestamp, n_paths: int, rng: np.random.Generator) -> WeeklyPaths:
        """Draw paths; see `crossings.forecast.Fitted`."""
        last = self.daily.index[-1]
        ahead = weeks_after(last, until)
        ends = pd.date_range(last + WEEK, last_day(last) + WEEK, freq=WEEK)
        with quietly(*LOGGERS), _seeded(int(rng.integers(2**32))):
            self.model.uncertainty_samples = n_paths
            samples = self.model.predictive_samples(pd.DataFrame({"ds": ends}))["yhat"]
        return weekly_paths(
            np.maximum(samples[: ahead.day_of_year.size], 0), ahead, self.daily, rng
        )


@dataclass(frozen=True)
class ProphetWeekly:
    """Prophet with its default settings on weekly sums."""

    def fit(self, daily: pd.DataFrame) -> FittedProphet:
        """Find the mode of the posterior; see `crossings.forecast.Model`."""
        weeks = weeks_before(daily, at_least=MIN_WEEKS)
        ends = pd.date_range(end=daily.index[-1], periods=weeks.totals.size, freq=WEEK)
        with quietly(*LOGGERS):
            from prophet import Prophet

            model = Prophet()
            model.fit(pd.DataFrame({"ds": ends, "y": weeks.totals}))
        return FittedProphet(daily, model)


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """Seed NumPy's global generator and restore it; within `quietly`, as it is one for all."""
    before = np.random.get_state()  # noqa: NPY002 - prophet knows no other generator
    np.random.seed(seed)  # noqa: NPY002
    try:
        yield
    finally:
        np.random.set_state(before)  # noqa: NPY002
