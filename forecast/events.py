"""What may happen within a year: a record broken, a milestone reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from ..data.errors import OptionError
from . import yardstick

__all__ = ["Milestone", "Record"]


@dataclass(frozen=True)
class Record:
    """The highest total of an earlier complete year, and how likely this year is to exceed it.

    Attributes
    ----------
    threshold : int
        That total, people.
    set_in : int
        The year of it.
    probability : float
        That this year's total is strictly higher.
    broken : bool or None
        Whether the figures already decide it: True once the year to date is higher, False when
        the year is over and was not, None until then.
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
            raise OptionError(f"a probability of {q}", expected="above 0, at most 1", where="q")
        day = int(self._days[int(np.ceil(round(q * self._days.size, 9))) - 1])
        return self._start + timedelta(days=day) if day < self._length else None
