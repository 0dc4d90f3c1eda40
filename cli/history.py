"""``crossings history``: every forecast that was kept, and how it turned out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

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
    how: FormatOption = Format.table,
) -> None:
    """List every forecast that was kept, with the actual total and its score once its year is over.

    Forecasts are kept by crossings report, crossings forecast --save and, marked as made in
    hindsight, crossings backtest --save.

    Example: crossings history --format csv
    """
    from ..data.calendar import as_date
    from ..data.store.store import find_store
    from ..forecast import history

    # Figures from a file do not say where the forecasts are: those are always in the store.
    known = figures(data, as_of, None if data else database, count)
    known.check_people()
    store = find_store(database)
    kept = store.forecasts() if store else []
    until = date.max if as_of is None else as_date(as_of, argument="--as-of")
    frame = history([one for one in kept if one.as_of <= until], known.daily)
    print_frame(frame, _table(frame), how)


def _table(frame: pd.DataFrame) -> Table:
    import pandas as pd

    from ..forecast.yardstick import percent
    from ..reports import Table
    from ..reports.wording import about_text

    def count(value: object) -> str:
        return "" if pd.isna(value) else f"{value:,.0f}"

    rows = tuple(
        (
            f"{row.as_of:%Y-%m-%d}" + ("*" if row.hindsight else ""),
            row.model,
            about_text(row.median, at_least=row.year_to_date),
            "\N{EN DASH}".join(
                about_text(n, at_least=row.year_to_date) for n in (row.low_80, row.high_80)
            ),
            "" if pd.isna(row.record_probability) else percent(row.record_probability),
            count(row.actual),
            count(row.crps),
        )
        for row in frame.itertuples()
    )
    columns = ("origin", "model", "median", "80% interval", "record", "outturn", "CRPS")
    records = [f"{people:,}" for people in sorted(set(frame["threshold"].dropna()))]
    above = f"; record: chance of more than {', '.join(records)}" if records else ""
    caption = f"Forecasts kept: {len(rows):,} (annual totals, people; *: made in hindsight{above})"
    return Table(caption, columns, rows)
