"""People a week: this year's bars against the range of the same dates in earlier years."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ...data.calendar import Day, Period, day_text, weeks_ending_in, year_of
from ...data.dataset import Daily, Figures
from ..tables import table_of
from ..wording import people_text, short
from .chart import Chart
from .style import FAINT, OTHER_YEARS, SIZE, THIS_YEAR, by_month, own_axes, unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot_weeks(daily: Daily, *, as_of: Day | None = None, ax: Axes | None = None) -> Axes:
    """Draw people a week of one year against the range of earlier years.

    Parameters
    ----------
    daily : pandas.DataFrame, pandas.Series or Figures
        A daily table.
    as_of : date, timestamp or ISO string, optional
        The last day to use, by default that of the table; the year is that of the day.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure where it is left out.

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> from crossings import load
    >>> from crossings.reports import plot_weeks
    >>> plot_weeks(load(), as_of="2025-05-14").get_title(loc="left")
    'People a week'
    """
    figures = Figures.of(daily, as_of)
    with own_axes(ax) as drawn:
        draw(drawn, data(figures), figures.year)
    return drawn


def weeks_chart(figures: Figures) -> Chart:
    """Return the chart with its words and numbers."""
    year, frame = figures.year, data(figures)
    ranged = frame["Lowest"].notna().any()
    against = " against the range of the same dates in earlier years" if ranged else ""
    done = frame.dropna(subset=["People"])
    over = bool(frame["People"].notna().iloc[-1])
    note = "Weeks run Monday to Sunday. "
    if ranged:
        note += f"Grey: lowest to highest on the same dates of {_earlier_years(figures)}. "
    return Chart(
        key="weeks",
        title=_title(done, year),
        text=(
            f"Bar chart of people arriving each week of {year}{against}. "
            f"{_words(done, year, over=over)}"
        ),
        note=note.strip(),
        source=figures.source_line,
        table=table_of(
            "weeks",
            f"People a week that ends in {year}{against}",
            frame,
            missing="A week that is not over has no count, and one that the figures of no earlier "
            "year cover no range.",
        ),
        draw=lambda figure: draw(figure.add_subplot(), frame, year),
        size=SIZE,
    )


def data(figures: Figures) -> pd.DataFrame:
    """Return a row for each week that ends in the last year, beside the range of earlier years."""
    rows = []
    for week in weeks_ending_in(figures.year):
        earlier = [(figures.people(same), same.end.year) for same in _earlier(week, figures)]
        low, high = (min(earlier), max(earlier)) if earlier else ((None, None), (None, None))
        rows.append((week.end, figures.people(week) if figures.covers(week) else None, *low, *high))
    names = ["Lowest", "Year of the lowest", "Highest", "Year of the highest"]
    frame = pd.DataFrame(rows, columns=["Week to", "People", *names], dtype=object)
    frame = frame.astype({"People": "Int64", "Lowest": "Int64", "Highest": "Int64"})
    for name in ("Year of the lowest", "Year of the highest"):
        frame[name] = [pd.NA if pd.isna(value) else str(value) for value in frame[name]]
    return frame


def _earlier(week: Period, figures: Figures) -> list[Period]:
    """Return the same dates of every earlier year that the figures cover."""
    back = range(1, week.end.year - figures.start.year + 1)
    return [same for same in map(week.years_earlier, back) if figures.covers(same)]


def _earlier_years(figures: Figures) -> str:
    """Name the years that the range of some week is from, and where they are not whole."""
    first, weeks = figures.start, weeks_ending_in(figures.year)
    years = sorted({same.end.year for week in weeks for same in _earlier(week, figures)})
    text = f"{years[0]} to {years[-1]}" if len(years) > 1 else f"{years[0]}"
    return text if first <= year_of(years[0]).start else f"{text}, from {day_text(first)} on"


def _title(done: pd.DataFrame, year: int) -> str:
    if done.empty:
        return f"No week of {year} is over"
    people, end = int(done["People"].iloc[-1]), done["Week to"].iloc[-1]
    ranged = done[done["Lowest"].notna()]
    above = int((ranged["People"] > ranged["Highest"]).sum())
    title = f"{people_text(people)} in the week to {day_text(end)}"
    if len(ranged) == 1:  # the last one: earlier figures that begin go on
        return f"{title}, {'' if above else 'not '}above every earlier year"
    if len(ranged):
        which = "weeks" if len(ranged) == len(done) else "comparable weeks"
        title += f"; {above} of the {len(ranged)} {which} of {year} above every earlier year"
    return title


def _words(done: pd.DataFrame, year: int, *, over: bool) -> str:
    if done.empty:
        return "No week is over."
    best = done.loc[done["People"].astype(int).idxmax()]
    which = f"of {year}" if over else "so far"
    text = f"The highest week {which} ended on {short(best['Week to'])}, with {best['People']:,}"
    if pd.isna(best["Lowest"]):
        return f"{text}."
    low, high = (
        (int(best[end]), best[f"Year of the {end.lower()}"]) for end in ("Lowest", "Highest")
    )
    if low == high:
        return f"{text}; on the same dates {low[1]} had {low[0]:,}."
    if low[0] == high[0]:
        return f"{text}; on the same dates each earlier year had {low[0]:,}."
    return (
        f"{text}; on the same dates earlier years had {low[0]:,} ({low[1]}) to "
        f"{high[0]:,} ({high[1]})."
    )


def draw(ax: Axes, frame: pd.DataFrame, year: int) -> None:
    """Draw the frame of a year."""
    from matplotlib.ticker import StrMethodFormatter

    middle = np.array(frame["Week to"], dtype="datetime64[D]") - np.timedelta64(3, "D")
    ranged = frame["Lowest"].notna().to_numpy()
    if ranged.any():
        low, high = (frame[name][ranged].astype(float) for name in ("Lowest", "Highest"))
        ax.bar(
            middle[ranged],
            high - low,
            bottom=low,
            width=6.4,
            color=FAINT,
            edgecolor=OTHER_YEARS,
            linewidth=0.5,
            zorder=1,
            label="Earlier years, lowest to highest",
        )
    done = frame["People"].notna().to_numpy()
    ax.bar(
        middle[done],
        frame["People"][done].astype(float),
        width=3.4,
        color=THIS_YEAR,
        zorder=2,
        label=f"{year}",
    )
    by_month(ax, year)
    top = np.nanmax([1.0, *frame[["People", "Highest"]].astype("Float64").max().fillna(1)])
    ax.set_ylim(0, float(top) * 1.05)
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    unit(ax, "People a week")
    ax.legend(loc="upper left")
