"""The forecast and the figures in the shapes of the forecast hubs."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from crossings.data import figures as load_figures
from crossings.data.errors import OptionError
from crossings.forecast import forecast_year, hub_file_name, hub_target_data
from crossings.forecast.hub import ANNUAL, RECORD, WEEKLY, reference_day


@pytest.fixture(scope="module")
def outlook(_figures):
    return forecast_year(_figures, as_of="2025-05-14", model="persistence", n_paths=60)


class TestReferenceDate:
    @pytest.mark.parametrize(
        ("rule", "day"),
        [
            (None, "2025-05-14"),
            ("wednesday", "2025-05-14"),  # the day itself is one
            (" Saturday", "2025-05-17"),
            ("tuesday", "2025-05-20"),
            ("2025-06-01", "2025-06-01"),
            (date(2025, 5, 15), "2025-05-15"),
        ],
    )
    def test_a_date_or_a_weekday(self, rule, day):
        assert reference_day(rule, date(2025, 5, 14)) == date.fromisoformat(day)

    @pytest.mark.parametrize("rule", ["someday", "", "2025-13-01", 5])
    def test_anything_else_is_refused(self, rule):
        with pytest.raises(OptionError, match="neither a date nor a weekday"):
            reference_day(rule, date(2025, 5, 14))

    @pytest.mark.parametrize("day", ["2025-05-13", "2026-05-15"])
    def test_a_day_before_the_origin_or_long_after(self, outlook, day):
        with pytest.raises(OptionError, match="from 14 May 2025, the last figure, to 14 May 2026"):
            outlook.to_hub(day)

    def test_a_day_after_the_year_that_late_figures_leave_open(self, outlook):
        hub = outlook.to_hub("2026-01-03")
        assert hub["horizon"].unique().tolist() == [0]
        assert set(hub["target"]) == {ANNUAL, RECORD}

    @pytest.mark.parametrize("rule", [None, "saturday", "2025-05-15", "2025-12-31"])
    def test_weeks_end_on_its_weekday_and_horizons_are_counted_from_it(self, outlook, rule):
        hub = outlook.to_hub(rule)
        reference = pd.Timestamp(reference_day(rule, outlook.as_of))
        assert (hub["reference_date"] == reference).all()
        weekly = hub[hub["target"] == WEEKLY]
        ahead = (weekly["target_end_date"] - reference).dt.days
        assert (ahead == 7 * weekly["horizon"]).all()
        first = 1 if rule is None else 0  # the week that ends on the origin is over
        assert sorted(weekly["horizon"].unique()) == list(range(first, first + len(weekly) // 23))
        assert weekly["target_end_date"].max() > pd.Timestamp("2025-12-24")
        annual = hub[hub["target"].isin([ANNUAL, RECORD])]
        weeks = -(-(pd.Timestamp("2025-12-31") - reference).days // 7)
        assert (annual["horizon"] == weeks).all()

    def test_a_week_with_days_that_are_known_counts_them(self, outlook):
        """Of the week to Saturday 17 May, Sunday to Wednesday are known."""
        hub = outlook.to_hub("saturday").set_index(["target", "horizon", "output_type_id"])["value"]
        people = outlook.period("2025-05-11", "2025-05-17")
        assert hub[WEEKLY, 0, "0.5"] == people.median
        assert hub[WEEKLY, 0, "0.01"] >= outlook.history["2025-05-11":].sum()

    def test_a_year_that_is_over_has_its_total(self, _figures):
        hub = forecast_year(_figures, year=2025, n_paths=5).to_hub()
        assert hub["horizon"].unique().tolist() == [0]
        assert set(hub["target"]) == {ANNUAL, RECORD}
        assert set(hub.loc[hub["output_type"] == "quantile", "value"]) == {41472}


def test_the_name_of_a_file():
    assert hub_file_name(date(2025, 5, 17), "team", "m_1") == "2025-05-17-team-m_1.csv"
    for names in (("my-team", "m"), ("team", "count-level"), ("", "m"), ("a/b", "m")):
        with pytest.raises(OptionError, match="letters, digits and underscores"):
            hub_file_name(date(2025, 5, 17), *names)


class TestTargetData:
    def test_every_week_and_year_of_the_figures(self, figures):
        known = figures.loc[:"2025-05-14", ["arrivals"]]
        table = hub_target_data(known, as_of="2025-05-16", reference_date="saturday")
        assert list(table) == ["as_of", "target_end_date", "location", "target", "observation"]
        assert (table["as_of"] == pd.Timestamp("2025-05-16")).all()
        weekly = table[table["target"] == WEEKLY].set_index("target_end_date")["observation"]
        sums = known["arrivals"].rolling(7).sum()
        assert weekly.index.day_name().unique().tolist() == ["Saturday"]
        assert weekly.index[0] == pd.Timestamp("2018-01-13")  # 1 January was a Monday
        assert weekly.index[-1] == pd.Timestamp("2025-05-10")
        assert weekly.tolist() == sums[weekly.index].astype(int).tolist()
        annual = table[table["target"] == ANNUAL].set_index("target_end_date")["observation"]
        assert annual.index[-1] == pd.Timestamp("2024-12-31")
        assert annual.iloc[-1] == known.loc["2024", "arrivals"].sum()

    def test_without_a_day_it_is_that_of_the_newest_publication(self):
        known = load_figures()
        assert hub_target_data(known)["as_of"].unique().tolist() == [pd.Timestamp(known.published)]

    def test_less_than_a_week(self, figures):
        table = hub_target_data(figures.iloc[:3, :1])
        assert table.empty
        assert table["observation"].dtype == "int64"

    def test_it_has_what_happened_to_every_week_that_was_forecast(self, figures, outlook):
        hub = outlook.to_hub("saturday")
        target_data = hub_target_data(figures, reference_date="2025-05-17")
        joined = hub.merge(target_data, on=["target", "target_end_date", "location"], how="left")
        assert joined[joined["target"] != RECORD]["observation"].notna().all()
