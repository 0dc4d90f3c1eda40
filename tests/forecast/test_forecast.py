"""The forecast on the official figures: the statements that it must get right."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from crossings.data.errors import (
    InconsistentDataError,
    NotEnoughHistoryError,
    OptionError,
    OutOfRangeError,
    UnknownFormatError,
)
from crossings.forecast import Record, forecast_year


def test_late_in_a_year_the_record_is_decided(figures):
    passed = forecast_year(figures, as_of="2022-11-10")
    assert passed.record.probability > 0.99
    assert passed.record.broken is True
    low = forecast_year(figures, as_of="2023-10-26")
    assert low.record.probability < 0.05
    assert low.record.broken is None


def test_the_method_is_the_one_that_was_researched(figures):
    """P(record) on two days of 2025 as the research had it, within the noise of simulation."""
    april = forecast_year(figures, as_of="2025-04-17")
    may = forecast_year(figures, as_of="2025-05-14")
    assert april.record.probability == pytest.approx(0.56, abs=0.02)
    assert may.record.probability == pytest.approx(0.67, abs=0.02)
    alone = forecast_year(figures, as_of="2025-04-17", model="active-days")
    assert alone.record.probability == pytest.approx(0.77, abs=0.02)


def test_a_finished_year_is_certain(figures):
    for outlook in (
        forecast_year(figures, year=2025, as_of="2025-12-31"),
        forecast_year(figures, year=2025),
        forecast_year(figures, year=2022, as_of="2024-02-29"),
    ):
        assert outlook.finished
        assert set(outlook.total.samples.tolist()) == {outlook.year_to_date}
        assert outlook.paths.shape == (10_000, 0)
    assert outlook.year_to_date == 45755
    assert outlook.record.threshold == 28526
    assert outlook.record.phrase == "broken"
    assert forecast_year(figures, year=2025).record.phrase == "not broken"


def test_the_year_is_that_of_the_day_after_the_origin(figures):
    assert forecast_year(figures, as_of="2025-12-30", n_paths=10).year == 2025
    fresh = forecast_year(figures, as_of="2025-12-31", n_paths=10)
    assert (fresh.year, fresh.year_to_date, fresh.paths.shape) == (2026, 0, (10, 365))


def test_leap_years(figures):
    assert forecast_year(figures, as_of="2023-12-31", n_paths=10).paths.shape == (10, 366)
    assert forecast_year(figures, as_of="2024-02-29", n_paths=10).paths.shape == (10, 306)


def test_first_year_has_no_record(figures):
    outlook = forecast_year(figures, as_of="2018-12-15", n_paths=50)
    assert outlook.record == Record.none()
    assert not outlook.record
    assert outlook.to_dict()["record"] is None
    assert "record" not in set(outlook.to_frame()["target"])


def test_a_tie_is_not_a_record_and_the_first_of_two_tied_years_is_named():
    days = pd.date_range("2021-01-01", "2023-12-31", name="date")
    table = pd.DataFrame({"arrivals": 1}, index=days)
    over = forecast_year(table, year=2023)
    assert (over.record.threshold, over.record.set_in, over.record.broken) == (365, 2021, False)
    ahead = forecast_year(table, as_of="2023-06-30", model="persistence", n_paths=10)
    assert (ahead.record.threshold, ahead.record.set_in) == (365, 2021)
    pace = ahead.required_pace()
    assert (pace.threshold, pace.set_in, pace.fastest_year) == (365, 2021, 2021)
    assert pace.needed == 366 - 181


def test_only_arrivals_are_needed(figures):
    bare = figures[["arrivals"]].copy()
    bare.attrs = {}
    outlook = forecast_year(bare, as_of="2025-05-14", n_paths=50)
    full = forecast_year(figures, as_of="2025-05-14", n_paths=50)
    np.testing.assert_array_equal(outlook.paths, full.paths)
    assert outlook.provenance == []


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"as_of": "2027-01-01"}, OutOfRangeError, "1 January 2018 to 20 August 2026"),
        ({"as_of": "2017-01-01"}, OutOfRangeError, "figures for 1 January 2017"),
        ({"as_of": "yesterday"}, OptionError, "'yesterday' is not a date"),
        ({"year": 2028}, OutOfRangeError, "2027 at the latest"),
        ({"year": 2017}, NotEnoughHistoryError, "figures from 1 January 2017"),
        ({"year": "2025"}, OptionError, "a whole number"),
        ({"n_paths": 0}, OptionError, "1 to 100,000"),
        ({"n_paths": 2.5}, OptionError, "a whole number"),
        ({"n_paths": True}, OptionError, "a whole number"),
        ({"seed": -1}, OptionError, "seed"),
        ({"model": "default "}, OptionError, "Did you mean 'default'"),
        ({"model": None}, OptionError, "no model None"),
    ],
)
def test_arguments_that_cannot_be(figures, options, error, message):
    with pytest.raises(error, match=message):
        forecast_year(figures, **options)


def test_tables_that_cannot_be(figures):
    with pytest.raises(UnknownFormatError, match="column arrivals"):
        forecast_year(figures.rename(columns={"arrivals": "people"}))
    with pytest.raises(InconsistentDataError, match="14 May 2025"):
        forecast_year(figures.drop(pd.Timestamp("2025-05-14")))
    with pytest.raises(NotEnoughHistoryError, match="to know the year to date"):
        forecast_year(figures.loc["2025-02-01":"2025-09-01"])


def test_a_finished_year_knows_its_milestones(figures):
    outlook = forecast_year(figures, year=2024, n_paths=10)
    assert outlook.milestone(99_999).probability == 0
    assert outlook.milestone(99_999).date_quantile(0.5) is None
    assert outlook.milestone(36_816).probability == 1
    assert outlook.running().empty


def test_a_forecast_cannot_be_changed_from_outside(figures):
    outlook = forecast_year(figures, as_of="2025-05-14", n_paths=10)
    outlook.provenance[0]["kind"] = "changed"
    assert figures.attrs["provenance"][0]["kind"] == "time-series"
    for array in (outlook.paths, outlook.total.samples):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


@pytest.mark.parametrize("model", ["pace", "persistence"])
def test_very_large_counts_are_not_cut_short(model):
    days = pd.date_range("2022-01-01", "2025-06-30", name="date")
    table = pd.DataFrame({"arrivals": 900_000}, index=days)
    outlook = forecast_year(table, model=model, n_paths=500)
    assert outlook.total.median == pytest.approx(365 * 900_000, rel=0.1)


def test_models_keeps_its_name_whatever_is_imported_first():
    code = (
        "import crossings.forecast.methods.baselines.pace; from crossings.forecast import models; "
        "import crossings; print(models() == crossings.models(), models()[0])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True default\n"
