"""The web address at which a folder of reports is published."""

from __future__ import annotations

from urllib.parse import urlsplit

from ...data.errors import OptionError

EXPECTED = (
    "a web address such as https://example.org/reports, without a user name, a question mark or #"
)


def check_site(address: str | None, *, where: str | None = None) -> str:
    """Return the address of a published folder with a slash at its end; empty for None.

    Parameters
    ----------
    address : str or None
        As the user gives it.
    where : str, optional
        The place that an error names; the argument ``site`` where it is left out.

    Raises
    ------
    OptionError
        If it is not the web address of a folder that everybody may read; the message does not
        repeat an address that may hold a password.
    """
    if address is None:
        return ""
    try:
        parts = urlsplit(address)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    plain = address.isprintable() and not set(address) & set(' @?#<>"\\')
    if not (sound and plain):
        found = "an address with a user name or a password" if "@" in address else repr(address)
        named = f"site: {found}" if where else found  # a place does not say which of its keys
        raise OptionError(named, expected=EXPECTED, where=where, argument="site")
    return f"{address.rstrip('/')}/"
