"""Statements and sections: the parts of a report, before it takes any form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .charts import Chart
from .tables import Table


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

    Examples
    --------
    >>> fact = Fact("this-week", "65 people arrived.", 65, {"people": 65})
    >>> fact.to_dict()["evidence"]
    {'people': 65}
    """

    key: str
    sentence: str
    value: float | str
    evidence: dict[str, Any] = field(default_factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the statement as JSON types."""
        return {
            "key": self.key,
            "sentence": self.sentence,
            "value": self.value,
            "evidence": self.evidence,
        }


@dataclass(frozen=True)
class Section:
    """A part of a report; it is read in the order of its attributes.

    Attributes
    ----------
    key : str
        A stable name, and the anchor in the page.
    title : str
        Its heading.
    facts : tuple of Fact
        What it says, each with its evidence.
    charts : tuple of Chart
        What it draws.
    tables : tuple of Table
        What it shows.
    notes : tuple of str
        Words that rest on no figure: how to read it, definitions, caveats.
    """

    key: str
    title: str
    facts: tuple[Fact, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the section as JSON types."""
        return {
            "key": self.key,
            "title": self.title,
            "facts": [fact.to_dict() for fact in self.facts],
            "charts": [chart.to_dict() for chart in self.charts],
            "tables": [table.to_dict() for table in self.tables],
            "notes": list(self.notes),
        }
