"""The archive of forecasts: each as it was made, beside the actual total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from ..data.calendar import complete_years
from ..data.errors import OptionError
from ..data.store.records import Archived, fingerprint
from .scoring import COVERAGES, COVERED, brier
from .year_forecast import HUB_LEVELS, YearForecast

LEVELS_KEPT = tuple(sorted({*HUB_LEVELS, *(round(k / 100, 2) for k in range(1, 100))}))
HINDSIGHT_DAYS = 21
"""A forecast made longer after its origin than releases are ever late was made in hindsight."""
COLUMNS = (
    "as_of", "year", "model", "made", "hindsight", "version", "n_paths", "seed", "year_to_date",
    "median", "low_80", "high_80", "record_probability", "threshold",
    "actual", "crps", "covered_50", "covered_80", "covered_95", "brier",
)  # fmt: skip


def archived(outlook: YearForecast, *, made: datetime, hindsight: bool | None = None) -> Archived:
    """Return a forecast as the archive stores it.

    Parameters
    ----------
    outlook : YearForecast
        The forecast.
    made : datetime.datetime
        Now, with its zone.
    hindsight : bool, optional
        Whether it was made in hindsight; by default where that is more than `HINDSIGHT_DAYS`
        after its origin.

    Raises
    ------
    OptionError
        If the year is over: a count is not a forecast.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from crossings.data import load
    >>> from crossings.forecast import archived, forecast_year
    >>> outlook = forecast_year(load(), as_of="2025-05-14", n_paths=100)
    >>> one = archived(outlook, made=datetime(2025, 5, 16, 9, tzinfo=UTC))
    >>> one.made, one.hindsight, one.quantiles["0.5"] == outlook.total.median
    ('2025-05-16T09:00:00+00:00', False, True)
    """
    if outlook.finished:
        raise OptionError(
            f"the year {outlook.year}, which is over",
            expected="a forecast of a year that is not",
            where="the archive",
        )
    from importlib.metadata import version

    late = outlook.as_of + timedelta(days=HINDSIGHT_DAYS)
    record = outlook.record
    levels = [f"{level:g}" for level in LEVELS_KEPT]
    people = outlook.total.quantile(LEVELS_KEPT).tolist()
    return Archived(
        made=made.astimezone(UTC).isoformat(timespec="seconds"),
        as_of=outlook.as_of,
        year=outlook.year,
        model=outlook.model,
        n_paths=outlook.n_paths,
        seed=outlook.seed,
        version=version("crossings"),
        data_sha256=fingerprint(outlook.history),
        hindsight=made.date() > late if hindsight is None else hindsight,
        year_to_date=outlook.year_to_date,
        mean=outlook.total.mean,
        quantiles=dict(zip(levels, people, strict=True)),
        threshold=record.threshold if record else None,
        record_probability=record.probability if record else None,
    )


def history(kept: Sequence[Archived], daily: pd.DataFrame) -> pd.DataFrame:
    """Set forecasts beside the actual totals.

    Parameters
    ----------
    kept : sequence of Archived
        The forecasts.
    daily : pandas.DataFrame
        The daily table as it is known now.

    Returns
    -------
    pandas.DataFrame
        One row a forecast, by origin: ``as_of``, ``year``, ``model``, ``made``, ``hindsight``,
        ``version``, ``n_paths``, ``seed``, ``year_to_date``, ``median``, ``low_80``, ``high_80``
        (people), ``record_probability``, ``threshold`` and, where the year is over, ``actual``
        (people), ``crps`` (people, from the quantiles that are stored), ``covered_50``,
        ``covered_80``, ``covered_95`` and ``brier``; missing before.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from crossings.data import load
    >>> from crossings.forecast import archived, forecast_year, history
    >>> outlook = forecast_year(load(), as_of="2025-05-14", n_paths=100)
    >>> made = datetime(2025, 5, 16, tzinfo=UTC)
    >>> history([archived(outlook, made=made)], load())[["year", "actual"]].values.tolist()
    [[2025, 41472]]
    """
    totals = complete_years(daily)
    rows = []
    for one in kept:
        quantiles = {float(level): people for level, people in one.quantiles.items()}
        row: dict[str, Any] = {
            **asdict(one),
            "median": quantiles[0.5],
            "low_80": quantiles[0.1],
            "high_80": quantiles[0.9],
        }
        if one.year in totals.index:
            row |= _scores(one, quantiles, int(totals[one.year]))
        rows.append(row)
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    types = {"as_of": "datetime64[ns]", "threshold": "Int64", "actual": "Int64"}
    return table.astype(types).sort_values(["as_of", "model", "made"], ignore_index=True)


def _scores(one: Archived, quantiles: dict[float, int], actual: int) -> dict[str, Any]:
    import scoringrules

    levels, people = np.array(list(quantiles)), np.array(list(quantiles.values()), dtype=float)
    losses = 2 * scoringrules.quantile_score(float(actual), people, levels)
    # The CRPS is twice the quantile score, integrated over all levels: by trapezia between those
    # that are stored, and with the score of the last one beyond it.
    ends = losses[0] * levels[0] + losses[-1] * (1 - levels[-1])
    crps = float(((losses[1:] + losses[:-1]) / 2 * np.diff(levels)).sum() + ends)
    scores: dict[str, Any] = {"actual": actual, "crps": crps}
    for level in COVERAGES:
        tail = round((1 - level) / 2, 3)
        covered = quantiles[tail] <= actual <= quantiles[round(1 - tail, 3)]
        scores[COVERED[level]] = float(covered)
    if one.threshold is not None and one.record_probability is not None:
        scores["brier"] = float(brier(one.record_probability, actual > one.threshold))
    return scores
