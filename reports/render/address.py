"""The web address at which a folder of reports is published."""

from __future__ import annotations

from ...data import address as addresses

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
    return f"{addresses.check_site(address, expected=EXPECTED, where=where)}/"
