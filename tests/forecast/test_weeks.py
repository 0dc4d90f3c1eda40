"""Daily figures as weeks that end on the origin."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from crossings.data.errors import NotEnoughHistoryError
from crossings.forecast.simulation.weeks import (
    day_of_year,
    weeks_after,
    weeks_before,
)
from hypothesis import given
from hypothesis import strategies as st


def daily(counts, start="2021-01-01"):
    index = pd.date_range(start, periods=len(counts), name="date")
    return pd.DataFrame({"arrivals": counts}, index=index)


@given(st.lists(st.integers(0, 2000), min_size=7, max_size=60))
def test_weeks_end_on_the_origin_and_leave_out_only_the_oldest_days(counts):
    weeks = weeks_before(daily(counts), at_least=1)
    spare = len(counts) % 7
    assert weeks.totals.sum() == sum(counts[spare:])
    assert weeks.totals[-1] == sum(counts[-7:])
    middle = pd.Timestamp("2021-01-01") + pd.Timedelta(days=len(counts) - 4)
    assert weeks.day_of_year[-1] == middle.day_of_year


def test_too_few_weeks_are_refused():
    with pytest.raises(
        NotEnoughHistoryError, match="only 20 days of figures; expected at least 21"
    ):
        weeks_before(daily([1] * 20), at_least=3)


@given(st.dates(date(2018, 1, 1), date(2030, 12, 30)), st.integers(1, 400))
def test_weeks_ahead_are_whole_and_cover_the_horizon_whatever_year_ends(origin, n_days):
    first = pd.Timestamp(origin)
    ahead = weeks_after(first, first + pd.Timedelta(days=n_days))
    assert ahead.n_days == n_days <= 7 * ahead.day_of_year.size < n_days + 7
    middles = pd.date_range(first + pd.Timedelta(days=4), periods=ahead.day_of_year.size, freq="7D")
    assert ahead.day_of_year.tolist() == middles.day_of_year.tolist()


def test_weeks_are_rounded_to_whole_people_and_kept_finite():
    ahead = weeks_after(pd.Timestamp("2025-12-28"), pd.Timestamp("2026-01-06"))
    people = np.array([[700.0, 10.4], [50.6, 1e9]])
    assert ahead.counts(people).tolist() == [[700, 10], [51, 10_000_000]]
    assert people.tolist() == [[700.0, 10.4], [50.6, 1e9]]
    with pytest.raises(ValueError, match="shorter"):
        ahead.counts(people[:1])


def test_day_of_year_counts_leap_days():
    dates = np.array(["2023-03-01", "2024-03-01", "2024-12-31"], dtype="datetime64[ns]")
    assert day_of_year(dates).tolist() == [60, 61, 366]
