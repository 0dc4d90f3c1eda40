"""Models of statsforecast on the same origins, in an environment of their own; see skill.py.

    PYTHON benchmarks/peers.py FIGURES.csv --origins 2021-01-07,... --paths 4000 > scores.csv

Weekly sums as their users model them: AutoCES and AutoTheta on the square root with a season of 52
weeks, AutoARIMA on the sums with Fourier terms. Their models are given as they are; the annual
total comes from paths that draw each week around its forecast with the model's own errors, which
go together from week to week as the errors of the fit do.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd
import scoringrules
from statsforecast.models import AutoARIMA, AutoCES, AutoTheta

LEVEL = 80
NORMAL_80 = 1.2815515655446004
PAIRS = 2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("figures", type=Path)
    parser.add_argument("--origins", required=True)
    parser.add_argument("--paths", type=int, default=4000)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    arrivals = pd.read_csv(options.figures, parse_dates=["date"], index_col="date")["arrivals"]
    rows = []
    for name in ("AutoCES, root", "AutoTheta, root", "AutoARIMA, Fourier"):
        for number, text in enumerate(options.origins.split(",")):
            rows.append(score(name, arrivals, date.fromisoformat(text), options.paths, number))
        print(f"{name} done", file=sys.stderr)
    pd.DataFrame(rows).to_csv(sys.stdout, index=False)


def score(name: str, arrivals: pd.Series, origin: date, paths: int, seed: int) -> dict[str, object]:
    """Forecast one year from one origin and score it."""
    started = perf_counter()
    year = (origin + timedelta(days=1)).year
    known = arrivals.loc[: pd.Timestamp(origin)]
    totals = arrivals.groupby(arrivals.index.year).sum()
    samples = simulate(name, known, date(year, 12, 31), paths, np.random.default_rng(seed))
    samples = samples + int(known.loc[known.index.year == year].sum())
    actual, best = int(totals[year]), int(totals[totals.index < year].max())
    levels = {50: (0.25, 0.75), 80: (0.1, 0.9), 95: (0.025, 0.975)}
    covered = {
        f"covered_{level}": float(np.quantile(samples, low) <= actual <= np.quantile(samples, high))
        for level, (low, high) in levels.items()
    }
    return {
        "model": name,
        "origin": origin,
        "year": year,
        "actual": actual,
        "median": int(np.median(samples)),
        "crps": float(scoringrules.crps_ensemble(float(actual), samples)),
        "wis": np.nan,
        **covered,
        "pit": float(((samples < actual).mean() + (samples <= actual).mean()) / 2),
        "record_probability": float((samples > best).mean()),
        "record": actual > best,
        "seconds": perf_counter() - started,
    }


def simulate(
    name: str, known: pd.Series, end: date, paths: int, rng: np.random.Generator
) -> np.ndarray:
    """Return simulated people from the day after the figures to the end."""
    weeks = len(known) // 7
    sums = known.to_numpy(float)[-7 * weeks :].reshape(weeks, 7).sum(axis=1)
    days = (pd.Timestamp(end) - known.index[-1]).days
    ahead = -(-days // 7)
    share = np.minimum(7, days - 7 * np.arange(ahead)) / 7
    root = "root" in name
    series = np.sqrt(sums) if root else sums
    extra = {}
    if "ARIMA" in name:
        model = AutoARIMA()
        middles = pd.date_range(
            end=known.index[-1] - pd.Timedelta(days=3), periods=weeks, freq="7D"
        )
        future = pd.date_range(middles[-1] + pd.Timedelta(days=7), periods=ahead, freq="7D")
        fitted = model.fit(series, X=fourier(middles))
        extra = {"X": fourier(future)}
    else:
        model = (AutoCES if "CES" in name else AutoTheta)(season_length=52)
        fitted = model.fit(series)
    predicted = fitted.predict(h=ahead, level=[LEVEL], **extra)
    mean, high = predicted["mean"], predicted[f"hi-{LEVEL}"]
    sd = np.maximum((high - mean) / NORMAL_80, 0)
    # The interval widens with the horizon as the level wanders: draw that part once a path, as a
    # walk, and the noise of the first week anew each week.
    noise = sd[0] * rng.standard_normal((paths, ahead))
    wander = np.sqrt(np.maximum(np.diff(sd**2, prepend=sd[0] ** 2), 0))
    walk = np.cumsum(wander * rng.standard_normal((paths, ahead)), axis=1)
    drawn = np.maximum(mean + noise + walk, 0)
    people = drawn**2 if root else drawn
    return (people * share).sum(axis=1)


def fourier(days: pd.DatetimeIndex) -> np.ndarray:
    """Return cosines and sines of the year."""
    phase = 2 * np.pi * np.outer(days.dayofyear, np.arange(1, PAIRS + 1)) / 365.25
    return np.hstack([np.cos(phase), np.sin(phase)])


if __name__ == "__main__":
    main()
