"""The forecast of a year, with its tables, and what explains it."""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping, Sequence
from typing import Any

import pandas as pd

from ..data.calendar import Day, as_date, day_text, through
from ..data.dataset import PEOPLE, Figures
from ..data.notebook import html_table
from . import answers, explain, frames, hub, tracking
from .answers import Questions
from .outlook import Outlook


class YearForecast(Outlook):
    """A forecast of one calendar year, made from the figures up to a forecast origin.

    It has the attributes of `crossings.forecast.outlook.Outlook`, and what is counted there.

    Examples
    --------
    >>> from crossings.data import load
    >>> from crossings.forecast import forecast_year
    >>> outlook = forecast_year(load(), as_of="2025-05-14", n_paths=1_000)
    >>> outlook.total.median > outlook.year_to_date
    True
    >>> outlook.period("2025-05-01", "2025-05-14").median  # days already counted
    1625
    >>> outlook.monthly()["end"].nunique(), outlook.required_pace().per_day
    (12, 143.1)
    """

    def to_frame(
        self,
        *,
        thresholds: Sequence[int] = (),
        between: Sequence[tuple[int, int]] = (),
        bins: int | None = None,
        period: tuple[Day, Day] | None = None,
        like: bool = False,
    ) -> pd.DataFrame:
        """Return what `to_dict` has as a flat table: what ``--format csv`` prints.

        Parameters
        ----------
        thresholds, between, bins, period, like
            As of `to_dict`.

        Returns
        -------
        pandas.DataFrame
            ``as_of``; ``year``, or ``start`` and ``end`` of a period; ``model``; ``target`` (year
            to date, total, record, final record, like; of a period, counted and total);
            ``output_type`` (observed, mean, quantile, threshold, probability, probability between,
            probability of bin; of an earlier year, the columns of `analogues`); ``output_type_id``
            (the quantile level, the threshold, the two ends or the earlier year, as text);
            ``value``; ``phrase`` (a probability in words; else empty).
        """
        return answers.as_frame(self, Questions(thresholds, between, bins, period, like))

    def to_dict(
        self,
        *,
        thresholds: Sequence[int] = (),
        between: Sequence[tuple[int, int]] = (),
        bins: int | None = None,
        period: tuple[Day, Day] | None = None,
        like: bool = False,
    ) -> dict[str, Any]:
        """Return what ``crossings forecast --format json`` prints; only JSON types.

        Parameters
        ----------
        thresholds : sequence of int
            Numbers of people. The chance of more is added under ``thresholds``.
        between : sequence of (int, int)
            Pairs of numbers, the lower one first. The chance of a number from one to the other,
            both included, is added under ``between``.
        bins : int, optional
            A width. The chance of each bin of so many numbers is added under ``bins``, with its
            ``low`` and ``high``, both included. They cover all paths, so they add up to one.
        period : (date, date), optional
            First and last day of a period. It is then described, under ``period``, instead of the
            year, and all that is asked is asked of it.
        like : bool
            Whether to add what `analogues` gives, under ``like``.

        Raises
        ------
        OptionError
            If a number is not whole, two are the wrong way round, there would be too many bins, or
            `like` is asked of a period.
        OutOfRangeError
            If the period starts before the figures, or ends after the next year.

        Examples
        --------
        >>> from crossings.data import load
        >>> from crossings.forecast import forecast_year
        >>> outlook = forecast_year(load(), as_of="2025-05-14", n_paths=100)
        >>> outlook.to_dict(period=("2025-05-01", "2025-05-31"))["period"]["counted"]
        1625
        """
        return answers.as_dict(self, Questions(thresholds, between, bins, period, like))

    def analogues(self) -> pd.DataFrame:
        """Return what the year would come to if its rest were like that of an earlier year.

        What arrived on the remaining dates of each earlier complete year is added to the year to
        date. No year is more likely than another: this says where each falls among the paths, not
        how likely it is to come again. Empty where no day is left.

        Returns
        -------
        pandas.DataFrame
            One row a year, oldest first: ``year``; ``rest`` (its people on the remaining dates);
            ``total`` (those and the year to date); ``share_below`` (the share of the paths with a
            lower total); ``above_record`` (whether the total is higher than the record).

        Examples
        --------
        >>> from crossings.data import load
        >>> from crossings.forecast import forecast_year
        >>> outlook = forecast_year(load(), as_of="2025-05-14", n_paths=100)
        >>> outlook.analogues()[["year", "rest", "total"]].tail(1).values.tolist()
        [[2024, 27266, 39965]]
        """
        return explain.analogues(self)

    def to_hub(self, reference_date: Day | None = None) -> pd.DataFrame:
        """Return the forecast in the shape of a hubverse model output file.

        Targets are ``weekly arrivals`` (seven days that end on the weekday of the reference date,
        on it or later, after the origin and within the year), ``annual arrivals`` and ``annual
        record``. Horizons are weeks from the reference date to the end of the target; that of a
        year is rounded up. Quantile levels are those of the forecast hubs.

        Parameters
        ----------
        reference_date : date or str, optional
            The reference date; or a weekday such as "saturday", for the first one on or after the
            origin; by default the origin.

        Returns
        -------
        pandas.DataFrame
            ``reference_date, target, horizon, target_end_date, location, output_type,
            output_type_id, value``. Dates are ``datetime64``.

        Raises
        ------
        OptionError
            If the reference date is not a date, or lies before the origin or a year after it.

        References
        ----------
        .. [1] Hubverse documentation, "Model output".
        """
        return hub.to_hub(self, reference_date)

    def weekly(self) -> pd.DataFrame:
        """Return quantiles of people a week, Monday to Sunday, for weeks that end in the year.

        The last week is cut at 31 December, and the first at the first figure.

        Returns
        -------
        pandas.DataFrame
            ``start``, ``end`` (``datetime64``), ``days``, ``known_days`` (how many of them are
            counted), ``quantile``, ``arrivals`` (people); one row for each week and quantile level.
        """
        return frames.quantiles(self, frames.parts_of_year(self, "week"))

    def monthly(self) -> pd.DataFrame:
        """Return quantiles of people a month, with the columns of `weekly`."""
        return frames.quantiles(self, frames.parts_of_year(self, "month"))

    def rolling_year(self) -> pd.DataFrame:
        """Return quantiles of people in twelve months, as Home Office statistics speak of years.

        First the twelve months to the forecast origin, all of whose days are counted, so that each
        of their quantiles is the count; then those that end with each month of the year. The column
        ``period`` tells them apart: "year to 14 May 2025", "year ending May 2025". Twelve months
        that begin before the first figure are left out.

        Returns
        -------
        pandas.DataFrame
            ``period`` (text), and the columns of `weekly`; one row for each period and quantile
            level.

        Examples
        --------
        >>> from crossings.data import load
        >>> from crossings.forecast import forecast_year
        >>> rolling = forecast_year(load(), as_of="2025-05-14", n_paths=100).rolling_year()
        >>> rolling["period"].unique()[:2].tolist()
        ['year to 14 May 2025', 'year ending January 2025']
        >>> str(rolling["start"][0].date()), int(rolling["arrivals"][0])
        ('2024-05-15', 39965)
        """
        return frames.rolling_year(self)

    def paths_frame(self) -> pd.DataFrame:
        """Return the simulated paths with their dates, a copy.

        Returns
        -------
        pandas.DataFrame
            People a day (int32): index ``date`` (``datetime64``), the remaining days of the year;
            one column a path, ``0`` to ``n_paths - 1``.
        """
        return frames.paths_frame(self)

    def members(self) -> pd.DataFrame:
        """Return what each member of a pool predicts of the annual total.

        Returns
        -------
        pandas.DataFrame
            One row a member (one in all for a model that is not a pool): ``member``, ``n_paths``,
            ``mean``, ``q0.025`` to ``q0.975`` (people), ``record_probability``.
        """
        return explain.members(self)

    def milestones(self, step: int = 5000) -> pd.DataFrame:
        """Return when each round number of people is passed.

        Parameters
        ----------
        step : int
            Every so many people, up to the upper end of the 95% interval.

        Returns
        -------
        pandas.DataFrame
            ``total``, ``probability`` (of being passed within the year), ``q0.1``, ``q0.5``,
            ``q0.9`` (``datetime64``; ``NaT`` where the year ends before it is passed).

        Raises
        ------
        OptionError
            If `step` is not a whole number, or so small that there would be more than 10,000.
        """
        return explain.milestones(self, step)

    def required_pace(self) -> explain.RequiredPace | None:
        """Return what a record would take in the rest of the year, against the fastest so far.

        None where there is no record to break, no day is left, or it is broken.
        """
        return explain.required_pace(self.history, self.as_of, self.year)

    def change_since(
        self, origin: Day, *, known_then: pd.DataFrame | None = None
    ) -> explain.Change:
        """Return what moved the forecast since an earlier origin.

        The same forecast is made again from the figures up to that origin, and from those figures
        followed by days as they were expected; so it takes as long as two or three forecasts.

        Parameters
        ----------
        origin : date, timestamp or ISO string
            The earlier forecast origin.
        known_then : pandas.DataFrame, optional
            The daily table as it was known then, such as ``load(as_of=...)`` gives: the part of
            the change that comes from revisions is then separated from that of new days.

        Raises
        ------
        OptionError
            If the origin is not before that of this forecast, or nothing was known then.
        OutOfRangeError
            If the figures up to it do not reach the year that is forecast.
        """
        return explain.change_since(
            self, as_date(origin, argument="since"), known_then, self._again
        )

    def track(
        self,
        origins: Iterable[Day],
        *,
        n_paths: int = 1_000,
        kept: MutableMapping[str, str] | None = None,
    ) -> pd.DataFrame:
        """Make the same forecast again from earlier origins.

        Each is made from the figures up to its origin only, as they are known to this forecast; of
        the year of the day after it.

        Parameters
        ----------
        origins : iterable of date, timestamp or ISO string
            Those from which no forecast can be made yet are left out.
        n_paths : int
            Paths a forecast.
        kept : mutable mapping of str to str, optional
            Rows that an earlier call left here, which are not made again; new ones are added. The
            keys follow from the figures, the model, `n_paths`, the seed and the version of the
            package, so one mapping serves all forecasts. Left alone where the model is your own.

        Returns
        -------
        pandas.DataFrame
            One row an origin: ``as_of``, ``year``, ``year_to_date``, ``median``, ``low_50`` and
            ``high_50``, the same of 80 and 95 (people), ``record_probability``, ``threshold`` and,
            where the year is over, ``actual``, ``crps`` (people), ``covered_50``, ``covered_80``,
            ``covered_95``; missing before.

        Raises
        ------
        OutOfRangeError
            If the figures do not cover an origin.
        """
        days = [as_date(origin, argument="origins") for origin in origins]
        for day in days:
            through(self.history.to_frame(), day, argument="origins")
        made = tracking.track(
            self.history,
            days,
            self._again,
            n_paths,
            kept if self._of_catalogue else None,
            (self.model, self.seed),
        )
        known = Figures(self.history.to_frame("arrivals"), provenance=tuple(self.provenance))
        made.attrs["source"] = known.source_line  # a chart of it says whose figures it rests on
        return made

    def __repr__(self) -> str:
        low, high = self.total.interval(0.8)
        record = f", record {self.record.phrase}" if self.record else ""
        return (
            f"<YearForecast of {self.year} from {day_text(self.as_of)}: "
            f"{self.year_to_date:,} counted, median {self.total.median:,}, "
            f"80% interval {low:,} to {high:,}{record}>"
        )

    def _repr_html_(self) -> str:
        low, high = self.total.interval(0.8)
        rows = [
            ("Year to date", f"{self.year_to_date:,}"),
            ("Annual total, median", f"{self.total.median:,}"),
            ("80% interval", f"{low:,} to {high:,}"),
        ]
        if self.record:
            label = f"More than {self.record.threshold:,} (record of {self.record.set_in})"
            rows.append((label, self.record.phrase))
        what = "People arriving by small boat"
        if self.counted != PEOPLE:
            what = self.counted[:1].upper() + self.counted[1:]
        origin = day_text(self.as_of)
        return html_table(f"{what} in {self.year}, forecast from figures to {origin}", rows)
