"""``crossings facts``: the statements, with their evidence."""

from __future__ import annotations

import sys

from .options import AsOf, Count, Data, Database, Format, FormatOption, Model, Paths, Seed, figures
from .output import print_csv, print_json


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

    known = figures(data, as_of, database, count)
    known.check_people()
    outlook = forecast_year(known, year=known.year, model=model, n_paths=paths, seed=seed)
    statements = facts(known, forecast=outlook)
    if how is Format.json:
        print_json([fact.to_dict() for fact in statements])
    elif how is Format.csv:
        rows = [(fact.key, fact.value, fact.sentence) for fact in statements]
        print_csv(pd.DataFrame(rows, columns=["key", "value", "sentence"]))
    else:
        sys.stdout.write("".join(f"{fact.sentence}\n" for fact in statements))
