"""Earlier forecasts against what happened, and against a naive baseline."""

from __future__ import annotations

import pandas as pd

from ..charts import track_chart
from ..section import Fact, Section
from ..tables import Table, table_of
from ..wording import about, listed, people_text
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
                "Each forecast is made again today by the same model from the figures up to its "
                "day alone, as they stand now: one at the start of each month of past years, one "
                "every seven days of this one. Those that were kept when they were made are "
                "listed by the command crossings history. CRPS, the continuous ranked probability "
                "score, is the error of the whole distribution, in people: the lower the better. "
                "Persistence expects the rest of a year to be as that of the last whole year was, "
                "give or take."
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
            f"The 80% interval held the outturn in {inside} of {count} forecasts made at the start "
            f"of the months of {listed([str(year) for year in years])}.",
            inside,
            {"held": inside, "forecasts": count, "level": 0.8, "years": years},
        )
    ]
    own, naive = float(scored["crps"].mean()), float(baseline["crps"].mean())
    if naive > 0:
        ratio = round(own / naive, 2)
        error, other = (about(round(crps), at_least=0) for crps in (own, naive))
        facts.append(
            Fact(
                "skill",
                f"Their mean error (CRPS) was {people_text(error)}, against {other:,} of "
                f"persistence: {ratio:.2f} of it.",
                ratio,
                {"crps": round(own, 1), "crps_persistence": round(naive, 1), "ratio": ratio},
            )
        )
    return facts


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
                str(year),
                int(forecasts["actual"].iloc[0]),
                len(forecasts),
                int(forecasts["covered_80"].sum()),
                about(round(mean), at_least=0),
                None if other is None else about(round(other), at_least=0),
                round(mean / other, 2) if other else None,
            )
        )
    names = [
        "Year", "Outturn, people", "Forecasts", "In the 80% interval", "CRPS, people",
        "CRPS of persistence", "Ratio",
    ]  # fmt: skip
    frame = pd.DataFrame(rows[::-1], columns=names)
    return table_of(
        "track-record",
        f"Earlier forecasts by year, with the model {inputs.outlook.model}",
        frame.astype({"CRPS of persistence": "Int64", "Ratio": "Float64"}),
        shows={"Ratio": lambda ratio: f"{ratio:.2f}"},
        missing="Persistence could not be made then.",
    )


def _forecasts(track: pd.DataFrame) -> Table:
    """Show every forecast that the chart draws."""
    ends = {"Median": "median", "80% low": "low_80", "80% high": "high_80"}
    data = {"Figures to": track["as_of"], "Year": track["year"].astype(str)}
    for name, column in ends.items():
        pairs = zip(track[column], track["year_to_date"], strict=True)
        data[name] = [about(int(people), at_least=int(counted)) for people, counted in pairs]
    data["Outturn"] = track["actual"]
    return table_of(
        "track",
        "Forecasts of annual totals, people",
        pd.DataFrame(data),
        missing="The year is not over.",
    )
