"""Spreadsheets as LibreOffice opens them."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from io import BytesIO
from zipfile import ZipFile

import pytest

from .spreadsheets import FORMS, NS, cut, find, read


@pytest.fixture(scope="module")
def short(hostile):
    """The hostile report without the sections and days in which nothing is hostile."""
    own = {"sources", "cite"}
    sections = [
        one
        for one in hostile.sections
        if one.key in own or any(table.key == "hostile" for table in one.tables)
    ]
    figures = replace(hostile.figures, daily=hostile.figures.daily[-31:])
    return replace(hostile, figures=figures, sections=tuple(sections))


@pytest.fixture(scope="module")
def converted(convert, books, short, tmp_path_factory):
    """The books as LibreOffice opens them and saves them in the other form."""
    home = tmp_path_factory.mktemp("office")
    found = {}
    for form, other in (("xlsx", "ods"), ("ods", "xlsx")):
        names = {"report": books[form], "hostile": FORMS[form](short)}
        paths = [home / f"{name}-{form}.{form}" for name in names]
        for path, book in zip(paths, names.values(), strict=True):
            path.write_bytes(book)
        convert(other, *paths)
        for name, path in zip(names, paths, strict=True):
            found[form, name] = path.with_suffix(f".{other}").read_bytes()
    return found


OPEN_FORMULA = "urn:oasis:names:tc:opendocument:xmlns:of:1.2"


@pytest.fixture(scope="module")
def computed(convert, books, converted, tmp_path_factory):
    """What LibreOffice computes in a sheet that is added to each book, by name."""
    home = tmp_path_factory.mktemp("sums")
    paths = {form: home / f"{form}.ods" for form in FORMS}
    for form, book in (("ods", books["ods"]), ("xlsx", converted["xlsx", "report"])):
        rows = read(book)
        first = rows["daily"].index(["Date", "Arrivals", "Boats", "Status", "Marker"]) + 2
        date, people, boats, status = (
            f"[daily.{letter}{first}:.{letter}{len(rows['daily'])}]" for letter in "ABCD"
        )
        heads = next(at for at, row in enumerate(rows["probability"]) if "Probability" in row)
        chances = f"[probability.D{heads + 2}:.D{len(rows['probability'])}]"
        formulas = {
            "people": f"SUM({people})",
            "boats": f"SUM({boats})",
            "year": f"SUMPRODUCT((YEAR({date})=2025)*{people})",
            "days": f"MAX({date})-MIN({date})",
            "provisional": f'SUMIF({status};"provisional";{people})',
            "chance": f"AVERAGE({chances})",
        }
        paths[form].write_bytes(with_formulas(book, formulas.values()))
    convert("xlsx", *paths.values())
    found = {form: read(path.with_suffix(".xlsx").read_bytes()) for form, path in paths.items()}
    return {form: dict(zip(formulas, *book["sums"], strict=True)) for form, book in found.items()}


def with_formulas(book, formulas):
    """An ODS book with one more sheet, of one row of formulas."""
    cells = "".join(
        f'<table:table-cell table:formula="of:={escape(formula)}"/>' for formula in formulas
    )
    sheet = (
        f'<table:table table:name="sums"><table:table-row>{cells}</table:table-row></table:table>'
    )
    target = BytesIO()
    with ZipFile(BytesIO(book)) as old, ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "content.xml":
                text = content.decode()
                at = text.rindex("</table:table>") + len("</table:table>")
                root = text.index("<office:document-content ") + len("<office:document-content ")
                space = "" if "xmlns:of=" in text else f'xmlns:of="{OPEN_FORMULA}" '
                content = (text[:root] + space + text[root:at] + sheet + text[at:]).encode()
            new.writestr(name, content)
    return target.getvalue()


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
def test_libreoffice_computes_with_the_cells(report, computed, form):
    """Sums of people, days between dates and means of chances are those of the figures."""
    daily, chances = report.figures.daily, report.tables["probability"].data["Probability"]
    found = computed[form]
    assert found["people"] == daily["arrivals"].sum() > 100_000
    assert found["boats"] == daily["boats"].sum()
    assert found["year"] == report.forecast.year_to_date
    assert found["days"] == (daily.index[-1] - daily.index[0]).days
    assert found["provisional"] == daily.loc[daily["status"] == "provisional", "arrivals"].sum() > 0
    assert found["chance"] == pytest.approx(chances.mean(), abs=1e-12)


@pytest.mark.parametrize("form", FORMS)
def test_libreoffice_runs_nothing(short, converted, form):
    book = converted[form, "hostile"]
    assert not find(book, "content.xml", "//@table:formula")
    assert not find(book, r"xl/worksheets/sheet\d+\.xml", "//main:f")
    assert read(book) == read(FORMS[form](short))
