"""The feed of a folder of reports."""

from __future__ import annotations

import uuid
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date, timedelta

import pytest
from crossings.forecast import forecast_year
from crossings.reports import weekly_report
from crossings.reports.render.feed import MOST, SHARED, Entry, feed

pytestmark = pytest.mark.usefixtures("undrawn")
ATOM = "{http://www.w3.org/2005/Atom}"
DAY = date(2025, 5, 14)
SITE = "https://example.org/boats/"


def entry(day=DAY, **said):
    return Entry(day, f"crossings-{day}.html", f"Figures to {day}", "", content="a", **said)


def read(text):
    """Return what a reader takes from a feed: its name, its time, and its entries."""
    root = ET.fromstring(text)
    entries = [
        {part: one.findtext(f"{ATOM}{part}") for part in ("id", "updated", "title")}
        | {"link": one.find(f"{ATOM}link").get("href")}
        for one in root.iter(f"{ATOM}entry")
    ]
    own = root.find(f"{ATOM}link[@rel='self']")
    return {
        "id": root.findtext(f"{ATOM}id"),
        "updated": root.findtext(f"{ATOM}updated"),
        "self": None if own is None else own.get("href"),
        "entries": entries,
    }


def test_its_name_is_its_address_and_links_are_whole():
    found = read(feed([entry()], None, site=SITE))
    assert found["id"] == SITE
    assert found["self"] == f"{SITE}feed.xml"
    (one,) = found["entries"]
    assert one["id"] == one["link"] == f"{SITE}crossings-2025-05-14.html"


def test_without_an_address_its_name_is_made_once_and_kept():
    first, other = (feed([entry()], None) for _ in range(2))
    assert read(first)["id"] != read(other)["id"]
    assert uuid.UUID(read(first)["id"])
    assert read(first)["self"] is None
    assert feed([entry()], first.encode()) == first


def test_an_address_that_was_known_is_kept():
    first = feed([entry()], None, site=SITE)
    assert feed([entry()], first.encode()) == first


@pytest.mark.parametrize(
    "former", [b"", b"<feed>", b"<a/>", f'<feed xmlns="{ATOM[1:-1]}"><id>{SHARED}</id></feed>']
)
def test_what_is_no_feed_of_its_own_is_made_anew(former):
    former = former if isinstance(former, bytes) else former.encode()
    found = read(feed([entry()], former))
    assert found["id"] != SHARED
    assert uuid.UUID(found["id"])


def test_it_is_as_new_as_its_newest_report():
    older = entry(date(2025, 5, 7), made=date(2025, 5, 20))
    found = read(feed([entry(made=date(2025, 5, 16)), older], None, site=SITE))
    times = [one["updated"] for one in found["entries"]]
    assert times == ["2025-05-16T00:00:00Z", "2025-05-20T00:00:00Z"]
    assert found["updated"] == "2025-05-20T00:00:00Z"


@pytest.mark.parametrize("made", [None, DAY, date(2025, 6, 1)])
def test_the_time_moves_with_the_content_and_with_nothing_else(made):
    first = feed([entry(made=DAY)], None)
    same = feed([entry(made=made)], first.encode())
    assert same == first
    other = feed([replace(entry(made=made), content="b")], first.encode())
    was, now = (read(text)["entries"][0]["updated"] for text in (first, other))
    assert now > was
    assert now.startswith("2025-06-01" if made and made > DAY else "2025-05-14T00:00:01")


def test_it_holds_the_newest_year_of_reports():
    days = [DAY - timedelta(weeks=back) for back in range(MOST + 5)]
    entries = read(feed([entry(day) for day in days], None))["entries"]
    assert [one["title"] for one in entries] == [f"Figures to {day}" for day in days[:MOST]]
    assert len({one["id"] for one in entries}) == MOST


def test_a_report_that_is_written_again_with_other_figures_is_newer(_figures, undrawn, tmp_path):
    outlook = forecast_year(_figures, as_of=DAY, year=2025, n_paths=50)

    def write(**how):
        report = weekly_report(_figures, as_of=DAY, track=False, **how)
        report.write(tmp_path, formats=["html"])
        return read((tmp_path / "feed.xml").read_text("utf-8"))["entries"][0]

    first = write(forecast=outlook, made="2025-05-16")
    assert write(forecast=outlook, made="2025-05-23") == first
    other = write(forecast=forecast_year(_figures, as_of=DAY, n_paths=60), made="2025-05-23")
    assert other == first | {"updated": "2025-05-23T00:00:00Z"}
