"""What must hold of a store and of the reports, from one week of `soak` to the next."""

from __future__ import annotations

import hashlib
import re
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

import pandas as pd
from crossings import read_publication
from releases import REVISED, REVISED_ON, Cycle, figures_on
from sqlalchemy import NullPool, create_engine

__all__ = ["astray", "changed", "contents", "goes_on", "revised"]

CONTENT = {
    "publication": "SELECT id, * FROM publication ORDER BY 1",
    "copy": "SELECT sha256, * FROM copy ORDER BY 1",
    "days of publication": "SELECT publication_id, * FROM daily ORDER BY 1, date",
    "weeks of publication": "SELECT publication_id, * FROM weekly ORDER BY 1, week_ending",
    "forecast": "SELECT id, * FROM forecast ORDER BY 1",
}


def contents(database: str) -> tuple[dict[str, str], int]:
    """Return a digest of everything that a store holds, by publication, and how many rows it is."""
    hashes, count = {}, 0
    url = re.sub("^postgresql:", "postgresql+psycopg:", database)
    engine = create_engine(url if "://" in url else f"sqlite:///{url}", poolclass=NullPool)
    with engine.connect() as connection:
        for what, query in CONTENT.items():
            found = connection.exec_driver_sql(query).all()
            for key, group in groupby(found, key=itemgetter(0)):
                rows = [tuple(row) for row in group]
                count += len(rows)
                hashes[f"{what} {key}"] = hashlib.sha256(repr(rows).encode()).hexdigest()
    return hashes, count


def changed(before: dict[str, str], now: dict[str, str]) -> list[str]:
    """Return the names of what was there before, and is not or is otherwise now."""
    return [name for name, digest in before.items() if now.get(name) != digest]


def section(report: dict[str, Any], key: str) -> dict[str, Any]:
    """Return a section, or an empty one where the report has none of that name."""
    empty = {"facts": [], "tables": []}
    return next((one for one in report["sections"] if one["key"] == key), empty)


def evidence(report: dict[str, Any], part: str, key: str) -> dict[str, Any]:
    """Return what a statement of a section rests on, nothing where there is no such statement.

    What the headline says, the section leaves out.
    """
    facts = [*section(report, part)["facts"], *report["headline"]]
    return next((fact["evidence"] for fact in facts if fact["key"] == key), {})


def revised(report: dict[str, Any]) -> list[list[Any]]:
    """Return the revisions that a report names: day, measure, old, new."""
    return [row for table in section(report, "revisions")["tables"] for row in table["rows"]]


def astray(report: dict[str, Any], cycle: Cycle, loaded: pd.DataFrame) -> list[str]:
    """Say where a report is not of the figures that were published."""
    ends = [
        read.through for path in cycle.files if (read := read_publication(path)).daily is not None
    ]
    truth = figures_on(cycle.day)[0].loc[: pd.Timestamp(max(ends))]
    people = int(truth.loc[str(report["year"]), "arrivals"].sum())
    named = [(day, measure) for day, measure, *_ in revised(report)]
    known = [(REVISED, "boats"), (REVISED, "people")] if cycle.day == REVISED_ON else []
    checks = {
        "the store gives other figures": loaded["arrivals"].tolist() == truth["arrivals"].tolist(),
        "the report ends on another day": report["as_of"] == max(ends).isoformat(),
        "the year to date is another sum": report["forecast"]["year_to_date"] == people,
        f"the report names the revisions {named}, not {known}": named == known,
    }
    return [problem for problem, well in checks.items() if not well]


def goes_on(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """List where a report describes the last one differently from what that said itself."""
    came, moved = evidence(after, "moved", "came"), evidence(after, "moved", "moved")
    chance, week = (
        evidence(after, "moved", "moved-record"),
        evidence(after, "this-week", "this-week"),
    )
    last_week = evidence(before, "this-week", "this-week")
    people = sum(
        new - old
        for day, measure, old, new in revised(after)
        if measure == "people" and day[:4] == str(after["year"]) and day <= before["as_of"]
    )
    to_date = [report["forecast"]["year_to_date"] for report in (before, after)]
    pairs = {
        "the day of the last report": (came.get("since"), before["as_of"]),
        "its median": (moved.get("before"), before["forecast"]["total"]["quantiles"]["0.5"]),
        "its year to date": (to_date[1] - came.get("came", 0) - people, to_date[0]),
        "the totals of earlier years": tuple(
            [(row["year"], row["full_year"]) for row in report["comparison"][:-1]]
            for report in (after, before)
        ),
    }
    if chance:  # said where it is in other words now
        was = before["forecast"]["record"]["probability"]
        pairs["its chance of a record"] = (chance["before"], was)
    if last_week.get("to") == (date.fromisoformat(week["from"]) - timedelta(days=1)).isoformat():
        fixed = sum(
            new - old
            for day, measure, old, new in revised(after)
            if measure == "people" and last_week["from"] <= day <= last_week["to"]
        )
        pairs["its last whole week"] = (week["people_before"] - fixed, last_week["people"])
    return [
        f"{what} is said to be {now}, and was {was}"
        for what, (now, was) in pairs.items()
        if now != was
    ]
