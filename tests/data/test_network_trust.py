"""Whom a fetch trusts, and through whom it goes: certificates and proxies of the environment."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import suppress
from datetime import UTC, datetime

import pytest
import trustme
from crossings.data.errors import FetchError, OptionError
from crossings.data.fetching import Patience
from crossings.data.govuk import GovUk

from ..cli.test_cli import run
from ..hostile_site import answered, endless, once, serving_raw

LONG = Patience(connect=5, read=5, whole=60, attempts=3, first_wait=0.01, longest_wait=0.02)
VARIABLES = [
    "SSL_CERT_FILE", "SSL_CERT_DIR", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY",
    "http_proxy", "https_proxy", "all_proxy", "no_proxy", "REQUEST_METHOD",
]  # fmt: skip
SECRET = "hunter2"
HERE = once(answered(b"here"))


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """An environment that says nothing of the network."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ca_file(authority, tmp_path) -> str:
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    return str(tmp_path / "authority.pem")


def over_tls(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def fetched(url: str) -> bytes:
    return GovUk(url, patience=LONG).fetch(f"{url}/x").content


class TestCertificates:
    def test_an_authority_that_the_environment_names_is_trusted(
        self, authority, ca_file, environment
    ):
        environment.setenv("SSL_CERT_FILE", ca_file)
        with serving_raw(HERE, over_tls(authority.issue_cert("localhost"))) as asked:
            assert fetched(asked.url) == b"here"

    @pytest.mark.parametrize("fault", ["stranger", "other name", "out of date"])
    def test_none_that_fails_its_check_is_accepted_nor_tried_again(
        self, fault, authority, ca_file, environment
    ):
        environment.setenv("SSL_CERT_FILE", ca_file)
        issuer = trustme.CA() if fault == "stranger" else authority
        name = "example.org" if fault == "other name" else "localhost"
        until = datetime(2020, 1, 1, tzinfo=UTC) if fault == "out of date" else None
        with serving_raw(HERE, over_tls(issuer.issue_cert(name, not_after=until))) as asked:
            with pytest.raises(FetchError, match="a certificate that cannot be trusted") as caught:
                GovUk(asked.url, patience=LONG).publications()
            assert (asked.connections, asked.requests) == (1, [])
        assert caught.value.exit_code == 1
        assert "SSL_CERT_FILE" in caught.value.fix

    def test_the_command_says_what_to_do(self, authority, tmp_path):
        with serving_raw(HERE, over_tls(authority.issue_cert("localhost"))) as asked:
            done = run("-q", "update", "--site", asked.url, "--database", tmp_path / "s.sqlite")
        assert (done.returncode, done.stdout) == (1, "")
        assert "certificate verify failed" not in done.stderr
        assert "SSL_CERT_FILE" in done.stderr
        assert done.stderr.count("\n") == 1

    @pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
    @pytest.mark.parametrize("there", ["nothing", "no certificate", "other"])
    def test_certificates_that_cannot_be_read_are_one_line(
        self, variable, there, tmp_path, environment
    ):
        named = tmp_path / "named"
        if there == "no certificate":
            named.write_text("not a certificate")
        elif there == "other" and variable == "SSL_CERT_FILE":
            named.mkdir()
        environment.setenv(variable, str(named))
        with serving_raw(HERE) as asked:
            with pytest.raises(OptionError) as caught:
                fetched(asked.url)
            assert asked.connections == 0
        assert caught.value.where == variable
        assert caught.value.exit_code == 2
        assert "\n" not in str(caught.value)

    def test_a_handshake_has_an_end(self, authority):
        quick = Patience(connect=0.3, whole=1, attempts=2, first_wait=0.01, longest_wait=0.02)
        with serving_raw(endless(b"\x16\x03\x01\x00\xff", b"\x00", 0.05)) as asked:
            url = asked.url.replace("http", "https")
            with pytest.raises(FetchError, match=r"no answer|too long"):
                GovUk(url, patience=quick).fetch(f"{url}/x")


def tunnel(connection: socket.socket, to: tuple[str, int]) -> None:
    """Be a proxy for one connection, once it has asked for it."""
    connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
    with socket.create_connection(to) as other:
        back = threading.Thread(target=_copy, args=(other, connection), daemon=True)
        back.start()
        _copy(connection, other)


def _copy(source: socket.socket, to: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(2**16):
            to.sendall(data)


class TestProxies:
    def test_one_for_http_is_asked_with_its_password(self, environment):
        with serving_raw(HERE) as proxy:
            where = proxy.url.replace("http://", f"http://me:{SECRET}@")
            environment.setenv("HTTP_PROXY", where)
            assert fetched("http://crossings.invalid") == b"here"
        assert proxy.requests[0].startswith(b"GET http://crossings.invalid/x HTTP/1.1")
        assert b"Proxy-Authorization: Basic" in proxy.requests[0]

    def test_one_that_is_reached_over_tls_is_checked_by_the_same_authorities(
        self, authority, ca_file, environment
    ):
        with serving_raw(HERE, over_tls(authority.issue_cert("localhost"))) as proxy:
            environment.setenv("HTTP_PROXY", proxy.url)
            with pytest.raises(FetchError, match="cannot be trusted"):
                fetched("http://crossings.invalid")
            environment.setenv("SSL_CERT_FILE", ca_file)
            assert fetched("http://crossings.invalid") == b"here"

    @pytest.mark.parametrize("variable", ["https_proxy", "ALL_PROXY"])
    def test_one_for_https_sees_no_more_than_the_name(
        self, variable, authority, ca_file, environment
    ):
        environment.setenv("SSL_CERT_FILE", ca_file)
        with serving_raw(HERE, over_tls(authority.issue_cert("localhost"))) as site:
            to = ("127.0.0.1", int(site.url.rpartition(":")[2]))
            with serving_raw(lambda connection: tunnel(connection, to)) as proxy:
                environment.setenv(variable, proxy.url.removeprefix("http://"))
                assert fetched(site.url) == b"here"
            assert proxy.requests[0].startswith(b"CONNECT localhost:")

    def test_a_certificate_is_checked_behind_a_proxy_too(self, authority, environment):
        with serving_raw(HERE, over_tls(authority.issue_cert("localhost"))) as site:
            to = ("127.0.0.1", int(site.url.rpartition(":")[2]))
            with serving_raw(lambda connection: tunnel(connection, to)) as proxy:
                environment.setenv("HTTPS_PROXY", proxy.url)
                with pytest.raises(FetchError, match="cannot be trusted"):
                    fetched(site.url)
                assert proxy.connections == 1

    @pytest.mark.parametrize(
        "write",
        [
            endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
            endless(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
        ],
    )
    def test_a_proxy_that_never_ends_holds_nobody(self, write, environment):
        short = Patience(whole=0.5, attempts=2)
        with serving_raw(write) as proxy:
            environment.setenv("HTTPS_PROXY", proxy.url)
            with pytest.raises(FetchError, match="takes too long"):
                GovUk(patience=short).fetch("https://www.gov.uk/x")

    def test_one_that_refuses_is_not_asked_again(self, environment):
        with serving_raw(once(answered(b"", status=b"407 Who are you"))) as proxy:
            where = proxy.url.replace("http://", f"http://me:{SECRET}@")
            environment.setenv("HTTPS_PROXY", where)
            with pytest.raises(FetchError, match="407 Who are you") as caught:
                fetched("https://www.gov.uk")
            assert proxy.connections == 1
        assert SECRET not in str(caught.value)

    def test_one_that_is_not_there_is_named_as_the_cause(self, environment):
        environment.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
        with pytest.raises(FetchError, match="by the proxy of the environment"):
            fetched("https://www.gov.uk")

    @pytest.mark.parametrize("named", ["127.0.0.1", "*", "other, 127.0.0.1"])
    def test_none_is_asked_where_the_environment_says_so(self, named, environment):
        environment.setenv("HTTP_PROXY", "http://127.0.0.1:1")
        environment.setenv("NO_PROXY", named)
        with serving_raw(HERE) as asked:
            assert fetched(asked.url) == b"here"

    def test_one_that_is_not_for_this_address_does_no_harm(self, environment):
        environment.setenv("ALL_PROXY", "socks://127.0.0.1:1")
        with serving_raw(HERE) as proxy:
            environment.setenv("HTTP_PROXY", proxy.url)
            assert fetched("http://crossings.invalid") == b"here"

    @pytest.mark.parametrize(
        "named",
        [
            f"socks5://me:{SECRET}@127.0.0.1:1",
            f"socks5h://me:{SECRET}@127.0.0.1:1",
            f"socks://me:{SECRET}@127.0.0.1:1",
            f"ftp://me:{SECRET}@127.0.0.1",
            f"http://me:{SECRET}@",
            f"http://me:{SECRET}@[bad",
            f"http://me:{SECRET}:8080",
            f"http://me:{SECRET}@host:99999",
            f"http://me:{SECRET}@host:port",
            f"http://me:{SECRET}@\x1b[2Jhost",
            "://",
            "http://",
        ],
    )
    @pytest.mark.parametrize("variable", ["ALL_PROXY", "HTTP_PROXY"])
    def test_one_that_cannot_be_used_is_one_line_without_its_password(
        self, variable, named, environment
    ):
        environment.setenv(variable, named)
        with serving_raw(HERE) as asked:
            with pytest.raises(OptionError, match="proxy") as caught:
                fetched(asked.url)
            assert asked.connections == 0
        shown = f"{caught.value} {caught.value!r} {caught.value.__cause__!r}"
        assert caught.value.where == variable
        assert SECRET not in shown
        assert ("pip install socksio" in shown) == named.startswith("socks5")

    def test_the_command_says_so_in_one_line(self, tmp_path, environment):
        environment.setenv("ALL_PROXY", f"socks5://me:{SECRET}@127.0.0.1:1")
        done = run("-q", "update", "--database", tmp_path / "store.sqlite")
        assert (done.returncode, done.stdout) == (2, "")
        assert "ALL_PROXY: a SOCKS proxy" in done.stderr
        assert SECRET not in done.stderr
        assert done.stderr.count("\n") == 1

    def test_no_password_of_a_home_folder_is_sent(self, tmp_path, environment):
        (tmp_path / ".netrc").write_text(f"machine 127.0.0.1 login me password {SECRET}\n")
        environment.setenv("HOME", str(tmp_path))
        environment.setenv("NETRC", str(tmp_path / ".netrc"))
        with serving_raw(HERE) as asked:
            assert fetched(asked.url) == b"here"
        assert b"authorization" not in asked.requests[0].lower()


@pytest.mark.parametrize(
    "site",
    [
        f"https://me:{SECRET}@www.gov.uk",
        f"https:/me:{SECRET}@www.gov.uk",
        f"me:{SECRET}@www.gov.uk",
        f"https://me:{SECRET}%40www.gov.uk",
        f"https://me:{SECRET}\uff20www.gov.uk",
        f"https://me:{SECRET}@[www",
        f"ftp://me:{SECRET}@www.gov.uk:x",
    ],
)
def test_no_password_of_a_site_is_told(site, tmp_path):
    done = run("-v", "update", "--site", site, "--database", tmp_path / "store.sqlite")
    assert (done.returncode, done.stdout) == (2, "")
    assert "an address with a user name or a password" in done.stderr
    assert SECRET not in done.stderr
