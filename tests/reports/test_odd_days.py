"""Odd days: what a report says around New Year, on leap days, of zeros, of ties and of little."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pandas as pd
import pytest
from crossings.data import figures
from crossings.data.calendar import Period, month_of, year_of
from crossings.data.dataset import Figures
from crossings.forecast import forecast_year
from crossings.forecast.answers import Questions
from crossings.reports import compare, facts, weekly_report
from crossings.reports.charts import cumulative_chart
from crossings.reports.sections.counted import highest_day, records
from crossings.reports.sections.year_to_date import rank, same_date_change, total_since
from crossings.reports.tables import comparison_table, outlook_table
from crossings.reports.wording import about, outward, over, precision, years_text
from hypothesis import given
from hypothesis import strategies as st

DAYS = [
    date(2018, 12, 31), date(2019, 1, 7), date(2020, 2, 28), date(2020, 2, 29), date(2020, 12, 30),
    date(2021, 1, 3), date(2022, 9, 3), date(2022, 12, 31), date(2023, 1, 1), date(2024, 1, 7),
    date(2025, 12, 30), date(2026, 1, 5), date(2026, 8, 20),
]  # fmt: skip
INTERVAL = re.compile(r"80% interval(?: from| of|:) ([\d,]+)(?: to ([\d,]+)| only)")
SPAN = re.compile(r"(\d+ (?:December|January))(?: (\d{4}))? to (\d+ (?:December|January)) (\d{4})")
PEOPLE = st.integers(0, 200_000)
NOTHING_ASKED = Questions()


@pytest.fixture(scope="module")
def known():
    return figures()


@pytest.fixture(scope="module")
def reports(known):
    """A report of each of the days, made from a cheap model."""
    return {day: report_of(known, day) for day in DAYS}


def report_of(known, day):
    model = "pace" if day.year < 2021 else "root-level"
    outlook = forecast_year(known, as_of=day, year=day.year, model=model, n_paths=60)
    return weekly_report(known, as_of=day, forecast=outlook, track=False)


def all_facts(report):
    return [*report.headline, *report.facts, *(f for part in report.sections for f in part.facts)]


def by_key(report):
    return {fact.key: fact for fact in all_facts(report)}


def number(text):
    return int(text.replace(",", ""))


def daily(counts, start="2018-01-01"):
    """Return figures with so many people a day, and a boat for every one."""
    days = pd.date_range(start, periods=len(counts), name="date")
    return pd.DataFrame({"arrivals": counts, "boats": counts}, index=days)


def year(year, **counts):
    """Return the people of each day of a year: those named, such as ``jan_5=7``, and no others."""
    days = pd.date_range(f"{year}-01-01", f"{year}-12-31")
    people = pd.Series(0, days)
    for name, count in counts.items():
        people[pd.to_datetime(f"{name} {year}", format="%b_%d %Y")] = count
    return people.tolist()


class TestRounding:
    @given(ends=st.tuples(PEOPLE, PEOPLE, PEOPLE).map(sorted), counted=PEOPLE)
    def test_an_interval_holds_what_the_exact_one_holds_and_its_median(self, ends, counted):
        low, median, high = (max(end, counted) for end in ends)
        down, up = outward(low, high, at_least=counted)
        assert counted <= down <= low <= median <= high <= up
        assert down <= about(median, at_least=counted) <= up

    @given(ends=st.tuples(PEOPLE, PEOPLE, PEOPLE, PEOPLE).map(sorted), counted=PEOPLE)
    def test_a_wider_interval_stays_the_wider_one(self, ends, counted):
        wide, narrow, narrow_end, wide_end = (max(end, counted) for end in ends)
        inner = outward(narrow, narrow_end, at_least=counted)
        outer = outward(wide, wide_end, at_least=counted)
        assert outer[0] <= inner[0] <= inner[1] <= outer[1]

    def test_what_is_counted_is_exact_where_nobody_is_expected_to_be_added(self):
        assert about(41_472, at_least=41_472) == 41_472
        assert outward(41_472, 41_472, at_least=41_472) == (41_472, 41_472)
        assert outward(41_472, 41_530, at_least=41_472) == (41_472, 41_600)

    @pytest.mark.parametrize("day", DAYS, ids=str)
    def test_every_interval_in_a_sentence_holds_the_exact_one(self, reports, day):
        for fact in all_facts(reports[day]):
            if found := INTERVAL.search(fact.sentence):
                low, high = number(found[1]), number(found[2] or found[1])
                exact = fact.evidence
                assert low <= exact["low"] <= exact["high"] <= high
                assert exact.get("counted", 0) <= low <= about(
                    exact["median"], at_least=exact.get("counted", 0)
                ) <= high  # fmt: skip

    @pytest.mark.parametrize("day", DAYS, ids=str)
    def test_sentence_tables_and_chart_have_the_same_numbers(self, reports, day):
        report = reports[day]
        if report.forecast.finished:
            return
        sentence = by_key(report)["forecast"].sentence
        low, high = INTERVAL.search(sentence).groups()
        row = report.tables["forecast"].rows[0]
        assert row[4] == f"{low} to {high or low}"
        assert f"is {row[2]} people" in sentence or f"is about {row[2]} people" in sentence
        text = report.charts["cumulative"].text
        assert (
            f"median of {row[2]} and an 80% interval of {low} {f'to {high}' if high else ''}"
            in (text.replace(" only", " "))
        )
        december = report.tables["cumulative"].data.iloc[-1]
        assert [f"{int(people):,}" for people in december.iloc[1:4]] == [low, row[2], high or low]
        shown = dict(outlook_table(report.forecast, report.figures, NOTHING_ASKED).rows)
        assert shown["Whole year, median"] == row[2]
        assert shown["Whole year, 80% interval"] == row[4]

    @pytest.mark.parametrize("day", DAYS, ids=str)
    def test_every_interval_of_the_tables_holds_the_exact_one(self, reports, day):
        report = reports[day]
        if report.forecast.finished:
            return
        for row in report.tables["forecast"].data.itertuples(index=False):
            people = report.forecast.period(row[1], row[2])
            for at, level in ((5, 0.5), (7, 0.8), (9, 0.95)):
                low, high = people.interval(level)
                assert row[3] <= row[at] <= low <= high <= row[at + 1]
        months = report.tables["months"].data
        for month, ends in enumerate(months.iloc[:, 1:3].itertuples(index=False), start=1):
            if pd.notna(ends[0]):
                end = pd.Timestamp(day.year, month, 1) + pd.offsets.MonthEnd()
                low, high = report.forecast.period(end.replace(day=1), end).interval(0.8)
                assert ends[0] <= low <= high <= ends[1]

    def test_30_december_2025_holds_what_came(self, reports):
        """41,472 people were counted already; the interval was printed from 41,500."""
        said = by_key(reports[date(2025, 12, 30)])["forecast"].sentence
        low, high = INTERVAL.search(said).groups()
        assert number(low) == 41_472 <= number(high or low)

    def test_no_printed_interval_loses_an_actual_total(self, known):
        """Of 945 intervals, 19 lost one that the exact ones held."""
        lost = printed = 0
        for back in range(105):
            day = date(2025, 12, 30) - timedelta(days=17 * back)
            outlook = forecast_year(known, as_of=day, year=day.year, model="pace", n_paths=30)
            week = Period(day + timedelta(days=1), day + timedelta(days=7))
            for span in (year_of(day.year), month_of(day.month, day.year), week):
                people, actual = outlook.period(span.start, span.end), known.people(span)
                for level in (0.5, 0.8, 0.95):
                    low, high = people.interval(level)
                    down, up = outward(low, high, at_least=outlook.counted_in(span))
                    printed += 1
                    lost += low <= actual <= high and not down <= actual <= up
        assert printed == 945
        assert lost == 0

    def test_tables_say_how_they_are_rounded(self, reports):
        report = reports[date(2026, 8, 20)]
        for key in ("forecast", "months", "cumulative"):
            assert "rounded; intervals outward" in report.tables[key].caption
        assert "outward" in " ".join(report.section("caveats").notes)


class TestNothing:
    @pytest.mark.parametrize("day", DAYS, ids=str)
    def test_is_not_estimated_ranked_or_changed_to(self, reports, day):
        text = reports[day].to_markdown()
        for words in ("about 0 ", "about 0. ", "about 0;", "with 0;", "with 0. ", "in 0 events"):
            assert words not in text
        assert not re.search(r"highest[^.|]*: 0\b", text)
        assert not re.search(r"(?<![\d,.])1 (people|boats|days|years|events)\b", text)
        assert "-0" not in re.sub(r"\d{4}-\d\d-\d\d", "", text)

    def test_has_no_rank_in_the_table(self, known):
        """On 1 January 2026 nine years with nobody were all number 1."""
        for day in ("2026-01-01", "2024-01-07"):
            before = known.through(date.fromisoformat(day))
            comparison = compare(before)
            table = comparison_table(comparison, before)
            for row in table.rows:
                assert (row[4] == "") == (row[1] == "0")
            ranked = comparison.loc[comparison["to_date"] > 0]
            assert comparison["rank"].dtype == "int64"  # the data have them all
            assert len(ranked) == sum(row[4] != "" for row in table.rows)

    def test_leads_nobody(self):
        (fact,) = rank(Figures(daily([*year(2018), *year(2019), 3, 0])))
        assert fact.sentence == (
            "2020 has the highest total from 1 to 2 January of the 3 years since 2018; nobody had "
            "arrived by then in any other year."
        )

    def test_is_no_highest_to_exceed(self):
        found = {fact.key: fact.sentence for fact in facts(daily([*year(2018, dec_1=9), 3, 0]))}
        assert found["period-record-jan"] == (
            "The 2019 total so far (3) is more than in the whole of January 2018, when nobody "
            "arrived."
        )

    def test_in_a_week_of_zeros(self, reports):
        said = by_key(reports[date(2024, 1, 7)])
        assert said["this-week"].sentence == (
            "Nobody arrived in the week to Sunday 7 January, after none in the week before and 44 "
            "on the same dates of 2023."
        )
        assert said["same-date-change"].sentence == (
            "44 people had arrived by this date in 2023, and 66 people by the same date in 2022."
        )
        assert (
            "Nobody arrived in any week so far." in reports[date(2024, 1, 7)].charts["weeks"].text
        )

    def test_in_a_year_of_zeros(self):
        counts = daily([*year(2018), *year(2019)])
        said = [fact.sentence for fact in facts(counts)]
        assert said[0] == "Nobody arrived by small boat in 2019 (provisional)."
        assert not any("highest" in sentence for sentence in said)

    def test_was_needed_on_dates_on_which_nobody_ever_came(self):
        said = {fact.key: fact.sentence for fact in facts(daily([*year(2018, jan_5=9), 0])[:-1])}
        assert "required-pace" not in said
        counts = daily([*year(2018, jan_5=9), *year(2019)][:-1])
        pace = next(fact for fact in facts(counts) if fact.key == "required-pace")
        assert pace.sentence == (
            "A record (more than 9) needs 10 more people on 31 December. Nobody arrived on this "
            "date in any earlier year."
        )


class TestNewYear:
    @pytest.mark.parametrize("day", DAYS, ids=str)
    def test_names_both_years_of_a_period_that_it_cuts(self, reports, day):
        for start, first, end, last in SPAN.findall(reports[day].to_markdown()):
            crosses = start.endswith("December") and end.endswith("January")
            assert not crosses or int(first) == int(last) - 1

    def test_in_the_week(self, reports):
        report = reports[date(2021, 1, 3)]
        assert by_key(report)["this-week"].sentence == (
            "58 people arrived in the week from 28 December 2020 to 3 January 2021, after 7 in the "
            "week before and 54 on the same dates of 2019 to 2020."
        )
        assert by_key(report)["this-week-range"].sentence == (
            "On the same dates of earlier years, between 30 (2018 to 2019) and 54 (2019 to 2020) "
            "people arrived."
        )
        days = report.tables["last-days"]
        assert days.caption == "The last seven days, 28 December 2020 to 3 January 2021"
        assert days.rows[-1][0] == "Monday 28 December 2020"
        weeks = report.charts["weeks"]
        assert "in the week from 28 December 2020 to 3 January 2021, against" in weeks.title
        assert "had 30 (2018 to 2019) to 54 (2019 to 2020)" in weeks.text
        assert weeks.table.data["Year of the lowest"].iloc[0] == "2018 to 2019"

    def test_in_what_moved_the_forecast(self, reports):
        said = by_key(reports[date(2021, 1, 3)])["came"].sentence
        assert said.startswith("58 people arrived from 28 December 2020 to 3 January 2021; ")

    def test_of_a_period_in_words(self):
        week = Period(date(2025, 12, 29), date(2026, 1, 4))
        assert over(week) == "from 29 December 2025 to 4 January 2026"
        assert years_text(week) == "2025 to 2026"

    def test_31_december_says_each_thing_once(self, reports):
        """The twelve months are the year, and more than any earlier year is the highest."""
        report = reports[date(2022, 12, 31)]
        inside = [fact.key for part in report.sections for fact in part.facts]
        assert not {"rolling-year", "year-to-date-rank", "highest-day-of-year"} & set(inside)
        assert "1,110 boats arrived in 2022: 7% more than in 2021 (1,034)." in report.to_markdown()

    def test_the_first_year_stands_alone(self, reports):
        tables = reports[date(2018, 12, 31)].tables
        assert tables["this-week"].caption == "The week to 30 December 2018 and the week before"
        table = tables["year-to-date"]
        assert table.caption == "People from 1 January to 31 December 2018"
        assert table.rows == (("2018", "299", "299"),)


class TestLeapDays:
    def test_are_compared_with_28_february_by_name(self, reports):
        report = reports[date(2020, 2, 29)]
        said = by_key(report)
        assert "than by 28 February 2019 (" in said["same-date-change"].sentence
        assert "(or 28 February where there is none)" in said["year-to-date-rank"].sentence
        assert "by 28 February 2019 (" in said["people-per-boat"].sentence
        assert "by 28 February 2019" in report.charts["cumulative"].title
        assert "this date in" not in report.to_markdown()

    def test_28_february_is_this_date_in_every_year(self, reports):
        assert "by this date in 2019" in by_key(reports[date(2020, 2, 28)])[
            "same-date-change"
        ].sentence  # fmt: skip


class TestChanges:
    @pytest.mark.parametrize("day", DAYS, ids=str)
    def test_add_up_as_printed(self, reports, day):
        moved = by_key(reports[day]).get("moved")
        if moved is None:
            return
        head, _, rest = moved.sentence.partition(":")
        ends = [number(one) for one in re.findall(r"(?:from|to) (?:about )?([\d,]*\d)", head)]
        parts = re.findall(r"about ([\d,]+) (higher|lower)", rest)
        change = sum(number(one) * (1 if way == "higher" else -1) for one, way in parts)
        coarse = 10 ** -precision(max(moved.evidence["before"], moved.evidence["now"]))
        assert change == (round((ends[1] - ends[0]) / coarse) * coarse if ends else 0)
        exact = abs(moved.evidence["now"] - moved.evidence["before"])
        assert "unchanged" in head or exact >= (100 if coarse == 100 and min(ends) >= 1000 else 1)

    def test_that_were_expected_are_said_to_be(self):
        """It was "expected about 0", and the median "unchanged: about 0 and about 0"."""
        table = daily([*year(2018, jul_3=9), *year(2019), *[0] * 20])
        outlook = forecast_year(table, model="pace", n_paths=10)
        moved = weekly_report(table, forecast=outlook, track=False).section("moved")
        assert [fact.sentence for fact in moved.facts] == [
            "The median forecast for 2020 is unchanged at 0 people.",
            (
                "Nobody arrived from 14 to 20 January 2020, as the forecast of 13 January 2020 "
                "expected."
            ),
        ]


class TestTies:
    def test_of_a_day_with_the_record(self):
        """A day as high as the highest was no news, or was given to the first alone."""
        table = daily([*year(2018, mar_3=45, may_4=45), *year(2019, jan_7=45)])
        found = {fact.key: fact.sentence for fact in records(Figures(table))}
        assert found["highest-day"] == (
            "The highest day since the series began in 2018, 45 people (on 3 March 2018 and 4 May "
            "2018), was equalled on 7 January 2019."
        )

    def test_of_two_days_of_the_year(self):
        table = daily([*year(2018, mar_3=4), *year(2019, jan_7=45, feb_9=45)])
        found = {fact.key: fact.sentence for fact in records(Figures(table))}
        assert found["highest-day"] == (
            "The highest days since the series began in 2018 are in this year: 45 people each, on "
            "7 January 2019 and 9 February 2019."
        )

    def test_of_many_days_are_not_all_listed(self):
        table = Figures(daily([1] * 40))
        (fact,) = highest_day(table)
        assert fact.sentence == (
            "The highest days of 2018 so far were 1 January, 2 January, 3 January and 37 more, "
            "with 1 person each."
        )

    def test_of_same_date_totals(self):
        table = daily([*year(2018, jan_2=5), *year(2019, jan_2=5), *year(2020, jan_1=7)])
        before = Figures(table).through(date(2020, 1, 3))
        (fact,) = rank(before)
        assert fact.sentence.endswith("; 2018 and 2019 come next, with 5 each.")
        assert [row[4] for row in comparison_table(compare(before), before).rows] == [
            "1", "joint 2", "joint 2",
        ]  # fmt: skip

    def test_of_a_whole_year_with_the_record(self):
        table = daily([*year(2018, mar_3=45), *year(2019, mar_3=45)])
        outlook = forecast_year(table, year=2019, model="pace", n_paths=10)
        said = {fact.key: fact.sentence for fact in facts(table, forecast=outlook)}
        assert said["record-probability"] == (
            "2019 equalled but did not pass the record of 45, set in 2018."
        )

    def test_of_weeks(self):
        table = daily([2] * 21)
        (week,) = [fact for fact in facts(table) if fact.key == "this-week"]
        assert week.sentence.endswith("after as many in the week before.")

    def test_a_total_since_the_last_day_is_of_one_day(self):
        fact = total_since(Figures(daily([2, 0, 3])), date(2018, 1, 3), "Since then")
        assert fact.sentence == (
            "Since then: 3 people arrived on 3 January 2018, against none on the day before."
        )


def test_the_title_of_the_chart_says_what_the_headline_says(known):
    """It was "5 times as many" above, and "4.6 times as many" below."""
    figures, day = known.through(date(2020, 12, 31)), date(2020, 12, 31)
    outlook = forecast_year(figures, as_of=day, year=2020, model="pace", n_paths=10)
    title = cumulative_chart(figures, outlook).title
    assert title == "8,462 people in 2020: 4.6 times as many as in 2019"
    (change,) = same_date_change(figures)
    assert change.sentence.startswith("4.6 times as many people arrived as in 2019")
