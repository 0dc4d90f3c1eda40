"""What a forecast may hold in memory: it grows with the paths, and not with copies of them."""

from __future__ import annotations

import copy
import tracemalloc
from datetime import UTC, datetime

import pytest
from crossings.forecast import archived, forecast_year, history

N_PATHS = 4_000


@pytest.fixture
def outlook(figures):
    return forecast_year(figures, as_of="2025-05-14", n_paths=N_PATHS)


def peak_of(work):
    """Return the most bytes that are held at once while something is done."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_the_days_of_a_pool_are_held_once_and_those_of_one_member_beside_them(outlook):
    days = outlook.paths.nbytes
    assert peak_of(outlook._simulated.days) < 1.8 * days


def test_the_running_total_of_every_path_is_not_copied_for_its_quantiles(outlook):
    days = 231 * 4 * N_PATHS
    assert peak_of(outlook.running) < days / 2


def test_a_period_and_what_moved_a_forecast_hold_no_table_of_every_day_and_path(outlook):
    days = 231 * 4 * N_PATHS
    assert peak_of(lambda: outlook.next(days=30)) < days / 4
    assert peak_of(lambda: outlook.change_since("2025-05-07")) < days


def test_the_quantiles_of_kept_forecasts_are_not_copied_for_each_row(outlook, figures, monkeypatch):
    kept = [archived(outlook, made=datetime(2025, 5, 16, tzinfo=UTC))]

    def refuse(value):
        raise AssertionError(f"{value!r} is copied")

    monkeypatch.setattr(copy, "deepcopy", refuse)
    assert len(history(kept, figures, target=None)) == 4


def test_a_milestone_holds_no_table_of_every_day_and_path(outlook):
    days = 231 * 4 * N_PATHS
    assert peak_of(lambda: outlook.milestone(30_000)) < days / 4
