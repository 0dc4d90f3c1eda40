"""The releases of 2025 as they were published, for programs that live through the year.

The official publications are used where they are there (``../shared/official``); the other
releases are made from the figures that ship with the package, cut where the release of that
Friday ended, with the revised day of the year as it was before and after. The release of
26 December came out on 31 December, and so does the last one here.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pandas as pd
from crossings.data.embedded import embedded

__all__ = ["OFFICIAL", "REVISED", "REVISED_ON", "Cycle", "cycles", "figures_on", "make_release"]

OFFICIAL = Path(__file__).resolve().parents[2] / "shared" / "official"
WEEK = timedelta(days=7)
RELEASED = {date(2025, 12, 26): (date(2025, 12, 31), date(2025, 12, 28))}
"""Fridays whose release came out on another day, and the last day of its figures."""
# Of the days that are marked as revised one is of 2025. No publication has the numbers before:
# they are those of the news of the time (30,100 people by that day, of 30,104 now). The change came
# before the release of 14 November, on a day that is assumed here.
REVISED, REVISED_ON = "2025-09-06", date(2025, 9, 19)
BEFORE = {"arrivals": 1097, "boats": 17, "status": "provisional"}
OASIS = "urn:oasis:names:tc:opendocument:xmlns"
NAMESPACES = (
    f'xmlns:office="{OASIS}:office:1.0" xmlns:table="{OASIS}:table:1.0" '
    f'xmlns:text="{OASIS}:text:1.0" xmlns:meta="{OASIS}:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
HEADINGS = {
    "date": "Date",
    "week_ending": "Week ending",
    "arrivals": "Migrants arrived",
    "boats": "Boats arrived",
    "uncontrolled_landings": "Boats arrived - involved in uncontrolled landings",
    "prevented": "Migrants prevented",
    "events_prevented": "Events prevented",
    "status": "Notes",
}


@dataclass(frozen=True)
class Cycle:
    """A week: the day on which its release came out, and the publications since the last one."""

    day: date
    files: list[Path]

    @property
    def now(self) -> datetime:
        """When the week's work is done."""
        return datetime.combine(self.day, time(18), UTC)


def cycles(
    folder: Path,
    first: date,
    weeks: int,
    official: Path | None = OFFICIAL,
    *,
    saved_again: bool = False,
) -> Iterator[Cycle]:
    """Yield each week's publications, the missing ones made in a folder.

    With `saved_again`, each week has a copy of the release before, as a spreadsheet program leaves
    it that opened and saved it on that day.
    """
    paths = sorted(official.rglob("20??-??-??*")) if official else []
    since, before = first - WEEK, first
    for friday in (first + WEEK * n for n in range(weeks)):
        day, last = RELEASED.get(friday, (friday, friday - timedelta(days=1)))
        files = [
            path
            for path in paths
            if path.parent.name in {"time-series", "last-7-days", "weekly-summary"}
            and since < date.fromisoformat(path.name[:10]) <= day
        ]
        if not any(path.suffix == ".ods" for path in files):
            files.append(folder / f"{day}.ods")
            files[-1].write_bytes(make_release(day, last))
        if saved_again and since >= first:
            files.append(folder / f"{day} saved again.ods")
            files[-1].write_bytes(make_release(since, before, saved=day))
        yield Cycle(day, files)
        since, before = day, last


def figures_on(day: date) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the days and the weeks as a release of a day has them, though to the end of 2025."""
    releases = [one for one in embedded().publications() if one.kind == "time-series"]
    series = max(releases, key=lambda one: one.known).id
    daily, weekly = embedded().rows("daily", [series]), embedded().rows("weekly", [series])
    tables = daily.set_index("date"), weekly.set_index("week_ending")
    if day < REVISED_ON:
        revised = pd.Timestamp(REVISED)
        sunday = revised + pd.offsets.Week(weekday=6)
        for name in ("arrivals", "boats"):
            tables[1].loc[sunday, name] -= tables[0].loc[revised, name] - BEFORE[name]
            tables[0].loc[revised, name] = BEFORE[name]
        for table, at in zip(tables, (revised, sunday), strict=True):
            table.loc[at, "status"] = BEFORE["status"]
    return tables


def make_release(day: date, last: date, *, saved: date | None = None) -> bytes:
    """Return the spreadsheet "Small boats - time series" of a day, its figures to another.

    It may have been saved again later.
    """
    daily, weekly = figures_on(day)
    sheets = {
        "Cover_sheet": [["Migrants detected crossing the English Channel in small boats"]],
        "Notes": [["These statistics are provisional."]],
        "SB_01": _rows(daily.loc[: pd.Timestamp(last)]),
        "SB_02": _rows(weekly.loc[: pd.Timestamp(last)]),
    }
    body = "".join(
        f"<table:table table:name={quoteattr(name)}>"
        + "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)
        + "</table:table>"
        for name, rows in sheets.items()
    )
    members = {
        "mimetype": MIMETYPE,
        "META-INF/manifest.xml": (
            f'<m:manifest xmlns:m="{OASIS}:manifest:1.0"><m:file-entry m:full-path="/" '
            f'm:media-type="{MIMETYPE}"/></m:manifest>'
        ),
        "content.xml": (
            f"<office:document-content {NAMESPACES}><office:body><office:spreadsheet>{body}"
            "</office:spreadsheet></office:body></office:document-content>"
        ),
        "meta.xml": (
            f"<office:document-meta {NAMESPACES}><office:meta>"
            f"<meta:creation-date>{day}T12:11:40Z</meta:creation-date>"
            f"<dc:date>{saved or day}T12:15:21Z</dc:date></office:meta></office:document-meta>"
        ),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in members.items():
            how = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), text, how)
    return packed.getvalue()


def _rows(table: pd.DataFrame) -> list[list[object]]:
    columns = [name for name in HEADINGS if name in table]
    shown = table[columns].astype(object).where(table[columns].notna(), "-")
    shown["status"] = shown["status"].map({"revised": "Revised"}).fillna("")
    header = [HEADINGS[str(table.index.name)], *(HEADINGS[name] for name in columns)]
    return [header, *([day.date(), *row] for day, *row in shown.itertuples())]


def _cell(value: object) -> str:
    if isinstance(value, date):
        kind = f'"date" office:date-value="{value}"'
    else:
        kind = '"string"' if isinstance(value, str) else f'"float" office:value="{value}"'
    return f"<table:table-cell office:value-type={kind}><text:p>{value}</text:p></table:table-cell>"
