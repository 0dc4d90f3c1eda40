"""Direct regression of the remainder: gradient-boosted quantiles, from scikit-learn.

What the linear regression leaves unexplained in the earlier years of these figures, from the same
features. A handful of years is too few to learn the quantiles of anything, so the errors on other
flows stand beside them, with the weight of `PRIOR_YEARS` years.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from ....data.calendar import complete_years, year_after
from ...arrays import Floats
from ...distribution import LEVELS
from .direct import Learnt, Situation, learnt, situation
from .linear import FittedDirect

__all__ = ["Boosted"]

PRIOR_YEARS = 5
ORIGINS_A_YEAR = 13
TREES, DEPTH, RATE = 40, 2, 0.1


@dataclass(frozen=True)
class Boosted:
    """Gradient-boosted quantiles of the remainder."""

    def fit(self, daily: pd.DataFrame) -> FittedDirect:
        """Learn from the complete years before the origin; see `crossings.forecast.Model`."""
        from sklearn.ensemble import GradientBoostingRegressor

        last = daily.index[-1].date()
        seen = situation(daily["arrivals"], last, year_after(last))
        known = learnt()
        features, errors, weights = _examples(daily, seen, known)
        row = _row(seen)[None]
        quantiles = [
            GradientBoostingRegressor(
                loss="quantile",
                alpha=level,
                n_estimators=TREES,
                max_depth=DEPTH,
                learning_rate=RATE,
                random_state=0,
            )
            .fit(features, errors, sample_weight=weights)
            .predict(row)[0]
            for level in LEVELS
        ]
        # The ends of the distribution are those of the other flows: nobody has seen them here.
        ends = known.errors_at(seen.to_come)[[0, -1]]
        targets = np.maximum.accumulate(
            [min(ends[0], *quantiles), *quantiles, max(ends[1], *quantiles)]
        )
        centre = float(known.coefficients @ seen.features)
        levels = np.array([known.levels[0], *LEVELS, known.levels[-1]])
        return FittedDirect(daily, seen, levels, centre + targets)


def _examples(daily: pd.DataFrame, here: Situation, known: Learnt) -> tuple[Floats, Floats, Floats]:
    """Return features, errors of the linear regression and weights.

    Every origin of an earlier year stands once with the error that was made on it, and once with
    each quantile of the errors on other flows.
    """
    arrivals = daily["arrivals"]
    years = [int(year) for year in complete_years(daily).index][2:]
    own: list[tuple[Situation, float]] = []
    for year in years:
        for step in range(ORIGINS_A_YEAR):
            origin = date(year - 1, 12, 31) + timedelta(days=step * 28)
            seen = situation(arrivals, origin, year)
            rest = float(arrivals.loc[pd.Timestamp(origin + timedelta(days=1)) : f"{year}"].sum())
            own.append((seen, seen.target(rest) - float(known.coefficients @ seen.features)))
    rows, errors, weights = [], [], []
    share = np.diff([0, *(known.levels[1:] + known.levels[:-1]) / 2, 1])
    for seen in [one for one, _ in own] or [here]:
        rows += [_row(seen)] * known.levels.size
        errors += known.errors_at(seen.to_come).tolist()
        weights += (share * PRIOR_YEARS / max(len(years), 1)).tolist()
    for seen, error in own:
        rows.append(_row(seen))
        errors.append(error)
        weights.append(1.0)
    return np.array(rows), np.array(errors), np.array(weights)


def _row(seen: Situation) -> Floats:
    return np.append(seen.features[1:], seen.to_come)
