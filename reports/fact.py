"""A statement with its evidence: it can be quoted, and checked from its numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

__all__ = ["Fact"]


@dataclass(frozen=True)
class Fact:
    """One statement.

    Attributes
    ----------
    key : str
        A stable name, such as ``year-to-date``.
    sentence : str
        The statement, whole in itself.
    value : int, float or str
        The number or the date that it is about; dates in ISO form.
    evidence : dict
        Every number and date that the sentence rests on; only JSON types.
    """

    key: str
    sentence: str
    value: float | str
    evidence: dict[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the statement as JSON types."""
        return {
            "key": self.key,
            "sentence": self.sentence,
            "value": self.value,
            "evidence": self.evidence,
        }
