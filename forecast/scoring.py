"""Scores of forecasts against actual totals.

A year is one observation, not twelve: forecasts made within it err together. So means over
forecasts come with an interval over years.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ..data.errors import OptionError
from .distribution import Distribution
from .horizons import YEAR

COVERAGES = (0.5, 0.8, 0.95)
"""Central intervals whose coverage is scored."""
COVERED = {level: f"covered_{level * 100:.0f}" for level in COVERAGES}
"""Columns that tell whether an interval contained the total."""
WIS_PARTS = ("overprediction", "underprediction", "dispersion")
"""Parts of the weighted interval score: they sum to it."""
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
        weighted interval score of the 50, 80 and 95% intervals (people), the sum of its parts
        ``overprediction``, ``underprediction`` and ``dispersion``. ``covered_50``,
        ``covered_80``, ``covered_95``: 1 where the interval contains the total, else 0. ``pit``:
        probability integral transform.

    Notes
    -----
    With ``X`` and ``X'`` independent draws of the samples, ``x_1`` to ``x_n`` the samples in order,
    ``y`` the actual total, ``m`` the median, ``l`` and ``u`` the ends of each central interval that
    leaves out a share ``a`` [1]_ [2]_::

        crps = E|X - y| - E|X - X'| / 2
             = 2 / n^2 sum_i (x_i - y) (n [y < x_i] - i + 1/2)
        wis  = overprediction + underprediction + dispersion
        overprediction  = (max(m - y, 0) / 2 + sum_a max(l - y, 0)) / 3.5
        underprediction = (max(y - m, 0) / 2 + sum_a max(y - u, 0)) / 3.5
        dispersion      = sum_a a (u - l) / 2 / 3.5
        pit  = (P(X < y) + P(X <= y)) / 2

    The 3.5 are three intervals and half of one, the median. The PIT is taken in the middle of its
    step, so that a certain and correct forecast has 0.5.

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
    samples = total.samples
    scores = {"crps": _crps(samples, actual), **_interval_score(total, actual)}
    for level, name in COVERED.items():
        low, high = total.interval(level)
        scores[name] = float(low <= actual <= high)
    below, at_most = (samples < actual).mean(), (samples <= actual).mean()
    return {**scores, "pit": float((below + at_most) / 2)}


def _crps(samples: NDArray[np.int64], actual: int) -> float:
    """Return the CRPS of samples; see `score_total`.

    One sum: a library of scores brings SciPy, which takes longer to import than a report takes to
    score all its forecasts.
    """
    n = samples.size
    rank = np.arange(1, n + 1) - 0.5
    error = np.sort(samples).astype(float) - actual
    return float(2 * (((error > 0) * n - rank) * error).sum() / n**2)


def quantile_score(actual: float, people: Floats, levels: Floats) -> Floats:
    """Return the score of each quantile of a forecast, people; the lower the better.

    ``([y < q] - p) (q - y)`` with the quantile ``q`` of the level ``p`` and the actual total ``y``.
    Its mean over all levels is half the CRPS.

    Examples
    --------
    >>> quantile_score(300.0, np.array([100.0, 500.0]), np.array([0.25, 0.75])).tolist()
    [50.0, 50.0]
    """
    return ((actual < people) - levels) * (people - actual)


def _interval_score(total: Distribution, actual: int) -> dict[str, float]:
    """Return the weighted interval score and its parts; see `score_total`."""
    over, under = max(total.median - actual, 0) / 2, max(actual - total.median, 0) / 2
    spread = 0.0
    for level in COVERAGES:
        low, high = total.interval(level)
        over += max(low - actual, 0)
        under += max(actual - high, 0)
        spread += (1 - level) / 2 * (high - low)
    parts = dict(zip(WIS_PARTS, (over, under, spread), strict=True))
    parts = {name: part / (len(COVERAGES) + 0.5) for name, part in parts.items()}
    return {"wis": sum(parts.values()), **parts}


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
    scores: pd.DataFrame,
    *,
    against: Sequence[str] = ("persistence", "pace", "climatology"),
    seed: int = 0,
) -> pd.DataFrame:
    """Summarise the scores of a backtest by model.

    Parameters
    ----------
    scores : pandas.DataFrame
        As `backtest` gives; those of several targets may stand below each other.
    against : sequence of str
        Models to whose CRPS that of each model is compared; those that are not in the table are
        left out.
    seed : int
        Seed of the resampling of years.

    Returns
    -------
    pandas.DataFrame
        One row a model and target: ``model``, ``target``, ``origins``, ``years``, means of
        ``crps``, ``wis`` and its parts, ``crps_share`` (CRPS / actual total, of the origins where
        that is not zero), ``covered_50``, ``covered_80``, ``covered_95``, ``brier``, ``log_score``
        (both missing where no record is forecast), ``seconds``; ``crps_low`` and ``crps_high``, a
        90% interval of the mean CRPS from drawing whole years with replacement, missing where
        there is one year alone; and for each model of `against` the ratio ``vs_<model>`` with
        ``_low`` and ``_high``, from the same draws: below one is better.

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
    summaries = []
    for target, table in _by_target(scores).items():
        summaries += _skill(table, target, against, seed)
    return pd.DataFrame(summaries)


def relative_skill(
    scores: pd.DataFrame, *, score: str = "wis", baseline: str = "persistence"
) -> pd.DataFrame:
    """Compare models pair by pair, as the forecast hubs do.

    Each pair is compared on the origins that both were scored on, so that a model that missed some
    is not favoured or harmed by how hard those were.

    Parameters
    ----------
    scores : pandas.DataFrame
        As `backtest` gives; the models need not have the same origins.
    score : str
        The column that is compared: "wis", or "crps".
    baseline : str
        The model to which the others are scaled.

    Returns
    -------
    pandas.DataFrame
        One row a model and target, the best first: ``model``, ``target``, ``origins``, the mean
        of the score, ``relative`` (below one is better than the others) and ``scaled`` (the same
        over that of the baseline: below one is better than it).

    Raises
    ------
    OptionError
        If there are no scores, no such column, no such baseline, or two models without an origin
        in common.

    Notes
    -----
    With ``r_ij`` the mean score of model ``i`` over that of ``j`` on their common origins, and
    ``M`` models [1]_::

        relative_i = (prod_j r_ij)^(1/M)
        scaled_i   = relative_i / relative_baseline

    References
    ----------
    .. [1] Cramer et al. (2022), "Evaluation of individual and ensemble probabilistic forecasts of
       COVID-19 mortality in the United States".

    Examples
    --------
    >>> import pandas as pd
    >>> from crossings.forecast import relative_skill
    >>> scores = pd.DataFrame(
    ...     {"model": ["mine"] * 2 + ["persistence"] * 2, "origin": [1, 2] * 2, "wis": [1, 3, 4, 4]}
    ... )
    >>> relative_skill(scores)[["model", "scaled"]].values.tolist()
    [['mine', 0.5], ['persistence', 1.0]]
    """
    if score not in scores:
        raise OptionError(
            f"no column {score!r}", expected="a score that backtest gives", argument="score"
        )
    rows = []
    for target, table in _by_target(scores).items():
        by_model = table.pivot(index="origin", columns="model", values=score).astype(float)
        if baseline not in by_model:
            raise OptionError(
                f"no scores of {baseline!r}",
                expected=f"one of {', '.join(map(str, by_model))}",
                argument="baseline",
            )
        logs = {name: _log_ratio(by_model, str(name)) for name in by_model}
        for name, log in sorted(logs.items(), key=lambda item: item[1]):
            rows.append(
                {
                    "model": name,
                    "target": target,
                    "origins": int(by_model[name].notna().sum()),
                    score: float(by_model[name].mean()),
                    "relative": float(np.exp(log)),
                    "scaled": float(np.exp(log - logs[baseline])),
                }
            )
    return pd.DataFrame(rows)


def _log_ratio(by_model: pd.DataFrame, name: str) -> float:
    """Return the mean log ratio of a model's score to that of each; rows are origins."""
    logs = []
    for other in by_model:
        both = by_model.loc[:, [name, str(other)]].dropna()
        if both.empty:
            raise OptionError(
                f"{name} and {other} have no origin in common",
                expected="models that were scored on some of the same origins",
                argument="scores",
            )
        with np.errstate(divide="ignore"):  # the log of a score of zero
            ours, theirs = np.log(both.mean().to_numpy())
        logs.append(ours - theirs if ours != theirs else 0.0)
    return float(np.mean(logs))


def _by_target(scores: pd.DataFrame) -> dict[str, pd.DataFrame]:
    if scores.empty:
        raise OptionError("no scores", expected="the table that backtest gives", argument="scores")
    if "target" not in scores:
        return {YEAR: scores}
    return {str(target): rows for target, rows in scores.groupby("target", sort=False)}


def _skill(
    table: pd.DataFrame, target: str, against: Sequence[str], seed: int
) -> list[dict[str, str | float]]:
    # Without a record, neither score has a value: NaN less anything is NaN.
    forecast = table["record_probability"].notna() & table["record"].notna()
    chance = table["record_probability"].where(forecast).astype(float)
    broken = table["record"].where(forecast, other=False).astype(bool)
    table = table.assign(
        brier=brier(chance, broken),
        log_score=log_score(chance, broken),
        crps_share=table["crps"] / table["actual"].where(table["actual"] != 0),
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
    names = [
        "wis", *WIS_PARTS, "crps_share", *COVERED.values(), "brier", "log_score", "seconds"
    ]  # fmt: skip
    summaries = []
    for name, rows in by_model.items():
        row: dict[str, str | float] = {
            "model": name, "target": target, "origins": len(rows), "years": len(years)
        }  # fmt: skip
        row |= _with_interval("crps", float(crps[name].mean()), draws[name])
        row |= {column: float(rows[column].mean()) for column in names if column in rows}
        for other in against:
            if other in by_model:
                # A week in which nobody was expected, and nobody arrived, has an error of zero.
                with np.errstate(divide="ignore", invalid="ignore"):
                    ratio = float(crps[name].mean() / crps[other].mean())
                    row |= _with_interval(f"vs_{other}", ratio, draws[name] / draws[other])
        summaries.append(row)
    return summaries


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
