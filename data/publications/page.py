"""A page of GOV.UK: its title, date of publication, tables, lines and links.

The same for every page that has figures; the readers know what the figures are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from ..address import official
from ..errors import (
    CrossingsError,
    InconsistentDataError,
    NoFiguresError,
    NotAPublicationError,
    UnknownFormatError,
)
from .cells import day, has_columns, london_day, moment, text
from .checks import Stamp, when_published
from .remark import Remarks

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

GOVUK = "https://www.gov.uk"
TOPIC = "small-boats"
# Possessive, so that nothing is tried twice: a page of comments alone would take for ever.
START = re.compile(
    rb"\s*+(?:(?><!--.*?-->)\s*+)*+<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
GOVSPEAK = (
    'descendant-or-self::*[contains(concat(" ", normalize-space(@class), " "), " govspeak ")]'
)
MAX_BYTES = 5 * 2**20
MAX_SPAN = 20
# A block's text is kept with that of every block around it; real pages nest three.
MAX_NESTING = 10
DATED = [
    re.compile(rf"\b{word}:? (\d{{1,2}} [A-Z][a-z]+ \d{{4}})")
    for word in ("[Uu]pdated", "Published")
]
DATE = "date of publication"
STAMPS = ("public-updated-at", "first-published-at", "updated-at")
BREAK = object()
RULE = re.compile(r":?[-\u2010-\u2015]*:?")
"""A cell of the line between a header and its rows."""
# A day and a count beside it: a table of figures, whatever its columns are called.
FIGURES = re.compile(r"^\d{1,2} [A-Z][a-z]+ \d{4} [\d,]+\b|^\d{4}-\d\d-\d\d [\d,]+\b")
CLOSED = re.compile(r"legacy page|superseded|will continue here|withdrawn", re.IGNORECASE)
BLOCKS = ["h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "td", "th", "dt", "dd", "caption"]


@dataclass(frozen=True)
class Page:
    """A page of GOV.UK.

    Attributes
    ----------
    root : lxml.etree._Element
        The parsed document.
    name : str
        What to call it in messages.
    """

    root: Element
    name: str

    @cached_property
    def title(self) -> str:
        """Its first heading, or else the title of the document."""
        for path in ("//h1", "//head/title"):
            for element in self.root.xpath(path):
                if title := _whole_text(element):
                    return str(title)
        return "a page without a title"

    @cached_property
    def url(self) -> str | None:
        """Its address, where it names one of GOV.UK."""
        for link in self.root.xpath('//link[@rel="canonical"]/@href'):
            if _is_at_home(address := official(str(link).strip())):
                return address
        return None

    @cached_property
    def stamps(self) -> tuple[Stamp, ...]:
        """When it was published, by its metadata or else by its visible date; never by the clock.

        A page that is prepared ahead is public from the day it is first published, whatever its
        metadata call the last public change. That it was updated comes second: a page is touched
        without a change of its figures, too.
        """
        public, first, updated = map(self._stamp, STAMPS)
        if public and public.moment and first and first.moment and first.moment > public.moment:
            public = first
        if stamps := tuple(stamp for stamp in (public, updated) if stamp):
            return stamps
        # Older pages have no metadata; the dates of their history are below the first one.
        shown = _whole_text(self._main)
        for form in DATED:
            if match := form.search(shown):
                return (Stamp("its date", day(match[1], where=f"{self.name}, {DATE}")),)
        return ()

    def when_published(self, last: date, remarks: Remarks) -> tuple[date | None, datetime | None]:
        """Return the day of publication, and the moment where it is known.

        Parameters
        ----------
        last : datetime.date
            The last day of its figures.
        remarks : Remarks
            Gets those on stamps that cannot be read, or cannot be true.

        Raises
        ------
        InconsistentDataError
            If the figures are of days long after each stamp.
        """
        for name, content in self._contents.items():
            if moment(content) is None:
                remarks.add(f"govuk:{name}", f'"{text(content)[:60]}"', "left out: not a time")
        return when_published(last, self.stamps, where=self.name, remarks=remarks)

    @property
    def latest(self) -> date | None:
        """The last day on which it can have been published; None where it does not say."""
        return max((stamp.day for stamp in self.stamps), default=None)

    @cached_property
    def tables(self) -> list[list[list[str]]]:
        """The rows of its tables, as text.

        Rows that came out as lines of text belong to the table that follows them, or are one of
        their own.
        """
        tables: list[list[list[str]]] = []
        above: list[list[str]] = []
        for element in self._main.iter("table", "p"):
            if element.tag == "p":
                if rows := _rows_of_text(element):
                    above += rows
                continue
            rows = [
                [written for cell in row.xpath("./th|./td") for written in _cells(cell)]
                for row in element.xpath("./tr|./thead/tr|./tbody/tr|./tfoot/tr")
            ]
            tables.append([*above, *rows])
            above = []
        return [*tables, above] if above else tables

    @cached_property
    def lines(self) -> list[str]:
        """Its headings, paragraphs, items and cells, in order."""
        return [shown for shown in map(_text_of, self._main.iter(*BLOCKS)) if shown]

    @cached_property
    def notes(self) -> list[str]:
        """The paragraphs around its figures."""
        bodies = self._main.xpath(GOVSPEAK) or [self._main]
        parts = dict.fromkeys(part for body in bodies for part in body.iter("p"))
        notes = map(_whole_text, parts)
        return [note for note in dict.fromkeys(notes) if note]

    def only_table(self, columns: Sequence[str]) -> list[list[str]]:
        """Return the rows of the table that has the columns.

        Raises
        ------
        InconsistentDataError
            If there is more than one.
        """
        tables = [rows for rows in self.tables if has_columns(rows, columns)]
        if len(tables) != 1:
            raise InconsistentDataError(
                f"{len(tables)} tables of the kind", expected="one", where=self.name
            )
        return tables[0]

    def tell_of_text(self, rows: list[list[str]], remarks: Remarks) -> None:
        """Add a remark where rows of a table came out as lines of text."""
        if any(row in rows for part in self._main.iter("p") for row in _rows_of_text(part)):
            remarks.add(self.name, "rows of the table came out as text", "read as rows")

    def refusal(self) -> CrossingsError:
        """Return why no figures can be read: the page has none any more, or in an unknown form."""
        if not self.is_on_topic:
            return NotAPublicationError(
                f'a web page titled "{self.title[:100]}"',
                expected="a page of the small boat figures on GOV.UK",
                where=self.name,
                fix="Save the page itself, without signing in to anything.",
            )
        if row := self._figures():
            return UnknownFormatError(
                f"figures in a form that is not known, such as {' | '.join(row)[:100]}",
                expected="a table with a header row that names its columns",
                where=self.name,
                fix="Enter its days in a CSV (date,arrivals,boats) and read that, or wait for the "
                "page to be put right.",
            )
        links = list(self._links())
        below = [link for link in links if self.url and link.startswith(self.url + "/")]
        elsewhere = [link for link in links if link != self.url and link not in below]
        closed = CLOSED.search(" ".join(self.lines))
        if below and not closed:
            what, fix = "an index of pages", f"The newest page that it lists is {below[0]}"
        elif elsewhere:
            what, fix = "a page that carries no figures any more", f"Superseded by {elsewhere[0]}"
        else:
            what, fix = "a page without a table of figures", "Save the page that shows them"
        return NoFiguresError(
            f'{what}, "{self.title[:100]}"',
            expected="a table or a count of arrivals",
            where=self.name,
            fix=f"{fix}.",
        )

    def _figures(self) -> list[str]:
        """Return a row that looks like one of figures, in a table or as text; none is empty."""
        for rows in (*self.tables, *([[line]] for line in self.lines)):
            for row in rows:
                line = " ".join(row)
                if FIGURES.search(line) or "|" in line:
                    return row
        return []

    @property
    def is_on_topic(self) -> bool:
        """Whether it is one of the pages about small boats."""
        return TOPIC in (self.url or "") or "small boat" in self.title.casefold()

    @cached_property
    def _main(self) -> Element:
        main = self.root.xpath("//main")
        return main[0] if main else self.root

    @cached_property
    def _contents(self) -> dict[str, str]:
        """The names and contents of its stamps, as printed."""
        return {
            name: str(content)
            for name in STAMPS
            for content in self.root.xpath(f'//meta[@name="govuk:{name}"]/@content')[:1]
        }

    def _stamp(self, name: str) -> Stamp | None:
        when = moment(self._contents.get(name))
        return None if when is None else Stamp(f"govuk:{name}", london_day(when), when)

    def _links(self) -> Iterator[str]:
        """Yield the addresses of the other pages about small boats, in the order of the page."""
        seen = set()
        for href in self._main.xpath(".//a/@href"):
            try:
                joined = urljoin(self.url or GOVUK, str(href).strip()).split("#")[0]
            except ValueError:  # not an address
                continue
            link = official(joined)
            if link and _is_at_home(link) and TOPIC in link and link not in seen:
                seen.add(link)
                yield link


def _nesting(root: Element) -> int:
    """Return how deeply blocks are nested in each other."""
    from lxml import etree

    deepest = depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end"), tag=BLOCKS):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _whole_text(element: Element) -> str:
    """Return the text of an element as a browser shows it."""
    return text("".join(element.itertext()))


def _text_of(element: Element) -> str:
    """Return the text of an element, its parts kept apart: a footnote's mark is not a digit."""
    return text(" ".join(element.itertext()))


def _cells(cell: Element) -> list[str]:
    """Return the text of a cell, once for each column that it spans."""
    if not cell.attrib:
        return [_text_of(cell)]
    spans = [str(cell.get(name, "1")).strip() for name in ("colspan", "rowspan")]
    if spans[1] not in {"", "0", "1"}:  # it belongs to rows that do not name it
        return [f"{_text_of(cell)} over {spans[1]} rows"]
    columns = int(spans[0]) if spans[0].isascii() and spans[0].isdigit() else 1
    return [_text_of(cell)] * max(1, min(columns, MAX_SPAN))


def _rows_of_text(paragraph: Element) -> list[list[str]]:
    """Return the rows of a table that came out as text: lines of cells between bars."""
    lines = "".join("\n" if part is BREAK else str(part) for part in _parts(paragraph))
    rows = []
    for line in map(text, lines.splitlines()):
        if line.startswith("|") and line.count("|") > 1:
            cells = [text(cell) for cell in line[1:].removesuffix("|").split("|")]
            if not all(RULE.fullmatch(cell) for cell in cells):
                rows.append(cells)
    return rows


def _parts(element: Element) -> Iterator[object]:
    """Yield the texts of an element, and `BREAK` where a line ends."""
    yield element.text or ""
    for child in element:
        yield from (BREAK,) if child.tag == "br" else _parts(child)
        yield child.tail or ""


def _is_at_home(address: str | None) -> bool:
    return address is not None and urlsplit(address).hostname == urlsplit(GOVUK).hostname


def is_whole(content: bytes) -> bool:
    """Whether a page has its end: one that was cut off could lack figures."""
    return b"</html>" in content[-2048:].lower()


def is_page(content: bytes) -> bool:
    """Whether the content is a web page, whatever the file is called."""
    return START.match(content[:4096].removeprefix(b"\xef\xbb\xbf")) is not None


def parse(content: bytes, *, name: str) -> Page:
    """Parse a page.

    Raises
    ------
    UnknownFormatError
        If it is too large, or not a page.
    """
    from lxml import etree

    if len(content) > MAX_BYTES:
        raise UnknownFormatError(
            f"a web page of {len(content) / 2**20:,.0f} MiB",
            expected=f"a page of GOV.UK, {MAX_BYTES // 2**20} MiB at most",
            where=name,
        )
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(content, parser)
        if root is None:
            raise etree.ParserError("Document is empty")
    except (etree.LxmlError, ValueError) as error:
        raise UnknownFormatError(
            f"a web page that cannot be parsed ({error})", expected="a page of GOV.UK", where=name
        ) from error
    cut_short = any("depth" in entry.message for entry in parser.error_log)
    if cut_short or _nesting(root) > MAX_NESTING:
        raise UnknownFormatError(
            "a web page nested too deeply to be read whole", expected="a page of GOV.UK", where=name
        )
    etree.strip_elements(root, "script", "style", "noscript", "template", with_tail=False)
    return Page(root, name)
