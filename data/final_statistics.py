"""The final quarterly statistics as tables: people and boats by period, and who arrived."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from .calendar import (
    MONTHS,
    QUARTERS_A_YEAR,
    Day,
    as_date,
    twelve_months_to,
)
from .errors import NoFiguresError, OptionError
from .loading import Source, holdings, read_publication
from .vintages.people import WHO, Who, broken_down, people_held
from .vintages.reconcile import final_figures


def finals(
    by: Literal["month", "quarter", "year", "year-ending"] = "quarter",
    *,
    as_of: Day | None = None,
    database: str | None = None,
) -> pd.DataFrame:
    """Return the final figures of months, quarters, years, or years that end in any month.

    Parameters
    ----------
    by : {"month", "quarter", "year", "year-ending"}
        A year has a final figure where each of its quarters has; one that ends within a quarter,
        where each of its months has.
    as_of : date, timestamp or ISO string, optional
        The day on which they were known.
    database : str, optional
        As of `crossings.data.load`.

    Returns
    -------
    pandas.DataFrame
        Index ``end`` (the last day of the period); ``arrivals`` (people, int64) and ``boats``
        (Int64, ``<NA>`` where not given). Empty where no final figure is known.

    Raises
    ------
    CrossingsError
        If the store is not there, or does not answer.

    Examples
    --------
    >>> finals("year", as_of="2026-08-27").loc["2025-12-31"].tolist()
    [41472, 672]
    >>> int(finals("year-ending", as_of="2026-08-27").loc["2026-06-30", "arrivals"])
    33374
    """
    if by not in {"month", "quarter", "year", "year-ending"}:
        raise OptionError(f"by={by!r}", expected="month, quarter, year or year-ending")
    held = holdings(database)
    day = None if as_of is None else as_date(as_of, argument="as_of")

    def final(part: Literal["month", "quarter"]) -> pd.DataFrame:
        table = final_figures(held, held.publications(), part, day)
        table = table.reindex(columns=["arrivals", "boats"])
        return table.astype({"arrivals": "int64", "boats": "Int64"})

    if by == "year-ending":
        years = _twelve_months(final("quarter"), QUARTERS_A_YEAR)
        months = _twelve_months(final("month"), len(MONTHS))
        within = months[~months.index.isin(years.index)]
        return pd.concat([years, within]).sort_index().rename_axis("end")
    table = final("month" if by == "month" else "quarter")
    if by == "year":
        years = table.groupby(pd.PeriodIndex(table.index, freq="Y").end_time.normalize())
        sums = years.sum(min_count=QUARTERS_A_YEAR)
        table = sums[years["arrivals"].size() == QUARTERS_A_YEAR].astype({"arrivals": "int64"})
    return table.rename_axis("end")


def _twelve_months(table: pd.DataFrame, parts: int) -> pd.DataFrame:
    """Sum the twelve months that end with each month or quarter, where each part is there."""
    spans = [
        table.loc[pd.Timestamp(twelve_months_to(end.date()).start) : end] for end in table.index
    ]
    whole = [span for span in spans if len(span) == parts]
    index = pd.DatetimeIndex([span.index[-1] for span in whole])
    sums = {name: [span[name].sum(skipna=False) for span in whole] for name in table}
    return pd.DataFrame(sums, index=index).astype(table.dtypes)


def people(
    by: Who = "nationality",
    *,
    source: Source | None = None,
    as_of: Day | None = None,
    database: str | None = None,
) -> pd.DataFrame:
    """Return who arrived each year, by the final quarterly statistics.

    Each period is taken from the newest publication that breaks it down; one that names the most
    common nationalities alone counts where no other has the period.

    Parameters
    ----------
    by : {"nationality", "sex", "age"}
        What to break down by.
    source : path or open binary file, optional
        A quarterly publication; what is held where it is left out.
    as_of : date, timestamp or ISO string, optional
        Only what was published by this day.
    database : str, optional
        As of `crossings.data.load`.

    Returns
    -------
    pandas.DataFrame
        One row a period and nationality, sex or age: ``year`` (in which the period ends),
        ``period`` ("2024"; "2025-01/2025-09" of a year that is not whole; "2025-07/2026-06" of
        the year that ends in June), ``through`` (its last day), ``whole_year`` (whether it is a
        whole calendar year), what it is broken down by, ``arrivals`` (people) and ``published``.

    Raises
    ------
    NoFiguresError
        If no publication has the breakdown.
    CrossingsError
        If the source is not read, or the store is not there or does not answer.

    Examples
    --------
    >>> table = people("nationality", as_of="2026-08-27")
    >>> int(table[table["period"] == "2024"]["arrivals"].sum())
    36816
    """
    if by not in WHO:
        raise OptionError(f"by={by!r}", expected=f"one of {', '.join(WHO)}")
    if source is not None and database is not None:
        raise OptionError("a source and a database", expected="one of them", argument="database")
    day = None if as_of is None else as_date(as_of, argument="as_of")
    if source is None:
        table = people_held(holdings(database), by, day)
        where = "the figures that are held"
    else:
        read = read_publication(source)
        none = pd.DataFrame(columns=["id", "period", *WHO, "arrivals"])
        rows = none if read.people is None else read.people.assign(id=0)
        table = broken_down(rows, by, {0: read.published})
        where = read.title
    if table.empty:
        raise NoFiguresError(
            f"no final figures by {by}" + ("" if day is None else f" that were out on {day}"),
            expected="the quarterly statistics on irregular entry",
            where=where,
            fix="Put them into the store with: crossings ingest FILE",
        )
    return table
