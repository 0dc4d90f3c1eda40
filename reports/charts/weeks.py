"""People a week: this year's bars against the range of the same dates in earlier years."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ...data.calendar import Day, Period, day_text, period_of, weeks_ending_in, year_of
from ...data.dataset import Daily, Figures
from ..tables import table_of
from ..wording import arrived, none_or, over, short, years_text
from .chart import Chart
from .style import (
    FAINT,
    FONT,
    TEXT,
    THIS_YEAR,
    WIDE,
    Room,
    by_month,
    colour_of,
    counts,
    left_of,
    unit,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

WEEKS = 5
"""As wide as a number of people."""


def plot_weeks(
    daily: Daily, *, as_of: Day | None = None, ax: Axes | None = None, title: bool = True
) -> Axes:
    """Draw people a week of one year against the range of earlier years.

    Parameters
    ----------
    daily : pandas.DataFrame, pandas.Series or Figures
        A daily table.
    as_of : date, timestamp or ISO string, optional
        The last day to use, by default that of the table; the year is that of the day.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure where it is left out.
    title : bool
        Whether to write the message above it, and the source below it.

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> from crossings import load
    >>> from crossings.reports import plot_weeks
    >>> ax = plot_weeks(load(), as_of="2025-05-14")
    >>> print(ax.figure.get_suptitle())
    290 people arrived in the week to
    11 May 2025, against 856 a year earlier
    """
    figures = Figures.of(daily, as_of)
    frame, year, last = data(figures), figures.year, _colour_of_last(figures)
    return weeks_chart(figures).shown_on(
        ax, lambda axes: draw(axes, frame, year, last), title=title
    )


def weeks_chart(figures: Figures) -> Chart:
    """Return the chart with its words and numbers."""
    year, frame = figures.year, data(figures)
    ranged = frame["Lowest"].notna().any()
    against = " against the range of the same dates in earlier years" if ranged else ""
    done = frame.dropna(subset=["People"])
    over = bool(frame["People"].notna().iloc[-1])
    note = "Weeks run Monday to Sunday; earlier years are those same dates. " if ranged else ""
    if ranged:
        years = _earlier_years(figures)
        several = " to " in years
        note += f"Grey: {'the lowest to the highest of ' if several else ''}{years}."
    return Chart(
        key="weeks",
        title=_title(done, year),
        text=(
            f"Bar chart of people arriving each week of {year}{against}. "
            f"{_words(done, year, over=over)}"
        ),
        note=note or "Weeks run Monday to Sunday.",
        source=figures.source_line,
        table=table_of(
            "weeks",
            f"People a week that ends in {year}{against}",
            frame,
            missing="A week that is not over has no count, and one that the figures of no earlier "
            "year cover no range.",
        ),
        draw=lambda room: _draw_in(room, frame, year, _colour_of_last(figures)),
        size=(WIDE, 4.6),
        tall=4.4,
    )


def data(figures: Figures) -> pd.DataFrame:
    """Return a row for each week that ends in the last year, beside the same dates before it."""
    rows = []
    for week in weeks_ending_in(figures.year):
        earlier = {years_text(same): figures.people(same) for same in _earlier(week, figures)}
        ends = [_with_years(earlier, pick(earlier.values(), default=None)) for pick in (min, max)]
        last = earlier.get(years_text(week.years_earlier(1)))
        own = figures.people(week) if figures.covers(week) else None
        rows.append((week.end, own, last, *chain.from_iterable(ends)))
    last_year = _last_year(figures.year)
    names = ["Lowest", "Year of the lowest", "Highest", "Year of the highest"]
    frame = pd.DataFrame(rows, columns=["Week to", "People", last_year, *names], dtype=object)
    return frame.astype(dict.fromkeys(("People", last_year, "Lowest", "Highest"), "Int64"))


def _with_years(earlier: dict[str, int], people: int | None) -> tuple[int | None, str | None]:
    """Return a number of people with the years that had it on the same dates, oldest first."""
    years = [year for year, count in earlier.items() if count == people]
    return people, ", ".join(reversed(years)) or None


def _colour_of_last(figures: Figures) -> str:
    """Return the colour of last year: it may be the record year too."""
    highest = figures.highest_before(figures.year)
    return colour_of(
        figures.year - 1, own=figures.year, record=None if highest is None else highest[1]
    )


def _last_year(year: int) -> str:
    """Return the heading of the column of last year."""
    return f"{year - 1}, same dates"


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
    week = period_of(end, "week")
    when = f"to {day_text(end)}" if week.start.year == end.year else over(week)
    title = f"{arrived(people)} in the week {when}"
    last = done[_last_year(year)].iloc[-1]
    if pd.isna(last):
        return title
    compared = f"against {none_or(last)}" if last != people else "as many as" if people else "as"
    return f"{title}, {compared} a year earlier"


def _words(done: pd.DataFrame, year: int, *, over: bool) -> str:
    if done.empty:
        return "No week is over."
    best = done.loc[done["People"].astype(int).idxmax()]
    which = f"of {year}" if over else "so far"
    if not best["People"]:
        return f"Nobody arrived in any week {which}."
    text = f"The highest week {which} ended on {short(best['Week to'])}, with {best['People']:,}"
    if pd.isna(best["Lowest"]):
        return f"{text}."
    low, high = ((int(best[end]), _several(best, end)) for end in ("Lowest", "Highest"))
    if low[0] == high[0]:
        some = low[1] if "," not in best["Year of the lowest"] else "each earlier year"
        return f"{text}; on the same dates {some} had {low[0]:,}."
    return (
        f"{text}; on the same dates earlier years had {low[0]:,} ({low[1]}) to "
        f"{high[0]:,} ({high[1]})."
    )


def _several(best: pd.Series, end: str) -> str:
    """Return the year of the lowest or highest; of several their number."""
    years = str(best[f"Year of the {end.lower()}"])
    return f"{years.count(',') + 1} years" if "," in years else years


def _top(frame: pd.DataFrame) -> float:
    """Return the top of the axis; there is room above the bars for a number."""
    counted = frame[["People", "Highest"]].astype("Float64").max().fillna(1)
    return max(1.0, float(counted.max())) * 1.08


def _draw_in(room: Room, frame: pd.DataFrame, year: int, last: str) -> Axes:
    ax = room.axes(left=left_of(_top(frame)), right=14, top=78 if room.narrow else 48)
    draw(ax, frame, year, last, room=room)
    return ax


def draw(ax: Axes, frame: pd.DataFrame, year: int, last: str, *, room: Room | None = None) -> None:
    """Draw the frame of a year, last year in a colour; the legend stands above it in a room."""
    narrow = room is not None and room.narrow
    counts(ax, _top(frame))
    by_month(ax, year, every=2 if narrow else 1)
    middle = np.array(frame["Week to"], dtype="datetime64[D]") - np.timedelta64(3, "D")
    ax.set_xlim(left=middle[0] - np.timedelta64(4, "D"))  # the first week may begin in December
    ranged = frame["Lowest"].notna().to_numpy()
    if ranged.any():
        low, high = (frame[name][ranged].astype(float) for name in ("Lowest", "Highest"))
        ax.bar(
            middle[ranged],
            high - low,
            bottom=low,
            width=7,
            color=FAINT,
            linewidth=0,
            zorder=1,
            label="lowest to highest of earlier years",
        )
    done = frame["People"].notna().to_numpy()
    ax.bar(
        middle[done],
        frame["People"][done].astype(float),
        width=4.2,
        color=THIS_YEAR,
        zorder=2,
        label=f"{year}" if done.any() else None,
    )
    before = frame[_last_year(year)]
    known = before.notna().to_numpy()
    if known.any():
        ends = [middle[known] + np.timedelta64(hours, "h") for hours in (-72, 84)]
        ax.hlines(
            before[known].astype(float),
            *ends,
            color=last,
            linewidth=2.2,
            zorder=3,
            label=f"{year - 1}, same dates",
        )
    if done.any() and not narrow:
        _newest(ax, frame, int(done.sum()) - 1, middle)
    if room:
        room.legend(
            *ax.get_legend_handles_labels(), title="People a week", reverse=True,
            ncols=1 if narrow else 3, columnspacing=1.2,
        )  # fmt: skip
        return
    unit(ax, "People a week")
    ax.legend(loc="upper left", alignment="left", labelcolor=TEXT, reverse=True)


def _newest(ax: Axes, frame: pd.DataFrame, at: int, middle: NDArray[Any]) -> None:
    """Write the number of the newest week above all that is drawn there, with a line to its bar."""
    late = at > len(frame) - WEEKS
    beside = frame.iloc[at - WEEKS : at + 1] if late else frame.iloc[at : at + WEEKS]
    highest = beside[["People", "Highest"]].astype("Float64").max().max()
    people, top = int(frame["People"].iloc[at]), ax.get_ylim()[1]
    foot = float(highest) + 0.015 * top
    for line in ax.get_yticks():  # no line of the grid runs through it
        if foot - 0.01 * top < line < foot + 0.06 * top:
            foot = line + 0.015 * top
    ax.annotate(
        f"{people:,}",
        (middle[at], foot),
        xytext=(-3 if late else 3, 0),
        textcoords="offset points",
        ha="right" if late else "left",
        color=TEXT,
        fontweight="bold",
        fontsize=FONT - 1,
        annotation_clip=False,
        zorder=5,
    )
    ax.vlines(
        middle[at], people, foot + 0.035 * top, color=TEXT, linewidth=0.8, clip_on=False, zorder=4
    )
