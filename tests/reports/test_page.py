"""The page in a real browser."""

from __future__ import annotations

import re
import shutil
from itertools import pairwise

import pytest
from crossings.reports import weekly_report

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM:
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield running
        running.close()


@pytest.fixture(scope="module")
def address(_figures, tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    page = weekly_report(_figures, as_of="2025-05-14").write(folder, formats=["html"])[0]
    return page.as_uri()


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_the_page_fits_and_asks_for_nothing(browser, address, width):
    page = browser.new_page(viewport={"width": width, "height": 900})
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    assert said == []
    assert asked == [address]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("h1").inner_text() == "People arriving in the UK by small boat: 2025"
    chart = page.locator("figure svg")
    assert chart.bounding_box()["width"] > width * 0.6
    names = chart.locator("text").all_text_contents()
    assert "2025 forecast" in names
    page.close()


@pytest.mark.parametrize("section", ["year-to-date", "forecast"])
def test_no_digit_is_cut_off_on_a_tablet(browser, address, section):
    page = browser.new_page(viewport={"width": 768, "height": 900})
    page.goto(address)
    box = page.locator(f"#{section} .wide")
    assert box.evaluate("box => box.scrollWidth - box.clientWidth") <= 0
    page.close()


def test_folded_data_open_without_a_script(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    table = page.locator("#cumulative details table")
    assert not table.is_visible()
    page.get_by_text("The chart's data").click()
    assert table.is_visible()
    context.close()


def test_labels_of_the_years_do_not_collide(browser, address):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(address)
    labels = page.locator("figure svg text").filter(has_text=re.compile(r"^20\d\d( |$)")).all()
    boxes = sorted((label.bounding_box() for label in labels), key=lambda box: box["y"])
    assert len(boxes) == 8
    for upper, lower in pairwise(boxes):
        assert lower["y"] - upper["y"] > 0.7 * upper["height"]
    page.close()
