"""The sections of a weekly report, in the order in which it is read."""

from __future__ import annotations

from ..section import Section
from . import about, ahead, counted
from .last_week import week
from .material import Material
from .prevented import preventions
from .revised import revisions
from .track import track_record

__all__ = ["Material", "sections"]

ORDER = (
    week,
    counted.to_date,
    ahead.forecast,
    ahead.record,
    ahead.moved,
    ahead.milestones,
    counted.months,
    counted.days,
    counted.records,
    counted.boats,
    preventions,
    track_record,
    revisions,
    about.caveats,
    about.method,
    about.sources,
    about.citation,
)


def sections(material: Material) -> tuple[Section, ...]:
    """Compute the sections; what does not apply is left out."""
    found = (make(material) for make in ORDER)
    return tuple(section for section in found if section is not None)
