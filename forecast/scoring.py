"""Scores of forecasts against what happened, over scoringrules.

A year is one observation, not twelve: forecasts made within it err together. So means over
forecasts come with an interval over years.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from ..data.errors import OptionError
from .distribution import LEVELS, Distribution

__all__ = ["COVERAGES", "COVERED", "brier", "log_score", "score_total", "skill"]

COVERAGES = (0.5, 0.8, 0.95)
COVERED = {level: f"covered_{level * 100:.0f}" for level in COVERAGES}
"""What says in a table whether an interval held."""
"""Central intervals whose coverage is scored."""
LEAST_PROBABILITY = 1e-4
"""Probabilities of a record are counts of paths: none of 10,000 is not never."""
RESAMPLES = 4000
INTERVAL = 0.9


def score_total(total: Distribution, actual: int) -> dict[str, float]:
    """Score the distribution of a total.

    Parameters
    ----------
    total : Distribution
        As it was forecast, people.
    actual : int
        What it was, people.

    Returns
    -------
    dict
        ``crps``: continuous ranked probability score (people; the lower the better). ``wis``:
        weighted interval score of the 50, 80 and 95% intervals (people) [1]_. ``covered_50``,
        ``covered_80``, ``covered_95``: 1 where the interval holds the total, else 0. ``pit``:
        probability integral transform, the middle of its step.

    References
    ----------
    .. [1] Bracher et al. (2021), "Evaluating epidemic forecasts in an interval format".
    """
    import scoringrules

    samples = total.samples
    intervals = {level: total.interval(level) for level in COVERAGES}
    # Twice the mean quantile score over the ends of the intervals and the median is the weighted
    # interval score with its usual weights [1]_.
    levels = np.array(LEVELS)
    quantiles = total.quantile(levels).astype(float)
    wis = 2 * np.mean(scoringrules.quantile_score(float(actual), quantiles, levels))
    below, at_most = (samples < actual).mean(), (samples <= actual).mean()
    return {
        "crps": float(scoringrules.crps_ensemble(float(actual), samples.astype(float))),
        "wis": float(wis),
        **{
            COVERED[level]: float(low <= actual <= high) for level, (low, high) in intervals.items()
        },
        "pit": float((below + at_most) / 2),
    }


def brier(probability: Any, happened: Any) -> Any:
    """Return the squared difference of a probability and what happened (0 or 1)."""
    return (np.asarray(probability, dtype=float) - np.asarray(happened, dtype=float)) ** 2


def log_score(probability: Any, happened: Any) -> Any:
    """Return the negative log of the probability of what happened; the lower the better."""
    said = np.clip(np.asarray(probability, dtype=float), LEAST_PROBABILITY, 1 - LEAST_PROBABILITY)
    return -np.log(np.where(np.asarray(happened, dtype=bool), said, 1 - said))


def skill(
    scores: pd.DataFrame, *, against: Sequence[str] = ("persistence", "pace"), seed: int = 0
) -> pd.DataFrame:
    """Summarise the scores of a backtest by model.

    Parameters
    ----------
    scores : pandas.DataFrame
        As `backtest` gives.
    against : sequence of str
        Models to which the CRPS is set in relation; those that are not in the table are left out.
    seed : int
        Of the resampling of years.

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
    """
    if scores.empty:
        raise OptionError("no scores", expected="the table that backtest gives", where="scores")
    table = scores.assign(
        brier=brier(scores["record_probability"], scores["record"]),
        log_score=log_score(scores["record_probability"], scores["record"]),
        crps_share=scores["crps"] / scores["actual"],
    )
    sets = {name: set(group["origin"]) for name, group in table.groupby("model")}
    if len({frozenset(origins) for origins in sets.values()}) > 1:
        raise OptionError("models scored on different origins", expected="the same for all")
    by_year = table.pivot_table(index="year", columns="model", values="crps", aggfunc="mean")
    size = table[table["model"] == table["model"].iloc[0]].groupby("year").size()
    draws = _draws(by_year.to_numpy(), size.reindex(by_year.index).to_numpy(), seed)
    tail = (1 - INTERVAL) / 2
    rows = []
    for model, group in table.groupby("model", sort=False):
        at = by_year.columns.get_loc(model)
        low, high = np.quantile(draws[:, at], [tail, 1 - tail])
        row: dict[str, Any] = {"model": model, "origins": len(group), "years": len(by_year)}
        row |= {"crps": group["crps"].mean(), "crps_low": low, "crps_high": high}
        names = ["wis", "crps_share", *COVERED.values()]
        row |= group[[*names, "brier", "log_score", "seconds"]].mean().to_dict()
        for other in against:
            if other in by_year.columns:
                base = by_year.columns.get_loc(other)
                low, high = np.quantile(draws[:, at] / draws[:, base], [tail, 1 - tail])
                whole = table[table["model"] == other]["crps"].mean()
                row |= {f"vs_{other}": row["crps"] / whole}
                row |= {f"vs_{other}_low": low, f"vs_{other}_high": high}
        rows.append(row)
    return pd.DataFrame(rows)


def _draws(by_year: Any, size: Any, seed: int) -> Any:
    """Return the mean score of each model over years drawn with replacement."""
    rng = np.random.default_rng(seed)
    if len(by_year) == 1:  # one observation says nothing of how far another may lie
        return np.full((1, by_year.shape[1]), np.nan)
    picked = rng.integers(len(by_year), size=(RESAMPLES, len(by_year)))
    weight = size[picked]
    return np.einsum("dy,dym->dm", weight, by_year[picked]) / weight.sum(axis=1, keepdims=True)
