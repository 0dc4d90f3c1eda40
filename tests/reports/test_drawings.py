"""Each chart is drawn for a page and for a telephone, and stands alone in Python."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise

import matplotlib as mpl
import numpy as np
import pytest
from crossings.forecast import forecast_year
from crossings.reports import (
    plot_cumulative,
    plot_months,
    plot_probability,
    plot_track,
    plot_weeks,
)
from crossings.reports.charts import CHARTS, cumulative_chart, probability_chart
from crossings.reports.charts.style import NARROW, POINTS, spread
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

SVG = "{http://www.w3.org/2000/svg}"
FAN_PARTS = ("", "-1", "-2", "-median", "-start")
SOURCE = "Source: Home Office; provisional figures to 14 May 2025."


@pytest.fixture(scope="module")
def outlook(_figures):
    return forecast_year(_figures, as_of="2025-05-14", n_paths=200)


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


def both(chart):
    return ET.fromstring(chart.svg), ET.fromstring(chart.svg_narrow)


@pytest.mark.parametrize("key", CHARTS)
def test_the_narrow_drawing_is_as_wide_as_a_telephone(report, key):
    """The second drawing is of its own width, with letters that can be read there."""
    wide, narrow = both(report.charts[key])
    assert float(wide.get("width")) == 576
    assert float(narrow.get("width")) == round(NARROW * POINTS)
    for svg in (wide, narrow):
        sizes = re.findall(r"font-size: ([\d.]+)px", ET.tostring(svg).decode())
        assert min(map(float, sizes)) >= 11


@pytest.mark.parametrize("key", CHARTS)
def test_names_are_told_apart_and_said_once(report, key):
    """No id of one drawing is in the other, and only the wide one has a description."""
    wide, narrow = both(report.charts[key])
    ids = [[node.get("id") for node in svg.iter() if node.get("id")] for svg in (wide, narrow)]
    assert all(name.startswith(f"{key}-") for name in ids[0])
    assert all(name.startswith(f"{key}-narrow-") for name in ids[1])
    assert len({*ids[0], *ids[1]}) == len(ids[0]) + len(ids[1])
    assert [svg.find(f"{SVG}title").text for svg in (wide, narrow)] == [
        report.charts[key].title
    ] * 2
    assert wide.find(f"{SVG}desc") is not None
    assert narrow.find(f"{SVG}desc") is None


@pytest.mark.parametrize("key", CHARTS)
def test_a_drawing_is_small_and_plain(report, key):
    """No metadata and no style sheet of its own; lengths to a tenth; what is referred to exists."""
    for svg in (report.charts[key].svg, report.charts[key].svg_narrow):
        assert not re.search("metadata|xlink|<style|<!", svg)
        assert not re.search(r'(?: d| x| y|transform)="[^"]*\.\d\d', svg)
        referred = set(re.findall(r'(?:url\(|href=")#([\w-]+)', svg))
        assert referred <= set(re.findall(r'id="([\w-]+)"', svg))


def test_all_drawings_together_are_small(report):
    """A page with all charts in both widths stays below what a slow line takes."""
    assert sum(len(one.svg) + len(one.svg_narrow) for one in report.charts.values()) < 330_000


def test_the_same_figures_give_the_same_bytes(_figures, outlook, report):
    """A chart drawn again is the same, in every form."""
    first, again = (cumulative_chart(report.figures, outlook) for _ in range(2))
    assert (first.svg, first.svg_narrow) == (again.svg, again.svg_narrow)
    assert first.pictures == again.pictures


def test_a_script_finds_years_labels_and_fan(report):
    """Lines, labels and all parts of the fan have names, and the axes their place."""
    for svg, key in zip(both(report.charts["cumulative"]), ("", "-narrow"), strict=True):
        ids, parts = {node.get("id") for node in svg.iter()}, ("year", "label", "leader")
        for year in range(2018, 2026):
            assert {f"cumulative{key}-{part}-{year}" for part in parts} <= ids
        fan = {name for name in ids if name and name.startswith(f"cumulative{key}-fan")}
        assert fan == {f"cumulative{key}-fan{part}" for part in FAN_PARTS}
        left, top, right, foot = map(float, svg.get("data-plot").split())
        assert 0 < left < right < float(svg.get("width"))
        assert 0 < top < foot < float(svg.get("height"))
        assert svg.get("data-year") == "2025"
        line = svg.find(f".//{SVG}g[@id='cumulative{key}-year-2024']/{SVG}path").get("d")
        places = [tuple(map(float, at.split())) for at in re.split("[ML]", line)[1:]]
        assert places[0][0] == pytest.approx(left, abs=0.2)
        assert places[-1][0] == pytest.approx(right, abs=0.2)
        people = (foot - places[-1][1]) / (foot - top) * float(svg.get("data-top"))
        assert people == pytest.approx(36_816, rel=0.01)


def test_labels_stay_in_the_picture_and_apart(report):
    """Labels at the ends of lines are within the drawing, whatever its width."""
    for svg in both(report.charts["cumulative"]):
        texts = [node for node in svg.iter(f"{SVG}text") if re.match(r"20\d\d( |$)", node.text)]
        labels = sorted(
            (float(node.get("y")), node)
            for node in texts
            if float(node.get("x")) > float(svg.get("data-plot").split()[2])
        )
        assert len(labels) == 8
        assert all(lower[0] - upper[0] >= 13 for upper, lower in pairwise(labels))
        for _, node in labels:
            bold = "bold" in node.get("style") or "700" in node.get("style")
            width = len(node.text) * 11 * (0.68 if bold else 0.62)
            assert float(node.get("x")) + width < float(svg.get("width"))


@given(st.lists(st.floats(0, 100), min_size=1, max_size=12).map(sorted), st.floats(0.1, 8))
def test_places_of_labels_keep_their_order_and_their_distance(values, gap):
    """Labels are a gap apart, in the order of their values, from the foot to the top."""
    places = spread(values, gap, 100)
    assert all(upper - lower > gap * 0.999 for lower, upper in pairwise(places))
    assert places[0] >= 0
    assert places[-1] <= max(100.001, gap * (len(values) - 1) + 0.001)


def test_labels_that_have_room_are_not_moved():
    """A label stands at its line where no other one does."""
    assert spread([0.0, 10.0, 20.0], 5, 100) == [0.0, 10.0, 20.0]


def test_a_95_percent_interval_out_of_the_picture_is_said(_figures, report, outlook):
    """The axis is set by the figures and the 80% interval; the note has what is cut."""
    chart = cumulative_chart(report.figures, outlook)
    high = outlook.total.interval(0.95)[1]
    assert high > 1.15 * outlook.total.interval(0.8)[1]
    assert f"The 95% interval runs to {-(-high // 100) * 100:,}." in chart.note
    late = forecast_year(_figures, as_of="2025-12-20", n_paths=200)
    figures = report.figures.of(_figures, "2025-12-20")
    assert "runs to" not in cumulative_chart(figures, late).note


def test_a_broken_record_ends_the_line(report, outlook):
    """The chance of a record is drawn up to the first forecast made after it was broken."""
    track = outlook.track(["2025-02-28", "2025-03-31", "2025-04-30"], n_paths=50)
    track["threshold"] = 6_000
    track["record_probability"] = [0.5, 1.0, 1.0]
    chart = probability_chart(track, report.figures)
    assert chart.title == "2025 had passed the record of 6,000 people by 31 March"
    assert len(chart.table.data) == 2
    ax = plot_probability(track)
    assert len(ax.lines[0].get_ydata()) == 2
    assert "record passed" in {text.get_text() for text in ax.texts}


def test_a_fan_that_cannot_be_seen_is_not_explained(_figures, report):
    """In the last days of a year no legend names bands, and its line is no forecast."""
    late = forecast_year(_figures, as_of="2025-12-28", n_paths=50)
    drawn = cumulative_chart(report.figures.of(_figures, "2025-12-28"), late)
    early = report.charts["cumulative"]
    for chart, told in ((drawn, False), (early, True)):
        wide, narrow = ([node.text for node in svg.iter(f"{SVG}text")] for svg in both(chart))
        assert ("50% interval" in wide) is ("50% interval" in narrow) is told
        assert ("2025 forecast" in wide) is told


def test_lines_that_stand_out_are_kept_off_the_bands(outlook, report):
    """Last year and the record year have a pale line below them within the bands."""
    drawn = cumulative_chart(report.figures, outlook).svg
    for year, paths in ((2025, 1), (2024, 2), (2022, 2), (2021, 1)):
        group = ET.fromstring(drawn).find(f".//{SVG}g[@id='cumulative-year-{year}']")
        assert len(group.findall(f".//{SVG}path")) == paths


def test_titles_are_short(report):
    """A title is read aloud in one breath."""
    for chart in report.charts.values():
        assert len(chart.title.split()) <= 17, chart.title


@pytest.mark.parametrize(
    ("day", "title"),
    [
        ("2019-03-31", "199 people by 31 March 2019, against 7 by this date in 2018"),
        ("2025-01-01", "0 people on 1 January 2025: the same as on this date in 2024"),
        ("2024-02-29", "2,255 people by 29 February 2024: 24% fewer than by 28 February 2023"),
        ("2025-12-31", "41,472 people in 2025: 13% more than in 2024"),
        ("2020-12-31", "8,462 people in 2020: 4.6 times as many as in 2019"),
    ],
)
def test_the_change_is_said_as_it_is_read(report_of, day, title):
    """The title has the change on the same date; in percent where the base is large enough."""
    assert report_of(day).charts["cumulative"].title == title


class TestInPython:
    def test_title_and_source_come_by_default(self, _figures, outlook):
        """A plot carries its message, and whose figures it draws."""
        track = outlook.track(["2024-03-31", "2024-06-30", "2025-03-31"], n_paths=50)
        drawn = [
            plot_weeks(_figures, as_of="2025-05-14"),
            plot_cumulative(_figures, outlook),
            plot_months(_figures, as_of="2025-05-14")[0, 0],
            plot_track(track)[0],
            plot_probability(track[track["year"] == 2025]),
        ]
        for ax in drawn:
            assert len(ax.figure.get_suptitle()) > 20
            words = " ".join(" ".join(text.get_text() for text in ax.figure.texts).split())
            assert SOURCE in words

    def test_they_can_be_left_out(self, _figures):
        """With title=False there is the chart alone, and the figure is lower."""
        plain, full = (plot_weeks(_figures, title=one).figure for one in (False, True))
        assert plain.get_suptitle() == ""
        assert not any("Source" in text.get_text() for text in plain.texts)
        assert plain.get_figheight() < full.get_figheight()

    def test_axes_of_the_caller_have_them_too(self, _figures):
        """Title and source go to the axes that were given, and no figure is made."""
        ax = Figure().add_subplot()
        assert plot_weeks(_figures, as_of="2025-05-14", ax=ax) is ax
        assert "290 people arrived" in ax.get_title(loc="left")
        assert any("Source: Home Office" in text.get_text() for text in ax.texts)
        bare = plot_weeks(_figures, ax=Figure().add_subplot(), title=False)
        assert bare.get_title(loc="left") == ""
        assert plt.get_fignums() == []

    def test_the_state_of_matplotlib_stays(self, _figures, outlook):
        """Neither settings nor interactive mode change, though the plots have a style."""
        plt.ion()
        before = dict(mpl.rcParams)
        plot_weeks(_figures)
        plot_cumulative(_figures, outlook, ax=plt.figure().add_subplot())
        assert dict(mpl.rcParams) == before
        assert plt.isinteractive()
        plt.ioff()


def test_the_card_says_the_count_and_the_change(report):
    """A change on the same date stands on the card; without one it is made all the same."""
    first, change, *others = report.headline
    assert change.key == "same-date-change"
    left = tuple(fact for fact in report.facts if fact != change)
    cards = [report.to_card(), replace(report, headline=(first, *others), facts=left).to_card()]
    cards.append(replace(report, headline=(first,), facts=()).to_card())
    assert len(set(cards)) == 3
    assert cards[0] == report.to_card()
    assert np.frombuffer(cards[0][16:24], ">u4").tolist() == [1200, 675]
