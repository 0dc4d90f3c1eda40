"""Counts given as a Series, and dates in every form that pandas and NumPy users have."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest
from crossings import backtest, compare, forecast_year, load
from crossings.data import Figures
from crossings.data.calendar import as_date
from crossings.data.errors import (
    InconsistentDataError,
    InvalidFigureError,
    OptionError,
    UnknownFormatError,
)

DAYS = pd.date_range("2023-01-01", "2025-05-14", name="day")


@pytest.fixture
def counts():
    return pd.Series(np.arange(len(DAYS)) % 7, index=DAYS)


@pytest.mark.parametrize(
    "day",
    [
        "2025-05-14",
        " 2025-05-14 ",
        date(2025, 5, 14),
        datetime(2025, 5, 14, 23, 59, tzinfo=UTC),
        pd.Timestamp("2025-05-14 09:30"),
        pd.Timestamp("2025-05-14 23:30", tz="Europe/London"),
        np.datetime64("2025-05-14"),
        np.datetime64("2025-05-14T09:30"),
        np.datetime64("2025-05-14", "ns"),
        DAYS.to_numpy()[-1],
    ],
)
def test_a_day_is_taken_in_every_form(day, counts):
    assert as_date(day) == date(2025, 5, 14)
    assert type(as_date(day)) is date
    assert Figures.of(counts, day).end == date(2025, 5, 14)


@pytest.mark.parametrize(
    "day",
    [pd.NaT, np.datetime64("NaT"), np.datetime64("2025-05"), np.datetime64("2025"), "2025-05",
     np.datetime64("12025-01-01"), "14 May 2025", "", None, 20250514, 2025.0, float("nan")],
)  # fmt: skip
def test_what_is_no_day_is_refused(day):
    with pytest.raises(OptionError, match="such as 2025-05-14") as error:
        as_date(day, argument="as_of")
    assert error.value.argument == "as_of"


@pytest.mark.parametrize(
    "form",
    [
        lambda one: one,
        lambda one: one.iloc[::-1],
        lambda one: one.rename("arrivals"),
        lambda one: one.rename(3),
        lambda one: one.to_period("D"),
        lambda one: one.tz_localize("Europe/London"),
        lambda one: one.set_axis(one.index.date),
        lambda one: one.set_axis(one.index.astype(str)),
        lambda one: one.astype(float),
        lambda one: one.astype("Int64"),
    ],
)
def test_a_series_of_counts_is_a_daily_table(counts, form):
    figures = Figures.of(form(counts))
    same = Figures.of(counts.to_frame("arrivals")).daily
    pd.testing.assert_frame_equal(figures.daily, same, check_freq=False)
    assert figures.counted == "people"


def test_every_call_takes_a_series(counts):
    how = {"model": "persistence", "n_paths": 20}
    outlook = forecast_year(counts, as_of=np.datetime64("2024-12-01"), **how)
    same = forecast_year(counts.to_frame("arrivals"), as_of="2024-12-01", **how)
    assert outlook.to_dict() == same.to_dict()
    assert compare(counts).equals(compare(counts.to_frame("arrivals")))
    origins = [pd.Timestamp("2024-06-01"), np.datetime64("2024-07-01")]
    assert len(backtest(counts, models=["persistence"], origins=origins, n_paths=20)) == 2


def test_the_name_of_a_series_says_what_it_counts(counts):
    outlook = forecast_year(counts.rename("visitors"), model="persistence", n_paths=20)
    assert outlook.counted == "visitors"


def test_a_column_of_the_official_figures_is_still_official():
    daily = load(as_of="2025-05-14")
    assert Figures.of(daily["arrivals"]).official
    boats = Figures.of(daily["boats"])
    assert (boats.official, boats.counted) == (False, "boats")


@pytest.mark.parametrize(
    ("spoilt", "error", "words"),
    [
        (lambda one: one.drop(one.index[3]), InconsistentDataError, "no row for 4 January 2023"),
        (lambda one: pd.concat([one, one.iloc[:1]]), InconsistentDataError, "given again"),
        (lambda one: one.where(one.index != one.index[3]), InvalidFigureError, "missing"),
        (lambda one: one - 1, InvalidFigureError, "-1"),
        (lambda one: one.reset_index(drop=True), UnknownFormatError, "an index of int64"),
        (lambda one: one.to_period("M"), UnknownFormatError, "periods of M"),
        (lambda one: one.iloc[:0], InconsistentDataError, "no rows"),
        (lambda one: one.shift(freq="h"), InconsistentDataError, "times of day"),
    ],
)
def test_a_series_that_is_no_run_of_days_is_refused(counts, spoilt, error, words):
    with pytest.raises(error, match=words):
        Figures.of(spoilt(counts))
