"""Publications and an empty store, for the tests of figures."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from crossings.data import read_publication
from crossings.data.errors import CrossingsError
from crossings.data.publications.formats import read_bytes
from crossings.data.store.store import Store

from ..publications import html_table

SAVED = date(2025, 1, 17)
COPY = "Home Office, read from a public copy"
RELEASES = {
    "2025-11-14": "2025-11-13",
    "2025-12-12": "2025-12-11",
    "2025-12-31": "2025-12-28",
    "2026-01-02": "2026-01-01",
    "2026-02-20": "2026-02-19",
    "2026-05-15": "2026-05-14",
    "2026-08-21": "2026-08-20",
}
"""The releases of the time series by their day, and the last day of each."""


@pytest.fixture
def store(database):
    store = Store(database)
    yield store
    store.close()


@pytest.fixture
def page(last_7_page):
    return read_bytes(last_7_page, name="page.html")


@pytest.fixture
def series(make_ods, small_sheets):
    return read_bytes(make_ods(small_sheets()), name="series.ods")


@pytest.fixture
def refused(read_sheets):
    """Assert that sheets raise exactly this error, naming the file and each of these parts."""

    def check(error, sheets, *parts, saved=SAVED, **how):
        with pytest.raises(CrossingsError) as caught:
            read_sheets(sheets, saved, **how)
        assert isinstance(caught.value, error), caught.value
        for part in ("made.ods", *parts):
            assert part in str(caught.value)

    return check


@pytest.fixture(scope="session")
def release_files(official) -> dict[str, Path]:
    paths = (official / "time-series").glob("*.ods")
    return {path.name[:10]: path for path in sorted(paths) if path.name[:10] in RELEASES}


@pytest.fixture(scope="session")
def newest(release_files) -> Path:
    return release_files[max(release_files)]


@pytest.fixture(scope="session")
def quarterly_csv(official) -> Path:
    return official / "quarterly" / "irregular-migration-detailed-to-2023-q4.csv"


@pytest.fixture(scope="session")
def releases(release_files) -> dict[str, object]:
    return {published: read_publication(path) for published, path in release_files.items()}


@pytest.fixture
def read(make_page, read_content):
    """Read a page around rows of a table, or around a body of HTML."""

    def read(rows, published="2026-04-21T10:00:00+01:00", **how):
        body = rows if isinstance(rows, str) else html_table(*rows)
        return read_content(make_page(body, published=published, **how), "page.html")

    return read


def counts(publication) -> dict[str, int]:
    """Return people by day."""
    daily = publication.daily
    return {f"{day:%Y-%m-%d}": people for day, people in daily["arrivals"].items()}
