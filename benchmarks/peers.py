"""Models of statsforecast on the same origins, in an environment of their own; see skill.py.

    PYTHON benchmarks/peers.py FIGURES.csv PERIODS.csv --paths 4000 > scores.csv

PERIODS.csv has what is forecast from each origin: ``target,origin,start,end``.

Weekly sums as their users model them: AutoCES, AutoTheta and AutoETS on the square root with a
season of 52 weeks (AutoETS drops it), AutoARIMA on the sums with Fourier terms. Their models are
given as they are; people in a period come from paths that draw each week around its forecast with
the model's own errors, which go together from week to week as the errors of the fit do. A week that
lies partly in a period counts in proportion to its days.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd
import scoringrules
from statsforecast.models import AutoARIMA, AutoCES, AutoETS, AutoTheta

LEVEL = 80
NORMAL_80 = 1.2815515655446004
PAIRS = 2
WEEK = 7
DATES = ["origin", "start", "end"]
NAMES = ("AutoCES, root", "AutoTheta, root", "AutoETS, root", "AutoARIMA, Fourier")
LEVELS = {50: (0.25, 0.75), 80: (0.1, 0.9), 95: (0.025, 0.975)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("figures", type=Path)
    parser.add_argument("periods", type=Path)
    parser.add_argument("--paths", type=int, default=4000)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    arrivals = pd.read_csv(options.figures, parse_dates=["date"], index_col="date")["arrivals"]
    periods = pd.read_csv(options.periods, parse_dates=DATES)
    rows = []
    for name in NAMES:
        for number, (origin, asked) in enumerate(periods.groupby("origin")):
            rows += score(name, arrivals, origin, asked, options.paths, number)
        print(f"{name} done", file=sys.stderr)
    pd.DataFrame(rows).to_csv(sys.stdout, index=False)


def score(
    name: str, arrivals: pd.Series, origin: pd.Timestamp, asked: pd.DataFrame, paths: int, seed: int
) -> Iterator[dict[str, object]]:
    """Forecast from one origin as far as is asked, and score each period."""
    started = perf_counter()
    year = (origin + pd.Timedelta(days=1)).year
    known = arrivals.loc[:origin]
    totals = arrivals.groupby(arrivals.index.year).sum()
    ahead = (asked["end"].max() - origin).days
    weeks = simulate(name, known, -(-ahead // WEEK), paths, np.random.default_rng(seed))
    seconds = (perf_counter() - started) / len(asked)
    for period in asked.itertuples():
        days = np.arange(WEEK * weeks.shape[1]).reshape(-1, WEEK)
        first, last = (period.start - origin).days - 1, (period.end - origin).days - 1
        share = ((days >= first) & (days <= last)).mean(axis=1)
        people = weeks @ share + int(known.loc[period.start :].sum())
        actual = int(arrivals.loc[period.start : period.end].sum())
        annual = period.target == "year"
        best = int(totals[totals.index < year].max())
        yield {
            "model": name,
            "target": period.target,
            "origin": origin,
            "year": year,
            "start": period.start,
            "end": period.end,
            "actual": actual,
            "median": int(np.median(people)),
            "crps": float(scoringrules.crps_ensemble(float(actual), people)),
            "wis": np.nan,
            **{
                f"covered_{level}": covered(people, actual, *tails)
                for level, tails in LEVELS.items()
            },
            "pit": float(((people < actual).mean() + (people <= actual).mean()) / 2),
            "record_probability": float((people > best).mean()) if annual else np.nan,
            "record": actual > best if annual else None,
            "seconds": seconds,
        }


def covered(people: np.ndarray, actual: int, low: float, high: float) -> float:
    """Return 1 where an interval contains what happened, else 0."""
    return float(np.quantile(people, low) <= actual <= np.quantile(people, high))


def simulate(
    name: str, known: pd.Series, ahead: int, paths: int, rng: np.random.Generator
) -> np.ndarray:
    """Return simulated people in so many weeks after the figures; shape (paths, ahead)."""
    weeks = len(known) // WEEK
    sums = known.to_numpy(float)[-WEEK * weeks :].reshape(weeks, WEEK).sum(axis=1)
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
        kind = {"AutoCES": AutoCES, "AutoTheta": AutoTheta, "AutoETS": AutoETS}[
            name.partition(",")[0]
        ]
        fitted = kind(season_length=52).fit(series)
    predicted = fitted.predict(h=ahead, level=[LEVEL], **extra)
    mean, high = predicted["mean"], predicted[f"hi-{LEVEL}"]
    sd = np.maximum((high - mean) / NORMAL_80, 0)
    # The interval widens with the horizon as the level wanders: draw that part once a path, as a
    # walk, and the noise of the first week anew each week.
    noise = sd[0] * rng.standard_normal((paths, ahead))
    wander = np.sqrt(np.maximum(np.diff(sd**2, prepend=sd[0] ** 2), 0))
    walk = np.cumsum(wander * rng.standard_normal((paths, ahead)), axis=1)
    drawn = np.maximum(mean + noise + walk, 0)
    return drawn**2 if root else drawn


def fourier(days: pd.DatetimeIndex) -> np.ndarray:
    """Return cosines and sines of the year."""
    phase = 2 * np.pi * np.outer(days.dayofyear, np.arange(1, PAIRS + 1)) / 365.25
    return np.hstack([np.cos(phase), np.sin(phase)])


if __name__ == "__main__":
    main()
