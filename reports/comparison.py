"""The year to date against every year since the series began, on the same calendar date."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import pandas as pd

from ..data.calendar import Period, day_text, same_date, through, year_of, year_to_date
from ..data.daily_table import check_daily
from ..data.errors import OutOfRangeError

__all__ = ["WEEK", "compare", "known_in", "known_to_date", "same_dates", "years_covered"]

WEEK: Final = timedelta(days=7)


class Comparison(pd.DataFrame):  # type: ignore[misc]
    """A comparison as a frame that a notebook shows as people write numbers.

    Whatever is made from it is a plain frame.
    """

    @property
    def _constructor(self) -> type[pd.DataFrame]:
        return pd.DataFrame

    def _repr_html_(self) -> str:
        forms = {"to_date": "{:,}", "change": "{:+,}", "change_percent": "{:+,.1f}%"}
        forms["full_year"] = "{:,}"
        shown = {
            name.replace("_", " "): [
                "" if pd.isna(cell) else forms.get(name, "{}").format(cell) for cell in self[name]
            ]
            for name in map(str, self.columns)
        }
        html: str = pd.DataFrame(shown).to_html(index=False, border=0)
        return html


def compare(daily: pd.DataFrame, *, as_of: date | str | None = None) -> pd.DataFrame:
    """Compare the year to date with the same date in every year.

    Parameters
    ----------
    daily : pandas.DataFrame
        A daily table as `crossings.data.load` gives.
    as_of : date or ISO string, optional
        The last day to use, by default that of the table.

    Returns
    -------
    pandas.DataFrame
        One row a year, oldest first:

        - ``year`` (int64);
        - ``to_date``: people from 1 January to the same date (int64);
        - ``same_date``: that date in this year (28 February stands for the 29th where there is
          none);
        - ``change``: people in the current year less people in this one (Int64; ``<NA>`` in the
          current year's own row);
        - ``change_percent``: the same as a percentage of this one (``<NA>`` where it is zero);
        - ``rank`` of ``to_date`` among all years, 1 the highest; equal years share the better;
        - ``full_year``: people in the whole year (Int64; ``<NA>`` where it is not complete).

    Raises
    ------
    OutOfRangeError
        If the figures do not cover `as_of`, or not its year from 1 January.
    """
    known = known_to_date(daily, as_of)
    last = known.index[-1].date()
    rows = []
    for year in years_covered(known):
        day = same_date(last, year)
        full = known_in(known, year_of(year)) if last >= year_of(year).end else None
        rows.append((year, known_in(known, year_to_date(day)), day, full))
    frame = pd.DataFrame(rows, columns=["year", "to_date", "same_date", "full_year"])
    earlier = frame["year"] != last.year
    current = known_in(known, year_to_date(last))
    frame["change"] = (current - frame["to_date"]).astype("Int64").where(earlier)
    base = frame["to_date"].where(frame["to_date"] > 0).astype("Float64")
    # Adding nothing takes the sign from what rounds to minus nothing.
    frame["change_percent"] = (100 * frame["change"].astype("Float64") / base).round(1) + 0
    frame["rank"] = frame["to_date"].rank(method="min", ascending=False).astype("int64")
    frame["full_year"] = frame["full_year"].astype("Int64")
    columns = ["year", "to_date", "same_date", "change", "change_percent", "rank", "full_year"]
    return Comparison(frame[columns])


def known_to_date(daily: pd.DataFrame, as_of: date | str | None) -> pd.DataFrame:
    """Return the checked figures up to a day, which cover its year from 1 January.

    What they come from is left behind: pandas copies it at every step.

    Raises
    ------
    OutOfRangeError
        If they do not.
    """
    known = through(check_daily(daily), as_of)
    known.attrs = {}
    first, last = known.index[0].date(), known.index[-1].date()
    if first > year_of(last.year).start:
        raise OutOfRangeError(
            f"the figures begin on {day_text(first)}",
            expected=f"figures from 1 January {last.year}, to know the year to date",
        )
    return known


def years_covered(known: pd.DataFrame) -> list[int]:
    """Return the years whose 1 January the figures cover, oldest first."""
    first, last = known.index[0].date(), known.index[-1].date()
    return [year for year in range(first.year, last.year + 1) if year_of(year).start >= first]


def same_dates(period: Period, back: int) -> Period:
    """Return the same calendar dates so many years earlier."""
    start, end = period.start, period.end
    return Period(same_date(start, start.year - back), same_date(end, end.year - back))


def known_in(known: pd.DataFrame, period: Period) -> int:
    """Count the people in the days of a period that the figures cover."""
    days = known["arrivals"].loc[pd.Timestamp(period.start) : pd.Timestamp(period.end)]
    return int(days.sum())
