"""The report as Markdown, for e-mail and wikis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .environment import environment

if TYPE_CHECKING:
    from ..content import Content

__all__ = ["to_markdown"]


def to_markdown(report: Content, *, chart: str | None = None) -> str:
    """Render the report; the tables align."""
    tables = {name: _aligned(table.columns, table.rows) for name, table in report.tables.items()}
    tables |= {
        f"section-{section.key}": _aligned(section.table.columns, section.table.rows)
        for section in report.sections
        if section.table is not None
    }
    template = environment().get_template("weekly.md")
    return template.render(report=report, chart=chart, tables=tables)


def _aligned(columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> str:
    escape = environment().filters["md"]
    cells = [[escape(cell) for cell in row] for row in (columns, *rows)]
    widths = [max(3, *(len(row[i]) for row in cells)) for i in range(len(columns))]
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
    return "\n".join(lines)
