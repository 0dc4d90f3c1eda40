"""How long the command takes to answer, cold, as ratios to what a user would compare it with.

    .venv/bin/python benchmarks/startup.py [--runs 9]

Each run is a process of its own; a command and its peer take turns, and the ratio is the median of
the pairs. Two more rows hold a command with the daily pages of a year in its store beside the same
command without a store. Run it where the package is installed, not in a checkout whose files are
compiled anew.
"""

from __future__ import annotations

import argparse
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from crossings.data import load
from crossings.data.ingest import files_in, ingest
from crossings.data.store.store import Store
from store import make_pages

BARE = "import typer; app = typer.Typer(rich_markup_mode=None); app.command()(lambda: None); app()"
PROPHET = """
import pandas as pd
from prophet import Prophet
model = Prophet()
model.fit(pd.read_csv({path!r}, parse_dates=["ds"]))
model.predict(model.make_future_dataframe(33, freq="W-SUN"))
"""
CROSSINGS = str(Path(sys.executable).parent / "crossings")
PAGES = 365


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=9)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = weekly_sums("2025-05-14", Path(folder))
        compare = [CROSSINGS, "compare"]
        forecast = [CROSSINGS, "forecast", "--as-of", "2025-05-14"]
        filled = ["--database", fill(Path(folder))]
        prophet = [sys.executable, "-c", PROPHET.format(path=str(path))]
        pairs = {
            "crossings --help": (
                [CROSSINGS, "--help"],
                [sys.executable, "-c", BARE, "--help"],
                "Python with typer",
            ),
            "crossings compare": (
                compare,
                [sys.executable, "-c", "import pandas"],
                "import pandas",
            ),
            "crossings forecast": (forecast, prophet, "import Prophet, fit it once, predict"),
            "compare, a year of pages": ([*compare, *filled], compare, "without a store"),
            "forecast, a year of pages": ([*forecast, *filled], forecast, "without a store"),
        }
        print(f"{options.runs} runs each; Python {platform.python_version()}\n")
        print("| command | median, s | beside | median, s | ratio |")
        print("| --- | ---: | --- | ---: | ---: |")
        for name, (command, beside, words) in pairs.items():
            ours, theirs = [], []
            for run in range(options.runs + 1):
                mine, other = timed(command, folder), timed(beside, folder)
                if run:  # the first warms the disk
                    ours.append(mine)
                    theirs.append(other)
            ratio = median(a / b for a, b in zip(ours, theirs, strict=True))
            print(f"| {name} | {median(ours):.2f} | {words} | {median(theirs):.2f} | {ratio:.2f} |")


def timed(command: list[str], folder: str) -> float:
    started = perf_counter()
    subprocess.run(command, check=True, capture_output=True, env={"XDG_DATA_HOME": folder})
    return perf_counter() - started


def fill(folder: Path) -> str:
    """Make a store with the daily pages of the year that the figures end with; return its name."""
    pages, database = folder / "pages", str(folder / "filled.sqlite")
    pages.mkdir()
    last = load().index[-1].date()
    make_pages(pages, PAGES, last - timedelta(PAGES + 6))
    store = Store(database)
    now = datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(1)
    outcomes = {one.outcome for one in ingest(store, files_in([pages]), retrieved=now)}
    store.close()
    if outcomes != {"new"}:
        raise SystemExit(f"the pages are {', '.join(sorted(outcomes))}")
    return database


def weekly_sums(as_of: str, folder: Path) -> Path:
    """Write what the peer is fitted to, and return where."""
    weeks = load(as_of=as_of)["arrivals"].resample("W-SUN").sum().iloc[:-1]
    path = folder / "weeks.csv"
    weeks.rename_axis("ds").rename("y").to_csv(path)
    return path


if __name__ == "__main__":
    main()
