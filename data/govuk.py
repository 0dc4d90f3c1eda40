"""GOV.UK: where the newest publications are, and their content.

The addresses of files change with every release; they are found through the content API, or else
among the links of the page that a reader would open. Only this module reaches the network.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from .errors import CrossingsError, FetchError, NothingThereError, OptionError
from .publications.publication import MAX_BYTES, Kind

if TYPE_CHECKING:
    from ssl import SSLContext

    import httpx

SITE = "https://www.gov.uk"
MAX_PORT = 65_535
SMALL_BOATS = (
    "/government/publications/migrants-detected-crossing-the-english-channel-in-small-boats"
)
QUARTERLY = "/government/statistical-data-sets/immigration-system-statistics-data-tables"
MAX_REDIRECTS = 5
RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
SPREADSHEET = re.compile(r"opendocument\.spreadsheet|\.ods$|spreadsheetml|\.xlsx$", re.IGNORECASE)
# What a link to a publication says of itself, in its title or its address.
NAMES: dict[Kind, re.Pattern[str]] = {
    "time-series": re.compile(r"time[ _-]*series", re.IGNORECASE),
    "last-7-days": re.compile(r"last[ _-]7[ _-]days", re.IGNORECASE),
    "weekly-summary": re.compile(r"weekly[ _-]summary", re.IGNORECASE),
    "quarterly": re.compile(r"(?:irregular|illegal)\b.*\bdetailed", re.IGNORECASE),
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


@dataclass(frozen=True)
class Validators:
    """The validators that came with an address, for conditional requests.

    Attributes
    ----------
    etag, last_modified : str or None
        As the headers have them.
    """

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True)
class Fetched:
    """What an address holds.

    Attributes
    ----------
    content : bytes
        The file or page.
    validators : Validators
        For the next request.
    """

    content: bytes
    validators: Validators


@dataclass(frozen=True)
class Patience:
    """How long to wait, in seconds, and how often to try.

    Attributes
    ----------
    connect, read : float
        For a connection, and for the next bytes.
    whole : float
        For one answer from its first byte to its last.
    attempts : int
        How often an address is tried.
    first_wait, longest_wait : float
        Between two attempts; it doubles, with jitter.
    asked : float
        Longest wait that a server may ask for; what asks for more is given up.
    """

    connect: float = 10
    read: float = 30
    whole: float = 120
    attempts: int = 3
    first_wait: float = 1
    longest_wait: float = 20
    asked: float = 60


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

        try:
            self._site = httpx.URL(site.rstrip("/"))
        except httpx.InvalidURL:
            self._site = httpx.URL("")
        reachable = self._site.host and (self._site.port or 0) <= MAX_PORT
        if self._site.scheme not in {"http", "https"} or not reachable:
            raise OptionError(
                f"{site!r} is not the address of a site",
                expected=f"one such as {SITE}",
                argument="site",
            )
        self._patience = patience or Patience()
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

    def fetch(self, url: str, unless: Validators | None = None) -> Fetched | None:
        """Fetch an address; None where it has not changed since.

        Parameters
        ----------
        url : str
            Of GOV.UK or one of its hosts, over https.
        unless : Validators, optional
            Those that came with it the last time.

        Raises
        ------
        FetchError
            If it does not answer, answers with an error, leads elsewhere, or is too large.
        """
        import stamina

        self._say(f"fetching {url}")
        headers = {}
        if unless and unless.etag:
            headers["If-None-Match"] = unless.etag
        if unless and unless.last_modified:
            headers["If-Modified-Since"] = unless.last_modified
        patience = self._patience
        with _as_fetch_error(url):
            for attempt in stamina.retry_context(
                on=self._wait_before_retry,
                attempts=patience.attempts,
                timeout=None,
                wait_initial=patience.first_wait,
                wait_max=patience.longest_wait,
                wait_jitter=patience.first_wait,
            ):
                with attempt:
                    return self._get(url, headers)
        raise AssertionError("stamina ends with a result or an error")  # pragma: no cover

    def _find(self, path: str, kinds: list[Kind]) -> dict[Kind, Link]:
        """Return the first link of each kind, from the content API or else from the page."""
        links: dict[Kind, Link] = {}
        try:
            links = _sort(self._attachments(path), kinds)
        except FetchError as error:
            self._say(f"{error}; looking at the page itself")
        if len(links) < len(kinds):
            links = _sort(self._anchors(path), kinds) | links
        return links

    def _attachments(self, path: str) -> list[tuple[str, str, str]]:
        """Return the title, address and type of what the content API lists."""
        url = f"{self._site}/api/content{path}"
        fetched = self.fetch(url)
        try:
            answer: Any = json.loads(fetched.content if fetched else b"")
            listed = answer["details"]["attachments"]
            return [
                (
                    str(entry.get("title", "")),
                    urljoin(str(self._site), str(entry["url"])),
                    str(entry.get("content_type") or ""),
                )
                for entry in listed
            ]
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise FetchError(
                "an answer that lists no attachments", expected="details.attachments", where=url
            ) from error

    def _anchors(self, path: str) -> list[tuple[str, str, str]]:
        """Return the title and address of the links of a page."""
        from lxml import etree, html

        url = f"{self._site}{path}"
        fetched = self.fetch(url)
        try:
            root = html.document_fromstring(fetched.content if fetched else b"")
            links = [
                (" ".join(a.text_content().split()), str(a.get("href"))) for a in root.iter("a")
            ]
            return [(title, urljoin(url, href), "") for title, href in links if title]
        except (etree.LxmlError, ValueError) as error:
            raise FetchError("a page that cannot be read", where=url) from error

    def _get(self, url: str, headers: dict[str, str]) -> Fetched | None:
        from importlib.metadata import version

        import httpx

        patience = self._patience
        agent = f"crossings/{version('crossings')} (forecasts from the official small boat figures)"
        deadline = time.monotonic() + patience.whole
        with (
            httpx.Client(
                timeout=httpx.Timeout(patience.read, connect=patience.connect),
                headers={"User-Agent": agent} | headers,
                verify=_certificates(),
                follow_redirects=True,
                max_redirects=MAX_REDIRECTS,
                event_hooks={"request": [lambda request: self._check_address(request.url)]},
            ) as client,
            client.stream("GET", url) as answer,
        ):
            if answer.status_code == httpx.codes.NOT_MODIFIED:
                return None
            answer.raise_for_status()
            validators = Validators(answer.headers.get("ETag"), answer.headers.get("Last-Modified"))
            return Fetched(_body(answer, url, deadline), validators)

    def _check_address(self, url: httpx.URL) -> None:
        """Refuse an address that is not GOV.UK over https, wherever it was found."""
        home = self._site
        same = (url.scheme, url.host, url.port) == (home.scheme, home.host, home.port)
        government = url.scheme == "https" and f".{url.host}".endswith(".gov.uk")
        if not (same or government) or url.userinfo:
            raise FetchError(
                "an address elsewhere",
                expected="one of GOV.UK, over https",
                where=str(url)[:200],
                fix="Nothing was fetched from it.",
            )

    def _wait_before_retry(self, error: Exception) -> bool | float:
        """Whether to try again, or after how many seconds."""
        import httpx

        if isinstance(error, httpx.TransportError):
            return not isinstance(error, httpx.UnsupportedProtocol)
        if not isinstance(error, httpx.HTTPStatusError):
            return False
        if error.response.status_code not in RETRIED:
            return False
        seconds = error.response.headers.get("Retry-After", "")
        if not seconds.isdecimal():
            return True
        return int(seconds) <= self._patience.asked and float(seconds)


def _sort(entries: list[tuple[str, str, str]], kinds: list[Kind]) -> dict[Kind, Link]:
    """Return the first link of each kind."""
    links: dict[Kind, Link] = {}
    for title, url, form in entries:
        for kind in kinds:
            is_file = bool(SPREADSHEET.search(form or urlsplit(url).path))
            named = NAMES[kind].search(f"{title} {urlsplit(url).path}")
            if named and is_file == (kind in FILES):
                links.setdefault(kind, Link(kind, url, title))
    return links


def _body(answer: httpx.Response, url: str, deadline: float) -> bytes:
    """Return the body of an answer, up to a size and within a time."""
    body = bytearray()
    for part in answer.iter_bytes():
        body += part
        if len(body) > MAX_BYTES:
            raise FetchError(
                f"a body of more than {MAX_BYTES // 2**20} MiB", expected="a publication", where=url
            )
        if time.monotonic() > deadline:
            raise FetchError("an answer that takes too long", where=url)
    return bytes(body)


@lru_cache(maxsize=1)
def _certificates() -> SSLContext:
    """Return whom to trust; reading it takes longer than an answer."""
    import httpx

    return httpx.create_ssl_context()


@contextmanager
def _as_fetch_error(url: str) -> Iterator[None]:
    """Turn what the network can raise into an error of the package."""
    import httpx

    try:
        yield
    except CrossingsError:
        raise
    except httpx.HTTPStatusError as error:
        answer = error.response
        gone = answer.status_code in {httpx.codes.NOT_FOUND, httpx.codes.GONE}
        raise (NothingThereError if gone else FetchError)(
            f"the server answers {answer.status_code} {answer.reason_phrase}".rstrip(), where=url
        ) from error
    except httpx.TooManyRedirects as error:
        raise FetchError(f"more than {MAX_REDIRECTS} redirects", where=url) from error
    except httpx.TimeoutException as error:
        raise FetchError("no answer in time", where=url) from error
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        reason = f" ({error})" if str(error) else ""
        raise FetchError(f"no answer{reason}", where=url) from error
