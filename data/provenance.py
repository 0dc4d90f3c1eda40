"""The publications behind a table, as its ``attrs`` carry them."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from typing import Any


class Provenance(list[dict[str, Any]]):
    """The publications behind a table, in JSON types; they know the figures that it was loaded as.

    pandas copies ``attrs`` at every step; the figures are not copied with them.

    Parameters
    ----------
    publications : iterable of dict
        The publications.
    figures : Figures
        What the table was loaded as; any object here, as `crossings.data.dataset` stands above.
    """

    def __init__(self, publications: Iterable[dict[str, Any]], figures: Any) -> None:
        super().__init__(publications)
        self.figures = figures

    def __deepcopy__(self, memo: dict[int, Any]) -> Provenance:
        return Provenance(deepcopy(list(self), memo), self.figures)

    def __reduce__(self) -> tuple[Any, ...]:
        return Provenance, (list(self), self.figures)
