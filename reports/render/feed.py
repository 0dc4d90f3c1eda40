"""The feed of a folder of reports: its memory is the feed that stands there already.

No clock is read. An entry is as new as the day on which its report was made, or as its last figure
where that is not known. A report that is written again with the same figures and words leaves its
entry as it was, whenever it is made; one with others gets a later time. The feed's own name is its
address, or, where that is not known, made once and then kept.
"""

from __future__ import annotations

import uuid
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from .address import check_site
from .environment import environment

NAME = "feed.xml"
MOST = 52
"""Entries, the newest: a year of weekly reports."""
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{https://crossings.invalid/feed}content"
"""What tells whether a report is another: an element of our own, which readers pass over."""
SHARED = "urn:uuid:5b0d6d5c-6f43-5d0e-9b1d-0a4f6f0d7a10"
"""The name of every feed that earlier versions made; one that several share is none."""


@dataclass(frozen=True)
class Entry:
    """A report in the folder.

    Attributes
    ----------
    day : datetime.date
        The last day of its figures.
    name : str
        Of its file.
    title, summary : str
        As the page has them.
    made : datetime.date or None
        When it was made, where the page says so.
    content : str
        What tells it from a report of other figures or words; may be empty.
    forms : tuple of str
        The endings of the files beside it that hold the same report.
    """

    day: date
    name: str
    title: str
    summary: str
    made: date | None = None
    content: str = ""
    forms: tuple[str, ...] = ()


class Memory(NamedTuple):
    """What a former feed says: its name, its address, and when which content came."""

    id: str
    site: str
    entries: dict[str, tuple[datetime, str]]


def feed(entries: Sequence[Entry], former: bytes | None, *, site: str = "") -> str:
    """Return the feed.

    Parameters
    ----------
    entries : sequence of Entry
        The reports, the newest first; not empty.
    former : bytes or None
        The feed that stands in the folder.
    site : str
        The address of the folder, with a slash at its end; that of the former feed where it is
        empty.
    """
    memory = recall(former)
    site = site or memory.site
    own = site or memory.id or uuid.uuid4().urn
    newest = entries[:MOST]
    times = [_updated(entry, memory.entries.get(entry.name)) for entry in newest]
    names = [
        f"{site}{entry.name}" if site else uuid.uuid5(uuid.UUID(own), entry.name).urn
        for entry in newest
    ]
    return (
        environment()
        .get_template("feed.xml")
        .render(
            id=own,
            site=site,
            name=NAME,
            entries=list(zip(newest, names, times, strict=True)),
            updated=max(times),
        )
    )


def recall(former: bytes | None) -> Memory:
    """Return what a former feed says; nothing where there is none, or it is no feed of ours."""
    nothing = Memory("", "", {})
    if former is None:
        return nothing
    try:
        root = ET.fromstring(former)  # noqa: S314 - a feed of the user's own folder
        own = root.findtext(f"{ATOM}id", "")
        links = {link.get("rel"): link.get("href", "") for link in root.iter(f"{ATOM}link")}
        entries = {
            link.get("href", "").rpartition("/")[2]: (
                datetime.fromisoformat(entry.findtext(f"{ATOM}updated", "")),
                entry.findtext(CONTENT, ""),
            )
            for entry in root.iter(f"{ATOM}entry")
            if (link := entry.find(f"{ATOM}link")) is not None
        }
        site = links.get("self", "").removesuffix(NAME)
        if site:
            check_site(site)
        else:
            uuid.UUID(own)
    except (ET.ParseError, ValueError, LookupError):  # an OptionError is a ValueError
        return nothing
    return Memory("" if own == SHARED else own, site, entries)


def _updated(entry: Entry, former: tuple[datetime, str] | None) -> datetime:
    """Return when an entry came: no earlier than before, and later where it is another."""
    came = datetime.combine(entry.made or entry.day, time(), UTC)
    if former is None:
        return came
    before, content = former
    if content == entry.content:
        return before
    return max(came, before + timedelta(seconds=1))
