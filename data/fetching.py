"""One address of the network, fetched with bounds on time, size and form.

Only this module reaches the network. It takes the proxies and the certificates that the
environment names, and nothing else from it: no passwords of `.netrc`, no cookies.
"""

from __future__ import annotations

import ssl
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from random import uniform
from threading import Event, Thread
from typing import TYPE_CHECKING

from .connections import certificates, proxy_for
from .errors import CrossingsError, FetchError, NothingThereError
from .publications.publication import MAX_BYTES

if TYPE_CHECKING:
    import httpx

MAX_REDIRECTS = 5
MAX_VALIDATOR = 200
RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
GZIP = frozenset({"gzip", "x-gzip"})


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

    def headers(self) -> dict[str, str]:
        """Return the headers of a request for what has changed since."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in asked.items() if value and _can_be_sent(value)}


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
        For one address, from the first byte asked to the last byte read: the lookup of its name,
        redirects, further attempts and the waits between them are part of it.
    together : float
        For all that is fetched from one call of `GovUk.publications` to the next.
    attempts : int
        How often an address is tried.
    first_wait, longest_wait : float
        Between two attempts; it doubles, and is cut by chance by up to a half.
    asked : float
        Longest wait that a server may ask for; what asks for more is given up.
    """

    connect: float = 10
    read: float = 30
    whole: float = 120
    together: float = 300
    attempts: int = 3
    first_wait: float = 1
    longest_wait: float = 20
    asked: float = 60


def fetch(
    url: str,
    unless: Validators | None = None,
    *,
    check: Callable[[httpx.URL], None],
    patience: Patience,
    until: float,
    at_most: int = MAX_BYTES,
) -> Fetched | None:
    """Fetch an address; None where it has not changed since.

    Parameters
    ----------
    url : str
        Its address.
    unless : Validators, optional
        Those that came with it the last time.
    check : callable
        Called with each address before it is asked, redirects included; refuses with an error.
    patience : Patience
        How long to wait, and how often to try.
    until : float
        When all time is up, by the clock of `time.monotonic`.
    at_most : int
        Bytes of its content, as sent and as decoded.

    Raises
    ------
    FetchError
        If it does not answer in time, answers with an error, leads elsewhere, or is too large.
    OptionError
        If the environment names a proxy or certificates that cannot be used.
    """
    now = time.monotonic()
    if now >= until:
        raise FetchError(f"the site took more than {patience.together:g} seconds in all", where=url)
    until = min(until, now + patience.whole)
    headers = unless.headers() if unless else {}
    with _as_fetch_error(url):
        for number in range(1, patience.attempts + 1):
            try:
                return _Attempt(url, headers, check, patience, at_most).result(until)
            except Exception as error:
                pause = _pause(error, patience, number)
                if pause is None or time.monotonic() + pause >= until:
                    raise
            time.sleep(pause)
    raise AssertionError("the last attempt ends with a result or an error")  # pragma: no cover


def untrusted(error: BaseException | None) -> ssl.SSLCertVerificationError | None:
    """Return the failed check of a certificate behind an error; None where there is none."""
    while error is not None and not isinstance(error, ssl.SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    return error


class _Attempt:
    """One attempt at an address, in a thread of its own.

    No time-out of a socket bounds the lookup of a name, nor a server that sends one byte now and
    then: the one who waits goes away instead, and closes what is open.
    """

    def __init__(
        self,
        url: str,
        headers: dict[str, str],
        check: Callable[[httpx.URL], None],
        patience: Patience,
        at_most: int,
    ) -> None:
        self._url, self._headers, self._check = url, headers, check
        self._patience, self._at_most = patience, at_most
        self._given_up = Event()
        self._transport: httpx.HTTPTransport | None = None

    def result(self, until: float) -> Fetched | None:
        """Return what the address holds, or raise why not, before a moment has come."""
        done: Future[Fetched | None] = Future()

        def work() -> None:
            try:
                done.set_result(self._follow())
            except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
                done.set_exception(error)

        Thread(target=work, name="crossings-fetch", daemon=True).start()
        try:
            return done.result(max(0.0, until - time.monotonic()))
        except TimeoutError:
            if done.done():  # one of the socket
                raise
            raise FetchError("an answer that takes too long", where=self._url) from None
        finally:
            self._stop()

    def _stop(self) -> None:
        """Close the connection; one that is only being made is closed by `_trace`."""
        self._given_up.set()
        if self._transport is not None:
            with suppress(Exception):  # it may be closed at the same moment, by the thread
                self._transport.close()

    def _trace(self, _name: str, _info: dict[str, object]) -> None:
        """End a request where nobody waits any more; called before and after each of its steps."""
        if self._given_up.is_set():
            raise FetchError("an answer that nobody waits for", where=self._url)

    def _follow(self) -> Fetched | None:
        """Ask the address, and those that it redirects to; their bodies are not read."""
        import httpx

        url = httpx.URL(self._url)
        for _ in range(MAX_REDIRECTS + 1):
            self._check(url)
            proxy = proxy_for(url)
            with httpx.HTTPTransport(
                verify=certificates(), trust_env=False, proxy=proxy
            ) as self._transport:
                request = self._request(url)
                try:
                    answer = self._transport.handle_request(request)
                except httpx.ConnectError as error:
                    if proxy is None:
                        raise
                    raise httpx.ConnectError(f"by the proxy of the environment: {error}") from error
                answer.request = request
                try:
                    if not answer.has_redirect_location:
                        return self._read(answer, url)
                    url = url.join(answer.headers["Location"])
                finally:
                    answer.close()
        raise FetchError(f"more than {MAX_REDIRECTS} redirects", where=self._url)

    def _request(self, url: httpx.URL) -> httpx.Request:
        from importlib.metadata import version

        import httpx

        agent = f"crossings/{version('crossings')} (forecasts from the official small boat figures)"
        patience = self._patience
        waits = httpx.Timeout(patience.read, connect=patience.connect).as_dict()
        return httpx.Request(
            "GET",
            url,
            headers={"User-Agent": agent, "Accept": "*/*", "Accept-Encoding": "gzip"}
            | self._headers,
            extensions={"timeout": waits, "trace": self._trace},
        )

    def _read(self, answer: httpx.Response, url: httpx.URL) -> Fetched | None:
        import httpx

        if answer.status_code == httpx.codes.NOT_MODIFIED:
            return None
        answer.raise_for_status()
        if answer.status_code == httpx.codes.PARTIAL_CONTENT:
            raise FetchError("a part of the file; the whole was asked for", where=str(url))
        validators = Validators(answer.headers.get("ETag"), answer.headers.get("Last-Modified"))
        return Fetched(_body(answer, str(url), self._at_most), validators)


def _body(answer: httpx.Response, url: str, at_most: int) -> bytes:
    """Return the body of an answer, up to a size: what is sent, and what that unpacks to."""
    coding = answer.headers.get("Content-Encoding", "").strip().lower()
    if coding not in {"", "identity", *GZIP}:
        raise FetchError(
            f"an answer encoded as {coding[:60]!r}",
            expected="gzip, which was asked for, or no encoding",
            where=url,
        )
    unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16) if coding in GZIP else None
    body, sent = bytearray(), 0
    for part in answer.iter_raw():
        sent += len(part)
        body += unpacking.decompress(part, at_most + 1 - len(body)) if unpacking else part
        if max(sent, len(body)) > at_most:
            raise FetchError(
                f"an answer of more than {at_most // 2**20} MiB",
                expected="a publication",
                where=url,
            )
    if unpacking and (not unpacking.eof or unpacking.unused_data):
        raise FetchError("an answer that is not one whole gzip file", where=url)
    return bytes(body)


def _can_be_sent(value: str) -> bool:
    return len(value) <= MAX_VALIDATOR and value.isascii() and value.isprintable()


def _pause(error: Exception, patience: Patience, number: int) -> float | None:
    """Return how long to wait after a failed attempt; None where no other would help."""
    import httpx

    if number >= patience.attempts or not isinstance(error, httpx.HTTPError):
        return None
    if isinstance(error, httpx.HTTPStatusError):
        if error.response.status_code not in RETRIED:
            return None
        asked = error.response.headers.get("Retry-After", "")
        if asked.isdecimal():
            return seconds if (seconds := float(asked)) <= patience.asked else None
    elif untrusted(error) or isinstance(error, httpx.UnsupportedProtocol | httpx.ProxyError):
        return None
    wait = min(patience.first_wait * 2 ** (number - 1), patience.longest_wait)
    return wait * uniform(0.5, 1)  # noqa: S311 - so that not all who wait come back at once


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
    except httpx.TimeoutException as error:
        raise FetchError("no answer in time", where=url) from error
    except zlib.error as error:
        raise FetchError(
            "an answer that is not gzip, although its header says so", where=url
        ) from error
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        if failed := untrusted(error):
            raise FetchError(
                f"a certificate that cannot be trusted ({failed.verify_message})",
                expected="one that this computer trusts, made out to the name of the site",
                where=url,
                fix="Nothing was fetched. If your network puts in a certificate of its own, name "
                "the file of its authority in SSL_CERT_FILE.",
            ) from error
        reason = f" ({error})" if str(error) else ""
        raise FetchError(f"no answer{reason}", where=url) from error
