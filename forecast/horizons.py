"""The periods after a forecast origin that people ask for by name."""

from __future__ import annotations

from datetime import date
from typing import Final

from ..data.calendar import DAY, WEEK, Period, period_of, year_after, year_of
from ..data.errors import OptionError

YEAR: Final = "year"
NEXT_MONTH: Final = "next-month"
WEEKS: Final = {"next-week": 1, "next-4-weeks": 4, "next-13-weeks": 13}
"""Weeks of seven days that begin on the day after the origin."""
TARGETS: Final = (YEAR, *WEEKS, NEXT_MONTH)


def period_ahead(origin: date, target: str) -> Period:
    """Return the period that a target names, seen from a forecast origin.

    "year" is the calendar year of the day after the origin, "next-week" the seven days after it,
    "next-month" the first calendar month that begins after it.

    Raises
    ------
    OptionError
        If there is no such target.

    Examples
    --------
    >>> period_ahead(date(2025, 12, 30), "next-week")
    Period(start=datetime.date(2025, 12, 31), end=datetime.date(2026, 1, 6))
    >>> period_ahead(date(2025, 5, 31), "next-month").start
    datetime.date(2025, 6, 1)
    """
    if target == YEAR:
        return year_of(year_after(origin))
    if target == NEXT_MONTH:
        return period_of(period_of(origin, "month").end + DAY, "month")
    if target in WEEKS:
        return Period(origin + DAY, origin + WEEKS[target] * WEEK)
    raise OptionError(
        f"target={target!r}", expected=f"one of {', '.join(TARGETS)}", argument="target"
    )
