"""What a forecast costs in memory, and how its time grows.

    .venv/bin/python benchmarks/cost.py [--peers PYTHON]

Peak memory of whole processes that make one forecast, beside Prophet and, with --peers (the Python
of an environment with statsforecast, see skill.py), AutoCES of statsforecast. Then the time of
forecasts with more paths and of backtests with more origins, on one and on two workers (more years
of figures: size.py); each as a multiple of the smallest, the fastest of some runs.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from crossings.data import load
from crossings.forecast import backtest, forecast_year
from skill import first_thursdays
from speed import timed

RUNS = 5
PEAK = "; import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
OURS = "from crossings import load, forecast_year; forecast_year(load()).total.median"
PROPHET = """
import logging; logging.disable(50)
import pandas as pd; from prophet import Prophet
weekly = pd.read_csv({path!r}); model = Prophet(); model.fit(weekly)
model.predict(model.make_future_dataframe(52, freq="7D"))"""
CES = """
import pandas as pd; from statsforecast.models import AutoCES
weekly = pd.read_csv({path!r}); AutoCES(season_length=52).fit(weekly["y"].to_numpy(float) ** .5)"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peers", type=Path, metavar="PYTHON")
    options = parser.parse_args()
    daily = load()

    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "weekly.csv")
        sums = daily["arrivals"].resample("W").sum()
        pd.DataFrame({"ds": sums.index, "y": sums.to_numpy()}).to_csv(path, index=False)
        peaks = {"forecast_year, 10,000 paths": peak(sys.executable, OURS)}
        peaks["Prophet, fit and predict"] = peak(sys.executable, PROPHET.format(path=path))
        if options.peers:
            peaks["AutoCES of statsforecast"] = peak(options.peers, CES.format(path=path))
    ours = next(iter(peaks.values()))
    print("| whole process | peak, MiB | ours beside it |\n| --- | ---: | ---: |")
    for name, mebibytes in peaks.items():
        print(f"| {name} | {mebibytes:,.0f} | {ours / mebibytes:.2f} |")

    grow("paths", {n: lambda n=n: forecast_year(daily, n_paths=n).total for n in PATHS})
    origins = first_thursdays()
    for jobs in (1, 2):
        work = {
            n: lambda n=n, jobs=jobs: backtest(daily, origins=origins[-n:], n_jobs=jobs)
            for n in (15, 30, 60)
        }
        grow(f"origins, {jobs} worker{'s' if jobs > 1 else ''}", work, runs=2)


PATHS = (1_000, 10_000, 100_000)


def peak(python: str | Path, code: str) -> float:
    """Return the peak memory of a process that runs some code, in MiB."""
    command = [python, "-c", code + PEAK]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


def grow(what: str, work: dict[int, Callable[[], object]], runs: int = RUNS) -> None:
    """Print the time of each amount of work."""
    print(f"\n| {what} | seconds | times the first |\n| ---: | ---: | ---: |")
    first = None
    for amount, run in work.items():
        run()
        seconds = min(timed(run) for _ in range(runs))
        first = first or seconds
        print(f"| {amount:,} | {seconds:.3f} | {seconds / first:.1f} |")


if __name__ == "__main__":
    main()
