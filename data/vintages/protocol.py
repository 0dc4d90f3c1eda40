"""What figures ask of the publications behind them."""

from __future__ import annotations

from datetime import date
from typing import Protocol, TypeVar

import pandas as pd

from .people import Who

Known_co = TypeVar("Known_co", covariant=True)
"""What is known on a day: `crossings.data.dataset.Figures`, which asks this and is not asked."""


class Vintages(Protocol[Known_co]):
    """The publications that figures come from, asked for what was known when."""

    def __hash__(self) -> int:
        """Tell the publications apart: what was asked of them is remembered."""
        ...

    def known_on(self, day: date) -> Known_co:
        """Return the figures as they were known on a day."""
        ...

    def first_known(self, day: date) -> date:
        """Return when the figure of a day was first known; the day itself if nothing covers it."""
        ...

    def revisions_of_weeks(self, known_on: date | None) -> pd.DataFrame:
        """Return how weekly figures were revised, as `crossings.data.revision_summary` does."""
        ...

    def people(self, by: Who, known_on: date | None) -> pd.DataFrame:
        """Return who arrived, as `crossings.data.people` does; empty where that is not held."""
        ...
