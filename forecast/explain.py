"""What explains a forecast: what moved it, what its members predict, what a record would take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from ..data.calendar import (
    DAY,
    Period,
    day_text,
    same_date,
    through,
    year_of,
)
from ..data.dataset import Figures
from ..data.errors import OptionError
from .distribution import LEVELS, Distribution, whole_number
from .frames import with_dates
from .outlook import MAX_TOTAL, Outlook

PASSED_BY: Final = {"q0.1": 0.1, "q0.5": 0.5, "q0.9": 0.9}
"""Columns of `milestones`: days by which a total is passed with these probabilities."""
MAX_MILESTONES: Final = 10_000


@dataclass(frozen=True)
class Change:
    """What moved a forecast since an earlier origin, in people of the median annual total.

    The three parts add up to the whole change: ``revision + time + figures = now - before``.

    Attributes
    ----------
    since, until : datetime.date
        The two forecast origins.
    before, now : int
        The median annual total at each.
    probability_before, probability_now : float or None
        Of a record; None where no earlier year is complete.
    revision : int
        From figures up to the earlier origin that have changed since.
    time : int
        From the days that passed, had as many people arrived in them as were expected.
    figures : int
        From the difference between the people who arrived in these days and those expected.
    expected, came : int
        People in these days: the median of the earlier forecast, and the count.

    Examples
    --------
    >>> from crossings.data import load
    >>> from crossings.forecast import forecast_year
    >>> outlook = forecast_year(load(), as_of="2025-05-14", n_paths=1_000)
    >>> change = outlook.change_since("2025-05-07")
    >>> change.came, change.revision + change.time + change.figures == change.change
    (1183, True)
    """

    since: date
    until: date
    before: int
    now: int
    probability_before: float | None
    probability_now: float | None
    revision: int
    time: int
    figures: int
    expected: int
    came: int

    @property
    def change(self) -> int:
        """By how many people the median has moved."""
        return self.now - self.before

    def to_dict(self) -> dict[str, Any]:
        """Return the change as JSON types."""
        return {
            **asdict(self),
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
        }


@dataclass(frozen=True)
class RequiredPace:
    """The pace that a record would take, and the fastest in an earlier year.

    ``per_day = needed / days that are left``.

    Attributes
    ----------
    threshold, set_in : int
        The record (people), and its year.
    needed : int
        People by which the year to date falls short of exceeding it.
    rest : Period
        The days that are left.
    per_day : float
        People a day that it would take.
    fastest_per_day : float
        The most so far on these dates of an earlier year, people a day.
    fastest_year : int
        That year.

    Examples
    --------
    >>> from datetime import date
    >>> from crossings.data import load
    >>> from crossings.forecast import required_pace
    >>> pace = required_pace(load()["arrivals"], date(2025, 5, 14))
    >>> pace.needed, pace.rest.days, pace.per_day, pace.fastest_per_day, pace.fastest_year
    (33057, 231, 143.1, 163.4, 2022)
    """

    threshold: int
    set_in: int
    needed: int
    rest: Period
    per_day: float
    fastest_per_day: float
    fastest_year: int


def required_pace(arrivals: pd.Series, day: date, year: int | None = None) -> RequiredPace | None:
    """Return the pace that a year would take to exceed every earlier one.

    Parameters
    ----------
    arrivals : pandas.Series
        People a day, to the day at least.
    day : datetime.date
        The last day whose figure is known.
    year : int, optional
        By default that of the day.

    Returns
    -------
    RequiredPace or None
        None where no earlier year is complete, no day is left, or the record is exceeded.

    Examples
    --------
    >>> from datetime import date
    >>> from crossings.data import load
    >>> from crossings.forecast import required_pace
    >>> required_pace(load()["arrivals"], date(2025, 12, 25)).per_day
    714.0
    """
    target = year_of(day.year if year is None else year)
    arrivals = arrivals.loc[: pd.Timestamp(day)]
    figures = Figures(arrivals.to_frame("arrivals"))
    highest = figures.highest_before(target.start.year)
    people = figures.people(target)
    if highest is None or day >= target.end or people > highest[0]:
        return None
    threshold, set_in = highest
    rest = Period(max(day + DAY, target.start), target.end)
    needed = threshold - people + 1
    paces = {}
    for earlier in map(int, figures.totals.index):
        if earlier < target.start.year:
            span = _rest_of(earlier, rest)
            paces[earlier] = _a_day(figures.people(span), span)
    fastest = max(paces, key=lambda year: (paces[year], -year))
    return RequiredPace(
        threshold=threshold,
        set_in=set_in,
        needed=needed,
        rest=rest,
        per_day=_a_day(needed, rest),
        fastest_per_day=paces[fastest],
        fastest_year=fastest,
    )


def _a_day(people: int, span: Period) -> float:
    """Return people a day to one decimal place; to four where one would leave nothing of some."""
    return round(people / span.days, 1) or round(people / span.days, 4)


def _rest_of(earlier: int, rest: Period) -> Period:
    """Return the dates of an earlier year that are those of the rest of a year.

    They begin on the day after the same date as the last day before it: 29 February stands for the
    end of February where a year has none.
    """
    span = year_of(earlier)
    if rest.start == year_of(rest.start.year).start:
        return span
    return Period(same_date(rest.start - DAY, earlier) + DAY, span.end)


def analogues(outlook: Outlook) -> pd.DataFrame:
    """Return the year if its rest were like an earlier one's; see `YearForecast.analogues`."""
    figures = Figures(outlook.history.to_frame("arrivals"))
    rows = []
    for earlier in map(int, figures.totals.index):
        if earlier < outlook.year and not outlook.finished:
            rest = _rest_of(earlier, Period(outlook.first_day, year_of(outlook.year).end))
            people = figures.people(rest)
            total = outlook.year_to_date + people
            below = float((outlook.total.samples < total).mean())
            rows.append((earlier, people, total, below, total > outlook.record.threshold))
    columns = {
        "year": "int64",
        "rest": "int64",
        "total": "int64",
        "share_below": "float64",
        "above_record": "bool",
    }
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)


def analogue_rows(outlook: Outlook) -> list[dict[str, Any]]:
    """Return the rows of `analogues` as JSON types."""
    return [
        {
            "year": int(row.year),
            "rest": int(row.rest),
            "total": int(row.total),
            "share_below": float(row.share_below),
            "above_record": bool(row.above_record),
        }
        for row in analogues(outlook).itertuples()
    ]


def members(outlook: Outlook) -> pd.DataFrame:
    """Return what each member of a pool predicts; see `YearForecast.members`."""
    threshold = outlook.record.threshold if outlook.record else None
    rows = []
    for name, samples in outlook.totals_by_member().items():
        total = Distribution(samples)
        row: dict[str, Any] = {"member": name, "n_paths": len(samples), "mean": total.mean}
        row |= {f"q{level:g}": total.quantile(level) for level in LEVELS}
        row["record_probability"] = (
            np.nan if threshold is None else total.probability_above(threshold)
        )
        rows.append(row)
    return pd.DataFrame(rows)


def milestones(outlook: Outlook, step: int) -> pd.DataFrame:
    """Return when each round number is passed; see `YearForecast.milestones`."""
    step = whole_number(step, "step", 1, MAX_TOTAL)
    highest = outlook.total.quantile(LEVELS[-1])
    if highest // step > MAX_MILESTONES:
        raise OptionError(
            f"a milestone every {step:,}, of which there would be {highest // step:,}",
            expected=f"{MAX_MILESTONES:,} at most",
            argument="step",
            fix="Choose a larger number.",
        )
    rows = []
    for passed in outlook.milestones_at(range(step, highest + 1, step)):
        dates = {name: passed.date_quantile(q) for name, q in PASSED_BY.items()}
        rows.append({"total": passed.total, "probability": passed.probability, **dates})
    columns = ["total", "probability", *PASSED_BY]
    frame = pd.DataFrame(rows, columns=columns, dtype=object)
    return with_dates(frame, *PASSED_BY).astype({"total": "int64", "probability": "float64"})


def change_since(
    outlook: Outlook,
    origin: date,
    known_then: pd.DataFrame | None,
    again: Callable[[pd.DataFrame | Figures], Outlook],
) -> Change:
    """Return what moved a forecast since an earlier origin; see `YearForecast.change_since`.

    Parameters
    ----------
    outlook : YearForecast
        The forecast now.
    origin : datetime.date
        The earlier origin.
    known_then : pandas.DataFrame or None
        The daily table as it was known then; the present one up to it where it is None.
    again : callable
        Makes the same forecast from another daily table.
    """
    now = outlook.history.to_frame("arrivals")
    if not now.index[0].date() <= origin < outlook.as_of:
        raise OptionError(
            f"a forecast of {day_text(origin)}",
            expected=f"a day before {day_text(outlook.as_of)} that the figures cover",
            argument="since",
        )
    if known_then is not None:
        known_then = known_then[["arrivals"]].loc[: pd.Timestamp(origin)]
        if known_then.empty:
            raise OptionError(
                f"no figures up to {day_text(origin)}",
                expected="the daily table as it was known then",
                argument="known_then",
            )
        origin = known_then.index[-1].date()  # figures published later were not known then
    past = through(now, origin)
    from_past = again(Figures(past))  # the present figures are checked already
    revised = known_then is not None and not known_then.equals(past)
    before = again(known_then) if revised else from_past
    # Days after the end of the year that is forecast move nothing.
    window = from_past.days_ahead((outlook.as_of - origin).days)
    sums = window.sum(axis=0)
    expected = int(np.median(sums))
    passed = slice(len(past), len(past) + len(window))
    # The days of the path whose people in this window are nearest to the expected number.
    as_expected = now.copy()
    as_expected.iloc[passed, 0] = window[:, int(np.argmin(np.abs(sums - expected)))]
    middle = again(Figures(as_expected))
    came = int(now["arrivals"].iloc[passed].sum())
    return Change(
        since=before.as_of,
        until=outlook.as_of,
        before=before.total.median,
        now=outlook.total.median,
        probability_before=before.record.probability if before.record else None,
        probability_now=outlook.record.probability if outlook.record else None,
        revision=from_past.total.median - before.total.median,
        time=middle.total.median - from_past.total.median,
        figures=outlook.total.median - middle.total.median,
        expected=expected,
        came=came,
    )
