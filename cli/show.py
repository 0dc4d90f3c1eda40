"""``crossings show``: the figures by day, week, month, quarter or year."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from .options import AsOf, Data, Format, FormatOption, figures
from .output import print_frame

if TYPE_CHECKING:
    import pandas as pd

    from ..reports import Table

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
    as_of: AsOf = None,
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

    daily = figures(data, as_of)
    frame = by_period(daily, by.value)
    if by is By.day:
        columns = {"date": frame["end"], "arrivals": frame["arrivals"], "boats": frame["boats"]}
        frame = pd.DataFrame({**columns, "status": daily["status"].to_numpy()})
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
    print_frame(frame, _table(frame, by, source_of(daily).note), how)


def _table(frame: pd.DataFrame, by: By, note: str) -> Table:
    import pandas as pd

    from ..reports import Table

    def text(value: object) -> str:
        if isinstance(value, bool):
            return "yes" if value else "no"
        if pd.isna(value):
            return "not recorded"
        return f"{value:,}" if isinstance(value, int) else str(value)

    rows = tuple(tuple(text(value) for value in row.values()) for row in frame.to_dict("records"))
    caption = f"People and boats by {by.value} ({note})"
    return Table(caption, tuple(frame.columns), rows)
