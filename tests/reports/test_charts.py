"""Each chart is one call, says its message, and has its numbers beside it."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from crossings import reports
from crossings.forecast import forecast_year
from crossings.reports import (
    plot_calendar,
    plot_cumulative,
    plot_months,
    plot_probability,
    plot_track,
    plot_weeks,
    weekly_report,
)
from crossings.reports.charts.style import NAMES
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image

KEYS = ("weeks", "cumulative", "probability", "months-chart", "calendar", "track")


@pytest.fixture(scope="module")
def outlook(_figures):
    return forecast_year(_figures, as_of="2025-05-14", n_paths=50)


@pytest.fixture(scope="module")
def track(outlook):
    return outlook.track(["2024-03-31", "2024-09-30", "2025-01-31", "2025-05-14"], n_paths=50)


def bars(ax):
    return [patch.get_height() for patch in ax.patches]


def test_the_report_has_six_charts(report):
    assert tuple(report.charts) == KEYS
    assert set(reports.__all__) >= {f"plot_{name}" for name in (
        "calendar", "cumulative", "months", "probability", "track", "weeks")}  # fmt: skip


@pytest.mark.parametrize("key", KEYS)
def test_each_says_its_message_its_source_and_its_numbers(report, key):
    chart = report.charts[key]
    assert chart.title
    assert chart.note.endswith(
        "Source: Home Office; provisional figures, data through 14 May 2025."
    )
    svg = ET.fromstring(chart.svg)
    spaces = {"svg": "http://www.w3.org/2000/svg"}
    assert svg.get("role") == "img"
    assert svg.find("svg:title", spaces).text == chart.title
    assert svg.find("svg:desc", spaces).text == chart.text
    assert any(character.isdigit() for character in chart.text)
    assert len(chart.table.data) >= 12
    assert len(chart.table.rows) == len(chart.table.data)


@pytest.mark.parametrize("key", KEYS)
def test_files_stand_alone(report, key):
    pictures = report.charts[key].pictures
    text = " ".join(ET.fromstring(pictures["svg"]).itertext())
    assert "Source: Home Office" in " ".join(text.split())
    image = Image.open(io.BytesIO(pictures["png"]))
    assert image.width == 1200
    assert image.height > 300
    assert image.getextrema() != ((255, 255),) * 4


@pytest.mark.parametrize("key", KEYS)
def test_every_colour_can_be_painted_anew(report, key):
    found = {f"#{part[:6]}" for part in report.charts[key].svg.split(": #")[1:]}
    assert {color.upper() for color in found} <= set(NAMES)


def test_weeks_are_those_of_the_figures(figures):
    ax = plot_weeks(figures, as_of="2025-05-14", ax=Figure().add_subplot())
    own = [patch.get_height() for patch in ax.containers[1]]
    assert len(own) == 19
    assert own[-1] == figures.loc["2025-05-05":"2025-05-11", "arrivals"].sum() == 290
    spans = [(patch.get_y(), patch.get_height()) for patch in ax.containers[0]]
    assert len(spans) == 52
    assert sum(spans[18]) == 856  # the same dates of 2024


def test_months_are_those_of_the_figures(figures):
    panels = plot_months(figures, as_of="2025-05-14", figure=Figure())
    assert panels.shape == (3, 4)
    april = bars(panels[0, 3])
    assert april == [figures.loc[f"{year}-04", "arrivals"].sum() for year in range(2018, 2026)]
    assert len(bars(panels[1, 0])) == 7  # May 2025 is not over


def test_the_calendar_has_every_day(figures):
    ax = plot_calendar(figures, as_of="2025-05-14", ax=Figure().add_subplot())
    (mesh,) = ax.collections
    shown = np.ma.compressed(mesh.get_array())
    assert len(shown) == 134
    assert shown.sum() == 12_699
    grid = mesh.get_array().reshape(7, -1)
    assert grid[2, 0] == figures.loc["2025-01-01", "arrivals"]  # a Wednesday


def test_the_chance_is_drawn_as_it_was(track):
    own = track[track["year"] == 2025]
    ax = plot_probability(own, ax=Figure().add_subplot())
    assert ax.lines[0].get_ydata().tolist() == own["record_probability"].tolist()
    assert ax.get_ylim() == (0, 1)


def test_the_track_has_a_panel_a_year(track):
    first, second = plot_track(track, figure=Figure())
    assert first.get_title(loc="left") == "2024: 36,816"
    assert second.get_title(loc="left") == "2025: not over"
    assert first.lines[0].get_ydata().tolist() == track["median"][:2].tolist()


def test_one_call_makes_a_figure_that_a_notebook_shows(figures, outlook, track):
    from matplotlib import pyplot as plt

    before = set(plt.get_fignums())
    drawn = [
        plot_cumulative(figures, outlook),
        plot_weeks(figures),
        plot_calendar(figures),
        plot_months(figures)[0, 0],
        plot_probability(track),
        plot_track(track)[0],
    ]
    assert all(isinstance(ax, Axes) for ax in drawn)
    made = set(plt.get_fignums()) - before
    assert len(made) == 6
    for number in made:
        plt.close(number)


def test_the_style_of_others_is_left_alone(figures):
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    plot_weeks(figures, ax=Figure().add_subplot())
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("counts", [[0], [0, 1], [3] * 8, [0] * 400])
def test_few_and_empty_days(counts):
    days = pd.date_range("2022-01-01", periods=300 + len(counts), name="date")
    daily = pd.DataFrame({"arrivals": [0] * 300 + counts}, index=days)
    for chart in weekly_report(daily, track=False).charts.values():
        assert chart.svg.startswith("<svg")
        assert chart.text.endswith(".")
