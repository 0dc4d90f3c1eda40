"""Four weeks of the year that `benchmarks/soak.py` lives through, and the watch over them."""

from __future__ import annotations

import importlib.util
import json
import sqlite3
import sys
from contextlib import closing
from copy import deepcopy
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
from crossings.data import read_publication

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
FIRST = date(2025, 9, 12)
"""A week before the release in which a day of 2025 is revised."""


@pytest.fixture(scope="module")
def soak():
    """The benchmark, which is no part of the package."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        yield loaded("soak")
        for name in ("releases", "watch"):
            sys.modules.pop(name, None)


def loaded(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, BENCHMARKS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def lived(soak, undrawn, tmp_path_factory):
    """Four weeks, from releases that are made."""
    found = soak.Soak(tmp_path_factory.mktemp("soak"))
    found.run(FIRST, 4, official=None)
    return found


@pytest.fixture(scope="module")
def reports(lived):
    """The reports of the last two weeks."""
    names = [f"crossings-{as_of}.json" for as_of, _ in lived.forecasts[-2:]]
    return [json.loads((lived.out / name).read_text("utf-8")) for name in names]


def test_everything_holds(lived):
    assert lived.problems == []


def test_nothing_is_lost_where_commands_are_killed(soak, undrawn, new_database, tmp_path):
    """Real commands on a real server, with the release before saved again among the files."""
    found = soak.Soak(tmp_path, url=new_database("postgresql"), kills=2, saved_again=True)
    found.run(FIRST, 2, official=None)
    assert found.problems == []
    assert len(list((tmp_path / "releases").glob("* saved again.ods"))) == 1
    assert found.weeks[-1]["publications"] == 1  # the copy saved again brings nothing new


def test_the_weeks_are_as_they_were(lived):
    assert [week["month"] for week in lived.weeks] == ["September"] * 3 + ["October"]
    assert [week["revised"] for week in lived.weeks] == [0, 2, 0, 0]
    assert lived.weeks[-1]["year_to_date"] == 34401
    assert len(lived.forecasts) == 4


def test_the_table_has_a_row_for_each_month(soak, lived):
    rows = soak.table(lived.weeks).splitlines()
    assert [row.split(" | ")[0] for row in rows] == ["| month", "| ---", "| September", "| October"]
    assert len({row.count("|") for row in rows}) == 1


def test_a_made_release_is_what_was_published(soak, official, tmp_path):
    (real,) = (official / "time-series").glob("2025-12-12*")
    (tmp_path / "made.ods").write_bytes(
        sys.modules["releases"].make_release(date(2025, 12, 12), date(2025, 12, 11))
    )
    made, published = read_publication(tmp_path / "made.ods"), read_publication(real)
    assert made.daily.equals(published.daily)
    assert made.uncontrolled_landings.equals(published.uncontrolled_landings)
    assert made.weekly.equals(published.weekly)
    assert made.published == published.published


def test_official_publications_are_taken_where_they_are_held(soak, official, tmp_path):
    files = [
        [path.name for path in cycle.files]
        for cycle in soak.cycles(tmp_path, date(2025, 12, 12), 3, official)
    ]
    assert files[0] == ["2025-12-12 Small boats - time series.ods"]
    assert "2025-12-19.ods" in files[1]
    assert {"2025-12-31.html", "2025-12-31 Small boats - time series.ods"} <= set(files[2])


class TestTheWatch:
    """Each check sees what it is there for."""

    @pytest.mark.parametrize(
        "harm",
        [
            "UPDATE daily SET boats = 9 WHERE publication_id = 1 AND date = '2025-08-01'",
            "DELETE FROM weekly WHERE publication_id = 2 AND week_ending = '2025-08-31'",
            "UPDATE publication SET title = 'x' WHERE id = 3",
            "DELETE FROM copy WHERE publication_id = 1",
            "UPDATE forecast SET mean = mean + 1 WHERE id = 1",
        ],
    )
    def test_over_the_store(self, soak, lived, tmp_path, harm):
        harmed = tmp_path / "store.sqlite"
        harmed.write_bytes(Path(lived.database).read_bytes())
        before, rows = soak.contents(str(harmed))
        with closing(sqlite3.connect(harmed)) as connection, connection:
            assert connection.execute(harm).rowcount == 1
        assert len(soak.changed(before, soak.contents(str(harmed))[0])) == 1
        assert rows == lived.rows

    def test_over_the_folder(self, lived):
        page = lived.out / f"crossings-{lived.forecasts[0][0]}.html"
        old = page.read_bytes()
        page.write_bytes(old + b" ")
        assert lived.lost() == [f"{page.name} is lost or changed"]
        page.write_bytes(old)
        assert lived.lost() == [f"{page.name} is lost or changed"]  # it is as it was at first
        assert lived.lost() == []

    def test_over_the_site(self, lived):
        index = lived.out / "index.html"
        old = index.read_text("utf-8")
        index.write_text(
            old.replace(f"crossings-{lived.forecasts[1][0]}.html", "other.html"), "utf-8"
        )
        assert lived.unlisted() == ["index.html does not list every report"]
        index.write_text(old, "utf-8")
        assert lived.unlisted() == []

    @pytest.mark.parametrize(
        ("path", "problem"),
        [
            (("forecast", "year_to_date"), "its year to date"),
            (("forecast", "total", "quantiles", "0.5"), "its median"),
            (("forecast", "record", "probability"), "its chance of a record"),
            (("as_of",), "the day of the last report"),
            (("comparison", 0, "full_year"), "the totals of earlier years"),
        ],
    )
    def test_over_what_a_report_says_of_the_last_one(self, soak, reports, path, problem):
        before, after = map(deepcopy, reports)
        *way, last = path
        place = before
        for step in way:
            place = place[step]
        place[last] = "2025-09-24" if last == "as_of" else place[last] + 1
        assert any(found.startswith(problem) for found in soak.goes_on(before, after))

    def test_over_memory_and_time(self, soak):
        flat = [{"pace": 3.0, "memory": 200.0 + week % 3} for week in range(52)]
        steep = [{"pace": 3.0 + week / 10, "memory": 200.0 + 2 * week} for week in range(52)]
        assert soak.uneven(flat) == []
        found = soak.uneven(steep)
        assert [problem.partition(":")[0] for problem in found] == [
            "time, times",
            "memory, times",
            "memory, MiB a week",
        ]
        assert soak.uneven(steep[:5]) == []  # too few to tell
