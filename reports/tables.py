"""Tables as they are shown: captions, headings and cells as text, with the numbers behind them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from typing import Any, Final

import pandas as pd

from ..data.calendar import Period, day_text, year_of
from ..data.dataset import Figures
from ..data.notebook import html_table
from ..forecast import Distribution, YearForecast
from ..forecast.answers import Chance, Questions, chances
from ..forecast.yardstick import percent, phrase
from .wording import (
    FEWEST_FOR_PERCENT,
    ROUNDED,
    about,
    dates_text,
    of_every_year,
    outward,
    signed,
    since_new_year,
    span_text,
)

PROBABILITY: Final = "Probability"
"""Names the column of data that holds, as numbers, the chances that another has in words."""
FEW = 0.01
"""Share of the paths at either end whose bins stand together in a table."""


@dataclass(frozen=True, eq=False)
class Table:
    """A table as it is shown.

    Attributes
    ----------
    caption : str
        What it shows.
    columns : tuple of str
        The headings.
    rows : tuple of tuple of str
        The cells; the first of each row is its heading.
    key : str
        A stable name; empty where it is printed and gone.
    data : pandas.DataFrame
        The same figures for those who reckon on: numbers, rounded as they are shown, dates and
        texts. The first column holds the headings of the rows; ``<NA>`` what there is not. It may
        have columns that are not shown, such as the probabilities behind words.
    missing : str
        Why a cell may be empty.
    source : str
        Where its figures are from, if not from those of its report.

    Examples
    --------
    >>> from crossings import compare, load
    >>> from crossings.data import figures
    >>> known = figures(known_on="2025-05-14")
    >>> comparison_table(compare(known), known).rows[0]
    ('2025', '12,699', '', '', '1', '')
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    key: str = ""
    data: pd.DataFrame = field(default_factory=pd.DataFrame)
    missing: str = ""
    source: str = ""

    def __repr__(self) -> str:
        return f"<Table: {self.caption}, {len(self.rows):,} rows>"

    def _repr_html_(self) -> str:
        return html_table(self.caption, self.rows, self.columns)

    def to_dict(self) -> dict[str, Any]:
        """Return the table as JSON types; dates in ISO form."""
        cells = self.data.astype(object)
        rows = cells.where(cells.notna(), None).to_numpy().tolist()
        return {
            "key": self.key,
            "caption": self.caption,
            "columns": list(cells.columns),
            "rows": [
                [cell.isoformat()[:10] if isinstance(cell, date) else cell for cell in row]
                for row in rows
            ],
            "missing": self.missing,
            "source": self.source,
        }


def table_of(
    key: str,
    caption: str,
    data: pd.DataFrame,
    *,
    shows: Mapping[str, Callable[[Any], str]] | None = None,
    missing: str = "",
    empty: str = "",
    source: str = "",
    hidden: Collection[str] = (),
) -> Table:
    """Show a frame as a table.

    Parameters
    ----------
    key, caption, missing, source : str
        As of `Table`.
    data : pandas.DataFrame
        As of `Table`.
    shows : mapping of str to callable, optional
        How the cells of a column are written; whole numbers with commas, others with one
        decimal, dates in words where it is left out.
    empty : str
        How a cell is written that has nothing.
    hidden : collection of str
        Columns of the data that are not shown.
    """
    shows = shows or {}
    names = [name for name in data if name not in hidden]
    columns = [
        [
            empty if _is_missing(cell) else shows.get(str(name), _show)(cell)
            for cell in data[name].tolist()
        ]
        for name in names
    ]
    dated = data.copy()
    for name in dated:
        if dated[name].map(lambda cell: isinstance(cell, date)).any():
            dated[name] = pd.to_datetime(dated[name])
    rows = tuple(zip(*columns, strict=True))
    return Table(caption, tuple(map(str, names)), rows, key, dated, missing, source)


def chance(probability: float) -> float:
    """Return a probability as it is shown: whole percents, but never a false 0 or 1.

    Examples
    --------
    >>> chance(0.6786), chance(0.0004), chance(0.9976)
    (0.68, 0.0004, 0.9976)
    """
    shown_whole = 0.01 <= probability <= 0.99  # noqa: PLR2004 - as `percent` has it
    return round(100 * probability) / 100 if shown_whole else float(probability)


def comparison_table(comparison: pd.DataFrame, figures: Figures) -> Table:
    """Show what `crossings.reports.compare` gives, the newest year first."""
    day = figures.end
    newest_first = comparison.sort_values("year", ascending=False, ignore_index=True)
    change, alone = f"Change to {day.year}", len(newest_first) == 1
    # Zero has no rank, and one year none among itself; a rank that several share is said to be.
    ranks = newest_first["rank"].where(newest_first["to_date"] > 0).astype("Int64")
    joint = set(ranks[ranks.duplicated()].dropna())
    data = pd.DataFrame(
        {
            "Year": newest_first["year"],
            "To the same date": newest_first["to_date"],
            change: newest_first["change"],
            "Change, %": newest_first["change_percent"].where(
                newest_first["to_date"] >= FEWEST_FOR_PERCENT
            ),
            "Rank": ranks,
            "Whole year": newest_first["full_year"],
        }
    )
    return table_of(
        "year-to-date",
        f"{figures.heading} {since_new_year(day)} {day.year if alone else of_every_year(day)}",
        data,
        shows={
            "Year": str,
            change: signed,
            "Change, %": _percent,
            "Rank": lambda rank: f"joint {rank}" if rank in joint else f"{rank}",
        },
        missing="A year has no change to itself, no change in percent of fewer than 100 people, "
        "no rank where nobody had arrived, and no whole year before its end.",
        hidden=(change, "Change, %", "Rank") if alone else (),
    )


def forecast_table(outlook: YearForecast, figures: Figures) -> Table:
    """Show the annual total: what is counted, the median and the intervals."""
    counted = outlook.year_to_date
    over = outlook.finished
    known = "Whole year (counted)" if over else "Year to date (counted)"
    rows, data = _people_rows(
        None if over else outlook.total, counted, known=known, whole="Whole year"
    )
    columns = ("Quantity", figures.heading)
    return Table(
        f"Actual total of {outlook.year}" if over else f"Forecast of {outlook.year} ({ROUNDED})",
        columns,
        rows,
        "forecast",
        pd.DataFrame(data, columns=list(columns)),
    )


def _people_rows(
    people: Distribution | None, counted: int, *, known: str, whole: str
) -> tuple[tuple[tuple[str, str], ...], list[tuple[str, int]]]:
    """Return the cells for what is counted and, where it is not all, the distribution."""
    rows, data = [(known, f"{counted:,}")], [(known, counted)]
    if people is not None:
        median = about(people.median, at_least=counted)
        rows.append((f"{whole}, median", f"{median:,}"))
        data.append((f"{whole}, median", median))
        for level in (0.5, 0.8, 0.95):
            low, high = outward(*people.interval(level), at_least=counted)
            label = f"{whole}, {level:.0%} interval"
            rows.append((label, f"{low:,} to {high:,}"))
            data += [(f"{label}, low", low), (f"{label}, high", high)]
    return tuple(rows), data


def record_table(outlook: YearForecast, figures: Figures) -> Table | None:
    """Show the chance of a record, against its final figure too where that differs."""
    record = outlook.record
    if not record:
        return None
    thresholds = [("record", record)]
    if outlook.final_record:
        thresholds.append(("final figure of", outlook.final_record))
    rows, data = [], []
    for what, against in thresholds:
        joined = f"{what}, {record.set_in}" if what == "record" else f"{what} {record.set_in}"
        if not against.threshold:
            joined = "none in any earlier year"
        label = f"More than {against.threshold:,} ({joined})"
        rows.append((label, against.phrase))
        open_still = chance(against.probability) if against.broken is None else None
        data.append((label, against.threshold, against.phrase, open_still))
    names = ["Annual total", f"Threshold, {figures.counted}", "Chance", PROBABILITY]
    return Table(
        f"Chance of a record in {outlook.year}",
        ("Annual total", "Chance"),
        tuple(rows),
        "record",
        pd.DataFrame(data, columns=names).astype({PROBABILITY: "Float64"}),
        "The figures have decided it.",
    )


def outlook_table(outlook: YearForecast, figures: Figures, asked: Questions) -> Table:
    """Show the annual total, the chance of a record and the answers to what is asked in one.

    Where a period is asked for, it is shown instead of the year.
    """
    span = asked.span
    if span is None:
        people = outlook.total
        total, record = forecast_table(outlook, figures), record_table(outlook, figures)
        caption, rows = total.caption, total.rows
        rows = rows if record is None else (*rows, *record.rows)
    else:
        people = outlook.period(span.start, span.end)
        days = span.days_to(outlook.as_of)
        over = days == span.days
        known = "Whole period (counted)" if over else f"Counted, {days} of {span.days} days"
        counted = outlook.counted_in(span)
        caption = f"{'Actual total' if over else 'Forecast'} of {span_text(span)}"
        caption += "" if over else f" ({ROUNDED})"
        rows, _ = _people_rows(None if over else people, counted, known=known, whole="Whole period")
        rows = rows if days else rows[1:]
    found = chances(people, asked)
    rows += tuple((one.label, one.phrase) for one in found if one.asked != "bins")
    rows += tuple(_bin_rows([one for one in found if one.asked == "bins"]))
    return Table(caption, ("Quantity", figures.heading), rows)


def _bin_rows(bins: Sequence[Chance]) -> Iterator[tuple[str, str]]:
    """Yield the cells of the bins; those of the few lowest and highest paths stand together."""
    shares = [one.probability for one in bins]
    below, above = (list(accumulate(ends)) for ends in (shares, reversed(shares)))
    few, many = (sum(round(share, 9) < FEW for share in ends) for ends in (below, above))
    few, many = (number if number > 1 else 0 for number in (few, many))
    last = len(bins) - many
    if few:
        yield f"{bins[few - 1].high:,} or fewer", phrase(below[few - 1])
    for one in bins[few:last]:
        yield one.label, one.phrase
    if many:
        yield f"{bins[last].low:,} or more", phrase(above[many - 1])


def analogues_table(outlook: YearForecast) -> Table | None:
    """Show the annual total if the rest of the year were like that of each earlier year.

    None where no day is left, or no earlier year is complete.
    """
    frame = outlook.analogues().sort_values("year", ascending=False, ignore_index=True)
    if frame.empty:
        return None
    rest = Period(outlook.first_day, year_of(outlook.year).end)
    same = "this date" if rest.days == 1 else "these dates"
    below = "Share of paths below"
    data = pd.DataFrame(
        {
            "Year": frame["year"],
            "Arrived on those dates": frame["rest"],
            f"{outlook.year} would end at": frame["total"],
            below: frame["share_below"],
            "Above the record": ["yes" if above else "no" for above in frame["above_record"]],
        }
    )
    if not frame["above_record"].any():
        data = data.drop(columns="Above the record")
    return table_of(
        "analogues",
        f"If as many people arrive {dates_text(rest)} as on {same} of an earlier year",
        data,
        shows={"Year": str, below: percent},
    )


def _is_missing(cell: Any) -> bool:
    return cell is None or cell is pd.NA or cell is pd.NaT or cell != cell  # noqa: PLR0124


def _show(cell: Any) -> str:
    if isinstance(cell, date):
        return day_text(cell)
    if isinstance(cell, str):
        return cell
    return f"{cell:,}" if isinstance(cell, int) else f"{cell:,.1f}"


def _percent(change: float) -> str:
    if not change:
        return "0.0%"
    return f"{change:+.1f}%" if abs(change) < 1000 else f"{change:+,.0f}%"  # noqa: PLR2004
