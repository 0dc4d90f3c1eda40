"""The library in several threads at once: each gets what it would have got alone."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from crossings import backtest, compare, forecast_year, load, weekly_report
from crossings.data import Figures
from crossings.forecast.processes import THREADS
from crossings.reports.charts import Chart
from crossings.reports.charts.calendar import calendar_chart
from crossings.reports.charts.weeks import weeks_chart

DAYS = ("2024-07-31", "2025-05-14", "2024-02-29", "2025-05-14")


def forecast(day):
    return forecast_year(load(as_of=day), n_paths=400).total.samples.tolist()


def comparison(day):
    return compare(load(as_of=day)).to_csv()


def charts(day):
    """Draw two of the charts: the others are drawn alike, and to draw them all takes seconds."""
    figures = Figures.of(load(as_of=day))
    return [(one.svg, one.pictures) for one in (weeks_chart(figures), calendar_chart(figures))]


def page(day):
    daily = load(as_of=day)
    outlook = forecast_year(daily, year=int(day[:4]), n_paths=50)
    return weekly_report(daily, forecast=outlook, track=False).to_html()


def check(work, days):
    alone = [work(day) for day in days]
    with ThreadPoolExecutor(len(days)) as pool:
        assert list(pool.map(work, days)) == alone


@pytest.mark.parametrize(
    ("work", "days"), [(forecast, DAYS), (comparison, DAYS), (charts, DAYS[:2])], ids=lambda _: ""
)
def test_several_at_once(work, days):
    check(work, days)


def test_several_pages_at_once(monkeypatch):
    for name in ("svg", "svg_narrow"):
        monkeypatch.setattr(Chart, name, '<svg role="img"/>')
    check(page, DAYS[:2])


@pytest.mark.skipif(not THREADS.is_dir(), reason="only Linux says how many threads there are")
def test_the_command_has_one_thread_and_ends_without_a_search_for_garbage():
    """With one thread it may make a report in two processes: see forecast/processes.py."""
    code = f"""
import atexit, gc, os, sys
sys.argv = ["crossings", "forecast", "--as-of", "2025-05-14", "--paths", "100"]
atexit.register(lambda: print(len(os.listdir("{THREADS}")), "numpy" in sys.modules))
atexit.register(lambda: print("objects left out:", gc.get_freeze_count()))
from crossings.cli import main
main()
"""
    environ = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True
    )
    *_, left_out, last = done.stdout.splitlines()
    assert last == "1 True"
    assert int(left_out.removeprefix("objects left out:")) > 10_000


@pytest.mark.parametrize("model", ["sarimax", "ridge", "prophet"])
def test_what_is_of_the_whole_process_is_put_back(model):
    def state():
        loggers = [logging.getLogger(name).disabled for name in ("prophet", "cmdstanpy")]
        return warnings.filters[:], loggers, np.random.get_state()[1].tolist()  # noqa: NPY002

    daily = load()
    days = ["2024-03-07", "2024-08-01", "2025-05-01"]
    alone = backtest(daily, models=[model], origins=days, n_paths=20)  # and everything is imported
    before = state()
    scores = backtest(
        daily, models=[model], origins=days, n_paths=20, n_jobs=3, backend="threading"
    )
    assert state() == before
    assert scores["crps"].tolist() == alone["crps"].tolist()
