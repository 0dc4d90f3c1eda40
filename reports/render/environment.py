"""The templates' common ground."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import lru_cache, partial
from hashlib import sha256
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from ...data.address import official
from ...data.errors import printable

if TYPE_CHECKING:
    from jinja2 import Environment

ADDRESS = re.compile(
    r"https://(?:[a-z0-9-]+\.)*gov\.uk(?![.:]?[\w@\\-]|@)(?:/[\w./%-]*[\w/%-])?", re.ASCII
)
"""Nothing else becomes a link: the words around it may come from a file of anybody."""
ACTIVE = re.compile("[-=+@\uff0d\uff1d\uff0b\uff20]")
"""What begins a formula in some program; the last four are the wide forms of the others."""
NEGATIVE = re.compile(r"-\d[\d,.]*%?")
LONGEST = 8_000
"""Characters of a text: a cell of Excel takes 32,767, and no reader as many."""


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the Jinja environment; HTML templates escape whatever they are given."""
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    from ...data.calendar import as_date, day_text

    env = Environment(
        loader=PackageLoader(__package__),
        autoescape=select_autoescape(["html", "xml"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_finalize,
    )
    env.filters["day"] = lambda day: day_text(as_date(day))
    env.filters["md"] = partial(escape_markdown, first=True)
    env.filters["linked"] = _linked
    return env


def _finalize(value: object) -> object:
    """Make every text of a template printable, but for what this package marked as made by it."""
    return printable(value, LONGEST) if type(value) is str else value


def sheet(rules: str = "") -> Markup:
    """Return the style sheet of every page, with the rules of its charts."""
    text = environment().get_template("weekly.css").render()
    return Markup(f"{text}{rules}")  # noqa: S704 - made by this package


def policy(style: str, script: str = "") -> str:
    """Return the Content Security Policy of a page: one sheet, at most one script, nothing else.

    Both are named by what they are, so that nothing which gets into the page otherwise is obeyed.

    Examples
    --------
    >>> policy("")
    "default-src 'none'; style-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; \
img-src data:; base-uri 'none'; form-action 'none'"
    """
    parts = ["default-src 'none'", f"style-src {_hash(style)}"]
    parts += [f"script-src {_hash(script)}"] if script else []
    return "; ".join([*parts, "img-src data:", "base-uri 'none'", "form-action 'none'"])


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _linked(text: str) -> Markup:
    """Escape a text, and make links of the addresses of official publications within it."""

    def link(found: re.Match[str]) -> str:
        if official(found[0]) is None:
            return found[0]
        shown = re.sub(r"(?<=[/-])(?=\w)", "<wbr>", found[0])  # where a line may end
        return f'<a href="{found[0]}">{shown}</a>'

    return Markup(re.sub(ADDRESS, link, str(escape(one_line(text)))))  # noqa: S704


def escape_markdown(text: str, *, first: bool = False) -> str:
    r"""Escape what Markdown, or HTML within it, would take for markup.

    Parameters
    ----------
    text : str
        Becomes one line.
    first : bool
        Whether it begins a paragraph, where more is markup: it could be a list, a line or a fence.

    Examples
    --------
    >>> print(escape_markdown("- [a](b) <b> www.example.org", first=True))
    \- \[a\](b) \<b\> www\.example.org
    """
    line, end, parts = one_line(text), 0, []
    for address in ADDRESS.finditer(line):  # those that may be links stay as they are
        parts += [_escaped(line[end : address.start()]), address[0].replace("_", r"\_")]
        end = address.end()
    escaped = "".join([*parts, _escaped(line[end:])])
    return re.sub(r"^(\d+(?=[.)](?: |$))|(?=[-+=]))", r"\1\\", escaped) if first else escaped


def _escaped(text: str) -> str:
    """Escape signs of Markdown, and what many programs make links of without any sign."""
    text = re.sub(r"([\\`*_\[\]<>|#~&$@])", r"\\\1", text)
    return re.sub(r"(?i)(?<=www)(?=\.)|(?<=[a-z])(?=:\S)", r"\\", text)


def one_line(text: object) -> str:
    """Return a text in one line, of characters that can be seen, and that every form can hold."""
    words = str(text)[: 2 * LONGEST].split()  # more is no word of a report
    return printable(" ".join(words), LONGEST)


def no_formula(text: object) -> str:
    """Return a text in one line that no spreadsheet runs: a quotation mark goes before a formula.

    So OWASP advises for what is opened as a spreadsheet. A number stays as it is.

    Examples
    --------
    >>> no_formula("=1+1"), no_formula("-5%"), no_formula("5")
    ("'=1+1", '-5%', '5')
    """
    folded = one_line(text)
    return f"'{folded}" if ACTIVE.match(folded) and not NEGATIVE.fullmatch(folded) else folded
