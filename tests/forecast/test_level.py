"""What models of a level share."""

from __future__ import annotations

import numpy as np
from crossings.forecast.methods.levels.level import draw_nodes
from hypothesis import given
from hypothesis import strategies as st


@given(
    st.lists(st.floats(0, 1) | st.floats(0, 1e-6) | st.just(0.0), min_size=1, max_size=90),
    st.integers(0, 1000),
)
def test_nodes_are_drawn_as_numpy_draws_them(weights, seed):
    """Number by number, also where many nodes weigh next to nothing and where one weighs all."""
    weights[len(weights) // 2] = 1.0
    probability = np.array(weights) / sum(weights)
    drawn = draw_nodes(probability, 200, np.random.default_rng(seed))
    expected = np.random.default_rng(seed).choice(probability.size, size=200, p=probability)
    np.testing.assert_array_equal(drawn, expected)
