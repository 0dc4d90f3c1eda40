"""The templates' common ground."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from ..source import LICENCE, LICENCE_URL

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["environment"]


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the Jinja environment; HTML templates escape whatever they are given."""
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    from ...data.years import as_date, day_text

    env = Environment(
        loader=PackageLoader(__package__),
        autoescape=select_autoescape(["html", "xml"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    env.filters["day"] = lambda day: day_text(as_date(day))
    env.filters["md"] = _escape_markdown
    env.globals.update(licence=LICENCE, licence_url=LICENCE_URL)
    return env


def _escape_markdown(text: str) -> str:
    """Escape what Markdown, or HTML within it, would take for markup."""
    folded = " ".join(str(text).split())
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", folded)
