"""The two level models and their pool against the research implementation of the method."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from crossings.forecast import forecast_year

MODELS = {"gw": "count-level", "s": "root-level", "pool": "default"}
EVERY_OTHER = 3


@pytest.fixture(scope="module")
def differences(_figures, reference):
    """Median, in shares of the median remainder, and P(record), at every third origin."""
    rows = []
    origins = pd.read_csv(reference / "channel-60-origins.csv").iloc[::EVERY_OTHER]
    for seed, origin in enumerate(origins.itertuples()):
        for short, name in MODELS.items():
            outlook = forecast_year(_figures, as_of=origin.origin, model=name, seed=seed)
            assert outlook.year_to_date == origin.year_to_date
            assert outlook.record.threshold == origin.record_to_beat
            median = getattr(origin, f"{short}_q50")
            rows.append(
                {
                    "model": short,
                    "median": (outlook.total.median - median) / (median - origin.year_to_date),
                    "record": outlook.record.probability - getattr(origin, f"{short}_p_record"),
                }
            )
    return pd.DataFrame(rows).groupby("model")


def test_medians_agree_within_the_noise_of_simulation(differences):
    # 2,000 paths a member (400 quantiles) there, 10,000 here: about 2% of the remainder each.
    assert (differences["median"].mean().abs() < 0.01).all()
    assert (differences["median"].agg(lambda d: np.sqrt((d**2).mean())) < 0.03).all()


def test_record_probabilities_agree(differences):
    assert (differences["record"].mean().abs() < 0.01).all()
    assert (differences["record"].agg(lambda d: d.abs().max()) < 0.04).all()
