"""Spans of whole months as publications name them, and as `Publication.people` writes them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from ..calendar import MONTHS, Period, month_span, period_of, year_of
from .cells import unmarked

YEAR, MONTH = r"(?P<year>20\d\d)", r"[a-z]{3,9}"
FORMS = tuple(
    re.compile(form.replace("YEAR", YEAR), re.IGNORECASE)
    for form in (
        r"YEAR(?:\.0)?",
        r"YEAR ?q(?P<quarter>[1-4])",
        r"q(?P<quarter>[1-4]) YEAR",
        r"YEAR-(?P<number>\d\d)",
        rf"(?P<month>{MONTH})[ -]YEAR",
        rf"(?:year ending|ye) (?P<ending>{MONTH}) YEAR",
        rf"(?:january|jan) (?:to|-) (?P<last>{MONTH}) YEAR",
        rf"YEAR \(?(?:(?:january|jan) )?(?:to|-) (?P<last>{MONTH})\)?",
        r"YEAR q1 ?(?:to|-) ?q(?P<to>[1-4])",
    )
)
LABEL = re.compile(r"(\d{4})-(\d\d)/(\d{4})-(\d\d)")


def label(period: Period) -> str:
    """Return a span as `Publication.people` writes it.

    Examples
    --------
    >>> from datetime import date
    >>> label(Period(date(2023, 10, 1), date(2023, 12, 31)))
    '2023Q4'
    >>> label(Period(date(2025, 7, 1), date(2026, 6, 30)))
    '2025-07/2026-06'
    """
    if period == year_of(period.end.year):
        return str(period.end.year)
    if period == period_of(period.end, "quarter"):
        return f"{period.end.year}Q{(period.end.month + 2) // 3}"
    return f"{period.start:%Y-%m}/{period.end:%Y-%m}"


def span(written: str) -> Period:
    """Return the span that a label names."""
    if match := LABEL.fullmatch(written):
        first, last = (int(match[1]), int(match[2])), (int(match[3]), int(match[4]))
        return Period(date(*first, 1), month_span(last[1], last[1], last[0]).end)
    period = named(written)
    if period is None:
        raise ValueError(f"{written!r} is not a span")
    return period


def words(period: Period) -> str:
    """Return a span as people say it.

    Examples
    --------
    >>> words(span("2025-01/2025-09")), words(span("2025-07/2026-06")), words(span("2024"))
    ('2025 to September', 'year ending June 2026', '2024')
    """
    year, month = period.end.year, MONTHS[period.end.month - 1]
    if period.start == date(year, 1, 1):
        return str(year) if period == year_of(year) else f"{year} to {month}"
    first = period.start
    if (first.year, first.month) == (year - 1, period.end.month % len(MONTHS) + 1):
        return f"year ending {month} {year}"
    return label(period)


def named(cell: object) -> Period | None:
    """Return the year, quarter, month or span of months that a cell names, or None.

    Examples
    --------
    >>> str(named("Year ending June 2026").start), str(named("2025 to September").end)
    ('2025-07-01', '2025-09-30')
    """
    if isinstance(cell, datetime | date):
        return period_of(date(cell.year, cell.month, cell.day), "month")
    written = unmarked(str(cell).replace("_", " "))
    match = next(filter(None, (form.fullmatch(written) for form in FORMS)), None)
    parts = match.groupdict() if match else {}
    year = int(parts.get("year", 0))
    quarter, last_quarter = parts.get("quarter"), parts.get("to")
    if quarter or last_quarter:
        last = 3 * int(quarter or last_quarter or 0)
        return month_span(last - 2 if quarter else 1, last, year)
    how = next((name for name in ("number", "month", "ending", "last") if name in parts), None)
    if how is None:
        return year_of(year) if match else None
    month = month_named(parts[how])
    if month is None:
        return None
    if how == "ending":
        year_before = month_span(month, month, year - 1)
        return Period(year_before.end + timedelta(days=1), month_span(month, month, year).end)
    return month_span(1 if how == "last" else month, month, year)


def month_named(cell: object) -> int | None:
    """Return the number of a month that a cell names: 1, 01, Jan, January."""
    written = unmarked(cell).casefold().removesuffix(".0")
    if written.isdecimal():
        return int(written) if 1 <= int(written) <= len(MONTHS) else None
    names = [month.casefold() for month in MONTHS]
    numbers = [at for at, name in enumerate(names, 1) if written in {name, name[:3], name[:4]}]
    return numbers[0] if len(numbers) == 1 else None
