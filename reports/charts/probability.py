"""The chance of a record, as it was forecast through the year."""

from __future__ import annotations

import textwrap
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ...data.calendar import day_text
from ...data.dataset import Figures
from ...data.errors import OptionError
from ...forecast.yardstick import phrase
from ..tables import PROBABILITY, chance, table_of
from ..wording import short
from .chart import Chart
from .style import FONT, POINTS, THIS_YEAR, WIDE, Room, by_month, unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FEWEST = 2
BANDS = 4
"""Between the lines of the grid."""
LABEL, BESIDE, LETTERS = 138, 10, 15
"""Of the newest chance: room for it and distance from its point, in points; letters a line."""


def plot_probability(track: pd.DataFrame, *, ax: Axes | None = None, title: bool = True) -> Axes:
    """Draw the chance of a record through a year.

    Parameters
    ----------
    track : pandas.DataFrame
        Forecasts of one year, as `YearForecast.track` gives.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure where it is left out.
    title : bool
        Whether to write the message above it, and the source below it.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    OptionError
        If there is no chance of a record among them.

    Examples
    --------
    >>> from crossings import forecast_year, load
    >>> from crossings.reports import plot_probability
    >>> outlook = forecast_year(load(), as_of="2025-05-14", n_paths=100)
    >>> track = outlook.track(["2025-03-06", "2025-04-03"], n_paths=100)
    >>> len(plot_probability(track).lines[0].get_xdata())  # a point a forecast
    2
    """
    frame = data(track)
    if frame.empty:
        raise OptionError(
            f"no chance of a record in {len(track)} forecasts",
            expected="one at least; there is one where an earlier year is complete",
            argument="track",
        )
    chart = _chart(frame, track.attrs.get("source", ""))
    return chart.shown_on(ax, lambda axes: draw(axes, frame), title=title)


def data(track: pd.DataFrame) -> pd.DataFrame:
    """Return the forecasts that have a chance of a record, up to the first that had broken it."""
    frame = track.dropna(subset=["record_probability"]).reset_index(drop=True)
    broken = _broken(frame)
    return frame.iloc[: int(broken.to_numpy().argmax()) + 1] if broken.any() else frame


def _broken(frame: pd.DataFrame) -> pd.Series:
    """Tell of each forecast whether the record was broken when it was made."""
    return frame["year_to_date"] > frame["threshold"]


def probability_chart(track: pd.DataFrame, figures: Figures) -> Chart | None:
    """Return the chart with its words and numbers; None where there are not two chances of one."""
    frame = data(track)
    return None if len(frame) < FEWEST else _chart(frame, figures.source_line)


def _chart(frame: pd.DataFrame, source: str) -> Chart:
    title, text = _words(frame)
    year, threshold = (int(frame[name].iloc[-1]) for name in ("year", "threshold"))
    table = pd.DataFrame(
        {
            "Figures to": frame["as_of"],
            "People so far": frame["year_to_date"],
            "Chance of a record": frame["record_probability"].map(phrase),
            PROBABILITY: frame["record_probability"].map(chance),
        }
    )
    return Chart(
        key="probability",
        title=title,
        text=text,
        note="Each point is a forecast made again from the figures up to its day.",
        source=source,
        table=table_of(
            "probability",
            f"Chance that {year} passes {threshold:,}",
            table,
            hidden=(PROBABILITY,),
        ),
        draw=lambda room: _draw_in(room, frame),
        size=(WIDE, 3.0),
        tall=3.1,
    )


def _words(frame: pd.DataFrame) -> tuple[str, str]:
    """Return the title and the text alternative."""
    first, last = frame.iloc[0], frame.iloc[-1]
    highest = frame.loc[frame["record_probability"].idxmax()]
    year, threshold = int(last["year"]), int(last["threshold"])
    then, now = (phrase(one["record_probability"]) for one in (first, last))
    day, end = (_day(one["as_of"], year) for one in (first, last))
    text = f"Line chart of the chance of a record through {year}. On {day}: {then}."
    if _broken(frame).iloc[-1]:
        title = f"{year} had passed the record of {threshold:,} people by {end}"
        return title, f"{text} By {end} the record of {threshold:,} people had been passed."
    title = f"Chance of a record in {year}: {now} on {end}"
    if len(frame) > 1:
        title = f"Chance of a record in {year}: from {then} on {day} to {now}"
        if then == now:
            title = f"Chance of a record in {year}: {now}, as on {day}"
        text += (
            f" At its highest, on {_day(highest['as_of'], year)}: "
            f"{phrase(highest['record_probability'])}. On {end}: {now}."
        )
    return title, text


def _day(day: date, year: int) -> str:
    """Return a day, with its year where that is another."""
    return short(day) if day.year == year else day_text(day)


def _draw_in(room: Room, frame: pd.DataFrame) -> Axes:
    right = 16 if room.narrow else LABEL
    ax = room.axes(left=44, right=right, top=26)
    draw(ax, frame, room=room, right=right)
    return ax


def draw(
    ax: Axes,
    frame: pd.DataFrame,
    *,
    room: Room | None = None,
    right: float = 0,
) -> None:
    """Draw the chances by the day of their forecasts; so many points are free on the right."""
    from matplotlib.ticker import PercentFormatter

    days = np.array(frame["as_of"], dtype="datetime64[D]")
    chances = frame["record_probability"].to_numpy(dtype=float)
    by_month(ax, int(frame["year"].iloc[-1]), every=2 if room and room.narrow else 1)
    ax.set_ylim(0, 1)
    ax.set_yticks(np.linspace(0, 1, BANDS + 1))
    ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    unit(ax, "Chance", edge=room is not None)
    ax.plot(
        days, chances, color=THIS_YEAR, linewidth=2.4, marker="o", markersize=4, clip_on=False,
        zorder=3,
    )  # fmt: skip
    ax.plot(days[-1:], chances[-1:], "o", color=THIS_YEAR, markersize=8, clip_on=False, zorder=3)
    _label(ax, frame, right)


def _label(ax: Axes, frame: pd.DataFrame, right: float) -> None:
    """Write the newest chance beside its point, where there is room; the title has it too."""
    from matplotlib.dates import date2num

    last = frame.iloc[-1]
    chance = float(last["record_probability"])
    words = "record passed" if _broken(frame).iloc[-1] else phrase(chance)
    day = float(date2num(last["as_of"]))  # type: ignore[no-untyped-call]
    start, end = ax.get_xlim()
    point = ax.bbox.width * POINTS / ax.figure.dpi / (end - start)
    letters = int(((end - day) * point + right - BESIDE) / ((FONT - 1) * 0.68))
    if letters < max(map(len, words.split())):
        return
    lines = textwrap.wrap(words, min(letters, LETTERS))
    # Between two lines of the grid: none runs through it.
    band = min(int(chance * BANDS), BANDS - 1)
    ax.annotate(
        "\n".join(lines),
        (day, (band + 0.5) / BANDS),
        xytext=(BESIDE, 0),
        textcoords="offset points",
        va="center",
        fontweight="bold",
        fontsize=FONT - 1,
        color=THIS_YEAR,
        annotation_clip=False,
        zorder=5,
    )
