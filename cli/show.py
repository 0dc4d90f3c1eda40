"""``crossings show``: the figures by day, week, month, quarter or year."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from .options import AsOf, Count, Data, Database, Format, FormatOption, figures
from .output import print_frame

if TYPE_CHECKING:
    import pandas as pd

    from ..reports import Table
    from ..reports.source import Source

__all__ = ["run"]


class By(StrEnum):
    """What to sum over."""

    day = "day"
    week = "week"
    month = "month"
    quarter = "quarter"
    year = "year"


def run(
    data: Data = None,
    count: Count = None,
    as_of: AsOf = None,
    database: Database = None,
    by: Annotated[By, typer.Option("--by", help="Weeks run Monday to Sunday.")] = By.day,
    year: Annotated[
        int | None,
        typer.Option(
            "--year",
            metavar="Y",
            help="Only periods that end in it; default: all.",
            show_default=False,
        ),
    ] = None,
    how: FormatOption = Format.table,
) -> None:
    """Show the figures by day, week, month, quarter or year.

    Example: crossings show --by month --year 2025
    """
    import pandas as pd

    from ..data.errors import OutOfRangeError
    from ..data.years import by_period
    from ..reports.source import source_of

    daily = figures(data, as_of, database, count)
    frame = by_period(daily, by.value)
    if by is By.day:
        columns = {"date": frame["end"], "arrivals": frame["arrivals"], "boats": frame["boats"]}
        frame = pd.DataFrame({**columns, "status": daily["status"].to_numpy()})
    elif by in {By.quarter, By.year} and "final_quarters" in daily.attrs:
        frame["final"] = pd.array([_final(daily, by, end) for end in frame["end"]], dtype="Int64")
    ends = frame["date" if by is By.day else "end"]
    if year is not None:
        keep = [day.year == year for day in ends]
        if not any(keep):
            raise OutOfRangeError(
                f"no {by.value} that ends in {year}",
                expected=f"a year from {ends.iloc[0].year} to {ends.iloc[-1].year}",
                where="--year",
            )
        frame = frame[keep]
    print_frame(frame, _table(frame, by, source_of(daily)), how)


def _final(daily: pd.DataFrame, by: By, end: date) -> int | None:
    """Return the final figure of a quarter or a year, where there is one."""
    found: int | None
    if by is By.year:
        found = daily.attrs.get("final_totals", {}).get(end.year)
    else:
        found = daily.attrs["final_quarters"].get(end.isoformat())
    return found


def _table(frame: pd.DataFrame, by: By, source: Source) -> Table:
    import pandas as pd

    from ..reports import Table

    def text(value: object) -> str:
        if isinstance(value, bool):
            return "yes" if value else "no"
        if pd.isna(value):
            return "not recorded"
        return f"{value:,}" if isinstance(value, int) else str(value)

    shown = (
        frame.assign(final=frame["final"].astype(object).fillna("not yet"))
        if "final" in frame
        else frame
    )
    rows = tuple(tuple(text(value) for value in row.values()) for row in shown.to_dict("records"))
    boats = " and boats" if source.counted == "people" else ""
    caption = f"{source.heading}{boats} by {by.value} ({source.note})"
    return Table(caption, tuple(frame.columns), rows)
