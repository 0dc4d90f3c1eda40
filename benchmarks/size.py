"""What more figures cost: forecast, comparison and facts on 4 to 64 years of made-up days.

    .venv/bin/python benchmarks/size.py [--plot benchmarks/size.svg]

The last column is the growth from a row to the next one with twice the years: 2 is linear, 4
quadratic.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
import pandas as pd
from crossings.forecast import forecast_year
from crossings.reports import compare, facts

YEARS = (4, 8, 16, 32, 64)
RUNS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--plot", type=Path)
    options = parser.parse_args()
    work: dict[str, Callable[[pd.DataFrame], object]] = {
        "forecast": lambda daily: forecast_year(daily, n_paths=1000).total.median,
        "compare": compare,
        "facts": facts,
    }
    took = {name: [cost(run, made(years)) for years in YEARS] for name, run in work.items()}
    print("| years | " + " | ".join(f"{name}, ms | growth" for name in work) + " |")
    print("| ---: |" + " ---: | ---: |" * len(work))
    for at, years in enumerate(YEARS):
        cells = []
        for seconds in took.values():
            growth = f"{seconds[at] / seconds[at - 1]:.1f}" if at else ""
            cells += [f"{1000 * seconds[at]:.1f}", growth]
        print(f"| {years} | {' | '.join(cells)} |")
    if options.plot:
        plot(took, options.plot)


def made(years: int) -> pd.DataFrame:
    """Return so many years of days, up to the middle of the last."""
    rng = np.random.default_rng(years)
    days = pd.date_range(f"{2025 - years}-01-01", "2025-06-30", name="date")
    level = 60 - 50 * np.cos(2 * np.pi * days.day_of_year / 365.25)
    calm = rng.random(len(days)) < 0.4
    return pd.DataFrame({"arrivals": np.where(calm, rng.poisson(level), 0)}, index=days)


def cost(run: Callable[[pd.DataFrame], object], daily: pd.DataFrame) -> float:
    run(daily)
    seconds = []
    for _ in range(RUNS):
        started = perf_counter()
        run(daily)
        seconds.append(perf_counter() - started)
    return median(seconds)


def plot(took: dict[str, list[float]], path: Path) -> None:
    from crossings.reports.charts.style import THIS_YEAR, styled
    from matplotlib.figure import Figure

    with styled():
        ax = Figure(figsize=(7, 4), layout="constrained").add_subplot()
        for name, seconds in took.items():
            ax.loglog(YEARS, np.array(seconds) * 1000, marker="o", color=THIS_YEAR)
            ax.annotate(
                name,
                (YEARS[-1], seconds[-1] * 1000),
                xytext=(8, 0),
                textcoords="offset points",
                va="center",
            )
        ax.set_xticks(YEARS, [str(years) for years in YEARS])
        ax.minorticks_off()
        ax.set_xlabel("Years of daily figures")
        ax.set_title("Milliseconds a call", loc="left")
        ax.figure.savefig(path, metadata={"Date": None, "Creator": None})


if __name__ == "__main__":
    main()
