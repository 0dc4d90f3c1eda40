"""Rules for the figures of several publications: weeks, and the day of publication."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ..calendar import day_text, period_of
from ..errors import InconsistentDataError
from .cells import count, secondary_count
from .remark import Remarks
from .slips import AHEAD

EVERY_WEEK = ("arrivals", "boats")
"""People and boats are counted every week; preventions are not recorded in all."""


@dataclass(frozen=True)
class Stamp:
    """A day on which a publication says that it was published.

    Attributes
    ----------
    name : str
        The part that says so, such as ``govuk:updated-at``.
    day : datetime.date
        Of London.
    moment : datetime.datetime or None
        The same to the second, where it is given.
    """

    name: str
    day: date
    moment: datetime | None = None


def when_published(
    last: date,
    stamps: Sequence[Stamp],
    *,
    where: str,
    remarks: Remarks,
    period: str = "figures for",
) -> tuple[date | None, datetime | None]:
    """Return the day of publication, and the moment where it is known: the first that is possible.

    Parameters
    ----------
    last : datetime.date
        The last day of the figures: they cannot have been published before it.
    stamps : sequence of Stamp
        Of the publication, the most reliable first.
    where, period : str
        The publication, and what ends on the last day, for messages.
    remarks : Remarks
        Gets a remark where a stamp cannot be true.

    Raises
    ------
    InconsistentDataError
        If the figures are of days long after each stamp.
    """
    if not stamps:
        return None, None
    sound = [stamp for stamp in stamps if stamp.day >= last]
    newest = max(stamp.day for stamp in stamps)
    if not sound and (last - newest).days > AHEAD:
        raise InconsistentDataError(
            f"{period} {day_text(last)}",
            expected=f"none after its publication on {day_text(newest)}",
            where=where,
        )
    chosen = sound[0] if sound else Stamp("", last + timedelta(days=1))
    if chosen != stamps[0]:
        by = f", by {chosen.name}" if chosen.name else ", the day after its last figure"
        remarks.add(
            f"{where}, {stamps[0].name}",
            f"{day_text(stamps[0].day)}, before its {period} {day_text(last)}",
            f"taken as published on {day_text(chosen.day)}{by}",
        )
    return chosen.day, chosen.moment


def is_sunday(day: date) -> bool:
    """Whether a week can end on a day."""
    return period_of(day, "week").end == day


def check_sunday(end: date, *, where: str) -> None:
    """Raise an `InconsistentDataError` where a week ends on another day than Sunday."""
    if not is_sunday(end):
        raise InconsistentDataError(
            f"a week that ends on {day_text(end)}", expected="a Sunday", where=where
        )


def week_count(name: str, cell: object, *, end: date, where: str, remarks: Remarks) -> int | None:
    """Return a count of a week.

    None where it was not recorded and need not be, or, with a remark, where it is not a count.
    """
    if name in EVERY_WEEK:
        return count(cell, where=where)
    return secondary_count(cell, where=where, remarks=remarks, day=end)
