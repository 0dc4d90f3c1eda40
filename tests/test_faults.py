"""Faults while it works: signals, streams that close, any write, the network.

Whatever fails says so in one message, and leaves nothing half done. Faults that belong to one
module are tested beside it: `data/test_store_processes.py`, `data/test_govuk.py`,
`reports/test_files.py`.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from crossings.data.errors import CrossingsError, FetchError, StoreError, UnwritableOutputError
from crossings.data.govuk import GovUk, Patience
from crossings.data.ingest import files_in, ingest, update
from crossings.data.store import writing
from crossings.data.store.store import Store
from crossings.reports.render.files import write_all
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import OperationalError

from .cli.test_cli import CROSSINGS, run
from .publications import make_version_2

NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
DAY = ["--as-of", "2025-05-14", "--paths", "50"]
REPORT = ["report", *DAY, "--no-track"]


def content(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


class TestSignals:
    @pytest.mark.parametrize("moment", ["asking what moved", "writing md", "drawing"])
    def test_ctrl_c_in_a_report_leaves_nothing(self, moment, tmp_path):
        process = subprocess.Popen(
            [CROSSINGS, *REPORT, "--formats", "md"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
            env={**os.environ, "XDG_DATA_HOME": str(tmp_path / "data")},
        )
        for line in process.stderr:
            if moment in line:
                process.send_signal(signal.SIGINT)
                break
        stdout, stderr = process.communicate(timeout=30)
        assert process.returncode == 130
        assert stdout == ""
        assert stderr.splitlines()[-1] == "crossings: stopped"
        assert "Traceback" not in stderr
        assert list(tmp_path.iterdir()) == []

    def test_ctrl_c_in_an_ingest_leaves_the_store_as_it_was(self, tmp_path, monkeypatch):
        (tmp_path / "own.csv").write_text("date,arrivals\n2025-05-14,5\n")
        store = Store(str(tmp_path / "store.sqlite"))

        def interrupt(*_):
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(writing, "_add", interrupt)
            with pytest.raises(KeyboardInterrupt):
                list(ingest(store, files_in([tmp_path / "own.csv"]), retrieved=NOW))
        assert store.publications() == []
        (done,) = ingest(store, files_in([tmp_path / "own.csv"]), retrieved=NOW)
        assert done.outcome == "new"
        store.close()


class TestStreams:
    @pytest.mark.parametrize("form", ["table", "csv", "json"])
    def test_a_reader_that_has_seen_enough(self, form):
        process = subprocess.Popen(
            [CROSSINGS, "-q", "show", "--format", form],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=20) in {0, 1, -signal.SIGPIPE}

    def test_no_stdout(self):
        done = subprocess.run(
            ["sh", "-c", f"{CROSSINGS} compare >&-"], capture_output=True, text=True, check=False
        )
        assert done.returncode == 1
        assert "Traceback" not in done.stderr

    def test_no_stderr(self):
        done = subprocess.run(
            ["sh", "-c", f"{CROSSINGS} compare --as-of soon 2>&-"], capture_output=True, check=False
        )
        assert (done.returncode, done.stdout) == (2, b"")


class TestEveryWrite:
    @pytest.mark.parametrize(
        ("owner", "name"),
        [(tempfile, "mkdtemp"), (Path, "write_bytes"), (Path, "replace")],
    )
    def test_of_a_report(self, owner, name, tmp_path, monkeypatch):
        (tmp_path / "a").write_bytes(b"old")

        def fail(*_, **__):
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr(owner, name, fail)
            with pytest.raises(UnwritableOutputError, match="No space left"):
                write_all(tmp_path, {"a": b"new", "below/b": b"new"})
        assert content(tmp_path) == {"a": b"old"}
        assert list(tmp_path.glob(".*")) == []

    def test_of_an_ingest(self, tmp_path, make_ods, small_sheets):
        """Each statement fails in turn, until there is none that has not."""
        (tmp_path / "series.ods").write_bytes(make_ods(small_sheets()))
        files = files_in([tmp_path / "series.ods"])
        failed = 0
        while fails_at(failed, Store(str(tmp_path / f"{failed}.sqlite")), files):
            failed += 1
        assert failed >= 6


def fails_at(statement: int, store: Store, files: list) -> bool:
    """Whether an ingest has so many statements; that one fails, and leaves the store empty."""
    left = iter(range(statement + 1))

    def fail(_connection, _cursor, words, *_):
        if next(left, None) == statement:
            raise OperationalError(words, None, OSError("disk I/O error"))

    event.listen(store._engine, "before_cursor_execute", fail)
    try:
        list(ingest(store, files, retrieved=NOW))
    except StoreError:
        assert store.publications() == []
        (again,) = ingest(store, files, retrieved=NOW)
        assert (again.outcome, len(store.rows("daily", [1]))) == ("new", 23)
        return True
    finally:
        store.close()
    return False


class TestEveryCallOfTheNetwork:
    @pytest.fixture
    def govuk(self, whole):
        return GovUk(whole.url, patience=Patience(attempts=1))

    @pytest.mark.parametrize("call", range(6))
    def test_the_next_update_brings_what_is_missing(
        self, call, whole, govuk, tmp_path, monkeypatch
    ):
        store = Store(str(tmp_path / "store.sqlite"))
        real, calls = GovUk.fetch, []

        def fail(self, url, *rest, **more):
            calls.append(url)
            if len(calls) == call + 1:
                raise FetchError("no answer", where=url)
            return real(self, url, *rest, **more)

        with monkeypatch.context() as patch:
            patch.setattr(GovUk, "fetch", fail)
            try:
                done = list(update(store, govuk, retrieved=NOW))
            except CrossingsError:
                done = []
        assert len(calls) > call
        held = {found.kind for found in store.publications()}
        assert held == {one.publication.kind for one in done if one.outcome == "new"}
        list(update(store, govuk, retrieved=NOW))
        kinds = sorted(found.kind for found in store.publications())
        assert kinds == ["last-7-days", "time-series", "weekly-summary"]
        store.close()

    def test_a_store_that_fails_after_a_download_takes_it_again(
        self, whole, govuk, tmp_path, monkeypatch
    ):
        store = Store(str(tmp_path / "store.sqlite"))

        def fail(*_, **__):
            raise StoreError("the database does not answer")

        with monkeypatch.context() as patch:
            patch.setattr(Store, "record_download", fail)
            with pytest.raises(StoreError):
                list(update(store, govuk, retrieved=NOW))
        outcomes = [one.outcome for one in update(store, govuk, retrieved=NOW)]
        assert outcomes[:3] == ["held", "new", "new"]
        store.close()


def test_a_store_of_the_first_version_goes_on(tmp_path, last_7_page):
    """Version 1 kept no forecasts."""
    (tmp_path / "page.html").write_bytes(last_7_page)
    path = tmp_path / "store.sqlite"
    where = ["--database", path]
    assert run("ingest", tmp_path / "page.html", *where).returncode == 0
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        make_version_2(connection)
        connection.execute(text("DROP TABLE forecast"))
        connection.execute(text("UPDATE store_version SET version = 1"))
    engine.dispose()
    shown = run("show", "--as-of", "2025-03-09", "--format", "csv", *where)
    assert "2025-03-06,1295" in shown.stdout, shown.stderr
    assert run("forecast", *DAY, "--save", *where).returncode == 0
    assert len(json.loads(run("history", "--format", "json", *where).stdout)) == 1
    kinds = {row["kind"] for row in json.loads(run("sources", "--format", "json", *where).stdout)}
    assert "last-7-days" in kinds
