"""What a forecast answers: chances, periods and earlier years, in one piece of JSON and in rows."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pandas as pd
import pytest
from crossings.data.errors import OptionError, OutOfRangeError
from crossings.forecast import Distribution, forecast_year
from crossings.forecast.answers import MAX_BINS, Questions, chances
from crossings.forecast.horizons import period_named
from hypothesis import given
from hypothesis import strategies as st


@pytest.fixture(scope="module")
def outlook(_figures):
    return forecast_year(_figures, as_of="2025-05-14", n_paths=500)


class TestPeriods:
    @pytest.mark.parametrize(
        ("text", "start", "end"),
        [
            ("next-week", "2026-08-21", "2026-08-27"),
            ("next-4-weeks", "2026-08-21", "2026-09-17"),
            ("next-13-weeks", "2026-08-21", "2026-11-19"),
            ("next-month", "2026-09-01", "2026-09-30"),
            ("2026-09", "2026-09-01", "2026-09-30"),
            ("2027", "2027-01-01", "2027-12-31"),
            ("2026-09-01", "2026-09-01", "2026-09-01"),
            ("2026-10-01..2026-12-31", "2026-10-01", "2026-12-31"),
            ("2026-10..2027-02", "2026-10-01", "2027-02-28"),
            ("2026-10-05 .. 2026-11", "2026-10-05", "2026-11-30"),
        ],
    )
    def test_that_have_a_name(self, text, start, end):
        period = period_named(text, date(2026, 8, 20))
        assert (str(period.start), str(period.end)) == (start, end)

    @pytest.mark.parametrize(
        "text",
        ["", "..", "week", "year", "next-5-weeks", "2026-13", "2026-9", "2026-02-30", "0000-01",
         "2026-10-01..", "..2026-10-01", "2026-10-01...2026-10-02", "2026/10",
         "\u0662\u0660\u0662\u0666"],
    )  # fmt: skip
    def test_that_have_none(self, text):
        with pytest.raises(OptionError, match=r"expected next-week, .* a month such as 2026-09"):
            period_named(text, date(2026, 8, 20))

    def test_the_wrong_way_round(self):
        with pytest.raises(OptionError, match="ends before it starts"):
            period_named("2026-10-02..2026-10-01", date(2026, 8, 20))

    @given(st.text(max_size=25) | st.from_regex(r"\d{4}(-\d\d){0,2}(\.\.\d{4}(-\d\d){0,2})?"))
    def test_whatever_is_written(self, text):
        try:
            period = period_named(text, date(2026, 8, 20))
        except OptionError:
            return
        assert period.start <= period.end


class TestChances:
    @given(
        st.lists(st.integers(0, 200_000), min_size=1, max_size=60),
        st.integers(250, 100_000),
    )
    def test_bins_hold_every_path_once(self, people, width):
        samples = np.array(people)
        found = chances(Distribution(samples), Questions(bins=width))
        assert sum(one.probability for one in found) == pytest.approx(1)
        assert all(one.low % width == 0 and one.high == one.low + width - 1 for one in found)
        for one in found:
            inside = ((samples >= one.low) & (samples <= one.high)).mean()
            assert one.probability == pytest.approx(inside)
        lows = [one.low for one in found]
        assert lows == list(range(lows[0], lows[-1] + 1, width))
        assert found[0].probability > 0
        assert found[-1].probability > 0

    def test_above_is_strict_and_between_is_not(self):
        people = Distribution(np.array([100, 200, 300, 400]))
        above, between = chances(people, Questions(thresholds=[200], between=[(200, 300)]))
        assert (above.probability, above.label) == (0.5, "More than 200")
        assert (between.probability, between.label) == (0.5, "From 200 to 300")
        assert above.to_dict() == {
            "threshold": 200,
            "probability": 0.5,
            "phrase": "realistic possibility (50%)",
        }
        assert list(between.to_dict()) == ["low", "high", "probability", "phrase"]

    @pytest.mark.parametrize(
        ("asked", "message"),
        [
            (Questions(thresholds=[-1]), "thresholds: -1; expected a whole number"),
            (Questions(thresholds=[1.5]), "thresholds: 1.5"),
            (Questions(between=[(5, 4)]), "between: from 5 to 4; expected the lower number first"),
            (Questions(between=[(5, True)]), "between: True"),
            (Questions(between=[(5,)]), "expected two numbers"),
            (Questions(bins=0), "bins: 0; expected a whole number from 1"),
            (Questions(bins=1), "bins of 1, of which there would be 5,001; expected 1,000"),
        ],
    )
    def test_what_cannot_be_asked(self, asked, message):
        people = Distribution(np.array([0, 5 * MAX_BINS]))
        with pytest.raises(OptionError, match=message):
            chances(people, asked)


ASKED = {"thresholds": [40_000], "between": [(40_000, 50_000)], "bins": 20_000}


class TestJsonAndRows:
    def test_of_the_year_say_the_same(self, outlook):
        printed = json.loads(json.dumps(outlook.to_dict(**ASKED, like=True)))
        assert list(printed)[:9] == list(outlook.to_dict())
        (above,), (between,) = printed["thresholds"], printed["between"]
        assert above["probability"] == outlook.total.probability_above(40_000)
        assert between["probability"] == outlook.total.probability_between(40_000, 50_000)
        assert sum(one["probability"] for one in printed["bins"]) == pytest.approx(1)
        rows = outlook.to_frame(**ASKED, like=True).set_index(
            ["target", "output_type", "output_type_id"]
        )
        assert rows.index.is_unique
        value, words = rows.loc[("total", "probability", "40000"), ["value", "phrase"]]
        assert (value, words) == (above["probability"], above["phrase"])
        value, words = rows.loc[
            ("total", "probability between", "40000..50000"), ["value", "phrase"]
        ]
        assert (value, words) == (between["probability"], between["phrase"])
        bins = rows.sort_index().xs(("total", "probability of bin"))
        assert bins["value"].to_dict() == {
            f"{one['low']}..{one['high']}": one["probability"] for one in printed["bins"]
        }
        for one in printed["like"]:
            assert rows.loc[("like", "total", str(one["year"])), "value"] == one["total"]

    def test_have_the_chance_against_the_final_figure(self, outlook):
        """The daily figures of 2022 have 45,755 people, the final statistics 45,774."""
        against = outlook.against(45_774, 2022)
        record = outlook.to_dict()["record"]
        assert record["final"] == {
            "threshold": 45_774,
            "probability": against.probability,
            "phrase": against.phrase,
        }
        rows = outlook.to_frame().set_index(["target", "output_type"]).loc[["final record"]]
        assert rows.loc[("final record", "threshold"), "value"] == 45_774
        assert rows.loc[("final record", "probability"), "phrase"] == against.phrase

    def test_have_none_where_it_does_not_differ_or_is_not_known(self, figures, outlook):
        own = forecast_year(outlook.history.to_frame("arrivals") * 2, n_paths=20)
        assert not own.final_record
        assert own.to_dict()["record"]["final"] is None
        assert "final record" not in set(own.to_frame()["target"])
        first = forecast_year(figures, as_of="2018-11-30", model="root-level", n_paths=20)
        assert first.to_dict()["record"] is None

    def test_of_a_period_have_the_shape_of_the_contract(self, outlook):
        period = ("2025-05-01", "2025-05-31")
        printed = json.loads(json.dumps(outlook.to_dict(period=period, bins=5_000)))
        assert list(printed) == [
            "as_of", "model", "n_paths", "seed", "period", "provenance", "bins",
        ]  # fmt: skip
        found, people = printed["period"], outlook.period(*period)
        assert list(found) == [
            "start", "end", "days", "known_days", "counted", "mean", "median", "quantiles",
        ]  # fmt: skip
        assert (found["start"], found["end"]) == period
        assert (found["days"], found["known_days"], found["counted"]) == (31, 14, 1625)
        assert list(found["quantiles"]) == list(outlook.to_dict()["total"]["quantiles"])
        assert found["quantiles"]["0.9"] == people.quantile(0.9)
        assert found["median"] == people.median
        rows = outlook.to_frame(period=period)
        assert list(rows)[:4] == ["as_of", "start", "end", "model"]
        assert set(rows["start"]) == {"2025-05-01"}
        quantiles = rows[rows["output_type"] == "quantile"]
        assert quantiles["value"].tolist() == list(found["quantiles"].values())

    def test_of_a_period_across_new_year(self, outlook):
        period = ("2025-12-15", "2026-01-15")
        found = outlook.to_dict(period=period)["period"]
        assert (found["days"], found["counted"]) == (32, 0)
        assert found["median"] == outlook.period(*period).median

    def test_of_a_period_that_is_over(self, outlook):
        found = outlook.to_dict(period=("2025-04-01", "2025-04-30"))["period"]
        assert {found["counted"], *found["quantiles"].values()} == {found["median"]}

    def test_of_a_period_that_nothing_tells_of(self, outlook):
        with pytest.raises(OutOfRangeError, match="period: a period that ends on 1 January 2027"):
            outlook.to_dict(period=("2026-12-01", "2027-01-01"))
        with pytest.raises(OptionError, match="not a date"):
            outlook.to_frame(period=("2026-12-01", "Christmas"))
        with pytest.raises(OptionError, match="like: the rest of a year, of a period"):
            outlook.to_dict(period=("2025-06-01", "2025-06-30"), like=True)


class TestAnalogues:
    def test_each_earlier_year_from_the_next_date_on(self, figures, outlook):
        table = outlook.analogues().set_index("year")
        assert table.index.tolist() == list(range(2018, 2025))
        for year, row in table.iterrows():
            rest = figures.loc[f"{year}-05-15" : f"{year}-12-31", "arrivals"].sum()
            assert row["rest"] == rest
            assert row["total"] == 12_699 + rest
            assert row["share_below"] == (outlook.total.samples < row["total"]).mean()
            assert row["above_record"] == (row["total"] > 45_755)
        assert table["above_record"].any()
        assert not table["above_record"].all()

    @pytest.mark.parametrize(
        ("origin", "first"),
        [
            ("2024-02-28", {2020: "02-29", 2021: "03-01"}),
            ("2024-02-29", {2020: "03-01", 2021: "03-01"}),
            ("2023-02-28", {2020: "02-29", 2021: "03-01"}),
        ],
    )
    def test_29_february(self, figures, origin, first):
        outlook = forecast_year(figures, as_of=origin, model="persistence", n_paths=20)
        rest = outlook.analogues().set_index("year")["rest"]
        figures["arrivals"] += 1000  # so that a day more or less shows
        outlook = forecast_year(figures, as_of=origin, model="persistence", n_paths=20)
        rest = outlook.analogues().set_index("year")["rest"]
        for year, day in first.items():
            assert rest[year] == figures.loc[f"{year}-{day}" : f"{year}-12-31", "arrivals"].sum()

    def test_a_year_that_has_not_begun_takes_whole_years(self, figures):
        ahead = forecast_year(figures, as_of="2025-12-31", model="persistence", n_paths=20)
        table = ahead.analogues().set_index("year")
        assert table.loc[2025, ["rest", "total"]].tolist() == [41_472, 41_472]

    def test_none_where_no_day_is_left_or_no_year_is_earlier(self, figures):
        over = forecast_year(figures, as_of="2025-05-14", year=2024, n_paths=20)
        first = forecast_year(figures, as_of="2018-11-30", model="root-level", n_paths=20)
        for outlook in (over, first):
            assert outlook.analogues().empty
            assert outlook.to_dict(like=True)["like"] == []
        assert str(first.analogues()["share_below"].dtype) == "float64"

    def test_nothing_after_the_origin_has_any_effect(self, figures):
        changed = figures.copy()
        changed.loc["2025-05-15":, "arrivals"] = 999
        one, other = (
            forecast_year(table, as_of="2025-05-14", n_paths=20).analogues()
            for table in (figures, changed)
        )
        pd.testing.assert_frame_equal(one, other)
