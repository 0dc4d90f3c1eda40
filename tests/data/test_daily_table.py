from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from crossings.data.daily_table import MAX_COUNT, STATUSES, check_daily, daily_table
from crossings.data.errors import (
    CrossingsError,
    InconsistentDataError,
    InvalidFigureError,
    UnknownFormatError,
)
from hypothesis import given
from hypothesis import strategies as st

counts = st.integers(0, MAX_COUNT)


def table(arrivals, first: str = "2025-03-01", **more) -> pd.DataFrame:
    index = pd.date_range(first, periods=len(arrivals), name="date", unit="ns")
    return pd.DataFrame({"arrivals": arrivals, **more}, index=index)


def objects(*values) -> np.ndarray:
    held = np.empty(len(values), dtype=object)
    held[:] = values
    return held


@st.composite
def valid(draw) -> pd.DataFrame:
    size = draw(st.integers(1, 40))
    first = draw(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
    columns = {"arrivals": draw(st.lists(counts, min_size=size, max_size=size))}
    kind = draw(st.sampled_from(["none", "known", "some"]))
    if kind == "known":
        columns["boats"] = draw(st.lists(counts, min_size=size, max_size=size))
    elif kind == "some":
        boats = draw(st.lists(st.none() | counts, min_size=size - 1, max_size=size - 1))
        columns["boats"] = pd.array([None, *boats], dtype="Int64")
    if draw(st.booleans()):
        statuses = draw(st.lists(st.sampled_from(STATUSES), min_size=size, max_size=size))
        columns["status"] = pd.Series(statuses, dtype="str").array
    return table(columns.pop("arrivals"), first.isoformat(), **columns)


class TestValidTables:
    @given(valid())
    def test_come_back_equal(self, daily):
        pd.testing.assert_frame_equal(check_daily(daily), daily, check_freq=False)

    @given(valid(), st.randoms(use_true_random=False))
    def test_come_back_sorted(self, daily, random):
        order = list(range(len(daily)))
        random.shuffle(order)
        shuffled = daily.iloc[order]
        before = shuffled.copy()
        pd.testing.assert_frame_equal(check_daily(shuffled), daily, check_freq=False)
        pd.testing.assert_frame_equal(shuffled, before)

    @given(valid())
    def test_take_their_days_from_a_column_date(self, daily):
        checked = check_daily(daily.reset_index())
        pd.testing.assert_frame_equal(checked, daily, check_freq=False)
        assert "date" not in checked.columns

    def test_checking_twice_changes_nothing(self, figures):
        pd.testing.assert_frame_equal(check_daily(figures), figures)

    @pytest.mark.parametrize("kind", ["int32", "float64", "Int64", "Float64", "object", "uint8"])
    def test_get_their_types(self, kind):
        daily = table(pd.array([0, 5, 250], dtype=kind), boats=pd.array([0, 1, 4], dtype=kind))
        checked = check_daily(daily)
        assert (checked["arrivals"].dtype, checked["boats"].dtype) == ("int64", "int64")
        assert checked["arrivals"].tolist() == [0, 5, 250]

    @pytest.mark.parametrize("nothing", [None, np.nan, pd.NA])
    def test_boats_not_recorded_are_na(self, nothing):
        boats = check_daily(table([5, 6], boats=objects(nothing, 2)))["boats"]
        assert boats.dtype == "Int64"
        assert boats.isna().tolist() == [True, False]
        assert boats.iloc[1] == 2

    def test_leave_attrs_behind(self):
        daily = table([1, 2])
        daily.attrs["provenance"] = [{"kind": "tidy-csv"}]
        assert check_daily(daily).attrs == {}

    def test_leave_other_columns_out(self):
        checked = check_daily(table([1], boats=[1], status=["final"], wind=["calm"]))
        assert list(checked.columns) == ["arrivals", "boats", "status"]

    @pytest.mark.parametrize(
        "index",
        [
            [date(2025, 3, 1), date(2025, 3, 2)],
            ["2025-03-01", "2025-03-02"],
            pd.date_range("2025-03-01", periods=2, tz="Europe/London"),
            pd.date_range("2025-03-01", periods=2, unit="s"),
        ],
        ids=["dates", "texts", "zone", "seconds"],
    )
    def test_days_come_in_many_forms(self, index):
        checked = check_daily(pd.DataFrame({"arrivals": [1, 2]}, index=index))
        expected = pd.date_range("2025-03-01", periods=2, name="date", unit="ns")
        assert checked.index.equals(expected)
        assert (checked.index.dtype, checked.index.name) == (expected.dtype, "date")


class TestRefusedCounts:
    @pytest.mark.parametrize(
        ("value", "shown"),
        [
            (-1, "-1"),
            (2.5, "2.5"),
            (Decimal("0.1"), "0.1"),
            ("many", "'many'"),
            ("", "''"),
            ("-", "'-'"),
            (None, "missing"),
            (np.nan, "missing"),
            (pd.NA, "missing"),
            (np.inf, "inf"),
            (-np.inf, "-inf"),
            (MAX_COUNT + 1, "1e+06"),
            (10**30, "1e+30"),
            (10**400, "too large"),
            (True, "True"),
            ([5], "[5]"),
        ],
        ids=lambda value: repr(value)[:12],
    )
    def test_arrivals_name_the_day(self, value, shown):
        daily = table(objects(3, value, 4))
        with pytest.raises(InvalidFigureError) as caught:
            check_daily(daily, where="mine.csv")
        message = str(caught.value)
        assert message.startswith("mine.csv: arrivals on 2 March 2025 is ")
        assert shown in message

    @pytest.mark.parametrize("value", [-1, 2.5, "many", MAX_COUNT + 1, np.inf])
    def test_boats_name_the_day(self, value):
        with pytest.raises(InvalidFigureError, match="boats on 3 March 2025"):
            check_daily(table([1, 2, 3], boats=objects(1, None, value)))

    @pytest.mark.parametrize(
        "values",
        [
            pd.array([True, False], dtype="bool"),
            pd.array([True, None], dtype="boolean"),
            pd.to_timedelta([1, 2], unit="D"),
            pd.to_datetime(["2025-03-01", "2025-03-02"]),
            pd.Categorical(["few", "many"]),
        ],
        ids=["bool", "boolean", "durations", "dates", "categories"],
    )
    def test_columns_that_are_no_numbers(self, values):
        with pytest.raises(InvalidFigureError, match="arrivals on 1 March 2025"):
            check_daily(table(values))

    @given(valid(), st.data())
    def test_one_bad_count_anywhere_is_found(self, daily, data):
        at = data.draw(st.integers(0, len(daily) - 1))
        bad = data.draw(
            st.integers(max_value=-1) | st.floats(0.01, 0.99) | st.integers(min_value=MAX_COUNT + 1)
        )
        values = daily["arrivals"].astype(object).to_list()
        values[at] = bad
        daily = daily.assign(arrivals=objects(*values))
        day = daily.index[at]
        with pytest.raises(InvalidFigureError, match=f" {day.day} {day:%B %Y}"):
            check_daily(daily)

    def test_the_largest_count_passes(self):
        assert check_daily(table([MAX_COUNT]))["arrivals"].tolist() == [MAX_COUNT]


class TestRefusedDays:
    def test_given_twice(self):
        daily = pd.concat([table([1, 2, 3]), table([9], first="2025-03-02")])
        with pytest.raises(InconsistentDataError, match="2 March 2025 is given again"):
            check_daily(daily)

    def test_gap(self):
        daily = table([1, 2, 3, 4]).drop(pd.Timestamp("2025-03-03"))
        with pytest.raises(InconsistentDataError, match="3 March 2025"):
            check_daily(daily)

    @given(st.integers(3, 30), st.data())
    def test_any_gap_is_found(self, size, data):
        at = data.draw(st.integers(1, size - 2))
        daily = table([1] * size)
        day = daily.index[at]
        with pytest.raises(InconsistentDataError, match=f" {day.day} {day:%B %Y}"):
            check_daily(daily.drop(day))

    def test_times_of_day(self):
        daily = pd.DataFrame({"arrivals": [1]}, index=[pd.Timestamp("2025-03-01 12:00")])
        with pytest.raises(InconsistentDataError, match="times of day"):
            check_daily(daily)

    def test_missing_day_names_its_row(self):
        index = pd.DatetimeIndex(["2025-03-01", None, "2025-03-02"])
        with pytest.raises(InconsistentDataError, match="row 2 has no date"):
            check_daily(pd.DataFrame({"arrivals": [1, 2, 3]}, index=index))

    @pytest.mark.parametrize(
        "index",
        [
            [0, 1],
            [2025.0, 2026.0],
            ["one", "two"],
            [True, False],
            pd.to_timedelta([1, 2], unit="D"),
            pd.period_range("2025-03", periods=2, freq="M"),
        ],
        ids=["range", "floats", "texts", "bools", "durations", "months"],
    )
    def test_no_days(self, index):
        with pytest.raises(UnknownFormatError):
            check_daily(pd.DataFrame({"arrivals": [1, 2]}, index=index))

    @pytest.mark.parametrize("day", [date(1500, 1, 1), date(9999, 12, 31)])
    def test_out_of_the_range_of_dates(self, day):
        with pytest.raises(CrossingsError):
            check_daily(pd.DataFrame({"arrivals": [1]}, index=[day]))


class TestRefusedTables:
    def test_no_rows(self):
        with pytest.raises(InconsistentDataError, match="no rows"):
            check_daily(table([]))

    @pytest.mark.parametrize("daily", [None, [1, 2], {"arrivals": [1]}, pd.Series([1])], ids=type)
    def test_no_frame(self, daily):
        with pytest.raises(UnknownFormatError, match=f"a {type(daily).__name__};"):
            check_daily(daily)

    def test_no_arrivals(self):
        with pytest.raises(UnknownFormatError, match="people, boats; expected a column arrivals"):
            check_daily(table([1], boats=[1]).rename(columns={"arrivals": "people"}))

    def test_no_columns(self):
        with pytest.raises(UnknownFormatError, match=r"\(none\)"):
            check_daily(table([1])[[]])

    @pytest.mark.parametrize("status", ["Final", "", None, "guess", 3])
    def test_unknown_status_names_the_day(self, status):
        daily = table([1, 2], status=objects("final", status))
        with pytest.raises(
            InconsistentDataError, match=r"status .* on 2 March 2025; .*provisional"
        ):
            check_daily(daily)

    @pytest.mark.parametrize("name", ["arrivals", "boats", "status"])
    def test_a_column_given_twice(self, name):
        daily = table([1, 2], boats=[1, 1], status=["final", "final"])
        with pytest.raises(CrossingsError, match=name):
            check_daily(pd.concat([daily, daily[[name]]], axis=1))


class TestDailyTable:
    def test_without_boats_and_status(self):
        daily = daily_table([date(2025, 3, 2), date(2025, 3, 1)], [7, 5], where="here")
        assert daily["arrivals"].tolist() == [5, 7]
        assert daily["boats"].dtype == "Int64"
        assert daily["boats"].isna().all()
        assert daily["status"].tolist() == ["provisional"] * 2

    @given(valid())
    def test_builds_what_its_columns_say(self, daily):
        boats = daily["boats"].tolist() if "boats" in daily else None
        status = daily["status"].tolist() if "status" in daily else None
        built = daily_table(daily.index.date, daily["arrivals"].tolist(), boats, status, where="x")
        pd.testing.assert_frame_equal(built[list(daily.columns)], daily, check_freq=False)

    def test_names_the_row_of_a_day_given_again(self):
        days = [date(2025, 3, 3), date(2025, 3, 1), date(2025, 3, 2), date(2025, 3, 1)]
        with pytest.raises(InconsistentDataError, match=r"f\.csv, row 9: 1 March 2025"):
            daily_table(days, [1] * 4, where="f.csv", rows=[2, 5, 7, 9])

    def test_names_the_row_after_a_gap(self):
        days = [date(2025, 3, 4), date(2025, 3, 1)]
        with pytest.raises(InconsistentDataError, match=r"f\.csv, row 2: .*2 March 2025"):
            daily_table(days, [1, 1], where="f.csv", rows=[2, 3])
