"""Days lent by an earlier year: its figures on the same calendar dates, and scaled."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ....data.calendar import complete_years, same_date, year_after
from ....data.errors import NotEnoughHistoryError
from ...simulation.weeks import MAX_WEEK, Days

__all__ = ["donors", "lent_days", "lent_paths", "scaled"]


def donors(daily: pd.DataFrame) -> list[int]:
    """Return the complete years before the first day to be forecast, oldest first.

    Raises
    ------
    NotEnoughHistoryError
        If there is none.
    """
    target = year_after(daily.index[-1])
    years = [int(year) for year in complete_years(daily).index if year < target]
    if not years:
        raise NotEnoughHistoryError("no complete earlier year", expected="at least one")
    return years


def lent_days(daily: pd.DataFrame, donor: int, until: pd.Timestamp) -> NDArray[np.float64]:
    """Return the donor year's figures on the dates from the day after the last to `until`.

    29 February takes those of 28 February where the donor has none.
    """
    ahead = pd.date_range(daily.index[-1] + timedelta(days=1), until)
    dates = pd.DatetimeIndex([same_date(day.date(), donor) for day in ahead])
    return daily["arrivals"].reindex(dates).to_numpy(dtype=float)


def _remainders(daily: pd.DataFrame, until: pd.Timestamp) -> dict[int, int]:
    """Return the people on the remaining dates of each earlier year that had any on them."""
    found = {year: int(lent_days(daily, year, until).sum()) for year in donors(daily)}
    return {year: people for year, people in found.items() if people}


def lent_paths(
    daily: pd.DataFrame,
    people: NDArray[np.float64],
    until: pd.Timestamp,
    rng: np.random.Generator,
) -> Days:
    """Spread a total for each path over the days of an earlier year, drawn at random.

    Parameters
    ----------
    daily : pandas.DataFrame
        The figures.
    people : array, shape (n_paths,)
        People from the day after the last to the end of its year, in each path.
    until : pandas.Timestamp
        End of the horizon; the days after that year are scaled as those before.
    rng : numpy.random.Generator
        Draws the years.

    Returns
    -------
    array of int32, shape (n_days, n_paths)
        Nobody, where nobody arrived on these dates in any earlier year.
    """
    first = daily.index[-1] + timedelta(days=1)
    lenders = _remainders(daily, min(until, pd.Timestamp(first.year, 12, 31)))
    paths = np.zeros(((until - daily.index[-1]).days, people.size), dtype=np.int32)
    turn = rng.integers(max(len(lenders), 1), size=people.size)
    for lender, (year, rest) in enumerate(lenders.items()):
        mine = turn == lender
        paths[:, mine] = scaled(lent_days(daily, year, until), people[mine] / rest)
    return paths


def scaled(days: NDArray[np.float64], factor: NDArray[np.float64]) -> Days:
    """Multiply days by one factor a path, in whole people.

    Parameters
    ----------
    days : array, shape (n_days,)
        People a day.
    factor : array, shape (n_paths,)
        Zero or more.

    Returns
    -------
    array of int32, shape (n_days, n_paths)
        The running sum is rounded, not the days, so that small factors lose nobody.
    """
    running = np.rint(
        np.outer(np.cumsum(days), np.minimum(factor, MAX_WEEK / max(days.max(initial=0), 1)))
    )
    out: Days = np.diff(running, axis=0, prepend=0).astype(np.int32)
    return out
