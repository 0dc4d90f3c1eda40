"""``crossings facts``: the statements, with their evidence."""

from __future__ import annotations

import re

from .options import AsOf, Count, Data, Database, Format, FormatOption, Model, Paths, Seed, figures
from .output import print_csv, print_json
from .talk import put

MILESTONE = re.compile("milestone-[0-9]+")
"""Key of a statement that a total was passed."""


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
    """State what the figures say, a sentence a line.

    Of the milestones passed, only the newest is printed; json and csv have all, and json has the
    evidence for each statement.

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
        passed = [fact for fact in statements if MILESTONE.fullmatch(fact.key)]
        newest = max(passed, key=lambda fact: int(fact.key.rpartition("-")[2]), default=None)
        shown = [fact.sentence for fact in statements if fact not in passed or fact is newest]
        if len(passed) > 1:
            shown.append(f"--format json lists all {len(passed)} milestones of {known.year}.")
        put(*shown)
