"""What the count-level model computes by itself, beside SciPy."""

from __future__ import annotations

import importlib

import numpy as np
from scipy.special import gammaln

# By its full name: `crossings.forecast.models` is a function, too.
log_gamma = importlib.import_module("crossings.forecast.models.count_level").log_gamma


def test_log_of_the_gamma_function():
    x = np.geomspace(1e-6, 1e8, 5000)
    np.testing.assert_allclose(log_gamma(x), gammaln(x), rtol=1e-10, atol=1e-9)
