"""What the sections of a report are made from."""

from __future__ import annotations

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
    track: pd.DataFrame
    scored: pd.DataFrame
    baseline: pd.DataFrame
