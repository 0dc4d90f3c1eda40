"""Two holdings as one answer as one would."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from crossings.data.store.store import Store
from crossings.data.vintages.holdings import Joined, differing_dates

from ..holdings import InMemory
from .test_reconcile import march, publication

NOW = datetime(2025, 4, 1, tzinfo=UTC)
EARLIER = publication("last-7-days", march(8), march(1), [1, 2, 3, 4, 5, 6, 7])
LATER = publication("last-7-days", march(9), march(2), [2, 3, 44, 5, 6, 7, 8])
OWN = publication("time-series", march(10), march(1), [1, 22, 3, 4, 5, 6, 7, 8])


@pytest.fixture
def joined(tmp_path):
    store = Store(str(tmp_path / "store.sqlite"))
    for one in (EARLIER, LATER):
        store.ingest(one, retrieved=NOW)
    return Joined(store, InMemory([OWN]))


def days(rows):
    columns = ["id", "date", "arrivals", "boats"]
    return sorted(rows[columns].astype(str).itertuples(index=False, name=None))


@pytest.mark.parametrize("both", [True, False])
def test_disputed_days_are_those_that_differ(joined, both):
    ids = [held.id for held in joined.publications() if both or held.id > 0]
    found = joined.disputed(ids)
    every = joined.rows("daily", ids)
    assert days(found) == days(every[every["date"].isin(differing_dates(every))])
    assert len({str(day) for day in found["date"]}) == (2 if both else 1)
