"""The same forecast, made again from earlier origins."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from crossings.data import dataset
from crossings.data.errors import OutOfRangeError
from crossings.forecast import forecast_year, tracking
from crossings.forecast.methods.baselines.persistence import Persistence
from crossings.forecast.scoring import score_total
from crossings.forecast.tracking import COLUMNS, summary


@pytest.fixture(scope="module")
def outlook(_figures):
    return forecast_year(_figures, as_of="2025-05-14", n_paths=50)


def test_each_origin_has_the_forecast_of_its_day(_figures, outlook):
    track = outlook.track(["2024-07-31", "2025-03-01"], n_paths=80)
    assert list(track.columns) == list(COLUMNS)
    again = forecast_year(_figures, as_of="2025-03-01", n_paths=80)
    row = track.iloc[1]
    assert (row["as_of"], row["year"]) == (pd.Timestamp("2025-03-01"), 2025)
    assert row["median"] == again.total.median
    assert (row["low_80"], row["high_80"]) == again.total.interval(0.8)
    assert row["record_probability"] == again.record.probability
    assert row["year_to_date"] == again.year_to_date
    assert pd.isna(row["actual"])
    assert pd.isna(row["crps"])


def test_no_origin_is_missing_and_they_keep_their_order(_figures):
    """Every week of nine months, one row each."""
    origins = [date(2024, 6, 6) + timedelta(days=7 * week) for week in range(40)]
    cheap = forecast_year(_figures, as_of="2025-05-14", model="persistence", n_paths=2)
    track = cheap.track(origins, n_paths=2)
    assert track["as_of"].dtype == "datetime64[ns]"
    assert track["as_of"].dt.date.tolist() == origins


def test_the_figures_are_not_checked_again(outlook, monkeypatch):
    monkeypatch.setattr(dataset, "check_daily", None)
    assert len(outlook.track(["2024-07-31", "2025-03-01"], n_paths=2)) == 2


def test_a_year_that_is_over_is_scored(_figures, outlook):
    row = outlook.track(["2024-07-31"], n_paths=80).iloc[0]
    again = forecast_year(_figures, as_of="2024-07-31", n_paths=80)
    assert row["actual"] == 36816
    assert row["crps"] == score_total(again.total, 36816)["crps"]


def test_the_last_day_of_a_year_forecasts_the_next(outlook):
    assert outlook.track(["2023-12-31"], n_paths=20)["year"].tolist() == [2024]


def test_figures_after_the_origin_play_no_part(_figures):
    changed = _figures.copy()
    changed.loc["2025-03-02":, "arrivals"] = 999
    tracks = [
        forecast_year(daily, as_of="2025-05-14", n_paths=20).track(["2025-03-01"], n_paths=50)
        for daily in (_figures, changed)
    ]
    pd.testing.assert_frame_equal(*tracks)


def test_origins_too_early_for_a_forecast_are_left_out(_figures, outlook):
    track = outlook.track(["2018-01-15", "2019-01-31"], n_paths=20)
    assert track["as_of"].dt.date.tolist() == [date(2019, 1, 31)]
    assert list(outlook.track([]).columns) == list(COLUMNS)


def test_an_origin_outside_the_figures_is_refused(outlook):
    with pytest.raises(OutOfRangeError, match="30 June 2025"):
        outlook.track(["2025-06-30"])


def test_the_argument_is_called_as_it_is_given(outlook):
    with pytest.raises(OutOfRangeError, match="origins: the figures run"):
        outlook.track(["2026-03-01"])


class TestKept:
    ORIGINS = ("2024-07-31", "2024-12-31", "2025-03-01")

    def test_what_is_kept_is_what_would_be_made(self, outlook, monkeypatch):
        """To the last digit and type, and no forecast is made a second time."""
        kept: dict[str, str] = {}
        fresh = outlook.track(self.ORIGINS, n_paths=60)
        first = outlook.track(self.ORIGINS, n_paths=60, kept=kept)
        assert len(kept) == len(self.ORIGINS)
        monkeypatch.setattr(tracking, "summary", None)
        second = outlook.track(self.ORIGINS, n_paths=60, kept=kept)
        pd.testing.assert_frame_equal(first, fresh, check_exact=True)
        pd.testing.assert_frame_equal(second, fresh, check_exact=True)

    def test_only_new_origins_are_forecast(self, _figures, outlook, monkeypatch):
        """A week later too, when the figures have more days."""
        kept: dict[str, str] = {}
        outlook.track(self.ORIGINS, n_paths=60, kept=kept)
        later = forecast_year(_figures, as_of="2025-05-21", n_paths=50)
        made = []
        monkeypatch.setattr(tracking, "summary", lambda one: made.append(one.as_of) or summary(one))
        later.track([*self.ORIGINS, "2025-05-14"], n_paths=60, kept=kept)
        assert made == [date(2025, 5, 14)]

    @pytest.mark.parametrize(
        "other",
        [{"n_paths": 61}, {"seed": 1}, {"model": "persistence"}, {"arrivals": 1}, {"actual": 1}],
        ids=str,
    )
    def test_another_question_is_not_answered_by_it(self, _figures, outlook, other):
        """Of other figures, or of a year that had another total: all that a row follows from."""
        kept: dict[str, str] = {}
        outlook.track(["2024-07-31"], n_paths=60, kept=kept)
        other, changed = dict(other), _figures.copy()
        changed.loc["2024-07-31", "arrivals"] += other.pop("arrivals", 0)
        changed.loc["2024-08-01", "arrivals"] += other.pop("actual", 0)
        n_paths = other.pop("n_paths", 60)
        asked = forecast_year(changed, as_of="2025-05-14", **{"n_paths": 50, **other})
        found = asked.track(["2024-07-31"], n_paths=n_paths, kept=kept)
        pd.testing.assert_frame_equal(found, asked.track(["2024-07-31"], n_paths=n_paths))
        assert len(kept) == 2

    @pytest.mark.parametrize(
        "damage",
        [
            lambda text: text.replace('"median": ', '"median": 1'),
            lambda text: text[:-5],
            lambda _: "",
            lambda _: "null",
            lambda _: "[" * 100_000,
            lambda _: '{"forecast": null, "sha256": 1}',
            lambda _: b"\xff",
            lambda _: None,
        ],
        ids=["value", "cut", "empty", "null", "nested", "foreign", "bytes", "none"],
    )
    def test_a_damaged_row_is_made_again(self, outlook, damage):
        """And put right."""
        kept: dict[str, str] = {}
        fresh = outlook.track(["2024-07-31"], n_paths=60, kept=kept)
        ((key, whole),) = kept.items()
        kept[key] = damage(whole)
        pd.testing.assert_frame_equal(
            outlook.track(["2024-07-31"], n_paths=60, kept=kept), fresh, check_exact=True
        )
        assert kept == {key: whole}

    def test_a_row_under_the_key_of_another_is_made_again(self, outlook):
        kept: dict[str, str] = {}
        fresh = outlook.track(["2024-07-31", "2024-08-31"], n_paths=60, kept=kept)
        one, other = kept
        kept[one], kept[other] = kept[other], kept[one]
        again = outlook.track(["2024-07-31", "2024-08-31"], n_paths=60, kept=kept)
        pd.testing.assert_frame_equal(again, fresh, check_exact=True)

    def test_a_model_of_your_own_is_not_kept(self, _figures):
        """Its name does not say what it is."""
        kept: dict[str, str] = {}
        own = forecast_year(_figures, as_of="2025-05-14", model=Persistence(), n_paths=5)
        assert len(own.track(["2024-07-31"], n_paths=5, kept=kept)) == 1
        assert kept == {}

    def test_a_version_of_the_package_keeps_its_own(self, outlook, monkeypatch):
        kept: dict[str, str] = {}
        outlook.track(["2024-07-31"], n_paths=5, kept=kept)
        monkeypatch.setattr(tracking, "version", lambda _: "0.0")
        outlook.track(["2024-07-31"], n_paths=5, kept=kept)
        assert len(kept) == 2
