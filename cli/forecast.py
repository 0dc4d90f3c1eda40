"""``crossings forecast``: the annual total and the chance of a record."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from .options import AsOf, Count, Data, Database, Model, Paths, Seed, figures, keep
from .output import print_csv, print_json, print_table


class ForecastFormat(StrEnum):
    """How to print a forecast."""

    table = "table"
    json = "json"
    csv = "csv"
    hub = "hub"


def run(
    data: Data = None,
    count: Count = None,
    as_of: AsOf = None,
    database: Database = None,
    year: Annotated[
        int | None,
        typer.Option(
            "--year",
            metavar="Y",
            help="The year to forecast; default: that of the day after the last figure.",
            show_default=False,
        ),
    ] = None,
    thresholds: Annotated[
        list[int] | None,
        typer.Option(
            "--threshold",
            metavar="N",
            help="Another total to give the chance of; may be given more than once.",
            show_default=False,
        ),
    ] = None,
    model: Model = "default",
    paths: Paths = 10_000,
    seed: Seed = 0,
    save: Annotated[
        bool, typer.Option("--save", help="Keep the forecast in the archive of the store.")
    ] = False,
    how: Annotated[
        ForecastFormat, typer.Option("--format", help="How to print.")
    ] = ForecastFormat.table,
) -> None:
    """Forecast the annual total and the chance of a record.

    Example: crossings forecast --as-of 2025-05-14 --format json

    Example: crossings forecast --threshold 40000 --threshold 50000
    """
    from ..data.errors import OptionError
    from ..forecast import forecast_year
    from ..reports.tables import outlook_table

    if save and data is not None:
        raise OptionError("--save with --data", expected="official figures", where="--save")
    wanted = thresholds or []
    if any(people < 0 for people in wanted):
        raise OptionError(f"{min(wanted)}", expected="people, 0 or more", where="--threshold")
    known = figures(data, as_of, database, count)
    outlook = forecast_year(known, year=year, model=model, n_paths=paths, seed=seed)
    if save:
        keep(outlook, database)
    if how is ForecastFormat.json:
        print_json(outlook.to_dict(thresholds=wanted))
    elif how is ForecastFormat.hub:
        print_csv(outlook.to_hub())
    elif how is ForecastFormat.csv:
        print_csv(outlook.to_frame(thresholds=wanted))
    else:
        print_table(outlook_table(outlook, known, wanted))
