"""Which figure stands, what was known when, and where publications disagree."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pandas as pd
import pytest
from crossings.data import Publication, Remark
from crossings.data.daily_table import daily_table
from crossings.data.errors import NoFiguresError, OutOfRangeError
from crossings.data.vintages.holdings import by_standing
from crossings.data.vintages.reconcile import figures_of, is_unbroken
from hypothesis import given
from hypothesis import strategies as st

from ..holdings import InMemory

START = date(2025, 3, 1)


def publication(kind, published, first, counts, *, status=None, boats=None) -> Publication:
    """Return a made publication: people a day from a first day on."""
    days = [first + timedelta(n) for n in range(len(counts))]
    boats = boats or [int(count > 0) for count in counts]
    return Publication(
        kind=kind,
        title=f"{kind} of {published}",
        sha256=f"{kind}-{published}-{counts}",
        published=published,
        daily=daily_table(days, counts, boats, status, where="made"),
    )


def quarterly(published, totals) -> Publication:
    index = pd.DatetimeIndex(list(totals), name="quarter_ending").as_unit("ns")
    table = pd.DataFrame({"arrivals": list(totals.values())}, index=index)
    return Publication(
        kind="quarterly", title="q", sha256="q", published=published, quarterly=table
    )


def weekly(published, end, **counts) -> Publication:
    columns = ("arrivals", "boats", "uncontrolled_landings", "prevented", "events_prevented")
    table = pd.DataFrame(
        {name: pd.array([counts.get(name)], dtype="Int64") for name in columns} | {"status": "x"},
        index=pd.DatetimeIndex([end], name="week_ending").as_unit("ns"),
    )
    sha256 = f"{published}{counts}"
    return Publication(
        kind="weekly-summary", title="w", sha256=sha256, published=published, weekly=table
    )


def march(day) -> date:
    return date(2025, 3, day)


def counts_of(*publications, as_of=None) -> list[int]:
    return figures_of(InMemory(publications), as_of).daily["arrivals"].tolist()


SERIES = publication("time-series", march(8), START, [1, 2, 3, 4, 5, 6, 7])
NEXT = publication("time-series", march(15), START, [1, 2, 3, 40, 5, 6, 7, 8, 9])
PAGE = publication("last-7-days", march(11), march(5), [5, 60, 7, 8, 9, 10])


@cache
def known(*kinds, as_of) -> pd.DataFrame:
    """Return what is known from some of the three: what many examples are compared with."""
    held = {"series": SERIES, "next": NEXT, "page": PAGE}
    return figures_of(InMemory([held[kind] for kind in kinds]), as_of).daily


class TestStanding:
    def test_the_newest_of_the_home_office_stands(self):
        assert counts_of(SERIES, NEXT) == counts_of(NEXT, SERIES) == [1, 2, 3, 40, 5, 6, 7, 8, 9]
        assert counts_of(SERIES, PAGE) == [1, 2, 3, 4, 5, 60, 7, 8, 9, 10]
        assert counts_of(SERIES, PAGE, NEXT) == [1, 2, 3, 40, 5, 6, 7, 8, 9, 10]

    def test_the_spreadsheet_before_the_page_of_the_same_day(self):
        page = publication("last-7-days", march(8), START, [9, 9])
        assert counts_of(page, SERIES)[:2] == [1, 2]

    @pytest.mark.parametrize("kind", ["mod-daily", "mod-weekly"])
    def test_the_ministry_of_defence_only_where_nothing_else_covers_the_day(self, kind):
        other = publication(kind, march(20), march(6), [600, 700, 800])
        assert counts_of(SERIES, other) == [1, 2, 3, 4, 5, 6, 7, 800]

    def test_figures_of_the_user_stand_between(self):
        own = publication("tidy-csv", march(20), march(6), [66, 77, 88])
        other = publication("mod-daily", march(21), march(8), [800])
        assert counts_of(SERIES, own, other) == [1, 2, 3, 4, 5, 6, 7, 88]

    @given(
        st.permutations([SERIES, NEXT, PAGE]), st.sampled_from([None, *map(march, range(8, 25))])
    )
    def test_in_any_order(self, publications, as_of):
        expected = known("series", "next", "page", as_of=as_of)
        pd.testing.assert_frame_equal(figures_of(InMemory(publications), as_of).daily, expected)

    def test_the_last_word_of_a_day(self):
        def page(hour, people):
            made = publication("last-7-days", march(9), START, [people])
            moment = f"2025-03-09T{hour:02}:00:00+00:00"
            held = InMemory([made]).publications()[0]
            return replace(held, published_at=moment, id=hour)

        morning, evening = page(8, 737), page(16, 747)
        assert by_standing([morning, evening])[0] == by_standing([evening, morning])[0] == evening

    def test_since_when_each_day_has_been_known(self):
        figures = figures_of(InMemory([SERIES, PAGE]), march(12))
        assert figures.known.index.equals(figures.daily.index)
        assert figures.known.dt.day.tolist() == [8] * 4 + [11] * 6
        assert figures.known_on == march(12)
        assert figures_of(InMemory([SERIES])).known_on is None

    def test_remarks_of_what_is_used_come_with_it(self):
        slip = Remark("row 4", "a year of 2024", "read as 2025", march(7), march(7))
        unused = replace(publication("mod-daily", march(3), march(2), [9]), remarks=(slip,))
        week = replace(weekly(march(9), march(2), prevented=5), remarks=(slip, slip))
        page = replace(PAGE, remarks=(slip,))
        figures = figures_of(InMemory([unused, SERIES, page, week]))
        assert figures.remarks == ((slip, PAGE.title, march(11)), *[(slip, "w", march(9))] * 2)
        assert figures_of(InMemory([unused, SERIES])).remarks == ()

    def test_provenance_names_what_was_used_and_nothing_else(self):
        unused = publication("mod-daily", march(3), march(2), [9])
        figures = figures_of(InMemory([unused, SERIES, PAGE]))
        assert [one["kind"] for one in figures.provenance] == ["last-7-days", "time-series"]


class TestAsOf:
    def test_what_was_known_and_not_the_later_figure(self):
        assert counts_of(SERIES, PAGE, NEXT, as_of=march(8)) == [1, 2, 3, 4, 5, 6, 7]
        assert counts_of(SERIES, PAGE, NEXT, as_of=march(10)) == [1, 2, 3, 4, 5, 6, 7]
        expected = [1, 2, 3, 4, 5, 60, 7, 8, 9, 10]
        assert counts_of(SERIES, PAGE, NEXT, as_of=march(11)) == expected
        assert counts_of(SERIES, PAGE, NEXT, as_of=march(14)) == expected
        assert counts_of(SERIES, PAGE, NEXT, as_of=march(15))[3] == 40

    def test_days_after_the_newest_known_figure_are_left_away(self):
        assert figures_of(InMemory([SERIES, NEXT]), march(14)).end == march(7)

    def test_before_anything_was_held_later_figures_stand_in(self):
        assert counts_of(SERIES, NEXT, as_of=march(5)) == [1, 2, 3, 4, 5]  # the first to say so

    def test_days_that_nothing_known_covers_are_filled_from_later(self):
        page = publication("last-7-days", march(8), march(6), [60, 70])
        assert counts_of(page, NEXT, as_of=march(8)) == [1, 2, 3, 40, 5, 60, 70]

    def test_what_the_ministry_of_defence_said_was_known_then(self):
        said = publication("mod-daily", march(7), march(6), [600])
        assert counts_of(said, SERIES, as_of=march(7)) == [1, 2, 3, 4, 5, 600]

    def test_but_not_where_it_is_long_ago_and_the_home_office_says_otherwise(self):
        said = publication("mod-daily", march(2), START, [600])
        late = publication("time-series", march(31), START, [1] * 30)
        assert counts_of(said, late, as_of=march(30)) == [1] * 30

    def test_old_figures_do_not_stand_for_a_day_long_after(self):
        late = publication("time-series", date(2025, 4, 25), START, [1] * 50)
        assert len(counts_of(SERIES, late, as_of=march(21))) == 7  # 14 days after the last
        assert len(counts_of(SERIES, late, as_of=march(22))) == 22

    def test_figures_of_the_user_do_not_show_what_was_known(self):
        own = publication("tidy-csv", march(9), march(6), [66, 77, 88])
        late = publication("time-series", date(2025, 4, 25), START, [1] * 50)
        assert counts_of(own, late, as_of=march(20)) == [1] * 20

    def test_beyond_the_figures(self):
        assert counts_of(SERIES, as_of=march(21)) == [1, 2, 3, 4, 5, 6, 7]
        with pytest.raises(OutOfRangeError, match="1 March 2025 to 7 March 2025"):
            counts_of(SERIES, as_of=march(22))

    def test_before_the_figures(self):
        with pytest.raises(OutOfRangeError, match="1 March 2025 to 7 March 2025"):
            counts_of(SERIES, as_of=date(2025, 2, 28))

    @given(st.integers(8, 24), st.integers(0, 12))
    def test_no_figure_published_later_is_seen(self, day, ahead):
        """What is published after a day changes nothing about what was known on it."""
        later = publication(
            "time-series", march(day) + timedelta(1 + ahead), START, [99] * (day + ahead)
        )
        before = known("series", "page", as_of=march(day))["arrivals"].tolist()
        assert counts_of(SERIES, PAGE, later, as_of=march(day)) == before


class TestBoundaries:
    """Each rule holds up to its last day, and not a day longer."""

    def test_a_release_is_fresh_for_14_days_after_its_last_figure(self):
        late = publication("time-series", date(2025, 4, 25), START, [1] * 50)
        known = figures_of(InMemory([SERIES, late]), march(21))
        assert (known.end, known.published) == (march(7), march(8))
        old = figures_of(InMemory([SERIES, late]), march(22))
        assert (old.end, old.published) == (march(22), date(2025, 4, 25))

    def test_a_gap_may_be_14_days_back_and_no_more(self):
        held = InMemory([SERIES, publication("last-7-days", march(22), march(19), [1, 1])])
        assert figures_of(held, march(21)).end == march(7)
        with pytest.raises(OutOfRangeError, match="without 8 March 2025"):
            figures_of(held, march(22))

    def test_a_quarter_is_final_on_the_day_of_its_release(self):
        """Of a release that is not held, by the calendar: the last day of the second month."""
        days = publication("time-series", march(31), date(2024, 10, 1), [1] * 181)
        later = quarterly(date(2025, 5, 29), {"2024-12-31": 92})
        held = InMemory([days, later])
        assert figures_of(held, date(2025, 2, 27)).final_quarters.empty
        assert len(figures_of(held, date(2025, 2, 28)).final_quarters) == 1

    def test_a_quarter_is_final_once_its_own_release_is_out(self):
        days = publication("time-series", march(31), date(2024, 10, 1), [1] * 181)
        held = InMemory([days, quarterly(date(2025, 2, 20), {"2024-12-31": 92})])
        assert figures_of(held, date(2025, 2, 19)).final_quarters.empty
        assert len(figures_of(held, date(2025, 2, 20)).final_quarters) == 1

    def test_an_older_series_does_not_fill_in_preventions_that_the_newest_leaves_out(self):
        def series(published, weeks):
            days = (published - date(2025, 2, 1)).days
            made = publication("time-series", published, date(2025, 2, 1), [3] * days)
            return replace(made, weekly=pd.concat([one.weekly for one in weeks]))

        first = weekly(march(8), march(2), prevented=100)
        second = weekly(march(15), march(9), prevented=50)
        older, newer = series(march(8), [first]), series(march(15), [second])
        weeks = figures_of(InMemory([older, newer])).prevented
        assert weeks.index.tolist() == [pd.Timestamp(march(9))]
        # A page that came out after the newest series still adds its week.
        page = weekly(march(17), march(2), prevented=7)
        weeks = figures_of(InMemory([older, newer, page])).prevented
        assert weeks["prevented"].tolist() == [7, 50]


class TestGaps:
    APART = publication("last-7-days", march(20), march(17), [1, 1, 1])

    def test_the_table_ends_before_a_gap_and_says_so(self):
        figures = figures_of(InMemory([SERIES, self.APART]))
        assert (figures.end, figures.gap) == (march(7), march(8))
        assert figures_of(InMemory([SERIES])).gap is None

    def test_old_figures_before_a_gap_do_not_stand_for_a_day_long_after(self):
        held = InMemory([SERIES, publication("last-7-days", march(30), march(27), [1, 1])])
        with pytest.raises(OutOfRangeError, match="without 8 March 2025"):
            figures_of(held, march(30))

    def test_an_island_before_the_series_does_not_hide_it(self):
        early = publication("tidy-csv", march(20), date(2016, 5, 1), [3, 4])
        assert counts_of(SERIES, early) == [1, 2, 3, 4, 5, 6, 7]
        assert not is_unbroken(InMemory([PAGE, early]).publications(), START)

    def test_unbroken(self):
        assert is_unbroken(InMemory([SERIES, PAGE]).publications(), START)
        assert not is_unbroken(InMemory([SERIES, self.APART]).publications(), START)
        assert not is_unbroken(InMemory([PAGE]).publications(), START)
        finals = InMemory([quarterly(march(1), {"2024-12-31": 7})])
        assert not is_unbroken(finals.publications(), START)

    def test_nothing_with_days(self):
        with pytest.raises(NoFiguresError, match="nothing that is held has daily figures"):
            figures_of(InMemory([quarterly(march(1), {"2024-12-31": 7})]))


class TestStatus:
    def test_revised_where_it_is_marked(self):
        marked = publication(
            "time-series", march(8), START, [1, 2], status=["revised", "provisional"]
        )
        table = figures_of(InMemory([marked])).daily
        assert table["status"].tolist() == ["revised", "provisional"]

    def test_revised_where_it_changed_without_a_word(self):
        table = figures_of(InMemory([SERIES, NEXT, PAGE])).daily
        revised = table.index[table["status"] == "revised"]
        assert revised.tolist() == [pd.Timestamp("2025-03-04"), pd.Timestamp("2025-03-06")]

    def test_but_not_before_the_change_was_known(self):
        assert set(figures_of(InMemory([SERIES, NEXT]), march(9)).daily["status"]) == {
            "provisional"
        }

    def test_another_way_of_counting_is_no_revision(self):
        other = publication("mod-daily", march(3), march(2), [200])
        assert set(figures_of(InMemory([SERIES, other])).daily["status"]) == {"provisional"}

    def test_final_where_the_quarter_agrees(self):
        days = publication("time-series", march(8), date(2024, 12, 30), [1, 2, 3])
        held = [days, quarterly(date(2025, 2, 27), {"2024-12-31": 3, "2025-03-31": 9})]
        figures = figures_of(InMemory(held))
        assert figures.daily["status"].tolist() == ["final", "final", "provisional"]
        assert figures.final_quarters["arrivals"].tolist() == [3, 9]
        assert figures.final_quarters.index[0] == pd.Timestamp("2024-12-31")
        assert figures.final_totals == {}

    def test_boats_of_an_older_publication_go_with_the_same_people_alone(self):
        days = publication("time-series", date(2025, 1, 10), date(2024, 10, 1), [0] * 92)
        older = quarterly(date(2025, 2, 27), {"2024-09-30": 30, "2024-12-31": 92})
        older = replace(older, quarterly=older.quarterly.assign(boats=[2, 5]), sha256="older")
        newer = quarterly(date(2025, 5, 22), {"2024-09-30": 30, "2024-12-31": 93})
        nothing = pd.array([None, None], dtype="Int64")
        newer = replace(newer, quarterly=newer.quarterly.assign(boats=nothing))
        final = figures_of(InMemory([days, older, newer])).final_quarters
        assert final["arrivals"].tolist() == [30, 93]
        assert final["boats"].fillna(-1).tolist() == [2, -1]

    def test_final_only_once_it_was_known(self):
        days = publication("time-series", date(2025, 1, 10), date(2024, 12, 1), [0] * 40)
        held = InMemory([days, quarterly(date(2025, 1, 15), {"2024-12-31": 0})])
        assert "final" not in set(figures_of(held, date(2025, 1, 14)).daily["status"])
        assert "final" in set(figures_of(held, date(2025, 1, 15)).daily["status"])
