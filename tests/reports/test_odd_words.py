"""Odd words: sentences that were read aloud on odd days, and did not hold or did not sound."""

from __future__ import annotations

import re
from datetime import date
from types import SimpleNamespace

import pandas as pd
from crossings.data.dataset import Figures
from crossings.forecast import Change, forecast_year, required_pace
from crossings.reports import facts, weekly_report
from crossings.reports.charts import calendar_chart, weeks_chart
from crossings.reports.sections.counted import highest_day, records
from crossings.reports.sections.forecast import _parts
from crossings.reports.sections.year_to_date import same_date_change
from crossings.reports.wording import about, about_text, outward, precision
from hypothesis import given
from hypothesis import strategies as st

PEOPLE = st.integers(0, 60_000)
MOVED = re.compile(r"(?:from|to|at) ((?:about )?[\d,]*\d)")
PART = re.compile(r"about ([\d,]+) (higher|lower) because (\w+ \w+)")


def number(text):
    return int(text.removeprefix("about ").replace(",", ""))


def daily(counts, start="2018-01-01"):
    days = pd.date_range(start, periods=len(counts), name="date")
    return pd.DataFrame({"arrivals": counts, "boats": counts}, index=days)


def zeros(years, **counts):
    """Return the people of each day of years from 2018 on: those named, such as ``y2019_jan_5``."""
    days = pd.date_range("2018-01-01", f"{2017 + years}-12-31")
    people = pd.Series(0, days)
    for name, count in counts.items():
        people[pd.to_datetime(name, format="y%Y_%b_%d")] = count
    return people.tolist()


class TestAbout:
    @given(count=PEOPLE, more=st.integers(1, 300))
    def test_a_forecast_above_the_count_is_not_given_as_the_count(self, count, more):
        """As of 27 December 2020 the forecast was "about 8,414 people": the exact count."""
        median = count + more
        assert count < about(median, at_least=count) <= outward(median, median, at_least=count)[1]

    def test_one_just_above_the_count_is_rounded_finer(self):
        assert about_text(8_421, at_least=8_414) == "about 8,420 people"
        assert about_text(8_414, at_least=8_414) == "8,414 people"


class TestMoved:
    """The sentence on what moved the median."""

    def sentence(self, before, now, *, figures, revision=0, counted=0):
        """Return the sentence for two medians, and so many people counted at the later."""
        outlook = SimpleNamespace(year=2019, year_to_date=counted)
        earlier = SimpleNamespace(people=lambda span: 0)
        change = Change(
            since=date(2019, 5, 5), until=date(2019, 5, 12), before=before, now=now,
            probability_before=None, probability_now=None, revision=revision,
            time=now - before - figures - revision, figures=figures, expected=5, came=0,
        )  # fmt: skip
        (fact,) = _parts(outlook, earlier, change, {})
        return fact.sentence

    def test_takes_no_difference_of_a_count_and_a_rounded_number_for_exact(self):
        """It rose "from 40,400 to 41,472: about 1,100 higher ..., and about 28 lower"."""
        assert self.sentence(40_361, 41_472, figures=1_143, counted=41_472) == (
            "The median forecast for 2019 rose from about 40,400 to 41,472: about 1,100 higher "
            "because more people arrived than expected."
        )

    def test_names_no_reason_that_there_is_not(self):
        """It fell, "about 14 higher because earlier figures were revised": none had been."""
        assert self.sentence(8_540, 8_430, figures=-80, counted=8_414) == (
            "The median forecast for 2019 fell from about 8,500 to about 8,430: about 100 lower "
            "because fewer people arrived than expected."
        )

    @given(
        before=st.integers(0, 60_000), figures=st.integers(-900, 900), time=st.integers(-900, 900),
        revision=st.integers(-300, 300) | st.just(0),
    )  # fmt: skip
    def test_parts_add_up_and_have_the_sign_of_what_they_are_of(
        self, before, figures, time, revision
    ):
        now = before + figures + time + revision
        if now < 0:
            return
        said = self.sentence(before, now, figures=figures, revision=revision)
        head, _, rest = said.partition(":")
        ends = [number(end) for end in MOVED.findall(head)]
        exact = {
            "more people": figures, "fewer people": figures, "earlier figures": revision,
            "fewer days": time, "time has": time,
        }  # fmt: skip
        parts = []
        for people, way, reason in PART.findall(rest):
            parts.append(number(people) * (1 if way == "higher" else -1))
            assert parts[-1] * exact[reason] > 0
        step = 10 ** -precision(max(before, now))
        assert abs(sum(parts) - (ends[-1] - ends[0])) <= step / 2


class TestNobody:
    def test_a_record_of_zero_is_none(self):
        """It was "realistic possibility (49%) that 2020 passes the record of 0, set in 2018"."""
        table = daily([*zeros(2), *[0] * 40])
        outlook = forecast_year(table, model="root-level", n_paths=200)
        report = weekly_report(table, forecast=outlook, track=False)
        text = report.to_markdown()
        assert "anybody arrives in 2020: nobody did in any earlier year." in text
        assert "More than 0 (none in any earlier year)" in text
        assert "record of 0" not in text
        assert "A record (more than 0)" not in text

    def test_a_first_year_with_people_passed_no_record(self):
        table = daily([*zeros(2), 0, 3])
        said = {fact.key: fact.sentence for fact in facts(table, forecast=_pace(table))}
        assert said["record-probability"] == (
            "2020 is the first year in which anybody arrived, first on 2 January."
        )

    def test_after_years_of_nobody_is_said_of_a_whole_year(self):
        table = daily(zeros(3))
        said = {fact.key: fact.sentence for fact in facts(table, forecast=_pace(table, year=2020))}
        assert said["record-probability"] == "Nobody arrived in 2020, as in every earlier year."

    def test_few_people_are_not_taken_for_nobody(self):
        """3 people in 230 days of 2018 were "nobody", and 5 of 230 "about 0.0 a day"."""
        people = zeros(2, y2018_jan_4=2, y2018_jul_3=1, y2018_oct_1=1, y2018_dec_30=1)
        table = daily(people[: 365 + 135])
        pace = required_pace(table["arrivals"], date(2019, 5, 15))
        assert 0 < pace.fastest_per_day < pace.per_day < 0.05
        said = {fact.key: fact.sentence for fact in facts(table)}
        assert said["required-pace"] == (
            "A record (more than 5) needs 6 more people by 31 December, less than 0.1 a day over "
            "230 days. The highest daily average on these dates is less than 0.1, in 2018."
        )

    def test_is_a_word_beside_a_count(self):
        """It was "10 more people have arrived than by this date in 2018 (0)"."""
        table = Figures(daily([*zeros(1), 3, 0]))
        (change,) = same_date_change(table)
        assert change.sentence == "3 more people have arrived than by this date in 2018 (none)."

    def test_in_twelve_months_of_nobody(self):
        table = daily([*zeros(2), *[0] * 20])
        outlook = _pace(table)
        section = weekly_report(table, forecast=outlook, track=False).section("months")
        assert section.facts[0].sentence == (
            "Nobody arrived in the twelve months to 20 January 2020, after none in the previous "
            "twelve months."
        )

    def test_as_a_year_earlier(self):
        """It was "Nobody arrived ..., against none a year earlier", and "against as many"."""
        assert weeks_chart(Figures(daily(zeros(2)))).title == (
            "Nobody arrived in the week to 29 December 2019, as a year earlier"
        )
        assert weeks_chart(Figures(daily([1] * 730))).title == (
            "7 people arrived in the week to 29 December 2019, as many as a year earlier"
        )


class TestOne:
    def test_person_fewer(self):
        """It was "1 fewer people have arrived"."""
        table = Figures(daily([*zeros(1, y2018_jan_1=2), 1, 0]))
        (change,) = same_date_change(table)
        assert change.sentence == "1 fewer person has arrived than by this date in 2018 (2)."

    def test_day_with_all_the_people_of_the_year_says_them_once(self):
        """32 people were the total, the highest day and the days since, in three sentences."""
        (fact,) = highest_day(Figures(daily([*zeros(1), 0, 32, 0])))
        assert fact.sentence == "All 32 people of 2019 so far arrived on 2 January."
        (fact,) = highest_day(Figures(daily([0, 1, 0])))
        assert fact.sentence == "The only person of 2018 so far arrived on 2 January."

    def test_year_alone_is_not_each_year(self):
        """It was "in each year, 2018. 2018: January 7", and "the lowest to the highest of 2018"."""
        alone = Figures(daily(zeros(1, y2018_jan_5=7)))
        report = weekly_report(alone, forecast=_pace(alone, year=2018), track=False)
        assert "people arriving in 2018. 2018: January 7" in report.charts["months-chart"].text
        assert weeks_chart(Figures(daily(zeros(2)))).note.endswith("Grey: 2018.")

    def test_earlier_year_of_a_leap_day_is_named_at_both_tables(self):
        table = daily([*zeros(2, y2018_jan_5=7), *[1] * 60])
        report = weekly_report(table, forecast=_pace(table), track=False)
        for key in ("year-to-date", "boats"):
            assert report.tables[key].caption.endswith(
                "29 February of every year, or 28 February where there is none"
            )


def test_a_highest_week_that_is_equalled_reads_well():
    """It was "1 person, on 1 January 2019, 2 January 2019 and 4 more, equal the highest day"."""
    found = {fact.key: fact.sentence for fact in records(Figures(daily([1] * 379)))}
    assert found["highest-day"] == (
        "The highest day since the series began in 2018, 1 person (on 1 January 2018, 2 January "
        "2018, 3 January 2018 and 362 more), was equalled on 1 January 2019, 2 January 2019, 3 "
        "January 2019 and 11 more."
    )


def test_each_day_and_any_day_are_said():
    """It was "People arrived on 14 of the 14 days of 2018", and "Nobody ... on the 14 days"."""
    assert calendar_chart(Figures(daily([1] * 14))).title == (
        "People arrived on each of the 14 days of 2018 up to 14 January"
    )
    assert calendar_chart(Figures(daily([0] * 14))).title == (
        "Nobody arrived on any of the 14 days of 2018 up to 14 January"
    )


def _pace(table, **options):
    return forecast_year(table, model="pace", n_paths=10, **options)
