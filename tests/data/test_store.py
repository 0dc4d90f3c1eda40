"""The store, on SQLite and on a real PostgreSQL server."""

from __future__ import annotations

import gc
import itertools
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest
from crossings.data import load, revisions, sources
from crossings.data.database import default_path
from crossings.data.errors import (
    InconsistentDataError,
    NotAStoreError,
    OptionError,
    SourceNotFoundError,
    StoreError,
)
from crossings.data.govuk import Validators
from crossings.data.ingest import files_in, ingest
from crossings.data.publications import read_bytes
from crossings.data.store import Store, find_store
from sqlalchemy import create_engine, inspect, text

from ..publications import LAST_7, html_table

NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
TIDY = b"date,arrivals,boats\n2025-03-08,7,1\n2025-03-09,3,1\n"


@pytest.fixture
def store(database):
    store = Store(database)
    yield store
    store.close()


@pytest.fixture
def page(last_7_page):
    return read_bytes(last_7_page, name="page.html")


@pytest.fixture
def series(make_ods, small_sheets):
    return read_bytes(make_ods(small_sheets()), name="series.ods")


def everything(store) -> dict[str, list]:
    """Return all that is in the store, in an order that does not depend on when it came in."""
    held = {found.id: found for found in store.publications()}
    told = {
        name: sorted(
            (held[row["id"]].sha256, *[str(value) for value in row.drop("id")])
            for _, row in getattr(store, name)(list(held)).iterrows()
        )
        for name in ("daily", "weekly", "quarterly")
    }
    told["publications"] = sorted(
        str({**vars(found), "id": None, "retrieved": None}) for found in held.values()
    )
    return told


class TestIngest:
    def test_keeps_figures_as_published(self, store, series, page):
        assert store.ingest(series, retrieved=NOW) == "new"
        assert store.ingest(page, retrieved=NOW) == "new"
        held = {found.kind: found for found in store.publications()}
        daily = store.daily([held["time-series"].id]).set_index("date")
        pd.testing.assert_frame_equal(
            daily[["arrivals", "status"]],
            series.daily[["arrivals", "status"]],
            check_freq=False,
            check_dtype=False,
        )
        assert daily["boats"].tolist() == series.daily["boats"].tolist()
        landed = daily["uncontrolled_landings"]
        assert landed.tolist() == series.uncontrolled_landings.tolist()
        assert landed.isna().any()
        weekly = store.weekly([held["time-series"].id])
        assert weekly["prevented"].tolist() == series.weekly["prevented"].tolist()
        assert store.daily([held["last-7-days"].id])["status"].tolist()[-1] == "revised"

    def test_keeps_where_they_are_from(self, store, page):
        store.ingest(page, retrieved=NOW)
        (held,) = store.publications()
        assert (held.kind, held.title, held.url) == (page.kind, page.title, page.url)
        assert (held.published, held.known) == (date(2025, 3, 9), date(2025, 3, 9))
        assert (held.first, held.through) == (date(2025, 3, 6), date(2025, 3, 8))
        assert held.retrieved == "2026-01-05T09:30:00+00:00"
        assert held.sha256 == page.sha256

    def test_twice_changes_nothing(self, store, series):
        store.ingest(series, retrieved=NOW)
        before = everything(store)
        assert store.ingest(series, retrieved=datetime(2026, 2, 1, tzinfo=UTC)) == "held"
        assert everything(store) == before
        assert store.publications()[0].retrieved == "2026-01-05T09:30:00+00:00"

    def test_another_copy_of_a_page_is_the_same_publication(self, store, last_7_page, page):
        store.ingest(page, retrieved=NOW)
        copy = read_bytes(last_7_page.replace(b"Menu", b"nonce"), name="page.html")
        assert copy.sha256 != page.sha256
        assert store.ingest(copy, retrieved=datetime(2026, 1, 4, tzinfo=UTC)) == "copy"
        assert store.ingest(copy, retrieved=NOW) == "held"
        (held,) = store.publications()
        assert held.sha256 == copy.sha256  # the copy that was retrieved first
        assert len(store.daily([held.id])) == 3

    def test_one_changed_figure_is_another_publication(self, store, last_7_page, page):
        store.ingest(page, retrieved=NOW)
        other = read_bytes(last_7_page.replace(b"1,295", b"1,294"), name="page.html")
        assert store.ingest(other, retrieved=NOW) == "new"
        assert len(store.publications()) == 2

    def test_a_file_that_names_no_day_is_known_from_its_retrieval(self, store):
        tidy = read_bytes(TIDY, name="mine.csv")
        store.ingest(tidy, retrieved=NOW)
        assert store.publications()[0].known == date(2026, 1, 5)

    def test_or_from_the_day_that_is_given(self, store):
        tidy = read_bytes(TIDY, name="mine.csv")
        store.ingest(tidy, retrieved=NOW, published=date(2025, 4, 1))
        (held,) = store.publications()
        assert (held.published, held.known) == (date(2025, 4, 1), date(2025, 4, 1))

    def test_a_silent_change_is_known_from_the_day_after_its_last_figure(self, store, make_page):
        late = make_page(html_table(*LAST_7), published="2025-03-08T10:00:00+00:00")
        store.ingest(read_bytes(late, name="page.html"), retrieved=NOW)
        (held,) = store.publications()
        assert (held.published, held.known) == (date(2025, 3, 8), date(2025, 3, 9))

    def test_in_any_order_gives_the_same(self, new_database, database, series, page):
        engine = "postgresql" if "://" in database else "sqlite"
        tidy = read_bytes(TIDY, name="mine.csv")
        told = []
        for order in itertools.permutations([series, page, tidy]):
            store = Store(new_database(engine))
            for publication in order:
                store.ingest(publication, retrieved=NOW)
            told.append(everything(store))
            store.close()
        assert all(one == told[0] for one in told)

    def test_leaves_the_store_as_it_was_when_it_fails_half_way(self, store, series, page):
        store.ingest(page, retrieved=NOW)
        before = everything(store)
        broken = read_bytes(b"date,arrivals\n2025-03-08,7\n", name="mine.csv")
        broken.daily.loc[:, "status"] = None  # refused by the database, after the first rows
        series.weekly.loc[:, "status"] = None
        for publication in (series, broken):
            with pytest.raises(StoreError, match=r"does not answer .*status"):
                store.ingest(publication, retrieved=NOW)
            assert everything(store) == before

    def test_validators_of_downloads(self, store):
        url = "https://www.gov.uk/a"
        assert store.download(url) == Validators()
        store.record_download(url, Validators('"1"', None), checked=NOW)
        store.record_download(url, Validators('"2"', "yesterday"), checked=NOW)
        assert store.download(url) == Validators('"2"', "yesterday")

    @pytest.mark.parametrize("day", ["2026-01-07", "2150-01-01"])
    def test_days_to_come_are_refused(self, store, day):
        tidy = read_bytes(f"date,arrivals\n{day},5\n".encode(), name="mine.csv")
        with pytest.raises(InconsistentDataError, match="none after 5 January 2026"):
            store.ingest(tidy, retrieved=NOW)
        past = read_bytes(TIDY, name="mine.csv")
        with pytest.raises(InconsistentDataError, match="a publication of"):
            store.ingest(past, retrieved=NOW, published=date.fromisoformat(day))
        assert store.publications() == []

    def test_another_day_of_publication_for_what_is_held(self, store):
        tidy = read_bytes(TIDY, name="mine.csv")
        store.ingest(tidy, retrieved=NOW, published=date(2025, 4, 1))
        assert store.ingest(tidy, retrieved=NOW, published=date(2025, 4, 1)) == "held"
        assert store.ingest(tidy, retrieved=NOW) == "held"
        with pytest.raises(InconsistentDataError, match="1 April 2025, as the store has it"):
            store.ingest(tidy, retrieved=NOW, published=date(2025, 5, 1))

    def test_the_last_of_several_corrections_stands(self, store):
        for hour, people in enumerate([11, 14, 12, 13]):
            tidy = read_bytes(f"date,arrivals\n2026-01-02,{people}\n".encode(), name="mine.csv")
            store.ingest(tidy, retrieved=datetime(2026, 1, 5, hour, tzinfo=UTC))
            assert load(database=_url(store)).iloc[-1]["arrivals"] == people


def _url(store) -> str:
    return store.name.replace("postgresql+psycopg", "postgresql")


class TestOpening:
    def test_again_finds_what_was_there(self, database, page):
        first = Store(database)
        first.ingest(page, retrieved=NOW)
        told = everything(first)
        first.close()
        second = Store(database)
        assert everything(second) == told
        second.close()

    def test_a_newer_store_is_refused_and_left_alone(self, database, page):
        store = Store(database)
        store.ingest(page, retrieved=NOW)
        with store._engine.begin() as connection:
            connection.execute(text("UPDATE store_version SET version = 99"))
        told = everything(store)
        with pytest.raises(NotAStoreError, match=r"a store of version 99.*newer version of cr"):
            Store(database)
        assert everything(store) == told
        store.close()

    def test_an_older_store_is_carried_to_this_version(self, database, page, monkeypatch):
        from crossings.data import store_schema

        Store(database).ingest(page, retrieved=NOW)

        def add_a_column(connection):
            connection.execute(text("ALTER TABLE publication ADD COLUMN language TEXT"))

        monkeypatch.setattr(store_schema, "VERSION", 3)
        monkeypatch.setitem(store_schema.MIGRATIONS, 2, add_a_column)
        store = Store(database)
        assert len(store.publications()) == 1
        columns = inspect(store._engine).get_columns("publication")
        assert "language" in {column["name"] for column in columns}
        store.close()
        Store(database).close()  # and not once more

    def test_a_step_that_fails_leaves_the_older_store(self, database, page, monkeypatch):
        from crossings.data import store_schema

        Store(database).ingest(page, retrieved=NOW)

        def fail_half_way(connection):
            connection.execute(text("ALTER TABLE publication ADD COLUMN language TEXT"))
            connection.execute(text("SELECT nonsense FROM nowhere"))

        with monkeypatch.context() as patch:
            patch.setattr(store_schema, "VERSION", 3)
            patch.setitem(store_schema.MIGRATIONS, 2, fail_half_way)
            with pytest.raises(StoreError, match="nowhere"):
                Store(database)
        store = Store(database)
        assert len(store.publications()) == 1
        columns = inspect(store._engine).get_columns("publication")
        assert "language" not in {column["name"] for column in columns}
        store.close()

    def test_a_database_of_something_else(self, database):
        url = database if "://" in database else f"sqlite:///{database}"
        engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE publication (isbn TEXT)"))
        with pytest.raises(NotAStoreError, match="a database of something else"):
            Store(database)
        assert inspect(engine).get_table_names() == ["publication"]
        engine.dispose()

    def test_reading_writes_nothing(self, tmp_path, new_database, figures):
        other = tmp_path / "places.sqlite"
        with sqlite3.connect(other) as connection:
            connection.execute("CREATE TABLE places (name TEXT)")
        before = other.read_bytes()
        for ask in (load, sources, revisions, Store):
            with pytest.raises(NotAStoreError, match="a database of something else"):
                ask(database=str(other))
        assert other.read_bytes() == before
        (tmp_path / "empty.sqlite").write_bytes(b"")
        with pytest.raises(SourceNotFoundError, match="no such store"):
            load(database=str(tmp_path / "empty.sqlite"))
        assert (tmp_path / "empty.sqlite").read_bytes() == b""
        server = new_database("postgresql")
        with pytest.raises(SourceNotFoundError, match="no such store"):
            load(database=server)

    def test_connections_are_let_go(self, database, page):
        Store(database).ingest(page, retrieved=NOW)
        gc.collect()
        before = len(list(Path("/proc/self/fd").iterdir()))
        gc.disable()
        try:
            for _ in range(5):
                load(database=database)
            assert len(list(Path("/proc/self/fd").iterdir())) <= before
        finally:
            gc.enable()

    @pytest.mark.parametrize(
        "name", ["", " ", ":memory:", "sqlite://", "sqlite:///", "sqlite:///:memory:", "."]
    )
    def test_names_of_nothing_that_lasts(self, name):
        with pytest.raises(OptionError):
            Store(name)
        with pytest.raises(OptionError):
            find_store(name)

    def test_a_path_in_the_home_folder(self, tmp_path, monkeypatch):
        monkeypatch.setenv("HOME", str(tmp_path))
        Store("~/here.sqlite").close()
        assert (tmp_path / "here.sqlite").is_file()

    def test_a_file_that_is_no_database(self, tmp_path):
        path = tmp_path / "figures.csv"
        path.write_bytes(TIDY * 100)
        with pytest.raises(NotAStoreError, match="a file that is no database"):
            Store(str(path))
        assert path.read_bytes() == TIDY * 100

    @pytest.mark.parametrize(
        ("url", "error", "problem"),
        [
            ("oracle://there/here", OptionError, "no driver for oracle"),
            ("nonsense://there", OptionError, "no driver for nonsense"),
            ("postgresql://here:there/x", OptionError, "cannot be read"),
            ("postgresql:///?port=a", OptionError, "cannot be read"),
            ("postgresql://127.0.0.1:1/x?foo=bar", OptionError, "cannot be used"),
            ("postgresql://127.0.0.1:1/x?password=secret", StoreError, "does not answer"),
            ("postgresql://user:secret@127.0.0.1:1/none", StoreError, "does not answer"),
        ],
    )
    def test_urls_that_lead_nowhere(self, url, error, problem):
        with pytest.raises(error, match=problem) as caught:
            Store(url)
        assert "secret" not in str(caught.value)

    def test_a_folder_that_cannot_be_made(self, tmp_path):
        (tmp_path / "file").write_text("")
        with pytest.raises(StoreError, match="the folder cannot be made"):
            Store(str(tmp_path / "file" / "store.sqlite"))

    def test_is_found_by_name_by_the_environment_and_in_the_data_folder(
        self, tmp_path, monkeypatch, page
    ):
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
        assert default_path() == tmp_path / "data" / "crossings" / "crossings.sqlite"
        assert find_store() is None
        with pytest.raises(SourceNotFoundError, match=r"here\.sqlite: no such store"):
            find_store(str(tmp_path / "here.sqlite"))
        with pytest.raises(SourceNotFoundError):
            find_store(f"sqlite:///{tmp_path / 'here.sqlite'}")
        assert not (tmp_path / "data").exists()
        Store().close()
        assert default_path().is_file()
        monkeypatch.setenv("CROSSINGS_DATABASE_URL", str(tmp_path / "other.sqlite"))
        assert find_store() is None
        Store().ingest(page, retrieved=NOW)
        assert (tmp_path / "other.sqlite").is_file()
        assert len(find_store().publications()) == 1
        monkeypatch.delenv("CROSSINGS_DATABASE_URL")
        assert len(find_store().publications()) == 0


INGEST = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from crossings.data.ingest import files_in, ingest
from crossings.data.store import Store
store = Store(sys.argv[1])
print("ready", flush=True)
for done in ingest(store, files_in(sys.argv[2:]), retrieved=datetime(2026, 1, 5, tzinfo=UTC)):
    print(done.outcome, flush=True)
"""


@pytest.fixture(scope="module")
def many_files(tmp_path_factory, make_page) -> Path:
    """Twelve pages of three days each, every one with figures of its own."""
    folder = tmp_path_factory.mktemp("pages")
    for number in range(12):
        rows = [LAST_7[0], *([row[0], str(number), "0", "0", ""] for row in LAST_7[1:])]
        (folder / f"{number:02}.html").write_bytes(make_page(html_table(*rows)))
    return folder


def start(database, *files):
    command = [sys.executable, "-c", INGEST, database, *map(str, files)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


class TestManyAtOnce:
    def test_two_processes_lose_nothing(self, database, many_files):
        both = [start(database, many_files) for _ in range(2)]
        outcomes = [process.communicate(timeout=60)[0].split()[1:] for process in both]
        assert [process.returncode for process in both] == [0, 0]
        # Each publication was new to exactly one of the two.
        for pair in zip(*outcomes, strict=True):
            assert sorted(pair) == ["held", "new"]
        store = Store(database)
        assert len(store.publications()) == 12
        assert len(store.daily([found.id for found in store.publications()])) == 36
        store.close()

    def test_a_reader_is_not_kept_out(self, database, page):
        store = Store(database)
        store.ingest(page, retrieved=NOW)
        with store._writing() as writing:
            writing.execute(text("DELETE FROM download"))
            assert len(Store(database).publications()) == 1
        store.close()


def whole(database: str) -> int:
    """Return how many publications there are, after a look at whether each is whole."""
    store = Store(database)
    held = store.publications()
    daily = store.daily([found.id for found in held])
    assert set(daily["id"]) == {found.id for found in held}
    assert (daily.groupby("id").size() == 3).all()
    with store._engine.connect() as connection:
        copies = connection.execute(text("SELECT count(*) FROM copy")).scalar()
        rows = connection.execute(text("SELECT count(*) FROM daily")).scalar()
    assert (copies, rows) == (len(held), 3 * len(held))
    if "://" not in database:
        with sqlite3.connect(database) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    store.close()
    return len(held)


def killed_after(database, files, seconds) -> tuple[int, float]:
    """Kill an ingest some time after it is ready, if at all.

    Returns how many outcomes it told, and how long that took. The process is forked from this one,
    which has loaded what it takes already.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            store = Store(database)
            os.write(writing, b".")
            for _ in ingest(store, files_in([files]), retrieved=NOW):
                os.write(writing, b".")
        finally:
            os._exit(0)
    os.close(writing)
    assert os.read(reading, 1) == b"."
    ready = time.monotonic()
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    told = 0
    while part := os.read(reading, 100):
        told += len(part)
    took = time.monotonic() - ready
    os.waitpid(child, 0)
    os.close(reading)
    return told, took


@pytest.mark.parametrize(("engine", "kills"), [("sqlite", 50), ("postgresql", 10)])
def test_killed_at_any_moment_holds_what_was_committed(engine, kills, new_database, many_files):
    """Moments all over the time that the ingest takes, on a store that goes on."""
    moments = random.Random(20260102)
    told, duration = killed_after(new_database(engine), many_files, None)
    assert told == 12
    database = new_database(engine)
    stopped_early = 0
    for _ in range(kills):
        told, _ = killed_after(database, many_files, moments.uniform(0, duration))
        held = whole(database)
        assert held >= told
        stopped_early += told < 12
        if held == 12:
            database = new_database(engine)
    assert stopped_early > 0
    assert killed_after(database, many_files, None)[0] == 12
    assert whole(database) == 12


def test_a_full_disk_is_a_clear_error(new_database, tmp_path):
    """A limit on the size of files is what a full disk is to SQLite."""
    for number in range(3):
        lines = [f"{day.date()},{number},0" for day in pd.date_range("2018-01-01", periods=2900)]
        (tmp_path / f"{number}.csv").write_text("\n".join(["date,arrivals,boats", *lines]))
    database = new_database("sqlite")
    code = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000));"
        "from crossings.cli import main; main()"
    )
    command = [sys.executable, "-c", code, "ingest", "--database", database]
    files = [str(tmp_path / f"{number}.csv") for number in range(3)]
    done = subprocess.run([*command, *files], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "full" in done.stderr or "disk I/O error" in done.stderr
    assert "Traceback" not in done.stderr
    store = Store(database)
    held = store.publications()
    assert 0 < len(held) < 3
    assert len(store.daily([found.id for found in held])) == 2900 * len(held)
    store.close()


def test_a_file_that_cannot_be_written(new_database, many_files, tmp_path):
    database = new_database("sqlite")
    store = Store(database)
    list(ingest(store, files_in([many_files])[:1], retrieved=NOW))
    with store._engine.connect() as connection:
        connection.execute(text("PRAGMA query_only = ON"))
        with pytest.raises(StoreError, match=r"readonly|read-only|query_only"), store._answering():
            connection.execute(text("DELETE FROM copy"))
    store.close()
    assert whole(database) == 1


class TestWhatLoadGives:
    def test_the_store_where_it_has_all_days_since_2018(self, database, make_ods, small_sheets):
        days = pd.date_range("2018-01-01", "2018-02-11")
        rows = [[day.date(), 7, 1, "-", None] for day in days]
        weeks = [[day.date(), 49, 7, "-", "-", "-", None] for day in days[6::7]]
        sheets = small_sheets()
        sheets["SB_01"][1:] = rows
        sheets["SB_02"][1:] = weeks
        store = Store(database)
        store.ingest(read_bytes(make_ods(sheets, date(2018, 2, 16)), name="x.ods"), retrieved=NOW)
        daily = load(database=database)
        assert daily["arrivals"].tolist() == [7] * 42
        series, final = daily.attrs["provenance"]
        assert series["retrieved"] == "2026-01-05T09:30:00+00:00"
        # The final statistics that ship with the package stay, as the store holds none.
        assert (final["kind"], final["retrieved"]) == ("quarterly", None)
        assert daily.attrs["final_totals"][2022] == 45774
        store.close()

    def test_with_the_embedded_figures_where_it_has_not(self, database, figures, page):
        store = Store(database)
        store.ingest(page, retrieved=NOW)
        daily = load(database=database)
        assert len(daily) == len(figures)
        pd.testing.assert_series_equal(daily["arrivals"], figures["arrivals"])
        assert set(sources(database=database)["kind"]) == {
            "last-7-days",
            "time-series",
            "quarterly",
        }
        # The made page says otherwise than the Home Office said later: a revision without a word.
        assert daily.at[pd.Timestamp("2025-03-06"), "status"] == "revised"
        found = revisions(database=database)
        found = found[(found["old_kind"] == "last-7-days") & (found["measure"] == "arrivals")]
        assert found["how"].tolist() == ["silent"] * 3
        assert found["old"].tolist() == [1295, 0, 1065]
        store.close()

    def test_an_empty_store_changes_nothing(self, database, figures):
        Store(database).close()
        pd.testing.assert_frame_equal(load(database=database), figures)

    def test_a_store_that_only_keeps_forecasts_costs_nothing(self, new_database):
        database = new_database("sqlite")
        Store(database).close()
        code = (
            f"import sys; from crossings import load; print(len(load(database={database!r})));"
            "print('sqlalchemy' in sys.modules)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        assert done.stdout.split() == ["2923", "False"]

    def test_a_store_that_is_not_there(self, tmp_path):
        with pytest.raises(SourceNotFoundError, match="no such store"):
            load(database=str(tmp_path / "none.sqlite"))
