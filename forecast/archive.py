"""The archive of forecasts: each as it was made, beside the actual total."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from ..data.calendar import Period, complete_years, year_after, year_of
from ..data.errors import OptionError
from ..data.store.records import Archived, PeriodAhead, fingerprint
from .distribution import Distribution
from .horizons import NEXT_MONTH, YEAR, period_ahead
from .hub import HUB_LEVELS
from .scoring import COVERAGES, COVERED, brier, quantile_score
from .year_forecast import YearForecast

LEVELS_KEPT = tuple(sorted({*HUB_LEVELS, *(round(k / 100, 2) for k in range(1, 100))}))
PERIODS_KEPT = ("next-week", "next-4-weeks", NEXT_MONTH)
"""Targets that are kept beside the annual total."""
HINDSIGHT_DAYS = 21
"""A forecast made longer after its origin than releases are ever late was made in hindsight."""
COLUMNS = (
    "as_of", "year", "model", "made", "hindsight", "version", "n_paths", "seed", "year_to_date",
    "median", "low_80", "high_80", "record_probability", "threshold",
    "actual", "crps", "covered_50", "covered_80", "covered_95", "brier", "target", "start", "end",
)  # fmt: skip

AS_KEPT = (*COLUMNS[: COLUMNS.index("median")], "record_probability", "threshold")
"""Columns that are kept as they are; `dataclasses.asdict` would copy every quantile for them."""


def archived(outlook: YearForecast, *, made: datetime, hindsight: bool | None = None) -> Archived:
    """Return a forecast as the archive stores it.

    The next week, 4 weeks and calendar month are kept with the annual total, unless a later year
    than that of the day after the origin is forecast.

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
        quantiles=_quantiles(outlook.total),
        threshold=record.threshold if record else None,
        record_probability=record.probability if record else None,
        ahead=_periods_ahead(outlook) if outlook.year == year_after(outlook.as_of) else (),
    )


def _periods_ahead(outlook: YearForecast) -> tuple[PeriodAhead, ...]:
    periods = {target: period_ahead(outlook.as_of, target) for target in PERIODS_KEPT}
    return tuple(
        PeriodAhead(
            target, period.start, period.end, _quantiles(outlook.period(period.start, period.end))
        )
        for target, period in periods.items()
    )


def _quantiles(people: Distribution) -> dict[str, int]:
    values = people.quantile(LEVELS_KEPT).tolist()
    return {f"{level:g}": value for level, value in zip(LEVELS_KEPT, values, strict=True)}


def history(
    kept: Iterable[Archived], daily: pd.DataFrame, *, target: str | None = YEAR
) -> pd.DataFrame:
    """Set forecasts beside what happened.

    Parameters
    ----------
    kept : iterable of Archived
        The forecasts.
    daily : pandas.DataFrame
        The daily table as it is known now.
    target : str, optional
        What was forecast: "year", the annual total; "next-week", "next-4-weeks" or "next-month";
        None for all of them.

    Returns
    -------
    pandas.DataFrame
        One row a forecast, by origin: ``as_of``, ``year``, ``model``, ``made``, ``hindsight``,
        ``version``, ``n_paths``, ``seed``, ``year_to_date``, ``median``, ``low_80``, ``high_80``
        (people), ``record_probability``, ``threshold`` (both of the annual total alone) and, once
        the figures cover the whole period, ``actual`` (people), ``crps`` (people, from the
        quantiles that are stored), ``covered_50``, ``covered_80``, ``covered_95`` and ``brier``;
        missing before. Then ``target``, and ``start`` and ``end`` of the period. Dates are
        ``datetime64``.

    Raises
    ------
    OptionError
        If there is no such target.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from crossings.data import load
    >>> from crossings.forecast import archived, forecast_year, history
    >>> outlook = forecast_year(load(), as_of="2025-05-14", n_paths=100)
    >>> kept = [archived(outlook, made=datetime(2025, 5, 16, tzinfo=UTC))]
    >>> history(kept, load())["actual"].tolist()
    [41472]
    >>> history(kept, load(), target=None)[["target", "actual"]].values.tolist()
    [['year', 41472], ['next-week', 874], ['next-4-weeks', 2513], ['next-month', 5170]]
    """
    if target not in {None, YEAR, *PERIODS_KEPT}:
        raise OptionError(
            f"target={target!r}",
            expected=f"one of {', '.join((YEAR, *PERIODS_KEPT))}",
            argument="target",
        )
    totals = complete_years(daily)
    rows = []
    for one in kept:
        if target in {None, YEAR}:
            actual = int(totals[one.year]) if one.year in totals.index else None
            row = _row(one, YEAR, year_of(one.year), one.quantiles, actual)
            if actual is not None and one.threshold is not None:
                row["brier"] = float(brier(row["record_probability"], actual > one.threshold))
            rows.append(row)
        for part in one.ahead:
            if target in {None, part.target}:
                period = Period(part.start, part.end)
                actual = _actual(daily, period)
                row = _row(one, part.target, period, part.quantiles, actual)
                rows.append({**row, "record_probability": None, "threshold": None})
    types: dict[str, str] = {
        **dict.fromkeys(("as_of", "start", "end"), "datetime64[ns]"),
        **dict.fromkeys(("threshold", "actual"), "Int64"),
        **dict.fromkeys(("record_probability", "crps", *COVERED.values(), "brier"), "float64"),
    }
    table = pd.DataFrame(rows, columns=list(COLUMNS)).astype(types)
    # Of one forecast, the rows stay in the order of the targets.
    return table.sort_values(["as_of", "model", "made"], ignore_index=True, kind="stable")


def _actual(daily: pd.DataFrame, period: Period) -> int | None:
    """Return the people of a period; None where the figures do not cover all of it."""
    counted = daily["arrivals"].loc[pd.Timestamp(period.start) : pd.Timestamp(period.end)]
    return int(counted.sum()) if len(counted) == period.days else None


def _row(
    one: Archived, target: str, period: Period, quantiles: dict[str, int], actual: int | None
) -> dict[str, Any]:
    by_level = dict(zip(_levels(tuple(quantiles)), quantiles.values(), strict=True))
    row: dict[str, Any] = {
        **{name: getattr(one, name) for name in AS_KEPT},
        "median": by_level[0.5],
        "low_80": by_level[0.1],
        "high_80": by_level[0.9],
        "target": target,
        "start": period.start,
        "end": period.end,
    }
    return row if actual is None else {**row, **_scores(by_level, actual)}


@lru_cache(maxsize=16)  # most forecasts are kept with the same ones
def _levels(names: tuple[str, ...]) -> tuple[float, ...]:
    return tuple(map(float, names))


def _scores(quantiles: dict[float, int], actual: int) -> dict[str, Any]:
    levels, people = np.array(list(quantiles)), np.array(list(quantiles.values()), dtype=float)
    losses = 2 * quantile_score(float(actual), people, levels)
    # The CRPS is twice the quantile score, integrated over all levels: by trapezia between those
    # that are stored, and with the score of the last one beyond it.
    ends = losses[0] * levels[0] + losses[-1] * (1 - levels[-1])
    crps = float(((losses[1:] + losses[:-1]) / 2 * np.diff(levels)).sum() + ends)
    scores: dict[str, Any] = {"actual": actual, "crps": crps}
    for level in COVERAGES:
        tail = round((1 - level) / 2, 3)
        covered = quantiles[tail] <= actual <= quantiles[round(1 - tail, 3)]
        scores[COVERED[level]] = float(covered)
    return scores
