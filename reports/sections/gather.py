"""Gathering what the sections of a report are made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from datetime import date
from functools import lru_cache

import pandas as pd

from ...data.calendar import DAY, WEEK, Day, as_date, month_of, year_of
from ...data.dataset import Daily, Figures
from ...data.errors import NotEnoughHistoryError, OptionError, OutOfRangeError
from ...data.vintages.people import WHO, Who
from ...data.vintages.protocol import Vintages
from ...forecast import Change, YearForecast, forecast_year
from ...forecast.tracking import frame_of, summary
from ..comparison import compare
from .inputs import Inputs

YEARS_SCORED = 5
TRACK_PATHS = 1_000


def gather(
    figures: Figures,
    outlook: YearForecast,
    *,
    since: Day | None,
    known_then: Daily | None,
    totals_since: Mapping[Day, str],
    track: bool,
    kept: MutableMapping[str, str] | None,
    tell: Callable[[str], None],
) -> Inputs:
    """Return what the sections are made from; the arguments are those of `weekly_report`."""
    last = figures.end - WEEK if since is None else as_date(since, argument="since")
    before = _known_then(figures, last) if known_then is None else Figures.of(known_then)
    tell("asking what moved the forecast")
    change = _change(outlook, last, before, named=since is not None)
    if track:
        tell("making earlier forecasts again, to score them")
    scored = outlook.track(_past_origins(figures) if track else [], n_paths=TRACK_PATHS, kept=kept)
    who, revisions = _of_publications(figures.vintages, figures.known_on)
    end = pd.Timestamp(figures.end)
    over = {by: table[table["through"] <= end] for by, table in who.items()}
    return Inputs(
        figures=figures,
        outlook=outlook,
        comparison=compare(figures),
        since=last,
        before=before,
        change=change,
        week_revisions=revisions,
        who={by: table for by, table in over.items() if len(table)},
        totals_since={
            as_date(day, argument="totals_since"): label for day, label in totals_since.items()
        },
        track=_this_year(outlook, kept, earlier=track),
        scored=scored,
        baseline=_baseline(figures, scored, kept),
    )


def _known_then(figures: Figures, last_report: date) -> Figures | None:
    """Return the figures that the last report was made from, as they were known then.

    None where they are not from publications that are held, or none of that time is.
    """
    if figures.vintages is None:
        return None
    # What the last report was made from was out some days after its last figure.
    known = figures.vintages.first_known(last_report)
    vintage = known if last_report < known < figures.end else last_report
    try:
        then = figures.vintages.known_on(vintage)
        return then if then.end <= last_report else then.through(last_report)
    except OutOfRangeError:  # no figures of that time: nothing can have been revised
        return None


@lru_cache(maxsize=1)  # of reports on one day after the other it is the same
def _of_publications(
    vintages: Vintages[Figures] | None, known_on: date | None
) -> tuple[dict[Who, pd.DataFrame], pd.DataFrame | None]:
    """Return who arrived, by nationality, sex and age, and how weeks have been revised."""
    if vintages is None:
        return {}, None
    tables = {by: vintages.people(by, known_on) for by in WHO}
    known = {by: table for by, table in tables.items() if len(table)}
    return known, vintages.revisions_of_weeks(known_on)


def _past_origins(figures: Figures) -> list[date]:
    """Return the last day before each month of the last five years that are over.

    Years of which no earlier one is complete are left out.
    """
    over = [int(year) for year in figures.totals.index if year < figures.year]
    return [
        month_of(month, year).start - DAY
        for year in over[1:][-YEARS_SCORED:]
        for month in range(1, 13)
    ]


def _baseline(
    figures: Figures, scored: pd.DataFrame, kept: MutableMapping[str, str] | None
) -> pd.DataFrame:
    """Return what persistence forecast on the same days."""
    if scored.empty:
        return scored
    naive = forecast_year(figures, model="persistence", n_paths=TRACK_PATHS)
    return naive.track(scored["as_of"], n_paths=TRACK_PATHS, kept=kept)


def _this_year(
    outlook: YearForecast, kept: MutableMapping[str, str] | None, *, earlier: bool
) -> pd.DataFrame:
    """Return the forecasts of the year, one every seven days, the present one last."""
    first = year_of(outlook.year).start - DAY
    first = max(first, outlook.history.index[0].date())
    weeks = (outlook.as_of - first).days // WEEK.days
    origins = [outlook.as_of - WEEK * back for back in range(weeks if earlier else 0, 0, -1)]
    if outlook.finished:
        return outlook.track(origins, n_paths=TRACK_PATHS, kept=kept)
    now = frame_of([summary(outlook)])
    if not origins:
        return now
    before = outlook.track(origins, n_paths=TRACK_PATHS, kept=kept)
    return pd.concat([before, now], ignore_index=True)


def _change(
    outlook: YearForecast, last: date, before: Figures | None, *, named: bool
) -> Change | None:
    """Return what moved the forecast; None where there was none then, or is none any more."""
    if outlook.finished and not named:
        return None
    try:
        return outlook.change_since(last, known_then=None if before is None else before.daily)
    except (NotEnoughHistoryError, OptionError):
        if named:
            raise
        return None
