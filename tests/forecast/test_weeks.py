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
def test_weeks_ahead_cover_every_day_once(origin, n_days):
    first = pd.Timestamp(origin)
    ahead = weeks_after(first, first + pd.Timedelta(days=n_days))
    assert ahead.lengths.sum() == n_days
    assert (ahead.lengths[:-1] == 7).all()
    assert 1 <= ahead.lengths[-1] <= 7
    assert ahead.day_of_year[0] == (first + pd.Timedelta(days=4)).day_of_year


def test_day_of_year_counts_leap_days():
    dates = np.array(["2023-03-01", "2024-03-01", "2024-12-31"], dtype="datetime64[ns]")
    assert day_of_year(dates).tolist() == [60, 61, 366]
