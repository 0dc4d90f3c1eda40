"""Every statement on the year to date; each is made where a report shows it."""

from __future__ import annotations

from ..data.calendar import Day
from ..data.dataset import Daily, Figures
from ..data.errors import OptionError
from ..forecast import YearForecast
from .section import Fact
from .sections.boats import crowded_days
from .sections.counted import highest_day, records
from .sections.forecast import annual_total
from .sections.last_week import week
from .sections.milestones import milestones
from .sections.record import pace_needed, record_probability
from .sections.year_to_date import period_records, rank, same_date_change, to_date


def facts(
    daily: Daily,
    *,
    as_of: Day | None = None,
    forecast: YearForecast | None = None,
) -> list[Fact]:
    """State what the figures say of the year to date.

    Parameters
    ----------
    daily : pandas.DataFrame, pandas.Series or Figures
        A daily table as `crossings.data.load` gives.
    as_of : date, timestamp or ISO string, optional
        The last day to use, by default that of the table.
    forecast : YearForecast, optional
        Of the same year and day; it adds ``forecast`` and ``record-probability``.

    Returns
    -------
    list of Fact
        In this order, each where it applies: ``year-to-date``; ``same-date-change`` (against the
        same date of the last two years); ``year-to-date-rank``; ``period-record-<months>`` (the
        year to date against the whole of those months in every earlier year, where it already
        exceeds all); ``this-week``; ``highest-day``, ``highest-week`` and ``highest-month`` (where
        the highest since the series began is in this year); ``highest-day-of-year``;
        ``people-per-boat-day`` (where a day has more people per boat than any earlier year had);
        ``forecast``; ``record-probability``; ``required-pace``; ``milestone-<n>`` (for each 1,000
        that was reached, the newest last; rounder numbers where there would be more than 200).

    Raises
    ------
    OutOfRangeError
        If the figures do not cover `as_of`, or not the year from its 1 January.
    OptionError
        If the forecast is of another year or day, or the figures are of another series.

    Examples
    --------
    >>> from crossings import facts, load
    >>> print(facts(load(), as_of="2025-04-17")[0].sentence)
    9,099 people have arrived by small boat in 2025 up to 17 April (final).
    """
    figures = Figures.of(daily, as_of)
    figures.check_people()
    day = figures.end
    if forecast is not None and (forecast.year, forecast.as_of) != (day.year, day):
        raise OptionError(
            f"a forecast of {forecast.year} as of {forecast.as_of}",
            expected=f"one of {day.year} as of {day}",
            argument="forecast",
        )
    return [
        to_date(figures),
        *same_date_change(figures),
        *rank(figures),
        *period_records(figures),
        *week(figures),
        *records(figures),
        *highest_day(figures),
        *crowded_days(figures),
        *([annual_total(forecast)] if forecast is not None and not forecast.finished else []),
        *(() if forecast is None else record_probability(figures, forecast)),
        *pace_needed(figures),
        *milestones(figures),
    ]
