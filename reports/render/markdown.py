"""The report as Markdown, for e-mail and wikis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from .environment import environment, escape_markdown

if TYPE_CHECKING:
    from ..content import Content
    from ..tables import Table


def to_markdown(report: Content, *, pictures: str | None = None) -> str:
    """Render the report; the tables align.

    Parameters
    ----------
    report : Content
        The report.
    pictures : str, optional
        The address of the folder of its charts; their words stand in where it is left out.
    """
    tables = {table.key: _aligned(table) for part in report.sections for table in part.tables}
    template = environment().get_template("weekly.md")
    return template.render(report=report, pictures=pictures, tables=tables)


def _aligned(table: Table) -> Markup:
    cells = [[escape_markdown(cell) for cell in row] for row in (table.columns, *table.rows)]
    widths = [max(3, *(len(row[i]) for row in cells)) for i in range(len(table.columns))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    lines = [
        "| "
        + " | ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        + " |"
        for row in (cells[0], rule, *cells[1:])
    ]
    return Markup("\n".join(lines))  # noqa: S704 - its lines are its own, its cells escaped
