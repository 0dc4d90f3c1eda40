from __future__ import annotations

import re
import runpy
import shutil
import subprocess
from collections import defaultdict
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from crossings.forecast import forecast_year
from crossings.reports import weekly_report
from crossings.reports.charts import Chart
from crossings.reports.tables import Table

from .spreadsheets import FORMS, HOSTILE, with_table

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
QUIET = runpy.run_path(str(Path(__file__).parents[2] / "docs" / "picture.py"))["QUIET"]
WINDOW = {"width": 1280, "height": 720}


@pytest.fixture(scope="session")
def browser():
    if not CHROMIUM:
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield running
        running.close()


@pytest.fixture(scope="session")
def published(report, tmp_path_factory):
    """A folder with the report of 14 May 2025, as it is published."""
    place = tmp_path_factory.mktemp("report")
    report.write(place, formats=["html", "json"], site="https://example.org/boats")
    return place


@pytest.fixture(scope="session")
def tabs(browser):
    """Pages that are open and free, by what can be said only when they are opened."""
    return defaultdict(list)


@pytest.fixture
def visit(browser, tabs, published):
    """Open a page of the folder; `page.logged` and `page.requested` say what it logs and loads.

    No two that a test opens are the same, but the next test has them again, empty: to open one
    takes as long as all else that most tests do.
    """
    taken = []

    def open_page(
        name="crossings-2025-05-14.html",
        *,
        folder=published,
        viewport=WINDOW,
        color_scheme="light",
        **how,
    ):
        free = tabs[tuple(sorted(how.items()))]
        page = free.pop() if free else new_page(browser, how)
        taken.append((page, free))
        page.logged.clear()
        page.requested.clear()
        page.set_viewport_size(viewport)
        page.emulate_media(media="null", color_scheme=color_scheme)
        page.goto((folder / name).as_uri())
        return page

    yield open_page
    for page, free in taken:
        page.mouse.move(0, 0)
        page.goto("about:blank")
        free.append(page)


def new_page(browser, how):
    page = browser.new_context(**how).new_page()
    page.logged, page.requested = [], []
    page.on("console", lambda message: page.logged.append(message.text))
    page.on("pageerror", lambda error: page.logged.append(str(error)))
    page.on("request", lambda request: page.requested.append(request.url))
    return page


@pytest.fixture(scope="session")
def kept():
    """The earlier forecasts of track records, by all that they follow from, each made once."""
    return {}


@pytest.fixture(scope="session")
def report(_figures, kept):
    """The report as of 14 May 2025, with its track record."""
    return weekly_report(_figures, as_of="2025-05-14", kept=kept)


@pytest.fixture(scope="session")
def convert(tmp_path_factory):
    """Have LibreOffice open files and save them beside each other, in another form."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed (Debian: apt install libreoffice-calc)")
    profile = tmp_path_factory.mktemp("profile").as_uri()  # made once: it takes seconds

    def run(form, *paths):
        command = [
            soffice, f"-env:UserInstallation={profile}", "--headless",
            "--convert-to", form, "--outdir", str(paths[0].parent), *map(str, paths),
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=240)

    return run


@pytest.fixture(scope="session")
def report_of(_figures):
    """Give the report of a day, made once: without a track record, from few paths.

    For tests of words and shapes on hard days, for which the numbers of a forecast do not matter.
    """

    @cache
    def of(day):
        as_of = date.fromisoformat(day)
        outlook = forecast_year(_figures, as_of=as_of, year=as_of.year, n_paths=200)
        return weekly_report(_figures, as_of=as_of, forecast=outlook, track=False)

    return of


@pytest.fixture
def words_only(monkeypatch):
    """Leave out the drawing of charts in a test of words: it takes most of the time of a page."""
    for name in ("svg", "svg_narrow"):
        monkeypatch.setattr(Chart, name, '<svg role="img"/>')


@pytest.fixture(scope="session")
def books(report):
    return {form: write(report) for form, write in FORMS.items()}


@pytest.fixture(scope="session")
def hostile(report):
    """A report whose source, headings and cells are out to be taken for something else."""
    texts = [text for text in HOSTILE if re.search("[A-Za-z0-9]", text)]
    frame = pd.DataFrame(
        {"Text": texts, "=1+1": range(len(texts)), "[a](b)": "-5", "$$y$$": [None, *texts[1:]]}
    )
    table = Table("=1+1, $$z$$ and [d](http://evil)", (), (), "hostile", frame, "=1+1 $$n$$")
    titles = [
        {"kind": "tidy-csv", "title": title, "url": "=1+1", "published": None} for title in HOSTILE
    ]
    figures = replace(report.figures, provenance=tuple(titles))
    notes = tuple(f"{found['title']}. {found['url']}" for found in titles)
    sections = tuple(
        replace(section, notes=notes) if section.key in {"sources", "cite"} else section
        for section in report.sections
    )
    return with_table(replace(report, figures=figures, sections=sections), table)
