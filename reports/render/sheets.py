"""The report as a workbook, before it becomes XLSX or ODS: for people and for programs.

The layout follows "Releasing statistics in spreadsheets" of the Government Analysis Function: a
cover, contents, notes, then one table a sheet, with its title in A1 and no cell left blank. Dates
are dates and chances are numbers, so that a program can compute with every cell; the last sheet
has every day of the series.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from numbers import Integral
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import pandas as pd

from ...data.calendar import Period, day_text
from ...forecast.yardstick import percent
from ..section import Section
from ..tables import PROBABILITY, Table
from ..wording import span_text
from .environment import no_formula

if TYPE_CHECKING:
    from ..content import Content

CREATOR: Final = "crossings"
COVER, CONTENTS, NOTES, DAILY = "Cover", "Contents", "Notes", "daily"
LABEL_LENGTH: Final = 31
"""The most characters that Excel allows in the name of a sheet."""

NOT_APPLICABLE, NOT_AVAILABLE = "[z]", "[x]"
MEANING: Final = {
    "[p]": "provisional",
    "[r]": "revised",
    NOT_AVAILABLE: "not available",
    NOT_APPLICABLE: "not applicable",
}
"""The shorthand of the Analysis Function."""

MARKERS: Final = {"provisional": "[p]", "revised": "[r]", "final": NOT_APPLICABLE}
"""Of the status of a day."""

TEXT, WHOLE = "General", "0"
DATE: Final = "[$-809]d mmmm yyyy"
CHANCE: Final = '[<0.01]"<1%";[>0.99]">99%";0%'
"""A whole percent, as sentences have it: never a false 0% or 100%."""

FORMATS: Final = (TEXT, WHOLE, "#,##0", "#,##0.0", "#,##0.00", "#,##0.000", DATE, CHANCE)
"""Of a column: texts, years, numbers by how many decimals they have, dates, chances."""

MOST_DECIMALS: Final = 3
COVER_WIDTH: Final = 90
LEAST_WIDTH, MOST_WIDTH = 12, 70
"""Of a column, in characters; longer text is wrapped."""

CHARACTER: Final = 6.7
"""Width of a digit in Arial of 12 points, the font of both forms; points."""

SIZES: Final = {"title": 4 / 3, "heading": 7 / 6, "text": 1.0}
"""Of letters, by the role of a line, against those 12 points."""

FIRST_DATE: Final = date(1900, 3, 1)
"""Of those that Excel and all other programs understand alike."""

Cell: TypeAlias = str | float | date


class Line(NamedTuple):
    """A text that has a row to itself; its role is "title", "heading" or "text"."""

    text: str
    role: str = "text"


@dataclass(frozen=True, eq=False)
class Column:
    """A column of a table; its texts are safe to write.

    Attributes
    ----------
    name : str
        Its heading.
    cells : tuple of str, int, float or date
        None of them is empty.
    format : str
        Of its numbers, one of `FORMATS`.
    """

    name: str
    cells: tuple[Cell, ...]
    format: str = TEXT

    @cached_property
    def shown(self) -> list[str]:
        """The cells as the format shows them."""
        return [cell if isinstance(cell, str) else _shown(cell, self.format) for cell in self.cells]

    @cached_property
    def characters(self) -> int:
        """The width, in characters; words of the heading may stand below each other."""
        widest = max(map(len, [*self.shown, *self.name.split()]))
        return min(max(widest + 2, LEAST_WIDTH), MOST_WIDTH)


@dataclass(frozen=True, eq=False)
class Sheet:
    """A sheet, before it takes either form; its texts are safe to write.

    Attributes
    ----------
    label : str
        On its tab.
    lines : tuple of Line
        From A1 downwards, the title first.
    columns : tuple of Column
        Of the table below the lines. In the sheet of contents the first column holds the labels
        of sheets, which are to be links. The cover has none.
    """

    label: str
    lines: tuple[Line, ...]
    columns: tuple[Column, ...] = ()

    @property
    def name(self) -> str:
        """The name of the table, which programs find it by."""
        return f"table_{re.sub('[^0-9A-Za-z]', '_', self.label).lower()}"

    @property
    def rows(self) -> int:
        """How many rows the table has below its headings."""
        return len(self.columns[0].cells) if self.columns else 0

    @property
    def widths(self) -> tuple[float, ...]:
        """The width of every column, points; lines above a table run on over its columns."""
        characters = [column.characters for column in self.columns] or [COVER_WIDTH]
        return tuple(number * CHARACTER for number in characters)

    @property
    def heights(self) -> tuple[float, ...]:
        """The height of every row, in lines of text; those above a table are not wrapped."""
        if not self.columns:
            return tuple(
                len(wrap(text, int(COVER_WIDTH / SIZES[role]))) * SIZES[role]
                for text, role in self.lines
            )
        lines = [1.0] * (1 + self.rows)
        for column in self.columns:
            for row, text in enumerate((column.name, *column.shown)):
                if len(text) > column.characters:  # to wrap the others would take a while
                    lines[row] = max(lines[row], len(wrap(text, column.characters)))
        return (*(SIZES[role] for _, role in self.lines), *lines)


def sheets(report: Content) -> tuple[Sheet, ...]:
    """Return the sheets of the workbook, in their order."""
    owners = {
        table.key: section
        for section in report.sections
        for table in (*section.tables, *(chart.table for chart in section.charts))
    }
    notes: dict[str, int] = {}
    tables = [
        _table(report, table, owners[key], notes)
        for key, table in report.tables.items()
        if len(table.data)
    ]
    others = [*([_notes(notes)] if notes else []), *tables, _daily(report)]
    cover = _cover(report, others)
    lines = (
        Line("Contents", "title"),
        Line("This worksheet contains one table, with a link to each of the other worksheets."),
    )
    labels = tuple(sheet.label for sheet in (cover, *others))
    titles = tuple(sheet.lines[0].text for sheet in (cover, *others))
    columns = (Column("Worksheet", labels), Column("Content", titles))
    return cover, Sheet(CONTENTS, lines, columns), *others


def _cover(report: Content, others: Iterable[Sheet]) -> Sheet:
    lines = [Line(report.title, "title"), Line(report.dateline)]
    lines += [Line(report.made_line)] if report.made else []
    lines += [Line("Headline", "heading")]
    lines += [Line(fact.sentence) for fact in report.headline]
    lines += [Line("To bear in mind", "heading"), *map(Line, report.caveats)]
    shorthand = _shorthand([column for sheet in others for column in sheet.columns])
    lines += [Line("Shorthand", "heading"), *map(Line, shorthand)] if shorthand else []
    for section in (report.section("sources"), report.section("cite")):
        if section is not None:
            lines += [Line(section.title, "heading"), *map(Line, section.notes)]
    return Sheet(COVER, tuple(Line(safe(text), role) for text, role in lines))


def _shorthand(columns: Iterable[Column]) -> list[str]:
    """Say what the signs mean that columns have."""
    used = {sign for column in columns for sign in MEANING if sign in column.cells}
    return [f"{sign} means {words}." for sign, words in MEANING.items() if sign in used]


def _notes(notes: dict[str, int]) -> Sheet:
    lines = (
        Line("Notes", "title"),
        Line("This worksheet contains one table: the notes that other worksheets refer to."),
    )
    numbers = Column("Note number", tuple(notes.values()), WHOLE)
    return Sheet(NOTES, lines, (numbers, Column("Note text", tuple(map(safe, notes)))))


def _daily(report: Content) -> Sheet:
    """Describe the sheet of the daily figures: the whole series, as the report uses it."""
    daily = report.figures.daily
    days = [day.date() for day in daily.index]
    columns = [Column("Date", tuple(map(_cell, days)), DATE)]
    for name in ("arrivals", "boats"):
        if name in daily:
            cells = tuple(_cell(cell, NOT_AVAILABLE) for cell in daily[name].tolist())
            columns.append(Column(name.title(), cells, FORMATS[2]))
    if "status" in daily:
        statuses = daily["status"].tolist()
        columns.append(Column("Status", tuple(statuses)))
        columns.append(Column("Marker", tuple(MARKERS[status] for status in statuses)))
    what = " and ".join(column.name.lower() for column in columns[1:] if column.format != TEXT)
    lines = [
        Line(f"Daily {what}, {span_text(Period(days[0], days[-1]))}", "title"),
        Line("This worksheet contains one table, with a row for each day."),
        Line(safe(report.dateline)),
    ]
    return Sheet(DAILY, (*lines, *map(Line, _shorthand(columns))), tuple(columns))


def _table(report: Content, table: Table, owner: Section, notes: dict[str, int]) -> Sheet:
    """Describe the sheet of a table; notes that it is the first to refer to are added."""

    def refer(text: str) -> str:
        return f"[note {notes.setdefault(text, len(notes) + 1)}]"

    sign = NOT_AVAILABLE if "not recorded" in table.missing.casefold() else NOT_APPLICABLE
    data = _words_apart(table.data)
    columns = tuple(_column(str(name), data[name].tolist(), sign) for name in data)
    lines = [table.source or report.dateline]
    if any(sign in column.cells for column in columns):
        why = f" {refer(table.missing)}" if table.missing else ""
        lines.append(f"{sign} means {MEANING[sign]}{why}.")
    if owner.notes:
        lines.append(f"See also {' '.join(map(refer, owner.notes))}.")
    about = "This worksheet contains one table."
    if any("[note " in line for line in lines):
        about += f" It refers to notes, which are on the {NOTES} worksheet."
    return Sheet(
        re.sub(r"[^\w-]", "-", table.key)[:LABEL_LENGTH],
        (Line(safe(table.caption), "title"), Line(about), *(Line(safe(line)) for line in lines)),
        columns,
    )


def _words_apart(data: pd.DataFrame) -> pd.DataFrame:
    """Put probabilities beside their words, which then need no percentage of their own."""
    if PROBABILITY not in data:
        return data
    told = data[data[PROBABILITY].notna()]
    ends = [f" ({percent(chance)})" for chance in told[PROBABILITY].tolist()]
    names = [name for name in data if name != PROBABILITY]
    for at, name in enumerate(names, start=1):
        phrases = [str(cell) for cell in told[name].tolist()]
        if ends and all(map(str.endswith, phrases, ends)):
            apart = data[[*names[:at], PROBABILITY, *names[at:]]].copy()
            apart.loc[told.index, name] = list(map(str.removesuffix, phrases, ends))
            return apart
    return data


def _column(name: str, found: Sequence[Any], sign: str) -> Column:
    """Return a column with the format that its name and its cells ask for."""
    cells = tuple(_cell(cell, sign) for cell in found)
    if name == "Year" or name.startswith("Year of "):
        cells = tuple(int(str(cell)) if _is_digits(cell) else cell for cell in cells)
        code = WHOLE
    elif name == PROBABILITY or name.startswith("Share of "):
        code = CHANCE
    else:
        code = _format(cells)
    return Column(safe(name), cells, code)


def _is_digits(cell: Cell) -> bool:
    return isinstance(cell, str) and cell.isascii() and cell.isdigit()


def safe(text: object) -> str:
    """Return a text that is taken for a text and nothing else.

    Cells hold texts as such, and so never run them; but people save sheets as CSV, where what
    begins like a formula is one. A space parts what gptables or Markdown would take for the mark
    of a note or for a link, if it is passed on.
    """
    return re.sub(r"\$(?=\$)", "$ ", no_formula(text)).replace("](", "] (")


def _cell(cell: Any, sign: str = NOT_APPLICABLE) -> Cell:
    """Return a number or a day as Python has it, a safe text, or the sign for what there is not."""
    if type(cell) is int:  # most are, and to ask the rest takes longer
        return cell
    if isinstance(cell, str):
        return safe(cell) or sign
    if pd.isna(cell):
        return sign
    if isinstance(cell, date):
        day = cell.date() if isinstance(cell, datetime) else cell
        return day if day >= FIRST_DATE else day.isoformat()
    return int(cell) if isinstance(cell, Integral) else float(cell)


def _format(cells: Sequence[Cell]) -> str:
    numbers = [cell for cell in cells if not isinstance(cell, str)]
    if not numbers:
        return TEXT
    decimals = 0
    for cell in numbers:
        if isinstance(cell, date):
            return DATE
        decimals = max(decimals, len(str(round(cell, MOST_DECIMALS)).partition(".")[2]))
    return FORMATS[2 + decimals]


def _shown(cell: float | date, code: str) -> str:
    """Return a number or a day as a format shows it."""
    if isinstance(cell, date):
        return day_text(cell)
    if code == CHANCE:
        return percent(cell)
    return f"{cell:{',' * ('#' in code)}.{len(code.partition('.')[2])}f}"
