"""What is counted on simulated paths: numbers of people, a record, a milestone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from operator import index
from typing import overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..data.errors import OptionError
from . import yardstick

LEVELS = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
"""Quantile levels of the median and the central 50%, 80% and 95% intervals."""


@dataclass(frozen=True, eq=False)
class Distribution:
    """Equally likely numbers of people.

    Attributes
    ----------
    samples : array of int64, shape (n_paths,)
        One number of people for each simulated path.

    Examples
    --------
    >>> import numpy as np
    >>> from crossings.forecast import Distribution
    >>> people = Distribution(np.array([300, 100, 200, 400]))
    >>> people.mean, people.median, people.interval(0.5), people.probability_above(300)
    (250.0, 200, (100, 300), 0.25)
    """

    samples: NDArray[np.int64]

    def __post_init__(self) -> None:
        """Keep the samples from being changed after something was counted on them."""
        fixed = np.asarray(self.samples).view()
        fixed.setflags(write=False)
        object.__setattr__(self, "samples", fixed)

    @cached_property
    def _sorted(self) -> NDArray[np.int64]:
        return np.sort(self.samples)

    @property
    def mean(self) -> float:
        """Mean number of people."""
        return float(self.samples.mean())

    @property
    def median(self) -> int:
        """Smallest number of people that at least half of the paths do not exceed."""
        return self.quantile(0.5)

    @overload
    def quantile(self, q: float) -> int: ...
    @overload
    def quantile(
        self, q: NDArray[np.float64] | list[float] | tuple[float, ...]
    ) -> NDArray[np.int64]: ...

    def quantile(self, q: ArrayLike) -> int | NDArray[np.int64]:
        """Smallest sample that at least a share `q` of the samples do not exceed.

        Of ``n`` samples in order, the one of rank ``ceil(q n)``, or the first where `q` is 0. A
        whole number of people, and never falling as `q` rises.

        Parameters
        ----------
        q : float or sequence of float
            From 0 to 1.

        Raises
        ------
        OptionError
            If `q` lies outside 0 to 1.

        Examples
        --------
        >>> import numpy as np
        >>> from crossings.forecast import Distribution
        >>> Distribution(np.arange(1, 10_001)).quantile([0.07, 0.5]).tolist()
        [700, 5000]
        """
        levels = np.asarray(q, dtype=float)
        if not ((levels >= 0) & (levels <= 1)).all():
            raise OptionError(f"a quantile level of {q!r}", expected="0 to 1", argument="quantile")
        # Rounded first: 0.07 * 10,000 is 700.0000000000001 in floats, and would give rank 701.
        rank = np.ceil(np.round(levels * self._sorted.size, 9)).astype(np.int64)
        people = self._sorted[np.maximum(rank - 1, 0)]
        return people if levels.ndim else int(people)

    def interval(self, level: float) -> tuple[int, int]:
        """Central interval that contains a share `level` of the paths, such as 0.8.

        The quantiles at ``(1 - level) / 2`` and ``(1 + level) / 2``.

        Raises
        ------
        OptionError
            If `level` is not between 0 and 1.
        """
        if not 0 < level < 1:
            raise OptionError(
                f"an interval of {level}", expected="between 0 and 1", argument="interval"
            )
        tail = round((1 - level) / 2, 12)
        return self.quantile(tail), self.quantile(1 - tail)

    def probability_above(self, threshold: float) -> float:
        """Share of the paths with strictly more people than the threshold."""
        return float((self.samples > threshold).mean())


@dataclass(frozen=True)
class Record:
    """The highest total of an earlier complete year, and how likely this year is to exceed it.

    Attributes
    ----------
    threshold : int
        That total, people.
    set_in : int
        The year of it; the first where several tie.
    probability : float
        That this year's total is strictly higher.
    broken : bool or None
        Whether the figures already decide it: True once the year to date is higher, False when
        the year is over and was not, None until then.

    Examples
    --------
    >>> from crossings.forecast import Record
    >>> Record(45_755, 2022, 0.62).phrase, Record(45_755, 2022, 1.0, broken=True).phrase
    ('likely (62%)', 'broken')
    """

    threshold: int
    set_in: int
    probability: float
    broken: bool | None = None

    @property
    def phrase(self) -> str:
        """Words and number together, such as ``likely (62%)``, or how it was decided."""
        if self.broken is None:
            return yardstick.phrase(self.probability)
        return "broken" if self.broken else "not broken"


@dataclass(frozen=True, eq=False)
class Milestone:
    """The day on which the year's running total reaches a number of people.

    Attributes
    ----------
    total : int
        The number.
    probability : float
        That it is reached within the year.

    Examples
    --------
    >>> from crossings.data import load
    >>> from crossings.forecast import forecast_year
    >>> reached = forecast_year(load(), as_of="2025-05-14", n_paths=100).milestone(12_000)
    >>> reached.probability, reached.date_quantile(0.5)  # already reached, on 12 May
    (1.0, datetime.date(2025, 5, 12))
    """

    total: int
    probability: float
    _start: date
    _days: NDArray[np.int64]  # sorted; days from 1 January, past the year where it is not reached
    _length: int

    def date_quantile(self, q: float) -> date | None:
        """Return the day by which it is reached with probability `q`; None where not that year.

        Raises
        ------
        OptionError
            If `q` is not above 0 and at most 1.
        """
        if not 0 < q <= 1:
            raise OptionError(f"a probability of {q}", expected="above 0, at most 1", argument="q")
        day = int(self._days[int(np.ceil(round(q * self._days.size, 9))) - 1])
        return self._start + timedelta(days=day) if day < self._length else None


def whole_number(value: object, name: str, low: int, high: int) -> int:
    """Return an option that must be a whole number within bounds.

    Raises
    ------
    OptionError
        If it is not.
    """
    try:
        number = index(value)  # type: ignore[arg-type]
    except TypeError:
        number = low - 1
    if isinstance(value, bool) or not low <= number <= high:
        raise OptionError(
            f"{value!r}", expected=f"a whole number from {low:,} to {high:,}", argument=name
        )
    return number
