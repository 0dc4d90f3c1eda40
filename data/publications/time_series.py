"""The weekly spreadsheet "Small boats - time series" (ODS) of the Home Office.

Sheets ``Cover_sheet``, ``Notes``, ``SB_01`` (days) and ``SB_02`` (weeks, Monday to Sunday). The
day of publication is in the spreadsheet's own metadata: the cover has no date.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd

from ..calendar import day_text, period_of
from ..daily_table import missing_days
from ..errors import InconsistentDataError
from .cells import NOTES, find_table, is_revised, text
from .checks import check_sunday, week_count
from .daily_rows import daily_rows, status_of
from .publication import UNCONTROLLED, Publication
from .remark import Remarks
from .slips import DatedRow, dates_of
from .spreadsheet import Workbook

TITLE = "Small boats - time series"
URL = (
    "https://www.gov.uk/government/publications/"
    "migrants-detected-crossing-the-english-channel-in-small-boats"
)
DAYS, WEEKS = "SB_01", "SB_02"
DAYS_A_WEEK = 7
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
        If the sheet of days, or a column of people or boats, is not there.
    InconsistentDataError
        If the dates contradict each other, people or boats of a week are not the sum of its days,
        or a day is long after the publication.
    """
    name, remarks = workbook.name, Remarks(workbook.name)
    if DAYS not in workbook:
        raise workbook.lacks([DAYS])
    daily, uncontrolled = daily_rows(
        workbook.rows(DAYS),
        DAILY,
        latest=workbook.latest,
        where=f"{name}, sheet {DAYS}",
        remarks=remarks,
    )
    last = daily.index[-1].date()
    published, moment = workbook.when_published(
        last, otherwise=last + timedelta(days=1), period="figures for", remarks=remarks
    )
    weekly = None
    if WEEKS in workbook:
        where = f"{name}, sheet {WEEKS}"
        weekly = _weekly(workbook.rows(WEEKS), workbook.latest, where, remarks)
        _check_weeks(daily.assign(**{UNCONTROLLED: uncontrolled}), weekly, where, remarks)
    else:
        remarks.add(name, f"no sheet {WEEKS}", "its weeks and preventions are left out")
    notes: Sequence[Sequence[object]] = []
    if NOTES in workbook:
        notes = workbook.rows(NOTES)
    else:
        remarks.add(name, f"no sheet {NOTES}", "its notes are left out")
    return Publication(
        kind="time-series",
        title=TITLE,
        url=URL,
        sha256=sha256,
        published=published,
        published_at=moment,
        daily=daily,
        weekly=weekly,
        uncontrolled_landings=uncontrolled,
        notes=[text(cell) for row in notes for cell in row if text(cell)],
        remarks=tuple(remarks),
        missing=missing_days(daily),
    )


def _weekly(
    sheet: Sequence[Sequence[object]], latest: date | None, where: str, remarks: Remarks
) -> pd.DataFrame:
    needed = [WEEK, WEEKLY["arrivals"], WEEKLY["boats"]]
    optional = [heading for heading in (*WEEKLY.values(), NOTES) if heading not in needed]
    table = find_table(sheet, needed, optional=optional, where=where, remarks=remarks)
    if not table.rows:
        raise InconsistentDataError("no rows", expected="at least one week", where=where)
    people = [table.columns[heading] for heading in needed[1:]]
    dates = dates_of(
        [
            DatedRow(number, cells[table.columns[WEEK]], tuple(text(cells[at]) for at in people))
            for number, cells in table.rows
        ],
        step=DAYS_A_WEEK,
        latest=latest,
        where=where,
        column=WEEK,
        remarks=remarks,
    )
    ends: list[date] = []
    counts: dict[str, list[int | None]] = {name: [] for name in WEEKLY}
    status = []
    for end, (number, cells) in zip(dates, table.rows, strict=True):
        if end is None:
            continue
        row = f"{where}, row {number}"
        check_sunday(end, where=row)
        ends.append(end)
        for name, heading in WEEKLY.items():
            cell = cells[table.columns[heading]] if heading in table.columns else None
            at = f"{row}, column {heading}"
            counts[name].append(week_count(name, cell, end=end, where=at, remarks=remarks))
        revised = any(is_revised(cells[at]) for at in people)
        note = cells[table.columns[NOTES]] if NOTES in table.columns else None
        status.append("revised" if revised else status_of(note))
    return pd.DataFrame(
        {
            **{name: pd.array(values, dtype="Int64") for name, values in counts.items()},
            "status": status,
        },
        index=pd.DatetimeIndex(ends, name="week_ending").as_unit("ns"),
    ).sort_index()


def _check_weeks(days: pd.DataFrame, weekly: pd.DataFrame, where: str, remarks: Remarks) -> None:
    """Check every week that the days cover against the sum of its days.

    Landings that are not the sum are left out of the week: people and boats decide.

    Raises
    ------
    InconsistentDataError
        If people or boats are not the sum.
    """
    for name in days.columns.intersection(weekly.columns).drop("status"):
        sums = days[name].astype("Int64").resample("W-SUN").sum(min_count=DAYS_A_WEEK)
        sums = sums.reindex(weekly.index)
        # A week that the days do not cover whole has no sum to compare with.
        for end in weekly.index[(weekly[name] != sums).fillna(value=False)]:
            counted = f"{weekly.at[end, name]} {name.replace('_', ' ')}"
            problem = f"{counted} in the week to {day_text(end)}"
            if name != UNCONTROLLED:
                raise InconsistentDataError(
                    problem, expected=f"{sums[end]}, the sum of the days in SB_01", where=where
                )
            weekly.loc[end, name] = pd.NA
            done = f"left out of the week: the days in {DAYS} add up to {sums[end]}"
            week = period_of(end.date(), "week")
            remarks.add(where, problem, done, week.start, week.end)
