from __future__ import annotations

import json
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from crossings.data.errors import OptionError, OutOfRangeError
from crossings.forecast import forecast_year
from crossings.forecast.year_forecast import HUB_LEVELS
from hypothesis import given
from hypothesis import strategies as st


@pytest.fixture(scope="module")
def outlook(_figures):
    return forecast_year(_figures, as_of="2025-05-14", n_paths=500)


def test_json_has_the_shape_of_the_contract(outlook):
    printed = json.loads(json.dumps(outlook.to_dict()))
    names = "as_of year year_to_date model n_paths seed total record provenance"
    assert list(printed) == names.split()
    assert printed["as_of"] == "2025-05-14"
    assert (printed["year"], printed["year_to_date"]) == (2025, 12699)
    assert (printed["model"], printed["n_paths"], printed["seed"]) == ("default", 500, 0)
    assert list(printed["total"]["quantiles"]) == [
        "0.025", "0.1", "0.25", "0.5", "0.75", "0.9", "0.975",
    ]  # fmt: skip
    values = list(printed["total"]["quantiles"].values())
    assert values == sorted(values)
    assert values[0] >= 12699
    assert all(isinstance(value, int) for value in values)
    assert printed["total"]["median"] == printed["total"]["quantiles"]["0.5"]
    assert (printed["record"]["threshold"], printed["record"]["set_in"]) == (45755, 2022)
    assert 0 < printed["record"]["probability"] < 1
    assert printed["record"]["phrase"].startswith("likely (")
    source = printed["provenance"][0]
    assert source["kind"] == "time-series"
    assert (source["published"], source["through"]) == ("2026-08-21", "2026-08-20")
    assert len(source["sha256"]) == 64


@given(
    st.dates(date(2024, 6, 1), date(2025, 12, 31)), st.dates(date(2025, 1, 1), date(2025, 12, 31))
)
def test_a_period_counts_known_days_and_simulated_ones(outlook, start, end):
    if start > end:
        start = date(2025, 1, 1)
    people = outlook.period(start, end).samples
    counted = outlook.history.loc[pd.Timestamp(start) : pd.Timestamp(end)].sum()
    first = max((start - outlook.first_day).days, 0)
    stop = max((end - outlook.first_day).days + 1, 0)
    expected = counted + outlook.paths[:, first:stop].sum(axis=1, dtype=np.int64)
    np.testing.assert_array_equal(people, expected)


def test_months_and_weeks_add_up_to_the_year(outlook):
    for frame in (outlook.monthly(), outlook.weekly()):
        parts = frame.drop_duplicates("end")
        assert parts["end"].iloc[-1] == pd.Timestamp("2025-12-31")
        gaps = parts["start"].iloc[1:].to_numpy() - parts["end"].iloc[:-1].to_numpy()
        assert (gaps == np.timedelta64(1, "D")).all()
        assert (parts["known_days"] <= parts["days"]).all()
        rising = frame.groupby("end")["arrivals"].apply(
            lambda people: people.is_monotonic_increasing
        )
        assert rising.all()
    months = outlook.monthly()
    april = months[months["start"] == "2025-04-01"]
    assert set(april["arrivals"]) == {outlook.history.loc["2025-04"].sum()}


def test_periods_outside_the_year_are_refused(outlook):
    with pytest.raises(OutOfRangeError, match="ends on 1 January 2026"):
        outlook.period("2025-12-01", "2026-01-01")
    with pytest.raises(OutOfRangeError, match="first figure"):
        outlook.period("2017-12-31", "2025-12-31")
    with pytest.raises(OptionError, match="on or after its start"):
        outlook.period("2025-12-31", "2025-12-01")


def test_milestones(outlook):
    passed = outlook.milestone(12_000)
    assert passed.probability == 1
    assert passed.date_quantile(0.01) == passed.date_quantile(1) == date(2025, 5, 12)
    ahead = outlook.milestone(20_000)
    days = [ahead.date_quantile(q) for q in (0.1, 0.5, 0.9)]
    assert days == sorted(days)
    assert days[0] > outlook.as_of
    assert outlook.milestone(10**9).probability == 0
    assert outlook.milestone(10**9).date_quantile(0.5) is None
    for total in (0, 2.5, float("nan"), True):
        with pytest.raises(OptionError, match="expected a whole number"):
            outlook.milestone(total)
    with pytest.raises(OptionError):
        ahead.date_quantile(0)


@given(st.integers(12_700, 90_000), st.floats(0.01, 1))
def test_a_milestone_agrees_with_the_totals_and_the_running_total(outlook, total, q):
    milestone = outlook.milestone(total)
    assert milestone.probability == outlook.total.probability_above(total - 1)
    day = milestone.date_quantile(q)
    if day is None:
        assert milestone.probability < q
    else:
        by_then = outlook.period("2025-01-01", day).probability_above(total - 1)
        assert by_then >= q - 1e-9
        eve = outlook.period("2025-01-01", day - timedelta(days=1)).probability_above(total - 1)
        assert eve < q


def test_running_total_ends_at_the_annual_total(outlook):
    running = outlook.running()
    assert running["date"].min() == pd.Timestamp(outlook.first_day)
    last = running[running["date"] == pd.Timestamp("2025-12-31")]
    assert last["arrivals"].tolist() == outlook.total.quantile(last["quantile"].tolist()).tolist()


def test_frame_is_flat_and_says_what_the_dict_says(outlook):
    frame = outlook.to_frame()
    assert list(frame) == [
        "as_of", "year", "model", "target", "output_type", "output_type_id", "value",
    ]  # fmt: skip
    quantiles = frame[frame["output_type"] == "quantile"]
    assert (
        dict(zip(quantiles["output_type_id"], quantiles["value"], strict=True))
        == outlook.to_dict()["total"]["quantiles"]
    )


def test_hub_shape(outlook):
    hub = outlook.to_hub()
    assert list(hub) == [
        "reference_date", "target", "horizon", "target_end_date", "location",
        "output_type", "output_type_id", "value",
    ]  # fmt: skip
    quantiles = hub[hub["output_type"] == "quantile"]
    levels = quantiles.groupby(["target", "target_end_date"])["output_type_id"].apply(list)
    assert all(labels == [f"{level:g}" for level in HUB_LEVELS] for labels in levels)
    assert max(len(level) for level in quantiles["output_type_id"]) <= 5
    rising = quantiles.groupby(["target", "target_end_date"])["value"]
    assert rising.apply(lambda values: values.is_monotonic_increasing).all()
    assert all(isinstance(value, int) for value in quantiles["value"])
    chances = hub[hub["output_type"] == "pmf"]["value"]
    assert chances.sum() == pytest.approx(1)
    weekly = hub[hub["target"] == "weekly arrivals"]
    gap = pd.to_datetime(weekly["target_end_date"]) - pd.Timestamp("2025-05-14")
    assert (gap.dt.days == 7 * weekly["horizon"]).all()


def test_notebook_view_escapes_and_names_the_record(outlook):
    html = outlook._repr_html_()
    assert "12,699" in html
    assert "record of 2022" in html
    sure = forecast_year(outlook.history.to_frame("arrivals"), as_of="2023-12-20", n_paths=200)
    assert "&lt;1%" in sure._repr_html_()


def test_what_is_handed_out_does_not_change_it(outlook):
    handed_out = outlook.to_dict()
    handed_out["provenance"].clear()
    assert outlook.to_dict()["provenance"]


def test_it_is_shown_in_few_words(outlook):
    assert len(repr(outlook)) < 200
    assert "2025" in repr(outlook)
