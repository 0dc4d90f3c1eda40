"""How figures behave after they first come out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from crossings.data import revision_summary
from crossings.data.errors import OptionError
from crossings.data.store.store import Store
from crossings.data.vintages.behaviour import SUMMARY, summary_of

from ..holdings import InMemory
from .test_reconcile import NEXT, PAGE, SERIES, march, publication, weekly


def summary(*publications, by=("day", "week")):
    held = InMemory(publications)
    table = summary_of(held, held.publications(), by)
    return table.set_index(["measure", "kind"])


def test_share_size_and_time_until_it_stopped():
    last = publication("time-series", march(29), march(1), [1, 2, 3, 38, 6])
    told = summary(SERIES, NEXT, last).loc[("arrivals", "time-series")]
    assert told[["figures", "twice", "changed", "changes", "upward"]].tolist() == [9, 7, 2, 3, 2]
    assert told["share"] == pytest.approx(2 / 7)
    assert (told["median_size"], told["largest_size"], told["net"]) == (2, 36, 36 - 2 + 1)
    assert (told["median_days"], told["largest_days"]) == (21, 21)


def test_of_the_home_office_together_and_of_each_kind():
    told = summary(SERIES, PAGE, NEXT)
    assert told.loc[("arrivals", "Home Office"), "changes"] == 3  # 4 to 40; 6 to 60 and back
    assert told.loc[("arrivals", "Home Office"), "net"] == 36
    assert told.loc[("arrivals", "time-series"), "changed"] == 1
    page = told.loc[("arrivals", "last-7-days")]
    assert (page["figures"], page["twice"]) == (6, 0)
    assert page[["changed", "share", "net", "median_days"]].isna().all()


def test_other_sources_are_not_mixed_in():
    other = publication("mod-daily", march(3), march(2), [200])
    told = summary(SERIES, other)
    assert told.loc[("arrivals", "Home Office"), "twice"] == 0
    assert told.loc[("arrivals", "mod-daily"), "figures"] == 1


def test_marked_days_are_counted_though_what_was_before_is_not_held():
    marked = publication("time-series", march(8), march(1), [1, 2], status=["revised"] * 2)
    told = summary(marked).loc[("arrivals", "time-series")]
    assert (told["marked"], told["twice"]) == (2, 0)


def test_preventions_by_week():
    one = weekly(march(7), march(2), prevented=100, events_prevented=5)
    other = weekly(march(14), march(2), prevented=110, events_prevented=5)
    told = summary(one, other)
    assert set(told["by"]) == {"week"}
    prevented = told.loc[("prevented", "weekly-summary")]
    assert (prevented["share"], prevented["net"], prevented["largest_days"]) == (1, 10, 7)
    events = told.loc[("events_prevented", "weekly-summary")]
    assert (events["twice"], events["share"], events["changes"]) == (1, 0, 0)
    assert events[["median_size", "largest_days"]].isna().all()


def test_nothing_held():
    table = summary_of(InMemory([]), [])
    assert table.empty
    assert list(table) == list(SUMMARY)


def test_as_it_was_known_on_a_day(database, series):
    store = Store(database)
    store.ingest(series, retrieved=datetime(2025, 1, 17, tzinfo=UTC))
    store.close()
    before = revision_summary(by="day", known_on="2025-01-16", database=database)
    assert before.empty
    after = revision_summary(by="day", known_on="2025-01-17", database=database)
    assert after.set_index("measure")["figures"].to_dict() == {"arrivals": 23, "boats": 23}


def test_a_period_that_is_none():
    with pytest.raises(OptionError, match="day or week"):
        revision_summary(by="month")
