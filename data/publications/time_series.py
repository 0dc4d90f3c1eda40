"""The weekly spreadsheet "Small boats - time series" (ODS) of the Home Office.

Sheets ``Cover_sheet``, ``Notes``, ``SB_01`` (days) and ``SB_02`` (weeks, Monday to Sunday). The
day of publication is that of the spreadsheet's own metadata: the cover carries no date.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from datetime import date
from typing import Any

import pandas as pd

from ..errors import InconsistentDataError, UnknownFormatError
from ..schema import daily_table
from ..years import Period, day_text, period_of
from .cells import count, day, find_table, optional_count, text
from .publication import Publication

__all__ = ["MIMETYPE", "is_spreadsheet", "read"]

MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
MAX_UNPACKED = 100 * 2**20
TITLE = "Small boats - time series"
URL = (
    "https://www.gov.uk/government/publications/"
    "migrants-detected-crossing-the-english-channel-in-small-boats"
)
# What zipfile and lxml raise on an archive that is broken, encrypted or packed in an unknown way;
# lxml's syntax errors are SyntaxErrors.
DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)
SHEETS = ("Cover_sheet", "Notes", "SB_01", "SB_02")
DATE, WEEK = "Date", "Week ending"
ARRIVALS, BOATS, NOTES = "Migrants arrived", "Boats arrived", "Notes"
UNCONTROLLED = "Boats arrived - involved in uncontrolled landings"
UNCONTROLLED_NAME = "uncontrolled_landings"
PREVENTED, EVENTS = "Migrants prevented", "Events prevented"


def is_spreadsheet(content: bytes) -> bool:
    """Whether the content is an OpenDocument spreadsheet, whatever the file is called."""
    return content[:4] == b"PK\x03\x04" and MIMETYPE in content[:200]


def read(content: bytes, *, sha256: str, name: str) -> Publication:
    """Read the spreadsheet.

    Parameters
    ----------
    content : bytes
        The file.
    sha256 : str
        Of the content.
    name : str
        The file's name, for messages.

    Raises
    ------
    UnknownFormatError
        If a sheet or a column is not there.
    InconsistentDataError
        If days or weeks are missing or given twice, a week is not the sum of its days, or a day
        lies after the publication.
    """
    published = _published(content, name)
    sheets = _sheets(content, name)
    daily, uncontrolled = _daily(sheets["SB_01"], f"{name}, sheet SB_01")
    weekly = _weekly(sheets["SB_02"], f"{name}, sheet SB_02")
    if published and daily.index[-1].date() > published:
        raise InconsistentDataError(
            f"figures for {day_text(daily.index[-1])}",
            expected=f"none after its publication on {day_text(published)}",
            where=f"{name}, sheet SB_01",
        )
    days = daily.assign(**{UNCONTROLLED_NAME: uncontrolled})
    _check_weeks(days, weekly, f"{name}, sheet SB_02")
    return Publication(
        kind="time-series",
        title=TITLE,
        url=URL,
        sha256=sha256,
        published=published,
        daily=daily,
        weekly=weekly,
        uncontrolled_landings=uncontrolled,
        notes=[text(cell) for row in sheets["Notes"] for cell in row if text(cell)],
    )


def _published(content: bytes, name: str) -> date | None:
    """Return the day on which the spreadsheet was saved to be published."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_size(archive, name)
            meta = archive.read("meta.xml") if "meta.xml" in archive.namelist() else b"<none/>"
        saved = etree.fromstring(meta, parser).find(".//{http://purl.org/dc/elements/1.1/}date")
    except UnknownFormatError:
        raise
    except DAMAGES as error:
        raise _damaged(name, error) from error
    if saved is None or not saved.text:
        return None
    return day(saved.text.strip()[:10], where=f"{name}, meta.xml")


def _check_size(archive: zipfile.ZipFile, name: str) -> None:
    unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > MAX_UNPACKED:
        raise UnknownFormatError(
            f"the spreadsheet unpacks to {unpacked / 2**20:,.0f} MiB",
            expected=f"a time series of some 2 MiB, {MAX_UNPACKED // 2**20} at most",
            where=name,
        )


def _sheets(content: bytes, name: str) -> dict[str, list[list[Any]]]:
    """Return the rows of the four sheets, from each sheet's first row on."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        found = {text(sheet).casefold(): sheet for sheet in workbook.sheet_names}
        missing = [sheet for sheet in SHEETS if sheet.casefold() not in found]
        if missing:
            raise UnknownFormatError(
                f"no sheet {', '.join(missing)} (it has {', '.join(workbook.sheet_names)})",
                expected=f"the sheets {', '.join(SHEETS)}",
                where=name,
            )
        return {
            sheet: workbook.get_sheet_by_name(found[sheet.casefold()]).to_python(
                skip_empty_area=False
            )
            for sheet in SHEETS
        }
    except (CalamineError, OSError) as error:
        raise _damaged(name, error) from error


def _damaged(name: str, error: Exception) -> UnknownFormatError:
    return UnknownFormatError(
        f"the spreadsheet is damaged ({error})",
        expected="a whole OpenDocument spreadsheet",
        where=name,
        fix="Download it again.",
    )


def _daily(sheet: list[list[Any]], where: str) -> tuple[pd.DataFrame, pd.Series]:
    table = find_table(sheet, [DATE, ARRIVALS, BOATS, UNCONTROLLED, NOTES], where=where)
    at = table.columns
    if not table.rows:
        raise InconsistentDataError("no rows", expected="at least one day", where=where)
    dates, arrivals, boats, uncontrolled, status, rows = [], [], [], [], [], []
    for number, cells in table.rows:
        row = f"{where}, row {number}"
        rows.append(number)
        dates.append(day(cells[at[DATE]], where=f"{row}, column {DATE}"))
        arrivals.append(count(cells[at[ARRIVALS]], where=f"{row}, column {ARRIVALS}"))
        boats.append(count(cells[at[BOATS]], where=f"{row}, column {BOATS}"))
        landings = optional_count(cells[at[UNCONTROLLED]], where=f"{row}, column {UNCONTROLLED}")
        if landings is not None and landings > boats[-1]:
            raise InconsistentDataError(
                f"{landings} uncontrolled landings",
                expected=f"at most {boats[-1]}, the boats of the day, of which they are a part",
                where=f"{row}, column {UNCONTROLLED}",
            )
        uncontrolled.append(landings)
        status.append(_status(cells[at[NOTES]]))
    daily = daily_table(dates, arrivals, boats, status, where=where, rows=rows)
    series = pd.Series(
        pd.array(uncontrolled, dtype="Int64"),
        index=pd.DatetimeIndex(dates, name="date").as_unit("ns"),
        name=UNCONTROLLED_NAME,
    )
    return daily, series.sort_index()


def _weekly(sheet: list[list[Any]], where: str) -> pd.DataFrame:
    columns = {
        ARRIVALS: "arrivals",
        BOATS: "boats",
        UNCONTROLLED: UNCONTROLLED_NAME,
        PREVENTED: "prevented",
        EVENTS: "events_prevented",
    }
    table = find_table(sheet, [WEEK, *columns, NOTES], where=where)
    ends: list[date] = []
    counts: dict[str, list[int | None]] = {name: [] for name in columns.values()}
    status = []
    if not table.rows:
        raise InconsistentDataError("no rows", expected="at least one week", where=where)
    for number, cells in table.rows:
        row = f"{where}, row {number}"
        end = day(cells[table.columns[WEEK]], where=f"{row}, column {WEEK}")
        if period_of(end, "week").end != end:
            raise InconsistentDataError(
                f"a week that ends on {day_text(end)}", expected="a Sunday", where=row
            )
        if ends and (end - ends[-1]).days != 7:  # noqa: PLR2004 - days a week
            raise InconsistentDataError(
                f"the week to {day_text(end)} follows the week to {day_text(ends[-1])}",
                expected="each week once, in order",
                where=row,
            )
        ends.append(end)
        for heading, name in columns.items():
            cell = cells[table.columns[heading]]
            counts[name].append(optional_count(cell, where=f"{row}, column {heading}"))
        status.append(_status(cells[table.columns[NOTES]]))
    return pd.DataFrame(
        {
            **{name: pd.array(values, dtype="Int64") for name, values in counts.items()},
            "status": status,
        },
        index=pd.DatetimeIndex(ends, name="week_ending").as_unit("ns"),
    )


def _status(note: object) -> str:
    return "revised" if "revised" in text(note).casefold() else "provisional"


def _check_weeks(days: pd.DataFrame, weekly: pd.DataFrame, where: str) -> None:
    """Hold every week that the days cover to the sum of its days."""
    covered = Period(days.index[0].date(), days.index[-1].date())
    for name in days.columns.intersection(weekly.columns).drop("status"):
        sums = days[name].astype("Int64").resample("W-SUN").sum(min_count=7).reindex(weekly.index)
        # Landings are not recorded in every week, people and boats are.
        differ = (weekly[name] != sums).fillna(value=name != UNCONTROLLED_NAME)
        for end in weekly.index[differ]:
            week = period_of(end.date(), "week")
            if week.start in covered and week.end in covered:
                raise InconsistentDataError(
                    f"{weekly.at[end, name]} {name} in the week to {day_text(end)}",
                    expected=f"{sums[end]}, the sum of the days in SB_01",
                    where=where,
                )
