"""The page in a real browser."""

from __future__ import annotations

import re
import shutil
import subprocess
from base64 import b64encode
from hashlib import sha256
from io import BytesIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from crossings.reports import weekly_report
from crossings.reports.charts.style import NAMES
from crossings.reports.render.environment import sheet
from lxml import html
from PIL import Image

PDFTOPPM = shutil.which("pdftoppm")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def size(width):
    return {"viewport": {"width": width, "height": 900}}


def unfold(page):
    """Open every fold at once, which takes no time: clicks on a dozen take a second."""
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")


@pytest.mark.parametrize("width", [360, 1280])
def test_every_fold_is_opened_by_a_click(visit, width):
    page = visit(**size(width))
    folds = page.locator("details")
    assert folds.count() > 10
    for fold in folds.all():
        assert fold.get_attribute("open") is None
        fold.locator("summary").click()
        assert fold.get_attribute("open") is not None


@pytest.mark.parametrize("width", [360, 390, 768, 1280])
def test_nothing_but_tables_is_wider_than_the_screen_and_nothing_is_loaded(visit, published, width):
    page = visit(**size(width))
    assert page.requested == [(published / "crossings-2025-05-14.html").as_uri()]
    assert page.locator("h1").inner_text() == "People arriving in the UK by small boat: 2025"
    charts = [one for one in page.locator("figure svg").all() if one.is_visible()]
    assert len(charts) == 6
    for chart in charts:
        assert chart.bounding_box()["width"] > width * 0.6
    unfold(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    wider = page.evaluate(
        """() => [...document.querySelectorAll("body *:not(.wide, .wide *, .skip, svg *)")]
            .filter(one => getComputedStyle(one).overflowX != "visible")
            .filter(one => one.scrollWidth > one.clientWidth + 1)
            .map(one => one.outerHTML.slice(0, 99))"""
    )
    assert wider == []
    assert page.logged == []


@pytest.mark.parametrize("width", [360, 390, 1280])
def test_every_word_of_a_chart_is_on_the_screen(visit, width):
    page = visit(**size(width))
    outside = page.evaluate(
        """() => [...document.querySelectorAll("figure svg")].flatMap(svg => {
            const frame = svg.getBoundingClientRect();
            return [...svg.querySelectorAll("text")].filter(text => {
                const box = text.getBoundingClientRect();
                return box.width && (box.left < frame.left - 1 || box.right > frame.right + 1
                    || box.top < frame.top - 1 || box.bottom > frame.bottom + 1);
            }).map(text => text.textContent);
        })"""
    )
    assert outside == []


def test_letters_of_charts_are_large_enough_on_a_telephone(visit):
    page = visit(**size(360))
    smallest = page.evaluate(
        """() => Math.min(...[...document.querySelectorAll("figure svg text")].map(text =>
            text.getBoundingClientRect().width ? parseFloat(getComputedStyle(text).fontSize)
                * text.getScreenCTM().a : 99))"""
    )
    assert smallest > 9


def test_a_table_that_runs_on_beyond_the_edge_shows_it(visit):
    """The strip at the edge is darker than the page, until the end of the table is reached."""
    page = visit(**size(360), java_script_enabled=False)
    box = page.locator("#months > .wide")
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")

    def edge():
        seen = box.bounding_box()
        clip = {"x": seen["x"] + seen["width"] - 2, "y": seen["y"] + 4, "width": 2, "height": 4}
        picture = Image.open(BytesIO(page.screenshot(clip=clip, full_page=True))).convert("L")
        return picture.getpixel((1, 1))

    shaded = edge()
    box.evaluate("box => box.scrollLeft = box.scrollWidth")
    assert shaded < 235
    assert edge() > 250


def test_the_news_is_on_the_first_screen_of_a_telephone(visit, report):
    page = visit(viewport={"width": 390, "height": 844})
    first, last = (page.locator("#headline p").nth(at) for at in (0, 2))
    assert first.inner_text() == report.headline[0].sentence
    assert last.bounding_box()["y"] + last.bounding_box()["height"] < 844
    above = "first => first.compareDocumentPosition(document.querySelector('nav')) & 4"
    assert first.evaluate(above) == 4
    assert page.locator("nav").bounding_box()["height"] < 60


def test_marks_of_addresses_show_under_the_pointer_and_by_the_keyboard(visit):
    page = visit(**size(1280))
    opacity = "link => getComputedStyle(link, '::after').opacity"
    for inside in ("#heading-record", "#cumulative figcaption"):
        mark = page.locator(f"{inside} a.anchor")
        assert mark.evaluate(opacity) == "0"
        page.locator(inside).hover()
        assert mark.evaluate(opacity) == "1"
        page.mouse.move(0, 0)
        mark.focus()
        assert mark.evaluate(opacity) == "1"


def test_the_keyboard_stops_at_tables_only_where_they_scroll(visit):
    """Without a script it stops at each, as nobody knows which do."""
    still = visit(java_script_enabled=False, **size(1280))
    assert still.locator(".wide:not([tabindex])").count() == 0
    assert visit(**size(1280)).locator("section > .wide[tabindex]").count() == 0
    stops = visit(**size(360)).locator("section > .wide[tabindex]")
    assert stops.count() > 2
    assert all(box.evaluate("box => box.scrollWidth > box.clientWidth") for box in stops.all())


@pytest.mark.parametrize("width", [768, 1280])
def test_no_table_scrolls_on_a_wide_screen(visit, width):
    page = visit(**size(width))
    over = "boxes => boxes.map(box => box.scrollWidth - box.clientWidth)"
    assert set(page.locator("section > .wide").evaluate_all(over)) == {0}


def test_lines_between_rows_run_through_the_first_column(visit):
    """A first column that stays in its place does not cover them, on a screen or on paper."""
    page = visit(**size(360))
    row = page.locator("#months tbody tr").nth(2)
    row.scroll_into_view_if_needed()

    def lines():
        picture = Image.open(BytesIO(row.screenshot())).convert("L")
        foot = [picture.getpixel((2, picture.height - up)) for up in (1, 2, 3)]
        return min(foot)

    assert lines() < 230
    page.emulate_media(media="print")
    assert lines() < 230
    first = page.locator("#months tbody th").first
    assert first.evaluate("cell => getComputedStyle(cell).position") == "static"


def test_no_page_on_paper_is_half_empty(visit, tmp_path):
    """Sentences stay with their tables, tables in one piece, and yet pages are filled."""
    written = visit().pdf(prefer_css_page_size=True, path=tmp_path / "report.pdf")
    assert written
    if not PDFTOPPM:
        pytest.skip("poppler is not installed")
    subprocess.run(
        [PDFTOPPM, "-r", "30", "-gray", tmp_path / "report.pdf", tmp_path / "page"], check=True
    )
    pages = sorted(tmp_path.glob("page-*.pgm"))
    assert len(pages) > 4
    for path in pages[:-1]:
        picture = Image.open(path)
        above_foot = picture.crop((0, 0, picture.width, int(picture.height * 0.94)))
        ink = above_foot.point(lambda level: 255 if level < 200 else 0).getbbox()
        assert ink[3] > 0.5 * picture.height, path.name


def test_the_page_is_small(published):
    assert (published / "crossings-2025-05-14.html").stat().st_size < 600_000


@pytest.mark.parametrize("name", ["latest.html", "embed.html", "index.html"])
def test_the_policy_is_strict_and_holds(visit, published, name):
    text = (published / name).read_text("utf-8")
    found = html.fromstring(text)
    policy = found.xpath('//meta[@http-equiv="Content-Security-Policy"]/@content')[0]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert found.xpath("//@style") == []
    for part in ("style", "script[not(@type)]"):
        for one in found.xpath(f"//{part}"):
            hashed = b64encode(sha256(one.text.encode()).digest()).decode()
            assert f"-src 'sha256-{hashed}'" in policy
    page = visit(name)
    assert page.logged == []
    page.evaluate("document.body.setAttribute('style', 'display: none')")
    assert page.locator("body").is_visible()
    assert any("Content Security Policy" in line for line in page.logged)


def test_the_colours_of_charts_have_a_bright_and_a_dark_side():
    css = sheet()
    for name in NAMES.values():
        assert len(re.findall(rf"--{name}: #", css)) == 2


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
@pytest.mark.parametrize("name", ["crossings-2025-05-14.html", "index.html", "embed.html"])
def test_axe_finds_nothing_to_mend(visit, scheme, name, width):
    page = visit(name, color_scheme=scheme, **size(width), bypass_csp=True)
    unfold(page)
    # Of what is well, the rules are enough: the parts of the page are megabytes.
    found = Axe().run(page, options={"runOnly": WCAG, "resultTypes": ["violations"]})
    assert found.response["violations"] == [], found.generate_report()
    assert len(found.response["passes"]) > 10


def test_a_dark_page_has_dark_charts(visit):
    dark = visit(color_scheme="dark").locator("#cumulative .on-wide text").first
    light = visit(color_scheme="light").locator("#cumulative .on-wide text").first
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
        "months", "days", "records", "boats", "who", "preventions", "track-record", "caveats",
        "method", "sources", "cite", "weeks", "cumulative", "probability", "months-chart",
        "calendar",
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
    assert page.locator("input").count() == 0
    for chart in report.charts.values():
        shown = page.locator(f"#{chart.key}")
        assert shown.locator("figcaption").inner_text().strip() == chart.title
        words = shown.locator("details p").filter(has_text=chart.text)
        assert not words.is_visible()
        shown.get_by_text("This chart in words").click()
        assert words.is_visible()
    table = page.locator("#table-cumulative")
    assert not table.is_visible()
    page.locator("#cumulative").get_by_text("The data of this chart").click()
    assert table.is_visible()


def test_it_prints_on_a4_in_black_on_white(visit):
    page = visit(color_scheme="dark")
    printed = page.pdf(prefer_css_page_size=True)
    pages = len(re.findall(rb"/Type\s*/Page\b", printed))
    assert 5 <= pages <= 11
    boxes = {
        tuple(map(float, box.split())) for box in re.findall(rb"/MediaBox \[([^]]*)\]", printed)
    }
    (box,) = boxes
    assert [round(end) for end in box] == [0, 0, 595, 842]  # points
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for left_out in ("nav", ".download", ".explore", ".explore-date", ".on-narrow"):
        assert not page.locator(left_out).first.is_visible()
    assert page.locator(".on-wide").first.is_visible()


def test_printed_from_a_telephone_it_has_the_wide_charts(visit):
    page = visit(**size(360))
    assert page.locator(".on-narrow").first.is_visible()
    page.emulate_media(media="print")
    assert page.locator(".on-wide").first.is_visible()
    assert not page.locator(".on-narrow").first.is_visible()


def test_hostile_words_stay_words(visit, words_only, tmp_path, made):
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
    weekly_report(made, track=False).write(tmp_path, formats=["html"])
    page = visit("crossings-2023-06-15.html", folder=tmp_path)
    assert page.logged == []
    assert len(page.requested) == 1
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 2  # the package's own, and its numbers
    assert page.locator("a[href*=':']").count() == 0
    assert "<img src=x" in page.locator("#sources").inner_text()
