"""The tables of a report as CSV, and their description."""

from __future__ import annotations

import csv
import io
import json

import pandas as pd
import pytest
from crossings.reports.render.downloads import downloads, to_csv
from crossings.reports.render.sheets import safe
from lxml import html

FOLDER = "crossings-2025-05-14"


@pytest.fixture(scope="module")
def files(report):
    return downloads(report)


def rows_of(content):
    return list(csv.reader(io.StringIO(content.decode())))


def plain(cell):
    return "" if cell is None else str(cell)


def test_every_table_of_the_json_is_a_file_with_the_same_cells(report, files):
    shape = report.to_dict()
    tables = [table for part in shape["sections"] for table in part["tables"]]
    tables += [chart["table"] for part in shape["sections"] for chart in part["charts"]]
    for table in tables:
        head, *rows = rows_of(files[f"tables/{table['key']}.csv"])
        assert head == table["columns"]
        assert rows == [[plain(cell) for cell in row] for row in table["rows"]]
    assert len(tables) > 12


def test_daily_figures_are_those_of_the_report(report, files):
    found = pd.read_csv(io.BytesIO(files["daily.csv"]), index_col="date", parse_dates=True)
    assert list(found) == ["arrivals", "boats", "status"]
    daily = report.figures.daily
    assert found.index.equals(daily.index.as_unit(found.index.unit))
    assert found["arrivals"].tolist() == daily["arrivals"].tolist()
    assert found["status"].tolist() == daily["status"].tolist()


def test_every_column_is_described_to_programs_and_to_people(report, files):
    shape = json.loads(files["tables/csv-metadata.json"])
    people = files["tables/README.txt"].decode()
    assert {table["url"] for table in shape["tables"]} == {
        "../daily.csv",
        *(name.removeprefix("tables/") for name in files if name.startswith("tables/")),
    } - {"csv-metadata.json", "README.txt"}
    types = {"integer": int, "number": float, "date": pd.Timestamp, "string": str}
    for table in shape["tables"]:
        name = table["url"]
        head, *rows = rows_of(files[f"tables/{name}" if "/" not in name else name[3:]])
        columns = table["tableSchema"]["columns"]
        assert [column["titles"] for column in columns] == head
        assert name in people
        for at, column in enumerate(columns):
            assert f"- {column['titles']} ({column['datatype']})" in people
            for row in rows:
                assert row[at] == "" or types[column["datatype"]](row[at]) is not None
    (citation,) = report.section("cite").notes
    assert shape["dc:bibliographicCitation"] == citation
    assert citation in people


def test_no_cell_begins_a_formula(hostile):
    for name, content in downloads(hostile).items():
        if name.endswith(".csv") and "hostile" in name:
            cells = [cell for row in rows_of(content) for cell in row]
            assert len(cells) > 10
            assert all(cell == safe(cell) for cell in cells)


def test_numbers_are_plain_and_nothing_is_empty_space():
    assert to_csv(["a"], [[1234567], [-0.5], [None], ["-5%"]]) == b'a\n1234567\n-0.5\n""\n-5%\n'


def test_every_table_of_the_page_links_its_file(published):
    page = html.fromstring((published / f"{FOLDER}.html").read_bytes())
    links = page.xpath("//p[@class='download']/a/@href")
    assert all((published / link).is_file() for link in links)
    keys = [key.removeprefix("table-") for key in page.xpath("//table/@id")]
    for key in keys:
        assert f"{FOLDER}/tables/{key}.csv" in links


def test_tables_of_a_former_report_are_taken_away(report, tmp_path, monkeypatch):
    from crossings.reports.charts import Chart
    from crossings.reports.weekly import WeeklyReport

    monkeypatch.setattr(Chart, "pictures", {})
    monkeypatch.setattr(WeeklyReport, "to_card", lambda _: b"PNG")
    report.write(tmp_path, formats=["html"])
    place = tmp_path / FOLDER / "tables"
    metadata = json.loads((place / "csv-metadata.json").read_bytes())
    metadata["tables"] += [{"url": "former.csv"}, {"url": "../mine.csv"}, {"url": "mine.txt"}]
    (place / "csv-metadata.json").write_text(json.dumps(metadata))
    for name in ("former.csv", "other.csv", "mine.txt", "../mine.csv"):
        (place / name).write_text("former")
    report.write(tmp_path, formats=["html"])
    assert not (place / "former.csv").exists()
    assert (place / "other.csv").exists()
    assert (place / "mine.txt").exists()
    assert (place / "../mine.csv").exists()


@pytest.mark.parametrize("width", [390, 900])
def test_the_chart_can_be_framed(visit, published, tmp_path, report, width):
    """With a policy of the page around it, and without its script."""
    frame = f"<iframe src=embed.html width={width} height=700></iframe>"
    (published / "host.html").write_text(f"<!doctype html><title>Host</title>{frame}")
    page = visit("host.html", viewport={"width": 1280, "height": 800})
    frame = page.frame_locator("iframe")
    assert frame.locator("h1").inner_text() == report.headline[0].sentence
    assert report.dateline in frame.locator(".source").last.inner_text()
    shown = frame.locator(f".drawing.on-{'narrow' if width < 640 else 'wide'}")
    assert shown.is_visible()
    assert frame.locator("html").evaluate("page => page.scrollWidth") <= width
    link = frame.get_by_role("link").get_attribute("href")
    assert (published / link).is_file()
    assert page.logged == []
