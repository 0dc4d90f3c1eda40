"""What every model is: something that is fitted to a daily table and then simulates days.

A model knows nothing of years, records or milestones. It is fitted to the figures up to the
forecast origin, and draws paths of daily counts after it; all else is counted on the paths.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
import pandas as pd

from ..simulation.paths import Paths


class Fitted(Protocol):
    """A model that is fitted to the figures up to a forecast origin.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from crossings.data import load
    >>> from crossings.forecast import Fitted
    >>> from crossings.forecast.methods.catalogue import build
    >>> fitted: Fitted = build("persistence").fit(load(as_of="2025-05-14"))
    >>> paths = fitted.simulate(pd.Timestamp("2025-12-31"), 5, np.random.default_rng(0))
    >>> paths.days().shape  # days after the origin, paths
    (231, 5)
    """

    def simulate(self, until: pd.Timestamp, n_paths: int, rng: np.random.Generator) -> Paths:
        """Draw paths from the day after the origin to the end of the horizon.

        Parameters
        ----------
        until : pandas.Timestamp
            Last day of the horizon, after the origin.
        n_paths : int
            How many paths.
        rng : numpy.random.Generator
            The only source of random numbers.

        Returns
        -------
        Paths
            Of `crossings.forecast.simulation.paths`: `DailyPaths` for a model that draws days,
            `weekly_paths` for one that draws weeks.
        """
        ...


class Model(Protocol):
    """A way to forecast, before it is fitted to any figures.

    Examples
    --------
    A model of your own, in which as many people arrive every day as did on average:

    >>> from dataclasses import dataclass
    >>> import numpy as np
    >>> from crossings.data import load
    >>> from crossings.forecast import DailyPaths, forecast_year
    >>> @dataclass
    ... class Mean:
    ...     def fit(self, daily):
    ...         self.mean, self.last = daily["arrivals"].mean(), daily.index[-1]
    ...         return self
    ...
    ...     def simulate(self, until, n_paths, rng):
    ...         days = rng.poisson(self.mean, ((until - self.last).days, n_paths))
    ...         return DailyPaths(days.astype(np.int32))
    >>> outlook = forecast_year(load(), as_of="2025-05-14", model=Mean(), n_paths=100)
    >>> outlook.model, outlook.paths.shape
    ('Mean', (100, 231))
    """

    def fit(self, daily: pd.DataFrame) -> Fitted:
        """Learn from a checked daily table; its last day is the forecast origin.

        Raises
        ------
        NotEnoughHistoryError
            If the table is too short for this model.
        """
        ...
