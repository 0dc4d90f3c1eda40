"""The summary tables of the final quarterly statistics: arrivals and boats, and nationality.

Tables ``Irr_02a`` and ``Irr_02b`` of the releases on irregular migration, ``IER_02a`` and
``IER_02b`` of those on illegal entry routes: the first gives people and boats by year, quarter or
month, the second people by nationality and year. The reader was written from public copies of
these tables, without the workbook, so it recognises a table by the headings of its columns and
not by its place on a sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from ..calendar import By, Period, period_of
from ..errors import InconsistentDataError, NoFiguresError
from .cells import count, day, text, unmarked
from .publication import Publication
from .remark import Remark
from .spans import label, month_named, named

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
"""The nationality, sex or age of people where the publication gives none that can be read."""
LONGEST = {"nationality": 80, "sex": 40, "age": 40}
"""Characters of a nationality, sex or age group: the store has no room for more."""
NO_FIGURE = re.compile(r"\[[a-z]\]|-|\N{EN DASH}|\.\.|", re.IGNORECASE)
MONTHS_A_QUARTER, QUARTERS_A_YEAR = 3, 4


@dataclass
class _Counts:
    """People and boats in the tables, by span."""

    people: dict[Period, int] = field(default_factory=dict)
    boats: dict[Period, int] = field(default_factory=dict)
    nationality: dict[Period, dict[str, int]] = field(default_factory=dict)
    totals: dict[Period, int] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)


@dataclass(frozen=True)
class _Header:
    """Positions of the columns of a table."""

    when: dict[str, int]
    people: int | None
    boats: int | None
    nationality: int | None
    partial: int | None
    spans: dict[int, Period]


def is_summary(header: Sequence[object]) -> bool:
    """Whether names of columns are those of a copy of a summary table, and no others."""
    columns = _header(header)
    if columns is None:
        return False
    read = {columns.people, columns.boats, columns.nationality, columns.partial}
    read |= {*columns.when.values(), *columns.spans}
    return {_folded(cell) for at, cell in enumerate(header) if at not in read} <= {"", "status"}


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
        Day of the release; the copy does not say so. A year that it calls partial ends with the
        last quarter that the calendar of the releases has by then.

    Raises
    ------
    InconsistentDataError, InvalidFigureError, NoFiguresError
        As `read_sheets`.
    """
    counts = _Counts()
    _read(rows, counts, where=name, published=published)
    what = "nationality by year" if counts.nationality else "people and boats"
    return _publication(counts, COPY.format(what=what), published, where=name, sha256=sha256)


def read_sheets(
    sheets: dict[str, Sequence[Sequence[object]]],
    *,
    published: date | None,
    where: str,
    sha256: str,
) -> Publication:
    """Read the sheets of summary tables: rows by the name of the sheet.

    Raises
    ------
    NoFiguresError
        If no sheet has a table that is understood.
    InvalidFigureError
        If a number of people is not a count.
    InconsistentDataError
        If months, quarters and years of people do not add up, or are after the publication.
    """
    counts = _Counts()
    for name, rows in sheets.items():
        _read(rows, counts, where=f"{where}, sheet {name}", published=published)
    title = TITLE.format(sheets=" and ".join(map(text, sheets)))
    return _publication(counts, title, published, where=where, sha256=sha256)


def group(name: str, column: str, *, where: str, remarks: list[Remark]) -> str:
    """Return the name of a nationality, sex or age group; `NOT_GIVEN` where it cannot be read."""
    if name and len(name) <= LONGEST[column] and name.isprintable():
        return name
    remarks.append(Remark(where, f"no readable {column}", f"counted as {NOT_GIVEN}"))
    return NOT_GIVEN


def _folded(cell: object) -> str:
    return unmarked(str(cell).replace("_", " ")).casefold()


def _header(cells: Sequence[object]) -> _Header | None:
    """Return the positions of the columns, if a row is the header of a summary table."""
    names = [_folded(cell) for cell in cells]
    people = [at for at, name in enumerate(names) if PEOPLE.fullmatch(name)]
    boats = [at for at, name in enumerate(names) if BOATS.fullmatch(name)]
    when = {name: names.index(name) for name in WHEN if names.count(name) == 1}
    spans = {at: period for at, cell in enumerate(cells) if (period := named(cell))}
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
    rows: Sequence[Sequence[object]], counts: _Counts, *, where: str, published: date | None
) -> None:
    header: _Header | None = None
    year: object = ""
    for number, cells in enumerate(rows, start=1):
        if above := _header(cells):
            header, year = above, ""
            continue
        if header is None or not any(text(cell) for cell in cells):
            continue
        row = _Row(cells, f"{where}, row {number}", counts)
        year = row.text(header.when.get("year")) or year
        if header.spans:
            for at, period in header.spans.items():
                row.take_nationality(header.nationality, period, at)
        elif (span := row.period(header, year, published)) and header.nationality is None:
            row.take(span, header)
        elif span:
            row.take_nationality(header.nationality, span, header.people)


@dataclass(frozen=True)
class _Row:
    """A row below a header."""

    cells: Sequence[object]
    where: str
    counts: _Counts

    def cell(self, at: int | None) -> object:
        return self.cells[at] if at is not None and at < len(self.cells) else ""

    def text(self, at: int | None) -> str:
        return unmarked(self.cell(at))

    def remark(self, found: str, done: str) -> None:
        self.counts.remarks.append(Remark(self.where, found, done))

    def count(self, at: int | None) -> int | None:
        """Return a number; None where a marker is in its place."""
        cell = self.cell(at)
        if isinstance(cell, str) and NO_FIGURE.fullmatch(text(cell)):
            return None
        return count(cell, where=self.where)

    def period(self, header: _Header, year: object, published: date | None) -> Period | None:
        """Return the span of the row; None where it is a note, or names no span."""
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
            if name in when and (period := named(self.cell(when[name]))):
                return self.as_far_as_it_goes(period, header, published)
        return None

    def as_far_as_it_goes(
        self, period: Period, header: _Header, published: date | None
    ) -> Period | None:
        """Return a year; one that is called partial ends with a quarter, or is left out."""
        if self.text(header.partial).casefold() not in {"true", "yes", "1", "partial"}:
            return period
        if published is not None:
            # The figures of a quarter come out in the second month after it.
            month_end = pd.offsets.MonthEnd
            last = (pd.Timestamp(published) + month_end(0) - month_end(2)).date()
            if last in period:
                return Period(period.start, last)
        problem = f"{label(period)} is partial, without its last month"
        if not any(remark.found == problem for remark in self.counts.remarks):
            self.remark(problem, "left out")
        return None

    def take(self, period: Period, header: _Header) -> None:
        """Keep people and boats of a month, a quarter or a year."""
        if not any(period == period_of(period.end, by) for by in ("month", "quarter", "year")):
            return
        people = self.count(header.people)
        if people is None:
            self.remark(f'"{text(self.cell(header.people))}" for people', "left out")
            return
        if self.counts.people.setdefault(period, people) != people:
            raise InconsistentDataError(
                f"{people:,} people in {label(period)}",
                expected=f"{self.counts.people[period]:,}, as in the row before",
                where=self.where,
            )
        boats = self.secondary(header.boats)
        if boats is not None and self.counts.boats.setdefault(period, boats) != boats:
            self.remark(f"{boats} boats in {label(period)}, another number before", "not taken")

    def take_nationality(self, at: int | None, period: Period, people_at: int | None) -> None:
        """Keep the people of one nationality."""
        name = self.text(at)
        people = self.secondary(people_at)
        if people is None:
            return
        if name.casefold() == TOTAL:
            self.counts.totals[period] = people
            return
        by_name = self.counts.nationality.setdefault(period, {})
        if name in by_name:
            self.remark(f"{name} again", "not taken")
            return
        name = group(name, NATIONALITY, where=self.where, remarks=self.counts.remarks)
        by_name[name] = by_name.get(name, 0) + people

    def secondary(self, at: int | None) -> int | None:
        """Return a count; None, with a remark, where the cell is not one."""
        try:
            return self.count(at)
        except ValueError as error:
            self.remark(f'"{text(self.cell(at))[:60]}"', f"not taken ({error})"[:200])
            return None


def _publication(
    counts: _Counts, title: str, published: date | None, *, where: str, sha256: str
) -> Publication:
    _check_sums(counts, where)
    _check_totals(counts, where)
    if not counts.people and not counts.nationality:
        raise NoFiguresError(
            "no table of people and boats, or of nationality, by period",
            expected='columns such as "Year", "Quarter", "People" and "Boats"',
            where=where,
        )
    records = [
        (label(period), name, "all", "all", people)
        for period, by_name in sorted(counts.nationality.items())
        for name, people in by_name.items()
    ]
    columns = ["period", "nationality", "sex", "age", "arrivals"]
    quarters = _table(counts, "quarter")
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
        monthly=_table(counts, "month"),
        people=pd.DataFrame(records, columns=columns) if records else None,
        remarks=tuple(counts.remarks),
    )


def _check_sums(counts: _Counts, where: str) -> None:
    """Check quarters against months and years against quarters, and fill in missing ones."""
    steps: tuple[tuple[By, By, int], ...] = (
        ("quarter", "month", MONTHS_A_QUARTER),
        ("year", "quarter", QUARTERS_A_YEAR),
    )
    for by, part, parts in steps:
        inside: dict[Period, list[Period]] = {}
        for period in counts.people:
            if period == period_of(period.end, part):
                inside.setdefault(period_of(period.end, by), []).append(period)
        for whole, spans in inside.items():
            if len(spans) != parts:
                continue
            people = sum(counts.people[span] for span in spans)
            if counts.people.setdefault(whole, people) != people:
                raise InconsistentDataError(
                    f"{counts.people[whole]:,} people in {label(whole)}",
                    expected=f"{people:,}, the sum of its {part}s",
                    where=where,
                )
            if all(span in counts.boats for span in spans):
                boats = sum(counts.boats[span] for span in spans)
                if counts.boats.setdefault(whole, boats) != boats:
                    printed = f"{counts.boats.pop(whole)} boats in {label(whole)}"
                    done = f"not taken: its {part}s have {boats}"
                    counts.remarks.append(Remark(where, printed, done, whole.start, whole.end))


def _check_totals(counts: _Counts, where: str) -> None:
    """Leave out a breakdown that does not add up to its own total."""
    for period, total in counts.totals.items():
        by_name = counts.nationality.get(period)
        if by_name is not None and (people := sum(by_name.values())) != total:
            del counts.nationality[period]
            problem = f"{people:,} people by nationality in {label(period)}"
            done = f"not taken: the total is {total:,}"
            counts.remarks.append(Remark(where, problem, done, period.start, period.end))


def _table(counts: _Counts, by: By) -> pd.DataFrame | None:
    spans = sorted(span for span in counts.people if span == period_of(span.end, by))
    if not spans:
        return None
    return pd.DataFrame(
        {
            "arrivals": [counts.people[span] for span in spans],
            "boats": pd.array([counts.boats.get(span) for span in spans], dtype="Int64"),
            "status": "final",
        },
        index=pd.DatetimeIndex([span.end for span in spans], name=f"{by}_ending").as_unit("ns"),
    )
