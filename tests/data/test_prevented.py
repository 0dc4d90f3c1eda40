"""Preventions, which are recorded by week alone: they come with the daily table as a note."""

from __future__ import annotations

from datetime import date

from crossings.data import load
from crossings.data.vintages.holdings import InMemory
from crossings.data.vintages.reconcile import daily_table_of, prevented_in

from .test_reconcile import march, publication, weekly


def test_of_the_figures_that_ship_with_the_package(figures):
    weeks = figures.attrs["prevented"]
    assert min(weeks) == "2024-05-05"
    assert weeks["2025-05-11"] == [337, 10]
    assert weeks["2025-12-28"] == [0, 1]
    assert weeks["2026-08-16"] == figures.attrs["prevented"][max(weeks)]
    assert len(weeks) == 120


def test_only_weeks_that_are_over(figures):
    assert max(load(as_of="2025-05-17").attrs["prevented"]) == "2025-05-11"
    assert max(load(as_of="2025-05-18").attrs["prevented"]) == "2025-05-18"
    assert "prevented" not in load(as_of="2024-05-04").attrs


def test_as_it_was_known_on_the_day():
    days = publication("time-series", march(1), date(2025, 2, 1), [3] * 28)
    held = InMemory(
        [
            days,
            weekly(march(7), march(2), prevented=100, events_prevented=5),
            weekly(march(14), march(2), prevented=110),
            publication("last-7-days", march(16), march(1), [2] * 15),
        ]
    )
    then = daily_table_of(held, march(10))
    assert then.index[-1].date() == date(2025, 2, 28)  # the week to 2 March lies beyond them
    assert "prevented" not in then.attrs
    assert daily_table_of(held).attrs["prevented"] == {"2025-03-02": [110, None]}


def test_of_a_file(make_ods, small_sheets, tmp_path):
    path = tmp_path / "series.ods"
    path.write_bytes(make_ods(small_sheets()))
    daily = load(path)
    assert daily.attrs["prevented"]
    last = min(daily.attrs["prevented"])
    assert max(load(path, as_of=last).attrs["prevented"]) == last


def test_the_week_has_the_value_of_the_newest_publication_known_then():
    held = InMemory(
        [
            publication("time-series", march(8), date(2025, 2, 1), [3] * 35),
            weekly(march(9), march(2), prevented=100, events_prevented=5),
            weekly(march(14), march(2), prevented=110, events_prevented=6),
        ]
    )
    assert daily_table_of(held, march(10)).attrs["prevented"] == {"2025-03-02": [100, 5]}
    assert daily_table_of(held, march(15)).attrs["prevented"] == {"2025-03-02": [110, 6]}


def test_of_a_time_that_is_not_held_it_is_the_first_that_came_later():
    days = publication("time-series", march(31), date(2025, 2, 1), [3] * 58)
    first = weekly(march(7), march(2), prevented=100, events_prevented=5)
    held = InMemory([days, first, weekly(march(14), march(2), prevented=110)])
    then = daily_table_of(held, march(3))
    assert then.attrs["prevented"] == {"2025-03-02": [100, 5]}
    assert then.attrs["prevented_known"] == [
        {"first": "2025-03-02", "last": "2025-03-02", "known": "2025-03-07"}
    ]


def test_none_where_there_is_no_week():
    assert prevented_in(None, march(1)) == {}
