from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pandas as pd
import pytest
from crossings.data.calendar import (
    Period,
    as_date,
    by_period,
    complete_years,
    day_text,
    highest_year,
    last_whole_week,
    month_span,
    period_of,
    same_date,
    through,
    twelve_months_to,
    weeks_ending_in,
    year_after,
    year_of,
    year_to_date,
)
from crossings.data.errors import OptionError, OutOfRangeError
from hypothesis import given
from hypothesis import strategies as st

BYS = ("day", "week", "month", "quarter", "year")
days = st.dates(date(1950, 1, 1), date(2100, 12, 31))
years = st.integers(1950, 2100)
bys = st.sampled_from(BYS)


@st.composite
def tables(draw, max_days: int = 900) -> pd.DataFrame:
    first = draw(st.dates(date(2018, 1, 1), date(2026, 12, 31)))
    size = draw(st.integers(1, max_days))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    index = pd.date_range(first, periods=size, name="date", unit="ns")
    return pd.DataFrame(
        {"arrivals": rng.integers(0, 1500, size), "boats": rng.integers(0, 30, size)}, index=index
    )


def by_hand(table: pd.DataFrame, by: str) -> dict[Period, list[pd.Timestamp]]:
    groups: dict[Period, list[pd.Timestamp]] = {}
    for stamp in table.index:
        groups.setdefault(period_of(stamp.date(), by), []).append(stamp)
    return groups


class TestSameDate:
    @given(days, years)
    def test_keeps_month_and_day_but_for_29_february(self, day, year):
        there = same_date(day, year)
        assert there.year == year
        if (day.month, day.day) == (2, 29):
            assert (there.month, there.day) == (2, 29 if calendar.isleap(year) else 28)
        else:
            assert (there.month, there.day) == (day.month, day.day)

    @pytest.mark.parametrize("year", range(1896, 2109))
    def test_29_february_in_every_year(self, year):
        february = calendar.monthrange(year, 2)[1]
        assert same_date(date(2024, 2, 29), year) == date(year, 2, february)

    @given(days, days, years)
    def test_keeps_the_order_of_days_of_one_year(self, day, other, year):
        other = same_date(other, day.year)
        first, second = sorted((day, other))
        assert same_date(first, year) <= same_date(second, year)

    @given(days)
    def test_in_its_own_year_is_itself(self, day):
        assert same_date(day, day.year) == day


class TestPeriod:
    def test_that_ends_before_it_starts_is_refused(self):
        with pytest.raises(OptionError, match="2025-05-02 to 2025-05-01"):
            Period(date(2025, 5, 2), date(2025, 5, 1))

    @given(days, st.integers(0, 1000))
    def test_counts_and_contains_both_ends(self, start, more):
        period = Period(start, start + timedelta(more))
        assert period.days == more + 1
        assert period.start in period
        assert period.end in period
        assert start - timedelta(1) not in period
        assert period.end + timedelta(1) not in period

    def test_sorts_by_start(self):
        early, late = month_span(1, 12, 2024), month_span(2, 2, 2024)
        assert sorted([late, early]) == [early, late]

    @given(days, st.integers(0, 300), st.integers(1, 40))
    def test_years_earlier_has_the_same_dates(self, start, more, years):
        period = Period(start, start + timedelta(more))
        earlier = period.years_earlier(years)
        assert earlier.start == same_date(start, start.year - years)
        assert earlier.end == same_date(period.end, period.end.year - years)


class TestPeriodOf:
    @given(days, bys)
    def test_contains_the_day(self, day, by):
        assert day in period_of(day, by)

    @given(days, bys)
    def test_periods_partition_the_calendar(self, day, by):
        period = period_of(day, by)
        assert period_of(period.start, by) == period == period_of(period.end, by)
        after = period_of(period.end + timedelta(1), by)
        before = period_of(period.start - timedelta(1), by)
        assert after.start == period.end + timedelta(1)
        assert before.end == period.start - timedelta(1)

    @given(days)
    def test_weeks_run_monday_to_sunday(self, day):
        week = period_of(day, "week")
        assert (week.start.weekday(), week.end.weekday(), week.days) == (0, 6, 7)

    @given(years)
    def test_weeks_straddle_new_year(self, year):
        last, first = date(year, 12, 31), date(year + 1, 1, 1)
        together = period_of(last, "week") == period_of(first, "week")
        assert together == (first.weekday() != 0)

    @given(days)
    def test_months_quarters_and_years_are_whole(self, day):
        month, quarter, year = (period_of(day, by) for by in ("month", "quarter", "year"))
        assert month.days == calendar.monthrange(day.year, day.month)[1]
        assert (quarter.start.month - 1) % 3 == 0
        assert (quarter.start.day, quarter.end.month - quarter.start.month) == (1, 2)
        assert year == year_of(day.year)
        assert year.start <= quarter.start <= month.start
        assert month.end <= quarter.end <= year.end

    @given(years)
    def test_weeks_ending_in_a_year_are_those_of_its_sundays(self, year):
        first = period_of(date(year, 1, 1), "week").end
        sundays = pd.date_range(first, date(year, 12, 31), freq="7D").date
        expected = [period_of(sunday, "week") for sunday in sundays]
        assert list(weeks_ending_in(year)) == expected

    @given(days)
    def test_the_last_whole_week_ends_in_the_last_seven_days(self, day):
        week = last_whole_week(day)
        assert week == period_of(week.end, "week")
        assert timedelta(0) <= day - week.end < timedelta(7)

    def test_unknown_kind_is_refused(self):
        with pytest.raises(OptionError, match=r"fortnight.*day, week, month, quarter, year"):
            period_of(date(2025, 1, 1), "fortnight")


class TestSpans:
    @given(years)
    def test_year_of(self, year):
        assert year_of(year) == Period(date(year, 1, 1), date(year, 12, 31))
        assert year_of(year).days == 365 + calendar.isleap(year)

    @given(days)
    def test_year_to_date(self, day):
        period = year_to_date(day)
        assert (period.start, period.end) == (date(day.year, 1, 1), day)
        assert period.days == day.timetuple().tm_yday

    @given(days)
    def test_year_after_is_that_of_the_next_day(self, day):
        assert year_after(day) == (day + timedelta(1)).year
        assert year_after(date(day.year, 12, 31)) == day.year + 1

    @given(st.integers(1, 12), st.integers(1, 12), years)
    def test_month_span_adds_up(self, one, other, year):
        first, last = sorted((one, other))
        span = month_span(first, last, year)
        lengths = (calendar.monthrange(year, month)[1] for month in range(first, last + 1))
        assert span.days == sum(lengths)
        assert span.start == date(year, first, 1)

    def test_month_span_backwards_is_refused(self):
        with pytest.raises(OptionError):
            month_span(4, 1, 2025)


class TestAsDate:
    @pytest.mark.parametrize(
        "value",
        [
            date(2025, 5, 14),
            datetime(2025, 5, 14, 23, 59, tzinfo=UTC),
            datetime(2025, 5, 14, 0, 30, tzinfo=timezone(timedelta(hours=9))),
            pd.Timestamp(2025, 5, 14, 12),
            pd.Timestamp("2025-05-14", tz="Europe/London"),
            "2025-05-14",
            " 2025-05-14\n",
        ],
        ids=repr,
    )
    def test_gives_a_plain_date(self, value):
        day = as_date(value)
        assert type(day) is date
        assert day == date(2025, 5, 14)

    @given(days)
    def test_reads_what_isoformat_writes(self, day):
        assert as_date(day.isoformat()) == day

    @pytest.mark.parametrize(
        "value",
        ["", "2025-02-30", "14 May 2025", "2025-05", None, 20250514, 1.5, float("nan"), [], pd.NaT],
        ids=repr,
    )
    def test_refuses_anything_else(self, value):
        with pytest.raises(OptionError, match=r"--as-of: .*2025-05-14"):
            as_date(value, argument="--as-of")


class TestDayText:
    @given(days)
    def test_reads_back(self, day):
        written = day_text(day)
        assert datetime.strptime(written, "%d %B %Y").date() == day  # noqa: DTZ007
        assert not written.startswith("0")
        assert written == f"{day_text(day, with_year=False)} {day.year}"


class TestThrough:
    @given(tables(60), st.data())
    def test_keeps_every_row_up_to_the_day(self, table, data):
        first, last = table.index[0].date(), table.index[-1].date()
        day = data.draw(st.dates(first, last))
        for given_as in (day, day.isoformat(), pd.Timestamp(day)):
            kept = through(table, given_as)
            assert kept.index[-1].date() == day
            pd.testing.assert_frame_equal(kept, table.iloc[: (day - first).days + 1])

    def test_none_keeps_all(self, made):
        pd.testing.assert_frame_equal(through(made, None), made)

    @pytest.mark.parametrize("day", ["2019-12-31", "2023-06-16", date(1, 1, 1), date(9999, 12, 31)])
    def test_days_not_covered_are_refused(self, made, day):
        with pytest.raises(OutOfRangeError) as caught:
            through(made, day)
        message = str(caught.value)
        assert "1 January 2020 to 15 June 2023" in message
        assert day_text(as_date(day)) in message

    def test_no_date_is_refused(self, made):
        with pytest.raises(OptionError, match="as_of: 'soon'"):
            through(made, "soon")


class TestTwelveMonths:
    @given(days)
    def test_end_with_the_day_and_are_a_year_long(self, day):
        span = twelve_months_to(day)
        assert span.end == day
        assert span.days - 365 in {0, 1}
        if day != date(day.year, 2, 28):  # in a year with 29 February it ends no month
            assert (span.start - timedelta(1)) == same_date(
                day, day.year - 1
            ) or span.start.day == 1

    @given(years, st.integers(1, 12))
    def test_to_the_end_of_a_month_are_twelve_whole_months(self, year, month):
        span = period_of(date(year, month, 1), "year-ending")
        assert span.start.day == 1
        assert (span.end + timedelta(1)).day == 1
        assert (span.start.year, span.start.month) == (
            (year, 1) if month == 12 else (year - 1, month + 1)
        )

    def test_at_the_end_of_february(self):
        starts = {
            date(2024, 2, 28): date(2023, 3, 1),
            date(2024, 2, 29): date(2023, 3, 1),
            date(2025, 2, 28): date(2024, 3, 1),
        }
        assert {day: twelve_months_to(day).start for day in starts} == starts


class TestByYearEnding:
    @given(tables())
    def test_every_month_end_that_is_covered_has_the_sum_of_the_days_before_it(self, table):
        summed = by_period(table, "year-ending")
        ends = [day for day in table.index if (day + pd.Timedelta(days=1)).day == 1]
        assert pd.to_datetime(summed["end"]).tolist() == ends
        for row in summed.itertuples():
            days = table.loc[pd.Timestamp(row.start) : pd.Timestamp(row.end)]
            assert (row.arrivals, row.boats) == (days["arrivals"].sum(), days["boats"].sum())
            assert row.days == len(days)
            assert row.complete == (len(days) == (row.end - row.start).days + 1)

    @staticmethod
    def by_end(table, name):
        summed = by_period(table, "year-ending")
        return pd.Series(summed[name].to_numpy(), index=pd.DatetimeIndex(summed["end"]))

    def test_of_december_is_the_year(self, made):
        rolling = self.by_end(made, "arrivals")
        for year, people in complete_years(made).items():
            assert rolling[f"{year}-12-31"] == people

    def test_boats_that_nobody_recorded_are_not_zero(self, made):
        made["boats"] = pd.array([1] * len(made), dtype="Int64")
        made.loc["2021-06-01", "boats"] = pd.NA
        boats = self.by_end(made, "boats")
        assert boats["2021-05-31"] == boats["2022-06-30"] == 365
        assert pd.isna(boats["2021-06-30"])
        assert pd.isna(boats["2022-05-31"])


class TestByPeriod:
    @given(tables(), bys)
    def test_sums_and_days_add_up(self, table, by):
        summed = by_period(table, by)
        assert summed["arrivals"].sum() == table["arrivals"].sum()
        assert summed["boats"].sum() == table["boats"].sum()
        assert summed["days"].sum() == len(table)
        assert summed["arrivals"].dtype == summed["boats"].dtype == "int64"

    @given(tables(200), bys)
    def test_every_row_is_its_period(self, table, by):
        summed = by_period(table, by)
        expected = by_hand(table, by)
        assert {str(summed[name].dtype) for name in ("start", "end")} == {"datetime64[ns]"}
        ends = zip(summed["start"].dt.date, summed["end"].dt.date, strict=True)
        assert [Period(*one) for one in ends] == list(expected)
        people = table["arrivals"].to_dict()
        for row, (period, stamps) in zip(summed.itertuples(), expected.items(), strict=True):
            assert row.arrivals == sum(people[stamp] for stamp in stamps)
            assert row.days == len(stamps)
            assert row.complete == (len(stamps) == period.days)

    @given(tables(), bys)
    def test_only_the_first_and_last_can_be_incomplete(self, table, by):
        summed = by_period(table, by)
        assert summed["complete"].iloc[1:-1].all()
        first, last = table.index[0], table.index[-1]
        if summed["start"].iloc[0] < first:
            assert not summed["complete"].iloc[0]
        if summed["end"].iloc[-1] > last:
            assert not summed["complete"].iloc[-1]

    def test_without_boats(self, made):
        assert list(by_period(made, "month").columns) == [
            "start",
            "end",
            "days",
            "complete",
            "arrivals",
        ]

    def test_boats_that_nobody_recorded_are_not_zero(self, made):
        made["boats"] = pd.array([None] * len(made), dtype="Int64")
        made.loc["2021":, "boats"] = 1
        summed = by_period(made, "year").set_index("start")["boats"]
        assert pd.isna(summed[pd.Timestamp("2020-01-01")])
        assert summed[pd.Timestamp("2021-01-01")] == 365
        made.loc["2021-06-01", "boats"] = pd.NA
        assert pd.isna(by_period(made, "year")["boats"].iloc[1])

    def test_unknown_kind_is_refused(self, made):
        with pytest.raises(OptionError, match="decade"):
            by_period(made, "decade")


class TestCompleteYears:
    @given(tables(1200))
    def test_holds_the_years_all_of_whose_days_are_there(self, table):
        totals = complete_years(table)
        expected = {
            year: part["arrivals"].sum()
            for year, part in table.groupby(table.index.year)
            if len(part) == 365 + calendar.isleap(year)
        }
        assert totals.to_dict() == expected
        assert (totals.name, totals.index.name) == ("arrivals", "year")
        assert totals.dtype == totals.index.dtype == "int64"

    def test_a_leap_year_without_its_last_day_is_not_complete(self, made):
        assert list(complete_years(made[:"2020-12-30"]).index) == []
        assert list(complete_years(made[:"2020-12-31"]).index) == [2020]


class TestHighestYear:
    totals = pd.Series({2021: 5, 2022: 9, 2023: 9, 2024: 10})

    def test_is_the_first_of_the_earlier_years_that_tie(self):
        assert highest_year(self.totals, before=2024) == (9, 2022)
        assert highest_year(self.totals, before=2030) == (10, 2024)

    def test_is_none_where_no_year_is_earlier(self):
        assert highest_year(self.totals, before=2021) is None
