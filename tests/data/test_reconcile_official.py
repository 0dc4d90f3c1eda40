"""What is known from all official publications together, as of any day."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import pytest
from crossings.data import load, revisions, sources
from crossings.data.errors import OptionError
from crossings.data.ingest import files_in, ingest
from crossings.data.store.store import Store

from .test_loading import REVISED

RETRIEVED = datetime(2026, 11, 28, tzinfo=UTC)


@pytest.fixture(scope="module")
def everything(official, tmp_path_factory) -> str:
    """A store with every official publication that carries figures."""
    database = str(tmp_path_factory.mktemp("store") / "all.sqlite")
    store = Store(database)
    done = list(ingest(store, files_in([official]), retrieved=RETRIEVED))
    assert {one.outcome for one in done if one.error} == {"left out"}
    store.close()
    return database


class TestOfficial:
    def test_the_newest_figures(self, everything, figures):
        known = load(database=everything)
        assert known.index[-1] == pd.Timestamp("2026-08-21")  # by the page of the day after
        columns = ["arrivals", "boats"]
        pd.testing.assert_frame_equal(known.iloc[:-1][columns], figures[columns])
        assert known["status"].iloc[:-1].isin(["revised", "final", "provisional"]).all()

    def test_a_page_without_a_day_leaves_it_to_the_one_before(self, everything):
        assert load(database=everything).loc["2026-06-22", ["arrivals", "boats"]].tolist() == [
            27,
            1,
        ]

    def test_what_was_known_on_16_december_2025(self, everything):
        known = load(as_of="2025-12-16", database=everything)
        assert known.index[-1] == pd.Timestamp("2025-12-15")  # 74 people on the 16th came later
        assert known["arrivals"].tail(3).tolist() == [737, 52, 0]
        assert known.attrs["provenance"][0]["published"] == "2025-12-16"
        after = load(as_of="2025-12-17", database=everything)
        assert after["arrivals"].tail(2).tolist() == [0, 74]

    def test_the_page_that_was_changed_without_a_word(self, everything):
        """It says 13 December, and has the figure for that whole day."""
        assert load(as_of="2025-12-13", database=everything).index[-1] < pd.Timestamp("2025-12-13")
        known = load(as_of="2025-12-14", database=everything)
        assert known["arrivals"].iloc[-1] == 737

    def test_what_was_known_in_2022(self, everything):
        known = load(as_of="2022-09-04", database=everything)
        assert known.loc["2022-09-03", "arrivals"] == 960
        assert load(database=everything).loc["2022-09-03", "arrivals"] == 1305

    @pytest.mark.parametrize("as_of", ["2025-05-14", "2024-02-29", "2018-01-01"])
    def test_where_nothing_of_that_time_is_held_the_figures_are_those_embedded(
        self, everything, figures, as_of
    ):
        known = load(as_of=as_of, database=everything)
        pd.testing.assert_series_equal(known["arrivals"], figures[:as_of]["arrivals"])

    def test_revisions(self, everything):
        found = revisions(database=everything)
        years = found[found["by"] == "year"]
        assert years[["old", "new"]].to_numpy().tolist() == [[8462, 8466], [45755, 45774]]
        flagged = found[(found["how"] == "flagged") & (found["by"] == "day")]
        assert flagged["date"].dt.strftime("%Y-%m-%d").tolist() == ["2022-05-15", *REVISED]
        days = found[(found["by"] == "day") & (found["measure"] == "arrivals")].set_index("date")
        assert days.loc[pd.Timestamp("2022-09-03"), ["old", "new", "how"]].tolist() == [
            960,
            1305,
            "other source",
        ]
        assert not (found["how"] == "silent").any()
        weeks = found[(found["by"] == "week") & (found["measure"] == "arrivals")]
        assert weeks["date"].tolist() == [pd.Timestamp("2025-09-07")]  # marked, as its Saturday is
        prevented = found[found["measure"] == "prevented"].set_index("date")
        assert prevented.loc[pd.Timestamp("2026-03-22"), ["old", "new", "how"]].tolist() == [
            199,
            277,
            "flagged",
        ]
        since = revisions(since="2025-11-14", database=everything)
        assert 0 < len(since) < len(found)
        assert revisions(since="2026-08-28", database=everything).empty

    def test_the_spreadsheets_in_any_order_give_the_same(self, releases, tmp_path):
        read = list(releases.values())[::2]
        told = []
        for number, order in enumerate([read, read[::-1], [*read[::2], *read[1::2]]]):
            database = str(tmp_path / f"{number}.sqlite")
            store = Store(database)
            for one in order:
                store.ingest(one, retrieved=RETRIEVED)
            told.append((load(database=database), load(as_of="2025-12-20", database=database)))
            told[-1] += (sources(database=database).sort_values("sha256", ignore_index=True),)
            store.close()
        for other in told[1:]:
            for one, same in zip(told[0], other, strict=True):
                pd.testing.assert_frame_equal(one, same)

    def test_sources(self, everything):
        held = sources(database=everything)
        assert held["kind"].value_counts().to_dict() == {
            "last-7-days": 16,  # of 18 copies
            "mod-daily": 14,
            "mod-weekly": 7,
            "time-series": 7,
            "weekly-summary": 5,
            "quarterly": 6,  # five files, and those that ship as one publication
        }
        assert held["known"].is_monotonic_decreasing


def test_since_that_is_no_date():
    with pytest.raises(OptionError, match="since: 'soon' is not a date"):
        revisions(since="soon")


def test_what_ships_with_the_package_can_be_asked_too():
    assert sources()["retrieved"].isna().all()
    assert (revisions()["how"].isin(["flagged", "sum"])).all()
