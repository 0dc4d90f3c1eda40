"""How long a forecast takes, as a ratio to Prophet on the same weekly sums, in one process.

    .venv/bin/python benchmarks/speed.py [--as-of 2025-05-14] [--runs 15]

Both are warm: each has run once before the clock starts. The two take turns, so that a machine
that speeds up or slows down does so for both; the last column is the median of the pairs.
"""

from __future__ import annotations

import argparse
import logging
import platform
from collections.abc import Callable
from statistics import median
from time import perf_counter

import pandas as pd
from crossings.data import load
from crossings.data.calendar import DAYS_A_WEEK, year_of
from crossings.forecast import forecast_year


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--as-of", default="2025-05-14")
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--paths", type=int, default=10_000)
    options = parser.parse_args()

    daily = load().loc[: options.as_of]
    prophet = prophet_on(daily)
    contenders = {
        f"forecast_year, {options.paths:,} paths": lambda: (
            forecast_year(daily, n_paths=options.paths).total.median
        ),
        "the same, with its daily paths": lambda: forecast_year(daily, n_paths=options.paths).paths,
        "Prophet, fit and predict": prophet,
    }
    for run in contenders.values():
        run()
    seconds = {name: [] for name in contenders}
    for _ in range(options.runs):
        for name, run in contenders.items():
            seconds[name].append(timed(run))

    *_, peer = seconds.values()
    print(f"As of {options.as_of}; {options.runs} runs each; Python {platform.python_version()}\n")
    print("| what | median, ms | fastest, ms | of Prophet |\n| --- | ---: | ---: | ---: |")
    for name, values in seconds.items():
        ratio = median(mine / theirs for mine, theirs in zip(values, peer, strict=True))
        times = f"{1000 * median(values):.1f} | {1000 * min(values):.1f}"
        print(f"| {name} | {times} | {ratio:.2f} |")


def prophet_on(daily: pd.DataFrame) -> Callable[[], object]:
    """Return one fit and predict, as a user of Prophet writes it, on weeks ending on the origin."""
    from prophet import Prophet

    logging.getLogger("cmdstanpy").disabled = True
    arrivals = daily["arrivals"].iloc[len(daily) % DAYS_A_WEEK :]
    weekly = arrivals.to_numpy().reshape(-1, DAYS_A_WEEK).sum(axis=1)
    ends = arrivals.index[DAYS_A_WEEK - 1 :: DAYS_A_WEEK]
    until = pd.Timestamp(year_of((ends[-1] + pd.Timedelta(days=1)).year).end)
    ahead = -(-(until - ends[-1]).days // DAYS_A_WEEK)

    def run() -> object:
        model = Prophet()
        model.fit(pd.DataFrame({"ds": ends, "y": weekly}))
        future = model.make_future_dataframe(ahead, freq="7D", include_history=False)
        return model.predict(future)

    return run


def timed(run: Callable[[], object]) -> float:
    start = perf_counter()
    run()
    return perf_counter() - start


if __name__ == "__main__":
    main()
