"""What the count-level model computes by itself, beside SciPy."""

from __future__ import annotations

import numpy as np
from crossings.forecast.methods.levels.count_level import log_gamma
from scipy.special import gammaln


def test_log_of_the_gamma_function():
    x = np.geomspace(1e-6, 1e8, 5000)
    np.testing.assert_allclose(log_gamma(x), gammaln(x), rtol=1e-10, atol=1e-9)
