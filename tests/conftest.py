from __future__ import annotations

import base64
import gc
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from crossings.data import load
from crossings.reports.charts import Chart
from crossings.reports.weekly import WeeklyReport
from hypothesis import HealthCheck, settings
from typer.main import get_command

from .publications import (  # noqa: F401 - fixtures
    last_7_page,
    make_ods,
    make_page,
    read_content,
    read_sheets,
    sheets,
    site,
    small_sheets,
    week_page,
    whole,
)

SHARED = Path(__file__).resolve().parents[2] / "shared"
GIVEN = {name: SHARED / name for name in ("official", "reference", "cases")}
"""Material that is no part of the project, by the fixture that gives it."""
ABSENT = [name for name, folder in GIVEN.items() if not folder.is_dir()]

settings.register_profile(
    "default",
    deadline=None,
    max_examples=20,
    derandomize="CI" in os.environ,  # in CI a red run means a changed line, not a new example
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "thorough", parent=settings.get_profile("default"), max_examples=1000, derandomize=False
)
settings.register_profile("quick", parent=settings.get_profile("default"), max_examples=10)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


LEFT_OUT: dict[str, int] = {}
"""How many tests are left out, by the file that they stand in."""


def pytest_configure() -> None:
    # Where a shell starts the tests in the background it has Ctrl-C ignored, and a process that is
    # started by them would ignore it, too.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_report_header() -> list[str]:
    return [f"not at {GIVEN[name]}: the tests that need it are left out" for name in ABSENT]


@pytest.hookimpl(tryfirst=True)  # before pytest chooses by marks
def pytest_collection_modifyitems(config, items) -> None:
    """Mark what needs given material; leave it out where that is not there to be installed."""
    left = []
    for item in items:
        needed = {name for name in GIVEN if name in item.fixturenames}
        if needed:
            item.add_marker("given")
        if not needed.isdisjoint(ABSENT):
            left.append(item)
            file = item.nodeid.partition("::")[0]
            LEFT_OUT[file] = LEFT_OUT.get(file, 0) + 1
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in set(left)]


def pytest_collection_finish() -> None:
    # Modules and tests stay to the end: to look through them for garbage takes a tenth of the time.
    gc.collect()
    gc.freeze()


def pytest_sessionfinish(session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left out"] = LEFT_OUT


@pytest.hookimpl(optionalhook=True)  # of pytest-xdist, whose workers collect, each of them all
def pytest_testnodedown(node) -> None:
    LEFT_OUT.update(getattr(node, "workeroutput", {}).get("left out", {}))


def pytest_terminal_summary(terminalreporter) -> None:
    for file, number in sorted(LEFT_OUT.items()):
        terminalreporter.write_line(f"LEFT OUT [{number}] {file}: needs what is not in {SHARED}")


@pytest.fixture(scope="session", autouse=True)
def _no_store_of_the_user(tmp_path_factory):
    """Keep the folders of whoever runs the tests out of them, and the tests out of the folders."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("user")))
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        patch.delenv("CROSSINGS_CONFIG", raising=False)
        patch.delenv("CROSSINGS_DATABASE_URL", raising=False)
        yield


@pytest.fixture(scope="session", autouse=True)
def _commands_built_once():
    """Build the commands once, as a process does: a runner would at each call, for 30 ms."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("typer.testing._get_command", cache(get_command))
        yield


@pytest.fixture(scope="session")
def _figures() -> pd.DataFrame:
    return load()


@pytest.fixture
def figures(_figures) -> pd.DataFrame:
    """The embedded figures, a fresh copy for each test."""
    return _figures.copy()


@pytest.fixture(scope="session")
def official() -> Path:
    """The folder of real publications, which are not part of the project."""
    return GIVEN["official"]


@pytest.fixture(scope="session")
def reference() -> Path:
    """The folder of the results of the research implementation."""
    return GIVEN["reference"]


@pytest.fixture(scope="session")
def cases() -> Path:
    """The folder of small made files, one fault each."""
    return GIVEN["cases"]


@pytest.fixture
def set_clock(monkeypatch) -> Callable[[date], None]:
    """Set the clock of the commands that run in this process: it stands at noon of a day."""

    def to(day: date) -> None:
        class Clock(datetime):
            @classmethod
            def now(cls):
                return cls(day.year, day.month, day.day, 12)

        monkeypatch.setattr("crossings.cli.options.datetime", Clock)

    return to


DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP6DwABBQECz6AuzQAAAABJRU5ErkJggg=="
)
"""A picture of one pixel, as PNG."""


@pytest.fixture(scope="module")
def undrawn() -> Iterator[None]:
    """Leave out the drawing of charts and cards: for tests of all else, as it takes seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Chart, "svg", '<svg role="img"/>')
        patch.setattr(Chart, "svg_narrow", '<svg role="img"/>')
        patch.setattr(Chart, "pictures", {"svg": b"<svg/>", "png": DOT})
        patch.setattr(WeeklyReport, "to_card", lambda _: DOT)
        yield


@pytest.fixture
def made() -> pd.DataFrame:
    """Three and a half years of made-up counts with a season, growth and many zeros."""
    rng = np.random.default_rng(20260101)
    days = pd.date_range("2020-01-01", "2023-06-15", name="date")
    level = np.exp(3 + np.arange(len(days)) / 700 - np.cos(2 * np.pi * days.day_of_year / 365.25))
    calm = rng.random(len(days)) < 0.4
    return pd.DataFrame({"arrivals": np.where(calm, rng.poisson(level), 0)}, index=days)


def _postgresql() -> Path | None:
    """Return the folder of PostgreSQL's programs; Debian keeps them off the PATH."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return found[-1] if found else None


def _memory() -> Path | None:
    """Return a folder in memory, if there is one with room for a server's databases.

    A new database is some three hundred files: on a disk they take ten times as long.
    """
    folder = Path("/dev/shm")
    return folder if folder.is_dir() and shutil.disk_usage(folder).free > 2 * 2**30 else None


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A real PostgreSQL server on a free port, in a temporary folder; its URL without a name."""
    programs = _postgresql()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt install postgresql)")
    home = Path(tempfile.mkdtemp(prefix="pg", dir=_memory()))
    # The server refuses to run as root.
    how = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    if how:
        shutil.chown(home, **how)
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 -c fsync=off"

    def run(program: str, *arguments: str) -> None:
        command = [programs / program, "-D", home / "data", *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd=home, **how)

    run("initdb", "-U", "tester", "-A", "trust", "-E", "UTF8")
    run("pg_ctl", "-w", "-l", str(home / "log"), "-o", options, "start")
    yield f"postgresql://tester@127.0.0.1:{port}"
    run("pg_ctl", "-m", "immediate", "stop")
    shutil.rmtree(home)


@pytest.fixture
def new_database(request, tmp_path) -> Callable[[str], str]:
    """Name a database that is not there yet (SQLite) or empty (PostgreSQL)."""

    def make(engine: str) -> str:
        if engine == "sqlite":
            return str(tmp_path / f"{uuid.uuid4().hex}.sqlite")
        import psycopg

        server = request.getfixturevalue("postgresql")
        name = f"store_{uuid.uuid4().hex}"
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"{server}/{name}"

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, new_database) -> str:
    """A new database on each of the engines that are supported."""
    return new_database(request.param)
