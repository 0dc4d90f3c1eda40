"""Learn from other flows what the direct regression says, and write it down.

    python forecast/learnt/build.py MONTHLY.csv

The file has the columns ``series,month,detections``: monthly detections on other irregular-arrival
routes. A linear regression of the log of a year's remainder beside that of the year before, on the
features of `direct`, each route weighing the same; and the quantiles of its
errors on routes that were left out when it was learnt. Nothing of the Channel is used.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from crossings.data.errors import NotEnoughHistoryError
from crossings.forecast.methods.libraries.direct import FEATURES, LEARNT, situation
from sklearn.linear_model import Ridge

HERE = Path(__file__).parent
PENALTIES = (0.01, 0.1, 1.0, 10.0)
LEVELS = (0.005, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975, 0.995)
TO_COME = (0.1, 0.25, 0.5, 0.75, 1.0)
LAST_YEAR = 2024


def main() -> None:
    """Read, learn, write, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("monthly", type=Path)
    parser.add_argument("--out", type=Path, default=HERE / LEARNT)
    options = parser.parse_args()

    rows = pd.concat(
        [
            _situations(str(name), group)
            for name, group in pd.read_csv(options.monthly).groupby("series")
        ]
    )
    weight = 1 / rows.groupby("series")["series"].transform("size").to_numpy()
    scores = {penalty: _left_out(rows, weight, penalty) for penalty in PENALTIES}
    error = {penalty: float(weight @ (left**2) / weight.sum()) for penalty, left in scores.items()}
    penalty = min(error, key=lambda candidate: error[candidate])
    naive = float(weight @ (rows["target"].to_numpy() ** 2) / weight.sum())
    found = _fit(rows, weight, penalty)
    left = scores[penalty]
    learnt: dict[str, Any] = {
        "learnt_on": f"{rows['series'].nunique()} routes, {len(rows):,} month ends",
        "coefficients": dict(zip(FEATURES, np.round(found, 4).tolist(), strict=True)),
        "levels": list(LEVELS),
        "errors": [
            {"to_come": high, "quantiles": _quantiles(left[inside], weight[inside])}
            for low, high in zip((-1.0, *TO_COME), TO_COME, strict=False)
            for inside in [((rows["to_come"] > low) & (rows["to_come"] <= high)).to_numpy()]
        ],
    }
    options.out.write_text(json.dumps(learnt, indent=1) + "\n", encoding="utf-8")
    print(f"{learnt['learnt_on']}; penalty {penalty}")
    for candidate, value in error.items():
        print(f"  penalty {candidate}: root mean squared log error {value**0.5:.3f}")
    print(f"  last year's remainder alone: {naive**0.5:.3f}")


def _situations(name: str, group: pd.DataFrame) -> pd.DataFrame:
    """Return every month end of a route from which a year is to be foretold."""
    months = pd.PeriodIndex(group["month"], freq="M")
    counts = pd.Series(group["detections"].to_numpy(float), index=months)
    days = pd.date_range(months[0].start_time, months[-1].end_time.normalize())
    # Days are made only to be summed again; a month's people are spread evenly over them.
    daily = pd.Series(counts.reindex(days.to_period("M")).to_numpy() / days.days_in_month, days)
    rows = []
    for end in pd.date_range(days[0], f"{LAST_YEAR}-11-30", freq="ME"):
        year = (end + pd.Timedelta(days=1)).year
        try:
            seen = situation(daily, end.date(), year)
        except NotEnoughHistoryError:
            continue
        rest = float(daily.loc[end + pd.Timedelta(days=1) : f"{year}-12-31"].sum())
        rows.append([name, seen.to_come, seen.target(rest), *seen.features])
    return pd.DataFrame(rows, columns=["series", "to_come", "target", *FEATURES])


def _fit(rows: pd.DataFrame, weight: np.ndarray, penalty: float) -> np.ndarray:
    model = Ridge(alpha=penalty, fit_intercept=False)
    return model.fit(rows[list(FEATURES)], rows["target"], sample_weight=weight).coef_


def _left_out(rows: pd.DataFrame, weight: np.ndarray, penalty: float) -> np.ndarray:
    """Return the errors on each route of what was learnt on the others."""
    errors = np.zeros(len(rows))
    for name in rows["series"].unique():
        out = (rows["series"] == name).to_numpy()
        learnt = _fit(rows[~out], weight[~out], penalty)
        errors[out] = rows["target"][out] - rows.loc[out, list(FEATURES)] @ learnt
    return errors


def _quantiles(errors: np.ndarray, weight: np.ndarray) -> list[float]:
    order = np.argsort(errors)
    share = (np.cumsum(weight[order]) - weight[order] / 2) / weight.sum()
    return np.round(np.interp(LEVELS, share, errors[order]), 4).tolist()


if __name__ == "__main__":
    main()
