"""The year to date against every year since the series began, on the same calendar date."""

from __future__ import annotations

import pandas as pd

from ..data.calendar import Day, days_of, same_date, year_to_date
from ..data.dataset import Daily, Figures


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
        frame = pd.DataFrame(self)
        if {"rank", "to_date"} <= set(frame):  # zero has no rank
            frame["rank"] = frame["rank"].where(frame["to_date"] > 0).astype("Int64")
        shown = {
            name.replace("_", " "): [
                "" if pd.isna(cell) else forms.get(name, "{}").format(cell) for cell in frame[name]
            ]
            for name in map(str, frame.columns)
        }
        html: str = pd.DataFrame(shown).to_html(index=False, border=0)
        return html


def compare(daily: Daily, *, as_of: Day | None = None) -> pd.DataFrame:
    """Compare the year to date with the same date in every year.

    Parameters
    ----------
    daily : pandas.DataFrame, pandas.Series or Figures
        A daily table as `crossings.data.load` gives.
    as_of : date, timestamp or ISO string, optional
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

    Examples
    --------
    >>> from crossings import compare, load
    >>> table = compare(load(), as_of="2025-05-14")
    >>> table.set_index("year").loc[2024, ["to_date", "change", "full_year"]].tolist()
    [9550, 3149, 36816]
    """
    figures = Figures.of(daily, as_of)
    current, last = figures.year_to_date(), figures.end
    dates = [same_date(last, year) for year in figures.years]
    frame = pd.DataFrame(
        {
            "year": figures.years,
            "to_date": [figures.people(year_to_date(day)) for day in dates],
            "same_date": days_of(dates),
        }
    )
    change = (current - frame["to_date"]).astype("Int64")
    frame["change"] = change.where(frame["year"] != last.year)
    base = frame["to_date"].where(frame["to_date"] > 0).astype("Float64")
    # Adding nothing takes the sign from what rounds to minus nothing.
    frame["change_percent"] = (100 * frame["change"].astype("Float64") / base).round(1) + 0
    frame["rank"] = frame["to_date"].rank(method="min", ascending=False).astype("int64")
    frame["full_year"] = frame["year"].map(figures.totals).astype("Int64")
    return Comparison(frame)
