"""How true to life the simulated days are.

    .venv/bin/python benchmarks/days.py

First real weeks of a year, spread over their days again, from the figures before that year only.
Then the next 91 days from every fourth Thursday of 2021 to 2025, as models simulate them: what the
paths have on average less what happened, means over the origins. Calm days are those on which
nobody arrived; a calm run is so many of them in a row.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from crossings.data import figures, load
from crossings.data.calendar import DAYS_A_WEEK, WEEK, WEEKS_A_YEAR
from crossings.forecast import forecast_year
from crossings.forecast.simulation.days import split_into_days
from crossings.forecast.simulation.weeks import weeks_after

YEARS = range(2021, 2026)
PATHS = 300
AHEAD = 91
MODELS = ("default", "count-level", "root-level", "active-days")


def main() -> None:
    daily = load()
    print("| year | calm days, real | calm days, spread | highest day, real | median, spread |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for year in YEARS:
        history = daily.loc[: f"{year - 1}-12-31"]
        real = daily.loc[str(year), "arrivals"].to_numpy()[: WEEKS_A_YEAR * DAYS_A_WEEK]
        last = history.index[-1]
        ahead = weeks_after(last, last + WEEKS_A_YEAR * WEEK)
        people = real.reshape(WEEKS_A_YEAR, DAYS_A_WEEK).sum(axis=1).astype(np.int32)
        days = split_into_days(np.repeat(people[:, None], PATHS, axis=1), ahead, history, 0)
        highest = np.median(days.max(axis=0))
        calm = f"{(real == 0).mean():.0%} | {(days == 0).mean():.0%}"
        print(f"| {year} | {calm} | {real.max():,} | {highest:,.0f} |")

    print(f"\nThe next {AHEAD} days: simulated less real, means over the origins\n")
    print("| model | calm share | mean calm run, days | longest, days | median highest day, % |")
    print("| --- | ---: | ---: | ---: | ---: |")
    known = figures()
    origins = pd.date_range(f"{YEARS[0]}-01-07", f"{YEARS[-1]}-09-25", freq=4 * WEEK)
    for model in MODELS:
        differences = []
        for seed, origin in enumerate(origins):
            outlook = forecast_year(known, as_of=origin, model=model, n_paths=PATHS, seed=seed)
            first, last = origin + pd.Timedelta(days=1), origin + pd.Timedelta(days=AHEAD)
            if last.year > outlook.year:
                continue
            ours = outlook.days_ahead(AHEAD)
            real = daily.loc[first:last, "arrivals"].to_numpy()[:, None]
            highest = 100 * (np.median(ours.max(axis=0)) / real.max() - 1)
            differences.append([*(calm_of(ours) - calm_of(real)), highest])
        share, mean, longest, highest = np.mean(differences, axis=0)
        print(f"| {model} | {share:+.3f} | {mean:+.2f} | {longest:+.1f} | {highest:+.0f} |")


def calm_of(days: np.ndarray) -> np.ndarray:
    """Return the share of calm days, and the mean and the longest run of them, over the paths."""
    calm = days == 0
    starts = calm.copy()
    starts[1:] &= ~calm[:-1]
    run, longest = np.zeros(days.shape[1]), np.zeros(days.shape[1])
    for today in calm:
        run = np.where(today, run + 1, 0)
        longest = np.maximum(longest, run)
    mean = calm.sum(axis=0) / np.maximum(starts.sum(axis=0), 1)
    return np.array([calm.mean(), mean.mean(), longest.mean()])


if __name__ == "__main__":
    main()
