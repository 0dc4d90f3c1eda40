from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from crossings.data import Figures
from crossings.data.errors import OutOfRangeError
from crossings.reports import compare
from crossings.reports.tables import comparison_table
from hypothesis import given
from hypothesis import strategies as st


def test_the_same_date_in_every_year(figures):
    found = compare(figures, as_of="2025-05-14").set_index("year")
    assert list(found.index) == list(range(2018, 2026))
    assert list(found.reset_index()) == [
        "year",
        "to_date",
        "same_date",
        "change",
        "change_percent",
        "rank",
        "full_year",
    ]
    # Summed by hand from sheet SB_01 of the release of 2 January 2026.
    assert found["to_date"].tolist() == [7, 348, 1361, 2948, 8000, 6844, 9550, 12699]
    assert found.loc[2024, ["change", "change_percent"]].tolist() == [3149, 33.0]
    assert found.loc[2025, ["change", "change_percent", "full_year"]].isna().all()
    assert found["rank"].tolist() == [8, 7, 6, 5, 3, 4, 2, 1]
    assert found.loc[2022, "full_year"] == 45755


def test_29_february_is_28_february_where_there_is_none(figures):
    found = compare(figures, as_of="2024-02-29").set_index("year")
    assert found.loc[2023, "same_date"] == pd.Timestamp("2023-02-28")
    assert found.loc[2020, "same_date"] == pd.Timestamp("2020-02-29")
    assert found.loc[2023, "to_date"] == figures.loc["2023-01-01":"2023-02-28", "arrivals"].sum()
    assert found.loc[2020, "to_date"] == figures.loc["2020-01-01":"2020-02-29", "arrivals"].sum()


def test_after_february_leap_years_are_aligned_by_date_and_not_by_number_of_day(figures):
    found = compare(figures, as_of="2025-11-30").set_index("year")
    assert found.loc[2024, "to_date"] == figures.loc["2024-01-01":"2024-11-30", "arrivals"].sum()


@given(st.dates(date(2018, 1, 1), date(2026, 1, 1)))
def test_counts_ranks_and_changes_hang_together(_figures, day):
    found = compare(_figures, as_of=day)
    own = found.iloc[-1]
    assert own["year"] == day.year
    assert own["same_date"] == pd.Timestamp(day)
    for row in found.itertuples():
        days = _figures.loc[f"{row.year}-01-01" : pd.Timestamp(row.same_date)]
        assert row.to_date == days["arrivals"].sum()
        assert row.rank == 1 + (found["to_date"] > row.to_date).sum()
        if row.year != day.year:
            assert row.change == own["to_date"] - row.to_date
            assert row.full_year >= row.to_date


def test_a_year_that_the_figures_begin_in_is_left_out(figures):
    found = compare(figures.loc["2021-02-01":"2023-03-01"])
    assert found["year"].tolist() == [2022, 2023]


def test_a_finished_year_shows_its_total(figures):
    found = compare(figures, as_of="2025-12-31").set_index("year")
    assert found.loc[2025, "to_date"] == found.loc[2025, "full_year"] == 41472
    assert found.loc[2025, "rank"] == 2


def test_hardly_a_change_has_no_sign():
    days = pd.date_range("2021-01-01", "2022-12-31", name="date")
    daily = pd.DataFrame({"arrivals": 10}, index=days)
    daily.iloc[-1, 0] = 9  # of 3,650: nothing, in percent to one decimal
    found = compare(daily)
    assert str(found["change_percent"].tolist()[0]) == "0.0"
    shown = comparison_table(found, Figures.of(daily))
    assert shown.rows[1][2:4] == ("-1", "0.0%")
    assert "-0.0" not in found._repr_html_()


def test_a_day_without_figures_is_refused(figures):
    with pytest.raises(OutOfRangeError):
        compare(figures, as_of="2026-08-21")


def test_a_notebook_shows_it_as_people_write(figures):
    table = compare(figures, as_of="2025-05-14")
    html = table._repr_html_()
    for words in ("12,699", "+3,149", "+33.0%", "36,816", "same date"):
        assert words in html
    assert "NA" not in html
    assert "border=" not in html
    assert "<th>0</th>" not in html, "numbers of rows say nothing"
    assert type(table.head(3)) is pd.DataFrame
    assert table.to_dict("list") == pd.DataFrame(table).to_dict("list")


def test_a_change_from_nobody_is_a_number_and_no_percentage():
    days = pd.date_range("2021-01-01", "2022-12-31", name="date")
    daily = pd.DataFrame({"arrivals": [0] * 365 + [3] * 365}, index=days)
    table = compare(daily, as_of="2022-02-01").set_index("year")
    assert table.loc[2021, "change"] == 96
    assert pd.isna(table.loc[2021, "change_percent"])
    assert pd.isna(table.loc[2022, "change"])


@pytest.mark.parametrize(("before", "now", "percent"), [(1, 4, 300.0), (3, 4, 33.3), (7, 6, -14.3)])
def test_a_change_is_a_percentage_of_the_year_before_to_one_decimal(before, now, percent):
    days = pd.date_range("2021-01-01", "2022-01-01", name="date")
    daily = pd.DataFrame({"arrivals": 0}, index=days)
    daily.iloc[[0, -1], 0] = before, now
    assert compare(daily)["change_percent"].tolist()[0] == percent
