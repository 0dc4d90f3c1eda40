"""The same models on other flows of people, of which there are more years than of the Channel.

    .venv/bin/python benchmarks/flows.py MONTHLY.csv [--jobs 2]

The file has the columns ``series,month,detections``: monthly detections on other irregular-arrival
routes. Models here think in days and weeks, so each month's people are first put on days at random,
in runs as lumpy as arrivals by sea are (a Dirichlet draw, one seed); the totals of months stay as
they are. Every third month end of every year with two complete years before it is an origin.

Prints, by model: CRPS as a share of the total, and over that of persistence (geometric mean),
coverage of the central 50, 80 and 95% intervals and the Brier score of a record, each series
weighing the same. The models of retired.py are among them.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from crossings.forecast import Model, backtest
from crossings.forecast.methods.baselines.analogue import Analogue
from crossings.forecast.methods.levels.count_level import CountLevel
from crossings.forecast.methods.levels.root_level import RootLevel
from crossings.forecast.methods.pool import Pool
from crossings.forecast.scoring import brier
from retired import RETIRED


class WithAnalogue(Pool):
    """The default and the analogue, equally."""

    def __init__(self) -> None:
        super().__init__((CountLevel(), RootLevel(), Analogue()))


class CountAndAnalogue(Pool):
    """The count-level model and the analogue, equally."""

    def __init__(self) -> None:
        super().__init__((CountLevel(), Analogue()))


MODELS: tuple[str | Model, ...] = (
    "default",
    "count-level",
    "root-level",
    WithAnalogue(),
    CountAndAnalogue(),
    "analogue",
    "ridge",
    "sarimax",
    *RETIRED.values(),
    "pace",
    "persistence",
)
LUMPINESS = 0.15
LAST_YEAR = 2024
MIN_TOTAL = 200


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("monthly", type=Path)
    parser.add_argument("--paths", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    names = [model if isinstance(model, str) else type(model).__name__ for model in MODELS]
    parts = []
    for series, group in pd.read_csv(options.monthly).groupby("series"):
        daily = on_days(group)
        first = daily.index[0].year + 2
        ends = pd.date_range(f"{first - 1}-12-01", f"{LAST_YEAR}-11-30", freq="3ME")
        scores = backtest(
            daily,
            models=MODELS,
            origins=[end.date() for end in ends],
            n_paths=options.paths,
            n_jobs=options.jobs,
        )
        parts.append(scores[scores["actual"] >= MIN_TOTAL].assign(series=series))
    table = pd.concat(parts)
    table["share"] = table["crps"] / table["actual"]
    table["brier"] = brier(table["record_probability"], table["record"])
    base = table[table["model"] == "persistence"].set_index(["series", "origin"])["crps"]
    keys = pd.MultiIndex.from_frame(table[["series", "origin"]])
    table["ratio"] = np.log(table["crps"].to_numpy() / base.reindex(keys).to_numpy())
    columns = ["share", "ratio", "covered_50", "covered_80", "covered_95", "brier"]
    means = table.groupby(["model", "series"])[columns].mean().groupby("model").mean()
    counted = table[table["model"] == names[0]]
    print(f"{counted['series'].nunique()} series, {len(counted):,} origins\n")
    print("| model | CRPS / total | / persistence | coverage 50/80/95 | Brier, record |")
    print("| --- | ---: | ---: | --- | ---: |")
    for name in names:
        row = means.loc[name]
        cover = "/".join(f"{row[f'covered_{level}']:.2f}" for level in (50, 80, 95))
        print(
            f"| {name} | {row['share']:.3f} | {np.exp(row['ratio']):.2f} | {cover} "
            f"| {row['brier']:.3f} |"
        )


def on_days(group: pd.DataFrame) -> pd.DataFrame:
    """Put monthly counts on days."""
    rng = np.random.default_rng(20260101)
    days, counts = [], []
    for month, count in zip(group["month"], group["detections"], strict=True):
        period = pd.Period(month, "M")
        share = rng.dirichlet(np.full(period.days_in_month, LUMPINESS))
        days.append(pd.date_range(period.start_time, periods=period.days_in_month))
        counts.append(rng.multinomial(int(count), share))
    index = pd.DatetimeIndex(np.concatenate(days), name="date")
    return pd.DataFrame({"arrivals": np.concatenate(counts)}, index=index)


if __name__ == "__main__":
    main()
