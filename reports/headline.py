"""The headline: what is always said first, and what is news on the day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from .section import Fact, Section
from .sections.milestones import STEP

BEFORE_NEWS: Final = ("year-to-date", "same-date-change")
AFTER_NEWS: Final = ("this-week", "forecast", "record-probability")
MOST_NEWS: Final = 2
REMEMBERED: Final = timedelta(days=28)
"""How long a day that may be an error in the figures stays in the headline."""


def headline(
    statements: Sequence[Fact], parts: Sequence[Section], since: date, until: date
) -> tuple[Fact, ...]:
    """Choose the statements that come first.

    Parameters
    ----------
    statements : sequence of Fact
        As `crossings.reports.facts` gives.
    parts : sequence of Section
        The sections of the report.
    since, until : datetime.date
        The day of the last report and the last day of the figures: what happened between them is
        news.
    """
    known = {fact.key: fact for fact in statements}
    known |= {fact.key: fact for part in parts for fact in part.facts}
    news = list(_news(known, since, until))[:MOST_NEWS]
    first, last = (
        [known[key] for key in keys if key in known] for keys in (BEFORE_NEWS, AFTER_NEWS)
    )
    return (*first, *news, *last)


def without(parts: Sequence[Section], said: Sequence[Fact]) -> tuple[Section, ...]:
    """Leave out of the sections what the headline says: one statement of each fact."""
    keys = {fact.key for fact in said}
    return tuple(
        replace(part, facts=tuple(fact for fact in part.facts if fact.key not in keys))
        for part in parts
    )


def _news(known: Mapping[str, Fact], since: date, until: date) -> Iterator[Fact]:
    """Yield what is new on the day, the most important first."""

    def happened(key: str, when: str) -> Fact | None:
        fact = known.get(key)
        days = [] if fact is None else fact.evidence[when]
        newest = max(days) if isinstance(days, list) and days else days
        return fact if newest and since < date.fromisoformat(str(newest)) <= until else None

    records = [happened(f"highest-{by}", "to") for by in ("day", "week", "month")]
    yield from (fact for fact in records if fact)
    crowded = known.get("people-per-boat-day")
    if crowded:
        age = until - date.fromisoformat(crowded.evidence["date"])
        if age <= REMEMBERED and (crowded.evidence["far_outside"] or age < until - since):
            yield crowded
    periods = [fact for key, fact in known.items() if key.startswith("period-record-")]
    yield from periods[-1:]
    revised = known.get("revisions")
    if revised and revised.value:
        yield revised
    reached = [key for key in known if key.startswith("milestone-") and happened(key, "date")]
    round_ones = [key for key in reached if known[key].evidence["total"] % STEP == 0]
    yield from (known[key] for key in round_ones[-1:])
    if not records[0] and (highest := happened("highest-day-of-year", "dates")):
        yield highest
    rank = known.get("year-to-date-rank")
    if rank and rank.value == 1 and not periods:
        yield rank
    yield from (known[key] for key in reached[-1:] if key not in round_ones)
