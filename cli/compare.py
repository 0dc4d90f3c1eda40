"""``crossings compare``: this year against every year since 2018, on the same date."""

from __future__ import annotations

from .options import AsOf, Count, Data, Database, Format, FormatOption, figures
from .output import print_frame


def run(
    data: Data = None,
    count: Count = None,
    as_of: AsOf = None,
    database: Database = None,
    how: FormatOption = Format.table,
) -> None:
    """Compare this year so far with the same date in earlier years.

    Example: crossings compare --as-of 2025-05-14

    Example: crossings compare --data visitors.csv --count visitors
    """
    from dataclasses import replace

    from ..reports import compare
    from ..reports.tables import comparison_table

    known = figures(data, as_of, database, count)
    frame = compare(known)
    print_frame(frame, lambda: replace(comparison_table(frame, known), source=known.dateline), how)
