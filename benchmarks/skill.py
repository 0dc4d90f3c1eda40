"""How good the forecasts are: every model on past origins, beside others' models.

    .venv/bin/python benchmarks/skill.py [--thursdays] [--models default,pace] [--paths 4000]
                                         [--jobs 2] [--by-year] [--peers PYTHON]
    .venv/bin/python benchmarks/skill.py --horizons [--years 2021-2025] [...]

Models of the package and of retired.py. Sixty origins, the first Thursday of each month of 2021 to
2025, or with --thursdays all 260. Each forecast uses the figures up to its origin only, as they are
known today. With --peers the table also has models of statsforecast, which needs an older pandas:
PYTHON is that of an environment of its own, made by

    python3 -m venv peers && peers/bin/pip install statsforecast "pandas<3" scoringrules

CRPS of the annual total in people; coverage of the central 50, 80 and 95% intervals; Brier and log
score of the record; CRPS over that of persistence and of pace, with 90% intervals from drawing
whole years: five years are five observations, and small differences mean nothing.

With --horizons the next 7, 28 and 91 days and the next month instead, from every Thursday whose
period is over: the CRPS of the default in people, over that of climatology and of persistence, and
the CRPS of each model over that of the default; coverage at 28 days. With --years 2026 from the
Thursdays of 2026 so far, which can be scored although the year is not over. Figures of 2026 to 20
August were seen while the method was chosen, and the table says so.
"""

from __future__ import annotations

import argparse
import io
import subprocess
import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
from crossings.data import load
from crossings.data.calendar import DAYS_A_WEEK
from crossings.forecast import backtest, models
from crossings.forecast.horizons import NEXT_MONTH, WEEKS, YEAR, period_ahead
from crossings.forecast.scoring import skill
from retired import RETIRED

THURSDAY = 3
ENDS = ("", "_low", "_high")
YEARS = range(2021, 2026)
SEEN = 2026
PEERS = Path(__file__).with_name("peers.py")
HORIZONS = {
    **{target: f"{weeks * DAYS_A_WEEK} days" for target, weeks in WEEKS.items()},
    NEXT_MONTH: "next month",
}
BASELINES = ("climatology", "persistence")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--models", default=",".join([*models(), *RETIRED]), help="with --horizons: default, too"
    )
    parser.add_argument("--paths", type=int, default=4000)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--years", type=years, default=YEARS, metavar="FIRST-LAST")
    parser.add_argument("--thursdays", action="store_true")
    parser.add_argument("--horizons", action="store_true", help="the weeks ahead")
    parser.add_argument("--by-year", action="store_true", help="also the CRPS of each year")
    parser.add_argument("--peers", type=Path, metavar="PYTHON")
    options = parser.parse_args()

    if options.horizons:
        named = options.models.split(",")
        options.models = ",".join(dict.fromkeys(["default", *named]))
        print_horizons(options)
        return
    origins = thursdays(options.years) if options.thursdays else first_thursdays(options.years)
    scores = score({YEAR: origins}, options)
    table = skill(scores)
    print(f"{len(origins)} origins, {options.paths:,} paths each\n")
    print(
        "| model | CRPS, people | coverage 50/80/95 | Brier, record | log score | / persistence "
        "| / pace | seconds |"
    )
    print("| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: |")
    for row in table.to_dict("records"):
        ratios = [ratio(row, other) for other in ("persistence", "pace")]
        print(
            f"| {row['model']} | {row['crps']:,.0f} | {coverage(row)} | {row['brier']:.3f} "
            f"| {row['log_score']:.2f} | {ratios[0]} | {ratios[1]} | {row['seconds']:.2f} |"
        )
    if options.by_year:
        print("\nCRPS by year, people:\n")
        print(scores.pivot_table(index="model", columns="year", values="crps").round(0).to_string())


def print_horizons(options: argparse.Namespace) -> None:
    """Print the tables of the weeks ahead."""
    last = load().index[-1].date()
    days = thursdays(options.years)
    origins = {
        target: [day for day in days if period_ahead(day, target).end <= last]
        for target in HORIZONS
    }
    scores = score(origins, options)
    table = skill(scores, against=("default", *BASELINES)).set_index(["target", "model"])
    names = list(dict.fromkeys(scores["model"]))
    listed = ", ".join(f"{len(origins[target])} ({HORIZONS[target]})" for target in HORIZONS)
    print(f"Origins: {listed}; every Thursday, {options.paths:,} paths each")
    if SEEN in options.years:
        print(f"Seen: the figures of {SEEN} to 20 August were known when the method was chosen")
    heads = " | ".join(HORIZONS.values())
    print(f"\n| default | {heads} |\n| --- |{' ---: |' * len(HORIZONS)}")
    by_target = [table.loc[(target, "default")].to_dict() for target in HORIZONS]
    print("| CRPS, people |", " | ".join(f"{row['crps']:,.0f}" for row in by_target), "|")
    print("| coverage 50/80/95 |", " | ".join(map(coverage, by_target)), "|")
    for other in BASELINES:
        if other in names:
            print(f"| / {other} |", " | ".join(ratio(row, other, 3) for row in by_target), "|")
    print("\nCRPS over that of the default:\n")
    print(f"| model | {heads} | coverage at 28 days |\n| --- |{' ---: |' * len(HORIZONS)} --- |")
    for name in names:
        rows = {target: table.loc[(target, name)].to_dict() for target in HORIZONS}
        ratios = [ratio(row, "default", 3) for row in rows.values()]
        cells = [*ratios, coverage(rows["next-4-weeks"])]
        print(f"| {name} | {' | '.join(cells)} |")
    if options.by_year:
        print("\nCRPS by year, people:\n")
        by_year = scores.pivot_table(index=["target", "model"], columns="year", values="crps")
        print(by_year.round(0).to_string())


def score(origins: dict[str, list[date]], options: argparse.Namespace) -> pd.DataFrame:
    """Score every model on the origins of each target."""
    daily = load()
    chosen = [RETIRED.get(name, name) for name in options.models.split(",")]
    parts = [
        backtest(
            daily,
            models=chosen,
            origins=days,
            target=target,
            n_paths=options.paths,
            n_jobs=options.jobs,
        )
        for target, days in origins.items()
    ]
    if options.peers:
        parts.append(peers(options.peers, daily, origins, options.paths))
    return pd.concat(parts, ignore_index=True)


def coverage(row: dict[str, float]) -> str:
    return "/".join(f"{row[f'covered_{level}']:.2f}" for level in (50, 80, 95))


def ratio(row: dict[str, float], other: str, places: int = 2) -> str:
    """Return a CRPS over that of another model, with its interval."""
    if f"vs_{other}" not in row:
        return ""
    value, low, high = (f"{row[f'vs_{other}{end}']:.{places}f}" for end in ENDS)
    return f"{value} ({low} to {high})" if low != "nan" else value


def years(text: str) -> range:
    """Return the years of a text such as 2021-2025, or of one year."""
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def first_thursdays(wanted: Sequence[int] = YEARS) -> list[date]:
    """Return the first Thursday of every month."""
    firsts = [date(year, month, 1) for year in wanted for month in range(1, 13)]
    return [day + timedelta(days=(THURSDAY - day.weekday()) % DAYS_A_WEEK) for day in firsts]


def thursdays(wanted: Sequence[int] = YEARS) -> list[date]:
    """Return every Thursday before the last day of a year."""
    first, last = first_thursdays(wanted)[0], date(wanted[-1], 12, 30)
    days = [first + timedelta(days=n) for n in range(0, (last - first).days + 1, DAYS_A_WEEK)]
    return [day for day in days if (day + timedelta(days=1)).year == day.year]


def peers(
    python: Path, daily: pd.DataFrame, origins: dict[str, list[date]], paths: int
) -> pd.DataFrame:
    """Run the models of statsforecast in their own environment."""
    periods = pd.DataFrame(
        [
            (target, day, *vars(period_ahead(day, target)).values())
            for target, days in origins.items()
            for day in days
        ],
        columns=["target", "origin", "start", "end"],
    )
    with tempfile.TemporaryDirectory() as folder:
        figures, asked = Path(folder) / "figures.csv", Path(folder) / "periods.csv"
        daily["arrivals"].to_csv(figures)
        periods.to_csv(asked, index=False)
        command = [python, PEERS, figures, asked, "--paths", str(paths)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return pd.read_csv(io.StringIO(done.stdout), parse_dates=["origin", "start", "end"])


if __name__ == "__main__":
    main()
