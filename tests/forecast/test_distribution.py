"""Quantiles, intervals and probabilities of simulated numbers of people."""

from __future__ import annotations

import numpy as np
import pytest
from crossings.data.errors import OptionError
from crossings.forecast import Distribution
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


@pytest.mark.parametrize("level", [-0.1, 1.1, float("nan")])
def test_a_level_outside_0_to_1_is_refused(level):
    with pytest.raises(OptionError, match="0 to 1"):
        Distribution(np.array([1])).quantile(level)


@pytest.mark.parametrize("level", [0, 1, 80])
def test_an_interval_outside_0_to_1_is_refused(level):
    with pytest.raises(OptionError, match="interval"):
        Distribution(np.array([1])).interval(level)
