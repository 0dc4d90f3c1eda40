"""A folder of reports, served as a web site."""

from __future__ import annotations

import json
import time
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from crossings.data.errors import OptionError, UnwritableOutputError
from crossings.forecast import forecast_year
from crossings.reports import weekly_report
from crossings.reports.render import site
from lxml import html

pytestmark = pytest.mark.usefixtures("undrawn")
ATOM = "{http://www.w3.org/2005/Atom}"
REPORTS = "//ul[@class='reports']/li//a/@href"


@pytest.fixture(scope="module")
def reports(_figures):
    def of(day):
        outlook = forecast_year(_figures, as_of=day, year=int(day[:4]), n_paths=50)
        return weekly_report(_figures, as_of=day, forecast=outlook, track=False)

    return {day: of(day) for day in ("2025-05-14", "2025-05-07", "2024-12-29")}


@pytest.fixture
def folder(reports, tmp_path):
    for report in reports.values():
        report.write(tmp_path, formats=["html"])
    return tmp_path


def test_the_index_lists_every_report_the_newest_first(folder, reports):
    page = html.fromstring((folder / "index.html").read_bytes())
    links = page.xpath(REPORTS)
    assert links == [f"crossings-{day}.html" for day in sorted(reports, reverse=True)]
    assert all((folder / link).is_file() for link in page.xpath("//a/@href"))
    assert "12,699 people have arrived" in page.text_content()


def test_the_index_links_the_other_forms_that_are_there(folder, reports):
    reports["2025-05-07"].write(folder, formats=["html", "json"])
    reports["2024-12-29"].write(folder, formats=["md"])
    reports["2025-05-14"].write(folder, formats=["html"])
    page = html.fromstring((folder / "index.html").read_bytes())
    links = page.xpath(REPORTS)
    assert [link for link in links if not link.endswith(".html")] == [
        "crossings-2025-05-07.json",
        "crossings-2024-12-29.md",
    ]
    assert all((folder / link).is_file() for link in links)


def test_the_index_and_the_frame_say_a_report_in_short(folder, reports):
    """The first sentences and the record; the rest of the headline is for the report itself."""
    said = {fact.key: fact.sentence for fact in reports["2025-05-14"].headline}
    page = html.fromstring((folder / "index.html").read_bytes())
    short = [said[key] for key in ("year-to-date", "same-date-change", "record-probability")]
    assert page.xpath("(//ul[@class='reports']/li)[1]/p/text()") == [" ".join(short)]
    frame = html.fromstring((folder / "embed.html").read_bytes())
    assert [one.text for one in frame.xpath("//main/h1 | //main/p")][:3] == short
    assert frame.xpath("//figcaption") == []


def test_a_form_that_comes_later_is_listed(folder, reports):
    files = reports["2025-05-07"].write(folder, formats=["json"])
    assert [file.name for file in files] == [
        "crossings-2025-05-07.json",
        "index.html",
        "latest.html",
        "feed.xml",
        "latest.csv",
        "embed.html",
    ]
    links = html.fromstring((folder / "index.html").read_bytes()).xpath(REPORTS)
    assert "crossings-2025-05-07.json" in links


def test_a_form_without_a_page_makes_no_site(reports, tmp_path):
    (tmp_path / "crossings-2025-05-07.html").write_text("another")
    files = reports["2025-05-14"].write(tmp_path, formats=["json"])
    assert [file.name for file in files] == ["crossings-2025-05-14.json", "latest.json"]
    files = reports["2024-12-29"].write(tmp_path, formats=["md"])
    assert {file.parent.name for file in files} == {tmp_path.name, "crossings-2024-12-29"}
    assert not (tmp_path / "index.html").exists()


@pytest.mark.parametrize("place", ["report", "new/and/deep/report"])
def test_reports_written_at_once_are_all_listed(reports, tmp_path, monkeypatch, place):
    """However long one takes from listing the folder to writing into it."""
    (tmp_path / "report").mkdir()
    folder, real = tmp_path / place, site.site_files

    def site_files(folder, stem, added, **how):
        listed = real(folder, stem, added, **how)
        time.sleep(0.05)
        return listed

    monkeypatch.setattr(site, "site_files", site_files)
    with ThreadPoolExecutor(len(reports)) as pool:
        list(pool.map(lambda report: report.write(folder, formats=["html"]), reports.values()))
    page = html.fromstring((folder / "index.html").read_bytes())
    names = [f"crossings-{day}.html" for day in reports]
    assert page.xpath(REPORTS) == names
    assert (folder / "latest.html").read_bytes() == (folder / names[0]).read_bytes()
    assert list(folder.parent.rglob(".*")) == []


class TestFormerCharts:
    """Of a report that is written again with fewer of them, such as one without a track record."""

    @pytest.fixture
    def place(self, reports, tmp_path):
        self.report = reports["2025-05-07"]
        self.report.write(tmp_path, formats=["html"])
        place = tmp_path / self.report.name
        for name in ("track.png", "track.svg", "mine.png", "track.pdf"):
            (place / name).write_text("former")
        (tmp_path / "track.png").write_text("mine")
        return place

    def former(self, place):
        return {
            path.name
            for path in place.iterdir()
            if path.is_file() and path.read_bytes() == b"former"
        }

    @pytest.mark.parametrize("formats", [["html"], ["md"], ["html", "md"]])
    def test_are_taken_away_and_nothing_else_is(self, place, formats):
        self.report.write(place.parent, formats=formats)
        assert self.former(place) == {"mine.png", "track.pdf"}
        assert (place.parent / "track.png").read_text() == "mine"
        assert not [path for path in place.parent.iterdir() if path.name.startswith(".")]

    def test_stay_where_a_former_page_shows_them(self, place):
        (place.parent / f"{self.report.name}.md").write_text("![](track.png)")
        self.report.write(place.parent, formats=["html"])
        assert self.former(place) >= {"track.png", "track.svg"}

    def test_stay_where_no_picture_is_written(self, place):
        self.report.write(place.parent, formats=["json"])
        assert self.former(place) >= {"track.png", "track.svg"}

    def test_are_not_what_others_have_put_in_their_place(self, place):
        (place / "track.svg").unlink()
        (place / "track.svg").symlink_to(place / "mine.png")
        (place / "track.png").unlink()
        (place / "track.png").mkdir()
        self.report.write(place.parent, formats=["html"])
        assert (place / "track.svg").is_symlink()
        assert (place / "track.png").is_dir()


def test_the_newest_stands_at_fixed_addresses_whatever_was_written_last(folder, reports):
    reports["2025-05-14"].write(folder, formats=["html", "json"])
    reports["2024-12-29"].write(folder, formats=["html", "json"])
    own = folder / "crossings-2025-05-14"
    for name, source in {
        "latest.html": "crossings-2025-05-14.html",
        "latest.json": "crossings-2025-05-14.json",
        "latest.csv": "crossings-2025-05-14/daily.csv",
    }.items():
        assert (folder / name).read_bytes() == (folder / source).read_bytes()
    embed = (own / "embed.html").read_text("utf-8")
    assert (folder / "embed.html").read_text("utf-8") == embed.replace("../", "")


def test_nothing_of_an_older_report_is_left_at_a_fixed_address(folder, reports):
    reports["2025-05-07"].write(folder, formats=["html", "json"])
    assert not (folder / "latest.json").exists()
    (folder / "crossings-2025-05-14.html").unlink()
    reports["2025-05-07"].write(folder, formats=["html", "json"])
    assert json.loads((folder / "latest.json").read_bytes())["as_of"] == "2025-05-07"
    reports["2025-05-14"].write(folder, formats=["html"])
    assert not (folder / "latest.json").exists()
    assert "latest.json" not in (folder / "index.html").read_text("utf-8")


def test_only_the_beginning_of_earlier_pages_is_read(folder, reports, monkeypatch):
    most = []
    real = site._Folder.read

    def read(there, name, most_bytes=-1):
        most.append((name, most_bytes))
        return real(there, name, most_bytes)

    monkeypatch.setattr(site._Folder, "read", read)
    reports["2025-05-14"].write(folder, formats=["html"])
    earlier = {size for name, size in most if name.startswith("crossings-2024")}
    assert earlier == {site.HEAD}


def test_ten_years_of_reports_stay_readable(reports, tmp_path):
    """Those of the newest year are shown, the others stand below their year."""
    days = [date(2025, 5, 7) - timedelta(weeks=back) for back in range(519)]
    for day in days:
        text = f"<title>Figures to {day}</title><meta name=description content='Said on {day}.'>"
        (tmp_path / f"crossings-{day}.html").write_text(text)
    reports["2025-05-14"].write(tmp_path, formats=["html"])
    page = html.fromstring((tmp_path / "index.html").read_bytes())
    assert len(page.xpath(REPORTS)) == 520
    shown = page.xpath("//main/ul[@class='reports']/li//a/@href")
    assert shown[:2] == ["crossings-2025-05-14.html", "crossings-2025-05-07.html"]
    assert all(name.startswith("crossings-2025-") for name in shown)
    folded = page.xpath("//details/summary/text()")
    assert folded[0] == "2024: 52 reports"
    assert [int(words[:4]) for words in folded] == list(range(2024, 2014, -1))
    feed = ET.fromstring((tmp_path / "feed.xml").read_text("utf-8"))
    assert len(feed.findall(f"{ATOM}entry")) == 52


def test_a_report_that_is_changed_or_taken_away_by_hand_is_listed_as_it_is(folder, reports):
    (folder / "crossings-2025-05-07.html").unlink()
    said = "<title>x</title><meta name=description content='Said by hand.'>"
    (folder / "crossings-2024-12-29.html").write_text(said)
    reports["2025-05-14"].write(folder, formats=["html"])
    page = html.fromstring((folder / "index.html").read_bytes())
    assert page.xpath(REPORTS) == ["crossings-2025-05-14.html", "crossings-2024-12-29.html"]
    assert "Said by hand." in page.text_content()


def test_the_feed_is_atom(folder):
    feed = ET.fromstring((folder / "feed.xml").read_text("utf-8"))
    assert feed.tag == f"{ATOM}feed"
    assert all(feed.findtext(f"{ATOM}{name}") for name in ("title", "id", "updated"))
    assert feed.findtext(f"{ATOM}updated") == "2025-05-14T00:00:00Z"
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 3
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 3
    assert entries[0].find(f"{ATOM}link").get("href") == "crossings-2025-05-14.html"
    assert "12,699" in entries[0].findtext(f"{ATOM}summary")


def test_the_same_reports_give_the_same_bytes(folder, reports, tmp_path):
    names = ("index.html", "feed.xml", "latest.html", "latest.csv", "embed.html")
    before = [(folder / name).read_bytes() for name in names]
    for report in reversed(reports.values()):
        report.write(folder, formats=["html"])
    assert [(folder / name).read_bytes() for name in names] == before


@pytest.mark.parametrize(
    "content", [b"", b" ", b"\xff\xfe\x00\x01", b"<title>&lt;script&gt;x</title>", b"<p>"]
)
def test_whatever_lies_in_the_folder(reports, tmp_path, content):
    (tmp_path / "crossings-2025-01-01.html").write_bytes(content)
    for name in ("draft", "2025-13-45"):
        (tmp_path / f"crossings-{name}.html").write_bytes(content)
    (tmp_path / "crossings-2025-01-02.html").mkdir()
    reports["2025-05-07"].write(tmp_path, formats=["html"])
    page = (tmp_path / "index.html").read_text("utf-8")
    assert "<script>" not in page
    assert html.fromstring(page).xpath(REPORTS) == [
        "crossings-2025-05-07.html",
        "crossings-2025-01-01.html",
    ]
    ET.fromstring((tmp_path / "feed.xml").read_text("utf-8"))


@pytest.mark.parametrize(
    "address",
    ["boats", "ftp://x", "https://a:b@x.org/", "https://x.org/?a", "https://x.org:99999/"],
)
def test_an_address_that_is_none_is_refused(reports, tmp_path, address):
    with pytest.raises(OptionError, match="a web address such as") as refused:
        reports["2025-05-14"].write(tmp_path, formats=["html"], site=address)
    assert "a:b" not in str(refused.value)  # a password is not repeated
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("address", [None, "https://example.org/a", "https://example.org/a/"])
def test_a_link_to_a_report_shows_its_card(reports, tmp_path, address):
    reports["2025-05-14"].write(tmp_path, formats=["html"], site=address)
    page = html.fromstring((tmp_path / "latest.html").read_bytes())
    tags = page.xpath("//meta[@property]")
    said = {tag.get("property"): tag.get("content") for tag in tags}
    base = "https://example.org/a/" if address else ""
    assert said["og:image"] == f"{base}crossings-2025-05-14/card.png"
    assert (tmp_path / said["og:image"].removeprefix(base)).is_file()
    assert said["og:title"] == page.findtext(".//title")
    assert said["og:description"].startswith(reports["2025-05-14"].headline[0].sentence)
    assert page.xpath("//meta[@name='twitter:card']/@content") == ["summary_large_image"]
    assert ("og:url" in said) is bool(address)


def test_a_folder_that_cannot_be_read(reports, tmp_path, monkeypatch):
    from pathlib import Path

    reports["2025-05-07"].write(tmp_path, formats=["html"])

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UnwritableOutputError, match="Permission denied"):
        reports["2025-05-14"].write(tmp_path, formats=["html"])
