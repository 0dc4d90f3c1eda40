"""What the sections of a report are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from ...data.dataset import Figures
from ...forecast import Change, YearForecast


@dataclass(frozen=True, eq=False)
class Inputs:
    """What the sections of a report are made from.

    Attributes
    ----------
    figures : Figures
        Up to the day of the report.
    outlook : YearForecast
        Of its year.
    comparison : pandas.DataFrame
        As `crossings.reports.compare` gives.
    since : datetime.date
        The day of the last report.
    before : Figures or None
        The figures that the last report was made from, as they were known then.
    change : Change or None
        What moved the forecast since the last report.
    week_revisions : pandas.DataFrame or None
        How weekly figures are revised, as `crossings.data.revision_summary` gives.
    who : mapping of str to pandas.DataFrame
        Who arrived, by "nationality", "sex" and "age", as `crossings.data.people` gives; what is
        not known is not there.
    totals_since : mapping of datetime.date to str
        Days since when the user wants a total, each with a label.
    track : pandas.DataFrame
        Earlier forecasts of this year and, last, the present one; see `YearForecast.track`.
    scored : pandas.DataFrame
        Earlier forecasts of years that are over.
    baseline : pandas.DataFrame
        The same of persistence.
    """

    figures: Figures
    outlook: YearForecast
    comparison: pd.DataFrame
    since: date
    before: Figures | None
    change: Change | None
    week_revisions: pd.DataFrame | None
    who: Mapping[str, pd.DataFrame]
    totals_since: Mapping[date, str]
    track: pd.DataFrame
    scored: pd.DataFrame
    baseline: pd.DataFrame
