"""The chart of running totals, explored in a real browser."""

from __future__ import annotations

import json
from datetime import date

import pytest
from crossings.forecast import forecast_year
from crossings.reports import weekly_report
from crossings.reports.render.explore import explore_data
from crossings.reports.wording import outward

SHOWN = "part => getComputedStyle(part).display != 'none'"
WIDE, NARROW = ({"viewport": {"width": width, "height": 1000}} for width in (1280, 390))


def totals(page):
    """Return what the panel says of each year."""
    items = [item.inner_text().split() for item in page.locator(".explore li").all()]
    return {year: people[0] for year, *people in items}


def test_it_starts_at_the_last_figure(visit):
    page = visit(**WIDE)
    assert page.locator(".explore .on").inner_text() == "People from 1 January to 14 May"
    found = totals(page)
    assert found["2025"] == "12,699"
    assert found["2024"] == "9,550"
    assert list(found) == [str(year) for year in range(2025, 2017, -1)]


def test_arrow_keys_move_the_date(visit):
    page = visit(**WIDE)
    slider = page.get_by_role("slider")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert page.locator(".explore .on").inner_text() == "People from 1 January to 12 May"
    assert slider.get_attribute("aria-valuetext").startswith("12 May. 2025: 12,407; 2024: ")
    page.keyboard.press("End")
    assert page.locator(".explore .on").inner_text() == "People from 1 January to 31 December"
    assert totals(page)["2022"] == "45,755"
    page.keyboard.press("Home")
    assert totals(page)["2025"] == "0"
    assert page.logged == []


@pytest.mark.parametrize("how", [WIDE, NARROW])
def test_the_pointer_moves_the_date(visit, how):
    page = visit(**how)
    svg = page.locator("#cumulative svg:visible")
    svg.scroll_into_view_if_needed()
    frame = svg.bounding_box()
    x0, y0, x1, y1 = map(float, svg.get_attribute("data-plot").split())
    scale = frame["width"] / float(svg.get_attribute("viewBox").split()[2])
    day = (date(2025, 3, 1) - date(2025, 1, 1)).days
    x, y = x0 + (x1 - x0) * day / 364, (y0 + y1) / 2
    page.mouse.move(frame["x"] + x * scale, frame["y"] + y * scale)
    assert page.locator(".explore .on").inner_text() == "People from 1 January to 1 March"
    guide = page.locator("#cumulative svg:visible .guide line")
    assert float(guide.get_attribute("x1")) == pytest.approx(x, abs=0.5)


def test_a_finger_moves_the_date(visit):
    page = visit(**NARROW, has_touch=True, is_mobile=True)
    svg = page.locator("#cumulative svg:visible")
    svg.scroll_into_view_if_needed()
    before = page.locator(".explore .on").inner_text()
    svg.tap(position={"x": 120, "y": 250})
    assert page.locator(".explore .on").inner_text() != before
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("how", [WIDE, NARROW])
def test_dots_stand_on_the_lines(visit, how):
    """The newest year's dot is where its line ends; none is there before a date is asked for."""
    page = visit(**how)
    guide = page.locator("#cumulative svg:visible .guide")
    assert not guide.evaluate(SHOWN)
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowRight")
    assert guide.evaluate(SHOWN)
    dot = guide.locator("circle").first
    end = page.locator("#cumulative svg:visible [id$=year-2025]").evaluate(
        "line => { const box = line.getBBox(); return [box.x + box.width, box.y]; }"
    )
    assert [float(dot.get_attribute(name)) for name in ("cx", "cy")] == pytest.approx(end, abs=1)


def test_a_date_ahead_has_the_forecast(visit, report):
    page = visit(**WIDE)
    page.get_by_role("slider").focus()
    page.keyboard.press("End")
    now = page.locator(".explore li.now").inner_text()
    low, high = outward(*report.forecast.total.interval(0.8), at_least=report.forecast.year_to_date)
    assert f"forecast; 80% interval {low:,} to {high:,}" in now


@pytest.mark.parametrize("how", [WIDE, NARROW])
def test_years_are_switched_by_the_keyboard(visit, how):
    page = visit(**how)
    line = page.locator("#cumulative svg:visible [id$=year-2024]")
    label = page.locator("#cumulative svg:visible [id$=label-2024]")
    box = page.get_by_role("checkbox", name="2024")
    assert line.count() == label.count() == 1
    box.focus()
    page.keyboard.press("Space")
    hidden = page.locator("[id^=cumulative-][id$='-2024']")
    assert hidden.count() >= 4  # line and label, wide and narrow
    assert all(not one.is_visible() for one in hidden.all())
    assert "2024:" not in page.get_by_role("slider").get_attribute("aria-valuetext")
    page.keyboard.press("Space")
    assert page.locator("[id].off").count() == 0


def test_the_forecast_goes_with_its_year(visit):
    page = visit(**WIDE)
    page.get_by_role("checkbox", name="2025").uncheck()
    parts = page.locator(".on-wide [id^=cumulative-fan], .on-wide [id$='-2025']").all()
    assert len(parts) >= 5  # three bands, the line and its label
    assert not any(part.evaluate(SHOWN) for part in parts)
    page.emulate_media(media="print")
    assert all(part.evaluate(SHOWN) for part in parts)


def read(report):
    found = json.loads(explore_data(report))
    for one in found["years"]:
        running = 0
        one["totals"] = {
            one["from"] + at: (running := running + step) for at, step in enumerate(one["steps"])
        }
    return found


@pytest.mark.parametrize("day", ["2024-02-29", "2025-01-01", "2025-12-31", "2026-03-01"])
def test_totals_are_those_of_the_same_dates(_figures, day):
    """29 February too, which other years have not."""
    outlook = forecast_year(_figures, as_of=day, year=int(day[:4]), n_paths=50)
    report = weekly_report(_figures, as_of=day, forecast=outlook, track=False)
    found = read(report)
    at = {one["year"]: one["totals"].get(found["day"]) for one in found["years"]}
    assert at == report.comparison.set_index("year")["to_date"].to_dict()
    assert (found["ahead"] is None) is outlook.finished
    if found["ahead"]:
        left = found["days"] - found["day"] - 1
        assert {len(ahead) for ahead in found["ahead"].values()} == {left}


def test_figures_that_begin_within_a_year(made):
    report = weekly_report(made["2020-03-05":], track=False)
    years = [one["year"] for one in read(report)["years"]]
    assert years == [2023, 2022, 2021]
