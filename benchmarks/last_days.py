"""How likely it is that nobody arrives on the last days of a year, beside how often nobody did.

    .venv/bin/python benchmarks/last_days.py [--models default,active-days] [--paths 4000]

First each of the last six days, forecast from seven days in a row, 15 to 21 December: the lowest
and the highest chance of nobody over these origins, which should be alike, as the weekday on which
a forecast is made says nothing of a day ten days later. Then the chance of nobody more with one to
six days to go, from 30 to 25 December. Beside both stands history: the share of days, or of runs of
so many days, with nobody in the three Decembers before; and what happened. Each forecast and each
share uses the figures up to its origin only.
"""

from __future__ import annotations

import argparse
from datetime import date

import numpy as np
import pandas as pd
from crossings.data import figures
from crossings.forecast import forecast_year

YEARS = range(2021, 2026)
AHEAD = range(1, 7)
ORIGINS = range(15, 22)
PAST_YEARS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", default="default,active-days")
    parser.add_argument("--paths", type=int, default=4000)
    options = parser.parse_args()
    arrivals = figures().daily["arrivals"]
    for model in options.models.split(","):
        print(f"{model}: nobody on a day, lowest to highest of 7 origins\n")
        days = [f"{26 + n} December" for n in range(len(AHEAD))]
        print(f"| year | {' | '.join(days)} | history | days with nobody |")
        print(f"| ---: |{' --- |' * len(days)} ---: | ---: |")
        for year in YEARS:
            chances = [last_days(date(year, 12, day), model, options.paths) for day in ORIGINS]
            cells = [
                f"{low:.2f} to {high:.2f}"
                for low, high in zip(np.min(chances, axis=0), np.max(chances, axis=0), strict=True)
            ]
            came = arrivals.loc[f"{year}-12-26" : f"{year}-12-31"]
            past = nobody_in_past(arrivals, year, 1)
            print(f"| {year} | {' | '.join(cells)} | {past:.2f} | {(came == 0).sum()} of 6 |")

        print(f"\n{model}: nobody more, forecast (history), and whether nobody came\n")
        print(f"| year | {' | '.join(f'{n} to go' for n in AHEAD)} |")
        print(f"| ---: |{' --- |' * len(AHEAD)}")
        for year in YEARS:
            cells = []
            for to_go in AHEAD:
                outlook = forecast_year(
                    figures(), as_of=date(year, 12, 31 - to_go), model=model, n_paths=options.paths
                )
                said = np.mean(outlook.total.samples == outlook.year_to_date)
                past = nobody_in_past(arrivals, year, to_go)
                came = arrivals.loc[str(outlook.first_day) : f"{year}-12-31"].sum()
                cells.append(f"{said:.2f} ({past:.2f}) {'some' if came else 'nobody'}")
            print(f"| {year} | {' | '.join(cells)} |")
        print()


def last_days(origin: date, model: str, n_paths: int) -> np.ndarray:
    """Return the chance of nobody on each of the last six days, seen from a day of December."""
    outlook = forecast_year(figures(), as_of=origin, model=model, n_paths=n_paths)
    return (outlook.paths[:, -len(AHEAD) :] == 0).mean(axis=0)


def nobody_in_past(arrivals: pd.Series, year: int, days: int) -> float:
    """Return the share of runs of so many days with nobody, in the Decembers before a year."""
    runs = [
        (arrivals.loc[f"{past}-12"].rolling(days).sum().dropna() == 0).to_numpy()
        for past in range(year - PAST_YEARS, year)
    ]
    return float(np.concatenate(runs).mean())


if __name__ == "__main__":
    main()
