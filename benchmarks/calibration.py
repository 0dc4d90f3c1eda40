"""Whether intervals contain the actual total as often as intended: the plots of docs/method.md.

    .venv/bin/python benchmarks/calibration.py [--out docs]

Forecasts of the default from every Thursday of 2021 to 2025. One plot of how often central
intervals of every size contained the actual total, one of where it fell in the forecast of each
origin, by year.
Prints the same as a table. A year is one observation: the points of a year move together.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from crossings.data import load
from crossings.forecast import backtest
from skill import thursdays

LEVELS = np.arange(0.1, 1, 0.1)
BLUE, GREY = "#12436D", "#6B7276"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("docs"))
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    scores = backtest(load(), origins=thursdays(), n_paths=4000, n_jobs=options.jobs)
    apart = 2 * (scores["pit"] - 0.5).abs()  # the actual total lies on the edge of this interval
    coverage = [float((apart <= level).mean()) for level in LEVELS]
    print(f"{len(scores)} origins\n\n| central interval | contained the total |\n| ---: | ---: |")
    for level, share in zip(LEVELS, coverage, strict=True):
        print(f"| {level:.0%} | {share:.0%} |")
    print("\n| year | share of origins with the actual total in the upper half |\n| --- | ---: |")
    for year, group in scores.groupby("year"):
        print(f"| {year} | {(group['pit'] > 0.5).mean():.0%} |")

    plt.rcParams.update({"svg.hashsalt": "crossings", "font.family": "DejaVu Sans"})
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4), layout="constrained")
    left.plot([0, 1], [0, 1], color=GREY, linewidth=1)
    left.plot(LEVELS, coverage, color=BLUE, marker="o")
    left.set(xlabel="Central interval", ylabel="Share of origins covered", xlim=(0, 1), ylim=(0, 1))
    left.set_title("Coverage of intervals", loc="left")
    free = 0.0
    for year, group in sorted(scores.groupby("year"), key=lambda item: item[1]["pit"].iloc[0]):
        days = [origin.timetuple().tm_yday for origin in group["origin"]]
        right.plot(days, group["pit"], color=BLUE, linewidth=1)
        free = max(free + 0.05, group["pit"].iloc[0])  # labels that meet are moved apart
        right.annotate(str(year), (-32, free), fontsize=8, color=GREY, va="center")
    right.set_xlim(-36, 366)
    right.axhspan(0.1, 0.9, color=GREY, alpha=0.12)
    right.set(xlabel="Day of the year of the origin", ylabel="PIT of the actual total", ylim=(0, 1))
    right.set_title("Where the actual total fell (grey: 80% interval)", loc="left")
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
    options.out.mkdir(exist_ok=True)
    path = options.out / "calibration.svg"
    figure.savefig(path, metadata={"Date": None})
    print(f"\nWritten: {path}")


if __name__ == "__main__":
    main()
