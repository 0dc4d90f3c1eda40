"""Every statement on the year to date; each is made where a report shows it."""

from __future__ import annotations

from ..data.calendar import Day
from ..data.dataset import Daily, Figures
from ..data.errors import OptionError
from ..forecast import YearForecast
from .section import Fact
from .sections.counted import highest_day
from .sections.milestones import milestones
from .sections.record import pace_needed, record_probability
from .sections.year_to_date import period_records, rank, to_date


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
        Of the same year and day; it adds ``record-probability``.

    Returns
    -------
    list of Fact
        In this order, each where it applies: ``year-to-date``, ``year-to-date-rank``,
        ``period-record-<months>`` (the year to date against the whole of those months in every
        earlier year, where it already exceeds all), ``highest-day-of-year``, ``milestone-<n>``
        (for each 1,000 that was reached), ``required-pace``, ``record-probability``.

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
    9,099 people arrived by small boat in 2025 up to 17 April (provisional).
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
        *rank(figures),
        *period_records(figures),
        *highest_day(figures),
        *milestones(figures),
        *pace_needed(figures),
        *(() if forecast is None else record_probability(forecast)),
    ]
