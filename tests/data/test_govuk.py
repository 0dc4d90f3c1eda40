"""Fetching, from a real HTTP server on this machine that speaks like GOV.UK."""

from __future__ import annotations

import json
import socket
from datetime import UTC, datetime

import httpx
import pytest
from crossings.data import load, sources
from crossings.data.errors import FetchError, NoFiguresError, OptionError, UnknownFormatError
from crossings.data.govuk import QUARTERLY, SMALL_BOATS, GovUk, Link, Patience, Validators
from crossings.data.ingest import update
from crossings.data.store.store import Store

from ..site import (
    API,
    DAILY,
    ODS,
    WEEKLY,
    WHOLE_PAGE,
    attachments,
    endless,
    hang,
    redirect,
    reset_in_the_middle,
    send,
)

NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
QUICK = Patience(
    connect=2, read=0.4, whole=20, attempts=3, first_wait=0.01, longest_wait=0.02, asked=0.5
)


@pytest.fixture
def govuk(site) -> GovUk:
    return GovUk(site.url, patience=QUICK)


@pytest.fixture
def store(tmp_path):
    store = Store(str(tmp_path / "store.sqlite"))
    yield store
    store.close()


class TestFinding:
    def test_through_the_content_api(self, whole, govuk):
        links, missing = govuk.publications()
        urls = {link.kind: link for link in links}
        assert missing == []
        assert {kind: link.url for kind, link in urls.items()} == {
            "time-series": f"{whole.url}{ODS}",
            "last-7-days": f"{whole.url}{DAILY}",
            "weekly-summary": f"{whole.url}{WEEKLY}",
        }
        assert urls["time-series"].title == "Small boats - time series"
        assert whole.paths() == [API]

    @pytest.mark.parametrize(
        "broken",
        [
            send("gone", 404),
            send("{", 200),
            send("[]"),
            send("null"),
            send('{"details": {"attachments": 7}}'),
            send('{"details": {"attachments": [{"title": "no address"}]}}'),
            send('{"details": {"attachments": []}}'),
            send("[" * 100_000),
            send(b"\xff\xfe\x00"),
        ],
        ids=range(9),
    )
    def test_through_the_page_where_the_api_does_not_say(self, whole, govuk, broken):
        whole.serve(API, broken)
        whole.serve(SMALL_BOATS, send(WHOLE_PAGE))
        kinds = [link.kind for link in govuk.publications()[0]]
        assert kinds == ["time-series", "last-7-days", "weekly-summary"]
        assert whole.paths() == [API, SMALL_BOATS]

    def test_what_neither_shows(self, whole, govuk):
        whole.serve(API, send('{"details": {"attachments": []}}'))
        whole.serve(SMALL_BOATS, send("<!DOCTYPE html><p>Nothing</p>"))
        links, missing = govuk.publications()
        assert links == []
        assert [error.found for error in missing] == [
            "no link to the time-series",
            "no link to the last-7-days",
            "no link to the weekly-summary",
        ]

    def test_one_that_is_not_shown_does_not_keep_out_the_others(self, whole, govuk, store):
        whole.serve(
            API, send(attachments().replace("Weekly summary", "Nothing").replace(WEEKLY, "/x"))
        )
        whole.serve(SMALL_BOATS, send("<!DOCTYPE html><p>Nothing</p>"))
        done = list(update(store, govuk, retrieved=NOW))
        assert [one.outcome for one in done] == ["new", "new", "refused", "not found"]
        assert "no link to the weekly-summary" in str(done[2].error)

    @pytest.mark.parametrize("site", ["foo", "", "ftp://www.gov.uk", "https://"])
    def test_a_site_that_is_none(self, site):
        with pytest.raises(OptionError, match="expected the address of a site"):
            GovUk(site)

    def test_the_quarterly_dataset(self, whole, govuk):
        assert govuk.quarterly() is None
        title = "Irregular migration to the UK detailed dataset, year ending December 2025"
        entry = {
            "title": title,
            "url": "/media/2/irregular.xlsx",
            "content_type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
        other = {**entry, "title": "Asylum applications detailed dataset", "url": "/media/3/a.xlsx"}
        listed = json.dumps({"details": {"attachments": [other, entry]}})
        whole.serve(f"/api/content{QUARTERLY}", send(listed))
        assert govuk.quarterly() == Link("quarterly", f"{whole.url}/media/2/irregular.xlsx", title)

    def test_the_quarterly_dataset_of_a_site_that_fails(self, whole, govuk):
        whole.serve(f"/api/content{QUARTERLY}", send("", 500))
        whole.serve(QUARTERLY, send("", 500))
        with pytest.raises(FetchError, match="answers 500"):
            govuk.quarterly()

    def test_a_failure_whose_words_look_like_an_answer(self, govuk, monkeypatch):
        def fails(*_, **__):
            raise FetchError("no answer (connection to 10.0.0.1:40410 refused)")

        monkeypatch.setattr(govuk, "fetch", fails)
        with pytest.raises(FetchError, match="40410"):
            govuk.quarterly()


class TestFetching:
    def test_content_and_validators(self, whole, govuk):
        fetched = govuk.fetch(f"{whole.url}{WEEKLY}")
        assert fetched.validators == Validators('"week"', None)
        assert b"383" in fetched.content

    def test_says_who_asks(self, whole, govuk):
        govuk.fetch(f"{whole.url}{WEEKLY}")
        agent = whole.asked[0][1]["User-Agent"]
        assert agent.startswith("crossings/")

    def test_only_if_it_has_changed(self, whole, govuk):
        url = f"{whole.url}{WEEKLY}"
        assert govuk.fetch(url, Validators('"week"', "Sun, 09 Mar 2025 10:30:00 GMT")) is None
        sent = whole.asked[0][1]
        assert sent["If-None-Match"] == '"week"'
        assert sent["If-Modified-Since"] == "Sun, 09 Mar 2025 10:30:00 GMT"
        assert govuk.fetch(url, Validators('"older"')) is not None

    def test_says_what_it_does(self, whole):
        lines = []
        GovUk(whole.url, patience=QUICK, say=lines.append).fetch(f"{whole.url}{WEEKLY}")
        assert lines == [f"fetching {whole.url}{WEEKLY}"]

    @pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
    def test_tries_again_what_may_pass(self, site, govuk, status):
        site.serve("/x", send("", status), send("", status), send("here"))
        assert govuk.fetch(f"{site.url}/x").content == b"here"
        assert site.paths() == ["/x"] * 3

    @pytest.mark.parametrize("fault", [hang, reset_in_the_middle], ids=["time-out", "reset"])
    def test_tries_again_where_the_connection_fails(self, site, govuk, fault):
        site.serve("/x", fault, send("here"))
        assert govuk.fetch(f"{site.url}/x").content == b"here"

    @pytest.mark.parametrize(
        ("answer", "attempts", "problem"),
        [
            (hang, 3, "no answer in time"),
            (reset_in_the_middle, 3, "no answer"),
            (send("", 500), 3, "the server answers 500 Internal Server Error"),
            (send("", 404), 1, "the server answers 404 Not Found"),
            (send("", 403), 1, "the server answers 403 Forbidden"),
            (send("", 429, headers={"Retry-After": "3600"}), 1, "the server answers 429"),
            (send("", 503, headers={"Retry-After": "0"}), 3, "the server answers 503"),
            (endless, 1, "an answer of more than 20 MiB"),
            (send("", 304), 1, ""),
        ],
        ids=["time-out", "reset", "500", "404", "403", "hour", "503", "endless", "304"],
    )
    def test_gives_up_with_an_error_of_the_world(self, site, govuk, answer, attempts, problem):
        site.serve("/x", answer)
        if not problem:
            assert govuk.fetch(f"{site.url}/x") is None
        else:
            with pytest.raises(FetchError, match=problem) as caught:
                govuk.fetch(f"{site.url}/x")
            assert caught.value.exit_code == 1
            assert f"{site.url}/x" in str(caught.value)
        assert site.paths() == ["/x"] * attempts

    def test_waits_as_long_as_it_is_asked_to(self, site, govuk):
        """A server that asks for longer than `Patience.asked` is not asked again."""
        site.serve("/x", send("", 429, headers={"Retry-After": "0"}), send("here"))
        assert govuk.fetch(f"{site.url}/x").content == b"here"
        site.serve("/y", send("", 429, headers={"Retry-After": "1"}), send("here"))
        with pytest.raises(FetchError, match="429"):
            govuk.fetch(f"{site.url}/y")

    def test_no_network(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(FetchError, match="no answer"):
            GovUk(url, patience=QUICK).fetch(f"{url}/x")


class TestAddresses:
    def test_follows_redirects_at_home(self, site, govuk):
        site.serve("/x", redirect("/y"))
        site.serve("/y", redirect(f"{site.url}/z"))
        site.serve("/z", send("here"))
        assert govuk.fetch(f"{site.url}/x").content == b"here"

    @pytest.mark.parametrize(
        "to",
        [
            "http://127.0.0.1:1/x",
            "http://www.gov.uk/x",
            "https://www.gov.uk.example.org/x",
            "https://example.org/.gov.uk",
            "https://notgov.uk/x",
            "https://www.gov.uk@example.org/x",
            "https://user@www.gov.uk/x",
            "file:///etc/passwd",
            "ftp://www.gov.uk/x",
            "//example.org/x",
            "https://[bad/x",
        ],
    )
    def test_no_redirect_elsewhere(self, site, govuk, to):
        site.serve("/x", redirect(to))
        with pytest.raises(FetchError, match=r"an address elsewhere|no answer"):
            govuk.fetch(f"{site.url}/x")
        assert set(site.paths()) == {"/x"}

    def test_no_circle(self, site, govuk):
        site.serve("/x", redirect("/x"))
        with pytest.raises(FetchError, match="more than 5 redirects"):
            govuk.fetch(f"{site.url}/x")

    def test_no_address_elsewhere_from_the_api(self, whole, govuk, store):
        evil = attachments().replace(ODS, "https://example.org/series.ods")
        whole.serve(API, send(evil))
        done = list(update(store, govuk, retrieved=NOW))
        assert [one.outcome for one in done] == ["new", "new", "refused", "not found"]
        assert "no link to the time-series" in str(done[2].error)

    @pytest.mark.parametrize("host", ["www.gov.uk", "assets.publishing.service.gov.uk", "gov.uk"])
    def test_hosts_of_the_government(self, host):
        GovUk()._check_address(httpx.URL(f"https://{host}/x"))


class TestUpdate:
    def test_puts_everything_into_the_store(self, whole, govuk, store):
        *done, quarterly = update(store, govuk, retrieved=NOW)
        assert quarterly.outcome == "not found"
        outcomes = [(one.outcome, one.publication.kind) for one in done]
        assert outcomes == [
            ("new", "time-series"),
            ("new", "last-7-days"),
            ("new", "weekly-summary"),
        ]
        stored = sources(database=store.name)
        assert set(stored["kind"]) >= {"time-series", "last-7-days", "weekly-summary"}
        assert stored["retrieved"].dropna().unique().tolist() == ["2026-01-05T09:30:00+00:00"]

    def test_again_fetches_only_what_has_changed(self, whole, govuk, store, make_ods, small_sheets):
        list(update(store, govuk, retrieved=NOW))
        outcomes = [one.outcome for one in update(store, govuk, retrieved=NOW)]
        assert outcomes == ["unchanged", "held", "unchanged", "not found"]
        sheets = small_sheets()
        sheets["SB_01"][3][4] = "Revised"
        whole.serve(ODS, send(make_ods(sheets), etag='"new"'))
        outcomes = [one.outcome for one in update(store, govuk, retrieved=NOW)]
        assert outcomes == ["new", "held", "unchanged", "not found"]

    @pytest.mark.parametrize(
        ("path", "answer", "error"),
        [
            (ODS, send("<!DOCTYPE html><html><title>Sorry</title></html>"), UnknownFormatError),
            (ODS, send(b"PK\x03\x04 broken"), UnknownFormatError),
            (ODS, send("", 404), FetchError),
            (ODS, send("date,arrivals\n2025-03-01,5\n"), UnknownFormatError),
            (DAILY, hang, FetchError),
            (
                DAILY,
                send(f'<!DOCTYPE html><h1>Small boats</h1><a href="{ODS}">x</a>'),
                NoFiguresError,
            ),
        ],
        ids=["page for file", "broken", "404", "another kind", "time-out", "no figures"],
    )
    def test_one_that_fails_does_not_keep_out_the_others(
        self, whole, govuk, store, path, answer, error
    ):
        whole.serve(path, answer)
        *done, _ = update(store, govuk, retrieved=NOW)
        outcomes = {one.name.removeprefix(whole.url): one.outcome for one in done}
        assert outcomes == {
            name: "refused" if name == path else "new" for name in (ODS, DAILY, WEEKLY)
        }
        (failed,) = [one for one in done if one.error]
        assert isinstance(failed.error, error)
        assert len(store.publications()) == 2
        # It is asked for again, whole, the next time.
        assert store.download(f"{whole.url}{path}") == Validators()

    def test_a_site_that_does_not_answer_leaves_the_store_alone(self, whole, govuk, store):
        list(update(store, govuk, retrieved=NOW))
        before = load(database=store.name)
        whole.routes.clear()
        with pytest.raises(FetchError, match="404"):
            list(update(store, govuk, retrieved=NOW))
        assert load(database=store.name).equals(before)

    def test_the_quarterly_dataset_where_the_site_has_one(self, whole, govuk, store):
        entry = {"title": "Irregular migration: detailed dataset", "url": "/media/2/i.ods"}
        listed = json.dumps({"details": {"attachments": [entry]}})
        whole.serve(f"/api/content{QUARTERLY}", send(listed))
        done = list(update(store, govuk, retrieved=NOW))
        assert done[-1].outcome == "refused"
        assert "404" in str(done[-1].error)
        whole.serve("/media/2/i.ods", send("Year,Quarter,Method of entry,Number of detections\n"))
        assert "no row counts small boat arrivals" in str(
            list(update(store, govuk, retrieved=NOW))[-1].error
        )
        row = "2023,1,Small boat arrivals,5\n"
        body = f"Year,Quarter,Method of entry,Number of detections\n{row}"
        whole.serve("/media/2/i.ods", send(body))
        assert list(update(store, govuk, retrieved=NOW))[-1].outcome == "new"
