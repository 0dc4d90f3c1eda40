"""What is known: official publications, read and checked, as one daily table."""

from .final_statistics import finals, people
from .listing import revision_summary, revisions, sources
from .loading import load, read_publication
from .publications import Publication, Remark

__all__ = [
    "Publication",
    "Remark",
    "finals",
    "load",
    "people",
    "read_publication",
    "revision_summary",
    "revisions",
    "sources",
]
