"""Scores against closed forms and identities."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import scoringrules
from crossings.data.errors import OptionError
from crossings.forecast import Distribution, relative_skill
from crossings.forecast.distribution import LEVELS
from crossings.forecast.scoring import (
    WIS_PARTS,
    brier,
    log_score,
    quantile_score,
    score_total,
    skill,
)
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

SAMPLES = st.lists(st.integers(0, 10_000), min_size=1, max_size=40)


def table(crps: dict[str, list[float]], years=(2021, 2021, 2022)) -> pd.DataFrame:
    rows = [
        {
            "model": model, "origin": number, "year": year, "actual": 100, "crps": score,
            "wis": score, "covered_50": 1.0, "covered_80": 1.0, "covered_95": 1.0, "pit": 0.5,
            "record_probability": 0.25, "record": False, "seconds": 1.0,
        }
        for model, scores in crps.items()
        for number, (score, year) in enumerate(zip(scores, years, strict=True))
    ]  # fmt: skip
    return pd.DataFrame(rows)


@given(SAMPLES, st.integers(0, 10_000))
def test_crps_is_its_definition_in_expectations(samples, actual):
    """E|X - y| - E|X - X'| / 2, Gneiting and Raftery (2007), eq. 21."""
    x = np.array(samples, dtype=float)
    expected = np.abs(x - actual).mean() - np.abs(x[:, None] - x).mean() / 2
    crps = score_total(Distribution(np.array(samples)), actual)["crps"]
    assert crps == pytest.approx(expected, abs=1e-6)


@given(SAMPLES, st.integers(0, 10_000))
def test_crps_and_quantile_scores_are_those_of_scoringrules(samples, actual):
    """To the last digit, as the scores kept by earlier versions were its own."""
    people, given_ = np.array(samples, dtype=float), float(actual)
    expected = scoringrules.crps_ensemble(given_, people, backend="numpy")
    assert score_total(Distribution(np.array(samples)), actual)["crps"] == float(expected)
    levels = np.linspace(0, 1, people.size)
    theirs = scoringrules.quantile_score(given_, people, levels, backend="numpy")
    assert quantile_score(given_, people, levels).tolist() == theirs.tolist()


def test_crps_of_a_normal_distribution():
    """Closed form of Gneiting and Raftery (2007), eq. 5."""
    people = 40_000 + 5_000 * norm.ppf((np.arange(20_000) + 0.5) / 20_000)
    z = (43_000 - 40_000) / 5_000
    expected = 5_000 * (z * (2 * norm.cdf(z) - 1) + 2 * norm.pdf(z) - 1 / np.sqrt(np.pi))
    scores = score_total(Distribution(np.rint(people).astype(int)), 43_000)
    assert scores["crps"] == pytest.approx(expected, rel=1e-3)
    assert scores["pit"] == pytest.approx(norm.cdf(z), abs=1e-3)


@given(SAMPLES, st.integers(0, 10_000))
def test_wis_is_its_definition_in_intervals(samples, actual):
    """Bracher et al. (2021), eq. 1 and 2."""
    total = Distribution(np.array(samples))
    score = abs(actual - total.median) / 2
    for level in (0.5, 0.8, 0.95):
        low, high = total.interval(level)
        alpha = 1 - level
        missed = max(low - actual, 0) + max(actual - high, 0)
        score += alpha / 2 * (high - low) + missed
    assert score_total(total, actual)["wis"] == pytest.approx(score / 3.5, abs=1e-6)


@given(SAMPLES, st.integers(0, 10_000))
def test_the_weighted_interval_score_is_the_sum_of_its_parts(samples, actual):
    """And twice the mean quantile score, Bracher et al. (2021), eq. 3."""
    total = Distribution(np.array(samples))
    scores = score_total(total, actual)
    parts = [scores[name] for name in WIS_PARTS]
    assert scores["wis"] == pytest.approx(sum(parts))
    assert min(parts) >= 0
    assert scores["overprediction"] == 0 or scores["underprediction"] == 0
    levels = np.array(LEVELS)
    losses = scoringrules.quantile_score(
        float(actual), total.quantile(levels).astype(float), levels
    )
    assert scores["wis"] == pytest.approx(2 * losses.mean(), abs=1e-6)


def test_the_parts_by_hand():
    """Samples 1 to 1,000: intervals 250-750, 100-900 and 25-975, median 500."""
    people = Distribution(np.arange(1, 1001))
    spread = (0.25 * 500 + 0.1 * 800 + 0.025 * 950) / 3.5
    over = ((500 - 60) / 2 + (250 - 60) + (100 - 60)) / 3.5
    low = score_total(people, 60)
    assert [low[name] for name in WIS_PARTS] == pytest.approx([over, 0, spread])
    under = ((980 - 500) / 2 + (980 - 750) + (980 - 900) + (980 - 975)) / 3.5
    high = score_total(people, 980)
    assert [high[name] for name in WIS_PARTS] == pytest.approx([0, under, spread])


@given(SAMPLES, st.integers(0, 10_000))
def test_coverage_and_pit(samples, actual):
    total = Distribution(np.array(samples))
    scores = score_total(total, actual)
    for level in (50, 80, 95):
        low, high = total.interval(level / 100)
        assert scores[f"covered_{level}"] == (low <= actual <= high)
    assert 0 <= scores["pit"] <= 1
    assert scores["covered_50"] <= scores["covered_80"] <= scores["covered_95"]


@pytest.mark.parametrize(
    ("samples", "actual", "expected"),
    [
        ([200, 200, 200], 200, 0.5),
        ([100, 200, 300, 400], 200, 0.375),
        ([100, 200, 300, 400], 250, 0.5),
        ([100, 200], 99, 0),
        ([100, 200], 201, 1),
    ],
)
def test_the_pit_is_the_middle_of_its_step(samples, actual, expected):
    """A certain and correct forecast is not surprised: neither low nor high, but 0.5."""
    assert score_total(Distribution(np.array(samples)), actual)["pit"] == expected


@given(SAMPLES, st.integers(0, 10_000))
def test_the_pit_of_the_mirrored_forecast_is_mirrored(samples, actual):
    one = score_total(Distribution(np.array(samples)), actual)["pit"]
    other = score_total(Distribution(10_000 - np.array(samples)), 10_000 - actual)["pit"]
    assert one + other == pytest.approx(1)


def test_scores_of_a_probability():
    assert brier(0.7, True) == pytest.approx(0.09)
    assert brier(np.array([0.7, 0.7]), [True, False]) == pytest.approx([0.09, 0.49])
    assert log_score(0.5, True) == pytest.approx(np.log(2))
    assert log_score(0.2, [True, False]) == pytest.approx([np.log(5), np.log(1.25)])
    assert np.isfinite(log_score([0.0, 1.0], [True, False])).all()
    assert log_score(0.0, True) > log_score(0.01, True) > log_score(1.0, True) > 0


class TestSkill:
    def test_means_and_ratios(self):
        summary = skill(table({"mine": [1, 2, 6], "persistence": [2, 4, 12]})).set_index("model")
        assert summary.loc["mine", "crps"] == 3
        assert summary.loc["mine", ["vs_persistence", "vs_persistence_high"]].tolist() == [0.5, 0.5]
        assert summary.loc["mine", "brier"] == pytest.approx(0.0625)
        assert summary.loc["mine", "crps_share"] == pytest.approx(3 / 100)
        assert (summary["origins"] == 3).all()
        assert "vs_pace" not in summary

    def test_models_come_in_the_order_of_the_scores(self):
        summary = skill(table({"pace": [1, 2, 6], "mine": [2, 4, 12], "analogue": [1, 1, 1]}))
        assert summary["model"].tolist() == ["pace", "mine", "analogue"]

    def test_the_interval_leaves_out_five_percent_on_each_side(self):
        """Of 25 years drawn, none is one of three with probability .88^25 = .041."""
        years = range(2001, 2026)
        low = skill(table({"mine": [10] * 3 + [0] * 22}, years)).iloc[0]["crps_low"]
        high = skill(table({"mine": [-10] * 3 + [0] * 22}, years)).iloc[0]["crps_high"]
        assert (low, high) == (10 / 25, -10 / 25)

    def test_a_year_is_one_observation(self):
        """Twelve forecasts of each of two years know no more than one of each."""
        few = skill(table({"mine": [1, 1, 9]})).iloc[0]
        years = [2021] * 24 + [2022] * 12
        many = skill(table({"mine": [1.0] * 24 + [9.0] * 12}, years)).iloc[0]
        assert few[["crps_low", "crps_high"]].tolist() == many[["crps_low", "crps_high"]].tolist()
        assert (few["crps_low"], few["crps_high"]) == (1, 9)

    def test_a_year_with_more_origins_weighs_more_in_the_interval(self):
        """Four years of one origin without error, one of twelve origins with an error of ten.

        Of five years drawn, that year is among them none, one, two or three times with
        probabilities .33, .41, .20 and .05: the 95% point is at three, the 5% point at none.
        """
        years = [2021, 2022, 2023, 2024] + [2025] * 12
        row = skill(table({"mine": [0] * 4 + [10] * 12}, years)).iloc[0]
        assert row["crps"] == pytest.approx(120 / 16)
        assert row["crps_low"] == 0
        assert row["crps_high"] == pytest.approx(3 * 120 / (3 * 12 + 2))

    def test_the_baselines_are_persistence_and_pace(self):
        scores = {"mine": [1], "persistence": [2], "pace": [4], "analogue": [8]}
        row = skill(table(scores, [2021])).set_index("model").loc["mine"]
        assert (row["vs_persistence"], row["vs_pace"]) == (0.5, 0.25)
        assert "vs_analogue" not in row

    def test_one_year_alone_has_no_interval(self):
        summary = skill(table({"mine": [1, 2, 6], "pace": [2, 9, 3]}, (2021,) * 3))
        assert summary[["crps_low", "crps_high", "vs_pace_low"]].isna().all(axis=None)
        assert summary["vs_pace"].notna().all()

    def test_the_same_seed_gives_the_same(self):
        scores = table({"mine": [1, 2, 6], "pace": [2, 9, 3]})
        pd.testing.assert_frame_equal(skill(scores), skill(scores))

    def test_models_on_different_origins(self):
        scores = table({"mine": [1, 2, 6], "pace": [2, 9, 3]}).iloc[:-1]
        with pytest.raises(OptionError, match="the same for all"):
            skill(scores)


def test_no_scores_at_all():
    with pytest.raises(OptionError, match="no scores"):
        skill(pd.DataFrame(columns=["model", "origin"]))


class TestRelativeSkill:
    def test_is_the_ratio_of_means_where_all_have_the_same_origins(self):
        scores = table({"mine": [1, 2, 6], "persistence": [2, 4, 12], "pace": [1, 1, 1]})
        rows = relative_skill(scores, score="crps").set_index("model")
        assert rows.index.tolist() == ["pace", "mine", "persistence"]
        assert rows["scaled"].tolist() == pytest.approx([1 / 6, 0.5, 1])
        assert np.log(rows["relative"]).sum() == pytest.approx(0)

    def test_pairs_are_compared_where_both_were_scored(self):
        """Mine missed the hard third origin; on the other two it is as good as persistence."""
        scores = table({"mine": [2, 4, 99], "persistence": [2, 4, 30], "pace": [4, 8, 60]})
        missed = scores.drop(index=2)
        rows = relative_skill(missed).set_index("model")
        assert rows["origins"].to_dict() == {"mine": 2, "persistence": 3, "pace": 3}
        # By hand: mine 1, 1 and 1/2 against itself, persistence and pace; persistence 1, 1, 1/2.
        assert rows.loc["mine", "relative"] == pytest.approx(0.5 ** (1 / 3))
        assert rows.loc["mine", "scaled"] == pytest.approx(1)
        assert rows.loc["pace", "scaled"] == pytest.approx(2)

    def test_each_target_by_itself(self):
        one = table({"mine": [1, 2, 6], "persistence": [2, 4, 12]}).assign(target="year")
        other = one.assign(target="next-week", wis=[3.0] * 3 + [1.0] * 3)
        rows = relative_skill(pd.concat([one, other])).set_index(["target", "model"])["scaled"]
        assert rows["year", "mine"] == pytest.approx(0.5)
        assert rows["next-week", "mine"] == pytest.approx(3)

    def test_no_error_at_all(self):
        rows = relative_skill(table({"mine": [0, 0, 0], "persistence": [1, 1, 1]}))
        assert rows.set_index("model").loc["mine", "scaled"] == 0

    @pytest.mark.parametrize(
        ("options", "words"),
        [({"score": "speed"}, "no column 'speed'"), ({"baseline": "luck"}, "no scores of 'luck'")],
    )
    def test_mistakes(self, options, words):
        with pytest.raises(OptionError, match=words):
            relative_skill(table({"mine": [1, 2, 6], "persistence": [2, 4, 12]}), **options)

    def test_nothing_in_common(self):
        scores = table({"mine": [1, 2, 6], "persistence": [2, 4, 12]})
        scores.loc[scores["model"] == "mine", "origin"] += 10
        with pytest.raises(OptionError, match="no origin in common"):
            relative_skill(scores)
