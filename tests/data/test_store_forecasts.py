"""The archive of forecasts in the store."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from crossings.data.errors import StoreError
from crossings.data.store import archive, tables
from crossings.data.store.records import Archived, PeriodAhead
from crossings.data.store.store import Store
from sqlalchemy import text

from ..publications import make_version_3, make_version_4

PEOPLE = {"0.1": 7, "0.5": 70, "0.9": 200}
WEEK = PeriodAhead("next-week", date(2025, 5, 15), date(2025, 5, 21), PEOPLE)
MONTH = PeriodAhead("next-month", date(2025, 6, 1), date(2025, 6, 30), {"0.5": 4_000})
ONE = Archived(
    made="2025-05-16T09:00:00+00:00",
    as_of=date(2025, 5, 14),
    year=2025,
    model="default",
    n_paths=100,
    seed=0,
    version="1.0",
    data_sha256="0" * 64,
    hindsight=False,
    year_to_date=12_699,
    mean=50_000.5,
    quantiles={"0.1": 33_000, "0.5": 49_000, "0.9": 60_000},
    threshold=45_755,
    record_probability=0.6,
    ahead=(WEEK, MONTH),
)
OTHER = replace(ONE, seed=1, ahead=())


def test_what_is_kept_is_what_was_made(database):
    store = Store(database)
    assert store.save_forecasts([ONE, OTHER]) == 2
    assert list(store.forecasts()) == [ONE, OTHER]
    store.close()


def test_a_forecast_is_kept_once_with_its_periods(database):
    store = Store(database)
    assert [store.save_forecasts([ONE]) for _ in range(2)] == [1, 0]
    with store._engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM forecast_period")).scalar() == 2
    store.close()


def test_a_period_that_cannot_be_kept_takes_its_forecast_with_it(database):
    store = Store(database)
    with pytest.raises(StoreError):
        store.save_forecasts([OTHER, replace(ONE, ahead=(WEEK, WEEK))])
    assert list(store.forecasts()) == []
    store.close()


def test_a_store_of_version_3_goes_on(database):
    """It kept annual totals alone: those stay, and new forecasts have their periods."""
    store = Store(database)
    store.save_forecasts([ONE])
    with store._engine.begin() as connection:
        make_version_3(connection)
    store.close()
    carried = Store(database)
    assert list(carried.forecasts()) == [replace(ONE, ahead=())]
    new = replace(ONE, seed=2)
    assert carried.save_forecasts([ONE, new]) == 1
    assert list(carried.forecasts()) == [replace(ONE, ahead=()), new]
    with carried._engine.connect() as connection:
        version = connection.execute(text("SELECT version FROM store_version")).scalar()
    assert version == tables.VERSION
    carried.close()


def test_an_analyst_can_read_it_with_sql(database):
    store = Store(database)
    store.save_forecasts([ONE])
    query = """
        SELECT as_of, target, first, through, p.quantiles
        FROM forecast JOIN forecast_period p ON p.forecast_id = forecast.id
        WHERE target = 'next-week'
    """
    with store._engine.connect() as connection:
        as_of, target, *days, quantiles = connection.execute(text(query)).one()
    assert [str(day) for day in (as_of, *days)] == ["2025-05-14", "2025-05-15", "2025-05-21"]
    assert (target, json.loads(quantiles)) == ("next-week", WEEK.quantiles)
    store.close()


NOON = datetime(2025, 5, 16, 12, tzinfo=UTC)


class TestTracks:
    def test_rows_come_back_as_they_were_given(self, database):
        """And a row that is given again takes the place of the first."""
        store = Store(database)
        store.save_tracks({"a": '{"median": 1}', "b": "{}"}, made=NOON)
        store.save_tracks({"b": '{"crps": 0.1}'}, made=NOON)
        store.save_tracks({}, made=NOON)
        assert store.tracks() == {"a": '{"median": 1}', "b": '{"crps": 0.1}'}
        store.close()

    def test_rows_of_another_version_are_not_used_and_go(self, database, monkeypatch):
        store = Store(database)
        with monkeypatch.context() as patch:
            patch.setattr(archive, "version", lambda _: "0.1")
            store.save_tracks({"a": "{}"}, made=NOON)
        assert store.tracks() == {}
        store.save_tracks({"b": "{}"}, made=NOON)
        monkeypatch.setattr(archive, "version", lambda _: "0.1")
        assert store.tracks() == {}
        store.close()

    def test_the_newest_stay_where_there_are_too_many(self, database, monkeypatch):
        monkeypatch.setattr(archive, "TRACKS_KEPT", 3)
        store = Store(database)
        store.save_tracks({"a": "1", "b": "2"}, made=NOON)
        store.save_tracks({"c": "3", "d": "4"}, made=NOON + timedelta(days=7))
        assert set(store.tracks()) > {"c", "d"}
        assert len(store.tracks()) == 3
        store.close()

    def test_a_store_of_version_4_goes_on(self, database):
        """Its forecasts stay, and it takes rows of track records."""
        store = Store(database)
        store.save_forecasts([ONE])
        with store._engine.begin() as connection:
            make_version_4(connection)
        store.close()
        carried = Store(database)
        assert (list(carried.forecasts()), carried.tracks()) == ([ONE], {})
        carried.save_tracks({"a": "{}"}, made=NOON)
        assert carried.tracks() == {"a": "{}"}
        carried.close()
