"""How figures behave after they first come out: how many change, by how much, for how long."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final, Literal

import pandas as pd

from .holdings import COUNTS, HOME_OFFICE, Held, Holdings, recency

Vintages = Literal["day", "week"]
MEASURES: Final[dict[Vintages, tuple[str, ...]]] = {
    "day": COUNTS[:2],
    "week": ("prevented", "events_prevented"),
}
SUMMARY: Final = {
    "by": "str", "measure": "str", "kind": "str",
    "figures": "int64", "marked": "int64", "twice": "int64",
    "changed": "Int64", "share": "Float64", "changes": "Int64", "upward": "Int64",
    "median_size": "Float64", "largest_size": "Int64", "net": "Int64",
    "median_days": "Float64", "largest_days": "Int64",
}  # fmt: skip
HOME_OFFICE_ROW: Final = "Home Office"
"""The kind of a row in which all publications of the Home Office count together."""


def summary_of(
    holdings: Holdings, held: Sequence[Held], bys: Collection[Vintages] = ("day", "week")
) -> pd.DataFrame:
    """Return how the figures of publications behave, as `crossings.data.revision_summary` says.

    Parameters
    ----------
    holdings : Holdings
        What is held.
    held : sequence of Held
        The publications to use.
    bys : collection of str
        Of "day" and "week".
    """
    order = {one.id: place for place, one in enumerate(sorted(held, key=recency))}
    rows = []
    for by in bys:
        table = holdings.rows("daily" if by == "day" else "weekly", list(order))
        if table.empty:
            continue
        table = table.rename(columns={"week_ending": "date"})
        table = table.assign(
            kind=table["id"].map({one.id: one.kind for one in held}),
            known=table["id"].map({one.id: pd.Timestamp(one.known) for one in held}),
            place=table["id"].map(order),
        ).sort_values(["date", "place"])
        for measure in MEASURES[by]:
            given = table.dropna(subset=[measure])
            for kind, group in _by_kind(given):
                rows.append(
                    {"by": by, "measure": measure, "kind": kind, **_behaviour(group, measure)}
                )
    return pd.DataFrame(rows, columns=list(SUMMARY)).astype(SUMMARY)


def _by_kind(rows: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Return the rows of the Home Office together, then of each kind of publication."""
    together = rows[rows["kind"].isin(HOME_OFFICE)]
    if len(together):
        yield HOME_OFFICE_ROW, together
    for kind, group in rows.groupby("kind"):
        yield str(kind), group


def _behaviour(rows: pd.DataFrame, measure: str) -> dict[str, Any]:
    """Return what two vintages or more of a figure tell; nothing is missing but what they do not.

    The rows are in the order of days, and for each of these in that of publication.
    """
    dates, values = rows["date"], rows[measure].astype("int64")
    vintages = dates.value_counts()
    base = int((vintages > 1).sum())
    marked = dates[rows["status"] == "revised"].nunique()
    row: dict[str, Any] = {"figures": len(vintages), "marked": marked, "twice": base}
    if not base:
        return row
    moved = (values - values.shift()).where(dates.eq(dates.shift()), 0)
    moved = moved[moved != 0].astype("int64")
    row |= {
        "changed": dates[moved.index].nunique(),
        "share": dates[moved.index].nunique() / base,
        "changes": len(moved),
        "upward": int((moved > 0).sum()),
    }
    if len(moved):
        first = rows.groupby("date")["known"].first()
        last = rows.loc[moved.index].groupby("date")["known"].last()
        days = (last - first[last.index]).dt.days
        row |= {
            "median_size": float(moved.abs().median()),
            "largest_size": int(moved.abs().max()),
            "net": int(moved.sum()),
            "median_days": float(days.median()),
            "largest_days": int(days.max()),
        }
    return row
