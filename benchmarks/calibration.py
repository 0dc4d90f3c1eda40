"""Whether forecasts keep what they say: the plots of docs/method.md, and two tables.

    .venv/bin/python benchmarks/calibration.py [--model default] [--out docs]

Forecasts of the default from every Thursday of 2021 to 2025. One plot of how often central
intervals of every size contained the actual total, one of where it fell in the forecast of each
origin, by year; the same is printed as a table.

A table of probabilities, too: how likely each forecast said it was that the total is more than so
many times that of the year before, for seven multiples, and how often that happened. A year is one
observation: the points of a year move together.
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from crossings.data import Figures, figures
from crossings.data.calendar import year_after
from crossings.forecast import forecast_year, score_total
from joblib import Parallel, delayed
from skill import thursdays

MULTIPLES = (0.4, 0.6, 0.8, 1.0, 1.25, 1.6, 2.5)
"""Of the total of the year before."""
BINS = 10
LEVELS = np.arange(0.1, 1, 0.1)
BLUE, GREY = "#12436D", "#6B7276"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("docs"))
    parser.add_argument("--model", default="default")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    known = figures()
    work = (delayed(forecast)(known, day, options.model) for day in thursdays())
    scores = pd.DataFrame(Parallel(n_jobs=options.jobs)(work))
    apart = 2 * (scores["pit"] - 0.5).abs()  # the actual total lies on the edge of this interval
    coverage = [float((apart <= level).mean()) for level in LEVELS]
    print(f"{len(scores)} origins\n\n| central interval | contained the total |\n| ---: | ---: |")
    for level, share in zip(LEVELS, coverage, strict=True):
        print(f"| {level:.0%} | {share:.0%} |")
    print("\n| year | share of origins with the actual total in the upper half |\n| --- | ---: |")
    for year, group in scores.groupby("year"):
        print(f"| {year} | {(group['pit'] > 0.5).mean():.0%} |")

    print_probabilities(scores)

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


def forecast(known: Figures, day: date, model: str) -> dict[str, object]:
    """Return where the actual total fell, and the probability of each multiple."""
    year = year_after(day)
    total = forecast_year(known, as_of=day, model=model, n_paths=4000).total
    actual, last = int(known.totals[year]), int(known.totals[year - 1])
    return {
        "origin": day,
        "year": year,
        "pit": score_total(total, actual)["pit"],
        "said": [total.probability_above(multiple * last) for multiple in MULTIPLES],
        "happened": [actual > multiple * last for multiple in MULTIPLES],
    }


def print_probabilities(scores: pd.DataFrame) -> None:
    """Print how likely each multiple was said to be, and how often it happened."""
    table = scores.explode(["said", "happened"]).astype({"said": float, "happened": float})
    edges = np.linspace(0, 1, BINS + 1)
    table["bin"] = pd.cut(table["said"], edges, include_lowest=True)
    print("\n| said | mean | happened | how many |\n| --- | ---: | ---: | ---: |")
    for edge, group in table.groupby("bin", observed=True):
        print(
            f"| {max(edge.left, 0):.0%} to {edge.right:.0%} | {group['said'].mean():.2f} "
            f"| {group['happened'].mean():.2f} | {len(group):,} |"
        )
    score = ((table["said"] - table["happened"]) ** 2).mean()
    share = table.groupby(table.groupby(level=0).cumcount())["happened"].transform("mean")
    skill = 1 - score / ((share - table["happened"]) ** 2).mean()
    print(f"\nBrier score {score:.3f}; skill against how often each multiple happened: {skill:.2f}")


if __name__ == "__main__":
    main()
