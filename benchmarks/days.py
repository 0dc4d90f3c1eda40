"""How true to life the simulated days are: real weeks of a year, spread over their days again.

    .venv/bin/python benchmarks/days.py

Each year's weekly totals are spread from the figures before it only. Calm days are those on which
nobody arrived.
"""

from __future__ import annotations

import numpy as np
from crossings.data import load
from crossings.data.calendar import DAYS_A_WEEK, WEEK, WEEKS_A_YEAR
from crossings.forecast.simulation.days import split_into_days
from crossings.forecast.simulation.weeks import weeks_after

YEARS = range(2021, 2026)
PATHS = 300


def main() -> None:
    figures = load()
    print("| year | calm days, real | calm days, spread | highest day, real | median, spread |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for year in YEARS:
        history = figures.loc[: f"{year - 1}-12-31"]
        real = figures.loc[str(year), "arrivals"].to_numpy()[: WEEKS_A_YEAR * DAYS_A_WEEK]
        weekly = real.reshape(WEEKS_A_YEAR, DAYS_A_WEEK).sum(axis=1).astype(np.int32)
        last = history.index[-1]
        days = split_into_days(
            np.repeat(weekly[:, None], PATHS, axis=1),
            weeks_after(last, last + WEEKS_A_YEAR * WEEK),
            history,
            np.random.default_rng(0),
        )
        highest = np.median(days.max(axis=0))
        calm = f"{(real == 0).mean():.0%} | {(days == 0).mean():.0%}"
        print(f"| {year} | {calm} | {real.max():,} | {highest:,.0f} |")


if __name__ == "__main__":
    main()
