"""What is known: official publications, read and checked, as one daily table."""

from .dataset import Figures
from .final_statistics import finals, people
from .listing import revision_summary, revisions, sources
from .loading import figures, load, read_publication
from .publications.publication import Publication
from .publications.remark import Remark

__all__ = [
    "Figures",
    "Publication",
    "Remark",
    "figures",
    "finals",
    "load",
    "people",
    "read_publication",
    "revision_summary",
    "revisions",
    "sources",
]
