"""The tables of a report and its daily figures as CSV, and what their columns mean."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from .environment import environment, one_line
from .sheets import safe

if TYPE_CHECKING:
    from ..content import Content
    from ..tables import Table

FOLDER = "tables"
"""Below the folder of the report."""
METADATA, DICTIONARY = "csv-metadata.json", "README.txt"
"""The names that the W3C's "CSV on the Web" and readers look for."""
DAILY = "daily.csv"
MEANING = {
    "date": "the day",
    "arrivals": "people who arrived on that day",
    "boats": "boats in which they arrived",
    "status": "provisional, revised or final",
}
"""Of the columns of the daily figures."""
DAY = re.compile(r"\d{4}-\d\d-\d\d")
UNITS = (
    ("%$", "percent"),
    ("^Year$|^Year of|^Rank$", ""),
    ("^Ratio$", "ratio"),
    ("^Probability$|^Share of paths", "share, from 0 to 1"),
    ("per boat$", "people per boat"),
    ("^Boats$", "boats"),
    ("^Events", "events"),
    ("^Forecasts$|^In the 80%", "forecasts"),
)
"""By the heading of a column of numbers; all others count what the report counts."""


class Column(NamedTuple):
    """A column of a file: its heading, its type as the W3C names it, and its unit if any."""

    name: str
    datatype: str
    unit: str


class File(NamedTuple):
    """A file of the dictionary: its name, what it holds, why cells are empty, its columns."""

    name: str
    caption: str
    missing: str
    columns: tuple[Column, ...]


def downloads(report: Content) -> dict[str, bytes]:
    """Return the files by their names within the folder of the report.

    Every table with a key becomes a CSV file of the same name; ``csv-metadata.json`` describes
    them to programs, ``README.txt`` to people, and both say how to cite them.
    """
    files, described = {DAILY: _daily(report)}, [_described_daily(report)]
    for key, table in report.tables.items():
        shape = table.to_dict()
        files[f"{FOLDER}/{key}.csv"] = to_csv(shape["columns"], shape["rows"])
        described.append(_described(table, shape, report.figures.counted))
    cite = report.section("cite")
    citation = one_line(" ".join(cite.notes) if cite else report.dateline)
    files[f"{FOLDER}/{METADATA}"] = _metadata(report, described, citation)
    words = environment().get_template("tables.txt")
    dateline = one_line(report.dateline)
    readme = words.render(title=report.title, dateline=dateline, files=described, citation=citation)
    return {**files, f"{FOLDER}/{DICTIONARY}": readme.encode()}


def to_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    r"""Return a table as CSV: numbers as they are, texts that no program runs, or nothing.

    Examples
    --------
    >>> to_csv(["Day", "People"], [["2025-05-14", 705], ["=1+1", None]]).decode()
    "Day,People\n2025-05-14,705\n'=1+1,\n"
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(map(safe, columns))
    writer.writerows(
        [safe(cell) if isinstance(cell, str) else cell for cell in row] for row in rows
    )
    return text.getvalue().encode()


def _daily(report: Content) -> bytes:
    daily = report.figures.daily
    shown = daily[[name for name in MEANING if name in daily]]
    text: str = shown.to_csv(index_label="date", date_format="%Y-%m-%d", lineterminator="\n")
    return text.encode()


def _described_daily(report: Content) -> File:
    there = [name for name in MEANING if name == "date" or name in report.figures.daily]
    types = {"date": "date", "status": "string"}
    columns = [Column(name, types.get(name, "integer"), MEANING[name]) for name in there]
    return File(f"../{DAILY}", "The daily figures as used", "Not recorded.", tuple(columns))


def _described(table: Table, shape: dict[str, Any], counted: str) -> File:
    columns = []
    for at, name in enumerate(shape["columns"]):
        kind = _datatype([row[at] for row in shape["rows"] if row[at] is not None])
        number = kind in {"integer", "number"}
        unit = next((unit for form, unit in UNITS if re.search(form, name)), counted)
        columns.append(Column(safe(name), kind, unit if number else ""))
    caption, missing = one_line(table.caption), one_line(table.missing)
    return File(f"{table.key}.csv", caption, missing, tuple(columns))


def _datatype(cells: Sequence[Any]) -> str:
    if cells and all(isinstance(cell, str) for cell in cells):
        return "date" if all(map(DAY.fullmatch, cells)) else "string"
    if any(isinstance(cell, str) for cell in cells):
        return "string"
    return "integer" if all(isinstance(cell, int) for cell in cells) else "number"


def _metadata(report: Content, described: Sequence[File], citation: str) -> bytes:
    """Describe the files in the shape of "Metadata Vocabulary for Tabular Data" of the W3C."""
    shape = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": report.title,
        "dc:source": one_line(report.dateline),
        "dc:bibliographicCitation": citation,
        "tables": [
            {
                "url": file.name,
                "dc:title": file.caption,
                "dc:description": f"Empty cells: {file.missing}" if file.missing else "",
                "tableSchema": {
                    "columns": [
                        {
                            "titles": column.name,
                            "datatype": column.datatype,
                            "dc:description": column.unit,
                        }
                        for column in file.columns
                    ]
                },
            }
            for file in described
        ],
    }
    return f"{json.dumps(shape, indent=1, ensure_ascii=False)}\n".encode()
