"""The summary tables of the final quarterly statistics: arrivals and boats, and nationality.

Tables ``Irr_02a`` and ``Irr_02b`` of the releases on irregular migration, ``IER_02a`` and
``IER_02b`` of those on illegal entry routes: the first gives people and boats by year, quarter or
month, the second people by nationality and year. No workbook with these sheets was at hand when
this was written, only tables of the same figures that others had copied from it, so a table is
known by the headings of its columns and nothing is taken from its place on a sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from typing import Any

import pandas as pd

from ..calendar import By, Period, period_of
from ..errors import InconsistentDataError, NoFiguresError
from .cells import count, day, text
from .publication import Publication, Remark
from .spans import MARKER, label, month_named, named

__all__ = [
    "MAX_LABELS",
    "NOT_GIVEN",
    "URL",
    "combined",
    "is_summary",
    "read_csv",
    "read_sheets",
    "summary_sheets",
]

COPY = "Immigration system statistics: {what} (Home Office, read from a public copy)"
TITLE = "Immigration system statistics: summary tables {sheets}"
URL = (
    "https://www.gov.uk/government/statistical-data-sets/immigration-system-statistics-data-tables"
)
SHEET = re.compile(r"(?:data\s*[-_]\s*)?(?:irr|ier)_02[ab]", re.IGNORECASE)
PEOPLE = re.compile(
    r"(?:number of )?(?:people|arrivals|small boat arrivals|detections|migrants)"
    r"(?: arrived| arriving| detected)?(?: by small boat)?"
)
BOATS = re.compile(r"(?:number of )?(?:small )?boats(?: arrived| arriving| detected)?")
WHEN = ("year", "quarter", "month", "period", "date", "quarter ending", "month ending")
NATIONALITY, PARTIAL, TOTAL = "nationality", "partial", "total"
NOT_GIVEN = "Not given"
"""The nationality, sex or age of people where the publication has no word, or no readable one."""
MAX_LABELS = {"nationality": 80, "sex": 40, "age": 40}
"""Letters of a label; the store has no room for more."""
NO_FIGURE = re.compile(r"\[[a-z]\]|-|\N{EN DASH}|\.\.|", re.IGNORECASE)
MONTHS_A_QUARTER, QUARTERS_A_YEAR = 3, 4
MONTHS_UNTIL_OUT = 2


@dataclass
class _Found:
    """What the tables say, by span."""

    people: dict[Period, int] = field(default_factory=dict)
    boats: dict[Period, int] = field(default_factory=dict)
    nationality: dict[Period, dict[str, int]] = field(default_factory=dict)
    totals: dict[Period, int] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)


@dataclass(frozen=True)
class _Header:
    """Where the columns of a table stand."""

    when: dict[str, int]
    people: int | None
    boats: int | None
    nationality: int | None
    partial: int | None
    spans: dict[int, Period]


def is_summary(header: Sequence[object]) -> bool:
    """Whether a first line of column names is that of a copy of a summary table, and no more."""
    found = _header(header)
    if found is None:
        return False
    known = {*found.when.values(), *found.spans, found.people, found.boats, found.nationality}
    known.add(found.partial)
    more = [_folded(cell) for at, cell in enumerate(header) if at not in known]
    return set(more) <= {"", "status"}


def summary_sheets(names: Iterable[str]) -> list[str]:
    """Return the names of the sheets that are summary tables."""
    return [name for name in names if SHEET.fullmatch(text(name))]


def read_csv(
    rows: list[list[str]], *, sha256: str, name: str, published: date | None = None
) -> Publication:
    """Read a table that was copied from the publication.

    Parameters
    ----------
    rows : list of list of str
        The first has the names of the columns.
    sha256, name : str
        As of `Publication`.
    published : datetime.date, optional
        When the release came out; the copy does not say so. A year that it calls partial ends
        with the last quarter that the calendar of the releases has by then.

    Raises
    ------
    InconsistentDataError, InvalidFigureError, NoFiguresError
        As `read_sheets`.
    """
    found = _Found()
    _read(rows, found, where=name, published=published)
    what = "nationality by year" if found.nationality else "people and boats"
    title = COPY.format(what=what)
    return _publication(found, title, published, where=name, sha256=sha256)


def read_sheets(
    sheets: dict[str, list[list[Any]]], *, published: date | None, where: str, sha256: str
) -> Publication:
    """Read the sheets of summary tables.

    Parameters
    ----------
    sheets : dict of str to rows
        By name.
    published : datetime.date or None
        By the workbook.
    where, sha256 : str
        The file, for messages; its hash.

    Raises
    ------
    NoFiguresError
        If no sheet has a table that is understood.
    InvalidFigureError
        If a number of people is none.
    InconsistentDataError
        If months, quarters and years of people do not add up, or lie after the publication.
    """
    found = _Found()
    for name, rows in sheets.items():
        _read(rows, found, where=f"{where}, sheet {name}", published=published)
    title = TITLE.format(sheets=" and ".join(map(text, sheets)))
    return _publication(found, title, published, where=where, sha256=sha256)


def combined(publications: Sequence[Publication], *, sha256: str, title: str) -> Publication:
    """Return the tables of one release, read from several files or sheets, as one publication.

    Raises
    ------
    InconsistentDataError
        If they differ on the people of a quarter or a month.
    """

    def joined(name: str) -> pd.DataFrame | None:
        tables = [table for found in publications if (table := getattr(found, name)) is not None]
        return (
            reduce(lambda first, second: _joined(first, second, title), tables) if tables else None
        )

    people = [found.people for found in publications if found.people is not None]
    return Publication(
        kind="quarterly",
        title=title,
        url=URL,
        sha256=sha256,
        published=publications[0].published,
        quarterly=joined("quarterly"),
        monthly=joined("monthly"),
        people=pd.concat(people, ignore_index=True) if people else None,
        remarks=tuple(remark for found in publications for remark in found.remarks),
    )


def _joined(first: pd.DataFrame, second: pd.DataFrame, where: str) -> pd.DataFrame:
    both = first.index.intersection(second.index)
    differ = both[(first.loc[both, "arrivals"] != second.loc[both, "arrivals"]).to_numpy()]
    if len(differ):
        end = differ[0]
        raise InconsistentDataError(
            f"{first.at[end, 'arrivals']:,} and {second.at[end, 'arrivals']:,} people in the "
            f"period to {end:%Y-%m-%d}",
            expected="one figure",
            where=where,
        )
    return first.combine_first(second)[list(first.columns)].astype(first.dtypes)


def _folded(cell: object) -> str:
    return text(MARKER.sub("", str(cell)).replace("_", " ")).casefold()


def _header(cells: Sequence[object]) -> _Header | None:
    """Return where the columns stand, if a row is the header of a summary table."""
    names = [_folded(cell) for cell in cells]
    people = [at for at, name in enumerate(names) if PEOPLE.fullmatch(name)]
    boats = [at for at, name in enumerate(names) if BOATS.fullmatch(name)]
    when = {name: names.index(name) for name in WHEN if names.count(name) == 1}
    spans = {at: found for at, cell in enumerate(cells) if (found := named(cell))}
    nationality = names.index(NATIONALITY) if names.count(NATIONALITY) == 1 else None
    one_of_each = len(people) == 1 and bool(when)
    if nationality is None:
        if not one_of_each or len(boats) != 1 or "method of entry" in names:
            return None
    elif not (spans or (one_of_each and "method of entry" not in names)):
        return None
    return _Header(
        when=when,
        people=people[0] if len(people) == 1 else None,
        boats=boats[0] if len(boats) == 1 else None,
        nationality=nationality,
        partial=names.index(PARTIAL) if PARTIAL in names else None,
        spans=spans if nationality is not None else {},
    )


def _read(
    rows: Sequence[Sequence[Any]], found: _Found, *, where: str, published: date | None
) -> None:
    header: _Header | None = None
    year: object = ""
    for number, cells in enumerate(rows, start=1):
        if above := _header(cells):
            header, year = above, ""
            continue
        if header is None or not any(text(cell) for cell in cells):
            continue
        row = _Row(cells, f"{where}, row {number}", found)
        year = row.text(header.when.get("year")) or year
        if header.spans:
            for at, named_above in header.spans.items():
                row.take_nationality(header.nationality, named_above, at)
        elif period := row.period(header, year, published):
            if header.nationality is None:
                row.take(period, header)
            else:
                row.take_nationality(header.nationality, period, header.people)


@dataclass(frozen=True)
class _Row:
    """A row below a header."""

    cells: Sequence[Any]
    where: str
    found: _Found

    def cell(self, at: int | None) -> object:
        return self.cells[at] if at is not None and at < len(self.cells) else ""

    def text(self, at: int | None) -> str:
        return text(MARKER.sub("", str(self.cell(at))))

    def remark(self, found: str, done: str) -> None:
        self.found.remarks.append(Remark(self.where, found, done))

    def count(self, at: int | None) -> int | None:
        """Return a number without its marker; None where a marker stands in its place."""
        cell = self.cell(at)
        if not isinstance(cell, str):
            return count(cell, where=self.where)
        if NO_FIGURE.fullmatch(text(cell)):
            return None
        return count(MARKER.sub("", cell), where=self.where)

    def period(self, header: _Header, year: object, published: date | None) -> Period | None:
        """Return the span that the row is of; None where it is a note, or of no span known."""
        when = header.when
        for name in ("quarter ending", "month ending"):
            if name in when and self.text(when[name]):
                end = day(self.cell(when[name]), where=self.where)
                return period_of(end, "quarter" if name.startswith("quarter") else "month")
        if "month" in when and (cell := self.cell(when["month"])) != "":
            month = month_named(cell)
            return named(f"{text(year)[:4]}-{month:02d}") if month else named(cell)
        if "quarter" in when and (written := self.text(when["quarter"]).removesuffix(".0")):
            quarter = written.removeprefix("Q")
            return named(f"{text(year)[:4]} Q{quarter}") if len(quarter) == 1 else named(written)
        for name in ("period", "date", "year"):
            if name in when and (found := named(self.cell(when[name]))):
                return self.whole(found, header, published)
        return None

    def whole(self, found: Period, header: _Header, published: date | None) -> Period | None:
        """Return a year as far as it goes: one that is called partial ends with a quarter."""
        if self.text(header.partial).casefold() not in {"true", "yes", "1", "partial"}:
            return found
        if published is not None:
            last = (
                pd.Timestamp(published) + pd.offsets.MonthEnd(0) - pd.offsets.MonthEnd(2)
            ).date()
            if last in found:
                return Period(found.start, last)
        said = f"{label(found)} is partial, without its last month"
        if not any(remark.found == said for remark in self.found.remarks):
            self.remark(said, "left out")
        return None

    def take(self, period: Period, header: _Header) -> None:
        """Keep people and boats of a month, a quarter or a year."""
        if not any(period == period_of(period.end, by) for by in ("month", "quarter", "year")):
            return
        people = self.count(header.people)
        if people is None:
            self.remark(f'"{text(self.cell(header.people))}" for people', "left out")
            return
        if self.found.people.setdefault(period, people) != people:
            raise InconsistentDataError(
                f"{people:,} people in {label(period)}",
                expected=f"{self.found.people[period]:,}, as in the row before",
                where=self.where,
            )
        boats = self.secondary(header.boats)
        if boats is not None and self.found.boats.setdefault(period, boats) != boats:
            self.remark(f"{boats} boats in {label(period)}, another number before", "not taken")

    def take_nationality(self, at: int | None, period: Period, people_at: int | None) -> None:
        """Keep the people of one nationality."""
        name = self.text(at)
        people = self.secondary(people_at)
        if people is None:
            return
        if name.casefold() == TOTAL:
            self.found.totals[period] = people
            return
        by_name = self.found.nationality.setdefault(period, {})
        if not name or len(name) > MAX_LABELS[NATIONALITY] or not name.isprintable():
            self.remark("no readable nationality", f"counted as {NOT_GIVEN}")
            name = NOT_GIVEN
        elif name in by_name:
            self.remark(f"{name} again", "not taken")
            return
        by_name[name] = by_name.get(name, 0) + people

    def secondary(self, at: int | None) -> int | None:
        """Return a count that keeps nothing else out where it is none."""
        try:
            return self.count(at)
        except ValueError as error:
            self.remark(f'"{text(self.cell(at))[:60]}"', f"not taken ({error})"[:200])
            return None


def _publication(
    found: _Found, title: str, published: date | None, *, where: str, sha256: str
) -> Publication:
    _check_sums(found, where)
    _check_totals(found, where)
    if not found.people and not found.nationality:
        raise NoFiguresError(
            "no table of people and boats, or of nationality, by period",
            expected='columns such as "Year", "Quarter", "People" and "Boats"',
            where=where,
        )
    records = [
        (label(period), name, "all", "all", people)
        for period, by_name in sorted(found.nationality.items())
        for name, people in by_name.items()
    ]
    columns = ["period", "nationality", "sex", "age", "arrivals"]
    quarters = _table(found, "quarter")
    if quarters is not None:
        years = {"year": quarters.index.year, "quarter": quarters.index.quarter}
        for at, (name, numbers) in enumerate(years.items()):
            quarters.insert(at, name, numbers.astype("int64"))
    return Publication(
        kind="quarterly",
        title=title,
        url=URL,
        sha256=sha256,
        published=published,
        quarterly=quarters,
        monthly=_table(found, "month"),
        people=pd.DataFrame(records, columns=columns) if records else None,
        remarks=tuple(found.remarks),
    )


def _check_sums(found: _Found, where: str) -> None:
    """Hold quarters to their months and years to their quarters, and fill in what is not given."""
    steps: tuple[tuple[By, By, int], ...] = (
        ("quarter", "month", MONTHS_A_QUARTER),
        ("year", "quarter", QUARTERS_A_YEAR),
    )
    for by, part, parts in steps:
        inside: dict[Period, list[Period]] = {}
        for period in found.people:
            if period == period_of(period.end, part):
                inside.setdefault(period_of(period.end, by), []).append(period)
        for whole, spans in inside.items():
            if len(spans) != parts:
                continue
            people = sum(found.people[span] for span in spans)
            if found.people.setdefault(whole, people) != people:
                raise InconsistentDataError(
                    f"{found.people[whole]:,} people in {label(whole)}",
                    expected=f"{people:,}, the sum of its {part}s",
                    where=where,
                )
            if all(span in found.boats for span in spans):
                boats = sum(found.boats[span] for span in spans)
                if found.boats.setdefault(whole, boats) != boats:
                    said = f"{found.boats.pop(whole)} boats in {label(whole)}"
                    done = f"not taken: its {part}s have {boats}"
                    found.remarks.append(Remark(where, said, done, whole.start, whole.end))


def _check_totals(found: _Found, where: str) -> None:
    """Leave out a breakdown that is not what its own total says."""
    for period, total in found.totals.items():
        by_name = found.nationality.get(period)
        if by_name is not None and (people := sum(by_name.values())) != total:
            del found.nationality[period]
            said = f"{people:,} people by nationality in {label(period)}"
            done = f"not taken: the total is {total:,}"
            found.remarks.append(Remark(where, said, done, period.start, period.end))


def _table(found: _Found, by: By) -> pd.DataFrame | None:
    spans = sorted(span for span in found.people if span == period_of(span.end, by))
    if not spans:
        return None
    return pd.DataFrame(
        {
            "arrivals": [found.people[span] for span in spans],
            "boats": pd.array([found.boats.get(span) for span in spans], dtype="Int64"),
            "status": "final",
        },
        index=pd.DatetimeIndex([span.end for span in spans], name=f"{by}_ending").as_unit("ns"),
    )
