"""Rules that figures of several publications keep: days, weeks, the day of publication."""

from __future__ import annotations

from datetime import date

from ..errors import InconsistentDataError
from ..years import day_text, period_of
from .cells import count, day, optional_count

__all__ = ["check_published", "week_count", "week_end"]

EVERY_WEEK = ("arrivals", "boats")
"""People and boats are counted every week; preventions are not recorded in all."""


def check_published(
    last: date, published: date | None, *, where: str, period: str = "figures for"
) -> None:
    """Refuse figures for a day after their publication.

    Raises
    ------
    InconsistentDataError
        If there are any.
    """
    if published and last > published:
        raise InconsistentDataError(
            f"{period} {day_text(last)}",
            expected=f"none after its publication on {day_text(published)}",
            where=where,
        )


def week_end(cell: object, *, where: str, at: str) -> date:
    """Return the Sunday on which a week ends.

    Raises
    ------
    InvalidFigureError, InconsistentDataError
        If it is no date, or another day.
    """
    end = day(cell, where=at)
    if period_of(end, "week").end != end:
        raise InconsistentDataError(
            f"a week that ends on {day_text(end)}", expected="a Sunday", where=where
        )
    return end


def week_count(name: str, cell: object, *, where: str) -> int | None:
    """Return what is counted in a week; None where it was not recorded and need not be."""
    return (count if name in EVERY_WEEK else optional_count)(cell, where=where)
