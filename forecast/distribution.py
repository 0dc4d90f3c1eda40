"""What is counted on simulated paths: equally likely numbers of people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import index
from typing import Any, TypeAlias, overload

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ..data.errors import OptionError
from ..data.notebook import html_table

Number: TypeAlias = float | np.integer[Any] | np.floating[Any]
Numbers: TypeAlias = Sequence[float] | NDArray[np.integer[Any]] | NDArray[np.floating[Any]]

LEVELS = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
"""Quantile levels of the median and the central 50%, 80% and 95% intervals."""
MAX_EDGE = 2**53
"""The highest whole number up to which floats hold every one."""


@dataclass(frozen=True, eq=False)
class Distribution:
    """Equally likely numbers of people.

    Attributes
    ----------
    samples : array of int64, shape (n_paths,)
        One number of people for each simulated path.

    Raises
    ------
    OptionError
        If the samples are not whole numbers in one row, at least one of them.

    Examples
    --------
    >>> import numpy as np
    >>> from crossings.forecast import Distribution
    >>> people = Distribution(np.array([300, 100, 200, 400]))
    >>> people.mean, people.median, people.interval(0.5), people.probability_above(300)
    (250.0, 200, (100, 300), 0.25)
    >>> people.probability_between(200, 300), people.cdf([99, 100, 400]).tolist()
    (0.5, [0.0, 0.25, 1.0])
    >>> people
    <Distribution: median 200, 80% interval 100 to 400, 4 paths>
    """

    samples: NDArray[np.int64]

    def __post_init__(self) -> None:
        """Keep the samples from being changed after something was counted on them."""
        fixed = np.asarray(self.samples).view()
        if fixed.ndim != 1 or not fixed.size or fixed.dtype.kind not in "iu":
            raise OptionError(
                f"samples of shape {fixed.shape} and type {fixed.dtype}",
                expected="one whole number for each path, in one row",
                argument="samples",
            )
        fixed.setflags(write=False)
        object.__setattr__(self, "samples", fixed)

    @cached_property
    def _sorted(self) -> NDArray[np.int64]:
        # Numbers half as wide are sorted in half the time.
        fit = np.iinfo(np.int32)
        narrow = fit.min <= self.samples.min() and self.samples.max() <= fit.max
        ordered = self.samples.astype(np.int32 if narrow else self.samples.dtype)
        ordered.sort()
        return ordered.astype(self.samples.dtype, copy=False)

    @property
    def mean(self) -> float:
        """Mean number of people."""
        return float(self.samples.mean())

    @property
    def std(self) -> float:
        """Standard deviation, people: the root of the mean squared distance from the mean."""
        return float(self.samples.std())

    @property
    def median(self) -> int:
        """Smallest number of people that at least half of the paths do not exceed."""
        return self.quantile(0.5)

    @overload
    def quantile(self, q: Number) -> int: ...
    @overload
    def quantile(self, q: Numbers) -> NDArray[np.int64]: ...

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
        """Share of the paths with strictly more people than the threshold.

        Raises
        ------
        OptionError
            If the threshold is not a number.
        """
        return float((self.samples > _numbers(threshold, "threshold")).mean())

    def probability_between(self, low: float, high: float) -> float:
        """Share of the paths with `low` to `high` people, both included.

        Raises
        ------
        OptionError
            If one of them is not a number, or `high` is lower than `low`.

        Examples
        --------
        >>> import numpy as np
        >>> from crossings.forecast import Distribution
        >>> Distribution(np.arange(1, 101)).probability_between(30, 39)
        0.1
        """
        least, most = _numbers(low, "low"), _numbers(high, "high")
        if most < least:
            raise OptionError(
                f"between {low:,} and {high:,}", expected="the lower number first", argument="high"
            )
        return float(((self.samples >= least) & (self.samples <= most)).mean())

    @overload
    def cdf(self, x: Number) -> float: ...
    @overload
    def cdf(self, x: Numbers) -> NDArray[np.float64]: ...

    def cdf(self, x: ArrayLike) -> float | NDArray[np.float64]:
        """Share of the paths with at most so many people.

        Parameters
        ----------
        x : number or sequence of numbers
            People.

        Returns
        -------
        float, or array of float64 with the shape of `x`

        Raises
        ------
        OptionError
            If `x` has something that is not a number.

        Examples
        --------
        >>> import numpy as np
        >>> from crossings.forecast import Distribution
        >>> Distribution(np.arange(1, 101)).cdf(25)
        0.25
        """
        people = _numbers(x, "x")
        shares = np.searchsorted(self._sorted, people, side="right") / self._sorted.size
        return shares if people.ndim else float(shares)

    def histogram(self, edges: Numbers) -> pd.DataFrame:
        """Share of the paths in each bin of people.

        A bin has its lower edge in it and not its upper one: ``low <= people < high``. Where paths
        lie outside the edges a bin is added at that end, from the lowest path or up to the highest
        and one more; so the shares always add up to 1.

        Parameters
        ----------
        edges : sequence of whole numbers
            Where the bins meet, rising; at least two.

        Returns
        -------
        pandas.DataFrame
            One row a bin: ``low``, ``high`` (people), ``probability``.

        Raises
        ------
        OptionError
            If the edges are fewer than two, are not whole numbers, or do not rise.

        Examples
        --------
        >>> import numpy as np
        >>> from crossings.forecast import Distribution
        >>> Distribution(np.arange(1, 101)).histogram([0, 50, 100])
           low  high  probability
        0    0    50         0.49
        1   50   100         0.50
        2  100   101         0.01
        """
        given = _numbers(edges, "edges")
        if (
            given.ndim != 1
            or given.size < 2  # noqa: PLR2004
            or (np.abs(given) > MAX_EDGE).any()
            or (given != np.round(given)).any()
            or (np.diff(given) <= 0).any()
        ):
            raise OptionError(
                f"edges {np.array2string(given, threshold=6)}",
                expected="two whole numbers or more, each higher than the one before",
                argument="edges",
            )
        bounds = given.astype(np.int64)
        lowest, highest = int(self._sorted[0]), int(self._sorted[-1])
        if lowest < bounds[0]:
            bounds = np.concatenate([[lowest], bounds])
        if highest >= bounds[-1]:
            bounds = np.concatenate([bounds, [highest + 1]])
        below = np.searchsorted(self._sorted, bounds, side="left")
        return pd.DataFrame(
            {
                "low": bounds[:-1],
                "high": bounds[1:],
                "probability": np.diff(below) / self._sorted.size,
            }
        )

    def to_series(self) -> pd.Series:
        """Return the number of people on each path, for what pandas does with a column.

        Returns
        -------
        pandas.Series
            People (int64), named ``people``; index ``path``, from 0. A copy. Its ``quantile``
            interpolates between two paths and its ``std`` divides by one less than their number,
            so both can differ a little from those here.

        Examples
        --------
        >>> import numpy as np
        >>> from crossings.forecast import Distribution
        >>> Distribution(np.array([300, 100])).to_series().to_dict()
        {0: 300, 1: 100}
        """
        paths = pd.RangeIndex(self.samples.size, name="path")
        return pd.Series(self.samples.astype(np.int64), index=paths, name="people")

    def __repr__(self) -> str:
        low, high = self.interval(0.8)
        return (
            f"<Distribution: median {self.median:,}, 80% interval {low:,} to {high:,}, "
            f"{self.samples.size:,} paths>"
        )

    def _repr_html_(self) -> str:
        rows = [("Mean", f"{self.mean:,.0f}"), ("Median", f"{self.median:,}")]
        for level in (0.5, 0.8, 0.95):
            low, high = self.interval(level)
            rows.append((f"{level:.0%} interval", f"{low:,} to {high:,}"))
        return html_table(f"Number on {self.samples.size:,} simulated paths", rows)


def _numbers(value: ArrayLike, argument: str) -> NDArray[np.float64]:
    """Return a number or numbers as an array; refuse what is not one, and NaN."""
    try:
        numbers = np.asarray(value, dtype=float)
        missing = bool(np.isnan(numbers).any())
    except (TypeError, ValueError):
        missing = True
    if missing:
        raise OptionError(f"{value!r}", expected="a number of people", argument=argument)
    return numbers


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
