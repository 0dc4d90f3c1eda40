"""The periods that people ask a forecast for: by name, or by their days."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from ..data.calendar import DAY, WEEK, Period, month_of, period_of, year_after, year_of
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


def period_named(text: str, origin: date) -> Period:
    """Return the period that a text names, seen from a forecast origin.

    Parameters
    ----------
    text : str
        "next-week", "next-4-weeks", "next-13-weeks" or "next-month"; a year, a month or a day, such
        as "2026", "2026-09" or "2026-09-01"; or two of these with two dots between them.
    origin : datetime.date
        The last day whose figure is known.

    Raises
    ------
    OptionError
        If it names none.

    Examples
    --------
    >>> period_named("2026-02", date(2025, 12, 30)).end
    datetime.date(2026, 2, 28)
    >>> period_named("2026-10..2026-12-24", date(2026, 8, 20))
    Period(start=datetime.date(2026, 10, 1), end=datetime.date(2026, 12, 24))
    """
    if text in TARGETS and text != YEAR:
        return period_ahead(origin, text)
    first, dots, last = text.partition("..")
    start, end = _written(first), _written(last) if dots else _written(first)
    if start is None or end is None:
        names = ", ".join(name for name in TARGETS if name != YEAR)
        raise OptionError(
            f"{text!r}",
            expected=f"{names}, a month such as 2026-09, a day, or two of them such as "
            "2026-10-01..2026-12-31",
            argument="period",
        )
    if end.end < start.start:
        raise OptionError(
            f"{text!r}, which ends before it starts",
            expected="the earlier day first",
            argument="period",
        )
    return Period(start.start, end.end)


def _written(text: str) -> Period | None:
    """Return the year, month or day that a text such as "2026-09" stands for."""
    match = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", text.strip())
    if match is None:
        return None
    year, month, day = (None if part is None else int(part) for part in match.groups())
    try:
        if month is None:
            return year_of(year or 0)
        if day is None:
            return month_of(month, year or 0)
        return period_of(date(year or 0, month, day), "day")
    except (ValueError, IndexError):  # the 13th month, 30 February, the year nought
        return None
