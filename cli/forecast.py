"""``crossings forecast``: the annual total and the chance of a record, or a period."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from .options import (
    AsOf,
    Count,
    Data,
    Database,
    Model,
    Paths,
    ReferenceDate,
    Seed,
    check_reference_date,
    figures,
    keep,
    made_on,
)
from .output import print_csv, print_json, print_table
from .settings import typed

if TYPE_CHECKING:
    from ..data import Figures
    from ..forecast import YearForecast
    from ..forecast.answers import Questions

GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+")
"""A whole number with commas."""


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
            help="Year to forecast. Default: the year of the day after the last figure.",
            show_default=False,
        ),
    ] = None,
    period: Annotated[
        str | None,
        typer.Option(
            "--period",
            metavar="PERIOD",
            help="Forecast these days instead of the year: next-week, next-4-weeks, "
            "next-13-weeks, next-month, a month such as 2026-09, a day such as 2026-09-01, or "
            "2026-10-01..2026-12-31. It may end as late as the end of next year.",
            show_default=False,
        ),
    ] = None,
    thresholds: Annotated[
        list[str] | None,
        typer.Option(
            "--above",
            "--threshold",
            "--thresholds",
            metavar="N",
            help="Add the chance of more people than this, such as 40,000. May be repeated.",
            show_default=False,
        ),
    ] = None,
    between: Annotated[
        list[str] | None,
        typer.Option(
            "--between",
            metavar="A B",
            help="Add the chance of A to B people, both included. May be repeated.",
            show_default=False,
        ),
    ] = None,
    bins: Annotated[
        str | None,
        typer.Option(
            "--bins",
            metavar="N",
            help="Add the chance of each range of N people, such as 5,000: 0 to 4,999 and so on.",
            show_default=False,
        ),
    ] = None,
    like: Annotated[
        bool,
        typer.Option(
            "--like",
            help="Add the total if the rest of this year were like that of each earlier year.",
        ),
    ] = False,
    model: Model = "default",
    paths: Paths = 10_000,
    seed: Seed = 0,
    save: Annotated[bool, typer.Option("--save", help="Keep the forecast in the store.")] = False,
    reference_date: ReferenceDate = None,
    how: Annotated[
        ForecastFormat, typer.Option("--format", help="How to print.")
    ] = ForecastFormat.table,
) -> None:
    """Forecast the total of the year and the chance of a record.

    With --period: the people who arrive in those days instead.

    Example: crossings forecast --as-of 2025-05-14 --format json

    Example: crossings forecast --above 40,000 --between 40,000 50,000

    Example: crossings forecast --period next-4-weeks --bins 500

    Example: crossings forecast --format hub --reference-date saturday
    """
    from ..data.errors import OptionError
    from ..forecast import forecast_year
    from ..forecast.horizons import period_named
    from ..forecast.hub import reference_day

    if save and data is not None:
        raise OptionError("--save with --data", expected="official figures", where="--save")
    if period is not None and "thresholds" not in typed.get():
        thresholds = None  # those of the configuration are of a year
    asked = _asked(thresholds, between, bins)
    if period is not None:
        _refuse("--period", {"--year": year is not None, "--like": like}, "one of the two")
    if how is ForecastFormat.hub:
        asks = {"--period": period, "--between": between, "--bins": bins, "--like": like}
        _refuse("--format hub", asks, "another format")
    check_reference_date(reference_date, used=how is ForecastFormat.hub)
    reference = reference_day(reference_date, made_on(as_of))
    known = figures(data, as_of, database, count)
    span = None if period is None else period_named(period, known.end)
    days = None if span is None else (span.start, span.end)
    asked = asked._replace(period=days, like=like)
    outlook = forecast_year(known, year=year, model=model, n_paths=paths, seed=seed)
    answer = _answer(
        outlook, known, asked, how, reference
    )  # before it is kept: what is asked may be refused
    if save:
        keep(outlook, database)
    answer()


def _answer(
    outlook: YearForecast, known: Figures, asked: Questions, how: ForecastFormat, reference: date
) -> Callable[[], None]:
    """Return what prints the answer."""
    if how is ForecastFormat.json:
        return partial(print_json, outlook.to_dict(**asked._asdict()))
    if how is ForecastFormat.hub:
        return partial(print_csv, outlook.to_hub(reference))
    if how is ForecastFormat.csv:
        return partial(print_csv, outlook.to_frame(**asked._asdict()))
    from dataclasses import replace

    from ..reports.tables import analogues_table, outlook_table

    tables = [outlook_table(outlook, known, asked)]
    if asked.like and (table := analogues_table(outlook)):
        tables.append(table)
    tables[-1] = replace(tables[-1], source=known.dateline)

    def answer() -> None:
        for table in tables:
            print_table(table)

    return answer


def _asked(
    thresholds: Sequence[str] | None, between: Sequence[str] | None, bins: str | None
) -> Questions:
    """Return what is asked about a number of people."""
    from ..forecast.answers import Questions

    return Questions(
        thresholds=[_people(text, "--above") for text in thresholds or []],
        between=[_pair(text) for text in between or []],
        bins=None if bins is None else _people(bins, "--bins", least=1),
    )


def _pair(text: str) -> tuple[int, int]:
    """Return two numbers of people, written as 40000..50000."""
    from ..data.errors import OptionError

    first, dots, last = text.partition("..")
    if not dots:
        raise OptionError(
            repr(text), expected="two numbers, such as 40,000 50,000", where="--between"
        )
    low, high = _people(first, "--between"), _people(last, "--between")
    if high < low:
        raise OptionError(
            f"{low:,} to {high:,}", expected="the lower number first", where="--between"
        )
    return low, high


def _people(text: str, option: str, least: int = 0) -> int:
    """Return a number of people from the command line; it may be written as 40,000."""
    from ..data.errors import OptionError
    from ..forecast.answers import MAX_PEOPLE

    plain = text.strip().replace(",", "") if GROUPED.fullmatch(text.strip()) else text
    try:
        people = int(plain)
    except ValueError:
        people = least - 1
    if not least <= people <= MAX_PEOPLE:
        raise OptionError(
            repr(text),
            expected=f"a whole number of people, {least} or more, such as 40,000",
            where=option,
        )
    return people


def _refuse(option: str, others: Mapping[str, object], expected: str) -> None:
    """Refuse options that do not go with one."""
    from ..data.errors import OptionError

    for other, given in others.items():
        if given:
            raise OptionError(f"{option} with {other}", expected=expected, where=other)
