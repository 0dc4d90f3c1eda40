"""Who arrived: nationality, sex and age, by the final quarterly statistics."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd

from ...data.calendar import MONTHS, day_text, year_of
from ...data.publications.spans import span, words
from ..section import Fact, Section
from ..tables import Table, table_of
from ..wording import FEWEST_FOR_PERCENT, listed
from .inputs import Inputs

PERIODS: Final = 3
"""So many are shown, the newest first."""
MOST_COMMON: Final = 8
NAMED: Final = 3
AGES: Final = {"17 and under": 0, "18 to 24": 1, "25 to 39": 2, "40 and over": 3}
REST: Final = ("All other nationalities",)
"""Counted together, which makes them no nationality that is common."""


def who_section(inputs: Inputs) -> Section | None:
    """Return the section; None where nothing is known of who arrived."""
    tables = [_table(by, frame) for by, frame in inputs.who.items()]
    if not tables:
        return None
    nationality = inputs.who.get("nationality")
    return Section(
        "who",
        "Who arrived",
        facts=() if nationality is None else tuple(_most_common(nationality)),
        tables=tuple(tables),
    )


def _table(by: str, frame: pd.DataFrame) -> Table:
    """Show the newest periods, a column each, the newest first."""
    # A part of a year says little beside the whole of it; the newest period is shown anyway.
    newest = frame["period"].iloc[-1]
    periods = list(dict.fromkeys(frame.loc[frame["whole_year"], "period"]))[::-1]
    periods = list(dict.fromkeys([newest, *periods]))[:PERIODS]
    counts = frame.pivot_table(index=by, columns="period", values="arrivals", aggfunc="sum")
    counts = counts[periods].dropna(how="all").sort_values(periods[0], ascending=False)
    counts = counts[~counts.index.isin(REST)].head(MOST_COMMON).astype("Int64")
    if by == "nationality":  # one that nobody had is not common
        counts = counts[counts[periods[0]].fillna(0) > 0]
    if by == "age":  # in their order, what is not known last
        counts = counts.sort_index(key=lambda ages: [AGES.get(age, len(AGES)) for age in ages])
    head = by.capitalize()
    shown = counts.set_axis([words(span(one)) for one in periods], axis=1).rename_axis(head)
    last, published = frame["through"].max(), frame["published"].max()
    return table_of(
        f"who-{by}",
        f"People arriving by {by}{', most common' if by == 'nationality' else ''}",
        shown.reset_index(),
        missing="Not among those that were published.",
        source=f"Final figures to {MONTHS[last.month - 1]} {last.year} (Q{(last.month + 2) // 3}), "
        f"published on {day_text(published)}; Home Office, Immigration system statistics.",
    )


def _most_common(frame: pd.DataFrame) -> Iterator[Fact]:
    """Name the most common nationalities of the newest period."""
    newest = frame[frame["period"] == frame["period"].iloc[-1]]
    newest = newest[~newest["nationality"].isin(REST)].nlargest(NAMED, "arrivals")
    if len(newest) < NAMED or newest["arrivals"].iloc[-1] < FEWEST_FOR_PERCENT:
        return
    period = span(newest["period"].iloc[0])
    whole = period == year_of(period.end.year)
    when = f"in the {words(period)}"
    if period.start == year_of(period.end.year).start:
        to = f" up to {MONTHS[period.end.month - 1]}"
        when = f"in {period.end.year}{'' if whole else to}"
    names = [f"{row.nationality} ({row.arrivals:,})" for row in newest.itertuples()]
    yield Fact(
        "nationalities",
        f"The most common nationalities {when} were {listed(names)}.",
        names[0],
        {
            "period": newest["period"].iloc[0],
            "from": period.start.isoformat(),
            "to": period.end.isoformat(),
            "people": [
                {"nationality": str(row.nationality), "people": int(row.arrivals)}
                for row in newest.itertuples()
            ],
        },
    )
