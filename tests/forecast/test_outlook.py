from __future__ import annotations

import json
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from crossings.data.errors import OptionError, OutOfRangeError
from crossings.forecast import DailyPaths, forecast_year
from crossings.forecast.hub import HUB_LEVELS
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


def test_the_months_add_up_to_the_year_on_each_path(outlook):
    months = pd.period_range("2025-01", "2025-12", freq="M")
    people = sum(outlook.period(m.start_time, m.end_time.normalize()).samples for m in months)
    np.testing.assert_array_equal(people, outlook.total.samples)


def test_periods_that_nothing_tells_of_are_refused(outlook):
    with pytest.raises(OutOfRangeError, match=r"ends on 1 January 2027; .* 31 December 2026"):
        outlook.period("2025-12-01", "2027-01-01")
    with pytest.raises(OutOfRangeError, match="first figure"):
        outlook.period("2017-12-31", "2025-12-31")
    with pytest.raises(OptionError, match="on or after its start"):
        outlook.period("2025-12-31", "2025-12-01")


def test_the_next_days_weeks_and_month(outlook):
    week = outlook.period("2025-05-15", "2025-05-21").samples
    np.testing.assert_array_equal(outlook.next(days=7).samples, week)
    np.testing.assert_array_equal(outlook.next(weeks=1).samples, week)
    june = outlook.period("2025-06-01", "2025-06-30").samples
    np.testing.assert_array_equal(outlook.next_month().samples, june)
    for wrong in ({}, {"days": 7, "weeks": 1}, {"days": 0}, {"weeks": 2.5}, {"days": 10**12}):
        with pytest.raises(OptionError):
            outlook.next(**wrong)
    with pytest.raises(OutOfRangeError, match="31 December 2026"):
        outlook.next(days=700)


def test_every_date_of_every_frame_is_a_datetime64(outlook):
    frames = {
        "weekly": ("start", "end"),
        "monthly": ("start", "end"),
        "rolling_year": ("start", "end"),
        "running": ("date",),
        "milestones": ("q0.1", "q0.5", "q0.9"),
    }
    for table, names in frames.items():
        frame = getattr(outlook, table)()
        assert {str(frame[name].dtype) for name in names} == {"datetime64[ns]"}, table


def test_the_paths_with_their_dates_are_the_paths(outlook):
    frame = outlook.paths_frame()
    np.testing.assert_array_equal(frame.to_numpy(), outlook.paths.T)
    assert (frame.index[0], frame.index[-1]) == (
        pd.Timestamp("2025-05-15"),
        pd.Timestamp("2025-12-31"),
    )
    assert frame.index.name == "date"
    frame.iloc[0] = 0  # a copy: the forecast stays as it is
    assert outlook.paths[:, 0].any()


def test_a_rolling_year_ends_with_each_month(outlook):
    rolling = outlook.rolling_year()
    assert list(rolling) == [
        "period", "start", "end", "days", "known_days", "quantile", "arrivals",
    ]  # fmt: skip
    periods = rolling.drop_duplicates("period").set_index("period")
    assert len(periods) == 13
    now, may, last = (
        periods.loc[name]
        for name in ("year to 14 May 2025", "year ending May 2025", "year ending December 2025")
    )
    counted = outlook.history.loc["2024-05-15":"2025-05-14"].sum()
    assert (now["days"], now["known_days"], now["arrivals"]) == (365, 365, counted)
    assert set(rolling[rolling["period"] == "year to 14 May 2025"]["arrivals"]) == {counted}
    assert (may["start"], may["end"]) == (pd.Timestamp("2024-06-01"), pd.Timestamp("2025-05-31"))
    assert (may["days"], may["known_days"]) == (365, 365 - 17)
    assert last["start"] == pd.Timestamp("2025-01-01")
    december = rolling[rolling["period"] == "year ending December 2025"]
    assert (
        december["arrivals"].tolist()
        == outlook.total.quantile(december["quantile"].tolist()).tolist()
    )
    april = rolling[rolling["period"] == "year ending April 2025"]
    assert set(april["arrivals"]) == {outlook.history.loc["2024-05":"2025-04"].sum()}


def test_a_rolling_year_needs_figures_of_each_of_its_days(figures):
    rolling = forecast_year(figures, as_of="2018-10-31", model=InOrder(), n_paths=20).rolling_year()
    assert rolling["period"].unique().tolist() == ["year ending December 2018"]


class Fitted:
    """Draws the days one after another, so that a longer simulation begins with the same days."""

    def __init__(self, last):
        self.last, self.ends = last, []

    def simulate(self, until, n_paths, rng):
        self.ends.append(until.date())
        days = rng.integers(0, 900, ((until - self.last).days, n_paths))
        return DailyPaths(days.astype(np.int32))


class InOrder:
    def fit(self, daily):
        self.fitted = Fitted(daily.index[-1])
        return self.fitted


def test_a_period_across_new_year_goes_on_where_the_year_ends(figures):
    model = InOrder()
    outlook = forecast_year(figures, as_of="2025-12-20", model=model, n_paths=30)
    december = outlook.period("2025-12-15", "2025-12-31").samples
    assert model.fitted.ends == [date(2025, 12, 31)]
    across, january = (
        outlook.period("2025-12-15", "2026-01-31"),
        outlook.period("2026-01-01", "2026-01-31"),
    )
    np.testing.assert_array_equal(across.samples, december + january.samples)
    np.testing.assert_array_equal(
        outlook.next(weeks=4).samples, outlook.period("2025-12-21", "2026-01-17").samples
    )
    assert outlook.period("2026-01-01", "2026-12-31").median > 300 * 365
    assert model.fitted.ends == [date(2025, 12, 31), date(2026, 12, 31)]  # once for all of these


def test_a_year_that_is_over_and_one_that_has_not_begun_know_the_days_ahead(figures):
    over, now, ahead = (
        forecast_year(figures, as_of="2025-05-14", year=year, n_paths=30)
        for year in (2024, 2025, 2026)
    )
    assert over.finished
    for outlook in (over, ahead):
        assert outlook.next(weeks=4).samples.min() >= 0
        assert outlook.period("2025-05-01", "2025-05-14").samples.tolist() == [1625] * 30
    np.testing.assert_array_equal(over.next_month().samples, now.next_month().samples)
    ended = forecast_year(figures, as_of="2025-12-31", year=2025, n_paths=30)
    begins = forecast_year(figures, as_of="2025-12-31", n_paths=30)
    np.testing.assert_array_equal(ended.next(days=7).samples, begins.next(days=7).samples)


def test_nothing_after_the_origin_has_any_effect_on_a_period_across_new_year(figures):
    changed = figures.copy()
    changed.loc["2025-12-21":, "arrivals"] = 999
    for model in ("default", "persistence", "analogue"):
        one, other = (
            forecast_year(table, as_of="2025-12-20", model=model, n_paths=30).next(weeks=13)
            for table in (figures, changed)
        )
        np.testing.assert_array_equal(one.samples, other.samples)


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
        "as_of", "year", "model", "target", "output_type", "output_type_id", "value", "phrase",
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
    shown = repr(outlook)
    assert len(shown) < 200
    assert shown.startswith("<YearForecast of 2025 from 14 May 2025: 12,699 counted, median ")
    assert outlook.record.phrase in shown
