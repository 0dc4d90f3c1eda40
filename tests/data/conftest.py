"""Publications and an empty store, for the tests of figures."""

from __future__ import annotations

from datetime import date

import pytest
from crossings.data.errors import CrossingsError
from crossings.data.publications import read_bytes
from crossings.data.store.store import Store

SAVED = date(2025, 1, 17)


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
