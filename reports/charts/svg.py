"""The SVG of a drawing: what a page needs of what matplotlib writes, and no more."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from html import escape

SPACE = "http://www.w3.org/2000/svg"
HREF = "{http://www.w3.org/1999/xlink}href"
FAMILY = "font-family: 'DejaVu Sans', sans-serif"
LENGTHS = ("d", "x", "y", "width", "height", "transform", "points")
OWN_NAME = re.compile(r"[\w.]+_\d+$")
"""The names that matplotlib gives: they count its parts, and nobody refers to them."""


def slim(svg: str, *, key: str, title: str, text: str, marks: Mapping[str, str]) -> str:
    """Return a drawing as an SVG element that says what it is.

    Lengths are rounded to a tenth of a unit, groups that say nothing dissolve, and names begin
    with a key, as several drawings may stand in one page.

    Parameters
    ----------
    svg : str
        As matplotlib writes it.
    key : str
        What its ids begin with.
    title, text : str
        Its name and its description; the latter may be empty.
    marks : mapping of str to str
        Attributes of the whole.
    """
    root = ET.fromstring(svg)  # noqa: S314 - written by matplotlib a moment ago
    names = {name: f"{key}-shape-{at}" for at, name in enumerate(_referred_to(svg), start=1)}
    for node in root.iter():
        _tidy(node, names, key)
    for defs in root.findall("defs"):
        for sheet in defs.findall("style"):  # it would style the whole page
            defs.remove(sheet)
    parts = "".join(map(_written, root))
    width, height = root.get("viewBox", "").split()[2:]
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in marks.items())
    label = f"<title>{escape(title)}</title>"
    label += f"<desc>{escape(text)}</desc>" if text else ""
    return (
        f'<svg role="img" xmlns="{SPACE}" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" style="{FAMILY}" stroke-linejoin="round"{attributes}>'
        f"{label}{parts}</svg>"
    )


def alone(svg: str, above: tuple[Sequence[str], float], below: tuple[Sequence[str], float]) -> str:
    """Return the SVG of a page as a file: on white, with lines of text above and below.

    Parameters
    ----------
    svg : str
        As `slim` gives it.
    above, below : tuple of lines and float
        What they say, and the size of their letters.
    """
    inner = svg[svg.index("</title>") + len("</title>") : -len("</svg>")]
    title = svg[svg.index("<title>") : svg.index("</title>")] + "</title>"
    found = re.search(r'width="([\d.]+)" height="([\d.]+)"', svg)
    width, height = map(float, found.groups()) if found else (0.0, 0.0)
    head, foot = (len(lines) * size * 1.25 + 12 for lines, size in (above, below))
    total = round(head + height + foot, 1)
    texts = _lines(*above, start=6, weight="bold")
    texts += _lines(*below, start=head + height + 6, weight="normal")
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<svg role="img" xmlns="{SPACE}" width="{width:g}" height="{total:g}" '
        f'viewBox="0 0 {width:g} {total:g}" style="{FAMILY}" stroke-linejoin="round">'
        f'{title}<rect width="100%" height="100%" style="fill: #ffffff"/>{texts}'
        f'<g transform="translate(0 {head:g})">{inner}</g></svg>'
    )


def _lines(lines: Sequence[str], size: float, *, start: float, weight: str) -> str:
    return "".join(
        f'<text x="6" y="{start + size * (1 + 1.25 * at):.1f}" '
        f'style="font-size: {size:g}px; font-weight: {weight}; fill: #1a1a1a">{escape(line)}</text>'
        for at, line in enumerate(lines)
    )


def _referred_to(svg: str) -> list[str]:
    """Return the names that something in it refers to, in the order of their first use."""
    return list(dict.fromkeys(re.findall(r'(?:url\(|href=")#([\w.-]+)', svg)))


def _tidy(node: ET.Element, names: Mapping[str, str], key: str) -> None:
    """Round the lengths of an element, and leave out what says nothing."""
    node.tag = node.tag.rpartition("}")[2]
    node.text = (node.text or "").strip() if node.tag != "text" else node.text
    node.tail = ""
    for name, value in list(node.items()):
        if name in LENGTHS:
            node.set(name, _rounded(value))
    turned = node.get("transform", "")
    if turned.startswith(("rotate(-0 ", "rotate(0 ")):
        del node.attrib["transform"]
    if "style" in node.attrib:
        style = node.attrib["style"].replace(f"{FAMILY}; ", "").replace(f"; {FAMILY}", "")
        node.set("style", re.sub(r"url\(#([\w.-]+)\)", lambda at: f"url(#{names[at[1]]})", style))
    if "clip-path" in node.attrib:
        node.set("clip-path", f"url(#{names[node.attrib['clip-path'][5:-1]]})")
    if HREF in node.attrib:
        node.set("href", f"#{names[node.attrib.pop(HREF)[1:]]}")
    own = node.get("id", "")
    if own in names:
        node.set("id", names[own])
    elif OWN_NAME.match(own):
        del node.attrib["id"]
    elif own:
        node.set("id", f"{key}-{own}")


def _rounded(value: str) -> str:
    value = re.sub(r"-?\d+\.\d+(?:e-?\d+)?", lambda at: f"{round(float(at[0]), 1) + 0:g}", value)
    return re.sub(r"\s*([MLQCZz])\s*", r"\1", " ".join(value.split()))


def _written(node: ET.Element) -> str:
    """Return an element as text; of a group that has no attributes only what is in it."""
    inner = escape(node.text or "", quote=False) + "".join(map(_written, node))
    if node.tag in {"g", "defs"} and not inner:
        return ""
    if node.tag == "path" and node.get("style", "").rstrip(";") == "fill: none":
        return ""
    if node.tag == "g" and not node.attrib:
        return inner
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in node.items())
    return (
        f"<{node.tag}{attributes}>{inner}</{node.tag}>" if inner else f"<{node.tag}{attributes}/>"
    )
