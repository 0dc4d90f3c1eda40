"""How good the forecasts are: scores on the first Thursday of each month, 2021 to 2025.

    .venv/bin/python benchmarks/skill.py [--models default,pace] [--paths 4000]

Each forecast uses the figures up to its origin only, as they are known today. CRPS of the annual
total in people, coverage of the central intervals, Brier score of the record. The sixty origins
are five years, and errors within a year go together: small differences mean nothing.
"""

from __future__ import annotations

import argparse
from datetime import date, timedelta
from time import perf_counter

import pandas as pd
import scoringrules
from crossings.data import load
from crossings.data.years import complete_years
from crossings.forecast import YearForecast, forecast_year, models

THURSDAY = 3
LEVELS = (0.5, 0.8, 0.95)
YEARS = range(2021, 2026)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", default=",".join(models()))
    parser.add_argument("--paths", type=int, default=4000)
    options = parser.parse_args()

    daily = load()
    totals = complete_years(daily)
    rows = []
    for name in options.models.split(","):
        for seed, origin in enumerate(first_thursdays()):
            start = perf_counter()
            outlook = forecast_year(
                daily, as_of=origin, model=name, n_paths=options.paths, seed=seed
            )
            scores = score(outlook, int(totals[origin.year]))
            rows.append({"model": name, **scores, "seconds": perf_counter() - start})
    table = pd.DataFrame(rows).groupby("model", sort=False).mean()
    print(f"{len(first_thursdays())} origins, {options.paths:,} paths each\n")
    print("| model | CRPS, people | coverage 50/80/95 | Brier, record | seconds |")
    print("| --- | ---: | --- | ---: | ---: |")
    for row in table.itertuples():
        cover = "/".join(f"{getattr(row, f'covered_{level * 100:.0f}'):.2f}" for level in LEVELS)
        print(f"| {row.Index} | {row.crps:,.0f} | {cover} | {row.brier:.3f} | {row.seconds:.2f} |")


def first_thursdays() -> list[date]:
    """Return the first Thursday of every month."""
    firsts = [date(year, month, 1) for year in YEARS for month in range(1, 13)]
    return [day + timedelta(days=(THURSDAY - day.weekday()) % 7) for day in firsts]


def score(outlook: YearForecast, actual: int) -> dict[str, float]:
    """Score one forecast against the year's total."""
    total = outlook.total
    intervals = {level: total.interval(level) for level in LEVELS}
    record = outlook.record
    if record is None:
        raise SystemExit("no earlier year to break the record of")
    return {
        "crps": float(scoringrules.crps_ensemble(actual, total.samples.astype(float))),
        "brier": (record.probability - (actual > record.threshold)) ** 2,
        **{
            f"covered_{level * 100:.0f}": float(low <= actual <= high)
            for level, (low, high) in intervals.items()
        },
    }


if __name__ == "__main__":
    main()
