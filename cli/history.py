"""``crossings history``: every forecast that was kept, and its score."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from .options import AsOf, Count, Data, Database, Format, FormatOption, figures
from .output import print_frame

if TYPE_CHECKING:
    import pandas as pd

    from ..reports import Table


def run(
    data: Data = None,
    count: Count = None,
    as_of: AsOf = None,
    database: Database = None,
    target: Annotated[
        str,
        typer.Option(
            "--target",
            metavar="TARGET",
            help="What was forecast: year, next-week, next-4-weeks, next-month or all.",
        ),
    ] = "year",
    how: FormatOption = Format.table,
) -> None:
    """List the forecasts that you kept, with their scores.

    A forecast is scored once its period is over. Three commands keep forecasts: crossings report,
    crossings forecast --save, and crossings backtest --save, whose forecasts are marked as made in
    hindsight.

    Example: crossings history --format csv

    Example: crossings history --target next-week
    """
    from ..data.calendar import as_date
    from ..data.store.store import find_store
    from ..forecast import history

    # Figures from a file do not say where the forecasts are: those are always in the store.
    known = figures(data, as_of, None if data else database, count)
    known.check_people()
    store = find_store(database)
    kept = store.forecasts(None if target == "all" else target) if store else []
    until = date.max if as_of is None else as_date(as_of, argument="--as-of")
    made = (one for one in kept if one.as_of <= until)  # not all at once in memory
    frame = history(made, known.daily, target=None if target == "all" else target)
    print_frame(frame, lambda: _table(frame, target), how)


def _table(frame: pd.DataFrame, target: str) -> Table:
    import pandas as pd

    from ..forecast.yardstick import percent
    from ..reports import Table
    from ..reports.wording import ROUNDED, about, outward

    def count(value: object) -> str:
        return "" if pd.isna(value) else f"{value:,.0f}"

    rows = []
    for row in frame.itertuples():
        counted = int(row.year_to_date) if row.target == "year" else 0
        median = f"{about(int(row.median), at_least=counted):,}"
        low, high = outward(int(row.low_80), int(row.high_80), at_least=counted)
        place = {"year": (), "all": (row.target,)}.get(target, (f"{row.end:%Y-%m-%d}",))
        chance = row.record_probability
        record = () if target != "year" else ("" if pd.isna(chance) else percent(chance),)
        origin = f"{row.as_of:%Y-%m-%d}" + ("*" if row.hindsight else "")
        interval = f"{low:,}\N{EN DASH}{high:,}"
        score = (count(row.actual), count(row.crps))
        middle = () if target == "all" else (median,)  # all of it is wider than a terminal
        rows.append((origin, row.model, *place, *middle, interval, *record, *score))
    places: dict[str, tuple[str, ...]] = {"year": (), "all": ("target",)}
    records = ("record",) if target == "year" else ()
    medians = () if target == "all" else ("median",)
    columns = (
        "origin", "model", *places.get(target, ("to",)), *medians, "80% interval", *records,
        "actual", "CRPS",
    )  # fmt: skip
    what = {"year": "annual totals, people", "all": "people"}.get(target, f"{target}, people")
    totals = [f"{people:,}" for people in sorted(set(frame["threshold"].dropna()))]
    above = f"; record: chance of more than {', '.join(totals)}" if totals and records else ""
    caption = f"Forecasts kept: {len(rows):,} ({what}; {ROUNDED}; *: made in hindsight{above})"
    return Table(caption, columns, tuple(rows))
