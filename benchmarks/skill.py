"""How good the forecasts are: every model on past origins, 2021 to 2025, beside others' models.

    .venv/bin/python benchmarks/skill.py [--thursdays] [--models default,pace] [--paths 4000]
                                         [--jobs 2] [--by-year] [--peers PYTHON]

Models of the package and of retired.py. Sixty origins, the first Thursday of each month, or with
--thursdays all 260. Each forecast uses the figures up to its origin only, as they are known today.
With --peers the table also has models of statsforecast, which needs an older pandas: PYTHON is that
of an environment of its own, made by

    python3 -m venv peers && peers/bin/pip install statsforecast "pandas<3" scoringrules

CRPS of the annual total in people; coverage of the central 50, 80 and 95% intervals; Brier and log
score of the record; CRPS over that of persistence and of pace, with 90% intervals from drawing
whole years: five years are five observations, and small differences mean nothing.
"""

from __future__ import annotations

import argparse
import io
import subprocess
import tempfile
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
from crossings.data import load
from crossings.data.calendar import DAYS_A_WEEK
from crossings.forecast import backtest, models
from crossings.forecast.scoring import skill
from retired import RETIRED

THURSDAY = 3
ENDS = ("", "_low", "_high")
YEARS = range(2021, 2026)
PEERS = Path(__file__).with_name("peers.py")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--models", default=",".join([*models(), *RETIRED]))
    parser.add_argument("--paths", type=int, default=4000)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--thursdays", action="store_true")
    parser.add_argument("--by-year", action="store_true", help="also the CRPS of each year")
    parser.add_argument("--peers", type=Path, metavar="PYTHON")
    options = parser.parse_args()

    daily = load()
    origins = thursdays() if options.thursdays else first_thursdays()
    scores = backtest(
        daily,
        models=[RETIRED.get(name, name) for name in options.models.split(",")],
        origins=origins,
        n_paths=options.paths,
        n_jobs=options.jobs,
    )
    if options.peers:
        scores = pd.concat([scores, peers(options.peers, daily, origins, options.paths)])
    table = skill(scores)
    print(f"{len(origins)} origins, {options.paths:,} paths each\n")
    print(
        "| model | CRPS, people | coverage 50/80/95 | Brier, record | log score | / persistence "
        "| / pace | seconds |"
    )
    print("| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: |")
    for row in table.to_dict("records"):
        cover = "/".join(f"{row[f'covered_{level}']:.2f}" for level in (50, 80, 95))
        ratios = [
            "{:.2f} ({:.2f} to {:.2f})".format(*(row[f"vs_{other}{end}"] for end in ENDS))
            if f"vs_{other}" in row
            else ""
            for other in ("persistence", "pace")
        ]
        print(
            f"| {row['model']} | {row['crps']:,.0f} | {cover} | {row['brier']:.3f} "
            f"| {row['log_score']:.2f} | {ratios[0]} | {ratios[1]} | {row['seconds']:.2f} |"
        )
    if options.by_year:
        print("\nCRPS by year, people:\n")
        print(scores.pivot_table(index="model", columns="year", values="crps").round(0).to_string())


def first_thursdays() -> list[date]:
    """Return the first Thursday of every month."""
    firsts = [date(year, month, 1) for year in YEARS for month in range(1, 13)]
    return [day + timedelta(days=(THURSDAY - day.weekday()) % DAYS_A_WEEK) for day in firsts]


def thursdays() -> list[date]:
    """Return every Thursday before the last day of a year."""
    first, last = first_thursdays()[0], date(YEARS[-1], 12, 30)
    days = [first + timedelta(days=n) for n in range(0, (last - first).days + 1, DAYS_A_WEEK)]
    return [day for day in days if (day + timedelta(days=1)).year == day.year]


def peers(python: Path, daily: pd.DataFrame, origins: list[date], paths: int) -> pd.DataFrame:
    """Run the models of statsforecast in their own environment."""
    with tempfile.TemporaryDirectory() as folder:
        figures = Path(folder) / "figures.csv"
        daily["arrivals"].to_csv(figures)
        listed = ",".join(map(str, origins))
        command = [python, PEERS, figures, "--origins", listed, "--paths", str(paths)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return pd.read_csv(io.StringIO(done.stdout), parse_dates=["origin"]).astype(
        {"origin": "datetime64[ns]"}
    )


if __name__ == "__main__":
    main()
