"""The report as a workbook, before it becomes XLSX or ODS: for people and for programs.

The layout follows "Releasing statistics in spreadsheets" of the Government Analysis Function: a
cover, contents, notes, then one table a sheet, with its title in A1 and no cell left blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from numbers import Integral
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pandas as pd

from ..section import Section
from ..tables import Table
from .environment import one_line

if TYPE_CHECKING:
    from ..content import Content

CREATOR: Final = "crossings"
COVER, CONTENTS, NOTES = "Cover", "Contents", "Notes"
LABEL_LENGTH: Final = 31
"""The most characters that Excel allows in the name of a sheet."""

NOT_APPLICABLE, NOT_AVAILABLE = "[z]", "[x]"
MEANING: Final = {NOT_APPLICABLE: "not applicable", NOT_AVAILABLE: "not available"}

FORMATS: Final = ("General", "0", "#,##0", "#,##0.0", "#,##0.00", "#,##0.000")
"""Of the cells of a column: texts, years, and numbers by how many decimals they have."""

MOST_DECIMALS: Final = 3
COVER_WIDTH: Final = 90
LEAST_WIDTH, MOST_WIDTH = 12, 70
"""Of a column, in characters; longer text is wrapped."""

CHARACTER: Final = 6.7
"""Width of a digit in Arial of 12 points, the font of both forms; points."""

SIZES: Final = {"title": 4 / 3, "heading": 7 / 6, "text": 1.0}
"""Of letters, by the role of a line, against those 12 points."""

ACTIVE: Final = re.compile("[-=+@\uff0d\uff1d\uff0b\uff20]")
"""What begins a formula in some program; the last four are the wide forms of the others."""

NEGATIVE: Final = re.compile(r"-\d[\d,.]*%?")


class Line(NamedTuple):
    """A text that has a row to itself; its role is "title", "heading" or "text"."""

    text: str
    role: str = "text"


@dataclass(frozen=True, eq=False)
class Sheet:
    """A sheet, before it takes either form; its texts are safe to write.

    Attributes
    ----------
    label : str
        On its tab.
    lines : tuple of Line
        From A1 downwards, the title first.
    table : pandas.DataFrame or None
        Below the lines: texts and numbers; no cell is empty. In the sheet of contents the first
        column holds the labels of sheets, which are to be links.
    """

    label: str
    lines: tuple[Line, ...]
    table: pd.DataFrame | None = None

    @property
    def name(self) -> str:
        """The name of the table, which programs find it by."""
        return f"table_{re.sub('[^0-9A-Za-z]', '_', self.label).lower()}"

    @cached_property
    def formats(self) -> tuple[str, ...]:
        """The number format of every column, one of `FORMATS`."""
        if self.table is None:
            return ()
        return tuple(_format(str(name), self.table[name].tolist()) for name in self.table)

    @property
    def widths(self) -> tuple[float, ...]:
        """The width of every column, points; lines above a table run on over its columns."""
        if self.table is None:
            return (COVER_WIDTH * CHARACTER,)
        widest = []
        for name, code in zip(self.table, self.formats, strict=True):
            cells = [_shown(cell, code) for cell in self.table[name].tolist()]
            widest.append(max(map(len, [*cells, *str(name).split()])) + 2)
        return tuple(min(max(width, LEAST_WIDTH), MOST_WIDTH) * CHARACTER for width in widest)

    @property
    def heights(self) -> tuple[float, ...]:
        """The height of every row, in lines of text; those above a table are not wrapped."""
        if self.table is None:
            return tuple(
                len(wrap(text, int(COVER_WIDTH / SIZES[role]))) * SIZES[role]
                for text, role in self.lines
            )
        most = [int(width / CHARACTER) for width in self.widths]
        wrapped = [
            max(len(wrap(shown, most[at])) for at, (_, shown, _) in enumerate(cells))
            for cells in list(rows_of(self))[len(self.lines) :]
        ]
        return (*(SIZES[role] for _, role in self.lines), *wrapped)


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
    cover, *others = [_cover(report), *([_notes(notes)] if notes else []), *tables]
    rows = [(sheet.label, sheet.lines[0].text) for sheet in (cover, *others)]
    lines = (
        Line("Contents", "title"),
        Line("This worksheet contains one table, with a link to each of the other worksheets."),
    )
    contents = pd.DataFrame(rows, columns=["Worksheet", "Content"], dtype=object)
    return cover, Sheet(CONTENTS, lines, contents), *others


def _cover(report: Content) -> Sheet:
    lines = [Line(report.title, "title"), Line(report.dateline)]
    lines += [Line(report.made_line)] if report.made else []
    lines += [Line("Headline", "heading")]
    lines += [Line(fact.sentence) for fact in report.headline]
    lines += [Line("To bear in mind", "heading"), *map(Line, report.caveats)]
    for section in (report.section("sources"), report.section("cite")):
        if section is not None:
            lines += [Line(section.title, "heading"), *map(Line, section.notes)]
    return Sheet(COVER, tuple(Line(safe(text), role) for text, role in lines))


def _notes(notes: dict[str, int]) -> Sheet:
    lines = (
        Line("Notes", "title"),
        Line("This worksheet contains one table: the notes that other worksheets refer to."),
    )
    rows = [(number, safe(text)) for text, number in notes.items()]
    table = pd.DataFrame(rows, columns=["Note number", "Note text"], dtype=object)
    return Sheet(NOTES, lines, table)


def _table(report: Content, table: Table, owner: Section, notes: dict[str, int]) -> Sheet:
    """Describe the sheet of a table; notes that it is the first to refer to are added."""

    def refer(text: str) -> str:
        return f"[note {notes.setdefault(text, len(notes) + 1)}]"

    title = table.caption
    sign = NOT_AVAILABLE if "not recorded" in table.missing.casefold() else NOT_APPLICABLE
    cells = {safe(name): [_cell(cell, sign) for cell in table.data[name]] for name in table.data}
    lines = [table.source or report.dateline]
    if any(sign in column for column in cells.values()):
        why = f" {refer(table.missing)}" if table.missing else ""
        lines.append(f"{sign} in a cell means {MEANING[sign]}{why}.")
    if owner.notes:
        lines.append(f"See also {' '.join(map(refer, owner.notes))}.")
    about = "This worksheet contains one table."
    if any("[note " in line for line in lines):
        about += f" It refers to notes, which are on the {NOTES} worksheet."
    return Sheet(
        re.sub(r"[^\w-]", "-", table.key)[:LABEL_LENGTH],
        (Line(safe(title), "title"), Line(about), *(Line(safe(line)) for line in lines)),
        pd.DataFrame(cells, dtype=object),
    )


def safe(text: object) -> str:
    """Return a text that is taken for a text and nothing else.

    Cells hold texts as such, and so never run them; but people save sheets as CSV, where what
    begins like a formula is one: a quotation mark goes before it, as OWASP advises. A space parts
    what gptables would take for the mark of a note or for a link.
    """
    folded = re.sub(r"\$(?=\$)", "$ ", one_line(text)).replace("](", "] (")
    return f"'{folded}" if ACTIVE.match(folded) and not NEGATIVE.fullmatch(folded) else folded


def _cell(cell: Any, sign: str) -> str | float:
    """Return a number as Python has it, a text that is safe, or the sign for what there is not."""
    if isinstance(cell, str):
        return safe(cell) or sign
    if pd.isna(cell):
        return sign
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    return int(cell) if isinstance(cell, Integral) else float(cell)


def _format(name: str, cells: Sequence[str | float]) -> str:
    numbers = [cell for cell in cells if not isinstance(cell, str)]
    if not numbers:
        return FORMATS[0]
    if name in {"Year", "Note number"}:
        return FORMATS[1]
    decimals = [len(str(round(cell, MOST_DECIMALS)).partition(".")[2]) for cell in numbers]
    return FORMATS[2 + max(decimals)]


def _shown(cell: str | float, code: str) -> str:
    """Return a cell as a number format shows it."""
    if isinstance(cell, str):
        return cell
    return f"{cell:{',' * ('#' in code)}.{len(code.partition('.')[2])}f}"


def rows_of(sheet: Sheet) -> Iterator[Sequence[tuple[str | float, str, str]]]:
    """Yield the cells of every row: what they hold, what they show, and their style in ODS."""
    where = "cover-" if sheet.table is None else ""
    for text, role in sheet.lines:
        yield [(text, text, f"{where}{role}")]
    if sheet.table is None:
        return
    heads, styles = [], []
    for at, (name, code) in enumerate(zip(sheet.table, sheet.formats, strict=True)):
        align = "end" if at and code != FORMATS[0] else "start"
        heads.append((str(name), str(name), f"column-{align}"))
        styles.append(f"cell-{FORMATS.index(code)}-{align}")
    if sheet.label == CONTENTS:
        styles[0] = "link"
    yield heads
    for row in sheet.table.itertuples(index=False):
        yield list(zip(row, map(_shown, row, sheet.formats), styles, strict=True))
