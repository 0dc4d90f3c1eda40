"""A publication, once it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, Protocol

import pandas as pd

from ..address import official
from .remark import Remark
from .spans import span

UNCONTROLLED = "uncontrolled_landings"
"""The column of boats whose landing was not controlled."""
MAX_BYTES = 20 * 2**20
"""Size above which a file is not a publication; the largest known has some 2 MiB."""
Kind = Literal[
    "time-series",
    "last-7-days",
    "weekly-summary",
    "mod-daily",
    "mod-weekly",
    "quarterly",
    "tidy-csv",
]


@dataclass(frozen=True, eq=False)
class Publication:
    r"""One official publication (or a tidy CSV), read and checked.

    Attributes
    ----------
    kind : str
        Which form it is: one of `Kind`.
    title : str
        Its title, as published.
    sha256 : str
        Of its content.
    published : datetime.date or None
        From its own metadata; None where it has none.
    published_at : datetime.datetime or None
        The same to the second and with its zone, where the metadata say so.
    daily : pandas.DataFrame or None
        A daily table; without the days that are `missing`.
    weekly : pandas.DataFrame or None
        Index ``week_ending`` (Sundays); ``arrivals``, ``boats``, ``prevented``,
        ``events_prevented`` (nullable Int64: not recorded is not zero) and
        ``uncontrolled_landings`` (boats); ``status``.
    quarterly : pandas.DataFrame or None
        Index ``quarter_ending``; ``year``, ``quarter``, ``arrivals``, ``boats`` (nullable Int64),
        ``status``.
    monthly : pandas.DataFrame or None
        Final figures by month: index ``month_ending``; ``arrivals``, ``boats`` (nullable Int64),
        ``status``.
    people : pandas.DataFrame or None
        Who arrived, a tidy frame: ``period`` (a quarter such as "2023Q4", a year such as "2023", or
        the first and the last month of another span, such as "2025-07/2026-06"), ``nationality``,
        ``sex``, ``age`` ("all" where the publication does not break it down) and ``arrivals``.
    uncontrolled_landings : pandas.Series or None
        Boats a day that landed uncontrolled, by ``date``; ``<NA>`` where not recorded.
    notes : list of str
        The notes that go with the figures.
    remarks : tuple of Remark
        What the reader noticed in it, and what it did about that.
    missing : tuple of datetime.date
        Days between its first and its last that it gives no sound figure for; `daily` has no row
        for them.
    url : str or None
        Where it was published, where it says so.

    Examples
    --------
    >>> import io
    >>> from crossings.data import read_publication
    >>> file = io.BytesIO(b"date,arrivals,boats\n2025-03-01,120,2\n2025-03-02,0,0\n")
    >>> publication = read_publication(file)
    >>> publication.kind, publication.through, int(publication.daily["arrivals"].sum())
    ('tidy-csv', datetime.date(2025, 3, 2), 120)
    """

    kind: Kind
    title: str
    sha256: str
    published: date | None = None
    published_at: datetime | None = None
    daily: pd.DataFrame | None = None
    weekly: pd.DataFrame | None = None
    quarterly: pd.DataFrame | None = None
    monthly: pd.DataFrame | None = None
    people: pd.DataFrame | None = None
    uncontrolled_landings: pd.Series | None = None
    notes: list[str] = field(default_factory=list)
    url: str | None = None
    remarks: tuple[Remark, ...] = ()
    missing: tuple[date, ...] = ()

    def __repr__(self) -> str:
        """Its kind, its day and the last day of its figures: those are too long to print."""
        return f"<Publication: {self.kind}, published {self.published}, through {self.through}>"

    @property
    def through(self) -> date | None:
        """Last day that its figures cover."""
        for table in (self.daily, self.weekly, self.quarterly, self.monthly):
            if table is not None:
                last: date = table.index[-1].date()
                return last
        if self.people is not None:
            return max(span(period).end for period in self.people["period"].unique())
        return None

    def provenance(self) -> dict[str, Any]:
        """Where the figures come from, as `load` puts it into ``frame.attrs["provenance"]``."""
        return provenance_of(self, None)


class _Described(Protocol):
    """What a publication that was read and one that the store holds have in common."""

    @property
    def kind(self) -> Kind: ...
    @property
    def title(self) -> str: ...
    @property
    def url(self) -> str | None: ...
    @property
    def published(self) -> date | None: ...
    @property
    def sha256(self) -> str: ...
    @property
    def through(self) -> date | None: ...


def provenance_of(publication: _Described, retrieved: str | None) -> dict[str, str | None]:
    """Return where the figures of a publication come from, in JSON types."""
    return {
        "kind": publication.kind,
        "title": publication.title,
        "url": official(publication.url),  # a store may hold what an earlier version read
        "published": publication.published.isoformat() if publication.published else None,
        "retrieved": retrieved,
        "sha256": publication.sha256,
        "through": publication.through.isoformat() if publication.through else None,
    }
