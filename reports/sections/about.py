"""What a reader has to know to use the report: caveats, method, sources, citation."""

from __future__ import annotations

from typing import Final

from ...data.calendar import as_date, day_text
from ...data.dataset import LICENCE, LICENCE_URL
from ..section import Section
from .inputs import Inputs

OFFICIAL: Final = (
    "The daily figures are provisional operational data, subject to change, including "
    "reduction. Final figures follow in the quarterly Immigration system statistics and "
    "differ slightly."
)
OWN: Final = "The figures are those of the user of the package, taken as they are."
FORECAST: Final = (
    (
        "The forecast continues the level and the seasons of the figures so far. It knows nothing "
        "of weather or policy to come, and a change in either is not foreseen."
    ),
    (
        "It rests on few years, and errors within a year go together: whole years have been "
        "forecast too low, and whole years too high. Read the whole interval, not the median alone."
    ),
)
METHOD: Final = (
    "The figures are added up to weeks from the forecast origin backwards.",
    "Two models forecast the weeks to come, and each simulates half of the possible futures.",
    (
        "One follows a level that drifts, and seasons learnt from all years, on the scale of "
        "percentages; its noise grows with the level."
    ),
    (
        "The other follows square roots of the counts with a structural time series, whose level "
        "and seasons a Kalman filter tracks."
    ),
    (
        "Their errors at turning points have opposite signs, which is why they are pooled, with "
        "equal weights."
    ),
    "The rules and priors of both were chosen on other irregular-arrival routes.",
    (
        "Simulated weeks are spread over days as real weeks were, calm days and runs of arrivals "
        "included."
    ),
    (
        "Totals, months, milestones and the record are counted on the same simulated days; no "
        "total falls below what has been counted."
    ),
    (
        "A forecast uses the figures up to its day only; the same figures and seed give the same "
        "numbers."
    ),
)


def caveats_of(inputs: Inputs) -> tuple[str, ...]:
    """Return what to bear in mind: on the figures, then on the forecast if there is one."""
    first = OFFICIAL if inputs.figures.official else OWN
    return (first,) if inputs.outlook.finished else (first, *FORECAST)


def caveats_section(inputs: Inputs) -> Section:
    """Say what to bear in mind."""
    return Section("caveats", "To bear in mind", notes=caveats_of(inputs))


def method_section(inputs: Inputs) -> Section | None:
    """Say how the forecast is made, in ten lines."""
    outlook = inputs.outlook
    if outlook.finished:
        return None
    made = (
        f"Model {outlook.model}, {outlook.n_paths:,} simulated paths, seed {outlook.seed}, figures "
        f"through {day_text(outlook.as_of)}."
    )
    if outlook.model != "default":
        return Section("method", "Method", notes=(made,))
    return Section("method", "Method in ten lines", notes=(*METHOD, made))


def sources_section(inputs: Inputs) -> Section:
    """Name the publications and their licence."""
    notes = [_published(publication) for publication in inputs.figures.provenance]
    if inputs.figures.official:
        notes.append(
            f"Contains public sector information licensed under the {LICENCE} ({LICENCE_URL}). "
            "Crown copyright."
        )
    return Section("sources", "Sources and licence", notes=tuple(notes))


def citation_section(inputs: Inputs) -> Section:
    """Say how to cite the report."""
    from importlib.metadata import version

    figures = inputs.figures
    citation = (
        f"crossings {version('crossings')}: People arriving in the UK by small boat, weekly report "
        f"with data through {day_text(figures.end)}. Figures: {figures.publisher}, "
        f"{figures.standing}"
    )
    citation += f", {LICENCE}." if figures.official else "."
    return Section("cite", "How to cite", notes=(citation,))


def _published(publication: dict[str, object]) -> str:
    text = str(publication["title"])
    for name, words in (("published", "published"), ("through", "through")):
        if day := publication.get(name):
            text += f", {words} {day_text(as_date(str(day)))}"
    return f"{text}. {publication['url']}" if publication.get("url") else f"{text}."
