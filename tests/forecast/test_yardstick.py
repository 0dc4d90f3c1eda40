from __future__ import annotations

import pytest
from crossings.forecast.yardstick import percent, phrase, yardstick
from hypothesis import given
from hypothesis import strategies as st

# The ranges of the PHIA probability yardstick (College of Policing, "Intelligence report").
RANGES = [
    ("remote chance", 0, 0.05),
    ("highly unlikely", 0.10, 0.20),
    ("unlikely", 0.25, 0.35),
    ("realistic possibility", 0.40, 0.499),
    ("likely", 0.55, 0.75),
    ("highly likely", 0.80, 0.90),
    ("almost certain", 0.95, 1),
]


@pytest.mark.parametrize(("words", "low", "high"), RANGES)
def test_words_agree_with_the_yardstick(words, low, high):
    assert {yardstick(low), yardstick((low + high) / 2), yardstick(high)} == {words}


@given(st.floats(0, 1), st.floats(0, 1))
def test_words_rise_with_the_probability(one, other):
    order = [words for words, _, _ in RANGES]
    low, high = sorted((one, other))
    assert order.index(yardstick(low)) <= order.index(yardstick(high))


@given(st.floats(0, 1))
def test_no_percent_claims_certainty(probability):
    text = percent(probability)
    assert text not in {"0%", "100%"}
    if text[0] not in "<>":
        assert abs(int(text[:-1]) / 100 - probability) <= 0.0051


def test_number_and_words_stand_together():
    assert phrase(0.615) == "likely (62%)"
    assert phrase(0.001) == "remote chance (<1%)"
