"""Other daily series: a date, a column of counts, any years."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from crossings.data import load
from crossings.data.errors import InvalidFigureError, OptionError, UnknownFormatError
from crossings.forecast import backtest, forecast_year
from crossings.reports import compare, facts, weekly_report


@pytest.fixture
def visitors(tmp_path):
    """Four years of made-up visitors from 2010 on, as a file of somebody else."""
    rng = np.random.default_rng(7)
    days = pd.date_range("2010-01-01", "2013-09-30")
    season = 40 - 30 * np.cos(2 * np.pi * days.day_of_year / 365.25)
    table = pd.DataFrame({"Date": days, "weather": "fine", "Visitors": rng.poisson(season)})
    path = tmp_path / "museum.csv"
    table.to_csv(path, index=False)
    return path


def test_its_counts_become_the_table(visitors):
    daily = load(visitors, count="visitors")
    own = pd.read_csv(visitors)
    assert daily["arrivals"].tolist() == own["Visitors"].tolist()
    assert daily.index[0] == pd.Timestamp("2010-01-01")
    assert daily["boats"].isna().all()
    assert load(visitors, count="Visitors", as_of="2012-12-31").index[-1].year == 2012


def test_it_is_forecast_compared_and_scored(visitors):
    daily = load(visitors, count="Visitors")
    outlook = forecast_year(daily, n_paths=300)
    assert (outlook.year, outlook.record.set_in in {2010, 2011, 2012}) == (2013, True)
    ahead = np.arange(274, 366)
    rest = (40 - 30 * np.cos(2 * np.pi * ahead / 365.25)).sum()
    low, high = outlook.total.interval(0.95)
    assert low < outlook.year_to_date + rest < high
    assert compare(daily)["year"].tolist() == [2010, 2011, 2012, 2013]
    scores = backtest(daily, origins=["2012-03-31"], n_paths=100)
    assert scores["actual"].tolist() == [int(daily.loc["2012", "arrivals"].sum())]


def test_a_column_that_is_not_there(visitors):
    with pytest.raises(UnknownFormatError, match=r"Date, weather, Visitors; expected a column x"):
        load(visitors, count="x")
    with pytest.raises(InvalidFigureError, match=r"museum\.csv, row 2, column weather"):
        load(visitors, count="weather")


def test_it_is_never_said_to_be_people(visitors):
    daily = load(visitors, count="Visitors")
    for speak in (facts, weekly_report):
        with pytest.raises(OptionError, match="figures of Visitors; expected people arriving"):
            speak(daily)


def test_a_column_needs_a_file():
    with pytest.raises(OptionError, match="a file that has it"):
        load(count="visitors")
