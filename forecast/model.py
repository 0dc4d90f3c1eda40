"""What every model is: something that learns from a daily table and then simulates days.

A model knows nothing of years, records or milestones. It is fitted to the figures up to the
forecast origin, and draws paths of daily counts after it; all else is counted on the paths.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["Fitted", "Model"]


class Fitted(Protocol):
    """A model that has seen the figures up to a forecast origin."""

    def simulate(
        self, until: pd.Timestamp, n_paths: int, rng: np.random.Generator
    ) -> NDArray[np.int32]:
        """Draw daily paths.

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
        array of int32, shape (n_days, n_paths)
            People a day, never negative, from the day after the origin to `until`. The days come
            first because they are written, and summed, one whole day at a time.
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
