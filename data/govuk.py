"""GOV.UK: where the newest publications are, and their content.

The addresses of files change with every release; they are found through the content API, or else
among the links of the page that a reader would open.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from .address import check_site, official
from .errors import FetchError, NothingThereError, OptionError, printable
from .fetching import Fetched, Patience, Validators, fetch, untrusted
from .publications.publication import MAX_BYTES, Kind

if TYPE_CHECKING:
    import httpx

    Listed = tuple[object, object, object]
    """Title, address and type, as they are listed: of any form, or missing."""

SITE = "https://www.gov.uk"
SMALL_BOATS = (
    "/government/publications/migrants-detected-crossing-the-english-channel-in-small-boats"
)
QUARTERLY = "/government/statistical-data-sets/immigration-system-statistics-data-tables"
MAX_LIST = 5 * 2**20
"""Bytes of what lists the publications; the largest known has some 0.1 MiB."""
MAX_LINKS = 2_000
MAX_TITLE = 300
MAX_ADDRESS = 2_000
MAX_TOLD = 5
"""How many of the links that cannot be used are told one by one."""
SPREADSHEET = re.compile(r"opendocument\.spreadsheet|\.ods$|spreadsheetml|\.xlsx$", re.IGNORECASE)
# What a link to a publication says of itself, in its title or its address.
NAMES: dict[Kind, re.Pattern[str]] = {
    "time-series": re.compile(r"time[ _-]*series", re.IGNORECASE),
    "last-7-days": re.compile(r"last[ _-]7[ _-]days", re.IGNORECASE),
    "weekly-summary": re.compile(r"weekly[ _-]summary", re.IGNORECASE),
    "quarterly": re.compile(  # from the first of the words on alone, or it takes for ever
        r"\A(?>.*?(?:irregular|illegal)\b).*\bdetailed", re.IGNORECASE
    ),
}
FILES: frozenset[Kind] = frozenset({"time-series", "quarterly"})


@dataclass(frozen=True)
class Link:
    """Where a publication is.

    Attributes
    ----------
    kind : str
        What it should be.
    url, title : str
        Its address, and what the page calls it.
    """

    kind: Kind
    url: str
    title: str


class GovUk:
    """GOV.UK, or a mirror of it.

    Parameters
    ----------
    site : str
        Scheme and host.
    patience : Patience
        How long to wait.
    say : callable
        Called with what is being done, a line at a time.

    Raises
    ------
    OptionError
        If the site is not an address.
    """

    def __init__(
        self,
        site: str = SITE,
        *,
        patience: Patience | None = None,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        import httpx

        address = check_site(site, expected=f"the address of a site, such as {SITE}")
        try:
            self._site = httpx.URL(address)
        except httpx.InvalidURL:
            raise OptionError(
                f"{site!r}", expected=f"the address of a site, such as {SITE}", argument="site"
            ) from None
        self._patience = patience or Patience()
        self._until = float("inf")
        self._say = say

    def publications(self) -> tuple[list[Link], list[FetchError]]:
        """Find the newest publications of the small boat figures.

        Returns
        -------
        list of Link, list of FetchError
            The publications, and an error for each that the site shows no link to.

        Raises
        ------
        FetchError
            If the site does not answer.
        """
        self._until = time.monotonic() + self._patience.together
        wanted: list[Kind] = ["time-series", "last-7-days", "weekly-summary"]
        links = self._find(SMALL_BOATS, wanted)
        missing = [
            FetchError(
                f"no link to the {kind}",
                expected="one to each of the publications",
                where=f"{self._site}{SMALL_BOATS}",
                fix="Save it from the page by hand, then: crossings ingest FILE.",
            )
            for kind in wanted
            if kind not in links
        ]
        return [links[kind] for kind in wanted if kind in links], missing

    def quarterly(self) -> Link | None:
        """Find the newest quarterly dataset; None where the site shows none.

        Raises
        ------
        FetchError
            If the site does not answer.
        """
        try:
            return self._find(QUARTERLY, ["quarterly"]).get("quarterly")
        except NothingThereError:
            return None

    def fetch(
        self, url: str, unless: Validators | None = None, *, at_most: int = MAX_BYTES
    ) -> Fetched | None:
        """Fetch an address; None where it has not changed since.

        Parameters
        ----------
        url : str
            Of GOV.UK or one of its hosts, over https.
        unless : Validators, optional
            Those that came with it the last time.
        at_most : int
            Bytes that it may have.

        Raises
        ------
        FetchError
            If it does not answer in time, answers with an error, leads elsewhere, or is too large.
        OptionError
            If the environment names a proxy or certificates that cannot be used.
        """
        self._say(f"fetching {url}")
        return fetch(
            url,
            unless,
            check=self._check_address,
            patience=self._patience,
            until=self._until,
            at_most=at_most,
        )

    def _find(self, path: str, kinds: list[Kind]) -> dict[Kind, Link]:
        """Return the first link of each kind, from the content API or else from the page."""
        links: dict[Kind, Link] = {}
        try:
            links = self._sort(self._attachments(path), path, kinds)
        except FetchError as error:
            if untrusted(error):
                raise
            self._say(f"{error}; looking at the page itself")
        if len(links) < len(kinds):
            try:
                links = self._sort(self._anchors(path), path, kinds) | links
            except FetchError as error:
                if not links:
                    raise
                self._say(str(error))
        return links

    def _attachments(self, path: str) -> list[Listed]:
        """Return what the content API lists."""
        url = f"{self._site}/api/content{path}"
        fetched = self.fetch(url, at_most=MAX_LIST)
        try:
            answer: Any = json.loads(fetched.content if fetched else b"")
            listed = list(answer["details"]["attachments"])
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise FetchError(
                "an answer that lists no attachments", expected="details.attachments", where=url
            ) from error
        entries = [entry if isinstance(entry, dict) else {} for entry in listed]
        return [(one.get("title"), one.get("url"), one.get("content_type")) for one in entries]

    def _anchors(self, path: str) -> Iterator[Listed]:
        """Return the links of a page that have words."""
        from lxml import etree, html

        url = f"{self._site}{path}"
        fetched = self.fetch(url, at_most=MAX_LIST)
        try:
            root = html.document_fromstring(fetched.content if fetched else b"")
        except (etree.LxmlError, ValueError) as error:
            raise FetchError("a page that cannot be read", where=url) from error
        for link in root.iterfind(".//a[@href]"):
            # No more than can be a title: links inside of links hold all of their text.
            text = "".join(part[:MAX_TITLE] for part in islice(link.itertext(), MAX_TITLE))
            if title := " ".join(text.split()):
                yield title, link.get("href"), None

    def _sort(self, listed: Iterable[Listed], path: str, kinds: list[Kind]) -> dict[Kind, Link]:
        """Return the first link of each kind, and say which could not be used."""
        links: dict[Kind, Link] = {}
        unusable: list[str] = []
        for words, href, form in islice(listed, MAX_LINKS):
            title = printable(words[:MAX_TITLE]) if isinstance(words, str) else ""
            url = self._address(href, path)
            if url is None:
                unusable.append(title)
                continue
            kept = form if form and isinstance(form, str) else url.path
            for kind in kinds:
                is_file = bool(SPREADSHEET.search(kept))
                named = NAMES[kind].search(f"{title} {url.path}")
                if named and is_file == (kind in FILES):
                    links.setdefault(kind, Link(kind, str(url), title))
        told = [title for title in unusable if any(NAMES[kind].search(title) for kind in kinds)]
        for title in told[:MAX_TOLD]:
            self._say(f'left out "{title}": its link is not an address of the site or of GOV.UK')
        if more := len(unusable) - len(told[:MAX_TOLD]):
            self._say(f"left out {more:,} more links, to other sites or without an address")
        return links

    def _address(self, href: object, path: str) -> httpx.URL | None:
        """Return the address of a link; None where it is none that may be fetched."""
        import httpx

        try:
            if not isinstance(href, str) or len(href) > MAX_ADDRESS:
                return None
            url = httpx.URL(f"{self._site}{path}").join(href.strip())
            self._check_address(url)
        except (FetchError, httpx.InvalidURL, ValueError):
            return None
        return url

    def _check_address(self, url: httpx.URL) -> None:
        """Refuse an address that is not GOV.UK over https, wherever it was found."""
        home = self._site
        same = (url.scheme, url.host, url.port) == (home.scheme, home.host, home.port)
        government = url.scheme == "https" and official(f"https://{url.netloc.decode('ascii')}/")
        if not (same or government) or url.userinfo:
            raise FetchError(
                "an address elsewhere",
                expected="one of GOV.UK, over https",
                where=str(url.copy_with(userinfo=b"", fragment=None))[:200],
                fix="Nothing was fetched from it.",
            )
