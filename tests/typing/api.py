"""The public API as type checkers see it. Nobody runs this file: mypy and pyright read it.

It uses every public name as its users do, in strict code, and says what each call gives.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal, assert_type

import crossings
import numpy as np
import pandas as pd
from crossings import CrossingsError
from crossings.data import (
    Figures,
    Publication,
    Remark,
    figures,
    finals,
    load,
    people,
    read_publication,
    revision_summary,
    revisions,
    sources,
)
from crossings.forecast import (
    Change,
    DailyPaths,
    Distribution,
    Fitted,
    Milestone,
    Model,
    Paths,
    Record,
    RequiredPace,
    WeeklyPaths,
    YearForecast,
    archived,
    backtest,
    forecast_year,
    history,
    hub_file_name,
    hub_target_data,
    models,
    relative_skill,
    required_pace,
    score_total,
    skill,
    weekly_paths,
)
from crossings.reports import (
    Fact,
    Table,
    WeeklyReport,
    compare,
    facts,
    plot_calendar,
    plot_cumulative,
    plot_months,
    plot_probability,
    plot_track,
    plot_weeks,
    schema,
    weekly_report,
)
from matplotlib.axes import Axes
from numpy.typing import NDArray

# The figures.
daily = load()
assert_type(daily, pd.DataFrame)
arrivals = pd.Series([0, 12], index=pd.date_range("2025-05-13", periods=2))
assert_type(load(Path("figures.ods"), as_of=date(2025, 5, 14)), pd.DataFrame)
known = figures("figures.csv", known_on=np.datetime64("2025-05-14"), count="visitors")
assert_type(known, Figures)
assert_type(known.daily, pd.DataFrame)
assert_type(known.end, date)
assert_type(known.year_to_date(), int)
assert_type(known.highest_before(2025), tuple[int, int] | None)
assert_type(known.remarks[0].remark, Remark)
assert_type(known.note, str)
assert_type(Figures.of(arrivals, "2025-05-14"), Figures)
publication = read_publication("figures.ods")
assert_type(publication, Publication)
assert_type(publication.published, date | None)
assert_type(publication.daily, pd.DataFrame | None)
assert_type(publication.remarks, tuple[Remark, ...])
assert_type(publication.remarks[0].first, date | None)
for table in (finals("month"), people("age"), revisions(since="2025-01-01"), revision_summary()):
    assert_type(table, pd.DataFrame)
assert_type(sources(), pd.DataFrame)

# A forecast.
outlook = forecast_year(daily, as_of="2025-05-14", model="persistence", n_paths=1_000, seed=1)
assert_type(outlook, YearForecast)
assert_type(forecast_year(arrivals, as_of=datetime(2025, 5, 14, tzinfo=UTC)), YearForecast)
assert_type(forecast_year(known, as_of=np.datetime64("2025-05-14"), year=2025), YearForecast)
assert_type(models(), list[str])
assert_type(outlook.year, int)
assert_type(outlook.as_of, date)
assert_type(outlook.year_to_date, int)
assert_type(outlook.finished, bool)
assert_type(outlook.paths, NDArray[np.int32])
assert_type(outlook.total, Distribution)
assert_type(outlook.period("2025-06-01", date(2025, 8, 31)), Distribution)
assert_type(outlook.next(days=7), Distribution)
assert_type(outlook.next(weeks=4), Distribution)
assert_type(outlook.next_month(), Distribution)
assert_type(outlook.final_record, Record)
assert_type(outlook.analogues(), pd.DataFrame)
assert_type(outlook.rolling_year(), pd.DataFrame)
assert_type(outlook.paths_frame(), pd.DataFrame)
assert_type(outlook.weekly(), pd.DataFrame)
assert_type(outlook.monthly(), pd.DataFrame)
assert_type(outlook.running(), pd.DataFrame)
assert_type(outlook.members(), pd.DataFrame)
assert_type(outlook.milestones(), pd.DataFrame)
assert_type(outlook.track(["2024-05-14", np.datetime64("2024-06-14")]), pd.DataFrame)
assert_type(outlook.to_frame(thresholds=[40_000]), pd.DataFrame)
assert_type(outlook.to_dict(), dict[str, Any])
assert_type(
    outlook.to_dict(
        thresholds=[40_000],
        between=[(40_000, 50_000)],
        bins=5_000,
        period=("2025-06-01", date(2025, 8, 31)),
    ),
    dict[str, Any],
)
assert_type(outlook.to_frame(like=True), pd.DataFrame)
assert_type(outlook.to_hub(), pd.DataFrame)

# What is counted on its paths.
total = outlook.total
assert_type(total.samples, NDArray[np.int64])
assert_type(total.mean, float)
assert_type(total.std, float)
assert_type(total.median, int)
assert_type(total.quantile(0.5), int)
assert_type(total.quantile([0.1, 0.9]), NDArray[np.int64])
assert_type(total.quantile(np.linspace(0, 1, 5)), NDArray[np.int64])
assert_type(total.interval(0.8), tuple[int, int])
assert_type(total.probability_above(40_000), float)
assert_type(total.probability_between(40_000, 50_000), float)
assert_type(total.cdf(40_000), float)
assert_type(total.cdf([40_000, 50_000]), NDArray[np.float64])
assert_type(total.cdf(np.arange(3)), NDArray[np.float64])
assert_type(total.histogram(range(0, 100_000, 5_000)), pd.DataFrame)
assert_type(total.to_series(), pd.Series)
record = outlook.record
assert_type(record, Record)
assert_type(record.threshold, int)
assert_type(record.probability, float)
assert_type(record.broken, bool | None)
assert_type(record.exists, bool)
assert_type(record.phrase, str)
assert_type(outlook.against(45_774, 2022), Record)
assert_type(outlook.milestone(30_000), Milestone)
assert_type(outlook.milestone(30_000).date_quantile(0.5), date | None)
change = outlook.change_since("2025-05-07", known_then=daily)
assert_type(change, Change)
assert_type(change.change, int)
assert_type(outlook.required_pace(), RequiredPace | None)
assert_type(required_pace(arrivals, date(2025, 5, 14)), RequiredPace | None)

# Scores.
scores = backtest(daily, models=["pace", "default"], origins=[date(2024, 5, 14)], n_jobs=2)
assert_type(scores, pd.DataFrame)
assert_type(skill(scores), pd.DataFrame)
assert_type(score_total(total, 41_472), dict[str, float])
kept = archived(outlook, made=datetime(2025, 5, 16, tzinfo=UTC))
assert_type(history([kept], daily), pd.DataFrame)
assert_type(history([kept], daily, target="next-week"), pd.DataFrame)
ahead = backtest(daily, origins=["2025-05-14"], target="next-4-weeks")
assert_type(relative_skill(ahead, score="crps", baseline="default"), pd.DataFrame)

# Forecast hubs.
assert_type(outlook.to_hub("saturday"), pd.DataFrame)
assert_type(hub_file_name(date(2025, 5, 17), "team", "crossings"), str)
assert_type(hub_target_data(daily, as_of=date(2025, 5, 16)), pd.DataFrame)


# A model of one's own.
class Constant:
    """As many people every day."""

    def fit(self, daily: pd.DataFrame) -> Fitted:
        """Return itself, which has nothing to learn."""
        return self

    def simulate(self, until: pd.Timestamp, n_paths: int, rng: np.random.Generator) -> Paths:
        """Return the same day again and again."""
        return DailyPaths(np.full((10, n_paths), 100, dtype=np.int32))


own: Model = Constant()
assert_type(forecast_year(daily, model=own), YearForecast)
assert_type(backtest(daily, models=[own, "pace"], origins=["2024-05-14"]), pd.DataFrame)
weekly_of_own: type[WeeklyPaths] = WeeklyPaths
make_weekly = weekly_paths

# What is said.
assert_type(compare(daily, as_of="2025-05-14"), pd.DataFrame)
said = facts(daily, forecast=outlook)
assert_type(said, list[Fact])
assert_type(said[0].sentence, str)
assert_type(said[0].evidence, dict[str, Any])
report = weekly_report(arrivals, as_of="2025-05-14", since=np.datetime64("2025-05-07"))
assert_type(report, WeeklyReport)
assert_type(report.write("report"), list[Path])
assert_type(report.to_html(), str)
assert_type(report.tables, dict[str, Table])
assert_type(schema(), dict[str, Any])
axes: Sequence[Axes] = [
    plot_calendar(daily),
    plot_cumulative(daily, outlook),
    plot_weeks(known),
    plot_probability(outlook.track(["2025-05-07"])),
]
assert_type(plot_months(daily), NDArray[Any])
assert_type(plot_track(outlook.track(["2024-05-07"])), NDArray[Any])

# The porch, and the errors.
assert_type(crossings.__version__, str)
assert_type(crossings.load(), pd.DataFrame)
assert_type(crossings.forecast_year(daily).record.phrase, str)
try:
    load("no such file")
except CrossingsError as error:
    assert_type(error.exit_code, int)
    assert_type(error.message(), str)
by: Literal["nationality", "sex", "age"] = "sex"
people(by)
