"""Calendar arithmetic: one place for every question of which day belongs with which.

Years are compared by calendar date, never by day number: after February the day numbers of a
leap year are one ahead. 29 February stands for the end of February where a year has none. Weeks
run Monday to Sunday and may straddle New Year; a period is complete when every one of its days is
covered by the figures.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, TypeAlias

import numpy as np
import pandas as pd

from .errors import OptionError, OutOfRangeError

DAYS_A_WEEK, WEEKS_A_YEAR = 7, 52
DAYS_A_YEAR, DAYS_A_LEAP_YEAR, MEAN_YEAR_DAYS = 365, 366, 365.25
DAY: Final = timedelta(days=1)
WEEK: Final = timedelta(days=DAYS_A_WEEK)
MONTHS_A_QUARTER, QUARTERS_A_YEAR = 3, 4

Day: TypeAlias = date | str | np.datetime64
"""What is taken where a day is asked for: a date, a timestamp, or text such as ``2025-05-14``."""
By = Literal["day", "week", "month", "quarter", "year", "year-ending"]
BYS: tuple[By, ...] = ("day", "week", "month", "quarter", "year", "year-ending")
"""The last is the twelve months that end with a month, as the Home Office's "year ending June"."""
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
"""In English whatever the locale, as the publications have them and the reports want them."""
FEBRUARY, LEAP_DAY = 2, 29


@dataclass(frozen=True, order=True)
class Period:
    """A run of days, both ends included.

    Attributes
    ----------
    start, end : datetime.date
        First and last day.
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        """Refuse a period that ends before it starts."""
        if self.end < self.start:
            raise OptionError(
                f"a period from {self.start} to {self.end}", expected="an end on or after its start"
            )

    def __contains__(self, day: date) -> bool:
        """Whether a day falls in the period."""
        return self.start <= day <= self.end

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.end - self.start).days + 1

    def days_to(self, day: date) -> int:
        """Return how many of its days are over at the end of a day."""
        return min(max((day - self.start).days + 1, 0), self.days)

    def years_earlier(self, years: int) -> Period:
        """Return the same calendar dates so many years earlier."""
        return Period(
            same_date(self.start, self.start.year - years),
            same_date(self.end, self.end.year - years),
        )


def as_date(value: Day, *, argument: str | None = None) -> date:
    """Return a plain date from a date, a timestamp or an ISO string such as ``2025-05-14``.

    A time of day is left out; that of a timestamp with a zone is the zone's own.

    Raises
    ------
    OptionError
        If it is none of these, is NaT, or names no single day, as ``np.datetime64("2025-05")``.

    Examples
    --------
    >>> as_date("2025-05-14") == as_date(np.datetime64("2025-05-14T09:30")) == date(2025, 5, 14)
    True
    """
    given: object = value  # NaT is no date to a type checker, and one to isinstance
    if given is pd.NaT or (isinstance(value, np.datetime64) and np.isnat(value)):
        raise OptionError("no date", expected="a date such as 2025-05-14", argument=argument)
    if isinstance(value, date):  # a datetime or a Timestamp is a date with more to it
        return date(value.year, value.month, value.day)
    try:
        # By its text NumPy's date says whether it is a day: a month is written 2025-05.
        text = str(value)[:10] if isinstance(value, np.datetime64) else value.strip()
        return date.fromisoformat(text)
    except (ValueError, AttributeError, TypeError) as error:
        raise OptionError(
            f"{value!r} is not a date", expected="a date such as 2025-05-14", argument=argument
        ) from error


def days_of(values: Iterable[date | None]) -> pd.DatetimeIndex:
    """Return days as a column of a frame has them: datetime64, and NaT where there is none.

    Examples
    --------
    >>> days_of([date(2025, 5, 14), None])
    DatetimeIndex(['2025-05-14', 'NaT'], dtype='datetime64[ns]', freq=None)
    """
    return pd.DatetimeIndex(list(values)).as_unit("ns")


def day_text(day: date, *, with_year: bool = True) -> str:
    """Return a date as people write it, such as ``14 May 2025``.

    Examples
    --------
    >>> day_text(date(2025, 5, 4)), day_text(date(2025, 5, 4), with_year=False)
    ('4 May 2025', '4 May')
    """
    text = f"{day.day} {MONTHS[day.month - 1]}"
    return f"{text} {day.year}" if with_year else text


def same_date(day: date, year: int) -> date:
    """Return the same calendar date in another year; 29 February becomes 28 where there is none.

    Examples
    --------
    >>> same_date(date(2024, 2, 29), 2023), same_date(date(2023, 3, 1), 2024)
    (datetime.date(2023, 2, 28), datetime.date(2024, 3, 1))
    """
    if (day.month, day.day) == (FEBRUARY, LEAP_DAY) and not calendar.isleap(year):
        return date(year, FEBRUARY, LEAP_DAY - 1)
    return day.replace(year=year)


def year_of(year: int) -> Period:
    """Return 1 January to 31 December."""
    return Period(date(year, 1, 1), date(year, 12, 31))


def year_after(day: date) -> int:
    """Return the year of the day after: the one that a forecast from this day is of."""
    return day.year + ((day.month, day.day) == (12, 31))


def year_to_date(day: date) -> Period:
    """Return 1 January to the day."""
    return Period(date(day.year, 1, 1), day)


def twelve_months_to(day: date) -> Period:
    """Return the twelve months that end with a day.

    They begin on the day after the same date of the year before; those to the end of a month begin
    with a month, whatever the length of February.

    Examples
    --------
    >>> str(twelve_months_to(date(2026, 6, 30)).start)
    '2025-07-01'
    >>> str(twelve_months_to(date(2025, 5, 14)).start)
    '2024-05-15'
    """
    after = day + DAY
    if (after.month, after.day) == (FEBRUARY, LEAP_DAY):
        return Period(date(after.year - 1, FEBRUARY + 1, 1), day)
    return Period(same_date(after, after.year - 1), day)


def month_span(first: int, last: int, year: int) -> Period:
    """Return the first day of one month to the last day of another (or the same) of a year."""
    return Period(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]))


def month_of(month: int, year: int) -> Period:
    """Return a month of a year, 1 for January."""
    return month_span(month, month, year)


def weeks_ending_in(year: int) -> Iterator[Period]:
    """Return the weeks, Monday to Sunday, whose last day lies in a year."""
    week = period_of(year_of(year).start, "week")
    while week.end.year <= year:
        yield week
        week = Period(week.start + WEEK, week.end + WEEK)


def last_whole_week(day: date) -> Period:
    """Return the last week, Monday to Sunday, that is over on a day."""
    return period_of(day + DAY - WEEK, "week")


def period_of(day: date, by: By) -> Period:
    """Return the day, week (Monday to Sunday), month, quarter or year that a day lies in.

    By "year-ending", the twelve months that end with the month of the day.

    Examples
    --------
    >>> period_of(date(2026, 1, 1), "week")
    Period(start=datetime.date(2025, 12, 29), end=datetime.date(2026, 1, 4))
    """
    if by == "day":
        return Period(day, day)
    if by == "week":
        monday = day - timedelta(days=day.weekday())
        return Period(monday, monday + timedelta(days=6))
    if by == "month":
        return month_span(day.month, day.month, day.year)
    if by == "quarter":
        first = day.month - (day.month - 1) % MONTHS_A_QUARTER
        return month_span(first, first + MONTHS_A_QUARTER - 1, day.year)
    if by == "year":
        return year_of(day.year)
    if by == "year-ending":
        return twelve_months_to(month_of(day.month, day.year).end)
    raise OptionError(f"by={by!r}", expected=f"one of {', '.join(BYS)}")


def through(daily: pd.DataFrame, day: Day | None, *, argument: str = "as_of") -> pd.DataFrame:
    """Return the rows up to a day that the figures cover; all of them where the day is None.

    Raises
    ------
    OutOfRangeError
        If the day lies before the first figure or after the last.
    """
    if day is None:
        return daily
    wanted = as_date(day, argument=argument)
    first, last = daily.index[0].date(), daily.index[-1].date()
    if not first <= wanted <= last:
        raise OutOfRangeError(
            f"the figures run from {day_text(first)} to {day_text(last)}",
            expected=f"figures for {day_text(wanted)}",
            argument=argument,
            fix="Choose a day that they cover, or give newer figures.",
        )
    return daily.loc[: pd.Timestamp(wanted)]


def complete_years(daily: pd.DataFrame) -> pd.Series:
    """Return the arrivals of every year all of whose days are covered.

    Returns
    -------
    pandas.Series
        People a year (int64); index ``year``.
    """
    if daily.empty:
        return pd.Series([], index=pd.Index([], name="year", dtype="int64"), dtype="int64")
    first, last = daily.index[0].date(), daily.index[-1].date()
    years = range(
        first.year + (first > year_of(first.year).start),
        last.year + (last == year_of(last.year).end),
    )
    # One running sum serves every year: forecasts and reports ask for these totals often.
    running = np.concatenate([[0], np.cumsum(daily["arrivals"].to_numpy(np.int64))])
    edges = [(date(year, 1, 1) - first).days for year in (*years, years.stop)]
    index = pd.Index(list(years), name="year", dtype="int64")
    totals = np.diff(running[edges]) if years else np.zeros(0, dtype=np.int64)
    return pd.Series(totals, index=index, name="arrivals")


def highest_year(totals: pd.Series, *, before: int) -> tuple[int, int] | None:
    """Return the highest total of the years before one, and the year that had it.

    The first of them where several tie; None where there is none.

    Parameters
    ----------
    totals : pandas.Series
        People a year, by year, as `complete_years` gives.
    before : int
        The year.

    Examples
    --------
    >>> highest_year(pd.Series({2021: 5, 2022: 9, 2023: 9, 2024: 10}), before=2024)
    (9, 2022)
    """
    earlier = totals[totals.index < before]
    if earlier.empty:
        return None
    highest = int(earlier.argmax())
    return int(earlier.iloc[highest]), int(earlier.index[highest])


def by_period(daily: pd.DataFrame, by: By) -> pd.DataFrame:
    """Sum the daily table over days, weeks, months, quarters, years, or rolling years.

    Parameters
    ----------
    daily : pandas.DataFrame
        A daily table.
    by : {"day", "week", "month", "quarter", "year", "year-ending"}
        Weeks run Monday to Sunday. By "year-ending", the twelve months that end with each month
        whose last day is covered: they overlap.

    Returns
    -------
    pandas.DataFrame
        One row a period, oldest first: ``start``, ``end`` (of the whole period), ``days`` (how many
        of them the figures cover), ``complete`` (whether that is all), ``arrivals`` (people) and,
        where the table has them, ``boats``.
    """
    if by not in BYS:
        raise OptionError(f"by={by!r}", expected=f"one of {', '.join(BYS)}")
    counts = [name for name in ("arrivals", "boats") if name in daily]
    grouped = _years_ending(daily, counts) if by == "year-ending" else _grouped(daily, by, counts)
    starts, ends = (pd.DatetimeIndex(grouped.index.get_level_values(level)) for level in (0, 1))
    length = (ends - starts).days + 1
    return pd.DataFrame(
        {
            "start": starts.as_unit("ns"),
            "end": ends.as_unit("ns"),
            "days": grouped["days"].to_numpy(),
            "complete": grouped["days"].to_numpy() == length.to_numpy(),
            **{name: grouped[name].to_numpy() for name in counts},
        }
    )


def _grouped(daily: pd.DataFrame, by: By, counts: list[str]) -> pd.DataFrame:
    """Return days and counts of each period, by its first and last day."""
    days = pd.DatetimeIndex(daily.index)
    if by == "day":
        start = end = days
    else:
        rule = {"week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}[by]
        periods = days.to_period(rule)
        start, end = periods.start_time, periods.end_time.normalize()
    grouped = daily[counts].assign(days=1).groupby([start, end], sort=True).sum()
    for name in counts:
        recorded = daily[name].notna()
        if not recorded.all():  # what was not recorded on a day is no part of any sum
            whole = recorded.groupby([start, end], sort=True).all()
            grouped[name] = grouped[name].where(whole)
    return grouped


def _years_ending(daily: pd.DataFrame, counts: list[str]) -> pd.DataFrame:
    """Return the same of the twelve months to the end of each month that is covered."""
    days = pd.DatetimeIndex(daily.index)
    ends = days[days.is_month_end]
    starts = pd.DatetimeIndex(
        [twelve_months_to(end.date()).start for end in ends], dtype=days.dtype
    )
    rows = list(zip(days.searchsorted(starts), days.searchsorted(ends) + 1, strict=True))
    # What was not recorded on a day is no part of any sum.
    sums = {
        name: pd.Series(
            [daily[name].iloc[first:stop].sum(skipna=False) for first, stop in rows],
            dtype=daily[name].dtype,
        ).array
        for name in counts
    }
    index = pd.MultiIndex.from_arrays([starts, ends])
    return pd.DataFrame({**sums, "days": [stop - first for first, stop in rows]}, index=index)
