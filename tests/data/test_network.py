"""Hostile servers: whatever they send, for as long as they like, ends with one error."""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
from dataclasses import replace
from threading import Event

import httpx
import pytest
from crossings.data.errors import CrossingsError, FetchError
from crossings.data.fetching import Patience, Validators
from crossings.data.govuk import GovUk

from ..endless import hold
from ..hostile_site import (
    END_OF_EMPTY_BLOCK,
    ENDLESS,
    MIB,
    OK,
    answered,
    bomb,
    endless,
    nothing_in_gzip,
    once,
    random_answer,
    serving_raw,
)
from ..site import attachments, send
from ..test_house import ROOMS, ROOT

SHORT = Patience(connect=2, read=1, whole=0.5, attempts=2, first_wait=0.01, longest_wait=0.02)
SHORTEST = Patience(connect=2, read=0.2, whole=0.1, attempts=2, first_wait=0.01, longest_wait=0.02)
LONG = Patience(connect=5, read=5, whole=60, attempts=2, first_wait=0.01, longest_wait=0.02)
GZIP = b"Content-Encoding: gzip"


@pytest.fixture(scope="module", autouse=True)
def _loaded():
    """Load what the first answer loads, so that it is no part of its time."""
    httpx.HTTPTransport().close()


def fetched(write, patience=LONG) -> bytes:
    with serving_raw(write) as asked:
        return GovUk(asked.url, patience=patience).fetch(f"{asked.url}/x").content


def refusal(write, patience=LONG) -> tuple[str, int]:
    """Return the error without the address, and how often the server was connected to."""
    with serving_raw(write) as asked:
        with pytest.raises(FetchError) as caught:
            GovUk(asked.url, patience=patience).fetch(f"{asked.url}/x")
        assert caught.value.where == f"{asked.url}/x"
    return caught.value.found, asked.connections


class TestTime:
    @pytest.mark.parametrize("what", ENDLESS)
    def test_nothing_that_never_ends_holds_the_one_who_waits(self, what):
        """A fetch that took no notice of its deadline would never end."""
        found, _ = refusal(ENDLESS[what], replace(SHORT, whole=0.2))
        assert found in {
            "an answer that takes too long",
            "no answer in time",
            "more than 5 redirects",
            "the server answers 500 F",
        }

    def test_the_connection_of_who_went_away_is_closed(self):
        """Or else a thread would read on for ever."""
        gone = Event()

        def write(connection):
            try:
                ENDLESS["headers"](connection)
            except OSError:
                gone.set()
                raise

        with serving_raw(write) as asked:
            with pytest.raises(FetchError, match="too long"):
                GovUk(asked.url, patience=SHORT).fetch(f"{asked.url}/x")
            assert gone.wait(5)

    def test_the_lookup_of_a_name_has_no_longer(self, monkeypatch):
        held = Event()
        monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: held.wait(20) and [])
        with pytest.raises(FetchError, match="takes too long"):
            GovUk("http://crossings.invalid", patience=SHORT).fetch("http://crossings.invalid/x")
        held.set()

    def test_waits_and_attempts_are_part_of_the_time_of_an_address(self, site):
        site.serve("/x", send("", 503, headers={"Retry-After": "2"}))
        with pytest.raises(FetchError, match="503"):
            GovUk(site.url, patience=SHORT).fetch(f"{site.url}/x")
        assert site.paths() == ["/x"]

    def test_all_addresses_of_an_update_have_a_time_together(self, whole):
        govuk = GovUk(whole.url, patience=Patience(together=0))
        with pytest.raises(FetchError, match="the site took more than 0 seconds in all"):
            govuk.publications()
        assert whole.paths() == []

    @pytest.mark.parametrize("asked", ["9" * 5000, "\u00b2", "-1", "soon", ""])
    def test_a_wait_that_is_no_number_of_seconds_is_not_the_end(self, site, asked):
        answer = send("", 503, headers={"Retry-After": asked.encode("utf-8").decode("latin-1")})
        site.serve("/x", answer)
        with pytest.raises(FetchError, match="the server answers 503"):
            GovUk(site.url, patience=LONG).fetch(f"{site.url}/x")


class TestSize:
    def test_gzip_is_unpacked(self):
        assert fetched(once(answered(gzip.compress(b"here"), GZIP))) == b"here"
        assert (
            fetched(once(answered(gzip.compress(b"here"), b"content-encoding:  X-GZip ")))
            == b"here"
        )
        assert fetched(once(answered(b"here", b"Content-Encoding: identity"))) == b"here"

    def test_nothing_else_is_asked_for(self, site):
        site.serve("/x", send("here"))
        GovUk(site.url, patience=LONG).fetch(f"{site.url}/x")
        assert site.asked[0][1]["Accept-Encoding"] == "gzip"

    @pytest.mark.parametrize(
        "headers",
        [
            (b"Content-Encoding: gzip, gzip",),
            (b"Content-Encoding: gzip", b"Content-Encoding: gzip"),
            (b"Content-Encoding: br",),
            (b"Content-Encoding: zstd",),
            (b"Content-Encoding: deflate",),
            (b"Content-Encoding: identity, gzip",),
            (b"Content-Encoding: \xff",),
        ],
        ids=range(7),
    )
    def test_an_encoding_that_was_not_asked_for_is_refused(self, headers):
        found, attempts = refusal(once(answered(bomb(1, 2), *headers)))
        assert found.startswith("an answer encoded as '")
        assert attempts == 1

    @pytest.mark.parametrize(
        ("body", "problem"),
        [
            (gzip.compress(b"here")[:-4], "not one whole gzip file"),
            (gzip.compress(b"here") + b"more", "not one whole gzip file"),
            (b"", "not one whole gzip file"),
            (b"here", "not gzip, although its header says"),
            (gzip.compress(b"here")[:-8] + b"12345678", "not gzip, although its header says"),
        ],
        ids=["cut", "more", "empty", "plain", "checksum"],
    )
    def test_half_a_body_is_no_body(self, body, problem):
        assert problem in refusal(once(answered(body, GZIP)))[0]

    def test_a_part_is_no_body_either(self):
        found, _ = refusal(once(answered(b"date,arrivals", status=b"206 Partial Content")))
        assert found == "a part of the file; the whole was asked for"

    def test_headers_have_a_bound(self):
        assert "no answer" in refusal(endless(OK, b"X: y\r\n" * 5000, 0))[0]
        assert "no answer" in refusal(endless(OK + b"X: ", b"y" * 2**16, 0))[0]

    def test_validators_that_cannot_be_sent_are_not(self, site):
        site.serve("/x", send("here"))
        unsound = Validators("\xff" * 3, "y" * 90_000)
        assert GovUk(site.url, patience=LONG).fetch(f"{site.url}/x", unsound).content == b"here"
        assert not {"If-None-Match", "If-Modified-Since"} & set(site.asked[0][1])


BOMBS = f"""
import resource, sys
from crossings.data.govuk import GovUk
from crossings.data.errors import FetchError
import httpx; httpx.HTTPTransport().close()
used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 150 * {MIB},) * 2)
for url in sys.argv[1:]:
    try:
        GovUk(url).fetch(url + "/x")
    except FetchError as error:
        print(error.found)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the memory that is used is read from /proc")
def test_what_unpacks_to_ever_more_takes_no_memory():
    """A process that may take 150 MiB more fetches each, and says why not."""
    small = bomb(300, 1)
    with (
        serving_raw(once(answered(small, GZIP))) as one,
        serving_raw(once(answered(gzip.compress(small), b"Content-Encoding: gzip, gzip"))) as two,
        serving_raw(once(answered(small, GZIP, b"Location: /x", status=b"302 F"))) as redirect,
        serving_raw(
            endless(OK + GZIP + b"\r\n\r\n" + nothing_in_gzip(), END_OF_EMPTY_BLOCK * 99_999, 0)
        ) as nothing,
    ):
        urls = [one.url, two.url, redirect.url, nothing.url]
        done = subprocess.run(
            [sys.executable, "-c", BOMBS, *urls],
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "an answer of more than 20 MiB",
        "an answer encoded as 'gzip, gzip'",
        "more than 5 redirects",
        "an answer of more than 20 MiB",
    ]


@pytest.mark.fuzz
def test_whatever_a_server_says_is_content_or_one_error():
    useful = (attachments().encode(), b"<!DOCTYPE html><html><title>Small boats</title></html>")

    def attempt(seed: bytes) -> None:
        told: list[str] = []
        code = 1
        with serving_raw(random_answer(int(seed), useful)) as asked:
            try:
                GovUk(asked.url, patience=SHORTEST, say=told.append).publications()
            except CrossingsError as error:
                code = error.exit_code
                told.append(str(error))
        assert code == 1
        for words in told:
            assert words.isprintable()
            assert "secret" not in words

    hold("answer", lambda seed: b"%d" % seed, attempt, seeds=100)


NETWORK = re.compile(
    r"HTTPTransport|httpx\.(?:Client|get|stream)|urlopen|http\.client|^ *(?:import|from) "
    r"(?:socket|requests|urllib3)\b",
    re.MULTILINE,
)


def test_one_module_alone_reaches_the_network():
    sources = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    found = {path.name for path in sources if NETWORK.search(path.read_text("utf-8"))}
    assert found == {"fetching.py"}
