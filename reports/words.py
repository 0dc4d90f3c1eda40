"""Numbers and days as they are written in sentences, tables and charts."""

from __future__ import annotations

from datetime import date

from ..data.years import day_text, year_of

__all__ = ["about", "short", "since_new_year"]

HUNDREDS_FROM, TENS_FROM = 2_000, 200


def about(people: int, *, at_least: int) -> str:
    """Round a forecast, which knows no better, to the nearest hundred (small ones finer).

    Parameters
    ----------
    people : int
        The number.
    at_least : int
        What has been counted already: rounding must not undercut it.

    Examples
    --------
    >>> about(49_838, at_least=12_699), about(29_437, at_least=29_437), about(57, at_least=7)
    ('49,800', '29,437', '57')
    """
    digits = -2 if people >= HUNDREDS_FROM else -1 if people >= TENS_FROM else 0
    return f"{max(round(int(people), digits), at_least):,}"


def short(day: date) -> str:
    """Return a day without its year, such as ``14 May``."""
    return day_text(day, with_year=False)


def since_new_year(day: date) -> str:
    """Return the days from 1 January to a day, without the year.

    Examples
    --------
    >>> since_new_year(date(2025, 5, 14)), since_new_year(date(2025, 1, 1))
    ('from 1 January to 14 May', 'on 1 January')
    """
    start = year_of(day.year).start
    return f"on {short(start)}" if day == start else f"from {short(start)} to {short(day)}"
