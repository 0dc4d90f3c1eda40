"""Earlier forecasts against what happened, and against a naive baseline."""

from __future__ import annotations

import pandas as pd

from ..charts import track_chart
from ..section import Fact, Section
from ..tables import Table, table_of
from ..wording import ROUNDED, about, listed, outward, people_text
from .inputs import Inputs

FEWEST = 2
"""Forecasts that make a track record; the present one is among them."""


def track_section(inputs: Inputs) -> Section | None:
    """Return the section; None where no earlier forecast can be made."""
    frames = [frame for frame in (inputs.scored, inputs.track) if len(frame)]
    if sum(map(len, frames)) < FEWEST:
        return None
    track = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
    made = _forecasts(track)
    chart = track_chart(track, made, inputs.figures)
    scores = _scores(inputs)
    return Section(
        "track-record",
        "Track record",
        facts=tuple(_facts(inputs)),
        charts=(chart,),
        tables=() if scores is None else (scores,),
        notes=(
            (
                "There is one forecast a month in past years, one a week this year. The error "
                "(CRPS, the continuous ranked probability score) measures the whole distribution. "
                "The benchmark is the model persistence."
            ),
        ),
    )


def _facts(inputs: Inputs) -> list[Fact]:
    scored, baseline = inputs.scored, inputs.baseline
    if scored.empty:
        return []
    inside, count = int(scored["covered_80"].sum()), len(scored)
    years = [int(year) for year in scored["year"].unique()]
    facts = [
        Fact(
            "coverage-80",
            f"The 80% interval contained the actual total in {inside} of {count} forecasts "
            f"({0.8 * count:.0f} expected), made at the start of each month {_years(years)}.",
            inside,
            {
                "contained": inside,
                "expected": round(0.8 * count),
                "forecasts": count,
                "level": 0.8,
                "years": years,
            },
        )
    ]
    own, naive = float(scored["crps"].mean()), float(baseline["crps"].mean())
    if naive > 0:
        ratio = own / naive
        error, other = (about(round(crps), at_least=0) for crps in (own, naive))
        less = f"{abs(1 - ratio):.0%} {'less' if ratio < 1 else 'more'} than"
        if f"{abs(1 - ratio):.0%}" == "0%":
            less = "about the same as"
        facts.append(
            Fact(
                "skill",
                f"Their average error (CRPS) was {people_text(error)}, {less} a benchmark that "
                f"repeats the year before ({other:,}).",
                round(ratio, 2),
                {
                    "crps": round(own, 1),
                    "crps_persistence": round(naive, 1),
                    "ratio": round(ratio, 2),
                    "difference": round(abs(1 - ratio), 4),
                },
            )
        )
    return facts


def _years(years: list[int]) -> str:
    if len(years) > 1 and years[-1] - years[0] == len(years) - 1:
        return f"from {years[0]} to {years[-1]}"
    return f"of {listed([str(year) for year in years])}"


def _scores(inputs: Inputs) -> Table | None:
    """Show the scores by year, beside persistence."""
    scored, baseline = inputs.scored, inputs.baseline
    if scored.empty:
        return None
    naive = baseline.groupby("year")["crps"].mean() if len(baseline) else pd.Series(dtype=float)
    rows = []
    for year, forecasts in scored.groupby("year"):
        other = naive.get(year)
        mean = forecasts["crps"].mean()
        rows.append(
            (
                int(str(year)),
                int(forecasts["actual"].iloc[0]),
                len(forecasts),
                int(forecasts["covered_80"].sum()),
                about(round(mean), at_least=0),
                None if other is None else about(round(other), at_least=0),
                round(mean / other, 2) if other else None,
            )
        )
    names = [
        "Year", "Actual total", "Forecasts", "In the 80% interval", "Average error",
        "Error of the benchmark", "Ratio",
    ]  # fmt: skip
    frame = pd.DataFrame(rows[::-1], columns=names)
    return table_of(
        "track-record",
        "Earlier forecasts by year: errors in people (CRPS)",
        frame.astype({"Error of the benchmark": "Int64", "Ratio": "Float64"}),
        shows={"Year": str, "Ratio": lambda ratio: f"{ratio:.2f}"},
        missing="The benchmark could not be made then.",
    )


def _forecasts(track: pd.DataFrame) -> Table:
    """Show every forecast that the chart draws."""
    rows = track[["median", "low_80", "high_80", "year_to_date"]].astype(int)
    shown = [
        (about(median, at_least=counted), *outward(low, high, at_least=counted))
        for median, low, high, counted in rows.itertuples(index=False)
    ]
    data = pd.DataFrame(shown, columns=["Median", "80% low", "80% high"])
    data.insert(0, "Figures to", track["as_of"])
    data.insert(1, "Year", track["year"])
    data["Actual total"] = track["actual"]
    return table_of(
        "track",
        f"Forecasts of annual totals, people ({ROUNDED})",
        data,
        shows={"Year": str},
        missing="The year is not over.",
    )
