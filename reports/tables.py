"""Tables as they are shown: captions, headings and cells as text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from ..data.years import same_date
from ..forecast import YearForecast
from .source import Source
from .words import about, short, since_new_year

__all__ = ["Table", "comparison_table", "forecast_table", "running_table"]


@dataclass(frozen=True)
class Table:
    """A table as it is shown.

    Attributes
    ----------
    caption : str
        What it shows, and `Source.note`.
    columns : tuple of str
        The headings.
    rows : tuple of tuple of str
        The cells; the first of each row is its heading.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def comparison_table(comparison: pd.DataFrame, source: Source) -> Table:
    """Show what `crossings.reports.compare` gives, the newest year first."""
    day = source.through
    rows = tuple(
        (
            str(row.year),
            f"{row.to_date:,}",
            "" if pd.isna(row.change) else f"{row.change:+,}" if row.change else "0",
            _percent(row.change_percent),
            str(row.rank),
            "" if pd.isna(row.full_year) else f"{row.full_year:,}",
        )
        for row in comparison.sort_values("year", ascending=False).itertuples()
    )
    leap = (
        ""
        if same_date(day, day.year - 1).day == day.day
        else ", or 28 February where there is none"
    )
    return Table(
        f"People {since_new_year(day)} of every year{leap} ({source.note})",
        ("Year", "To the same date", f"Change to {day.year}", "Change, %", "Rank", "Whole year"),
        rows,
    )


def forecast_table(
    outlook: YearForecast, source: Source, final_totals: Mapping[int, int] | None = None
) -> Table:
    """Show the annual total and the record, against its final figure too where that differs."""
    counted = outlook.year_to_date
    if outlook.finished:
        what, rows = "Outturn", [("Whole year (counted)", f"{counted:,}")]
    else:
        what, rows = "Forecast", [("Year to date (counted)", f"{counted:,}")]
        rows.append(("Whole year, median", about(outlook.total.median, at_least=counted)))
        for level in (0.5, 0.8, 0.95):
            low, high = (about(end, at_least=counted) for end in outlook.total.interval(level))
            rows.append((f"Whole year, {level:.0%} interval", f"{low} to {high}"))
    if record := outlook.record:
        label = f"More than {record.threshold:,} (record, {record.set_in})"
        rows.append((label, record.phrase))
        final = (final_totals or {}).get(record.set_in, record.threshold)
        if final != record.threshold:
            label = f"More than {final:,} (final figure of {record.set_in})"
            rows.append((label, outlook.against(final, record.set_in).phrase))
    return Table(f"{what} of {outlook.year} ({source.note})", ("Quantity", "People"), tuple(rows))


def running_table(running: pd.DataFrame, outlook: YearForecast, source: Source) -> Table:
    """Show the running totals that `crossings.reports.charts.cumulative_table` gives.

    The forecast first, then the years from the newest; a year without a whole month is left out.
    """
    years = [name for name in running if name.isdigit() and running[name].notna().any()][::-1]
    columns = ["Through", *years]
    if not outlook.finished:
        columns[1:1] = [f"{outlook.year}, 80% low", "Median", "80% high"]
    rows = []
    for _, row in running.iterrows():
        cells = [short(row["end"])]
        if not outlook.finished:
            ends = [row[name] for name in ("low", "median", "high")]
            counted = outlook.year_to_date
            cells += ["" if pd.isna(end) else about(end, at_least=counted) for end in ends]
        cells += ["" if pd.isna(row[year]) else f"{row[year]:,}" for year in years]
        rows.append(tuple(cells))
    caption = f"People since 1 January at the end of each month ({source.note})"
    return Table(caption, tuple(columns), tuple(rows))


def _percent(change: float) -> str:
    if pd.isna(change):
        return ""
    return f"{change:+.1f}%" if abs(change) < 1000 else f"{change:+,.0f}%"  # noqa: PLR2004
