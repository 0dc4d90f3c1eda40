"""A forecast as it was made, for the archive; it never changes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

import pandas as pd

IDENTITY = ("as_of", "year", "model", "n_paths", "seed", "version", "data_sha256")
"""Two forecasts that agree in these give the same numbers."""


@dataclass(frozen=True)
class PeriodAhead:
    """The forecast of a period that begins soon after the origin, as it was made.

    Attributes
    ----------
    target : str
        The name of the period, such as "next-week".
    start, end : datetime.date
        First and last day.
    quantiles : dict of str to int
        Of the people who arrive in it: level, such as "0.975", to people.
    """

    target: str
    start: date
    end: date
    quantiles: dict[str, int]


@dataclass(frozen=True)
class Archived:
    """A forecast as it was made.

    Attributes
    ----------
    made : str
        When, in ISO form and UTC.
    as_of : datetime.date
        The forecast origin.
    year : int
        The year forecast.
    model, n_paths, seed : str, int, int
        As of `forecast_year`.
    version : str
        Of the package.
    data_sha256 : str
        Of the figures up to the origin; see `fingerprint`.
    hindsight : bool
        Whether it was made long after its origin, when later figures were known, though not to
        the model.
    year_to_date : int
        People.
    mean : float
        Of the annual total, people.
    quantiles : dict of str to int
        Of the annual total: level, such as "0.975", to people.
    threshold : int or None
        The record, people; None where no earlier year was complete.
    record_probability : float or None
        That the annual total exceeds it.
    ahead : tuple of PeriodAhead
        The coming weeks and month; empty where they were not kept.
    """

    made: str
    as_of: date
    year: int
    model: str
    n_paths: int
    seed: int
    version: str
    data_sha256: str
    hindsight: bool
    year_to_date: int
    mean: float
    quantiles: dict[str, int]
    threshold: int | None
    record_probability: float | None
    ahead: tuple[PeriodAhead, ...] = ()


def fingerprint(arrivals: pd.Series) -> str:
    """Return the SHA-256 of people a day, and of the first day.

    Examples
    --------
    >>> arrivals = pd.Series([0, 737], index=pd.date_range("2025-12-12", periods=2))
    >>> fingerprint(arrivals)[:8]
    'd8f2f30a'
    """
    digest = hashlib.sha256(f"{arrivals.index[0]:%Y-%m-%d}".encode())
    digest.update(arrivals.to_numpy("<i8").tobytes())
    return digest.hexdigest()
