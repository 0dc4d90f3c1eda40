"""The situation of a forecast origin, as the direct regressions see it."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from crossings.forecast.methods.libraries.direct import situation


@pytest.mark.parametrize("origin", [date(2024, 2, 27), date(2024, 2, 28), date(2024, 2, 29)])
def test_a_day_of_the_year_before_counts_once(origin):
    days = pd.date_range("2021-01-01", "2024-12-31", name="date")
    people = pd.Series(0, index=days)
    people["2023-02-28"] = 100
    seen = situation(people, origin, 2024)
    ahead = origin == date(2024, 2, 27)
    assert seen.to_come == (1 if ahead else 0)
    assert seen.base - seen.smoothing == (100 if ahead else 0)
