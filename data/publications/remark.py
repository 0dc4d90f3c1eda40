"""What a reader noticed in a publication and what it did about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

__all__ = ["WHOLE", "Remark", "Remarks"]

WHOLE = "the publication"
"""Where a remark belongs that is on no place in particular."""


@dataclass(frozen=True)
class Remark:
    """A slip of the publisher, or a doubt, that did not keep the sound figures out.

    Attributes
    ----------
    where : str
        The place in the publication, such as "row 4, column Date".
    found : str
        What stands there, as printed.
    done : str
        What was done about it.
    first, last : datetime.date or None
        The days whose figures it bears on; None where it bears on none in particular.
    """

    where: str
    found: str
    done: str
    first: date | None = None
    last: date | None = None

    def __str__(self) -> str:
        """One line: where, what was found, what was done."""
        said = f"{self.found}; {self.done}"
        return said if self.where == WHOLE else f"{self.where}: {said}"

    def to_dict(self) -> dict[str, Any]:
        """Return the remark as JSON types."""
        days = {"first": self.first, "last": self.last}
        return {**asdict(self), **{name: day and day.isoformat() for name, day in days.items()}}

    @classmethod
    def from_dict(cls, said: dict[str, Any]) -> Remark:
        """Return the remark that `to_dict` gave."""
        days = {
            name: None if said.get(name) is None else date.fromisoformat(said[name])
            for name in ("first", "last")
        }
        return cls(said["where"], said["found"], said["done"], **days)


class Remarks:
    """The remarks on one publication, as its reader collects them.

    Parameters
    ----------
    name : str
        What the publication is called in messages; left away in remarks, which belong to it.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._found: list[Remark] = []

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
        if remark not in self._found:
            self._found.append(remark)

    def __iter__(self) -> Iterator[Remark]:
        """Give the remarks in the order in which they were made."""
        return iter(self._found)
