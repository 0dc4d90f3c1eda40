"""What a reader noticed in a publication and what it did about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, NamedTuple

WHOLE = "the publication"
"""The place of a remark that is on no place in particular."""


@dataclass(frozen=True)
class Remark:
    """A slip of the publisher, or a doubt, that did not stop the sound figures from being read.

    Attributes
    ----------
    where : str
        The place in the publication, such as "row 4, column Date".
    found : str
        What the publication has there, as printed.
    done : str
        What was done about it.
    first, last : datetime.date or None
        The days whose figures it is about; None where it is about none in particular.

    Examples
    --------
    >>> remark = Remark("row 4, column Date", '"20 April 2025"', "read as 20 April 2026")
    >>> print(remark)
    row 4, column Date: "20 April 2025"; read as 20 April 2026
    >>> Remark.from_dict(remark.to_dict()) == remark
    True
    """

    where: str
    found: str
    done: str
    first: date | None = None
    last: date | None = None

    def __str__(self) -> str:
        """One line: where, what was found, what was done."""
        text = f"{self.found}; {self.done}"
        return text if self.where == WHOLE else f"{self.where}: {text}"

    def to_dict(self) -> dict[str, str | None]:
        """Return the remark as JSON types."""
        days = {"first": self.first, "last": self.last}
        return {**asdict(self), **{name: day and day.isoformat() for name, day in days.items()}}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Remark:
        """Return the remark that `to_dict` gave."""
        first, last = (
            date.fromisoformat(values[name]) if values.get(name) else None
            for name in ("first", "last")
        )
        return cls(values["where"], values["found"], values["done"], first, last)


class RemarkOn(NamedTuple):
    """A remark, and the publication that it is on.

    Attributes
    ----------
    remark : Remark
        What was noticed, and what was done.
    title : str
        Of the publication.
    published : datetime.date or None
        When that came out.
    """

    remark: Remark
    title: str
    published: date | None


class Remarks:
    """The remarks on one publication, as its reader collects them.

    Parameters
    ----------
    name : str
        What the publication is called in messages; left away in remarks, which belong to it.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._remarks: list[Remark] = []

    def add(
        self,
        where: str,
        found: str,
        done: str,
        first: date | None = None,
        last: date | None = None,
    ) -> None:
        """Add a remark; `last` is `first` where it is left out."""
        place = where.removeprefix(self._name).removeprefix(", ") or WHOLE
        remark = Remark(place, found, done, first, last or first)
        if remark not in self._remarks:
            self._remarks.append(remark)

    def __iter__(self) -> Iterator[Remark]:
        """Give the remarks in the order in which they were made."""
        return iter(self._remarks)
