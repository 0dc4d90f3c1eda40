"""The condition of a store, as its doctor finds it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Checked:
    """A publication of the store, as the doctor finds it.

    Attributes
    ----------
    number : int or None
        Its number in the store.
    kind, title, url : str or None
        As of `Publication`; None where they cannot be read.
    published, first, through : datetime.date or None
        As of `Held`.
    retrieved : str or None
        When its first copy was retrieved.
    copies : int
        Copies of it that were retrieved.
    figures : int
        Rows of figures.
    faults : tuple of str
        What is damaged; empty where it is sound.
    """

    number: int | None
    kind: str | None = None
    title: str | None = None
    url: str | None = None
    published: date | None = None
    first: date | None = None
    through: date | None = None
    retrieved: str | None = None
    copies: int = 0
    figures: int = 0
    faults: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return it in JSON types."""
        days = {name: getattr(self, name) for name in ("published", "first", "through")}
        dates = {name: day and day.isoformat() for name, day in days.items()}
        return {**vars(self), **dates, "faults": list(self.faults)}


@dataclass(frozen=True)
class Condition:
    """What a store holds, and what of it is damaged.

    Attributes
    ----------
    name : str
        Of the database.
    version : int or None
        Of the store; None where it has none that can be.
    publications : tuple of Checked
        All publications, in the order in which they came in.
    forecasts, tracks : int
        Forecasts that are kept, and rows of track records, that can be read.
    faults : tuple of str
        What is damaged beside the publications.
    copy : str or None
        The file to which what is sound was written; None where there was nothing, or none asked
        for.
    """

    name: str
    version: int | None
    publications: tuple[Checked, ...] = ()
    forecasts: int = 0
    tracks: int = 0
    faults: tuple[str, ...] = ()
    copy: str | None = None

    @property
    def sound(self) -> bool:
        """Whether nothing is damaged."""
        return not self.faults and not self.damaged

    @property
    def damaged(self) -> tuple[Checked, ...]:
        """The publications that are damaged, which a copy leaves out."""
        return tuple(one for one in self.publications if one.faults)

    def to_dict(self) -> dict[str, Any]:
        """Return it in JSON types."""
        return {
            **vars(self),
            "sound": self.sound,
            "publications": [one.to_dict() for one in self.publications],
            "faults": list(self.faults),
        }
