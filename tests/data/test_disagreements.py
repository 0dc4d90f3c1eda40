"""Where publications disagree: days that changed, sources that differ, sums that do not agree."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from crossings.data.vintages.disagreements import changes, differences
from crossings.data.vintages.holdings import Joined
from crossings.data.vintages.reconcile import figures_of

from ..holdings import InMemory
from .test_reconcile import NEXT, PAGE, SERIES, START, march, publication, quarterly, weekly


def stamp(day: int) -> pd.Timestamp:
    return pd.Timestamp(2025, 3, day)


class TestDisagreements:
    def test_flagged_and_silent(self):
        marked = replace(NEXT, daily=NEXT.daily.copy())
        marked.daily.loc["2025-03-04", "status"] = "revised"
        found = changes(InMemory([SERIES, PAGE, marked])).set_index(["date", "old"])
        assert found.loc[(stamp(4), 4)].to_dict() == {
            "by": "day",
            "measure": "arrivals",
            "new": 40,
            "how": "flagged",
            "old_kind": "time-series",
            "old_published": stamp(8),
            "new_kind": "time-series",
            "new_published": stamp(15),
            "known": stamp(15),
        }
        # The page said 60 for the sixth, and the next spreadsheet was silent about it.
        assert found.loc[(stamp(6), 6), ["new", "how", "new_kind"]].tolist() == [
            60,
            "silent",
            "last-7-days",
        ]
        assert found.loc[(stamp(6), 60), ["new", "how", "known"]].tolist() == [
            6,
            "silent",
            stamp(15),
        ]
        assert len(found) == 3

    def test_flagged_on_the_page_and_never_in_the_spreadsheet(self):
        page = publication(
            "last-7-days", march(11), march(6), [6, 70], status=["provisional", "revised"]
        )
        later = publication("time-series", march(15), START, [1, 2, 3, 4, 5, 6, 70])
        (found,) = changes(InMemory([SERIES, page, later])).to_dict("records")
        assert (found["date"], found["old"], found["new"]) == (stamp(7), 7, 70)
        assert (found["how"], found["new_kind"]) == ("flagged", "last-7-days")

    def test_a_mark_whose_old_value_is_not_held(self):
        marked = publication("time-series", march(8), START, [1], status=["revised"])
        again = publication("time-series", march(15), START, [1, 2], status=["revised"] * 2)
        found = changes(InMemory([marked, again]))
        assert found["date"].tolist() == [stamp(1), stamp(2)]
        assert found["old"].isna().all()
        assert found["new_published"].tolist() == [stamp(8), stamp(15)]

    def test_boats_too(self):
        more = publication("time-series", march(15), START, [1, 2], boats=[1, 2])
        (found,) = changes(InMemory([SERIES, more])).to_dict("records")
        assert (found["measure"], found["old"], found["new"]) == ("boats", 1, 2)

    def test_not_recorded_is_no_disagreement(self):
        none = replace(SERIES, daily=SERIES.daily.assign(boats=pd.array([None] * 7, dtype="Int64")))
        assert changes(InMemory([none, replace(SERIES, sha256="x", published=march(9))])).empty

    def test_another_source_is_named_once_with_who_said_it_first(self):
        other = publication("mod-daily", march(3), march(2), [200])
        (found,) = (
            changes(InMemory([SERIES, NEXT, other])).query("date == @stamp(2)").to_dict("records")
        )
        assert (found["old"], found["new"], found["how"]) == (200, 2, "other source")
        assert (found["old_kind"], found["new_published"]) == ("mod-daily", stamp(8))

    def test_people_of_a_week(self):
        one = weekly(march(7), march(2), arrivals=789, boats=12)
        other = weekly(march(14), march(2), arrivals=790, boats=12)
        (found,) = changes(InMemory([one, other])).to_dict("records")
        assert (found["measure"], found["old"], found["new"]) == ("arrivals", 789, 790)

    def test_a_sum_is_known_from_the_first_time_that_it_was_said(self):
        days = publication("time-series", march(15), date(2024, 10, 1), [1] * 92)
        once = quarterly(date(2025, 2, 27), {"2024-12-31": 95})
        again = replace(quarterly(date(2025, 5, 22), {"2024-12-31": 95}), sha256="again")
        held = InMemory([days, once, again])
        (found,) = differences(held, figures_of(held).daily).to_dict("records")
        assert (found["by"], found["known"]) == ("quarter", pd.Timestamp("2025-02-27"))

    @pytest.mark.parametrize("measure", ["prevented", "events_prevented"])
    def test_a_mark_on_a_week_that_no_day_explains_is_not_on_its_people(self, measure):
        """Its people are the sum of days that nobody revised; the old value may not be held."""
        days = publication("time-series", march(15), date(2025, 2, 24), [1] * 14)
        said = {"arrivals": 7, "boats": 7, "prevented": 100, "events_prevented": 5}
        one = weekly(march(7), march(2), **said)
        other = weekly(march(14), march(2), **said | {measure: 120})
        other.weekly["status"] = "revised"
        (found,) = changes(InMemory([days, other])).to_dict("records")
        assert (found["measure"], found["how"]) == ("prevented or events_prevented", "flagged")
        assert pd.isna(found["old"])
        assert pd.isna(found["new"])
        (found,) = changes(InMemory([days, one, other])).to_dict("records")
        assert (found["measure"], found["new"], found["how"]) == (measure, 120, "flagged")

    def test_a_mark_on_a_week_of_which_a_day_is_marked(self):
        status = ["provisional"] * 13 + ["revised"]
        days = publication("time-series", march(15), date(2025, 2, 24), [1] * 14, status=status)
        marked = weekly(march(14), march(9), arrivals=7, prevented=5)
        marked.weekly["status"] = "revised"
        found = changes(InMemory([days, marked]))
        assert found[["by", "measure", "new"]].to_numpy().tolist() == [
            ["day", "arrivals", 1],
            ["week", "arrivals", 7],
        ]

    def test_preventions_of_a_week(self):
        one = weekly(march(7), march(2), prevented=100, events_prevented=5)
        other = weekly(march(14), march(2), prevented=110, events_prevented=5)
        (found,) = changes(InMemory([one, other])).to_dict("records")
        assert (found["by"], found["measure"], found["old"], found["new"]) == (
            "week",
            "prevented",
            100,
            110,
        )

    def test_sums(self):
        days = publication("time-series", march(15), date(2025, 2, 24), [1] * 14)
        held = InMemory(
            [days, weekly(march(7), march(2), arrivals=8), weekly(march(14), march(9), arrivals=7)]
        )
        (found,) = differences(held, figures_of(held).daily).to_dict("records")
        assert (found["by"], found["date"], found["old"], found["new"]) == ("week", stamp(2), 7, 8)
        assert (found["how"], found["old_kind"], found["new_kind"]) == (
            "sum",
            "sum of days",
            "weekly-summary",
        )

    def test_nothing_to_disagree_about(self):
        held = InMemory([SERIES])
        assert changes(held).empty
        assert differences(held, figures_of(held).daily).empty

    def test_the_first_of_two_holdings_is_the_one_that_stays(self):
        joined = Joined(InMemory([SERIES]), InMemory([SERIES]))
        assert len(joined.publications()) == 1
