"""A folder of reports as a web site: a list of them, the newest at one address, and a feed.

Everything is read off the pages in the folder, so that it stays right whatever is put into it or
taken away. Times are those of the figures: the clock plays no part, and the same figures give the
same bytes. The price is that a report which is written again is no newer in the feed.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ...data.errors import UnwritableOutputError
from ..charts import CHARTS
from .environment import environment, one_line

PICTURES = ("png", "svg")
FORMS = {"md": "Markdown", "xlsx": "Excel", "ods": "OpenDocument", "docx": "Word", "json": "JSON"}
INDEX, LATEST, FEED = "index.html", "latest.html", "feed.xml"
PAGE = re.compile(r"crossings-(\d{4}-\d\d-\d\d)\.html")
ROOT = uuid.UUID("5b0d6d5c-6f43-5d0e-9b1d-0a4f6f0d7a10")


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
    forms : tuple of str
        The endings of the files beside it that hold the same report.
    """

    day: date
    name: str
    title: str
    summary: str
    forms: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """What the feed knows it by: the same wherever the folder is served."""
        return uuid.uuid5(ROOT, self.name).urn


def site_files(folder: Path, stem: str, added: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of the site once a report is added; none where it has no page.

    Parameters
    ----------
    folder : pathlib.Path
        Where the reports are; need not be there yet.
    stem : str
        The name of the report, without an ending.
    added : mapping of str to bytes
        Its files that are written now, by name. Its page may be among them, or there already.

    Raises
    ------
    UnwritableOutputError
        If the folder cannot be read.
    """
    own = f"{stem}.html"
    pages = {own: added[own]} if own in added else {}
    try:
        if not pages and not (folder / own).is_file():
            return {}
        for path in sorted(folder.glob("crossings-*.html")) if folder.is_dir() else []:
            if _day(path.name) and path.name not in pages and path.is_file():
                pages[path.name] = path.read_bytes()
    except OSError as error:
        raise UnwritableOutputError(
            f"cannot be read ({error.strerror or error})", where=str(folder)
        ) from error
    entries = [
        replace(_entry(*pair), forms=_forms(pair[0], folder, added)) for pair in pages.items()
    ]
    entries.sort(key=lambda entry: entry.day, reverse=True)
    fill = environment().get_template
    index = fill("index.html").render(entries=entries, feed=FEED, latest=LATEST, names=FORMS)
    feed = fill("feed.xml").render(entries=entries, id=ROOT.urn)
    return {INDEX: index.encode(), LATEST: pages[entries[0].name], FEED: feed.encode()}


def left_over(folder: Path, stem: str, added: Mapping[str, bytes]) -> list[str]:
    """Return the pictures of a former report of the same name that this one has not.

    Only names that the package gives are among them, and none while a Markdown file that is not
    written anew may still show them.
    """
    drawn = any(name.startswith(f"{stem}/") for name in added)
    markdown = f"{stem}.md"
    if not drawn or (markdown not in added and (folder / markdown).exists()):
        return []
    former = (f"{stem}/{key}.{form}" for key in CHARTS for form in PICTURES)
    return [
        name
        for name in former
        if name not in added and (folder / name).is_file() and not (folder / name).is_symlink()
    ]


def _forms(name: str, folder: Path, added: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return the other forms of a report, of which there is a file in the folder."""
    stem = name.removesuffix(".html")
    names = {form: f"{stem}.{form}" for form in FORMS}
    return tuple(form for form, name in names.items() if name in added or (folder / name).is_file())


def _day(name: str) -> date | None:
    """Return the day of a report by the name of its file; None where it is no report."""
    match = PAGE.fullmatch(name)
    try:
        return date.fromisoformat(match[1]) if match else None
    except ValueError:
        return None


def _entry(name: str, page: bytes) -> Entry:
    from lxml import etree, html

    title, summaries = "", []
    try:
        parser = html.HTMLParser(encoding="utf-8")
        head = page.partition(b"</head>")[0]  # the rest is long, and says nothing of the page
        root = html.document_fromstring(head.decode("utf-8", "replace").encode(), parser)
        title = root.findtext(".//title", "")
        summaries = root.xpath('//meta[@name="description"]/@content')
    except etree.LxmlError:
        pass  # a file that is no page is listed by its name
    summary = str(summaries[0]) if summaries else ""
    return Entry(_day(name) or date.min, name, one_line(title) or name, one_line(summary))
