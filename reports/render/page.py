"""The report as one HTML page: nothing is loaded from outside, and only its own script may run."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING

from markupsafe import Markup

from .drawing import drawings
from .environment import environment, policy, sheet
from .explore import explore_data

if TYPE_CHECKING:
    from ..content import Content

IN_SHORT = ("year-to-date", "same-date-change", "record-probability")
"""What is said of a report elsewhere: in lists, feeds, previews of links and frames."""
EXPLORED = "cumulative"
"""The chart that the script lets readers explore, and that other people's pages may show."""


def to_html(report: Content, *, files: str | None = None, site: str = "") -> str:
    """Render the report.

    Parameters
    ----------
    report : Content
        The report.
    files : str, optional
        The folder of its files beside the page; it links none where this is left out.
    site : str
        The address of the folder in which the page stands, with a slash at its end; empty where
        it is not known.
    """
    drawn, rules = drawings(report.charts.values())
    env = environment()
    style = sheet(rules)
    script = Markup(env.get_template("weekly.js").render())  # noqa: S704 - made by this package
    explored = EXPLORED in drawn
    return env.get_template("weekly.html").render(
        report=report,
        summary=" ".join(_in_short(report)),
        fingerprint=fingerprint(report),
        drawings=drawn,
        shown={part.key: {table.key for table in part.tables} for part in report.sections},
        policy=policy(style, script if explored else ""),
        style=style,
        script=script,
        explore=explore_data(report) if explored else None,
        files=files,
        site=site,
    )


def to_embed(report: Content, *, page: str) -> str | None:
    """Render one chart with what it says in short and its source, to be framed by other pages.

    Parameters
    ----------
    report : Content
        The report.
    page : str
        The address of the report.

    Returns
    -------
    str or None
        None where the report has no such chart.
    """
    chart = report.charts.get(EXPLORED)
    if chart is None:
        return None
    drawn, rules = drawings([chart])
    style = sheet(rules)
    return (
        environment()
        .get_template("embed.html")
        .render(
            report=report,
            said=_in_short(report),
            chart=chart,
            drawing=drawn[EXPLORED],
            page=page,
            policy=policy(style),
            style=style,
        )
    )


def _in_short(report: Content) -> list[str]:
    """Return the first sentences of the headline, and of the record."""
    said = [fact.sentence for fact in report.headline if fact.key in IN_SHORT]
    return said or [fact.sentence for fact in report.headline[:1]]


def fingerprint(report: Content) -> str:
    """Return what tells reports of other figures or words apart, whenever they were made."""
    said: list[object] = [report.title, report.dateline, *(one.sentence for one in report.headline)]
    for part in report.sections:
        said += [part.title, *(fact.sentence for fact in part.facts), *part.notes]
        said += [(chart.title, chart.text, chart.note) for chart in part.charts]
    said += [(table.caption, table.columns, table.rows) for table in report.tables.values()]
    return sha256(json.dumps(said).encode()).hexdigest()[:16]
