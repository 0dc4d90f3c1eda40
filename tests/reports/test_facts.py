from __future__ import annotations

import json
import re
from datetime import date

import pandas as pd
import pytest
from crossings.data.errors import OptionError, OutOfRangeError
from crossings.forecast import forecast_year
from crossings.reports import facts
from hypothesis import given, settings
from hypothesis import strategies as st


def by_key(found):
    keys = [fact.key for fact in found]
    assert len(keys) == len(set(keys))
    return {fact.key: fact for fact in found}


def test_statement_of_april_2025(figures):
    """Figures to 17 April 2025, as news reports of that week had it."""
    found = by_key(facts(figures, as_of="2025-04-17"))
    assert found["year-to-date"].value == 9099
    assert found["year-to-date-rank"].value == 1
    record = found["period-record-jan-apr"]
    assert record.value == 9099
    assert record.evidence["highest"] < 9099
    assert "more than in the whole of January to April of any earlier year" in record.sentence
    assert "period-record-jan-may" not in found
    highest = found["highest-day-of-year"]
    assert (highest.value, highest.evidence["dates"]) == (705, ["2025-04-15"])


def test_statement_of_may_2025(figures):
    """Figures to 12 May 2025: the day on which 12,000 was reached."""
    found = by_key(facts(figures, as_of="2025-05-12"))
    assert found["year-to-date"].value == 12407
    assert found["milestone-12000"].value == "2025-05-12"
    assert "milestone-13000" not in found
    assert "milestone-12000" not in by_key(facts(figures, as_of="2025-05-11"))


def test_the_change_on_the_same_date(figures):
    """As the press said it of August 2026, against last year and the year before."""
    found = by_key(facts(figures, as_of="2026-08-20"))["same-date-change"]
    assert found.sentence == (
        "43% fewer people have arrived than by this date in 2025 (27,997), and 18% fewer than by "
        "the same date in 2024 (19,294)."
    )
    assert found.value == -43
    assert [one["people"] for one in found.evidence["earlier"]] == [27_997, 19_294]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2025-12-31", "13% more people arrived than in 2024 (36,816), and 41% more than in 2023"),
        ("2022-11-14", "79% more people have arrived than by this date in 2021 (23,622), and 5.2 "),
        ("2024-02-29", "24% fewer people have arrived than by 28 February 2023 (2,953), and 52% "),
    ],
)
def test_the_change_on_hard_days(figures, day, words):
    assert words in by_key(facts(figures, as_of=day))["same-date-change"].sentence


def test_no_change_in_percent_of_a_few_people(figures):
    found = by_key(facts(figures, as_of="2019-05-01"))["same-date-change"]
    assert "%" not in found.sentence
    assert found.evidence["earlier"][0]["percent"] is None


def test_a_boat_with_far_more_people_than_any_before_is_said(figures):
    """230 people in one boat on 10 August 2026: nobody here knows whether that is an error."""
    found = by_key(facts(figures, as_of="2026-08-20"))["people-per-boat-day"]
    assert found.evidence["date"] == "2026-08-10"
    assert (found.value, found.evidence["highest_before"]) == (230, 89)
    assert found.sentence.endswith("This is a record or an error in the figures.")
    before = by_key(facts(figures, as_of="2026-08-09"))["people-per-boat-day"]
    assert (before.value, before.evidence["far_outside"]) == (122, False)
    assert "error" not in before.sentence
    assert "people-per-boat-day" not in by_key(facts(figures, as_of="2026-05-01"))


def test_required_pace(figures):
    pace = by_key(facts(figures, as_of="2025-05-14"))["required-pace"].evidence
    assert pace["needed"] == 45755 - 12699 + 1
    assert pace["days"] == 231
    assert pace["per_day"] == pytest.approx(pace["needed"] / 231, abs=0.05)
    rest_of_2022 = figures.loc["2022-05-15":"2022-12-31", "arrivals"]
    assert pace["highest_year"] == 2022
    assert pace["highest_per_day"] == pytest.approx(rest_of_2022.mean(), abs=0.05)


@settings(max_examples=settings.default.max_examples // 2)
@given(st.dates(date(2018, 1, 1), date(2026, 1, 1)))
def test_every_number_in_a_sentence_stands_in_its_evidence(_figures, day):
    forecast = None
    if day >= date(2018, 4, 1):  # before, there are too few weeks for a model
        options = {"year": day.year, "model": "root-level", "n_paths": 20}
        forecast = forecast_year(_figures, as_of=day, **options)
    for fact in facts(_figures, as_of=day, forecast=forecast):
        if fact.key == "forecast":
            continue  # rounded: tests/reports/test_evidence.py
        evidence = json.dumps(fact.evidence, ensure_ascii=False)
        known = {float(number) for number in re.findall(r"\d+(?:\.\d+)?", evidence)}
        dates = re.findall(r"(\d{4})-(\d\d)-(\d\d)", evidence)
        known |= {float(part) for found in dates for part in found}
        known |= {1.0, 31.0, float(day.year), float(day.day)}  # a year starts and ends
        known |= {round(100 * one) for one in known if one <= 1}
        known |= {float(round(one)) for one in known if one >= 10}
        said = {float(n.replace(",", "")) for n in re.findall(r"\d[\d,]*(?:\.\d+)?", fact.sentence)}
        assert said <= known, (fact.sentence, fact.evidence)
        assert fact.sentence.endswith(".")
        assert not re.search(
            r"all-time|on track|on course|\bever\b|surge|flood", fact.sentence, re.IGNORECASE
        )


@pytest.mark.parametrize(
    ("day", "key", "words"),
    [
        ("2026-01-01", "year-to-date", "Nobody arrived by small boat on 1 January 2026 ("),
        ("2024-02-29", "year-to-date", "in 2024 up to 29 February"),
        ("2025-12-31", "year-to-date", "41,472 people arrived by small boat in 2025 (final)"),
        ("2020-12-31", "year-to-date", "8,462 people"),
        ("2024-12-31", "year-to-date-rank", "second highest"),
        ("2022-12-31", "period-record-jan-dec", "more than in the whole of any earlier year"),
    ],
)
def test_hard_days(figures, day, key, words):
    assert words in by_key(facts(figures, as_of=day))[key].sentence


def test_on_new_years_day_there_is_nothing_to_rank(figures):
    found = by_key(facts(figures, as_of="2026-01-01"))
    assert set(found) == {"year-to-date", "this-week", "required-pace"}


def test_a_final_year_is_called_final(figures):
    assert "(final)" in by_key(facts(figures, as_of="2019-12-31"))["year-to-date"].sentence


def test_a_year_is_called_final_by_its_own_days(figures):
    """2021 is final, though 2020, which it is compared with, is not."""
    assert "(final)" in by_key(facts(figures, as_of="2021-12-31"))["year-to-date"].sentence
    assert "(provisional)" in by_key(facts(figures, as_of="2020-12-31"))["year-to-date"].sentence


def test_the_last_day_but_one(figures):
    pace = by_key(facts(figures, as_of="2025-12-30"))["required-pace"]
    assert "needs 4,284 more people on 31 December. The highest" in pace.sentence


def test_a_broken_record_needs_no_pace(figures):
    forecast = forecast_year(figures, as_of="2022-11-10", n_paths=50)
    found = by_key(facts(figures, as_of="2022-11-10", forecast=forecast))
    assert "required-pace" not in found
    said = found["record-probability"]
    assert said.sentence == "2022 passed the record of 28,526, set in 2021, on 12 September."
    assert said.evidence["passed_on"] == "2022-09-12"


def test_tied_days_are_all_named():
    days = pd.date_range("2021-01-01", "2022-03-31", name="date")
    table = pd.DataFrame({"arrivals": 0}, index=days)
    table.loc[["2022-02-01", "2022-03-05"], "arrivals"] = 1
    table.loc["2021-02-01", "arrivals"] = 2
    found = by_key(facts(table))
    assert (
        "were 1 February and 5 March, with 1 person each" in found["highest-day-of-year"].sentence
    )
    assert "the joint highest" in found["year-to-date-rank"].sentence
    assert not [key for key in found if key.startswith("period-record")]


def test_one_person():
    days = pd.date_range("2021-01-01", "2022-01-03", name="date")
    table = pd.DataFrame({"arrivals": 0}, index=days)
    table.loc["2022-01-02", "arrivals"] = 1
    found = by_key(facts(table))
    assert found["period-record-jan"].sentence.startswith("The 2022 total so far (1) is more than")
    assert found["year-to-date"].sentence.startswith("1 person has arrived by small boat in 2022")


def test_one_year_of_figures_has_nothing_to_compare_with(figures):
    found = by_key(facts(figures.loc["2025"], as_of="2025-05-14"))
    assert {key for key in found if not key.startswith("milestone")} == {
        "year-to-date",
        "this-week",
        "highest-day-of-year",
    }


def test_a_forecast_of_another_day_is_refused(figures):
    forecast = forecast_year(figures, as_of="2025-05-13", n_paths=10)
    with pytest.raises(OptionError, match="2025-05-13"):
        facts(figures, as_of="2025-05-14", forecast=forecast)


def test_a_year_that_is_not_covered_from_january_is_refused(figures):
    with pytest.raises(OutOfRangeError, match="to know the year to date"):
        facts(figures.loc["2025-02-01":"2025-06-01"])


def years_of(*rows: list[int]) -> pd.DataFrame:
    """Return figures of the years from 2023 on, each with these people in its first days."""
    frames = []
    for year, people in enumerate(rows, 2023):
        days = pd.date_range(f"{year}-01-01", f"{year}-12-31", name="date")
        frames.append(pd.DataFrame({"arrivals": 0}, index=days))
        frames[-1].iloc[: len(people), 0] = people
    return pd.concat(frames)


def test_a_joint_rank_is_claimed_where_another_year_has_as_many_and_nowhere_else():
    tied = by_key(facts(years_of([9], [5], [9]), as_of="2025-01-10"))["year-to-date-rank"]
    assert "the joint highest total" in tied.sentence
    assert (tied.value, tied.evidence["tied_with"]) == (1, 1)
    assert tied.sentence.endswith("2023 has as many.")
    among_others = by_key(facts(years_of([9], [9], [5]), as_of="2025-01-10"))["year-to-date-rank"]
    assert "the third highest total" in among_others.sentence
    assert among_others.evidence["tied_with"] == 0
    second = by_key(facts(years_of([9], [5], [5]), as_of="2025-01-10"))["year-to-date-rank"]
    assert "the joint second highest total" in second.sentence


def test_of_two_tied_years_the_first_is_named():
    records = by_key(facts(years_of([9], [9], [10]), as_of="2025-01-31"))
    assert records["period-record-jan"].evidence["highest_year"] == 2023
    assert "The highest was 9, in 2023" in records["period-record-jan"].sentence
    pace = by_key(facts(years_of([9], [9], [5]), as_of="2025-01-31"))["required-pace"]
    assert pace.sentence.startswith("A record (more than 9) needs")
    assert pace.evidence["set_in"] == 2023


def test_a_milestone_is_reached_on_the_day_that_hits_it_exactly():
    reached = by_key(facts(years_of([0], [600, 400, 999, 1]), as_of="2024-01-04"))
    assert reached["milestone-1000"].value == "2024-01-02"
    assert reached["milestone-1000"].evidence["people"] == 1000
    assert reached["milestone-2000"].value == "2024-01-04"
    before = by_key(facts(years_of([0], [600, 400, 999, 1]), as_of="2024-01-03"))
    assert "milestone-2000" not in before


@pytest.mark.parametrize("people", [1, 1_000_000])
def test_milestones_are_rounder_where_totals_are_larger(people):
    """A year of a million a day has two hundred milestones at most, and not 365,000."""
    found = [f for f in facts(years_of([9], [people] * 300)) if f.key.startswith("milestone-")]
    assert len(found) == (0 if people == 1 else 150)
    if found:
        assert found[0].key == "milestone-2000000"
        assert found[0].value == "2024-01-02"
        assert found[-1].key == "milestone-300000000"


def test_a_period_record_needs_more_people_and_not_as_many():
    assert "period-record-jan" not in by_key(facts(years_of([9], [9]), as_of="2024-01-10"))
    assert "period-record-jan" in by_key(facts(years_of([9], [10]), as_of="2024-01-10"))
