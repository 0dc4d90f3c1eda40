"""Who arrived: each period from the newest publication that breaks it down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

import pandas as pd

from ..calendar import Period, days_of, period_of, year_of
from ..publications.spans import label, span
from .holdings import Holdings, by_standing

Who = Literal["nationality", "sex", "age"]
WHO: tuple[Who, ...] = ("nationality", "sex", "age")
NEARLY_ALL = 0.99
"""A table of the most common nationalities alone does not stand for one of all; final figures that
were revised by a few people do."""


def people_held(held: Holdings, by: Who, known_on: date | None) -> pd.DataFrame:
    """Return who arrived by the publications held, as `crossings.data.people` does.

    Empty where none breaks it down.
    """
    releases = by_standing(
        one
        for one in held.publications()
        if one.kind == "quarterly" and (known_on is None or one.known <= known_on)
    )
    rows = held.rows("people", [one.id for one in releases])
    return broken_down(rows, by, {one.id: one.known for one in releases})


def broken_down(rows: pd.DataFrame, by: Who, published: Mapping[int, date | None]) -> pd.DataFrame:
    """Return the table of `crossings.data.people` from the rows of publications.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``id`` of the publication, ``period``, what is broken down by, ``arrivals`` (people).
    by : {"nationality", "sex", "age"}
        What to break down by.
    published : mapping of int to datetime.date or None
        When each publication came out, the one that counts most first.
    """
    rows = rows[rows[by] != "all"] if len(rows) else rows
    if rows.empty:
        return rows
    table = _by_year(rows, by, list(published))
    table["published"] = days_of(published[number] for number in table.pop("id"))
    return table.reset_index(drop=True)


def _by_year(rows: pd.DataFrame, by: str, order: Sequence[int]) -> pd.DataFrame:
    """Return each period once, from the first publication in the order that has nearly all."""
    sums = rows.groupby(["id", "period", by])["arrivals"].sum().reset_index()
    tables = []
    for number, group in sums.groupby("id"):
        spans = {written: span(written) for written in group["period"].unique()}
        years = _years([one for one in spans.values() if one == period_of(one.end, "quarter")])
        whole = group["period"].map(
            {written: years.get(named, named) for written, named in spans.items()}
        )
        kept = group.assign(whole=whole)[whole.notna()]
        tables.append(kept.groupby(["whole", by])["arrivals"].sum().reset_index().assign(id=number))
    table = pd.concat(tables, ignore_index=True)
    totals = table.groupby(["whole", "id"])["arrivals"].sum()
    chosen = {}
    for period, of in totals.groupby(level="whole"):
        nearly = of[of >= NEARLY_ALL * of.max()].droplevel("whole")
        chosen[period] = min(nearly.index, key=order.index)
    table = table[table["id"] == table["whole"].map(chosen)]
    table = table.sort_values(
        ["whole", "arrivals", by], key=_sortable, ascending=[True, False, True], kind="stable"
    )
    wholes = table.pop("whole")
    table["year"] = [whole.end.year for whole in wholes]
    table["period"] = [label(whole) for whole in wholes]
    table["through"] = days_of(whole.end for whole in wholes)
    table["whole_year"] = [whole == year_of(whole.end.year) for whole in wholes]
    columns = ["year", "period", "through", "whole_year", by, "arrivals", "id"]
    return table[columns].astype({"arrivals": "int64"})


def _sortable(column: pd.Series) -> pd.Series:
    """Sort spans by their last day, the shorter first."""
    if column.name != "whole":
        return column
    return column.map(lambda whole: (whole.end, -whole.start.toordinal()))


def _years(quarters: Sequence[Period]) -> dict[Period, Period | None]:
    """Return the part of its year that each quarter is summed into; None if there is a gap."""
    wholes: dict[Period, Period | None] = {}
    for year in {quarter.end.year for quarter in quarters}:
        ends = sorted(quarter.end for quarter in quarters if quarter.end.year == year)
        unbroken = len(ends) == (ends[-1].month + 2) // 3
        whole = Period(date(year, 1, 1), ends[-1]) if unbroken else None
        wholes |= {quarter: whole for quarter in quarters if quarter.end.year == year}
    return wholes
