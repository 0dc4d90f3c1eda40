"""Boats, and people per boat, on the same date of every year."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ...data.calendar import same_date, year_to_date
from ...data.dataset import Figures
from ..section import Fact, Section
from ..tables import table_of
from ..wording import short, since_new_year
from .inputs import Inputs


def boats_section(inputs: Inputs) -> Section | None:
    """Compare boats, and people per boat, on the same date of every year."""
    figures, day = inputs.figures, inputs.figures.end
    rows = []
    for year in figures.years[::-1]:
        span = year_to_date(same_date(day, year))
        people, count = figures.people(span), figures.boats(span)
        if count is None:
            return None
        rows.append((str(year), count, round(people / count, 1) if count else None))
    frame = pd.DataFrame(rows, columns=["Year", "Boats", "People per boat"])
    return Section(
        "boats",
        "Boats",
        facts=tuple(_per_boat(figures, frame)),
        tables=(
            table_of(
                "boats",
                f"Boats and people per boat {since_new_year(day)} of every year",
                frame.astype({"People per boat": "Float64"}),
                missing="No boat had arrived.",
            ),
        ),
    )


def _per_boat(figures: Figures, frame: pd.DataFrame) -> Iterator[Fact]:
    now = frame.iloc[0]
    if not now["Boats"]:
        return
    count, each = int(now["Boats"]), float(now["People per boat"])
    evidence = {"boats": count, "people_per_boat": each, "through": figures.end.isoformat()}
    noun = "boat" if count == 1 else "boats"
    verb = "has" if count == 1 else "have"
    sentence = (
        f"{count:,} {noun} {verb} arrived in {now['Year']} up to {short(figures.end)}, with "
        f"{each:.1f} people a boat on average"
    )
    evidence["year"] = int(now["Year"])
    before = frame.iloc[1] if len(frame) > 1 else None
    if before is not None and before["Boats"]:
        sentence += (
            f", against {before['People per boat']:.1f} to the same date in {before['Year']}"
        )
        evidence |= {
            "before_people_per_boat": float(before["People per boat"]),
            "before_year": int(before["Year"]),
        }
    yield Fact("people-per-boat", f"{sentence}.", each, evidence)
