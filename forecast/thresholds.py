"""Numbers of people that a year's total may pass: a record, a milestone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from ..data.calendar import day_text
from ..data.errors import OptionError
from . import yardstick


@dataclass(frozen=True)
class Record:
    """The highest total of an earlier complete year, and how likely this year is to exceed it.

    There is always one to ask: of a year that is over it says how it was decided, and of the first
    year of a series that there is nothing to compare with. It is false where it does not exist:
    ``if outlook.record: ...``.

    Attributes
    ----------
    threshold : int
        That total, people; 0 where there is none.
    set_in : int
        The year of it; the first where several tie, 0 where there is none.
    probability : float
        That this year's total is strictly higher; NaN where there is none.
    broken : bool or None
        Whether the figures already decide it: True once the year to date is higher, False when
        the year is over and was not, None until then.
    exists : bool
        Whether an earlier year is complete.

    Examples
    --------
    >>> from crossings.forecast import Record
    >>> Record(45_755, 2022, 0.62).phrase, Record(45_755, 2022, 1.0, broken=True).phrase
    ('likely (62%)', 'broken')
    >>> first_year = Record.none()
    >>> bool(first_year), first_year.phrase
    (False, 'no earlier complete year to compare with')
    """

    threshold: int
    set_in: int
    probability: float
    broken: bool | None = None
    exists: bool = True

    @classmethod
    def none(cls) -> Record:
        """Return what stands where no earlier year is complete."""
        return cls(threshold=0, set_in=0, probability=math.nan, exists=False)

    def __bool__(self) -> bool:
        """Whether an earlier year is complete."""
        return self.exists

    @property
    def phrase(self) -> str:
        """Words and number together, such as ``likely (62%)``, or how it was decided."""
        if not self.exists:
            return "no earlier complete year to compare with"
        if self.broken is None:
            return yardstick.phrase(self.probability)
        return "broken" if self.broken else "not broken"

    def __repr__(self) -> str:
        what = f"{self.threshold:,} in {self.set_in}, {self.phrase}" if self else self.phrase
        return f"<Record: {what}>"


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

    def __repr__(self) -> str:
        median = self.date_quantile(0.5)
        when = f", median {day_text(median)}" if median else ""
        return f"<Milestone: {self.total:,}, {yardstick.phrase(self.probability)}{when}>"
