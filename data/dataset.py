"""The figures as one value: the daily table, and all that is known of it.

A table by itself cannot say where it comes from, what it counts, or what else was published of the
same days. `Figures` carries all of it, is checked once, and answers the questions that a forecast
or a report asks of the calendar.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .calendar import (
    QUARTERS_A_YEAR,
    Day,
    Period,
    complete_years,
    day_text,
    highest_year,
    through,
    year_of,
)
from .daily_table import check_daily
from .errors import OptionError, OutOfRangeError, printable
from .provenance import Provenance
from .publications.remark import RemarkOn
from .vintages.holdings import HOME_OFFICE, TIDY

if TYPE_CHECKING:
    from .vintages.protocol import Vintages

PEOPLE: Final = "people"
"""What is counted, unless somebody names a column of another series."""
LICENCE: Final = "Open Government Licence v3.0"
LICENCE_URL: Final = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"


@dataclass(frozen=True, eq=False)
class Figures:
    """The daily table and all that is known of it.

    Attributes
    ----------
    daily : pandas.DataFrame
        The daily table: index ``date``, columns ``arrivals`` and, where there are any, ``boats``
        and ``status``. Checked, and without ``attrs``.
    provenance : tuple of dict
        The publications behind it, in JSON types; empty for a table of the user's own making.
    gap : datetime.date or None
        The first day that nothing covers, where there are figures of later days, which are left
        out.
    final_quarters : pandas.DataFrame
        The final figures of quarters, by their last day: ``arrivals`` and ``boats``.
    prevented : pandas.DataFrame
        What was prevented in each week, by its last day: ``prevented`` (people) and
        ``events_prevented``, ``<NA>`` where not recorded, and ``known``, the day since when.
        Estimates of the French authorities.
    counted : str
        What is counted: "people", or the column of another series.
    remarks : tuple of RemarkOn
        What was noticed in the publications.
    known : pandas.Series or None
        By day, since when its figure has been known; None where that is not told.
    known_on : datetime.date or None
        The day on which all of this was known; None for now.
    vintages : Vintages or None
        The publications held, to ask for other vintages; None where the figures are not from
        those.

    Examples
    --------
    >>> from crossings.data import figures
    >>> from crossings.data.calendar import year_of
    >>> known = figures(known_on="2026-01-05")
    >>> known.people(year_of(2025)), known.highest_before(2026)
    (41472, (45755, 2022))
    """

    daily: pd.DataFrame
    provenance: tuple[dict[str, Any], ...] = ()
    gap: date | None = None
    final_quarters: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame({"arrivals": [], "boats": []})
    )
    prevented: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame({"prevented": [], "events_prevented": [], "known": []})
    )
    counted: str = PEOPLE
    remarks: tuple[RemarkOn, ...] = ()
    known: pd.Series | None = None
    known_on: date | None = None
    vintages: Vintages[Figures] | None = None

    @classmethod
    def of(cls, table: Daily, as_of: Day | None = None) -> Figures:
        """Return the figures that a table holds, up to a day.

        A table that `crossings.data.load` gave, or a run of its days, is what it was loaded as. One
        whose values are others is the user's own: nothing that was published is said of it but what
        it counts.

        Parameters
        ----------
        table : pandas.DataFrame, pandas.Series or Figures
            A daily table, or the counts alone with their days as index. The name of a series says
            what it counts, unless it is ``arrivals``, ``people`` or none.
        as_of : date, timestamp or ISO string, optional
            The last day to use.

        Raises
        ------
        UnknownFormatError, InvalidFigureError, InconsistentDataError
            If it is no daily table, or contradicts itself; see `crossings.data.daily_table`.
        OutOfRangeError
            If the figures do not cover the day.
        """
        if not isinstance(table, Figures):
            if isinstance(table, pd.Series):
                if isinstance(table.name, str) and table.name not in {"arrivals", PEOPLE}:
                    return cls.of(cls(check_daily(_one_column(table)), counted=table.name), as_of)
                table = _one_column(table)
            given = table.attrs.get("provenance")
            if isinstance(given, Provenance):
                known: Figures = given.figures
                same = known.holding(table)  # then it was checked when it was loaded
                if same is None:
                    daily = check_daily(table)
                    same = known.holding(daily) or cls(daily, counted=known.counted)
                table = same
            else:
                daily = check_daily(table)
                # Only the values make a table official; users may name a file of their own.
                named = given if isinstance(given, list) else []
                own = [one for one in named if isinstance(one, dict) and one.get("kind") == TIDY]
                table = cls(daily, tuple(own))
        return table if as_of is None else table.through(as_of)

    def __repr__(self) -> str:
        return (
            f"<Figures: {self.counted}, {day_text(self.start)} to {day_text(self.end)}, "
            f"{self.standing}>"
        )

    def __getstate__(self) -> dict[str, Any]:
        """Leave the publications behind when the figures go to another process."""
        return {**self.__dict__, "vintages": None}

    def to_frame(self) -> pd.DataFrame:
        """Return the daily table, a copy, with the publications in ``attrs["provenance"]``."""
        frame = self.daily.copy()
        frame.attrs["provenance"] = Provenance(deepcopy(self.provenance), self)
        return frame

    def holding(self, daily: pd.DataFrame) -> Figures | None:
        """Return these figures up to the last day of a table that holds a run of their days.

        None where an index, a type or a value is another.
        """
        index = daily.index
        if not isinstance(index, pd.DatetimeIndex) or index.tz is not None or not len(index):
            return None
        own, names = self.daily.loc[index[0] : index[-1]], list(daily)
        if names != list(own):
            if len(set(names)) < len(names) or not set(names) <= set(own):
                return None  # a column that is there twice, or of the user's own
            own = own[names]
        return replace(self._until(index[-1]), daily=own) if own.equals(daily) else None

    def through(self, day: Day, *, argument: str = "as_of") -> Figures:
        """Return the figures up to a day.

        Raises
        ------
        OutOfRangeError
            If they do not cover it.
        """
        daily = through(self.daily, day, argument=argument)
        return (
            self
            if len(daily) == len(self.daily)
            else replace(self._until(daily.index[-1]), daily=daily)
        )

    @cached_property
    def start(self) -> date:
        """The first day."""
        day: date = self.daily.index[0].date()
        return day

    @cached_property
    def end(self) -> date:
        """The last day."""
        day: date = self.daily.index[-1].date()
        return day

    @property
    def year(self) -> int:
        """The year of the last day."""
        return self.end.year

    @cached_property
    def years(self) -> list[int]:
        """The years whose 1 January is covered, oldest first."""
        first = self.start.year + (self.start > year_of(self.start.year).start)
        return list(range(first, self.year + 1))

    @cached_property
    def totals(self) -> pd.Series:
        """People in each year all of whose days are covered, by ``year``."""
        return complete_years(self.daily)

    @cached_property
    def final_totals(self) -> dict[int, int]:
        """The final figures of years each of whose quarters has one."""
        quarters: dict[int, list[int]] = {}
        ends = pd.DatetimeIndex(self.final_quarters.index)
        for year, people in zip(ends.year, self.final_quarters["arrivals"], strict=True):
            quarters.setdefault(int(year), []).append(int(people))
        return {year: sum(four) for year, four in quarters.items() if len(four) == QUARTERS_A_YEAR}

    def highest_before(self, year: int) -> tuple[int, int] | None:
        """Return the record that a year has to beat: people, and the year that had them.

        The highest total of a complete earlier year, the first of them where several tie; None
        where no earlier year is complete.
        """
        return highest_year(self.totals, before=year)

    def year_to_date(self) -> int:
        """Return the people from 1 January to the last day.

        Raises
        ------
        OutOfRangeError
            If the figures begin later.
        """
        whole = year_of(self.year)
        if self.start > whole.start:
            raise OutOfRangeError(
                f"the figures begin on {day_text(self.start)}",
                expected=f"figures from 1 January {self.year}, to know the year to date",
            )
        return self.people(whole)

    def day_reached(self, year: int, people: int) -> date | None:
        """Return the day on which the running total of a year reached a number of people.

        None where it has not.
        """
        first, stop = self._rows(year_of(year))
        target = self._running[first] + people
        row = int(np.searchsorted(self._running[first + 1 : stop + 1], target))
        return None if first + row >= stop else self.daily.index[first + row].date()

    def people(self, period: Period) -> int:
        """Return the people in the days of a period that are covered."""
        first, stop = self._rows(period)
        return int(self._running[stop] - self._running[first])

    def boats(self, period: Period) -> int | None:
        """Return the boats in a period; None where they are not recorded on each of its days."""
        if "boats" not in self.daily:
            return None
        boats = self.daily["boats"].iloc[slice(*self._rows(period))]
        return None if boats.isna().any() else int(boats.sum())

    def days(self, period: Period) -> pd.Series:
        """Return the people a day in a period, for the days that are covered."""
        return self.daily["arrivals"].iloc[slice(*self._rows(period))]

    def covers(self, period: Period) -> bool:
        """Whether every day of a period is covered."""
        return self.start <= period.start and period.end <= self.end

    def check_people(self) -> None:
        """Refuse a series that counts something else than people arriving by small boat.

        Raises
        ------
        OptionError
            If it does.
        """
        if self.counted != PEOPLE:
            raise OptionError(
                f"figures of {self.counted}",
                expected="people arriving by small boat",
                argument="count",
                fix="The commands forecast, compare, show and backtest take any series.",
            )

    @cached_property
    def standing(self) -> str:
        """Whether every figure is "final", or some are "provisional"."""
        return self.standing_in(Period(self.start, self.end))

    def standing_in(self, period: Period) -> str:
        """Return whether every figure of a period is "final", or some are "provisional".

        A day that was revised counts as final where the days around it in its quarter are.
        """
        if "status" not in self.daily:
            return "provisional"
        first, stop = self._rows(period)
        status = self.daily["status"].iloc[first:stop]
        quarters = pd.DatetimeIndex(status.index).to_period("Q")
        final = (status == "final").to_numpy()
        confirmed = (status == "revised").to_numpy() & quarters.isin(quarters[final])
        return "final" if (final | confirmed).all() else "provisional"

    @property
    def published(self) -> date | None:
        """When the newest of the publications with days came out; None where none says."""
        # Final statistics confirm days; how new the days are, the publications of days say.
        with_days = [one for one in self.provenance if one["kind"] != "quarterly"]
        dates = [one["published"] for one in with_days or self.provenance if one.get("published")]
        return date.fromisoformat(max(dates)) if dates else None

    @property
    def official(self) -> bool:
        """Whether they come from official publications, under their licence."""
        return any(one["kind"] != TIDY for one in self.provenance)

    @property
    def publisher(self) -> str:
        """Whose figures they are, in a few words."""
        kinds = {str(one["kind"]) for one in self.provenance}
        names = [printable(str(one["title"])) for one in self.provenance if one["kind"] == TIDY]
        if any(kind.startswith("mod-") for kind in kinds):
            names.insert(0, "Ministry of Defence")
        if kinds & {*HOME_OFFICE, "quarterly"}:
            names.insert(0, "Home Office")
        return ", ".join(names) or "figures of the user"

    @property
    def heading(self) -> str:
        """What is counted, as the first word of a caption or a column."""
        return self.counted[:1].upper() + self.counted[1:]

    @cached_property
    def note(self) -> str:
        """What belongs beside figures: to which day, published when, standing, whose."""
        published = (
            f"published {day_text(self.published)}" if self.published else "no publication date"
        )
        licence = f", {LICENCE}" if self.official else ""
        return (
            f"figures to {day_text(self.end)}; {published}; {self.standing}; "
            f"{self.publisher}{licence}"
        )

    @property
    def dateline(self) -> str:
        """The same as a sentence."""
        return f"{self.note[0].upper()}{self.note[1:]}."

    @property
    def source_line(self) -> str:
        """What belongs under every chart."""
        return f"Source: {self.publisher}; {self.standing} figures to {day_text(self.end)}."

    @cached_property
    def _running(self) -> NDArray[np.int64]:
        """People before each row, and in all; shape (n_days + 1,)."""
        return np.concatenate([[0], np.cumsum(self.daily["arrivals"].to_numpy(np.int64))])

    def _rows(self, period: Period) -> tuple[int, int]:
        """Return the first row of a period and the row after its last, of those there are."""
        first, stop = (period.start - self.start).days, (period.end - self.start).days + 1
        return min(max(first, 0), len(self.daily)), min(max(stop, 0), len(self.daily))

    def _until(self, last: pd.Timestamp) -> Figures:
        """Return what is known of the days up to one; the daily table is still to be cut."""
        return replace(
            self,
            prevented=self.prevented.loc[:last] if len(self.prevented) else self.prevented,
            known=None if self.known is None else self.known.loc[:last],
        )


Daily: TypeAlias = pd.DataFrame | pd.Series | Figures
"""What is taken where figures are asked for."""


def _one_column(counts: pd.Series) -> pd.DataFrame:
    """Return a daily table of a series, which may carry the publications it was loaded from."""
    table = counts.to_frame("arrivals")
    table.attrs = counts.attrs
    return table
