"""Remaining days taken from an earlier year, the donor: its figures on the same calendar dates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ....data.calendar import DAY, complete_years, same_date, year_after, year_of
from ....data.errors import NotEnoughHistoryError
from ...simulation.paths import Totals
from ...simulation.weeks import MAX_WEEK, Counts


@dataclass(frozen=True, eq=False)
class ScaledPaths:
    """Paths of the same days, each times a factor of its own: a total takes no days.

    Attributes
    ----------
    people : array, shape (n_days,)
        People a day.
    factor : array, shape (n_paths,)
        Zero or more.
    """

    people: NDArray[np.float64]
    factor: NDArray[np.float64]

    @property
    def n_paths(self) -> int:
        """How many paths there are."""
        return self.factor.size

    def totals(self) -> Totals:
        """People over the whole horizon: the last of the running sums that `scaled` rounds."""
        return np.rint(self.people.sum() * _capped(self.people, self.factor)).astype(np.int64)

    def days(self) -> Counts:
        """People a day."""
        return scaled(self.people, self.factor)


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


def donor_days(daily: pd.DataFrame, donor: int, until: pd.Timestamp) -> NDArray[np.float64]:
    """Return the donor year's figures on the dates from the day after the last to `until`.

    29 February takes those of 28 February where the donor has none; shape (n_days,).
    """
    first, last = daily.index[0].date(), daily.index[-1].date()
    ahead = (last + DAY * n for n in range(1, (until.date() - last).days + 1))
    rows = [(same_date(day, donor) - first).days for day in ahead]
    return daily["arrivals"].to_numpy(dtype=float)[rows]


def donor_paths(
    daily: pd.DataFrame,
    people: NDArray[np.float64],
    until: pd.Timestamp,
    rng: np.random.Generator,
) -> Counts:
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
    year_end = pd.Timestamp(year_of(year_after(daily.index[-1])).end)
    # To the year's end however short the horizon: a week has a week's share of the people.
    remainders = {year: int(donor_days(daily, year, year_end).sum()) for year in donors(daily)}
    usable = [year for year, remainder in remainders.items() if remainder]
    paths = np.zeros(((until - daily.index[-1]).days, people.size), dtype=np.int32)
    turn = rng.integers(max(len(usable), 1), size=people.size)
    for number, year in enumerate(usable):
        drawn = turn == number
        days = donor_days(daily, year, until)
        paths[:, drawn] = scaled(days, people[drawn] / remainders[year])
    return paths


def scaled(days: NDArray[np.float64], factor: NDArray[np.float64]) -> Counts:
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
    running = np.zeros((days.size + 1, factor.size))
    np.multiply.outer(np.cumsum(days), _capped(days, factor), out=running[1:])
    np.rint(running[1:], out=running[1:])
    people = np.empty((days.size, factor.size), dtype=np.int32)
    np.subtract(running[1:], running[:-1], out=people, casting="unsafe")
    return people


def _capped(days: NDArray[np.float64], factor: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return factors that leave every count finite."""
    return np.minimum(factor, MAX_WEEK / max(days.max(initial=0), 1))
