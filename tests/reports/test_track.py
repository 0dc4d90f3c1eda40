"""The track record of a report: every week of the year, and persistence as its baseline."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from crossings.data.dataset import Figures
from crossings.forecast import forecast_year
from crossings.reports.sections import gather


@pytest.fixture(scope="module")
def outlook(_figures):
    return forecast_year(_figures, as_of="2025-03-19", n_paths=20)


def test_the_track_of_the_year_has_every_week_to_the_forecast(outlook):
    track = gather._this_year(outlook, None, earlier=True)
    days = track["as_of"].dt.date.tolist()
    assert days[-1] == outlook.as_of
    assert set(np.diff(days)) == {timedelta(days=7)}
    assert days[0] - timedelta(days=7) < date(2024, 12, 31) <= days[0]


def test_the_baseline_is_persistence_on_the_same_days(_figures, outlook):
    scored = outlook.track(["2024-05-31", "2023-09-30"], n_paths=5)
    baseline = gather._baseline(Figures.of(_figures), scored, None)
    naive = forecast_year(_figures, model="persistence", n_paths=5)
    expected = naive.track(scored["as_of"], n_paths=gather.TRACK_PATHS)
    assert baseline["as_of"].tolist() == scored["as_of"].tolist()
    assert baseline["crps"].tolist() == expected["crps"].tolist()
