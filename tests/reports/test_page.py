"""The page in a real browser."""

from __future__ import annotations

import re
import runpy
import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from crossings.reports import weekly_report

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
QUIET = runpy.run_path(str(Path(__file__).parents[2] / "docs" / "picture.py"))["QUIET"]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def browser():
    if not CHROMIUM:
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield running
        running.close()


@pytest.fixture(scope="module")
def folder(report, tmp_path_factory):
    place = tmp_path_factory.mktemp("report")
    report.write(place, formats=["html"])
    return place


@pytest.fixture
def visit(browser, folder):
    """Open a page of the folder; `page.logged` and `page.requested` say what it logs and loads."""
    contexts = []

    def open_page(name="crossings-2025-05-14.html", **how):
        context = browser.new_context(**how)
        contexts.append(context)
        page = context.new_page()
        page.logged, page.requested = [], []
        page.on("console", lambda message: page.logged.append(message.text))
        page.on("pageerror", lambda error: page.logged.append(str(error)))
        page.on("request", lambda request: page.requested.append(request.url))
        page.goto((folder / name).as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


def size(width):
    return {"viewport": {"width": width, "height": 900}}


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_the_page_fits_and_asks_for_nothing(visit, folder, width):
    page = visit(**size(width))
    assert page.logged == []
    assert page.requested == [(folder / "crossings-2025-05-14.html").as_uri()]
    assert page.locator("h1").inner_text() == "People arriving in the UK by small boat: 2025"
    charts = page.locator("figure svg").all()
    assert len(charts) == 6
    for chart in charts:
        assert chart.bounding_box()["width"] > width * 0.6
    for fold in page.locator("summary").all():
        fold.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.logged == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["crossings-2025-05-14.html", "index.html"])
def test_axe_finds_nothing_to_mend(visit, scheme, name):
    page = visit(name, color_scheme=scheme, **size(1280), bypass_csp=True)
    for fold in page.locator("summary").all():
        fold.click()
    found = Axe().run(page, options={"runOnly": WCAG})
    assert found.response["violations"] == [], found.generate_report()
    assert len(found.response["passes"]) > 10


def test_a_dark_page_has_dark_charts(visit):
    dark = visit(color_scheme="dark").locator("#cumulative svg text").first
    light = visit(color_scheme="light").locator("#cumulative svg text").first
    fill = "node => getComputedStyle(node).fill"
    assert light.evaluate(fill) == "rgb(26, 26, 26)"
    assert dark.evaluate(fill) == "rgb(237, 237, 237)"


def test_every_link_within_the_page_has_its_target(visit):
    page = visit()
    missing = page.evaluate(
        """() => [...document.querySelectorAll('a[href^="#"]')]
            .map(link => decodeURIComponent(link.hash.slice(1)))
            .filter(id => !document.getElementById(id))"""
    )
    assert missing == []
    shared = page.evaluate(
        """() => { const ids = [...document.querySelectorAll('[id]')].map(node => node.id);
                   return ids.filter((id, at) => ids.indexOf(id) !== at); }"""
    )
    assert shared == []


def test_anchors_are_stable(visit):
    anchors = [
        "headline", "this-week", "year-to-date", "forecast", "record", "moved", "milestones",
        "months", "days", "records", "boats", "preventions", "track-record", "caveats", "method",
        "sources", "cite", "weeks", "cumulative", "probability", "months-chart", "calendar",
        "track",
    ]  # fmt: skip
    page = visit()
    assert {one: page.locator(f"#{one}").count() for one in anchors} == dict.fromkeys(anchors, 1)


def test_no_digit_is_cut_off_on_a_tablet(visit):
    page = visit(**size(768))
    for section in ("year-to-date", "forecast", "record"):
        box = page.locator(f"#{section} > .wide").last
        assert box.evaluate("box => box.scrollWidth - box.clientWidth") <= 0, section


def test_everything_is_there_without_a_script(visit, report):
    page = visit(java_script_enabled=False)
    assert page.locator("script").count() == 0
    for chart in report.charts.values():
        shown = page.locator(f"#{chart.key}")
        assert shown.locator("figcaption").inner_text() == chart.title
        words = shown.locator("details p").filter(has_text=chart.text)
        assert not words.is_visible()
        shown.get_by_text("This chart in words").click()
        assert words.is_visible()
    table = page.locator("#table-cumulative")
    assert not table.is_visible()
    page.locator("#cumulative").get_by_text("The data of this chart").click()
    assert table.is_visible()


def test_labels_of_the_years_do_not_collide(visit):
    page = visit(**size(1280))
    labels = page.locator("#cumulative svg text").filter(has_text=re.compile(r"^20\d\d( |$)")).all()
    boxes = sorted((label.bounding_box() for label in labels), key=lambda box: box["y"])
    assert len(boxes) == 8
    for upper, lower in pairwise(boxes):
        assert lower["y"] - upper["y"] > 0.7 * upper["height"]


def test_it_prints_on_a4_in_black_on_white(visit):
    page = visit(color_scheme="dark")
    printed = page.pdf(prefer_css_page_size=True)
    pages = len(re.findall(rb"/Type\s*/Page\b", printed))
    assert 5 <= pages <= 12
    boxes = {
        tuple(map(float, box.split())) for box in re.findall(rb"/MediaBox \[([^]]*)\]", printed)
    }
    (box,) = boxes
    assert [round(end) for end in box] == [0, 0, 595, 842]  # points
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not page.locator("nav").is_visible()


def test_hostile_words_stay_words(visit, folder, made):
    made.attrs["provenance"] = [
        {
            "kind": "tidy-csv",
            "title": "<img src=x onerror=console.log(1)><script>console.log(2)</script>$x^",
            "url": "javascript:console.log(3)",
            "published": None,
            "retrieved": None,
            "sha256": "0" * 64,
            "through": "2023-06-15",
        }
    ]
    weekly_report(made, track=False).write(folder, formats=["html"])
    page = visit("crossings-2023-06-15.html")
    assert page.logged == []
    assert len(page.requested) == 1
    assert page.locator("img, script").count() == 0
    assert page.locator('a:not([href^="#"])').count() == 0
    assert "<img src=x" in page.locator("#sources").inner_text()
