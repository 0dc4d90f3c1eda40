"""What every model must keep to, whatever it does inside."""

from __future__ import annotations

import logging

import numpy as np
import pandas as pd
import pytest
from crossings.data.errors import NotEnoughHistoryError, OptionError
from crossings.forecast import forecast_year, models
from crossings.forecast.methods.baselines.donor import ScaledPaths
from crossings.forecast.methods.catalogue import build
from crossings.forecast.methods.pool import Pool
from crossings.forecast.simulation.paths import DailyPaths, spans_of
from hypothesis import given, settings
from hypothesis import strategies as st

EVERY = pytest.mark.parametrize("model", models())


@EVERY
@settings(max_examples=1 + settings.default.max_examples // 25)
@given(
    origin=st.integers(740, 1240),
    factor=st.integers(0, 40),
    seed=st.integers(0, 99),
    data=st.data(),
)
def test_no_figure_after_the_origin_has_any_effect(model, origin, factor, seed, data):
    made = make()
    day = made.index[origin]
    changed = made.copy()
    changed.iloc[origin + 1 :, 0] = changed.iloc[origin + 1 :, 0] * factor + data.draw(
        st.integers(0, 500)
    )
    options = {"model": model, "n_paths": 30, "seed": seed}
    whole = forecast_year(made, as_of=day, **options)
    for other in (
        forecast_year(changed, as_of=day, **options),
        forecast_year(made.iloc[: origin + 1], **options),
    ):
        np.testing.assert_array_equal(other.paths, whole.paths)
        assert other.to_dict() == whole.to_dict()
        across = [one.next(weeks=52).samples for one in (whole, other)]  # across New Year
        np.testing.assert_array_equal(*across)


@EVERY
def test_paths_are_whole_people_and_totals_never_below_the_year_to_date(model, made):
    outlook = forecast_year(made, model=model, n_paths=101, seed=3)
    until = pd.Timestamp("2023-12-31")
    assert outlook.paths.shape == (101, (until - made.index[-1]).days)
    assert np.issubdtype(outlook.paths.dtype, np.integer)
    assert outlook.paths.min() >= 0
    assert outlook.year_to_date == made.loc["2023", "arrivals"].sum()
    assert outlook.total.samples.min() >= outlook.year_to_date
    assert len(np.unique(outlook.total.samples)) > 50


@EVERY
def test_days_add_up_to_the_total_and_are_the_same_at_every_call(model, made):
    outlook = forecast_year(made, model=model, n_paths=40, seed=3)
    total = outlook.total.samples  # before any day is asked for
    np.testing.assert_array_equal(total, outlook.paths.sum(axis=1) + outlook.year_to_date)
    np.testing.assert_array_equal(outlook._simulated.days(), outlook._simulated.days())


@EVERY
@pytest.mark.parametrize(("first", "stop"), [(0, 7), (2, 4), (3, 12), (8, 40), (14, 28), (5, 5)])
def test_some_days_are_those_of_all_and_their_people_add_up(model, made, first, stop):
    until = made.index[-1] + pd.Timedelta(days=40)
    paths = build(model).fit(made).simulate(until, 9, rng())
    days, some = paths.days()[first:stop], spans_of(paths)
    np.testing.assert_array_equal(some.between(first, stop), days)
    np.testing.assert_array_equal(some.people_in(first, stop), days.sum(axis=0))
    # What follows may begin in the week that was just cut.
    np.testing.assert_array_equal(some.people_in(stop, 40), paths.days()[stop:40].sum(axis=0))


@EVERY
def test_a_period_across_new_year_counts_the_days_of_one_simulation(model, made):
    """Asking for less or for more of the next year first makes no difference."""
    outlook, again = (forecast_year(made, model=model, n_paths=40, seed=3) for _ in range(2))
    again.period("2024-01-01", "2024-12-31")
    parts = [
        outlook.period(start, end).samples
        for start, end in (("2023-12-25", "2024-01-07"), ("2024-01-08", "2024-02-29"))
    ]
    whole = again.period("2023-12-25", "2024-02-29").samples
    np.testing.assert_array_equal(np.sum(parts, axis=0), whole)
    assert outlook.total.samples.tolist() == again.total.samples.tolist()


@EVERY
def test_the_seed_decides_every_path(model, made):
    one, same, other = (forecast_year(made, model=model, n_paths=20, seed=s) for s in (5, 5, 6))
    assert one.paths.tobytes() == same.paths.tobytes()
    assert not np.array_equal(one.paths, other.paths)


@EVERY
def test_a_longer_horizon_begins_with_the_same_days(model, made):
    """So that a forecast of the next month agrees with that of the year, New Year or not."""
    daily = made.loc[:"2022-12-18"]
    fitted = build(model).fit(daily)
    last = daily.index[-1]
    whole = fitted.simulate(pd.Timestamp("2023-12-31"), 7, rng()).days()
    for until in ("2022-12-21", "2022-12-31", "2023-01-03", "2023-01-17"):
        paths = fitted.simulate(pd.Timestamp(until), 7, rng())
        days = paths.days()
        assert days.shape == ((pd.Timestamp(until) - last).days, 7)
        np.testing.assert_array_equal(days, whole[: len(days)])
        np.testing.assert_array_equal(paths.totals(), days.sum(axis=0))


def rng():
    return np.random.Generator(np.random.SFC64(3))


@EVERY
def test_a_year_that_has_not_begun_starts_from_zero(model, made):
    outlook = forecast_year(made, year=2024, model=model, n_paths=20)
    assert outlook.year_to_date == 0
    assert outlook.paths.shape == (20, 366)
    assert outlook.first_day.isoformat() == "2024-01-01"


@EVERY
def test_nobody_ever_gives_nobody_or_few(model):
    """All zeros so far: a model may allow for some arrivals, but must not fail."""
    days = pd.date_range("2020-01-01", "2022-09-30", name="date")
    outlook = forecast_year(
        pd.DataFrame({"arrivals": 0}, index=days), model=model, n_paths=50, seed=1
    )
    assert outlook.total.median < 1000
    assert outlook.record.threshold == 0


@EVERY
def test_two_weeks_are_too_few(model):
    days = pd.date_range("2022-01-01", periods=14, name="date")
    with pytest.raises(NotEnoughHistoryError, match="expected at least"):
        forecast_year(pd.DataFrame({"arrivals": 1}, index=days), model=model, n_paths=10)


@EVERY
def test_models_are_silent_and_leave_no_trace(model, made, capfd):
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    loggers = {name: logging.getLogger(name).disabled for name in ("prophet", "cmdstanpy")}
    table = made.copy()
    forecast_year(made, model=model, n_paths=10)
    pd.testing.assert_frame_equal(made, table)
    assert capfd.readouterr() == ("", "")
    assert {name: logging.getLogger(name).disabled for name in loggers} == loggers
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002


def test_a_pool_takes_turns_between_its_members(made):
    class Constant:
        def __init__(self, people):
            self.people = people

        def fit(self, daily):
            self.last = daily.index[-1]
            return self

        def simulate(self, until, n_paths, rng):
            days = (until - self.last).days
            return DailyPaths(np.full((days, n_paths), self.people, dtype=np.int32))

    outlook = forecast_year(made, model=Pool([Constant(1), Constant(2), Constant(3)]), n_paths=7)
    assert outlook.paths[:, 0].tolist() == [1, 2, 3, 1, 2, 3, 1]
    assert outlook.model == "Pool"


def test_the_members_of_a_pool_count_the_past_runs_of_the_same_figures_once(made):
    until = made.index[-1] + pd.Timedelta(days=10)
    pooled = build("default").fit(made).simulate(until, 6, rng())
    count, root = pooled._alike
    assert count._past is root._past
    # And are spread as each is alone.
    np.testing.assert_array_equal(count.days(), pooled.parts[0].days())
    np.testing.assert_array_equal(root.days(), pooled.parts[1].days())


class Draws:
    """A model that uses up some random numbers, and then draws as many people every day."""

    def __init__(self, used=0):
        self.used = used

    def fit(self, daily):
        self.last = daily.index[-1]
        return self

    def simulate(self, until, n_paths, rng):
        rng.random(self.used)
        people = rng.integers(0, 1_000_000, n_paths)
        return DailyPaths(np.tile(people, ((until - self.last).days, 1)).astype(np.int32))


def test_each_member_of_a_pool_has_a_random_stream_of_its_own(made):
    """The errors of members do not go together, and no member's draws move those of another."""
    few, many = (
        forecast_year(made, model=Pool([Draws(used), Draws()]), n_paths=40).paths[:, 0]
        for used in (0, 5)
    )
    assert not set(few[0::2]) & set(few[1::2])
    assert not np.array_equal(few[0::2], many[0::2])
    np.testing.assert_array_equal(few[1::2], many[1::2])


def test_the_default_pools_the_two_levels(made):
    grown = made.copy()
    grown.iloc[-90:, 0] *= 3  # the two part ways after strong growth
    default, count, root = (
        forecast_year(grown, model=name, n_paths=4000).total
        for name in ("default", "count-level", "root-level")
    )
    low, high = sorted([count.mean, root.mean])
    assert low < default.mean < high
    mixed = (count.probability_above(default.median) + root.probability_above(default.median)) / 2
    assert mixed == pytest.approx(0.5, abs=0.03)


def test_an_unknown_model_is_answered_with_the_known_ones():
    with pytest.raises(OptionError, match=r"Did you mean 'prophet'\?") as error:
        build("profet")
    assert all(name in str(error.value) for name in models())


def test_persistence_is_last_years_remainder_times_a_lognormal_factor(made):
    """The same days as last year, all scaled alike: median one, log standard deviation 0.6."""
    outlook = forecast_year(made, model="persistence", n_paths=4000)
    last_year = made.loc["2022-06-16":"2022-12-31", "arrivals"].to_numpy()
    factor = (outlook.total.samples - outlook.year_to_date) / last_year.sum()
    assert np.median(factor) == pytest.approx(1, rel=0.05)
    assert np.log(factor).std() == pytest.approx(0.6, rel=0.05)
    running = np.cumsum(outlook.paths, axis=1)
    np.testing.assert_allclose(running, np.outer(factor, np.cumsum(last_year)), atol=1.01)


def test_pace_scales_the_year_to_date(made):
    doubled = made.copy()
    doubled.loc["2023", "arrivals"] *= 2
    once, twice = (forecast_year(t, model="pace", n_paths=2000).total for t in (made, doubled))
    assert twice.median == pytest.approx(2 * once.median, rel=0.01)


def test_pace_without_a_pace_falls_back_on_persistence(made):
    quiet = made.copy()
    quiet.loc["2023", "arrivals"] = 0
    pace, persistence = (
        forecast_year(quiet, model=name, n_paths=100).paths for name in ("pace", "persistence")
    )
    np.testing.assert_array_equal(pace, persistence)


def make():
    rng = np.random.default_rng(11)
    days = pd.date_range("2020-01-01", "2023-06-15", name="date")
    season = np.exp(2.5 - 1.2 * np.cos(2 * np.pi * days.day_of_year / 365.25))
    return pd.DataFrame(
        {"arrivals": rng.poisson(season) * rng.integers(0, 2, len(days))}, index=days
    )


@EVERY
def test_the_next_year_from_the_middle_of_this_one(model):
    """About fifty a day, every day: the next year has about as many, whatever the model."""
    days = pd.date_range("2021-01-01", "2025-03-01", name="date")
    rng = np.random.default_rng(3)
    flat = pd.DataFrame({"arrivals": rng.poisson(50, len(days))}, index=days)
    for year in (2025, 2026):
        outlook = forecast_year(flat, model=model, year=year, n_paths=300)
        assert outlook.total.median == pytest.approx(50 * 365, rel=0.25), year


@EVERY
@pytest.mark.parametrize("pattern", ["sixty days", "one day", "one a year"])
def test_next_to_nobody(model, pattern):
    days = pd.date_range("2020-01-01", "2025-06-30", name="date")
    sparse = pd.DataFrame({"arrivals": 0}, index=days)
    if pattern == "sixty days":
        sparse.iloc[-60:, 0] = 9
    elif pattern == "one day":
        sparse.iloc[5, 0] = 1
    else:
        sparse.iloc[100::365, 0] = 1
    outlook = forecast_year(sparse, model=model, n_paths=50)
    assert outlook.total.samples.min() >= outlook.year_to_date
    assert outlook.total.median < 100_000


@given(
    days=st.lists(st.integers(0, 2_000), min_size=0, max_size=30),
    factors=st.lists(st.floats(0, 1e7), min_size=1, max_size=5),
)
def test_scaled_paths_total_the_sum_of_their_days(days, factors):
    """The total is not summed from them, and may not differ by a person."""
    paths = ScaledPaths(np.array(days, dtype=float), np.array(factors))
    assert paths.days().sum(axis=0, dtype=np.int64).tolist() == paths.totals().tolist()
