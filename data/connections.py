"""What the environment says of connections: the proxy to go through, and whom to trust."""

from __future__ import annotations

import os
import ssl
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING

from .errors import OptionError

if TYPE_CHECKING:
    import httpx

MAX_PORT = 65_535
SOCKS = frozenset({"socks5", "socks5h"})
PROXY = "one such as http://proxy.example.org:3128"


def proxy_for(url: httpx.URL) -> httpx.Proxy | None:
    """Return the proxy that the environment names for an address; its password is never told."""
    from importlib.util import find_spec
    from urllib.request import getproxies, proxy_bypass

    import httpx

    proxies = getproxies()
    name = next((name for name in (url.scheme, "all") if proxies.get(name)), None)
    if name is None or any(proxy_bypass(host) for host in (url.host, url.netloc.decode("ascii"))):
        return None
    where, named = f"{name.upper()}_PROXY", proxies[name]
    address = None
    with suppress(httpx.InvalidURL):
        address = httpx.URL(named if "://" in named else f"http://{named}")
    if address and address.scheme in SOCKS and find_spec("socksio") is None:
        raise OptionError(
            "a SOCKS proxy, for which a package is missing",
            expected=PROXY,
            where=where,
            fix="To add the package: pip install socksio.",
        )
    if address and address.host and "%" not in address.host and 0 < (address.port or 1) <= MAX_PORT:
        with suppress(ValueError):  # of another scheme
            over_tls = certificates() if address.scheme == "https" else None
            return httpx.Proxy(address, ssl_context=over_tls)
    raise OptionError(  # without the address: it may hold a password
        "the address of a proxy that cannot be used",
        expected=PROXY,
        where=where,
        fix="Correct it in the environment, or remove it.",
    )


def certificates() -> ssl.SSLContext:
    """Return whom to trust: what the environment names, or else the authorities of `certifi`."""
    return _trust(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))


@lru_cache(maxsize=1)  # reading it takes longer than an answer
def _trust(file: str | None, folder: str | None) -> ssl.SSLContext:
    import httpx

    if folder and not os.path.isdir(folder):  # noqa: PTH112 - any text may stand there
        raise OptionError(f"no folder {folder!r}", expected="certificates", where="SSL_CERT_DIR")
    if not file and not folder:
        return httpx.create_ssl_context(trust_env=False)
    try:
        return ssl.create_default_context(cafile=file or None, capath=folder or None)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not certificates"
        raise OptionError(
            f"{file!r} cannot be used ({reason})",
            expected="a file of certificates (PEM)",
            where="SSL_CERT_FILE",
        ) from error
