"""Charts in a notebook that is really run."""

from __future__ import annotations

import nbformat
import pytest
from nbclient import NotebookClient

SET_UP = """
import pandas as pd
from crossings.reports import {plot}
days = pd.date_range("2022-01-01", "2024-05-14", name="date")
daily = pd.DataFrame({{"arrivals": range(len(days))}}, index=days)
"""
STATE = """
import matplotlib as mpl
import matplotlib.pyplot as plt
plt.figure()  # the first figure of a notebook sets pyplot up
before = dict(mpl.rcParams), plt.isinteractive(), mpl.get_backend()
"""
SAME = "print((dict(mpl.rcParams), plt.isinteractive(), mpl.get_backend()) == before)"
OWN = "import matplotlib.pyplot as plt\nplt.plot([1, 2]);"


def run(*cells):
    """Return the outputs of each cell, run one after the other in one kernel."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(notebook, timeout=240, kernel_name="python3").execute()
    return [cell.outputs for cell in notebook.cells]


def pictures(outputs):
    return sum("image/png" in output.get("data", {}) for output in outputs)


@pytest.fixture(scope="module")
def shown():
    """A notebook whose first cell that draws is ours; pyplot is not imported before."""
    return run(SET_UP.format(plot="plot_weeks"), "plot_weeks(daily);", OWN, "plot_weeks(daily);")


def test_the_first_chart_is_shown(shown):
    """The first chart of a notebook is shown below its cell, once."""
    assert pictures(shown[1]) == 1


def test_a_chart_of_the_users_own_is_shown_after_it(shown):
    """Charts of the user's own are shown after one of ours, and ours after those."""
    assert [pictures(outputs) for outputs in shown[2:]] == [1, 1]


def test_the_state_of_matplotlib_stays_as_it_was():
    """Neither settings nor backend nor interactive mode change, on the user's axes or ours."""
    outputs = run(
        SET_UP.format(plot="plot_months, plot_weeks"),
        STATE,
        "plot_weeks(daily); plot_months(daily); plot_weeks(daily, ax=plt.figure().add_subplot());",
        SAME,
    )
    assert [pictures(output) for output in outputs] == [0, 0, 3, 0]
    assert outputs[3][0]["text"].strip() == "True"
