"""The chance of a record, as it was forecast through the year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ...data.calendar import day_text
from ...data.dataset import Figures
from ...data.errors import OptionError
from ...forecast.yardstick import percent, phrase
from ..tables import PROBABILITY, chance, table_of
from ..wording import short
from .chart import Chart
from .style import SIZE, THIS_YEAR, by_month, own_axes, unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FEWEST = 2


def plot_probability(track: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the chance of a record through a year.

    Parameters
    ----------
    track : pandas.DataFrame
        Forecasts of one year, as `YearForecast.track` gives.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure where it is left out.

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
    >>> plot_probability(track).get_title(loc="left")
    'Chance of a record'
    """
    frame = data(track)
    if frame.empty:
        raise OptionError(
            f"no chance of a record in {len(track)} forecasts",
            expected="one at least; there is one where an earlier year is complete",
            argument="track",
        )
    with own_axes(ax) as drawn:
        draw(drawn, frame)
    return drawn


def data(track: pd.DataFrame) -> pd.DataFrame:
    """Return the forecasts that have a chance of a record; the table shows it in words."""
    return track.dropna(subset=["record_probability"]).reset_index(drop=True)


def probability_chart(track: pd.DataFrame, figures: Figures) -> Chart | None:
    """Return the chart with its words and numbers; None where there are not two chances of one."""
    frame = data(track)
    if len(frame) < FEWEST:
        return None
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
        note=(
            "Each point is a forecast from the figures up to its day alone, as they stand now, "
            "made again by the same model."
        ),
        source=figures.source_line,
        table=table_of(
            "probability",
            f"Chance that {year} exceeds {threshold:,}",
            table,
            hidden=(PROBABILITY,),
        ),
        draw=lambda figure: draw(figure.add_subplot(), frame),
        size=(SIZE[0], 4.2),
    )


def _words(frame: pd.DataFrame) -> tuple[str, str]:
    """Return the title and the text alternative."""
    first, last = frame.iloc[0], frame.iloc[-1]
    highest = frame.loc[frame["record_probability"].idxmax()]
    year, threshold = int(last["year"]), int(last["threshold"])
    then, day = phrase(first["record_probability"]), first["as_of"]
    since = short(day) if day.year == year else day_text(day)
    if last["year_to_date"] > threshold:
        title = f"{year} has exceeded {threshold:,}; its chance as of {since}: {then}"
    else:
        now = f"{phrase(last['record_probability'])} as of {short(last['as_of'])}"
        title = f"Chance that {year} exceeds {threshold:,}: {now}, after {then} as of {since}"
    text = (
        f"Line chart of the chance of a record through {year}. As of {day_text(day)}: {then}. "
        f"At its highest, as of {day_text(highest['as_of'])}: "
        f"{phrase(highest['record_probability'])}. "
        f"As of {day_text(last['as_of'])}: {phrase(last['record_probability'])}."
    )
    return title, text


def draw(ax: Axes, frame: pd.DataFrame) -> None:
    """Draw the chances by the day of their forecasts."""
    from matplotlib.ticker import PercentFormatter

    days = np.array(frame["as_of"], dtype="datetime64[D]")
    chances = frame["record_probability"].to_numpy(dtype=float)
    ax.plot(days, chances, color=THIS_YEAR, linewidth=2.4, marker="o", markersize=4)
    ax.annotate(
        percent(chances[-1]),
        (days[-1], chances[-1]),
        xytext=(8, 0),
        textcoords="offset points",
        va="center",
        fontweight="bold",
        color=THIS_YEAR,
        annotation_clip=False,
    )
    by_month(ax, int(frame["year"].iloc[-1]))
    ax.set_ylim(0, 1)
    ax.set_yticks(np.linspace(0, 1, 6))
    ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    unit(ax, "Chance of a record")
