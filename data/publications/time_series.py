"""The weekly spreadsheet "Small boats - time series" (ODS) of the Home Office.

Sheets ``Cover_sheet``, ``Notes``, ``SB_01`` (days) and ``SB_02`` (weeks, Monday to Sunday). The
day of publication is that of the spreadsheet's own metadata: the cover carries no date.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from ..errors import InconsistentDataError
from ..years import Period, day_text, period_of
from .cells import find_table, text
from .checks import check_published, week_count, week_end
from .daily_rows import UNCONTROLLED, daily_rows, status_of
from .publication import Publication
from .spreadsheet import Workbook

__all__ = ["is_time_series", "read"]

TITLE = "Small boats - time series"
URL = (
    "https://www.gov.uk/government/publications/"
    "migrants-detected-crossing-the-english-channel-in-small-boats"
)
DAYS, WEEKS, NOTES = "SB_01", "SB_02", "Notes"
SHEETS = ("Cover_sheet", NOTES, DAYS, WEEKS)
WEEK = "Week ending"
COUNTS = {
    "arrivals": "Migrants arrived",
    "boats": "Boats arrived",
    UNCONTROLLED: "Boats arrived - involved in uncontrolled landings",
}
DAILY = {"date": "Date", **COUNTS, "notes": NOTES}
WEEKLY = {**COUNTS, "prevented": "Migrants prevented", "events_prevented": "Events prevented"}


def is_time_series(workbook: Workbook) -> bool:
    """Whether a spreadsheet has a sheet of days or of weeks."""
    return DAYS in workbook or WEEKS in workbook


def read(workbook: Workbook, *, sha256: str) -> Publication:
    """Read the spreadsheet.

    Parameters
    ----------
    workbook : Workbook
        The file, opened.
    sha256 : str
        Of the content.

    Raises
    ------
    UnknownFormatError
        If a sheet or a column is not there.
    InconsistentDataError
        If days or weeks are missing or given twice, a week is not the sum of its days, or a day
        lies after the publication.
    """
    missing = [sheet for sheet in SHEETS if sheet not in workbook]
    if missing:
        raise workbook.lacks(missing)
    name, published = workbook.name, workbook.published
    daily, uncontrolled = daily_rows(workbook.rows(DAYS), DAILY, where=f"{name}, sheet {DAYS}")
    weekly = _weekly(workbook.rows(WEEKS), f"{name}, sheet {WEEKS}")
    check_published(daily.index[-1].date(), published, where=f"{name}, sheet {DAYS}")
    days = daily.assign(**{UNCONTROLLED: uncontrolled})
    _check_weeks(days, weekly, f"{name}, sheet {WEEKS}")
    return Publication(
        kind="time-series",
        title=TITLE,
        url=URL,
        sha256=sha256,
        published=published,
        published_at=workbook.saved_at,
        daily=daily,
        weekly=weekly,
        uncontrolled_landings=uncontrolled,
        notes=[text(cell) for row in workbook.rows(NOTES) for cell in row if text(cell)],
    )


def _weekly(sheet: list[list[Any]], where: str) -> pd.DataFrame:
    needed = [WEEK, WEEKLY["arrivals"], WEEKLY["boats"]]
    table = find_table(sheet, needed, optional=[*WEEKLY.values(), NOTES], where=where)
    ends: list[date] = []
    counts: dict[str, list[int | None]] = {name: [] for name in WEEKLY}
    status = []
    if not table.rows:
        raise InconsistentDataError("no rows", expected="at least one week", where=where)
    for number, cells in table.rows:
        row = f"{where}, row {number}"
        end = week_end(cells[table.columns[WEEK]], where=row, at=f"{row}, column {WEEK}")
        if ends and (end - ends[-1]).days != 7:  # noqa: PLR2004 - days a week
            raise InconsistentDataError(
                f"the week to {day_text(end)} follows the week to {day_text(ends[-1])}",
                expected="each week once, in order",
                where=row,
            )
        ends.append(end)
        for name, heading in WEEKLY.items():
            cell = cells[table.columns[heading]] if heading in table.columns else None
            counts[name].append(week_count(name, cell, where=f"{row}, column {heading}"))
        status.append(status_of(cells[table.columns[NOTES]] if NOTES in table.columns else None))
    return pd.DataFrame(
        {
            **{name: pd.array(values, dtype="Int64") for name, values in counts.items()},
            "status": status,
        },
        index=pd.DatetimeIndex(ends, name="week_ending").as_unit("ns"),
    )


def _check_weeks(days: pd.DataFrame, weekly: pd.DataFrame, where: str) -> None:
    """Hold every week that the days cover to the sum of its days."""
    covered = Period(days.index[0].date(), days.index[-1].date())
    for name in days.columns.intersection(weekly.columns).drop("status"):
        sums = days[name].astype("Int64").resample("W-SUN").sum(min_count=7).reindex(weekly.index)
        # Landings are not recorded in every week, people and boats are.
        differ = (weekly[name] != sums).fillna(value=name != UNCONTROLLED)
        for end in weekly.index[differ]:
            week = period_of(end.date(), "week")
            if week.start in covered and week.end in covered:
                raise InconsistentDataError(
                    f"{weekly.at[end, name]} {name} in the week to {day_text(end)}",
                    expected=f"{sums[end]}, the sum of the days in SB_01",
                    where=where,
                )
