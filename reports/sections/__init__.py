"""The sections of a weekly report, in the order in which it is read."""

from __future__ import annotations

from ..section import Section
from .about import citation_section, method_section, reading_section, sources_section
from .boats import boats_section
from .counted import days_section, months_section, records_section
from .forecast import forecast_section, moved_section
from .inputs import Inputs
from .last_week import week_section
from .milestones import milestones_section
from .prevented import preventions_section
from .record import record_section
from .revised import revisions_section
from .track import track_section
from .who import who_section
from .year_to_date import year_to_date_section

ORDER = (
    year_to_date_section,
    week_section,
    forecast_section,
    record_section,
    moved_section,
    milestones_section,
    months_section,
    days_section,
    records_section,
    boats_section,
    who_section,
    preventions_section,
    track_section,
    revisions_section,
    reading_section,
    method_section,
    sources_section,
    citation_section,
)


def sections(inputs: Inputs) -> tuple[Section, ...]:
    """Compute the sections; what does not apply is left out."""
    made = (section(inputs) for section in ORDER)
    return tuple(section for section in made if section is not None)
