"""The figures as one value: what they know, what a table of them is, and what a changed one is."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError
from datetime import date

import pandas as pd
import pytest
from crossings.data import Figures, Remark, figures, load
from crossings.data.calendar import Period, same_date, year_of
from crossings.data.errors import OptionError, OutOfRangeError
from crossings.data.provenance import Provenance
from hypothesis import given
from hypothesis import strategies as st

OWN = "figures of the user"


@pytest.fixture(scope="module")
def held() -> Figures:
    return figures()


def made(arrivals, first="2025-01-01", **columns):
    index = pd.date_range(first, periods=len(arrivals), name="date")
    return pd.DataFrame({"arrivals": arrivals, **columns}, index=index)


class TestATableThatWasLoaded:
    """It is what it was loaded as, as long as its values are."""

    @pytest.mark.parametrize(
        "same",
        [
            lambda table: table,
            lambda table: table.copy(),
            lambda table: table[["arrivals"]],
            lambda table: table.drop(columns="status"),
            lambda table: table.reset_index(),
            lambda table: table.sample(frac=1, random_state=1),
            lambda table: table.assign(arrivals=table["arrivals"].astype(float)),
            lambda table: pickle.loads(pickle.dumps(table)),
        ],
    )
    def test_whatever_its_form(self, held, same):
        of_table = Figures.of(same(load()))
        assert of_table.publisher == "Home Office"
        assert of_table.official
        assert of_table.published == date(2026, 8, 21)
        assert of_table.final_totals == held.final_totals
        assert of_table.end == held.end

    def test_a_run_of_its_days(self):
        of_table = Figures.of(load().loc["2019-03-01":"2025-05-14"])
        assert (of_table.start, of_table.end) == (date(2019, 3, 1), date(2025, 5, 14))
        assert of_table.published == date(2026, 8, 21)
        assert of_table.prevented.index[-1] == pd.Timestamp("2025-05-11")
        assert of_table.known.index[-1] == pd.Timestamp("2025-05-14")

    @pytest.mark.parametrize(
        "changed",
        [
            lambda table: table.assign(arrivals=table["arrivals"] * 2),
            lambda table: table.assign(boats=table["boats"] + 1),
            lambda table: table.assign(status="final"),
            lambda table: table.shift(1, freq="D"),
        ],
    )
    def test_with_other_values_it_is_the_users_own(self, changed):
        of_table = Figures.of(changed(load()))
        assert of_table.publisher == OWN
        assert not of_table.official
        assert of_table.provenance == ()
        assert of_table.final_totals == {}
        assert of_table.vintages is None
        assert "; no publication date; " in of_table.note
        assert of_table.note.endswith("figures of the user")

    def test_one_person_more_on_one_day_is_a_change(self):
        table = load()
        table.loc["2020-06-01", "arrivals"] += 1
        assert Figures.of(table).publisher == OWN

    def test_attrs_hold_the_publications_and_nothing_else(self):
        table = load()
        assert list(table.attrs) == ["provenance"]
        assert isinstance(table.attrs["provenance"], list)
        assert all(isinstance(one, dict) for one in table.attrs["provenance"])

    def test_attrs_that_were_typed_by_hand_make_nothing_official(self):
        table = made([1, 2, 3])
        table.attrs["provenance"] = list(load().attrs["provenance"])
        assert Figures.of(table).publisher == OWN
        table.attrs["provenance"] = [{"kind": "tidy-csv", "title": "mine.csv"}]
        assert Figures.of(table).publisher == "mine.csv"
        assert not Figures.of(table).official

    @pytest.mark.parametrize("given", [None, "Home Office", 7, [None], ["time-series"], {}])
    def test_attrs_that_are_not_publications_are_passed_over(self, given):
        table = made([1, 2, 3])
        table.attrs["provenance"] = given
        assert Figures.of(table).publisher == OWN

    def test_copying_a_table_keeps_what_was_changed_in_its_attrs(self):
        table = load()
        table.attrs["provenance"].append({"kind": "tidy-csv", "title": "more"})
        copied = table.copy().attrs["provenance"]
        assert copied == table.attrs["provenance"]
        assert isinstance(copied, Provenance)
        assert len(load().attrs["provenance"]) == len(copied) - 1

    def test_the_table_and_the_figures_do_not_share_values(self, held):
        table = held.to_frame()
        table.loc[:, "arrivals"] = 7
        assert held.people(year_of(2025)) == 41472


class TestAnotherSeries:
    @pytest.fixture
    def visitors(self, tmp_path):
        path = tmp_path / "visitors.csv"
        path.write_text("date,visitors\n2025-01-01,5\n2025-01-02,7\n2025-01-03,9\n")
        return path

    def test_says_what_it_counts(self, visitors):
        known = figures(visitors, count="visitors")
        assert (known.counted, known.heading) == ("visitors", "Visitors")
        assert figures(visitors, count="visitors").people(year_of(2025)) == 21
        with pytest.raises(OptionError, match="figures of visitors; expected people arriving"):
            known.check_people()

    def test_a_changed_table_of_it_counts_the_same(self, visitors):
        table = load(visitors, count="visitors")
        known = Figures.of(table.assign(arrivals=table["arrivals"] + 1))
        assert (known.counted, known.publisher) == ("visitors", OWN)


class TestCalendar:
    """Each answer is what counting the days by hand gives."""

    @given(st.dates(date(2016, 1, 1), date(2028, 1, 1)), st.integers(0, 800))
    def test_people_and_boats_of_a_period(self, held, start, days):
        period = Period(start, start + pd.Timedelta(days=days))
        by_hand = held.daily.loc[str(period.start) : str(period.end)]
        assert held.people(period) == by_hand["arrivals"].sum()
        assert held.boats(period) == by_hand["boats"].sum()
        assert held.days(period).equals(by_hand["arrivals"])
        whole = len(by_hand) == period.days
        assert held.covers(period) is whole

    def test_covers_both_its_ends_and_no_day_more(self, held):
        day = pd.Timedelta(days=1)
        assert held.covers(Period(held.start, held.end))
        assert not held.covers(Period(held.start - day, held.end))
        assert not held.covers(Period(held.start, held.end + day))

    @given(st.dates(date(2018, 1, 1), date(2026, 8, 20)))
    def test_cut_at_a_day(self, held, day):
        cut = held.through(day)
        assert (cut.start, cut.end, cut.year) == (held.start, day, day.year)
        assert cut.years == list(range(2018, day.year + 1))
        assert (
            cut.year_to_date() == held.daily.loc[f"{day.year}-01-01" : str(day), "arrivals"].sum()
        )
        over = range(2018, day.year + (day == date(day.year, 12, 31)))
        assert cut.totals.to_dict() == {year: held.people(year_of(year)) for year in over}
        assert cut.provenance == held.provenance

    @given(st.integers(2018, 2026), st.integers(1, 50_000))
    def test_the_day_on_which_a_total_is_reached(self, held, year, people):
        running = held.days(year_of(year)).cumsum()
        reached = running.index[running >= people]
        expected = reached[0].date() if len(reached) else None
        assert held.day_reached(year, people) == expected

    def test_a_total_that_is_hit_exactly_is_reached_that_day(self):
        known = Figures(made([4, 6, 0, 5]))
        assert known.day_reached(2025, 10) == date(2025, 1, 2)
        assert known.day_reached(2025, 11) == date(2025, 1, 4)
        assert known.day_reached(2025, 16) is None

    def test_boats_that_are_not_recorded_every_day_are_not_counted(self):
        boats = pd.array([1, None, 2], dtype="Int64")
        known = Figures.of(made([5, 6, 7], boats=boats))
        assert known.boats(year_of(2025)) is None
        assert known.boats(Period(date(2025, 1, 3), date(2025, 1, 3))) == 2
        assert Figures.of(made([5])).boats(year_of(2025)) is None

    def test_of_two_tied_years_the_first_is_the_record(self):
        known = Figures(made([1] * 365 * 3, first="2021-01-01"))
        assert known.totals.to_dict() == {2021: 365, 2022: 365, 2023: 365}
        assert known.highest_before(2024) == (365, 2021)
        assert known.highest_before(2021) is None

    def test_a_year_that_begins_before_the_figures_is_no_year_to_date(self):
        known = Figures(made([1] * 40, first="2024-12-20"))
        assert known.years == [2025]
        begun = Figures(made([1] * 40, first="2025-01-02"))
        assert begun.years == []
        with pytest.raises(OutOfRangeError, match="begin on 2 January 2025"):
            begun.year_to_date()

    def test_a_day_that_is_not_covered_is_refused(self, held):
        with pytest.raises(OutOfRangeError, match="1 January 2018 to 20 August 2026"):
            held.through("2026-08-21")


def test_nothing_in_it_can_be_put_in_place_of_something_else(held):
    with pytest.raises(FrozenInstanceError):
        held.daily = held.daily.iloc[:1]


class TestVintages:
    def test_what_was_known_on_a_day(self, held):
        then = held.vintages.known_on(date(2025, 12, 16))
        assert (then.end, then.known_on) == (date(2025, 12, 11), date(2025, 12, 16))
        assert then.published == date(2025, 12, 12)

    def test_when_a_day_was_first_known(self, held):
        assert held.vintages.first_known(date(2025, 12, 11)) == date(2025, 12, 12)
        assert held.vintages.first_known(date(2030, 1, 1)) == date(2030, 1, 1)

    def test_figures_of_a_file_have_none(self, tmp_path):
        path = tmp_path / "own.csv"
        path.write_text("date,arrivals\n2025-01-01,5\n")
        assert figures(path).vintages is None

    def test_figures_travel_to_another_process_without_them(self, held):
        there = pickle.loads(pickle.dumps(held))
        assert there.vintages is None
        assert there.note == held.note
        assert there.people(year_of(2022)) == 45755


class TestStanding:
    def test_final_only_where_every_day_is(self):
        daily = made([1, 2, 3], first="2024-12-30", status=["final", "final", "provisional"])
        assert Figures.of(daily.iloc[:2]).standing == "final"
        assert Figures.of(daily).standing == "provisional"

    @pytest.mark.parametrize(
        ("status", "standing"),
        [
            (["final", "revised", "final"], "final"),
            (["final", "provisional", "final"], "provisional"),
            (["revised", "revised", "provisional"], "provisional"),
            (["revised", "revised", "revised"], "provisional"),
        ],
    )
    def test_in_one_quarter(self, status, standing):
        assert Figures.of(made([1, 2, 3], status=status)).standing == standing

    def test_without_status_is_provisional(self):
        assert Figures.of(made([1])).standing == "provisional"

    def test_of_the_figures_that_ship_with_the_package(self, held):
        assert held.through("2019-12-31").standing == "final"
        assert held.standing == "provisional"

    def test_a_revised_day_does_not_keep_a_year_from_being_final(self, held):
        table = held.to_frame()
        assert "revised" in set(table.loc["2023", "status"])
        assert Figures.of(table.loc["2023"]).standing == "final"
        assert Figures.of(table.loc["2026"]).standing == "provisional"


def test_the_final_total_of_a_year_is_of_four_quarters(held):
    quarters = held.final_quarters["arrivals"]
    assert str(quarters.index[-1].date()) == "2026-06-30"
    assert list(held.final_totals) == list(range(2018, 2026))
    assert held.final_totals[2022] == quarters["2022"].sum() == 45774


def test_remarks_come_with_their_publication(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("day,migrants\n2026-01-01,5\n")
    (first, second) = figures(path).remarks
    assert first.title == "own.csv"
    assert isinstance(first.remark, Remark)
    assert second.remark.found == 'the column "migrants"'


def test_same_dates_of_earlier_years():
    leap = Period(date(2024, 2, 26), date(2024, 2, 29))
    assert leap.years_earlier(1) == Period(date(2023, 2, 26), date(2023, 2, 28))
    across = Period(date(2024, 12, 30), date(2025, 1, 5))
    assert across.years_earlier(2) == Period(date(2022, 12, 30), date(2023, 1, 5))
    assert same_date(date(2023, 2, 28), 2024) == date(2024, 2, 28)
