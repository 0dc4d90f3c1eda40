"""What an object says of itself when it is printed, and in a notebook."""

from __future__ import annotations

import io

import pandas as pd
from crossings.data import Figures, read_publication
from crossings.reports import Table, compare
from crossings.reports.tables import comparison_table


def test_figures_and_publications_say_their_days():
    days = pd.date_range("2024-01-01", "2025-03-02", name="date")
    figures = Figures.of(pd.Series(1, index=days))
    assert repr(figures) == "<Figures: people, 1 January 2024 to 2 March 2025, provisional>"
    read = read_publication(io.BytesIO(b"date,arrivals\n2026-01-01,65\n"))
    assert repr(read) == "<Publication: tidy-csv, published None, through 2026-01-01>"
    table = comparison_table(compare(figures), figures)
    assert repr(table).endswith(", 2 rows>")


def test_a_table_in_a_notebook_has_headings_and_no_markup_of_its_own():
    table = Table("A <b>caption</b>", ("Year", "People"), (("2025", "<script>"),))
    page = table._repr_html_()
    assert '<th scope="col">People</th>' in page
    assert '<th scope="row">2025</th><td>&lt;script&gt;</td>' in page
    assert "<b>" not in page
