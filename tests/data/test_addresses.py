"""What is shown as an address, or made a link: one of the publisher, and no look-alike."""

from __future__ import annotations

import io
import json
import re
from html import escape

import pytest
from crossings.data import load, read_publication, sources
from crossings.data.address import official
from crossings.data.govuk import NAMES, SMALL_BOATS, GovUk
from crossings.data.ingest import files_in, ingest
from crossings.data.store.store import Store
from crossings.reports.render.environment import environment
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from sqlalchemy import create_engine, text

from ..site import API, DAILY, ODS, WEEKLY, attachments, send
from .test_govuk import NOW, QUICK

PAGE = "https://www.gov.uk/government/publications/small-boats/last-7-days"
SOUND = {
    PAGE: PAGE,
    "http://www.gov.uk/x": "http://www.gov.uk/x",
    "HTTPS://WWW.GOV.UK/X?a=b#c": "https://www.gov.uk/X?a=b#c",
    "https://gov.uk": "https://gov.uk",
    "https://assets.publishing.service.gov.uk/media/6/x%20y.ods": (
        "https://assets.publishing.service.gov.uk/media/6/x%20y.ods"
    ),
}
UNSOUND = [
    "javascript://www.gov.uk/%0aalert(1)",
    "javascript:alert(1)",
    "data:text/html,x",
    "file://www.gov.uk/etc/passwd",
    "ftp://www.gov.uk/x",
    "//www.gov.uk/x",
    "www.gov.uk/x",
    "https:www.gov.uk",
    "https:/www.gov.uk/x",
    "https:///www.gov.uk/x",
    "https://user@www.gov.uk/x",
    "https://www.gov.uk@example.org/x",
    "https://www.gov.uk:443@example.org/x",
    "https://www.gov.uk:8080/x",
    "https://www.gov.uk:/x",
    "https://www.gov.uk./x",
    "https://www.gov.uk.example.org/x",
    "https://notgov.uk/x",
    "https://-.gov.uk.evil/x",
    "https://example.org%2f.gov.uk/x",
    "https://example.org\\.gov.uk/x",
    "https:\\\\www.gov.uk/x",
    "https://example.org?.gov.uk/x",
    "https://example.org#.gov.uk/x",
    "https://www.g\u043ev.uk/x",
    "https://www.gov.uk\uff0fx",
    "https://www.gov.uk/x y",
    "https://www.gov.uk/x\nhttps://example.org",
    "https://www.gov.uk/\x1b]8;;x",
    "https://www.gov.uk/\u202ex",
    'https://www.gov.uk/"onclick=x',
    "https://www.gov.uk/<script>",
    "ht\ttps://www.gov.uk/x",
    "\x01https://www.gov.uk/x",
    "https://[www.gov.uk/x",
    "https://www.gov.uk/" + "x" * 2000,
    "",
]


class TestTheRule:
    @pytest.mark.parametrize(("address", "usual"), SOUND.items())
    def test_addresses_of_the_publisher_are(self, address, usual):
        assert official(address) == usual

    @pytest.mark.parametrize("address", UNSOUND)
    def test_nothing_that_looks_like_one_is(self, address):
        assert official(address) is None

    @given(
        st.lists(
            st.sampled_from(
                ["https:", "http:", "javascript:", "/", "//", "\\", "@", ":", ".", "www.gov.uk",
                 "gov.uk", "example.org", "%2f", "?", "#", "x", "\t", "\u2044", "[", "]", "443"]
            ),
            max_size=8,
        ).map("".join)
    )  # fmt: skip
    def test_what_is_one_leads_to_the_publisher_whoever_parses_it(self, address):
        import httpx

        if (found := official(address)) is not None:
            parsed = httpx.URL(found)
            assert parsed.scheme in {"http", "https"}
            assert f".{parsed.host}".endswith(".gov.uk")
            assert (parsed.userinfo, parsed.port) == (b"", None)
            assert official(found) == found


class TestPages:
    @pytest.mark.parametrize("address", ["javascript://www.gov.uk/small-boats", *UNSOUND])
    def test_an_address_that_is_none_is_left_out(self, address, last_7_page):
        page = with_canonical(last_7_page, address)
        assert read_publication(io.BytesIO(page)).url is None

    def test_an_address_of_gov_uk_is_kept(self, last_7_page):
        page = with_canonical(last_7_page, f" {PAGE.replace('www.gov.uk', 'WWW.gov.uk')} ")
        assert read_publication(io.BytesIO(page)).url == PAGE

    def test_a_store_of_a_version_that_asked_less_brings_none_back(self, last_7_page, tmp_path):
        (tmp_path / "page.html").write_bytes(with_canonical(last_7_page, PAGE))
        store = Store(str(tmp_path / "store.sqlite"))
        list(ingest(store, files_in([tmp_path / "page.html"]), retrieved=NOW))
        store.close()
        engine = create_engine(f"sqlite:///{tmp_path / 'store.sqlite'}")
        with engine.begin() as connection:
            connection.execute(text("UPDATE publication SET url = 'javascript://www.gov.uk/x'"))
        engine.dispose()
        where = str(tmp_path / "store.sqlite")
        assert "javascript:" not in str(sources(database=where)["url"].tolist())
        daily = load(database=where, as_of="2025-03-09")
        assert "javascript:" not in json.dumps(daily.attrs["provenance"], default=str)

    @pytest.mark.parametrize("address", [*SOUND, *UNSOUND])
    def test_what_becomes_a_link_in_a_report_leads_to_the_publisher(self, address):
        shown = environment().from_string("<p>{{ words | linked }}</p>")
        page = html.fromstring(shown.render(words=f"See {address}, and more."))
        links = [str(link) for link in page.xpath("//@href")]
        assert all(official(link) == link for link in links)
        assert len(links) <= 1
        if address in (PAGE, "https://gov.uk"):
            assert links == [address]


def with_canonical(page: bytes, address: str) -> bytes:
    """Return a page that calls another address its own."""
    found, count = re.subn(
        rb'(<link rel="canonical" href=")[^"]*', lambda one: one[1] + escape(address).encode(), page
    )
    assert count == 1
    return found


BAD = [
    {"title": "Small boats - time series"},
    {"title": "Small boats - time series", "url": None},
    {"title": "Small boats - time series", "url": 7},
    {"title": "Small boats - time series", "url": ["x"]},
    {"title": "Small boats - time series", "url": "http://["},
    {"title": "Small boats - time series.ods", "url": "https://example.org/time-series.ods"},
    {"title": "Small boats - time series", "url": "javascript://www.gov.uk/x.ods"},
    {"title": "Small boats - time series", "url": "https://me:pw@www.gov.uk/x.ods"},
    {"title": "Small boats - time series", "url": "/" + "x" * 9000 + ".ods"},
    {"title": "Small boats - time series", "url": "http://x\x00.ods"},
    {"title": ["time series"], "url": "/x.pdf", "content_type": 7},
    {"title": "\x1b[2Jtime series", "url": None},
    {},
    None,
    7,
    "time series",
    [],
]


class TestLinks:
    def test_none_that_cannot_be_used_keeps_out_the_others(self, whole):
        listed = json.loads(attachments())
        listed["details"]["attachments"] = [*BAD, *listed["details"]["attachments"], *BAD]
        whole.serve(API, send(json.dumps(listed)))
        told: list[str] = []
        links, missing = GovUk(whole.url, patience=QUICK, say=told.append).publications()
        assert [link.url for link in links] == [
            f"{whole.url}{path}" for path in (ODS, DAILY, WEEKLY)
        ]
        assert missing == []
        assert sum("left out" in line for line in told) == 6
        assert 'left out "Small boats - time series": its link is not an address' in "".join(told)
        assert all(line.isprintable() and "pw" not in line for line in told)

    def test_the_same_holds_for_the_links_of_a_page(self, whole):
        hrefs = ["http://[", "https://example.org/x.ods", "javascript:x", "", "mailto:a@b", "//[x"]
        bad = "".join(f'<a href="{href}">Small boats - time series</a>' for href in hrefs)
        good = f'<a name="x">time series</a><a href="{ODS}">Small boats - time series</a>'
        whole.serve(API, send("", 404))
        whole.serve(SMALL_BOATS, send(f"<!DOCTYPE html><body>{bad}{good}</body>"))
        links, missing = GovUk(whole.url, patience=QUICK).publications()
        assert [link.url for link in links] == [f"{whole.url}{ODS}"]
        assert len(missing) == 2

    def test_a_page_that_fails_does_not_discard_what_the_api_lists(self, whole):
        listed = json.loads(attachments())
        listed["details"]["attachments"].pop(0)
        whole.serve(API, send(json.dumps(listed)))
        whole.serve(SMALL_BOATS, send("", 500))
        links, missing = GovUk(whole.url, patience=QUICK).publications()
        assert [link.kind for link in links] == ["time-series", "weekly-summary"]
        assert [error.found for error in missing] == ["no link to the last-7-days"]

    def test_an_address_with_letters_of_any_language_is_encoded(self, whole):
        whole.serve(API, send(attachments().replace(ODS, "/media/f/Time series \u2013 2026.ods")))
        links, _ = GovUk(whole.url, patience=QUICK).publications()
        assert links[0].url == f"{whole.url}/media/f/Time%20series%20%E2%80%93%202026.ods"

    def test_a_list_is_as_long_as_it_may_be(self, whole):
        """Neither a list of megabytes nor titles made to be slow to search are read whole."""
        # Just below the most that is fetched: a larger answer is refused before it is read.
        many = [{"title": "illegal " * 9999, "url": f"/{'irregular-' * 90}{n}"} for n in range(250)]
        whole.serve(API, send(json.dumps({"details": {"attachments": many}})))
        whole.serve(SMALL_BOATS, send("<a href=/x><b>" * 20_000 + "illegal " * 9999))
        links, missing = GovUk(whole.url).publications()
        assert (links, len(missing)) == ([], 3)

    def test_words_made_to_be_slow_are_searched_once(self):
        assert not NAMES["quarterly"].search("illegal " * 20_000)
        assert NAMES["quarterly"].search("Irregular migration: the detailed dataset")
        assert not NAMES["quarterly"].search("detailed, irregular")
