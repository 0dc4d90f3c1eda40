"""Each chart is one call, says its message, and has its numbers beside it."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from crossings import reports
from crossings.data import Figures
from crossings.data.errors import OptionError
from crossings.forecast import forecast_year
from crossings.forecast.yardstick import phrase
from crossings.reports import (
    plot_calendar,
    plot_cumulative,
    plot_months,
    plot_probability,
    plot_track,
    plot_weeks,
    weekly_report,
)
from crossings.reports.charts import CHARTS, probability_chart, weeks_chart
from crossings.reports.charts.style import NAMES, RECORD_YEAR, STEPS, Room
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from PIL import Image

KEYS = CHARTS


@pytest.fixture(scope="module")
def outlook(_figures):
    return forecast_year(_figures, as_of="2025-05-14", n_paths=50)


@pytest.fixture(scope="module")
def track(outlook):
    return outlook.track(["2024-03-31", "2024-09-30", "2025-01-31", "2025-05-14"], n_paths=50)


def bars(ax):
    """The heights of the bars of months that are over."""
    return [patch.get_height() for patch in ax.patches if not patch.get_hatch()]


def weeks_of(daily, as_of=None):
    """The chart of weeks that a report of these figures has."""
    return weeks_chart(Figures.of(daily, as_of))


def squares(ax):
    """The cells of a calendar, as week and day, by their colour."""
    return {
        to_hex(patch.get_facecolor()).upper(): patch.get_path().vertices[::5].astype(int).tolist()
        for patch in ax.patches
    }


def test_the_report_has_six_charts(report):
    assert tuple(report.charts) == KEYS
    assert report.charts["weeks"].to_dict() == weeks_of(report.figures).to_dict()
    assert set(reports.__all__) >= {f"plot_{name}" for name in (
        "calendar", "cumulative", "months", "probability", "track", "weeks")}  # fmt: skip


@pytest.mark.parametrize("key", KEYS)
def test_each_says_its_message_its_source_and_its_numbers(report, key):
    chart = report.charts[key]
    assert chart.title
    assert chart.note.endswith(".")
    assert chart.source == "Source: Home Office; provisional figures to 14 May 2025."
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
    assert image.mode == "P"  # few colours: a third of the size
    assert len(image.convert("RGB").getcolors(256)) > 5


@pytest.mark.parametrize("key", KEYS)
def test_every_colour_can_be_painted_anew(report, key):
    """Every colour of both drawings has a name that a style sheet can give another value."""
    for svg in (report.charts[key].svg, report.charts[key].svg_narrow):
        found = {color.upper() for color in re.findall(r"#[0-9a-f]{6}\b", svg)}
        assert found
        assert found <= set(NAMES)


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
    *over, begun = panels[1, 0].patches
    assert len(over) == 7
    assert begun.get_height() == figures.loc["2025-05-01":"2025-05-14", "arrivals"].sum()
    assert begun.get_hatch()
    assert not any(patch.get_hatch() for patch in over)


def test_the_calendar_has_every_day(figures):
    ax = plot_calendar(figures, as_of="2025-05-14", ax=Figure().add_subplot())
    own = figures.loc["2025-01-01":"2025-05-14", "arrivals"]
    cells = {tuple(cell): color for color, found in squares(ax).items() for cell in found}
    assert len(cells) == 134
    assert cells[0, 2] == STEPS[0]  # 1 January, a Wednesday, without people
    assert own.iloc[0] == 0
    for step, bounds in enumerate(pairwise((0, 1, 100, 300, 600, 900, 10_000))):
        expected = int(((own >= bounds[0]) & (own < bounds[1])).sum())
        assert list(cells.values()).count(STEPS[step]) == expected


def test_a_chart_draws_the_numbers_beside_it(report):
    drawn = {key: Figure() for key in ("weeks", "months-chart", "calendar", "cumulative")}
    tables = {key: report.charts[key].table.data for key in drawn}
    for key, figure in drawn.items():
        report.charts[key].draw(Room(figure))
    weeks = [patch.get_height() for patch in drawn["weeks"].axes[0].containers[1]]
    assert weeks == tables["weeks"]["People"].dropna().tolist()
    years = [name for name in sorted(tables["months-chart"]) if name.isdigit()]
    for month, ax in enumerate(drawn["months-chart"].axes[:12]):
        assert bars(ax) == tables["months-chart"].loc[month, years].dropna().tolist()
    cells = squares(drawn["calendar"].axes[0])
    assert sum(map(len, cells.values())) == tables["calendar"].iloc[:, 1:].count().sum()
    lines = drawn["cumulative"].axes[0].lines
    for line, year in zip(lines, range(2018, 2026), strict=False):
        assert set(tables["cumulative"][str(year)].dropna()) <= set(line.get_ydata())


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
    assert first.get_ylim() != second.get_ylim()  # each on its own scale


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


@pytest.mark.parametrize("day", ["2019-02-10", "2026-01-01"])
def test_hard_days_are_drawn_in_both_widths(report_of, day):
    for chart in report_of(day).charts.values():
        assert chart.svg.startswith("<svg")
        assert chart.svg_narrow.startswith("<svg")


@pytest.mark.parametrize("counts", [[0], [0, 1], [3] * 8, [0] * 400])
def test_few_and_empty_days(counts):
    days = pd.date_range("2022-01-01", periods=300 + len(counts), name="date")
    daily = pd.DataFrame({"arrivals": [0] * 300 + counts}, index=days)
    outlook = forecast_year(daily, year=daily.index[-1].year, n_paths=50)
    for chart in weekly_report(daily, forecast=outlook, track=False).charts.values():
        assert chart.svg.startswith("<svg")
        assert chart.text.endswith(".")


class TestTooLittleToDraw:
    def test_no_forecast(self, track):
        with pytest.raises(OptionError, match="track: no forecasts; expected one at least"):
            plot_track(track.head(0))

    @pytest.mark.parametrize("rows", [0, 2])
    def test_no_chance(self, track, rows):
        without = track.head(rows).assign(record_probability=np.nan)
        with pytest.raises(OptionError, match=f"no chance of a record in {rows} forecasts"):
            plot_probability(without)

    def test_no_figure_is_left_behind(self, track):
        from matplotlib import pyplot as plt

        before = plt.get_fignums()
        for plot in (plot_track, plot_probability):
            with pytest.raises(OptionError):
                plot(track.head(0))
        assert plt.get_fignums() == before


class TestFiguresThatBeginMidYear:
    def test_months_are_those_that_are_whole(self, figures):
        own = figures.loc["2025-02-10":"2025-06-10"]
        panels = plot_months(own, figure=Figure())
        counts = [bars(ax) for ax in panels.flat]
        april = figures.loc["2025-04", "arrivals"].sum()
        assert [len(heights) for heights in counts] == [0, 0, 1, 1, 1, *[0] * 7]
        assert counts[3] == [april]

    def test_the_range_of_weeks_names_the_years_that_it_is_from(self, figures):
        chart = weeks_of(figures.loc["2018-07-01":"2019-12-15"])
        assert chart.note.endswith("Grey: 2018, from 1 July 2018 on.")
        before = figures.loc["2018-12-09":"2018-12-15", "arrivals"].sum()
        assert chart.title.endswith(f", against {before} a year earlier")
        longer = weeks_of(figures.loc["2018-07-01":"2020-03-15"])
        assert longer.note.endswith("of 2018 to 2019, from 1 July 2018 on.")
        whole = weeks_of(figures.loc["2018-12-31":"2020-03-15"])
        assert whole.note.endswith("Grey: 2019.")


class TestWordsOfWeeks:
    def test_a_year_that_is_over_is_not_so_far(self, figures):
        assert "The highest week so far ended" in weeks_of(figures, "2025-12-27").text
        for day in ("2025-12-28", "2025-12-31"):  # the next week ends in 2026
            text = weeks_of(figures, day).text
            assert "The highest week of 2025 ended on 9 November, with 2,121; on the" in text

    def test_one_earlier_year_is_no_range(self, figures):
        text = weeks_of(figures, "2019-03-31").text
        assert text.endswith("with 42; on the same dates 2018 had 0.")

    def test_earlier_years_that_are_alike(self, figures):
        text = weeks_of(figures, "2020-02-29").text
        assert text.endswith("with 183; on the same dates each earlier year had 0.")

    def test_one_week(self, figures):
        assert weeks_of(figures, "2020-01-05").title == (
            "43 people arrived in the week from 30 December 2019 to 5 January 2020, against "
            f"{figures.loc['2018-12-30':'2019-01-05', 'arrivals'].sum()} a year earlier"
        )
        assert weeks_of(figures, "2026-01-01").title == "No week of 2026 is over"


def test_no_colour_is_named_in_words(report):
    """A dark page has the scale of the calendar the other way round."""
    for chart in report.charts.values():
        assert not re.search(r"\b(dark|light|pale)", f"{chart.title} {chart.text}")
    assert "in bands: none, 1 to 99, 100 to 299," in report.charts["calendar"].text


@pytest.mark.parametrize(
    ("so_far", "title"),
    [
        (
            5_000,
            "Chance of a record in 2025: from unlikely (30%) on 31 January to likely (60%)",
        ),
        (45_756, "2025 had passed the record of 45,755 people by 14 May"),
    ],
)
def test_a_chance_is_a_number_and_a_word(report, track, so_far, title):
    own = track[track["year"] == 2025].copy()
    own["record_probability"] = [0.3, 0.6]
    own["year_to_date"] = [1_000, so_far]
    chart = probability_chart(own, report.figures)
    assert chart.title == title
    assert "unlikely (30%)" in chart.text


def test_a_chance_that_is_the_same_is_said_once(report, track):
    """A title does not go from a chance to the same chance."""
    own = track[track["year"] == 2025].assign(record_probability=0.3)
    title = "Chance of a record in 2025: unlikely (30%), as on 31 January"
    assert probability_chart(own, report.figures).title == title


@pytest.mark.parametrize(("chance", "band"), [(0.0, 0), (0.2, 0), (0.5, 2), (0.74, 2), (1.0, 3)])
def test_the_newest_chance_is_beside_its_point_and_off_the_grid(track, chance, band):
    """The label stands right of its point, halfway between two lines of the grid."""
    own = track[track["year"] == 2025].assign(record_probability=chance)
    ax = plot_probability(own, ax=Figure().add_subplot(), title=False)
    label = ax.texts[-1]
    assert " ".join(label.get_text().split()) == phrase(chance)
    ticks = ax.get_yticks()
    assert label.xy[0] == ax.convert_xunits(own["as_of"].iloc[-1])
    assert label.xyann[0] > 0
    assert label.xy[1] == pytest.approx(ticks[band : band + 2].mean())


def test_a_chance_without_room_beside_it_has_no_label(track):
    """No label stands where the value would be read wrong: the title has it."""
    own = track[track["year"] == 2025].copy()
    own["as_of"] = [date(2025, 12, 20), date(2025, 12, 28)]
    ax = plot_probability(own, ax=Figure().add_subplot(), title=False)
    assert [text.get_text() for text in ax.texts] == ["Chance"]


def test_months_that_set_a_record_have_a_star(report, report_of, figures):
    """A star marks the months of this year that are its highest, and the note explains it."""
    panels = plot_months(figures, as_of="2025-05-14", figure=Figure())
    months = figures["arrivals"].groupby([figures.index.year, figures.index.month]).sum().unstack()
    records = [month for month in range(1, 5) if months[month].loc[:2025].idxmax() == 2025]
    starred = [at for at, ax in enumerate(panels.flat, 1) if "★" in ax.get_title(loc="left")]
    assert starred == records != []
    assert "A star marks" in report.charts["months-chart"].note
    assert "star" not in report_of("2025-02-28").charts["months-chart"].note


def test_the_first_week_is_drawn_whole(figures):
    """The axis begins before the first week, which may begin in December."""
    ax = plot_weeks(figures, as_of="2025-05-14", ax=Figure().add_subplot())
    left = ax.get_xlim()[0]
    assert min(patch.get_x() for patch in ax.patches) > left


def test_the_number_of_the_newest_week_is_above_what_is_drawn_there(report):
    """No bar of that week or beside it reaches the number; a telephone has it in the title only."""
    figure, narrow = Figure(), Figure()
    report.charts["weeks"].draw(Room(figure))
    report.charts["weeks"].draw(Room(narrow, narrow=True))
    (text,) = figure.axes[0].texts
    frame = report.charts["weeks"].table.data
    at = int(frame["People"].notna().sum()) - 1
    assert text.get_text() == "290"
    assert text.xy[1] > frame["Highest"].iloc[at : at + 4].max() > 290
    assert not narrow.axes[0].texts


def test_a_year_has_one_colour_in_all_charts(report_of):
    """Last year has the colour of the record where it is the record year too, and both names."""
    report = report_of("2022-11-14")
    weeks = Figure()
    report.charts["weeks"].draw(Room(weeks))
    (marks,) = (one for one in weeks.axes[0].collections if "2021" in one.get_label())
    assert to_hex(marks.get_color()[0]).upper() == RECORD_YEAR
    assert "2021, last year, record year" in report.charts["months-chart"].svg
    assert "2021 record year" in report.charts["cumulative"].svg


def test_nobody_is_no_number(figures):
    """A week without people is told in words."""
    title = weeks_of(figures, "2025-02-28").title
    assert title.startswith("Nobody arrived in the week to 23 ")
