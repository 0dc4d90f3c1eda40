"""``crossings forecast``: the annual total and the chance of a record."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from .options import AsOf, Data, Database, Model, Paths, Seed, figures, keep
from .output import print_csv, print_json, print_table

__all__ = ["run"]


class ForecastFormat(StrEnum):
    """How to print a forecast."""

    table = "table"
    json = "json"
    csv = "csv"
    hub = "hub"


def run(
    data: Data = None,
    as_of: AsOf = None,
    database: Database = None,
    year: Annotated[
        int | None,
        typer.Option(
            "--year", metavar="Y", help="Year; default: that of the day after.", show_default=False
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
    """
    from ..data.errors import OptionError
    from ..forecast import forecast_year
    from ..reports.source import source_of
    from ..reports.tables import outlook_table

    if save and data is not None:
        raise OptionError("--save with --data", expected="official figures", where="--save")
    daily = figures(data, as_of, database)
    outlook = forecast_year(daily, year=year, model=model, n_paths=paths, seed=seed)
    if save:
        keep(outlook, database)
    if how is ForecastFormat.json:
        print_json(outlook.to_dict())
    elif how is ForecastFormat.hub:
        print_csv(outlook.to_hub())
    elif how is ForecastFormat.csv:
        print_csv(outlook.to_frame())
    else:
        print_table(outlook_table(outlook, source_of(daily), daily.attrs.get("final_totals")))
