"""What every model is: something that learns from a daily table and then simulates days.

A model knows nothing of years, records or milestones. It is fitted to the figures up to the
forecast origin, and draws paths of daily counts after it; all else is counted on the paths.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
import pandas as pd

from ..simulation.paths import Paths

__all__ = ["Fitted", "Model"]


class Fitted(Protocol):
    """A model that has seen the figures up to a forecast origin."""

    def simulate(self, until: pd.Timestamp, n_paths: int, rng: np.random.Generator) -> Paths:
        """Draw paths from the day after the origin to the end of the horizon.

        Parameters
        ----------
        until : pandas.Timestamp
            Last day of the horizon, after the origin.
        n_paths : int
            How many paths.
        rng : numpy.random.Generator
            The only source of chance.

        Returns
        -------
        Paths
            Of `crossings.forecast.simulation.paths`: `DailyPaths` for a model that draws days,
            `weekly_paths` for one that draws weeks.
        """
        ...


class Model(Protocol):
    """A way to forecast, before it has seen any figures."""

    def fit(self, daily: pd.DataFrame) -> Fitted:
        """Learn from a checked daily table; its last day is the forecast origin.

        Raises
        ------
        NotEnoughHistoryError
            If the table is too short for this model.
        """
        ...
