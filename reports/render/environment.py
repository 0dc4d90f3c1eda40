"""The templates' common ground."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import lru_cache
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
    )
    env.filters["day"] = lambda day: day_text(as_date(day))
    env.filters["md"] = escape_markdown
    env.filters["linked"] = _linked
    return env


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

    return Markup(re.sub(ADDRESS, link, str(escape(text))))  # noqa: S704


def escape_markdown(text: str) -> str:
    """Escape what Markdown, or HTML within it, would take for markup."""
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", one_line(text))


def one_line(text: object) -> str:
    """Return a text in one line, of characters that can be seen, and that every form can hold."""
    return printable(" ".join(str(text).split()))
