"""Simulated people after the forecast origin.

Models that think in weeks draw weeks; the weeks are spread over their days only when somebody
asks for days. The days of a week sum to it exactly, so the totals are the same either way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.random import SFC64, Generator
from numpy.typing import NDArray

from .weeks import Ahead, Days, split_into_days

__all__ = ["DailyPaths", "Paths", "PooledPaths", "WeeklyPaths", "weekly_paths"]

Totals = NDArray[np.int64]


class Paths(Protocol):
    """Equally likely courses of the days after the origin."""

    @property
    def n_paths(self) -> int:
        """How many there are."""
        ...

    def totals(self) -> Totals:
        """People over the whole horizon; shape (n_paths,)."""
        ...

    def days(self) -> Days:
        """People a day, never negative; shape (n_days, n_paths), the same at every call.

        The days come first because they are written, and summed, one whole day at a time.
        """
        ...


@dataclass(frozen=True, eq=False)
class _Counted:
    """People in each day or week (first axis) of each path (second)."""

    people: Days

    @property
    def n_paths(self) -> int:
        """How many there are."""
        return self.people.shape[1]

    def totals(self) -> Totals:
        """People over the whole horizon."""
        return self.people.sum(axis=0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class DailyPaths(_Counted):
    """Paths that were drawn by day.

    Attributes
    ----------
    people : array of int32, shape (n_days, n_paths)
        People a day.
    """

    def days(self) -> Days:
        """People a day."""
        return self.people


@dataclass(frozen=True, eq=False)
class WeeklyPaths(_Counted):
    """Paths that were drawn by week.

    Attributes
    ----------
    people : array of int32, shape (n_weeks, n_paths)
        People a week.
    ahead : Ahead
        The weeks' lengths and places in the year.
    daily : pandas.DataFrame
        The figures before the origin, in whose shapes the weeks are spread over their days.
    seed : int
        From which the spreading draws, afresh at every call.
    """

    ahead: Ahead
    daily: pd.DataFrame
    seed: int

    def days(self) -> Days:
        """People a day."""
        return split_into_days(self.people, self.ahead, self.daily, Generator(SFC64(self.seed)))


def weekly_paths(people: Days, ahead: Ahead, daily: pd.DataFrame, rng: Generator) -> WeeklyPaths:
    """Return weekly paths whose spreading over days has a stream of its own."""
    return WeeklyPaths(people, ahead, daily, int(rng.integers(2**63)))


@dataclass(frozen=True, eq=False)
class PooledPaths:
    """Paths of several models in turn, so that any first few are a fair sample of all.

    Attributes
    ----------
    parts : sequence of Paths
        Of each model; each as long as the next, or longer by one.
    names : sequence of str
        Of the models.
    """

    parts: Sequence[Paths]
    names: Sequence[str]

    @property
    def by_name(self) -> dict[str, Paths]:
        """The paths of each model."""
        return dict(zip(self.names, self.parts, strict=False))

    @property
    def n_paths(self) -> int:
        """How many there are."""
        return sum(part.n_paths for part in self.parts)

    def totals(self) -> Totals:
        """People over the whole horizon."""
        pooled = np.empty(self.n_paths, dtype=np.int64)
        for turn, part in enumerate(self.parts):
            pooled[turn :: len(self.parts)] = part.totals()
        return pooled

    def days(self) -> Days:
        """People a day."""
        drawn = [part.days() for part in self.parts]
        pooled = np.empty((drawn[0].shape[0], self.n_paths), dtype=np.int32)
        for turn, days in enumerate(drawn):
            pooled[:, turn :: len(drawn)] = days
        return pooled
