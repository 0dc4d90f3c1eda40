"""Where publications disagree: days that changed, sources that differ, sums that do not agree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from ..calendar import QUARTERS_A_YEAR, By, by_period, days_of
from .holdings import COUNTS, Held, Holdings, by_standing, differing_dates, recency, source_of
from .weeks import newest

UNKNOWN = "prevented or events_prevented"
"""The measure of a mark on a week that none of its days explains, where one vintage is held."""
COLUMNS = (
    "by", "date", "measure", "old", "new", "how",
    "old_kind", "old_published", "new_kind", "new_published", "known",
)  # fmt: skip
DATES = ("date", "old_published", "new_published", "known")
WEEKLY = (*COUNTS, "prevented", "events_prevented")


def changes(holdings: Holdings) -> pd.DataFrame:
    """List every value of a day or a week that one publication gives and another does not.

    Parameters
    ----------
    holdings : Holdings
        What is held.

    Returns
    -------
    pandas.DataFrame
        One row a change, with the `COLUMNS` of `crossings.data.revisions`. ``old`` is missing
        where a day is marked as revised and the publication with the old value is not held. So it
        is where a week is marked; where no day of that week is marked, nor its people changed, it
        is not people that were revised but one of the two other columns: the measure is `UNKNOWN`,
        and ``new`` is missing too.
    """
    held = {one.id: one for one in holdings.publications()}
    disputed = holdings.disputed(list(held))
    weekly = holdings.rows("weekly", list(held)).rename(columns={"week_ending": "date"})
    weeks = differing_dates(weekly, WEEKLY)
    rows = [
        *_compared("day", disputed, COUNTS, held, differing_dates(disputed)),
        *_compared("week", weekly[weekly["date"].isin(weeks)], WEEKLY, held, _weeks(disputed)),
    ]
    return _table(rows)


def _weeks(disputed: pd.DataFrame) -> set[pd.Timestamp]:
    """Return the weeks, by their last day, in which a day is marked or its people changed."""
    days = differing_dates(disputed, COUNTS[:1])
    return {(day + pd.offsets.Week(weekday=6, n=0)) for day in days}


def differences(holdings: Holdings, daily: pd.DataFrame) -> pd.DataFrame:
    """List the published figures of weeks, quarters and years that are not the sum of their days.

    Parameters
    ----------
    holdings : Holdings
        What is held.
    daily : pandas.DataFrame
        The daily table; periods that it covers in part are left out.

    Returns
    -------
    pandas.DataFrame
        One row a figure, with the `COLUMNS` of `crossings.data.revisions`; ``old`` is the sum.
    """
    order = by_standing(holdings.publications())
    held = {one.id: one for one in order}
    weekly = holdings.rows("weekly", list(held)).rename(columns={"week_ending": "date"})
    quarterly = holdings.rows("quarterly", list(held)).rename(columns={"quarter_ending": "date"})
    rows = []
    tables: dict[By, pd.DataFrame] = {"week": weekly, "quarter": quarterly, "year": quarterly}
    for by, table in tables.items():
        if table.empty:
            continue
        published = table.dropna(subset=["arrivals"])
        figures = newest(published, "date", order)
        first_known = _first_known(published, held)
        if by == "year":
            figures, first_known = _years(figures, first_known)
        sums = by_period(daily, by)
        whole = sums[sums["complete"]]
        for day, total in zip(whole["end"], whole["arrivals"], strict=True):
            end = pd.Timestamp(day)
            if end not in figures.index:
                continue
            figure = int(figures["arrivals"][end])
            publication = held[int(figures["id"][end])]
            if figure != total:
                old = (None, int(total))
                row = _change(by, end, COUNTS[0], old, (publication, figure), "sum")
                rows.append({**row, "old_kind": "sum of days", "known": first_known[end, figure]})
    return _table(rows)


def _first_known(rows: pd.DataFrame, held: dict[int, Held]) -> dict[tuple[Any, int], date]:
    """Return the first day on which each figure of each period was known."""
    first: dict[tuple[Any, int], date] = {}
    for day, people, number in zip(rows["date"], rows["arrivals"], rows["id"], strict=True):
        key, known = (day, int(people)), held[number].known
        first[key] = min(first.get(key, known), known)
    return first


def _years(
    quarters: pd.DataFrame, first_known: dict[tuple[Any, int], date]
) -> tuple[pd.DataFrame, dict[tuple[Any, int], date]]:
    """Sum whole years of quarters; a year is known once its last quarter is."""
    years, known = {}, {}
    for year, group in quarters.groupby(pd.DatetimeIndex(quarters.index).year):
        if len(group) == QUARTERS_A_YEAR:
            end, people = pd.Timestamp(year, 12, 31), int(group["arrivals"].sum())
            years[end] = {"arrivals": people, "id": group["id"].iloc[-1]}
            known[end, people] = max(
                first_known[day, int(n)] for day, n in group["arrivals"].items()
            )
    return pd.DataFrame.from_dict(years, orient="index", columns=["arrivals", "id"]), known


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    for name in DATES:
        table[name] = days_of(table[name])
    return table.astype({"old": "Int64", "new": "Int64"})


def _compared(
    by: By,
    disputed: pd.DataFrame,
    measures: Sequence[str],
    held: dict[int, Held],
    of_people: set[pd.Timestamp],
) -> list[dict[str, Any]]:
    """Return the changes of days or weeks; a mark is on the people only `of_people`."""
    changed_rows: list[dict[str, Any]] = []
    for day, group in disputed.groupby("date"):
        rows = group.set_index("id")
        flagged = set(rows.index[rows["status"] == "revised"])
        by_source: dict[int, list[Held]] = {}
        for publication in sorted((held[number] for number in rows.index), key=recency):
            by_source.setdefault(source_of(publication), []).append(publication)
        if day not in of_people:
            firsts = [publications[0] for publications in by_source.values()]
            changed_rows += [
                _change(by, day, UNKNOWN, None, (first, None), "flagged")
                for first in firsts
                if first.id in flagged
            ]
        for measure in measures:
            values: dict[int, Any] = dict(zip(rows.index, rows[measure], strict=True))
            marked = flagged if measure == COUNTS[0] and day in of_people else set()
            for publications in by_source.values():
                changed_rows += _changes(by, day, measure, publications, values, flagged, marked)
            changed_rows += _between_sources(by, day, measure, by_source, values)
    return changed_rows


def _changes(
    by: By,
    day: Any,
    measure: str,
    publications: Sequence[Held],
    values: dict[int, Any],
    flagged: set[int],
    marked: set[int],
) -> list[dict[str, Any]]:
    """Return the changes of a value from one publication of a source to the next that has it.

    Of a first publication that is `marked`, the value before is not held.
    """
    rows = []
    before: Held | None = None
    for publication in publications:
        value = values[publication.id]
        if pd.isna(value):
            continue
        changed = before is not None and value != values[before.id]
        if changed or (before is None and publication.id in marked):
            old = None if before is None else (before, values[before.id])
            how = "flagged" if publication.id in flagged else "silent"
            rows.append(_change(by, day, measure, old, (publication, value), how))
        before = publication
    return rows


def _between_sources(
    by: By, day: Any, measure: str, by_source: dict[int, list[Held]], values: dict[int, Any]
) -> list[dict[str, Any]]:
    """Return where the last word of a source of lower standing is not that of the highest."""
    last = []
    for _, publications in sorted(by_source.items()):
        counted = [one for one in publications if pd.notna(values[one.id])]
        if counted:
            word = values[counted[-1].id]
            # The publication that said so first.
            last.append((next(one for one in counted if values[one.id] == word), word))
    return [
        _change(by, day, measure, other, last[0], "other source")
        for other in last[1:]
        if other[1] != last[0][1]
    ]


def _change(
    by: By,
    day: Any,
    measure: str,
    old: tuple[Held | None, Any] | None,
    new: tuple[Held, Any],
    how: str,
) -> dict[str, Any]:
    before = None if old is None else old[0]
    return {
        "by": by,
        "date": day.date(),
        "measure": measure,
        "old": None if old is None else int(old[1]),
        "new": None if new[1] is None else int(new[1]),
        "how": how,
        "old_kind": None if before is None else before.kind,
        "old_published": None if before is None else before.published,
        "new_kind": new[0].kind,
        "new_published": new[0].published,
        "known": new[0].known if before is None else max(new[0].known, before.known),
    }
