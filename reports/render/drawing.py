"""Charts as parts of a page whose policy allows no style but that of its own sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from markupsafe import Markup

from ..charts import Chart
from ..charts.style import NAMES

COLOURS = {color.lower(): name for color, name in NAMES.items()}
STYLE = re.compile(r'\bstyle="([^"]*)"')
COLOUR = re.compile(r"(?<=: )#[0-9a-f]{6}\b|(?<=:)#[0-9a-f]{6}\b", re.IGNORECASE)


class Drawing(NamedTuple):
    """A chart as elements of a page: one for wide screens and paper, one for narrow screens."""

    wide: Markup
    narrow: Markup


def drawings(charts: Iterable[Chart]) -> tuple[dict[str, Drawing], str]:
    """Return charts by their keys, and the rules that they need in the sheet of the page.

    An attribute ``style`` is no more allowed by a strict policy than a sheet that it does not
    know. The styles of all charts are few: each becomes a class. Their colours become those of
    the page by name, so that a dark page has dark charts.
    """
    classes: dict[str, str] = {}

    def named(match: re.Match[str]) -> str:
        return f'class="{classes.setdefault(match[1], f"s{len(classes)}")}"'

    def inline(svg: str) -> Markup:
        return Markup(STYLE.sub(named, svg))  # noqa: S704 - made by this package, texts escaped

    drawn = {chart.key: Drawing(inline(chart.svg), inline(chart.svg_narrow)) for chart in charts}
    rules = [f".{name}{{{COLOUR.sub(_by_name, style)}}}" for style, name in classes.items()]
    return drawn, "\n".join(rules)


def _by_name(match: re.Match[str]) -> str:
    name = COLOURS.get(match[0].lower())
    return f"var(--{name})" if name else match[0]
