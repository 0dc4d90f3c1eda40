"""The forecast and the figures in the shapes of the forecast hubs (hubverse)."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

import pandas as pd

from ..data.calendar import DAY, DAYS_A_WEEK, DAYS_A_YEAR, WEEK, Day, as_date, day_text, year_of
from ..data.dataset import Figures
from ..data.errors import OptionError
from .distribution import Distribution
from .outlook import Outlook

HUB_LEVELS: Final = (0.01, 0.025, *(round(0.05 * k, 2) for k in range(1, 20)), 0.975, 0.99)
"""Quantile levels of the forecast hubs."""
HUB_LOCATION: Final = "UK"
WEEKDAYS: Final = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
)  # fmt: skip
WEEKLY, ANNUAL, RECORD = "weekly arrivals", "annual arrivals", "annual record"
OUTPUT: Final = ("target", "horizon", "target_end_date", "output_type", "output_type_id", "value")


def reference_day(rule: Day | None, made: date) -> date:
    """Return the reference date of a submission.

    Parameters
    ----------
    rule : date or str, optional
        A date, in any form; or a weekday such as "saturday", for the first one on or after the day
        the forecast is made; by default that day.
    made : datetime.date
        The day the forecast is made.

    Raises
    ------
    OptionError
        If it is neither a date nor a weekday.

    Examples
    --------
    >>> reference_day("Saturday", date(2025, 5, 14)), reference_day(None, date(2025, 5, 14))
    (datetime.date(2025, 5, 17), datetime.date(2025, 5, 14))
    """
    if rule is None:
        return made
    if isinstance(rule, str) and (name := rule.strip().lower()) in WEEKDAYS:
        return made + DAY * ((WEEKDAYS.index(name) - made.weekday()) % DAYS_A_WEEK)
    try:
        return as_date(rule, argument="reference_date")
    except OptionError as error:
        raise OptionError(
            f"{rule!r} is neither a date nor a weekday",
            expected="a date such as 2025-05-17, or a weekday such as saturday",
            argument="reference_date",
        ) from error


def hub_file_name(reference_date: date, team: str, model: str) -> str:
    """Return the name of a model output file: ``<reference_date>-<team>-<model>.csv``.

    Raises
    ------
    OptionError
        If the team or the model has other signs than letters, digits and underscores: a hub tells
        the parts of a name by its hyphens.

    Examples
    --------
    >>> from datetime import date
    >>> from crossings.forecast import hub_file_name
    >>> hub_file_name(date(2025, 5, 17), "team", "crossings")
    '2025-05-17-team-crossings.csv'
    """
    for argument, name in (("team", team), ("model", model)):
        if not re.fullmatch(r"[A-Za-z0-9_]+", name):
            raise OptionError(
                f"{name!r}", expected="letters, digits and underscores", argument=argument
            )
    return f"{reference_date.isoformat()}-{team}-{model}.csv"


def to_hub(outlook: Outlook, reference_date: Day | None = None) -> pd.DataFrame:
    """Return a forecast as a hub takes it; see `YearForecast.to_hub`."""
    reference = reference_day(reference_date, outlook.as_of)
    last = outlook.as_of + DAY * DAYS_A_YEAR
    if not outlook.as_of <= reference <= last:
        raise OptionError(
            f"the reference date {day_text(reference)}",
            expected=f"a day from {day_text(outlook.as_of)}, the last figure, to {day_text(last)}",
            argument="reference_date",
        )
    rows: list[tuple[str, int, date, str, str, float]] = []

    def add(target: str, horizon: int, end: date, people: Distribution) -> None:
        values = people.quantile(HUB_LEVELS)
        rows.extend(
            (target, horizon, end, "quantile", f"{level:g}", int(value))
            for level, value in zip(HUB_LEVELS, values, strict=True)
        )

    year = year_of(outlook.year)
    first = max(outlook.as_of + DAY, year.start)
    end = reference
    while end <= year.end:
        if end >= first:
            week = outlook.period(end - WEEK + DAY, end)
            add(WEEKLY, (end - reference).days // DAYS_A_WEEK, end, week)
        end += WEEK
    horizon = max(0, -(-(year.end - reference).days // DAYS_A_WEEK))
    add(ANNUAL, horizon, year.end, outlook.total)
    if outlook.record:
        yes = outlook.record.probability
        for category, value in (("yes", yes), ("no", 1 - yes)):
            rows.append((RECORD, horizon, year.end, "pmf", category, round(value, 6)))
    frame = pd.DataFrame(rows, columns=list(OUTPUT))
    # Whole people stay whole numbers beside probabilities, in the frame and in its CSV.
    frame["value"] = pd.Series([row[-1] for row in rows], dtype=object)
    frame.insert(0, "reference_date", pd.Timestamp(reference))
    frame.insert(4, "location", HUB_LOCATION)
    return frame.astype(dict.fromkeys(("reference_date", "target_end_date"), "datetime64[ns]"))


def hub_target_data(
    figures: pd.DataFrame | Figures,
    *,
    as_of: Day | None = None,
    reference_date: Day | None = None,
) -> pd.DataFrame:
    """Return the figures as a hub keeps them, to score forecasts against: time-series target data.

    Parameters
    ----------
    figures : pandas.DataFrame or Figures
        The figures as they were known on a day, such as ``figures(known_on=...)`` gives.
    as_of : date or ISO string, optional
        That day; by default the one on which the newest of them was published, or else the last
        day.
    reference_date : date or str, optional
        As of `YearForecast.to_hub`, counted from `as_of`: the weeks end on its weekday.

    Returns
    -------
    pandas.DataFrame
        ``as_of, target_end_date, location, target, observation`` (people): one row for each whole
        week (``weekly arrivals``) and each whole year (``annual arrivals``). Tables of several
        days, below each other, are the hub's versioned target data.

    Raises
    ------
    OptionError
        If a day is not one.
    CrossingsError
        If it is not a daily table; see `crossings.data.daily_table`.

    References
    ----------
    .. [1] Hubverse documentation, "Target data".

    Examples
    --------
    >>> from crossings.data import figures
    >>> from crossings.forecast import hub_target_data
    >>> known = figures(known_on="2025-05-16")
    >>> target_data = hub_target_data(known, as_of="2025-05-16")
    >>> target_data[["target", "observation"]].tail(1).values.tolist()
    [['annual arrivals', 36816]]
    """
    known = Figures.of(figures)
    made = known.published or known.end
    made = made if as_of is None else as_date(as_of, argument="as_of")
    weekday = reference_day(reference_date, made).weekday()
    arrivals = known.daily["arrivals"]
    back = (arrivals.index[-1].weekday() - weekday) % DAYS_A_WEEK
    ended = arrivals.iloc[: len(arrivals) - back]
    weeks = ended.iloc[len(ended) % DAYS_A_WEEK :]
    ends = weeks.index[DAYS_A_WEEK - 1 :: DAYS_A_WEEK]
    weekly = weeks.to_numpy().reshape(-1, DAYS_A_WEEK).sum(axis=1)
    years = [pd.Timestamp(year_of(int(year)).end) for year in known.totals.index]
    frame = pd.DataFrame(
        {
            "target_end_date": [*ends, *years],
            "location": HUB_LOCATION,
            "target": [WEEKLY] * len(ends) + [ANNUAL] * len(years),
            "observation": [*weekly.tolist(), *known.totals.tolist()],
        }
    )
    frame.insert(0, "as_of", pd.Timestamp(made))
    dates = dict.fromkeys(("as_of", "target_end_date"), "datetime64[ns]")
    return frame.astype({**dates, "observation": "int64"})
