"""Scores of forecasts against actual totals, over scoringrules.

A year is one observation, not twelve: forecasts made within it err together. So means over
forecasts come with an interval over years.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ..data.errors import OptionError
from .distribution import LEVELS, Distribution

COVERAGES = (0.5, 0.8, 0.95)
"""Central intervals whose coverage is scored."""
COVERED = {level: f"covered_{level * 100:.0f}" for level in COVERAGES}
"""Columns that tell whether an interval contained the total."""
LEAST_PROBABILITY = 1e-4
"""Probabilities of a record are shares of paths: none of 10,000 does not mean never."""
RESAMPLES = 4000
INTERVAL = 0.9

Floats = NDArray[np.float64]


def score_total(total: Distribution, actual: int) -> dict[str, float]:
    """Score the distribution of a total.

    Parameters
    ----------
    total : Distribution
        The forecast, people.
    actual : int
        The actual total, people.

    Returns
    -------
    dict
        ``crps``: continuous ranked probability score (people; the lower the better). ``wis``:
        weighted interval score of the 50, 80 and 95% intervals (people). ``covered_50``,
        ``covered_80``, ``covered_95``: 1 where the interval contains the total, else 0. ``pit``:
        probability integral transform.

    Notes
    -----
    With ``X`` and ``X'`` independent draws of the samples, ``y`` the actual total, ``q_p`` the
    quantiles at the seven `LEVELS` ``p`` [1]_ [2]_::

        crps = E|X - y| - E|X - X'| / 2
        wis  = 2 mean_p max(p (y - q_p), (p - 1) (y - q_p))
        pit  = (P(X < y) + P(X <= y)) / 2

    The PIT is taken in the middle of its step, so that a certain and correct forecast has 0.5.

    References
    ----------
    .. [1] Gneiting and Raftery (2007), "Strictly proper scoring rules, prediction, and estimation".
    .. [2] Bracher et al. (2021), "Evaluating epidemic forecasts in an interval format".

    Examples
    --------
    >>> import numpy as np
    >>> from crossings.forecast import Distribution, score_total
    >>> scores = score_total(Distribution(np.array([100, 200, 300, 400])), 200)
    >>> scores["crps"], scores["covered_50"], scores["pit"]
    (37.5, 1.0, 0.375)
    """
    import scoringrules

    samples, levels = total.samples, np.array(LEVELS)
    quantiles = total.quantile(levels).astype(float)
    losses: Floats = scoringrules.quantile_score(float(actual), quantiles, levels)
    crps: float = scoringrules.crps_ensemble(float(actual), samples.astype(float))
    scores = {"crps": float(crps), "wis": float(2 * losses.mean())}
    for level, name in COVERED.items():
        low, high = total.interval(level)
        scores[name] = float(low <= actual <= high)
    below, at_most = (samples < actual).mean(), (samples <= actual).mean()
    return {**scores, "pit": float((below + at_most) / 2)}


def brier(probability: ArrayLike, happened: ArrayLike) -> Floats:
    """Return the squared difference of a probability and what happened (0 or 1).

    ``(p - o)^2``; 0 is best, 0.25 is a coin's.

    Examples
    --------
    >>> float(brier(0.7, True).round(2))
    0.09
    """
    return (np.asarray(probability, dtype=float) - np.asarray(happened, dtype=float)) ** 2


def log_score(probability: ArrayLike, happened: ArrayLike) -> Floats:
    """Return the negative log of the probability of what happened; the lower the better.

    ``-log p`` where it happened, ``-log(1 - p)`` where it did not; `p` is kept away from 0 and 1 by
    `LEAST_PROBABILITY`.

    Examples
    --------
    >>> float(log_score(0.5, True).round(3))
    0.693
    """
    p = np.clip(np.asarray(probability, dtype=float), LEAST_PROBABILITY, 1 - LEAST_PROBABILITY)
    return -np.log(np.where(np.asarray(happened, dtype=bool), p, 1 - p))


def skill(
    scores: pd.DataFrame, *, against: Sequence[str] = ("persistence", "pace"), seed: int = 0
) -> pd.DataFrame:
    """Summarise the scores of a backtest by model.

    Parameters
    ----------
    scores : pandas.DataFrame
        As `backtest` gives.
    against : sequence of str
        Models to whose CRPS that of each model is compared; those that are not in the table are
        left out.
    seed : int
        Seed of the resampling of years.

    Returns
    -------
    pandas.DataFrame
        One row a model: ``model``, ``origins``, ``years``, means of ``crps``, ``wis``,
        ``crps_share`` (CRPS / total), ``covered_50``, ``covered_80``, ``covered_95``, ``brier``,
        ``log_score``, ``seconds``; ``crps_low`` and ``crps_high``, a 90% interval of the mean CRPS
        from drawing whole years with replacement, missing where there is one year alone; and for
        each model of `against` the ratio ``vs_<model>`` with ``_low`` and ``_high``, from the same
        draws: below one is better.

    Raises
    ------
    OptionError
        If there are no scores, or the models were not scored on the same origins.

    Notes
    -----
    The mean over drawn years ``y`` with ``n_y`` origins and mean CRPS ``c_y`` each is
    ``sum n_y c_y / sum n_y``: a year with more origins weighs more, as it does in the mean itself.

    Examples
    --------
    >>> from crossings.data import load
    >>> from crossings.forecast import backtest, skill
    >>> origins = ["2023-06-01", "2024-06-06", "2025-06-05"]
    >>> scores = backtest(
    ...     load(), models=["pace", "persistence"], origins=origins, n_paths=200
    ... )
    >>> skill(scores)[["model", "origins", "years"]].values.tolist()
    [['pace', 3, 3], ['persistence', 3, 3]]
    """
    if scores.empty:
        raise OptionError("no scores", expected="the table that backtest gives", argument="scores")
    table = scores.assign(
        brier=brier(scores["record_probability"], scores["record"]),
        log_score=log_score(scores["record_probability"], scores["record"]),
        crps_share=scores["crps"] / scores["actual"],
    )
    by_model = {str(name): rows for name, rows in table.groupby("model", sort=False)}
    if len({frozenset(rows["origin"]) for rows in by_model.values()}) > 1:
        raise OptionError("models scored on different origins", expected="the same for all")
    years, size = np.unique(next(iter(by_model.values()))["year"], return_counts=True)
    crps = {name: rows["crps"].to_numpy(float) for name, rows in by_model.items()}
    by_year = {
        name: np.array([crps[name][rows["year"].to_numpy() == year].mean() for year in years])
        for name, rows in by_model.items()
    }
    picked = _years_drawn(len(years), seed)
    draws = {name: _weighted_mean(means, size, picked) for name, means in by_year.items()}
    names = ["wis", "crps_share", *COVERED.values(), "brier", "log_score", "seconds"]
    summaries = []
    for name, rows in by_model.items():
        row: dict[str, str | float] = {"model": name, "origins": len(rows), "years": len(years)}
        row |= _with_interval("crps", float(crps[name].mean()), draws[name])
        row |= {column: float(rows[column].mean()) for column in names}
        for other in against:
            if other in by_model:
                ratio = float(crps[name].mean()) / float(crps[other].mean())
                row |= _with_interval(f"vs_{other}", ratio, draws[name] / draws[other])
        summaries.append(row)
    return pd.DataFrame(summaries)


def _with_interval(name: str, value: float, draws: Floats) -> dict[str, float]:
    tail = (1 - INTERVAL) / 2
    low, high = np.quantile(draws, [tail, 1 - tail])
    return {name: value, f"{name}_low": float(low), f"{name}_high": float(high)}


def _years_drawn(n_years: int, seed: int) -> NDArray[np.int64] | None:
    """Return the years of each draw with replacement, shape (RESAMPLES, n_years).

    None where there is one year: a single observation says nothing of how far others may lie.
    """
    if n_years == 1:
        return None
    return np.random.default_rng(seed).integers(n_years, size=(RESAMPLES, n_years))


def _weighted_mean(
    by_year: Floats, size: NDArray[np.int64], picked: NDArray[np.int64] | None
) -> Floats:
    """Return the mean score over the origins of the years of each draw; shape (RESAMPLES,)."""
    if picked is None:
        return np.array([np.nan])
    weight = size[picked]
    return np.einsum("dy,dy->d", weight, by_year[picked]) / weight.sum(axis=1)
