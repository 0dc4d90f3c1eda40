"""Tables as they are shown: captions, headings and cells as text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from ..data.years import day_text, year_of
from ..forecast import YearForecast

__all__ = ["Table", "about", "comparison_table", "forecast_table", "running_table"]


@dataclass(frozen=True)
class Table:
    """A table as it is shown.

    Attributes
    ----------
    caption : str
        What it shows, through which day, and the word provisional.
    columns : tuple of str
        The headings.
    rows : tuple of tuple of str
        The cells; the first of each row is its heading.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def comparison_table(comparison: pd.DataFrame, standing: str) -> Table:
    """Show what `crossings.reports.compare` gives, the newest year first."""
    day = comparison["same_date"].iloc[-1]
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
    first, last = (day_text(d, with_year=False) for d in (year_of(day.year).start, day))
    span = f"on {first}" if first == last else f"from {first} to {last}"
    return Table(
        f"People {span} of every year ({_suffix(day, standing)})",
        ("Year", "To the same date", f"Change to {day.year}", "Change, %", "Rank", "Whole year"),
        rows,
    )


def forecast_table(
    outlook: YearForecast, standing: str, final_totals: Mapping[int, int] | None = None
) -> Table:
    """Show the annual total and the record, against its final figure too where that differs."""
    rows = [("Year to date (counted)", f"{outlook.year_to_date:,}")]
    if outlook.finished:
        rows.append(("Whole year (counted)", f"{outlook.total.median:,}"))
    else:
        rows.append(("Whole year, median", about(outlook.total.median)))
        for level in (0.5, 0.8, 0.95):
            low, high = outlook.total.interval(level)
            rows.append((f"Whole year, {level:.0%} interval", f"{about(low)} to {about(high)}"))
    if record := outlook.record:
        label = f"More than {record.threshold:,} (record, {record.set_in})"
        rows.append((label, record.phrase))
        final = (final_totals or {}).get(record.set_in, record.threshold)
        if final != record.threshold:
            label = f"More than {final:,} (final figure of {record.set_in})"
            rows.append((label, outlook.against(final, record.set_in).phrase))
    caption = f"Forecast of {outlook.year} ({_suffix(outlook.as_of, standing)})"
    return Table(caption, ("Quantity", "People"), tuple(rows))


def running_table(running: pd.DataFrame, outlook: YearForecast, standing: str) -> Table:
    """Show the running totals that `crossings.reports.charts.cumulative_table` gives."""
    years = [name for name in running if name.isdigit()]
    columns = ["Through", *years]
    if not outlook.finished:
        columns += [f"{outlook.year}: 80% low", "median", "80% high"]
    rows = []
    for _, row in running.iterrows():
        cells = [day_text(row["end"], with_year=False)]
        cells += ["" if pd.isna(row[year]) else f"{row[year]:,}" for year in years]
        if not outlook.finished:
            cells += ["" if pd.isna(row[n]) else about(row[n]) for n in ("low", "median", "high")]
        rows.append(tuple(cells))
    caption = (
        f"People since 1 January at the end of each month ({_suffix(outlook.as_of, standing)})"
    )
    return Table(caption, tuple(columns), tuple(rows))


def _suffix(day: date, standing: str) -> str:
    return f"data through {day_text(day)}, {standing}"


def _percent(change: float) -> str:
    if pd.isna(change):
        return ""
    return f"{change:+.1f}%" if abs(change) < 1000 else f"{change:+,.0f}%"  # noqa: PLR2004


def about(people: int) -> str:
    """To the nearest hundred: a forecast knows no better."""
    return f"{round(int(people), -2):,}"
