"""What explains a forecast."""

from __future__ import annotations

import json
import pickle
from datetime import date

import pandas as pd
import pytest
from crossings.data.errors import OptionError
from crossings.forecast import forecast_year, required_pace


@pytest.fixture(scope="module")
def outlook(_figures):
    return forecast_year(_figures, as_of="2025-05-14", n_paths=2000)


class TestMembers:
    def test_of_a_pool(self, outlook):
        members = outlook.members().set_index("member")
        assert members.index.tolist() == ["count-level", "root-level"]
        assert members["n_paths"].tolist() == [1000, 1000]
        assert members.loc["count-level", "q0.5"] > members.loc["root-level", "q0.5"]
        assert members["record_probability"].mean() == pytest.approx(outlook.record.probability)
        assert members["mean"].mean() == pytest.approx(outlook.total.mean)

    def test_of_a_model_alone(self, figures):
        alone = forecast_year(figures, as_of="2025-05-14", model="pace", n_paths=50)
        members = alone.members()
        assert members["member"].tolist() == ["pace"]
        assert members["q0.5"].iloc[0] == alone.total.median

    def test_of_the_next_year(self, figures):
        ahead = forecast_year(figures, as_of="2025-05-14", year=2026, n_paths=50)
        assert ahead.members()["mean"].mean() == pytest.approx(ahead.total.mean)


class TestMilestones:
    def test_every_five_thousand(self, outlook):
        milestones = outlook.milestones()
        assert milestones["total"].tolist()[:3] == [5000, 10_000, 15_000]
        assert milestones["probability"].is_monotonic_decreasing
        reached = pd.Timestamp("2025-03-20")
        assert milestones.loc[0, "q0.1"] == milestones.loc[0, "q0.9"] == reached
        assert pd.isna(milestones["q0.9"].iloc[-1])
        assert milestones["total"].iloc[-1] <= outlook.total.quantile(0.975)
        for row in milestones.itertuples(index=False):
            dates = [day for day in row[2:] if not pd.isna(day)]
            assert dates == sorted(dates)

    def test_a_step_of_nothing(self, outlook):
        with pytest.raises(OptionError, match="step: 0; expected a whole number"):
            outlook.milestones(0)

    def test_a_step_of_one_is_refused_with_the_number_of_rows(self, outlook):
        with pytest.raises(OptionError, match=r"a milestone every 1, .* 10,000 at most"):
            outlook.milestones(1)
        assert len(outlook.milestones(500)) > 60


class TestRequiredPace:
    def test_on_14_may_2025(self, outlook):
        pace = outlook.required_pace()
        assert (pace.threshold, pace.set_in, pace.needed) == (45755, 2022, 45756 - 12699)
        assert (pace.rest.days, pace.per_day) == (231, round(33057 / 231, 1))
        assert (pace.fastest_per_day, pace.fastest_year) == (163.4, 2022)

    def test_of_a_year_that_has_not_begun(self, figures):
        ahead = forecast_year(figures, as_of="2025-12-31", n_paths=20).required_pace()
        assert (ahead.threshold, ahead.needed, ahead.rest.days) == (45755, 45756, 365)
        assert (ahead.fastest_year, ahead.fastest_per_day) == (2022, round(45755 / 365, 1))
        later = forecast_year(figures, as_of="2025-05-14", year=2026, n_paths=20).required_pace()
        assert later.rest.start == date(2026, 1, 1)

    def test_none_where_there_is_none(self, figures):
        assert required_pace(figures["arrivals"], date(2025, 12, 31)) is None
        assert required_pace(figures["arrivals"], date(2018, 5, 1)) is None
        assert required_pace(figures["arrivals"], date(2022, 12, 1)) is None


class TestChange:
    def test_the_parts_add_up(self, outlook):
        change = outlook.change_since("2025-05-07")
        assert change.revision == 0
        assert change.revision + change.time + change.figures == change.change
        assert (change.since, change.until) == (date(2025, 5, 7), date(2025, 5, 14))
        assert change.came == 1183
        assert change.now == outlook.total.median
        assert change.probability_now == outlook.record.probability
        assert change.probability_before != change.probability_now
        assert json.dumps(change.to_dict())

    def test_many_more_than_expected_move_it_up(self, figures):
        figures.loc["2025-05-08":"2025-05-14", "arrivals"] = 900
        change = forecast_year(figures, as_of="2025-05-14", n_paths=1000).change_since("2025-05-07")
        assert change.came == 6300 > 3 * change.expected
        assert change.figures > 3000

    def test_a_revision_is_told_apart(self, figures):
        then = figures[:"2025-05-07"].copy()
        then.loc["2025-04-01":"2025-05-07", "arrivals"] //= 2
        now = forecast_year(figures, as_of="2025-05-14", n_paths=1000)
        plain, revised = (
            now.change_since("2025-05-07"),
            now.change_since("2025-05-07", known_then=then),
        )
        assert (plain.time, plain.figures) == (revised.time, revised.figures)
        assert revised.revision > 1000
        assert revised.before == plain.before - revised.revision

    def test_since_the_year_before(self, figures):
        now = forecast_year(figures, as_of="2025-01-09", n_paths=500)
        change = now.change_since("2024-12-26")
        assert change.revision + change.time + change.figures == change.change

    def test_what_came_out_later_is_no_revision(self, figures):
        now = forecast_year(figures, as_of="2025-05-21", n_paths=300)
        change = now.change_since("2025-05-14", known_then=figures[:"2025-05-10"])
        assert (change.since, change.revision) == (date(2025, 5, 10), 0)
        assert change.came == figures.loc["2025-05-11":"2025-05-21", "arrivals"].sum()

    def test_of_a_year_that_is_over(self, figures):
        over = forecast_year(figures, year=2025, n_paths=300)
        change = over.change_since("2025-05-14")
        assert change.now == 41472
        assert change.revision + change.time + change.figures == change.change
        nothing = over.change_since("2025-12-31")
        assert (nothing.change, nothing.came) == (0, 0)

    @pytest.mark.parametrize("origin", ["2025-05-14", "2025-06-01", "2017-01-01"])
    def test_not_before(self, outlook, origin):
        with pytest.raises(OptionError, match="a day before 14 May 2025"):
            outlook.change_since(origin)


def test_explaining_changes_nothing(outlook):
    before = outlook.to_dict()
    outlook.change_since("2025-05-07")
    outlook.members()
    outlook.milestones()
    assert outlook.to_dict() == before
    assert isinstance(outlook.history, pd.Series)


def test_a_forecast_can_be_sent_elsewhere(outlook):
    sent = pickle.loads(pickle.dumps(outlook))
    assert sent.to_dict() == outlook.to_dict()
    assert sent.change_since("2025-05-07") == outlook.change_since("2025-05-07")


def test_nothing_was_known_then(figures, outlook):
    with pytest.raises(OptionError, match="known_then: no figures up to 7 May 2025"):
        outlook.change_since("2025-05-07", known_then=figures.loc["2025-05-08":])
