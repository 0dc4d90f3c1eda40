"""A report in a folder: the same bytes from the same figures, and nothing half."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from crossings.data.errors import OptionError, UnwritableOutputError
from lxml import html

FORMS = ("svg", "png")


def test_same_data_same_seed_same_bytes(report, tmp_path):
    """In a process of its own, too, and in two of them, as the command makes a report."""
    forms = ["html", "md", "xlsx"]
    again = """
import os, sys
from crossings import load, weekly_report
from crossings.forecast import processes
copies = []
safe = processes._is_safe
processes._is_safe = lambda: copies.append(safe()) or copies[-1]
weekly_report(load(), as_of="2025-05-14").write(sys.argv[1], formats=sys.argv[2:])
print(copies)
"""
    done = subprocess.run(
        [sys.executable, "-c", again, tmp_path / "again", *forms],
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    two = sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1
    assert done.stdout.split("\n")[0] == str([two] * 4)
    files = report.write(tmp_path / "first", formats=forms)
    for file in files:
        other = tmp_path / "again" / file.relative_to(tmp_path / "first")
        if file.name != "feed.xml":  # a new one gets a name of its own
            assert other.read_bytes() == file.read_bytes(), file.name
    assert len(files) > 40


def test_write_names_its_files_and_links_the_charts(report, tmp_path):
    files = report.write(tmp_path / "new" / "folder")
    charts = [f"crossings-2025-05-14/{key}.{form}" for key in report.charts for form in FORMS]
    assert [file.relative_to(tmp_path / "new" / "folder").as_posix() for file in files] == [
        *(f"crossings-2025-05-14.{form}" for form in ("html", "md", "xlsx", "ods", "docx", "json")),
        "crossings-2025-05-14/daily.csv",
        *(f"crossings-2025-05-14/tables/{key}.csv" for key in report.tables),
        "crossings-2025-05-14/tables/csv-metadata.json",
        "crossings-2025-05-14/tables/README.txt",
        "crossings-2025-05-14/embed.html",
        "crossings-2025-05-14/card.png",
        *charts,
        *("index.html", "latest.html", "feed.xml", "latest.json", "latest.csv", "embed.html"),
    ]
    assert len(charts) == 12
    assert all(file.stat().st_size > 100 for file in files)
    pictures = re.findall(r"\]\((crossings[^)]*)\)", files[1].read_text("utf-8"))
    assert len(pictures) == 6
    assert all((tmp_path / "new" / "folder" / name).is_file() for name in pictures)
    page = report.write(tmp_path, formats=["html"])[0]
    links = html.fromstring(page.read_bytes()).xpath("//a/@href")
    assert any("/tables/" in link for link in links)


def test_write_refuses_unknown_formats(report, tmp_path):
    for formats in (["html", "pdf"], []):
        with pytest.raises(OptionError, match="html, md"):
            report.write(tmp_path, formats=formats)
    assert list(tmp_path.iterdir()) == []


def test_a_failed_write_leaves_the_folder_as_it_was(report, tmp_path):
    (tmp_path / "crossings-2025-05-14.html").write_text("last week's")
    (tmp_path / "crossings-2025-05-14.md").mkdir()
    with pytest.raises(UnwritableOutputError, match="cannot be written"):
        report.write(tmp_path)
    assert (tmp_path / "crossings-2025-05-14.html").read_text() == "last week's"
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "crossings-2025-05-14.html",
        "crossings-2025-05-14.md",
    ]


def test_a_file_in_place_of_the_folder_is_refused(report, tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(UnwritableOutputError, match="taken"):
        report.write(tmp_path / "taken")
