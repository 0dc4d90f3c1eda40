"""Every number and every date in every sentence stands in the evidence beside it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pandas as pd
import pytest
from crossings.data.calendar import MONTHS
from crossings.forecast import forecast_year
from crossings.forecast.yardstick import percent
from crossings.reports import weekly_report
from crossings.reports.wording import ORDINALS, about, outward
from hypothesis import example, given, settings
from hypothesis import strategies as st

DATE = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(MONTHS)})(?: (\d{{4}}))?\b")
A_FEW = settings(max_examples=1 + settings.default.max_examples // 10)
"""A report takes most of a second: not as many of them as of other examples."""
SPAN = re.compile(rf"\b(\d{{1,2}}) to (?=\d{{1,2}} ({'|'.join(MONTHS)}))")
NUMBER = re.compile(r"[<>]?[+-]?\d[\d,]*(?:\.\d+)?%?")


def leaves(found):
    """All values in evidence, however deep."""
    if isinstance(found, dict):
        found = list(found.values())
    if isinstance(found, list):
        return [leaf for one in found for leaf in leaves(one)]
    return [found]


def written(fact):
    """Every way in which the numbers of the evidence may be written."""
    shown = set()
    counted = fact.evidence.get("counted", 0)
    floors = {counted, fact.evidence.get("counted_then", counted)}
    if {"low", "high"} <= set(fact.evidence):
        ends = outward(fact.evidence["low"], fact.evidence["high"], at_least=counted)
        shown |= {f"{end:,}" for end in ends}
    for leaf in leaves({k: v for k, v in fact.evidence.items() if k not in {"low", "high"}}):
        if isinstance(leaf, bool) or leaf is None:
            continue
        if isinstance(leaf, str):
            shown |= {leaf[:4]} if re.fullmatch(r"\d{4}-\d\d-\d\d", leaf) else set()
            shown |= set(NUMBER.findall(leaf))
        elif isinstance(leaf, int):
            shown |= {f"{leaf}", f"{leaf:,}", f"{abs(leaf):,}", f"{abs(leaf):,}%"}
            shown |= {f"{about(leaf, at_least=floor):,}" for floor in floors}
        else:
            shown |= {f"{leaf:,.1f}", f"{leaf:,.0f}", f"{about(round(leaf), at_least=0):,}"}
            shown |= {percent(leaf), f"{leaf:.0%}"} if 0 <= leaf <= 1 else set()
            shown.add(f"{leaf:,}")
    return shown


def check(fact):
    days = {date.fromisoformat(leaf) for leaf in leaves(fact.evidence) if is_day(leaf)}
    sentence = SPAN.sub(r"\1 \2 to ", fact.sentence)
    for day, month, year in DATE.findall(sentence):
        matching = [
            one
            for one in days
            if (one.day, MONTHS[one.month - 1]) == (int(day), month)
            and (not year or one.year == int(year))
        ]
        starts = (int(day), month) == (1, "January")  # every year begins on it
        assert matching or starts, (day, month, year, fact)
    rest = DATE.sub(" ", sentence)
    allowed = written(fact) | {"1" if "1 person" in rest else ""}
    for number in NUMBER.findall(rest):
        assert number.rstrip(",") in allowed, (number, fact)
    if fact.key == "year-to-date-rank":
        place = next((at for at, word in enumerate(ORDINALS, 1) if f"{word} highest" in rest), 1)
        assert place == fact.evidence["rank"] == fact.value


def is_day(leaf):
    return isinstance(leaf, str) and bool(re.fullmatch(r"\d{4}-\d\d-\d\d", leaf))


def all_facts(report):
    inside = [fact for section in report.sections for fact in section.facts]
    return [*report.headline, *report.facts, *inside]


def report_of(figures, day, **how):
    outlook = forecast_year(figures, as_of=day, year=day.year, n_paths=60)
    return weekly_report(figures, as_of=day, forecast=outlook, track=False, **how)


@A_FEW
@given(day=st.dates(date(2018, 3, 1), date(2026, 1, 1)))
@example(date(2019, 1, 1))
@example(date(2020, 2, 29))
@example(date(2022, 12, 31))
@example(date(2025, 5, 14))
@example(date(2026, 1, 1))
def test_on_any_day_of_the_figures(_figures, day):
    found = all_facts(report_of(_figures, day))
    assert len(found) >= 3
    for fact in found:
        check(fact)


@A_FEW
@given(
    counts=st.lists(st.sampled_from([0, 0, 0, 1, 2, 40, 700]), min_size=20, max_size=60),
    start=st.dates(date(2019, 11, 1), date(2021, 3, 1)),
    half=st.booleans(),
)
def test_on_any_figures(counts, start, half):
    first = date(start.year - 2, 1, 1)
    span = pd.date_range(first, start, name="date")
    people = [counts[n % len(counts)] for n in range(len(span))]
    daily = pd.DataFrame({"arrivals": people, "boats": people}, index=span)
    then = daily.loc[: pd.Timestamp(start - timedelta(days=7))].copy()
    if half:
        then["arrivals"] //= 2
    for fact in all_facts(report_of(daily, start, known_then=then)):
        check(fact)


def test_with_the_track_record(_figures, kept, report):
    for one in (weekly_report(_figures, as_of="2020-04-01", kept=kept), report):
        found = all_facts(one)
        assert {"coverage-80", "skill"} <= {fact.key for fact in found}
        for fact in found:
            check(fact)


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("12,700 people arrived.", {"people": 12_750}),
        ("It was on 14 May 2025.", {"on": "2024-05-14"}),
        ("It is likely (63%).", {"probability": 0.61}),
    ],
)
def test_the_check_itself_finds_a_wrong_number(sentence, evidence):
    from crossings.reports import Fact

    with pytest.raises(AssertionError):
        check(Fact("made-up", sentence, 0, evidence))
