"""The pool: several models as one, with an equal share of the paths from each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ..simulation.paths import PooledPaths
from .levels.count_level import CountLevel
from .levels.root_level import RootLevel
from .protocol import Fitted, Model


@dataclass(frozen=True)
class FittedPool:
    """Members that are fitted to the figures."""

    members: Sequence[Fitted]
    names: Sequence[str]

    def simulate(self, until: pd.Timestamp, n_paths: int, rng: np.random.Generator) -> PooledPaths:
        """Draw paths, from each member in turn; see `crossings.forecast.Fitted`."""
        members = self.members[:n_paths]
        # A random stream for each member: on one stream, their errors would go together.
        streams = rng.spawn(len(members))
        return PooledPaths(
            [
                member.simulate(until, len(range(turn, n_paths, len(members))), stream)
                for turn, (member, stream) in enumerate(zip(members, streams, strict=True))
            ],
            self.names,
        )


@dataclass(frozen=True)
class Pool:
    """An equal linear pool; unweighted, as five years cannot tell good weights from lucky ones."""

    members: Sequence[Model]

    def fit(self, daily: pd.DataFrame) -> FittedPool:
        """Fit every member; see `crossings.forecast.Model`."""
        plain = [_name(member) for member in self.members]
        # Two members of one class are numbered by their place.
        names = [
            name if plain.count(name) == 1 else f"{name}-{place}"
            for place, name in enumerate(plain, start=1)
        ]
        return FittedPool([member.fit(daily) for member in self.members], names)


def _name(member: Model) -> str:
    """Return a member's class in the style of the catalogue, such as ``count-level``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", type(member).__name__).lower()


@dataclass(frozen=True)
class DefaultPool(Pool):
    """The default: two levels whose errors at turning points have opposite signs."""

    members: Sequence[Model] = field(default_factory=lambda: (CountLevel(), RootLevel()))
