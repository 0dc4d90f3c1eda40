"""Tables on stdout: in a terminal the two ends of a long one, in a pipe all of it."""

from __future__ import annotations

import io

import pytest
from crossings.cli import output
from crossings.reports import Table
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

WORDS = "rows in the middle are left out. To see all of them, send them to a pager"


def table(rows: int) -> Table:
    return Table("Days", ("day", "people"), tuple((f"d{n}", f"{n:,}") for n in range(rows)))


def printed(shown: Table, monkeypatch, *, terminal: bool, width: int = 100) -> str:
    """What print_table writes, to a terminal or to a pipe."""
    written = io.StringIO()
    monkeypatch.setattr("sys.stdout", written)
    monkeypatch.setattr(
        "rich.console.Console",
        lambda **options: Console(
            file=written, force_terminal=terminal, width=width, no_color=True, **options
        ),
    )
    output.print_table(shown)
    monkeypatch.undo()
    return written.getvalue()


def days_in(text: str) -> list[str]:
    return [word for word in text.split() if word.startswith("d") and word[1:].isdigit()]


def test_a_terminal_is_given_the_ends_of_a_long_table_and_told_how_to_see_all_of_it(monkeypatch):
    text = printed(table(1000), monkeypatch, terminal=True)
    assert days_in(text) == [f"d{n}" for n in (*range(30), *range(970, 1000))]
    assert f"940 {WORDS}" in " ".join(text.split())


@pytest.mark.parametrize(("rows", "terminal"), [(366, True), (1000, False)])
def test_a_year_of_days_and_whatever_goes_to_a_pipe_is_whole(rows, terminal, monkeypatch):
    text = printed(table(rows), monkeypatch, terminal=terminal)
    assert days_in(text) == [f"d{n}" for n in range(rows)]
    assert "left out" not in text


LETTERS = st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"))
CELLS = st.text(LETTERS, max_size=12).map(str.strip).filter(bool)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5), st.tuples(CELLS, CELLS))
def test_a_pipe_is_given_the_lines_that_rich_lays_out(rows, names):
    shown = Table("", names, tuple(rows))
    console = Console(file=io.StringIO(), width=100, highlight=False)
    console.print(output._laid_out(shown))
    lines = output._lines(shown, 100)
    assert lines is not None
    laid_out = console.file.getvalue().splitlines()
    assert [line.rstrip() for line in lines] == [line.rstrip() for line in laid_out]


def test_a_table_that_is_too_wide_is_left_to_rich():
    assert output._lines(table(3), 8) is None
