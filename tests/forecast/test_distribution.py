"""Quantiles, intervals and probabilities of simulated numbers of people."""

from __future__ import annotations

import numpy as np
import pytest
from crossings.data.errors import OptionError
from crossings.forecast import Distribution, Record
from hypothesis import given
from hypothesis import strategies as st

SAMPLES = st.lists(st.integers(0, 10**9), min_size=1, max_size=300)
LEVEL = st.floats(0, 1)


@given(SAMPLES, st.lists(LEVEL, min_size=2, max_size=9))
def test_quantiles_never_cross_and_are_whole_samples(samples, levels):
    quantile = Distribution(np.array(samples)).quantile(sorted(levels))
    assert (np.diff(quantile) >= 0).all()
    assert set(quantile.tolist()) <= set(samples)


@given(SAMPLES, LEVEL)
def test_quantile_is_the_inverse_of_the_distribution_function(samples, level):
    people = np.array(samples)
    quantile = Distribution(people).quantile(level)
    tolerance = 1e-8
    assert (people <= quantile).mean() >= level - tolerance
    assert (people < quantile).mean() <= level + tolerance


@given(SAMPLES, st.integers(0, 10**9))
def test_probability_above_is_strict(samples, threshold):
    probability = Distribution(np.array(samples)).probability_above(threshold)
    assert probability == sum(sample > threshold for sample in samples) / len(samples)


def test_levels_are_exact_where_floats_are_not():
    people = Distribution(np.arange(1, 10_001))
    assert people.quantile([0.025, 0.1, 0.3, 0.9, 0.975]).tolist() == [250, 1000, 3000, 9000, 9750]
    assert people.interval(0.8) == (1000, 9000)
    assert people.median == 5000
    assert people.mean == 5000.5


@pytest.mark.parametrize("n_paths", [100, 1_000, 10_000])
def test_the_rank_of_a_whole_percent_is_exact(n_paths):
    """0.07 x 10,000 is a little more than 700 in floats; the rank is 700, not 701."""
    people = Distribution(np.arange(1, n_paths + 1))
    for percent in range(1, 101):
        assert people.quantile(percent / 100) == percent * n_paths // 100, percent


@pytest.mark.parametrize("largest", [2**31 - 1, 2**31, 2**40])
def test_numbers_are_put_in_order_however_large_they_are(largest):
    people = Distribution(np.array([largest, 7, -largest, 2**20]))
    assert people.quantile([0.25, 0.5, 0.75, 1]).tolist() == [-largest, 7, 2**20, largest]
    assert people.quantile([0.5]).dtype == np.int64


@pytest.mark.parametrize("level", [-0.1, 1.1, float("nan")])
def test_a_level_outside_0_to_1_is_refused(level):
    with pytest.raises(OptionError, match="0 to 1"):
        Distribution(np.array([1])).quantile(level)


@pytest.mark.parametrize("level", [0, 1, 80])
def test_an_interval_outside_0_to_1_is_refused(level):
    with pytest.raises(OptionError, match="interval"):
        Distribution(np.array([1])).interval(level)


@given(SAMPLES, st.integers(-5, 10**9), st.integers(0, 10**9))
def test_a_probability_between_has_both_ends_in_it(samples, low, more):
    between = Distribution(np.array(samples)).probability_between(low, low + more)
    assert between == sum(low <= one <= low + more for one in samples) / len(samples)


@given(SAMPLES, st.lists(st.integers(-5, 10**9), min_size=1, max_size=5))
def test_the_distribution_function_counts_the_paths_at_or_below(samples, people):
    one = Distribution(np.array(samples))
    shares = one.cdf(people)
    assert shares.tolist() == [one.cdf(x) for x in people]
    assert shares.tolist() == pytest.approx([1 - one.probability_above(x) for x in people])


@given(SAMPLES, st.sets(st.integers(0, 10**9), min_size=2, max_size=9).map(sorted))
def test_a_histogram_has_every_path_in_one_bin(samples, edges):
    one = Distribution(np.array(samples))
    bins = one.histogram(edges)
    assert bins["probability"].sum() == pytest.approx(1)
    assert bins["low"].tolist()[1:] == bins["high"].tolist()[:-1]
    assert set(edges) <= {*bins["low"], *bins["high"]}
    expected = [one.probability_between(row.low, row.high - 1) for row in bins.itertuples()]
    assert bins["probability"].tolist() == pytest.approx(expected)


def test_a_histogram_adds_an_end_only_where_paths_lie_beyond():
    one = Distribution(np.array([10, 20, 30]))
    assert one.histogram([0, 31])["high"].tolist() == [31]
    assert one.histogram([15, 30]).values.tolist() == [
        [10, 15, 1 / 3], [15, 30, 1 / 3], [30, 31, 1 / 3],
    ]  # fmt: skip
    assert one.histogram(np.linspace(0, 40, 3)).dtypes.astype(str).tolist() == [
        "int64", "int64", "float64",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "edges",
    [[5], [], 5, [1, 1], [2, 1], [0, 0.5], [0, float("inf")], [0, float("nan")], "ab", [[0, 1]]],
)
def test_edges_that_make_no_bins_are_refused(edges):
    with pytest.raises(OptionError) as error:
        Distribution(np.array([1])).histogram(edges)
    assert error.value.argument == "edges"


@pytest.mark.parametrize("wrong", [float("nan"), "many", None])
def test_what_is_not_a_number_of_people_is_refused(wrong):
    one = Distribution(np.array([1]))
    for ask in (
        lambda: one.cdf(wrong),
        lambda: one.cdf([1, wrong]),
        lambda: one.probability_above(wrong),
        lambda: one.probability_between(0, wrong),
        lambda: one.probability_between(wrong, 1),
    ):
        with pytest.raises(OptionError, match="number of people"):
            ask()
    with pytest.raises(OptionError, match="lower number first"):
        one.probability_between(2, 1)


@pytest.mark.parametrize("samples", [[], [[1, 2]], [0.5], ["1"], [True], 3])
def test_samples_are_whole_numbers_in_one_row(samples):
    with pytest.raises(OptionError, match="one whole number for each path"):
        Distribution(np.array(samples))


def test_a_series_is_a_copy_of_the_paths():
    one = Distribution(np.array([300, 100]))
    series = one.to_series()
    assert (series.name, series.index.name, series.dtype) == ("people", "path", np.int64)
    series[0] = 0
    assert one.samples.tolist() == [300, 100]
    assert one.std == 100


def test_a_distribution_shows_its_numbers():
    one = Distribution(np.arange(1, 10_001))
    assert repr(one) == "<Distribution: median 5,000, 80% interval 1,000 to 9,000, 10,000 paths>"
    assert '<th scope="row">95% interval</th><td>250 to 9,750</td>' in one._repr_html_()


def test_a_record_shows_its_numbers_and_that_there_is_none():
    assert repr(Record(45_755, 2022, 0.62)) == "<Record: 45,755 in 2022, likely (62%)>"
    none = Record.none()
    assert repr(none) == "<Record: no earlier complete year to compare with>"
    assert not none
    assert Record(0, 2018, 1.0)  # a year without anybody is a record all the same
    assert np.isnan(none.probability)
