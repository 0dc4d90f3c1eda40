"""The two level models and their pool against reference numbers.

reference.csv, beside this file, has quantiles of the annual total (people) and P(record) on six
origins, for the default and each of its members: the means over ten seeds of 20,000 paths each. It
was made by this package, whose results agree with
those of the research implementation; run this file to make it again:

    .venv/bin/python tests/forecast/test_reference.py

NumPy may change its random streams from version to version, so the numbers are compared within the
noise of simulation.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from crossings.data import load
from crossings.forecast import forecast_year
from crossings.forecast.distribution import LEVELS

OWN = Path(__file__).with_name("reference.csv")
ORIGINS = ("2019-12-31", "2021-06-03", "2022-08-04", "2023-03-02", "2024-02-29", "2025-05-14")
NAMES = ("count-level", "root-level", "default")
SEEDS, PATHS = range(10), 20_000
TOLERANCE = 4.5
"""Standard errors of the share of paths below a quantile: one run in 1,000 goes beyond by chance,
were the random streams others."""

MODELS = {"count": "count-level", "root": "root-level", "pool": "default"}
EVERY_OTHER = 3


def make() -> pd.DataFrame:
    rows = []
    for origin in ORIGINS:
        for name in NAMES:
            made = [
                forecast_year(load(), as_of=origin, model=name, n_paths=PATHS, seed=seed)
                for seed in SEEDS
            ]
            quantiles = np.mean([one.total.quantile(LEVELS) for one in made], axis=0).round()
            row = dict(zip((f"q{level:g}" for level in LEVELS), quantiles.astype(int), strict=True))
            record = np.mean([one.record.probability for one in made]).round(4)
            rows.append({"origin": origin, "model": name, **row, "record_probability": record})
    return pd.DataFrame(rows)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("origin", ORIGINS)
def test_quantiles_and_record_are_those_of_the_reference(_figures, origin, name):
    row = pd.read_csv(OWN, index_col=["origin", "model"]).loc[(origin, name)]
    n_paths = 10_000
    outlook = forecast_year(_figures, as_of=origin, model=name, n_paths=n_paths)
    samples = outlook.total.samples
    for level in LEVELS:
        people = row[f"q{level:g}"]
        # The median of a tie counts half: totals are whole people, and small ones tie.
        share = ((samples < people).mean() + (samples <= people).mean()) / 2
        assert share == pytest.approx(level, abs=noise(level, n_paths)), level
    probability = row["record_probability"]
    error = noise(np.clip(probability, 0.001, 0.999), n_paths)
    assert outlook.record.probability == pytest.approx(probability, abs=error)


def noise(probability: float, n_paths: int) -> float:
    return TOLERANCE * np.sqrt(probability * (1 - probability) / n_paths)


@pytest.fixture(scope="module")
def differences(_figures, reference):
    """Differences from the research implementation, at every third origin.

    Of the median, in shares of the median remainder, and of P(record).
    """
    rows = []
    origins = pd.read_csv(reference / "channel-60-origins-root-normal.csv").iloc[::EVERY_OTHER]
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
    # 20,000 paths there, 10,000 here: about 1% of the remainder.
    assert (differences["median"].mean().abs() < 0.01).all()
    assert (differences["median"].agg(lambda d: np.sqrt((d**2).mean())) < 0.015).all()


def test_record_probabilities_agree(differences):
    assert (differences["record"].mean().abs() < 0.01).all()
    assert (differences["record"].agg(lambda d: d.abs().max()) < 0.04).all()


if __name__ == "__main__":
    make().to_csv(OWN, index=False)
