"""Hand-made publications, small enough to change one thing at a time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from xml.sax.saxutils import escape, quoteattr

import pytest
from crossings.data import Publication, read_publication
from sqlalchemy import Connection, text

from .site import API, DAILY, ODS, WEEKLY, Site, attachments, send, serving

Cell = date | int | float | str | None
Sheets = dict[str, list[list[Cell]]]

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
OASIS = "urn:oasis:names:tc:opendocument:xmlns"
NAMESPACES = (
    f'xmlns:office="{OASIS}:office:1.0" xmlns:table="{OASIS}:table:1.0" '
    f'xmlns:text="{OASIS}:text:1.0" xmlns:manifest="{OASIS}:manifest:1.0" '
    f'xmlns:meta="{OASIS}:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
UNCONTROLLED = "Boats arrived - involved in uncontrolled landings"
DAILY_HEADER = ["Date", "Migrants arrived", "Boats arrived", UNCONTROLLED, "Notes"]
WEEKLY_HEADER = [
    "Week ending",
    "Migrants arrived",
    "Boats arrived",
    UNCONTROLLED,
    "Migrants prevented",
    "Events prevented",
    "Notes",
]
FIRST_MONDAY = date(2024, 12, 23)
WEEKS, DAYS = 3, 23


def _cell(value: Cell) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, date):
        kind = f'"date" office:date-value="{value.isoformat()}"'
    elif isinstance(value, (int, float)):
        kind = f'"float" office:value="{value}"'
    else:
        kind = '"string"'
    shown = escape(str(value))
    return f"<table:table-cell office:value-type={kind}><text:p>{shown}</text:p></table:table-cell>"


def _moment(day: date) -> str:
    """Return a moment as it is, a day with the time at which releases are saved."""
    return day.isoformat() if isinstance(day, datetime) else f"{day.isoformat()}T17:23:08Z"


def _table(name: str, rows: list[list[Cell]]) -> str:
    body = "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)
    return f"<table:table table:name={quoteattr(name)}>{body}</table:table>"


def _manifest() -> str:
    files = (("/", MIMETYPE), ("content.xml", "text/xml"), ("meta.xml", "text/xml"))
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in files
    )
    return f"<manifest:manifest {NAMESPACES}>{entries}</manifest:manifest>"


@pytest.fixture(scope="session")
def make_ods() -> Callable[..., bytes]:
    """Build an ODS file from sheets of cells and the day on which it was saved."""

    def make(
        sheets: Sheets,
        saved: date | None = date(2025, 1, 17),
        *,
        made: date | None = None,
        with_meta: bool = True,
        change_content: Callable[[bytes], bytes] = bytes,
    ) -> bytes:
        tables = "".join(_table(name, rows) for name, rows in sheets.items())
        content = (
            f"<office:document-content {NAMESPACES}><office:body><office:spreadsheet>"
            f"{tables}</office:spreadsheet></office:body></office:document-content>"
        )
        stamp = f"<dc:date>{_moment(saved)}</dc:date>" if saved else ""
        if made:
            stamp = f"<meta:creation-date>{_moment(made)}</meta:creation-date>{stamp}"
        meta = (
            f"<office:document-meta {NAMESPACES}><office:meta>{stamp}</office:meta>"
            "</office:document-meta>"
        )
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            members: dict[str, bytes] = {
                "META-INF/manifest.xml": _manifest().encode(),
                "content.xml": change_content(content.encode()),
            }
            if with_meta:
                members["meta.xml"] = meta.encode()
            archive.writestr(zipfile.ZipInfo("mimetype"), MIMETYPE, zipfile.ZIP_STORED)
            for name, body in members.items():
                archive.writestr(zipfile.ZipInfo(name), body, zipfile.ZIP_DEFLATED)
        return packed.getvalue()

    return make


@pytest.fixture(scope="session")
def small_sheets() -> Callable[[], Sheets]:
    """Three weeks and two days from Monday 23 December 2024, and their weekly sums.

    Uncontrolled landings and preventions are not recorded before the second week.
    """

    def fresh() -> Sheets:
        daily: list[list[Cell]] = []
        for n in range(DAYS):
            boats = n % 4
            landed = "-" if n < 7 else min(boats, 1)
            daily.append([FIRST_MONDAY + timedelta(n), boats * (40 + n), boats, landed, None])
        weekly: list[list[Cell]] = []
        for n in range(WEEKS):
            week = daily[7 * n : 7 * n + 7]
            people, boats = (sum(row[at] for row in week) for at in (1, 2))
            recorded = ["-", "-", "-"] if n == 0 else [sum(row[3] for row in week), 100 + n, 5 + n]
            weekly.append([week[-1][0], people, boats, *recorded, None])
        return {
            "Cover_sheet": [["Migrants detected crossing the English Channel in small boats"]],
            "Notes": [["Notes"], ["1. These statistics are provisional."]],
            "SB_01": [list(DAILY_HEADER), *daily],
            "SB_02": [list(WEEKLY_HEADER), *weekly],
        }

    return fresh


PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>{title} - GOV.UK</title>
<link rel="canonical" href="https://www.gov.uk{path}">{meta}</head>
<body><header>Menu</header><main id="content"><h1>{title}</h1>
<p>Updated {visible}</p><div class="govspeak">{body}</div></main>
<script type="application/ld+json">{{"text": "Number of migrants detected in small boats: 9"}}
</script></body></html>"""
FAMILY = "/government/publications/migrants-detected-crossing-the-english-channel-in-small-boats"


@pytest.fixture(scope="session")
def make_page() -> Callable[..., bytes]:
    """Build a page such as GOV.UK has, around a body of HTML."""

    def make(
        body: str,
        *,
        title: str = "Small boat arrivals",
        path: str = FAMILY,
        published: str | None = "2025-03-09T10:30:00+00:00",
        visible: str = "9 March 2025",
    ) -> bytes:
        meta = f'<meta name="govuk:public-updated-at" content="{published}">' if published else ""
        return PAGE.format(title=title, path=path, meta=meta, visible=visible, body=body).encode()

    return make


def html_table(*rows: list[str]) -> str:
    """Return a table whose first row is its header, as GOV.UK has them."""
    header, *rest = (
        "".join(f'<{tag} scope="col">{cell}</{tag}>' for cell in row)
        for tag, row in zip(["th", *["td"] * len(rows)], rows, strict=False)
    )
    body = "".join(f"<tr>{row}</tr>" for row in rest)
    return f"<table><thead><tr>{header}</tr></thead><tbody>{body}</tbody></table>"


LAST_7 = [
    [
        "Date",
        "Migrants arrived",
        "Boats arrived",
        "Boats involved in uncontrolled landings",
        "Notes",
    ],
    ["6 March\u00a02025", "1,295", "25", "1", "\u00a0"],
    ["07 March 2025", "0", "0", "-", ""],
    ["8 March 2025", "1065", "20", "0", "Revised"],
]


@pytest.fixture(scope="session")
def last_7_page(make_page) -> bytes:
    """Three days, as the daily page of the Home Office has them."""
    return make_page(html_table(*LAST_7), title="Small boat arrivals: last 7 days")


@pytest.fixture
def sheets(small_sheets) -> Sheets:
    return small_sheets()


@pytest.fixture(scope="session")
def read_content() -> Callable[..., Publication]:
    """Read bytes as an open file of some name."""

    def read(content: bytes | str, name: str = "made.file") -> Publication:
        opened = io.BytesIO(content.encode() if isinstance(content, str) else content)
        opened.name = name
        return read_publication(opened)

    return read


@pytest.fixture
def read_sheets(make_ods, read_content) -> Callable[..., Publication]:
    def read(sheets: Sheets, saved: date | None = date(2025, 1, 17), **how) -> Publication:
        return read_content(make_ods(sheets, saved, **how), "made.ods")

    return read


@pytest.fixture
def week_page(make_page) -> bytes:
    table = html_table(
        ["Migrants arrived", "Boats arrived", "Migrants prevented", "Events prevented"],
        ["1,789", "32", "383", "14"],
    )
    return make_page(f"<h2>Week ending 2 March 2025</h2>{table}")


@pytest.fixture
def whole(site, make_ods, small_sheets, last_7_page, week_page) -> Site:
    """A site where everything is as it should be."""
    site.serve(API, send(attachments()))
    site.serve(ODS, send(make_ods(small_sheets()), etag='"ods"'))
    site.serve(DAILY, send(last_7_page, headers={"Last-Modified": "Sun, 09 Mar 2025 10:30:00 GMT"}))
    site.serve(WEEKLY, send(week_page, etag='"week"'))
    return site


@pytest.fixture
def site() -> Iterator[Site]:
    """An empty site, on a server of its own."""
    with serving() as site:
        yield site


def make_version_4(connection: Connection) -> None:
    """Take out of a store what version 5 brought: rows of track records."""
    connection.execute(text("DROP TABLE track"))
    connection.execute(text("UPDATE store_version SET version = 4"))


def make_version_3(connection: Connection) -> None:
    """Take out of a store what version 4 brought, too: the forecasts of the weeks ahead."""
    make_version_4(connection)
    connection.execute(text("DROP TABLE forecast_period"))
    connection.execute(text("UPDATE store_version SET version = 3"))


def make_version_2(connection: Connection) -> None:
    """Take out of a store what version 3 brought, too: remarks, missing days, finals and people."""
    make_version_3(connection)
    for table in ("monthly", "people"):
        connection.execute(text(f"DROP TABLE {table}"))
    for table, column in (
        ("publication", "remarks"),
        ("publication", "missing"),
        ("quarterly", "boats"),
    ):
        connection.execute(text(f"ALTER TABLE {table} DROP COLUMN {column}"))
    connection.execute(text("UPDATE store_version SET version = 2"))
