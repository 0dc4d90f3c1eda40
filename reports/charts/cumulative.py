"""People since 1 January, one line a year, with the forecast of this one as a fan."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ...data.calendar import day_text, days_of, same_date, year_of
from ...data.dataset import Daily, Figures
from ...forecast import YearForecast
from ..tables import table_of
from ..wording import (
    FEWEST_FOR_PERCENT,
    ROUNDED,
    date_in,
    ends_text,
    listed,
    none_or,
    outward,
    people_text,
    short,
    than,
)
from .chart import Chart
from .running import at_month_ends, counted_of, fan_of, rounded_fan, running_totals, top_of
from .style import (
    DASHES,
    DOTS,
    FAN,
    FONT,
    OTHER_YEARS,
    POINTS,
    TEXT,
    THIS_YEAR,
    WIDE,
    Room,
    beneath,
    by_month,
    colour_of,
    counts,
    left_of,
    role_of,
    spread,
    standing_out,
    unit,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.transforms import TransformedPath
    from numpy.typing import NDArray

FEWEST_DAYS = 7
"""Ahead: of fewer the fan cannot be seen, and no legend explains it."""
LABELS = 138
"""Room for the labels at the ends of the lines, in points."""


def plot_cumulative(
    daily: Daily, forecast: YearForecast, *, ax: Axes | None = None, title: bool = True
) -> Axes:
    """Draw the running total of every year, with the forecast of this one as a fan.

    Parameters
    ----------
    daily : pandas.DataFrame, pandas.Series or Figures
        A daily table.
    forecast : YearForecast
        Of the year to show; figures after its origin are left out.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure where it is left out.
    title : bool
        Whether to write the message above it, and the source below it.

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> from crossings import forecast_year, load
    >>> from crossings.reports import plot_cumulative
    >>> figures = load()
    >>> ax = plot_cumulative(figures, forecast_year(figures, as_of="2025-05-14", n_paths=100))
    >>> ax.figure.get_suptitle()
    '12,699 people by 14 May 2025: 33% more than by this date in 2024'
    """
    figures = Figures.of(daily, forecast.as_of)
    chart = cumulative_chart(figures, forecast)
    frame, record = running_totals(figures, forecast), _record_year(forecast)

    def paint(axes: Axes) -> None:
        draw(axes, frame, record)

    return chart.shown_on(ax, paint, title=title)


def cumulative_chart(figures: Figures, forecast: YearForecast) -> Chart:
    """Return the chart with its words and numbers."""
    frame, record = running_totals(figures, forecast), _record_year(forecast)
    title, text = _words(frame)
    return Chart(
        key="cumulative",
        title=title,
        text=text,
        note=_note(frame),
        source=figures.source_line,
        table=table_of(
            "cumulative",
            "People since 1 January at the end of each month"
            + ("" if fan_of(frame).empty else f" (forecast {ROUNDED})"),
            at_month_ends(frame),
            missing="A month that is not over has a forecast alone, one that is over none.",
        ),
        draw=lambda room: _draw_in(room, frame, record),
        size=(WIDE, 5.0),
        tall=5.4,
        marks=_marks,
    )


def _record_year(forecast: YearForecast) -> int | None:
    return forecast.record.set_in if forecast.record else None


def _note(frame: pd.DataFrame) -> str:
    """Say how to read the chart, and how high the fan is where the picture does not show it."""
    note = "Each line adds up the people since 1 January of its year."
    fan = fan_of(frame)
    if fan.empty or (highest := float(fan[0.975].iloc[-1])) <= top_of(frame):
        return note
    return f"{note} The 95% interval runs to {outward(0, round(highest), at_least=0)[1]:,}."


def _words(frame: pd.DataFrame) -> tuple[str, str]:
    """Return the title and the text alternative."""
    year = int(frame["year"].iloc[-1])
    known = counted_of(frame)
    totals = known.groupby("year")["people"].last()
    counted, day = int(totals.get(year, 0)), known["date"].iloc[-1].date()
    fan = fan_of(frame)
    when = f"in {year}" if fan.empty else f"{_by(day)} {day_text(day)}"
    title = f"{people_text(counted)} {when}"
    if year - 1 in totals:
        last = known[known["year"] == year - 1].set_index("date")["people"]
        before = int(last[pd.Timestamp(same_date(day, year - 1))])
        then = f"in {year - 1}" if fan.empty else f"{_by(day)} {date_in(day, year - 1)}"
        title += _against(counted, before, then)
    text = (
        f"Line chart of people arriving since 1 January, one line a year. {year} reached "
        f"{counted:,} by {short(day)}."
    )
    earlier = [f"{total:,} in {one}" for one, total in totals.drop(year, errors="ignore").items()]
    if earlier:
        text += f" Earlier years ended at {listed(earlier)}."
    if fan.empty:
        return title, text
    low, median, high = rounded_fan(
        *(fan[level].iloc[-1] for level in (0.1, 0.5, 0.9)), counted=counted
    )
    text += (
        f" The forecast for 31 December has a median of {median:,} and an 80% interval of "
        f"{ends_text(low, high)}."
    )
    return title, text


def _by(day: date) -> str:
    return "on" if day == year_of(day.year).start else "by"


def _against(now: int, before: int, when: str) -> str:
    """Set a count beside an earlier one: in percent where it is large enough for that."""
    if now == before:
        return f": the same as {when}"
    if before < FEWEST_FOR_PERCENT:
        return f", against {none_or(before)} {when}"
    return f": {than(now, before)} {when}"


def _draw_in(room: Room, frame: pd.DataFrame, record: int | None) -> Axes:
    left = left_of(top_of(frame))
    banded = len(fan_of(frame)) >= FEWEST_DAYS
    if room.narrow:
        ax = room.axes(left=left, right=48, top=98 if banded else 54)
    else:
        ax = room.axes(left=left, right=LABELS, top=50 if banded else 22)
    draw(ax, frame, record, room=room)
    return ax


def draw(ax: Axes, frame: pd.DataFrame, record: int | None, *, room: Room | None = None) -> None:
    """Draw the frame; its last year, the year before it and the record year stand out.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        The axes.
    frame : pandas.DataFrame
        As `running_totals` gives.
    record : int or None
        The record year.
    room : Room, optional
        Where the axes stand, with room for labels and legend around them; where there is none,
        labels and legend stand within the axes.
    """
    from matplotlib.lines import Line2D

    this, fan, top = int(frame["year"].iloc[-1]), fan_of(frame), top_of(frame)
    narrow, banded = room is not None and room.narrow, len(fan) >= FEWEST_DAYS
    counts(ax, top, ticks=6)
    width = ax.bbox.width * POINTS / ax.figure.dpi
    within = 0 if room else LABELS / max(width - LABELS, LABELS)
    by_month(ax, this, every=2 if narrow else 1, room=within)
    labels, inside = [], None if fan.empty else _outline(ax, fan)
    for year, running in counted_of(frame).groupby("year"):
        dates = days_of(same_date(day.date(), this) for day in running["date"]).to_numpy()
        _draw_year(ax, int(year), dates, running["people"].to_numpy(), this, record, inside)
        if year != this or fan.empty:
            # Of last year that is the record year too, as much as there is room for.
            role = "" if narrow else role_of(year, own=this, record=record).split(", ")[-1]
            name = f"{year} {role}"
            labels.append((float(running["people"].iloc[-1]), name.strip(), int(year)))
        else:  # start the fan where the line ends
            fan.loc[running["date"].iloc[-1]] = running["people"].iloc[-1]
            fan = fan.sort_index()
            ax.plot(
                dates[-1:], running["people"].iloc[-1:], "o", color=THIS_YEAR, zorder=6,
                clip_on=False, gid="fan-start",
            )  # fmt: skip
    if len(fan):
        _draw_fan(ax, fan)
        name = f"{this}" if narrow or not banded else f"{this} forecast"
        labels.append((float(fan[0.5].iloc[-1]), name, this))
    _label_ends(ax, labels, this, record)
    lines = _lines_of(this, record, [label[2] for label in labels])
    bands = _bands() if banded else []
    if room and (narrow or bands):
        title = "People since 1 January"
        if narrow:  # a column of years and one of bands
            lines += [Line2D([], [], linewidth=0, label=" ")] * (len(bands) - len(lines))
        else:  # the labels name the years; the dashes have one of their own
            lines, title = lines[:1], f"{title}, and forecast of {this}"
        room.legend(handles=lines + bands, title=title, ncols=2 if narrow else 5, columnspacing=1.2)
        return
    unit(ax, "People since 1 January", edge=room is not None)
    if bands:
        ax.legend(
            handles=bands,
            title=f"Forecast of {this}",
            loc="upper left",
            alignment="left",
            labelcolor=TEXT,
        )


def _draw_year(
    ax: Axes,
    year: int,
    dates: NDArray[Any],
    people: NDArray[Any],
    this: int,
    record: int | None,
    inside: TransformedPath | None,
) -> None:
    stands_out = year in {this, record, this - 1}
    under = inside and stands_out and year != this
    ax.plot(
        dates,
        people,
        color=colour_of(year, own=this, record=record),
        linestyle=_line(year, this, record),
        linewidth=3 if year == this else 2.2 if stands_out else 1,
        zorder=5 if year == this else 3 if stands_out else 2,
        path_effects=beneath(4.6, clip_path=inside) if under else None,
        gid=f"year-{year}",
    )


def _outline(ax: Axes, fan: pd.DataFrame) -> TransformedPath:
    """Return where the bands are."""
    from matplotlib.dates import date2num
    from matplotlib.path import Path
    from matplotlib.transforms import TransformedPath

    days = date2num(fan.index)  # type: ignore[no-untyped-call]
    lower, upper = (np.column_stack([days, fan[end]]) for end in (0.025, 0.975))
    return TransformedPath(Path(np.concatenate([lower, upper[::-1]])), ax.transData)


def _line(year: int, this: int, record: int | None) -> Any:
    """Return the style of a line: last year is dotted, unless it is the record year."""
    return DOTS if year == this - 1 and year != record else "-"


def _draw_fan(ax: Axes, fan: pd.DataFrame) -> None:
    dates = fan.index.to_numpy()
    for at, (low, high, color) in enumerate(FAN):
        gid = "fan" if at == 0 else f"fan-{at}"
        ax.fill_between(dates, fan[low], fan[high], color=color, linewidth=0, zorder=1, gid=gid)
    ax.plot(
        dates, fan[0.5], color=THIS_YEAR, linewidth=2.6, linestyle=DASHES, zorder=4,
        path_effects=beneath(5), gid="fan-median",
    )  # fmt: skip


def _label_ends(
    ax: Axes, labels: list[tuple[float, str, int]], this: int, record: int | None
) -> None:
    """Write each year beside the end of its line; a thin line leads to one that was moved."""
    from matplotlib.dates import date2num

    height = ax.bbox.height * POINTS / ax.figure.dpi
    width = ax.bbox.width * POINTS / ax.figure.dpi
    (low, high), (first, last) = ax.get_ylim(), ax.get_xlim()
    labels = sorted(labels)
    places = spread([label[0] for label in labels], (high - low) / height * 14, high)
    end = float(date2num(year_of(this).end))  # type: ignore[no-untyped-call]
    point = (last - first) / width
    for (value, name, year), place in zip(labels, places, strict=True):
        stands_out = year in {this, record, this - 1}
        ax.plot(
            [end + 2 * point, end + 12 * point],
            [value, place],
            color=colour_of(year, own=this, record=record),
            linewidth=2 if stands_out else 0.7,
            clip_on=False,
            gid=f"leader-{year}",
        )
        ax.annotate(
            name,
            (end + 15 * point, place),
            color=THIS_YEAR if year == this else TEXT,
            va="center",
            annotation_clip=False,
            fontweight="bold" if stands_out else "normal",
            fontsize=FONT - 1,
            gid=f"label-{year}",
        )


def _lines_of(this: int, record: int | None, years: list[int]) -> list[Any]:
    """Return the entries of a legend that name the lines."""
    from matplotlib.lines import Line2D

    known = standing_out(years, own=this, record=record)
    names = {one: role_of(one, own=this, record=record) for one in known}
    lines = [
        Line2D(
            [], [], color=colour_of(one, own=this, record=record), linewidth=2.4,
            linestyle=_line(one, this, record), label=", ".join(filter(None, (f"{one}", role))),
        )
        for one, role in names.items()
    ]  # fmt: skip
    if len(years) > len(known):
        lines.append(Line2D([], [], color=OTHER_YEARS, linewidth=1, label="other years"))
    return lines


def _bands() -> list[Any]:
    """Return the entries of a legend that explain the forecast."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    median = Line2D([], [], color=THIS_YEAR, linewidth=2.4, linestyle=DASHES, label="median")
    return [
        median,
        *(
            Patch(facecolor=color, label=f"{round(100 * (high - low))}% interval")
            for low, high, color in reversed(FAN)
        ),
    ]


def _marks(ax: Axes) -> dict[str, str]:
    """Tell a script where the days of the year and the people are in the drawing."""
    from matplotlib.dates import num2date

    figure: Any = ax.figure
    scale = POINTS / figure.dpi
    box, height = ax.get_window_extent(), figure.bbox.height
    corners = (box.x0, height - box.y1, box.x1, height - box.y0)
    return {
        "data-plot": " ".join(f"{round(corner * scale, 1):g}" for corner in corners),
        "data-top": f"{ax.get_ylim()[1]:.0f}",
        "data-year": f"{num2date(ax.get_xlim()[0]).year}",  # type: ignore[no-untyped-call]
    }
