"""A folder of reports as a web site: a list of them, the newest at fixed addresses, and a feed.

Everything is read off the files in the folder, so that it stays right whatever is put into it or
taken away.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from ...data.errors import UnwritableOutputError
from ..charts import CHARTS
from . import feed
from .downloads import DAILY, FOLDER, METADATA
from .environment import environment, one_line, policy, sheet
from .feed import Entry

PICTURES = ("png", "svg")
CARD = "card.png"
EMBED = "embed.html"
FORMS = {"md": "Markdown", "xlsx": "Excel", "ods": "OpenDocument", "docx": "Word", "json": "JSON"}
INDEX, LATEST, LATEST_JSON, LATEST_CSV = "index.html", "latest.html", "latest.json", "latest.csv"
OTHERS = {
    LATEST_JSON: "everything that the report says, as data",
    LATEST_CSV: "the daily figures that it is made from",
    EMBED: "its chart of running totals, to be shown in a frame",
}
REPORT = re.compile(r"crossings-(\d{4}-\d\d-\d\d)\.(html|json)")
HEAD = 16_384
"""Bytes of a page that are read for the list: what is said of it stands in its first lines."""


class Site(NamedTuple):
    """What the files beside the reports are to be.

    Attributes
    ----------
    files : dict of str to bytes
        Those that there are, by name.
    without : tuple of str
        Those that the newest report has not, and that must not be left of an older one.
    """

    files: dict[str, bytes]
    without: tuple[str, ...] = ()


def site_files(folder: Path, stem: str, added: Mapping[str, bytes], *, site: str = "") -> Site:
    """Return the files of the site once a report is added.

    ``latest.html``, ``latest.csv`` and ``embed.html`` are of the newest report that has a page,
    ``latest.json`` is of the newest that has a page or JSON. There is no list, and no feed, where
    the report that is added has no page.

    Parameters
    ----------
    folder : pathlib.Path
        Where the reports are; need not be there yet.
    stem : str
        The name of the report, without an ending.
    added : mapping of str to bytes
        Its files that are written now, by name. Its page may be among them, or there already.
    site : str
        The address of the folder, with a slash at its end; empty where it is not known.

    Raises
    ------
    UnwritableOutputError
        If the folder cannot be read.
    """
    try:
        return _site(_Folder(folder, added), stem, site)
    except OSError as error:
        raise UnwritableOutputError(
            f"cannot be read ({error.strerror or error})", where=str(folder)
        ) from error


class _Folder:
    """The files of a folder as they will be once some are added."""

    def __init__(self, folder: Path, added: Mapping[str, bytes]) -> None:
        self.folder, self.added = folder, added
        there = folder.iterdir() if folder.is_dir() else ()
        self.names = {path.name for path in there} | set(added)

    def has(self, name: str) -> bool:
        if name in self.added or ("/" not in name and name not in self.names):
            return name in self.added  # most are told without a look at the disk
        return (self.folder / name).is_file()

    def read(self, name: str, most: int = -1) -> bytes:
        if name in self.added:
            return self.added[name]
        with (self.folder / name).open("rb") as file:
            return file.read(most)

    def reports(self, form: str) -> list[tuple[date, str]]:
        """Return the reports of a form, the newest first: day and name of the file."""
        found = [(day, name) for name in self.names if (day := _day(name, form))]
        return sorted((pair for pair in found if self.has(pair[1])), reverse=True)


def _site(there: _Folder, stem: str, site: str) -> Site:
    pages, data = there.reports("html"), there.reports("json")
    newest = max([*pages[:1], *data[:1]], default=None)
    if newest is None or not (
        {f"{stem}.html", f"{stem}.json"} & {name for _, name in pages + data}
    ):
        return Site({})
    found = {LATEST_JSON: f"{newest[1].rpartition('.')[0]}.json"}
    page = pages[0][1] if there.has(f"{stem}.html") else None
    if page:
        beside = page.removesuffix(".html")
        found |= {LATEST_CSV: f"{beside}/{DAILY}", EMBED: f"{beside}/{EMBED}"}
    files = {name: there.read(source) for name, source in found.items() if there.has(source)}
    if EMBED in files:  # one folder further up
        files[EMBED] = files[EMBED].replace(b'href="../', b'href="')
    without = tuple(name for name in found if name not in files)
    if page is None:
        return Site(files, without)
    entries = [_entry(day, name, there) for day, name in pages]
    style = sheet()
    card = f"{page.removesuffix('.html')}/{CARD}"
    former = there.read(feed.NAME) if there.has(feed.NAME) else None
    known = site or feed.recall(former).site
    index = (
        environment()
        .get_template("index.html")
        .render(
            newest=entries[0],
            years=_by_year(entries),
            feed=feed.NAME,
            latest=LATEST,
            names=FORMS,
            others=[(name, words) for name, words in OTHERS.items() if name in files],
            card=card if there.has(card) else "",
            site=known,
            policy=policy(style),
            style=style,
        )
    )
    listed = feed.feed(entries, former, site=site)
    named = {INDEX: index.encode(), LATEST: there.read(page), feed.NAME: listed.encode()}
    return Site({**named, **files}, without)


def _by_year(entries: Iterable[Entry]) -> list[tuple[int, list[Entry]]]:
    """Return the reports of each year, the newest first: a list of all would have no end."""
    return [(year, list(those)) for year, those in groupby(entries, lambda one: one.day.year)]


def left_over(folder: Path, stem: str, added: Mapping[str, bytes]) -> list[str]:
    """Return the pictures and tables of a former report of the same name that this one has not.

    Only names that the package gives are among them, and no picture while a Markdown file that is
    not written anew may still show it.
    """
    former: list[str] = []
    markdown = f"{stem}.md"
    if any(name.startswith(f"{stem}/") and name.endswith(PICTURES) for name in added) and (
        markdown in added or not (folder / markdown).exists()
    ):
        former += [f"{stem}/{key}.{form}" for key in CHARTS for form in PICTURES]
    metadata = f"{stem}/{FOLDER}/{METADATA}"
    if metadata in added:
        former += [f"{stem}/{FOLDER}/{name}" for name in _described(folder / metadata)]
    return [
        name
        for name in former
        if name not in added and (folder / name).is_file() and not (folder / name).is_symlink()
    ]


def _described(metadata: Path) -> list[str]:
    """Return the names of the tables that a former report wrote, by its own description."""
    try:
        names = [str(table["url"]) for table in json.loads(metadata.read_bytes())["tables"]]
    except (OSError, ValueError, LookupError, TypeError):
        return []
    return [name for name in names if re.fullmatch(r"[\w-]+\.csv", name)]


def _day(name: str, form: str) -> date | None:
    """Return the day of a report by the name of its file; None where it is no report."""
    match = REPORT.fullmatch(name)
    try:
        return date.fromisoformat(match[1]) if match and match[2] == form else None
    except ValueError:
        return None


def _entry(day: date, name: str, there: _Folder) -> Entry:
    from lxml import etree, html

    title, said = "", {}
    try:
        parser = html.HTMLParser(encoding="utf-8")
        head = re.split(rb"<style|</head>", there.read(name, HEAD))[0]
        root = html.document_fromstring(head.decode("utf-8", "replace").encode(), parser)
        title = root.findtext(".//title", "")
        said = {meta.get("name", ""): meta.get("content", "") for meta in root.iter("meta")}
    except etree.LxmlError:
        pass  # a file that is no page is listed by its name
    stem = name.removesuffix(".html")
    return Entry(
        day,
        name,
        one_line(title) or name,
        one_line(said.get("description", "")),
        _made(said.get("crossings:made", "")),
        said.get("crossings:content", ""),
        tuple(form for form in FORMS if there.has(f"{stem}.{form}")),
    )


def _made(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
