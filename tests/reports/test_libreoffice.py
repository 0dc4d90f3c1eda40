"""Spreadsheets as LibreOffice opens them."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from .spreadsheets import FORMS, NS, cut, find, read


@pytest.fixture(scope="module")
def converted(report, books, hostile, tmp_path_factory):
    """The books as LibreOffice opens them and saves them in the other form."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed (Debian: apt install libreoffice-calc)")
    home = tmp_path_factory.mktemp("office")
    found = {}
    for form, other in (("xlsx", "ods"), ("ods", "xlsx")):
        for name, book in (("report", books[form]), ("hostile", FORMS[form](hostile))):
            (home / f"{name}.{form}").write_bytes(book)
        command = [
            soffice, f"-env:UserInstallation={(home / 'profile').as_uri()}", "--headless",
            "--convert-to", other, "--outdir", str(home / form),
            *(str(home / f"{name}.{form}") for name in ("report", "hostile")),
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        for name in ("report", "hostile"):
            found[form, name] = (home / form / f"{name}.{other}").read_bytes()
    return found


@pytest.mark.parametrize("form", FORMS)
def displayed(book):
    """What the cells of an ODS book show, by sheet; rows without text left out."""
    found = {}
    for table in find(book, "content.xml", "//table:table"):
        rows = []
        for row in table.xpath(".//table:table-row", namespaces=NS):
            cells = []
            for cell in row:
                times = int(cell.get(f"{{{NS['table']}}}number-columns-repeated", 1))
                text = " ".join(cell.xpath(".//text:p/descendant-or-self::text()", namespaces=NS))
                cells += [text] * (times if text else min(times, 1))
            times = int(row.get(f"{{{NS['table']}}}number-rows-repeated", 1))
            rows += [cut(cells)] * (times if any(cells) else 0)
        found[table.get(f"{{{NS['table']}}}name")] = rows
    return found


@pytest.mark.parametrize("form", FORMS)
def test_libreoffice_reads_what_was_written(books, converted, form):
    assert read(converted[form, "report"]) == read(books[form])


def test_libreoffice_shows_the_same_of_both_forms(report, books, converted):
    found = displayed(converted["xlsx", "report"])
    assert found == displayed(books["ods"])
    assert found["year-to-date"][-7][:4] == ["2024", "9,550", "3,149", "33.0"]
    assert not any("###" in cell for rows in found.values() for row in rows for cell in row)


@pytest.mark.parametrize("form", FORMS)
def test_libreoffice_runs_nothing(hostile, converted, form):
    book = converted[form, "hostile"]
    assert not find(book, "content.xml", "//@table:formula")
    assert not find(book, r"xl/worksheets/sheet\d+\.xml", "//main:f")
    assert read(book) == read(FORMS[form](hostile))
