"""What a reader has to know to use the report: caveats, method, sources, citation."""

from __future__ import annotations

from typing import Final

from ...data.calendar import as_date, day_text
from ...data.dataset import LICENCE, LICENCE_URL
from ..section import Section
from .inputs import Inputs

OFFICIAL: Final = (
    "Daily figures are provisional operational data: the Home Office may change them, upward or "
    "downward. Final figures follow each quarter."
)
OWN: Final = "The figures are those of the user of the package, taken as they are."
FORECAST: Final = (
    (
        "The forecast continues the level and the seasons of past figures. It knows nothing of "
        "weather or policy to come."
    ),
    (
        "In some years almost every forecast was too low, in others too high: use the interval, "
        "not the median alone."
    ),
)
INTERVALS: Final = (
    "An 80% interval is built to contain the actual total 8 times in 10. Forecasts are rounded, "
    "the ends of intervals outward; counts are exact."
)
CHANCES: Final = (
    "Chances are in words and numbers, by the probability yardstick of the UK's Professional Head "
    "of Intelligence Assessment (PHIA): remote chance (up to 5%), highly unlikely (10% to 20%), "
    "unlikely (25% to 35%), realistic possibility (40% to 50%), likely (55% to 75%), highly likely "
    "(80% to 90%), almost certain (95% or more). A chance between two bands takes the nearer words."
)
METHOD: Final = (
    "The forecast pools two models, which each give half of the simulated paths. One follows a "
    "level that changes slowly, with seasons learnt from all years. The other fits level and "
    "seasons to the square roots of the weekly figures. Weeks are shared out over days in the "
    "pattern of past weeks. "
)


def caveats_of(inputs: Inputs) -> tuple[str, ...]:
    """Return what to bear in mind: on the figures, then on the forecast if there is one."""
    first = OFFICIAL if inputs.figures.official else OWN
    return (first,) if inputs.outlook.finished else (first, *FORECAST)


def reading_section(inputs: Inputs) -> Section:
    """Say how to read the report, and what to bear in mind."""
    first, *forecast = caveats_of(inputs)
    read = (INTERVALS, CHANCES) if forecast else ()
    return Section("caveats", "How to read this report", notes=(first, *read, *forecast))


def method_section(inputs: Inputs) -> Section | None:
    """Say briefly how the forecast is made."""
    outlook = inputs.outlook
    if outlook.finished:
        return None
    how = METHOD if outlook.model == "default" else ""
    made = (
        f"{how}Model {outlook.model}, {outlook.n_paths:,} simulated paths, random seed "
        f"{outlook.seed}."
    )
    return Section("method", "Method", notes=(made,))


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
        f"crossings {version('crossings')}: People arriving in the UK by small boat, weekly "
        f"report, figures to {day_text(figures.end)}. Source: {figures.publisher}, "
        f"{figures.standing}"
    )
    citation += f", {LICENCE}." if figures.official else "."
    return Section("cite", "How to cite", notes=(citation,))


def _published(publication: dict[str, object]) -> str:
    text = str(publication["title"])
    for name, words in (("published", "published on"), ("through", "figures to")):
        if day := publication.get(name):
            text += f", {words} {day_text(as_date(str(day)))}"
    return f"{text}. {publication['url']}" if publication.get("url") else f"{text}."
