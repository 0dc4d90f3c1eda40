"""The distribution of a number of people, as simulated."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..data.errors import OptionError

__all__ = ["LEVELS", "Distribution"]

LEVELS = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
"""Quantile levels of the median and the central 50%, 80% and 95% intervals."""


@dataclass(frozen=True, eq=False)
class Distribution:
    """Equally likely numbers of people.

    Attributes
    ----------
    samples : array of int64, shape (n_paths,)
        One number of people for each simulated path.
    """

    samples: NDArray[np.int64]

    def __post_init__(self) -> None:
        """Keep the samples from being changed behind what was counted on them."""
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

        A whole number of people, and never falling as `q` rises.

        Parameters
        ----------
        q : float or sequence of float
            From 0 to 1.

        Raises
        ------
        OptionError
            If `q` lies outside 0 to 1.
        """
        levels = np.asarray(q, dtype=float)
        if not ((levels >= 0) & (levels <= 1)).all():
            raise OptionError(f"a quantile level of {q!r}", expected="0 to 1", where="quantile")
        # Rounded, lest 0.1 * 10,000 ask for the 1,001st of 10,000 samples.
        rank = np.ceil(np.round(levels * self._sorted.size, 9)).astype(np.int64)
        found = self._sorted[np.maximum(rank - 1, 0)]
        return found if levels.ndim else int(found)

    def interval(self, level: float) -> tuple[int, int]:
        """Central interval that holds a share `level` of the paths, such as 0.8.

        Raises
        ------
        OptionError
            If `level` is not between 0 and 1.
        """
        if not 0 < level < 1:
            raise OptionError(
                f"an interval of {level}", expected="between 0 and 1", where="interval"
            )
        tail = round((1 - level) / 2, 12)
        return self.quantile(tail), self.quantile(1 - tail)

    def probability_above(self, threshold: float) -> float:
        """Share of the paths with strictly more people than the threshold."""
        return float((self.samples > threshold).mean())
