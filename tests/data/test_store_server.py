"""A server of PostgreSQL that fails: one message that says what to do, and nothing half-written."""

from __future__ import annotations

import socket
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from crossings.data.errors import DamagedStoreError, StoreError
from crossings.data.store import engine, reading
from crossings.data.store.store import LOCK, Store
from sqlalchemy import event

from ..cli.test_cli import run
from .test_store import NOW


@pytest.fixture
def server(new_database) -> str:
    return new_database("postgresql")


@pytest.fixture
def role(server) -> Iterator[str]:
    """A role that may connect, and has no other right; the address of the database for it."""
    name = f"role_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {name} LOGIN")
        connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        connection.execute(f"GRANT USAGE ON SCHEMA public TO {name}")
        yield server.replace("tester@", f"{name}@")
        connection.execute(f"DROP OWNED BY {name}")
        connection.execute(f"DROP ROLE {name}")


def refused(database: str, command: str, *words) -> str:
    """Return the one message of a command that fails for the sake of the world."""
    done = run("-q", command, *words, "--database", database)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    return done.stderr


@contextmanager
def answering_with(code: str, message: str) -> Iterator[str]:
    """Serve an error of PostgreSQL to whoever connects; yield the address."""
    fields = b"".join(
        name + value.encode() + b"\0"
        for name, value in ((b"S", "FATAL"), (b"V", "FATAL"), (b"C", code), (b"M", message))
    )
    answer = b"E" + (len(fields) + 5).to_bytes(4, "big") + fields + b"\0"

    def serve(listening: socket.socket) -> None:
        while True:
            try:
                opened, _ = listening.accept()
            except OSError:
                return
            with opened:
                if opened.recv(8)[4:] != b"\x04\xd2\x16\x2f":  # no request for encryption
                    opened.sendall(answer)
                else:
                    opened.sendall(b"N")
                    opened.recv(1_000)
                    opened.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=serve, args=(listening,), daemon=True).start()
        yield f"postgresql://u:hush7@127.0.0.1:{listening.getsockname()[1]}/db"
        listening.shutdown(socket.SHUT_RDWR)


class TestConnecting:
    @pytest.mark.parametrize(
        ("code", "message", "fix"),
        [
            ("28P01", 'password authentication failed for user "u"', "Check the user name"),
            ("53300", "sorry, too many clients already", "try again later"),
            ("57P03", "the database system is starting up", "once the server answers"),
            ("3D000", 'database "db" does not exist', "Make the database first"),
        ],
    )
    def test_a_server_that_refuses_is_told_with_what_to_do(self, code, message, fix):
        with answering_with(code, message) as address:
            said = refused(address, "sources")
        assert message in said
        assert fix in said
        assert "hush7" not in said

    def test_a_database_that_is_not_there(self, postgresql):
        said = refused(f"{postgresql}/none", "sources")
        assert 'database "none" does not exist' in said
        assert "Make the database first" in said

    def test_every_connection_taken(self, role, server):
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"ALTER DATABASE {connection.info.dbname} CONNECTION LIMIT 0")
        assert "try again later" in refused(role, "sources")


class TestRights:
    def test_none_to_make_tables(self, role, last_7_page, tmp_path):
        (tmp_path / "page.html").write_bytes(last_7_page)
        said = refused(role, "ingest", tmp_path / "page.html")
        assert "permission denied for schema public" in said
        assert "Ask the owner of the database" in said

    def test_none_to_read(self, role, server):
        Store(server).close()
        assert "Ask the owner of the database" in refused(role, "sources")
        assert "Ask the owner of the database" in refused(role, "doctor")

    def test_whoever_may_only_read_reads_and_writes_nothing(
        self, role, server, page, last_7_page, tmp_path
    ):
        store = Store(server)
        store.ingest(page, retrieved=NOW)
        store.close()
        with psycopg.connect(server, autocommit=True) as connection:
            name = role.partition("://")[2].partition("@")[0]
            connection.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {name}")
        for command in ("sources", "compare", "history", "doctor"):
            assert run(command, "--database", role).returncode == 0
        other = tmp_path / "page.html"
        other.write_bytes(last_7_page.replace(b"1,295", b"1,294"))
        assert "permission denied" in refused(role, "ingest", other)
        store = Store(server)
        assert len(store.publications()) == 1
        store.close()


@pytest.mark.parametrize("statement", [0, 2, 4, 6])
def test_a_connection_that_is_cut_leaves_nothing_half_written(statement, server, series):
    """As by a restart: at the lock, between the tables, before the end."""
    store = Store(server)
    left = iter(range(statement + 1))

    def cut(connection, *_):
        if next(left, None) == statement:
            number = connection.connection.dbapi_connection.info.backend_pid
            with psycopg.connect(server, autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s, 5000)", [number])

    event.listen(store._engine, "before_cursor_execute", cut)
    with pytest.raises(StoreError, match="The connection was lost") as caught:
        store.ingest(series, retrieved=NOW)
    assert "run the command again" in str(caught.value).lower()
    assert store.publications() == []
    assert store.ingest(series, retrieved=NOW) == "new"
    store.close()


def test_a_store_that_another_command_holds_is_told(server, monkeypatch, page):
    """After a while, and not for ever."""
    monkeypatch.setattr(reading, "WAIT_SECONDS", 0.1)
    store = Store(server)
    with psycopg.connect(server) as holding:
        holding.execute(f"SELECT pg_advisory_xact_lock({LOCK})")
        with pytest.raises(StoreError, match="Another command is writing"):
            store.ingest(page, retrieved=NOW)
    assert store.ingest(page, retrieved=NOW) == "new"
    store.close()


def test_a_table_that_is_lost_is_damage(server):
    store = Store(server)
    store.close()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP TABLE daily CASCADE")
    with pytest.raises(DamagedStoreError, match="daily"):
        Store(server).disputed([1])
    done = run("doctor", "--database", server)
    assert done.returncode == 1
    assert "the table daily is missing" in done.stdout


def test_a_server_has_a_limit_of_time_to_answer(server):
    """Where nothing comes back at all, a command does not wait for ever."""
    assert engine.ANSWER_SECONDS <= 30
    store = Store(server)
    with store._engine.connect() as connection:
        information = connection.connection.dbapi_connection.info
        assert information.get_parameters()["connect_timeout"] == str(engine.ANSWER_SECONDS)
    store.close()
