from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from crossings.data import load
from hypothesis import HealthCheck, settings

OFFICIAL = Path(__file__).resolve().parents[2] / "shared" / "official"

settings.register_profile(
    "default",
    deadline=None,
    max_examples=50,
    derandomize="CI" in os.environ,  # in CI a red run means a changed line, not a new example
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "thorough", parent=settings.get_profile("default"), max_examples=1000, derandomize=False
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(scope="session")
def _figures() -> pd.DataFrame:
    return load()


@pytest.fixture
def figures(_figures) -> pd.DataFrame:
    """The embedded figures, a fresh copy for each test."""
    return _figures.copy()


@pytest.fixture(scope="session")
def official() -> Path:
    """The folder of real publications, which are not part of the project."""
    if not OFFICIAL.is_dir():
        pytest.skip("the official publications are not at ../shared/official")
    return OFFICIAL


@pytest.fixture
def made() -> pd.DataFrame:
    """Three and a half years of made-up counts with a season, growth and many zeros."""
    rng = np.random.default_rng(20260101)
    days = pd.date_range("2020-01-01", "2023-06-15", name="date")
    level = np.exp(3 + np.arange(len(days)) / 700 - np.cos(2 * np.pi * days.day_of_year / 365.25))
    calm = rng.random(len(days)) < 0.4
    return pd.DataFrame({"arrivals": np.where(calm, rng.poisson(level), 0)}, index=days)
