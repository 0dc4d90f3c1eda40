"""Web addresses: which are of the publisher, and what is the address of a site.

What a page, a file or a server calls an address may be anything. Here alone is decided what may be
shown as one, or made a link.
"""

from __future__ import annotations

import re
from unicodedata import normalize
from urllib.parse import urlsplit

from .errors import OptionError

LETTERS = re.compile(r"[A-Za-z0-9/:._~%?#=+,-]{1,2000}")
"""What addresses of publications are written in; no letter that two parsers could take apart in
two ways, such as a backslash or an @."""
HOST = re.compile(r"(?:[a-z0-9-]+\.)*gov\.uk", re.IGNORECASE)


def official(address: str | None) -> str | None:
    """Return an address of GOV.UK or of a host below it, in its usual form; None for all else.

    Parameters
    ----------
    address : str or None
        Of any origin.

    Examples
    --------
    >>> official("HTTPS://www.GOV.UK/small-boats")
    'https://www.gov.uk/small-boats'
    >>> official("javascript://www.gov.uk/%0aalert(1)")
    >>> official("https://www.gov.uk@example.org/")
    """
    if address is None or not LETTERS.fullmatch(address):
        return None
    try:
        parts = urlsplit(address)
    except ValueError:  # brackets that are no address of a computer
        return None
    # The whole of what stands between the slashes, so that it holds no name, password or port.
    if parts.scheme not in {"http", "https"} or not HOST.fullmatch(parts.netloc):
        return None
    return parts._replace(netloc=parts.netloc.lower()).geturl()


def check_site(address: str, *, expected: str, where: str | None = None) -> str:
    """Return the address of a site, without a slash at its end.

    Parameters
    ----------
    address : str
        As the user gives it.
    expected : str
        What the error says was expected.
    where : str, optional
        The place that an error names; the argument ``site`` where it is left out.

    Raises
    ------
    OptionError
        If it is not the web address of a folder that everybody may read; the message does not
        repeat an address that may hold a password.

    Examples
    --------
    >>> check_site("https://example.org/", expected="an address")
    'https://example.org'
    """
    try:
        parts = urlsplit(address)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    plain = address.isprintable() and not set(address) & set(' @?#<>"\\')
    if not (sound and plain):
        secret = "@" in normalize("NFKC", address).replace("%40", "@")
        found = "an address with a user name or a password" if secret else repr(address)
        named = f"site: {found}" if where else found  # a place does not say which of its keys
        raise OptionError(named, expected=expected, where=where, argument="site")
    return address.rstrip("/")
