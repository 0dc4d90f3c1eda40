"""Preventions, which are recorded by week alone."""

from __future__ import annotations

from datetime import date

import pandas as pd
from crossings.data import figures
from crossings.data.vintages.reconcile import figures_of
from crossings.data.vintages.weeks import prevented_in

from ..holdings import InMemory
from .test_reconcile import march, publication, weekly


def weeks_of(known):
    """People and events by the last day of the week; None where not recorded."""
    rows = known.prevented[["prevented", "events_prevented"]].astype(object)
    rows = rows.where(rows.notna(), None)
    ends = rows.index.strftime("%Y-%m-%d")
    return dict(zip(ends, rows.to_numpy().tolist(), strict=True))


def test_of_the_figures_that_ship_with_the_package():
    weeks = weeks_of(figures())
    assert min(weeks) == "2024-05-05"
    assert max(weeks) == "2026-08-16"
    assert weeks["2025-05-11"] == [337, 10]
    assert weeks["2025-12-28"] == [0, 1]
    assert len(weeks) == 120


def test_only_weeks_that_are_over():
    assert max(weeks_of(figures(known_on="2025-05-17"))) == "2025-05-11"
    assert max(weeks_of(figures(known_on="2025-05-18"))) == "2025-05-18"
    assert figures(known_on="2024-05-04").prevented.empty
    cut = figures().through("2025-05-17")
    assert max(weeks_of(cut)) == "2025-05-11"


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
    then = figures_of(held, march(10))
    assert then.end == date(2025, 2, 28)  # the week to 2 March lies beyond them
    assert then.prevented.empty
    assert weeks_of(figures_of(held)) == {"2025-03-02": [110, None]}


def test_of_a_file(make_ods, small_sheets, tmp_path):
    path = tmp_path / "series.ods"
    path.write_bytes(make_ods(small_sheets()))
    last = min(weeks_of(figures(path)))
    assert max(weeks_of(figures(path, known_on=last))) == last


def test_the_week_has_the_value_of_the_newest_publication_known_then():
    held = InMemory(
        [
            publication("time-series", march(8), date(2025, 2, 1), [3] * 35),
            weekly(march(9), march(2), prevented=100, events_prevented=5),
            weekly(march(14), march(2), prevented=110, events_prevented=6),
        ]
    )
    assert weeks_of(figures_of(held, march(10))) == {"2025-03-02": [100, 5]}
    assert weeks_of(figures_of(held, march(15))) == {"2025-03-02": [110, 6]}


def test_of_a_time_that_is_not_held_it_is_the_first_that_came_later():
    days = publication("time-series", march(31), date(2025, 2, 1), [3] * 58)
    first = weekly(march(7), march(2), prevented=100, events_prevented=5)
    held = InMemory([days, first, weekly(march(14), march(2), prevented=110)])
    then = figures_of(held, march(3))
    assert weeks_of(then) == {"2025-03-02": [100, 5]}
    assert then.prevented["known"].tolist() == [pd.Timestamp("2025-03-07")]


def test_none_where_there_is_no_week():
    assert prevented_in(pd.DataFrame(), march(1)).empty
