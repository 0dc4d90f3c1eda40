"""``crossings facts``: the statements, with their evidence."""

from __future__ import annotations

import sys

from .options import AsOf, Count, Data, Database, Format, FormatOption, Model, Paths, Seed, figures
from .output import print_csv, print_json

__all__ = ["run"]


def run(
    data: Data = None,
    count: Count = None,
    as_of: AsOf = None,
    database: Database = None,
    how: FormatOption = Format.table,
    model: Model = "default",
    paths: Paths = 10_000,
    seed: Seed = 0,
) -> None:
    """State what the figures say; the evidence is in the JSON.

    Example: crossings facts --as-of 2025-04-17
    """
    import pandas as pd

    from ..forecast import forecast_year
    from ..reports import facts
    from ..reports.source import check_people

    daily = figures(data, as_of, database, count)
    check_people(daily)
    outlook = forecast_year(daily, year=daily.index[-1].year, model=model, n_paths=paths, seed=seed)
    found = facts(daily, forecast=outlook)
    if how is Format.json:
        print_json([fact.to_dict() for fact in found])
    elif how is Format.csv:
        rows = [(fact.key, fact.value, fact.sentence) for fact in found]
        print_csv(pd.DataFrame(rows, columns=["key", "value", "sentence"]))
    else:
        sys.stdout.write("".join(f"{fact.sentence}\n" for fact in found))
