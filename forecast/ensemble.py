"""The pool: several models as one, with an equal share of the paths from each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .model import Fitted, Model
from .models.count_level import CountLevel
from .models.root_level import RootLevel

__all__ = ["DefaultPool", "Pool"]


@dataclass(frozen=True)
class FittedPool:
    """Members that have seen the figures."""

    members: Sequence[Fitted]

    def simulate(
        self, until: pd.Timestamp, n_paths: int, rng: np.random.Generator
    ) -> NDArray[np.int32]:
        """Draw daily paths, from each member in turn; see `crossings.forecast.model.Fitted`.

        Any first few paths are then a fair sample of the whole.
        """
        turns = len(self.members)
        paths: NDArray[np.int32] | None = None
        for turn, (member, stream) in enumerate(zip(self.members, rng.spawn(turns), strict=True)):
            share = len(range(turn, n_paths, turns))
            if not share:
                continue
            drawn = member.simulate(until, share, stream)
            if paths is None:
                paths = np.empty((drawn.shape[0], n_paths), dtype=np.int32)
            paths[:, turn::turns] = drawn
        if paths is None:
            raise AssertionError("a pool has a member and a forecast has a path")
        return paths


@dataclass(frozen=True)
class Pool:
    """An equal linear pool; unweighted, as five years cannot tell good weights from lucky ones."""

    members: Sequence[Model]

    def fit(self, daily: pd.DataFrame) -> FittedPool:
        """Fit every member; see `crossings.forecast.model.Model`."""
        return FittedPool([member.fit(daily) for member in self.members])


@dataclass(frozen=True)
class DefaultPool(Pool):
    """The default: two levels whose errors at turning points have opposite signs."""

    members: Sequence[Model] = field(default_factory=lambda: (CountLevel(), RootLevel()))
