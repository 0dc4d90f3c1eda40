"""``crossings show``: the figures by day, week, month, quarter or year, and who arrived."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from .options import (
    AsOf,
    Count,
    Data,
    Database,
    Format,
    ReferenceDate,
    check_reference_date,
    figures,
    made_on,
    one_source,
    source_of,
)
from .output import print_csv, print_frame

if TYPE_CHECKING:
    import pandas as pd

    from ..data import Figures
    from ..data.loading import Source
    from ..reports import Table


class By(StrEnum):
    """What to sum over."""

    day = "day"
    week = "week"
    month = "month"
    quarter = "quarter"
    year = "year"
    year_ending = "year-ending"
    nationality = "nationality"
    sex = "sex"
    age = "age"


class ShowFormat(StrEnum):
    """How to print figures."""

    table = "table"
    json = "json"
    csv = "csv"
    hub_target = "hub-target"


WHO = {By.nationality, By.sex, By.age}
FINAL = {By.month, By.quarter, By.year, By.year_ending}


def run(
    data: Data = None,
    count: Count = None,
    as_of: AsOf = None,
    database: Database = None,
    by: Annotated[
        By,
        typer.Option(
            "--by",
            metavar="WHAT",
            help="day, week (Monday to Sunday), month, quarter, year, or year-ending: the twelve "
            "months to the end of each month. Or who arrived each year, in final figures: "
            "nationality, sex or age.",
        ),
    ] = By.day,
    year: Annotated[
        int | None,
        typer.Option(
            "--year",
            metavar="Y",
            help="Only periods that end in this year. Default: all.",
            show_default=False,
        ),
    ] = None,
    reference_date: ReferenceDate = None,
    how_to: Annotated[
        ShowFormat,
        typer.Option(
            "--format",
            help="How to print; hub-target: target data for a forecast hub, by week and year.",
        ),
    ] = ShowFormat.table,
) -> None:
    """Show the figures by day, week, month or year, or who arrived.

    A terminal shows the first and last 30 rows of a table of more than 366; a pipe or a file gets
    every row.

    Example: crossings show --by month --year 2025

    Example: crossings show --by year-ending --year 2026
    """
    if how_to is ShowFormat.hub_target:
        _show_hub_target(data, as_of, database, count, by, year, reference_date)
        return
    check_reference_date(reference_date, used=False)
    how = Format(how_to)
    if by in WHO:
        data, database = one_source(data, database)
        _show_people(source_of(data), database, as_of, by, year, how)
        return
    import pandas as pd

    from ..data import finals
    from ..data.calendar import by_period, day_text
    from ..data.errors import OutOfRangeError

    known = figures(data, as_of, database, count)
    frame = by_period(known.daily, cast("Any", by.value))
    if by is By.day:
        columns = {"date": frame["end"], "arrivals": frame["arrivals"], "boats": frame["boats"]}
        frame = pd.DataFrame({**columns, "status": known.daily["status"].to_numpy()})
    elif by in FINAL and len(known.final_quarters):
        final = finals(cast("Any", by.value), as_of=as_of, database=database)
        final = final.reindex(pd.DatetimeIndex(frame["end"]))
        frame["final"] = final["arrivals"].astype("Int64").array
        frame["final_boats"] = final["boats"].array
    ends = frame["date" if by is By.day else "end"]
    if frame.empty:
        raise OutOfRangeError(
            f"the figures run from {day_text(known.start)} to {day_text(known.end)}",
            expected="at least one month that is over",
            where="--by",
        )
    if year is not None:
        keep = [day.year == year for day in ends]
        if not any(keep):
            raise OutOfRangeError(
                f"no {_ends(by)} in {year}",
                expected=f"a year from {ends.iloc[0].year} to {ends.iloc[-1].year}",
                where="--year",
            )
        frame = frame[keep]
    print_frame(frame, lambda: _table(frame, by, known), how)


def _show_hub_target(
    data: str | None,
    as_of: str | None,
    database: str | None,
    count: str | None,
    by: By,
    year: int | None,
    reference_date: str | None,
) -> None:
    from ..data.errors import OptionError, OutOfRangeError
    from ..forecast import hub_target_data
    from ..forecast.hub import reference_day

    if by is not By.day:
        raise OptionError(
            f"--by {by.value} with --format hub-target",
            expected="one of the two, as a hub takes weeks and years",
            where="--by",
        )
    made = made_on(as_of)
    known = figures(data, as_of, database, count)
    day = made if as_of is not None else None
    frame = hub_target_data(known, as_of=day, reference_date=reference_day(reference_date, made))
    years = frame["target_end_date"].dt.year
    if year is not None:
        frame = frame[years == year]
        if frame.empty:
            raise OutOfRangeError(
                f"no week or year that ends in {year}",
                expected=f"a year from {years.min()} to {years.max()}",
                where="--year",
            )
    print_csv(frame)


def _show_people(
    source: Source | None,
    database: str | None,
    as_of: str | None,
    by: By,
    year: int | None,
    how: Format,
) -> None:
    from ..data import people
    from ..data.dataset import LICENCE
    from ..data.errors import OutOfRangeError
    from ..data.publications.spans import span, words
    from ..reports import Table

    frame = people(cast("Any", by.value), source=source, as_of=as_of, database=database)
    years = frame["year"]
    if year is not None:
        frame = frame[years == year]
        if frame.empty:
            raise OutOfRangeError(
                f"no final figures by {by.value} of a period that ends in {year}",
                expected=f"a year from {years.min()} to {years.max()}",
                where="--year",
            )
    last = frame["through"].max()
    line = f"Final figures to {last.year} Q{(last.month + 2) // 3}; Home Office, {LICENCE}."
    shown = frame.assign(period=[words(span(period)) for period in frame["period"]])
    rows = tuple(
        (row.period, str(getattr(row, by.value)), f"{row.arrivals:,}", f"{row.through:%Y-%m-%d}")
        for row in shown.itertuples()
    )
    names = ("period", by.value, "arrivals", "to")
    table = Table(f"People by {by.value} and year", names, rows, source=line)
    print_frame(frame, lambda: table, how)


def _table(frame: pd.DataFrame, by: By, figures: Figures) -> Table:
    import pandas as pd

    from ..data.calendar import period_of
    from ..reports import Table

    shown = frame
    if "complete" in frame:
        whole = [
            (end - start).days + 1 for start, end in zip(frame["start"], frame["end"], strict=True)
        ]
        days = [
            f"{days}" if days == of else f"{days} of {of}"
            for days, of in zip(frame["days"], whole, strict=True)
        ]
        shown = shown.assign(days=days).drop(columns="complete")
    if "final" in frame:
        quarters = figures.final_quarters.index
        # What is final is not given by month for all quarters, nor in boats.
        none = [
            "not given" if pd.Timestamp(period_of(end, "quarter").end) in quarters else "not yet"
            for end in frame["end"]
        ]
        for name in ("final", "final_boats"):
            column = frame[name].astype(object)
            shown = shown.assign(**{name: column.where(column.notna(), none)})
    rows = tuple(zip(*(_texts(shown[name]) for name in shown), strict=True))
    names = tuple(name.replace("_", " ") for name in shown.columns)
    boats = " and boats" if figures.counted == "people" else ""
    caption = f"{figures.heading}{boats} {_words(by)}"
    return Table(caption, names, rows, source=figures.dateline)


def _texts(column: pd.Series) -> list[str]:
    """Return the cells of a column as they are shown."""
    if column.dtype.kind == "M":
        column = column.dt.strftime("%Y-%m-%d")
    return [
        "not recorded" if missing else f"{value:,}" if isinstance(value, int) else str(value)
        for value, missing in zip(column.tolist(), column.isna(), strict=True)
    ]


def _words(by: By) -> str:
    """Return what is summed over, as a caption says it."""
    return "in the twelve months to the end of each month" if by is By.year_ending else f"by {by}"


def _ends(by: By) -> str:
    return "twelve months that end" if by is By.year_ending else f"{by} that ends"
