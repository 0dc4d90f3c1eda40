"""Random damages of the bytes of a store, each told by its seed alone."""

from __future__ import annotations

import random
import sqlite3
import tempfile
from contextlib import closing, suppress
from pathlib import Path

PAGE = 4096
KINDS = ("flip", "flips", "zero page", "truncate", "duplicate page", "swap pages", "edit", "schema")
VALUES = (
    None, -1, 0, 3.7, 2**40, "many", "2026-G6-18", "9999-12-31", "0001-01-01", "2226-08-20", "",
    b"\xff\xfe", "{", '{"0.5": "x"}', "[[[", '[{"where": 1}]', '["soon"]', "null",
)  # fmt: skip


def damaged(content: bytes, seed: int) -> bytes:
    """Return the bytes of a store with one damage: the same seed, the same damage."""
    rng = random.Random(seed)
    kind = KINDS[seed % len(KINDS)]
    if kind in {"edit", "schema"}:
        return _edited(content, kind, rng)
    data = bytearray(content)
    pages = len(data) // PAGE
    first, second = rng.randrange(pages) * PAGE, rng.randrange(pages) * PAGE
    if kind.startswith("flip"):
        for _ in range(1 if kind == "flip" else 20):
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    elif kind == "zero page":
        data[first : first + PAGE] = bytes(PAGE)
    elif kind == "truncate":
        del data[rng.randrange(len(data)) :]
    elif kind == "duplicate page":
        data[first : first + PAGE] = data[second : second + PAGE]
    else:
        one, other = data[first : first + PAGE], data[second : second + PAGE]
        data[first : first + PAGE], data[second : second + PAGE] = other, one
    return bytes(data)


def _edited(content: bytes, kind: str, rng: random.Random) -> bytes:
    """Return a store in which a value, or the schema, is another: what no page gives away."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.sqlite"
        path.write_bytes(content)
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA ignore_check_constraints = ON")
            names = [row[0] for row in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]  # fmt: skip
            full = [one for one in names if connection.execute(f"SELECT 1 FROM {one}").fetchone()]
            table = rng.choice(full if kind == "edit" else names)
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            column = rng.choice(columns)
            if kind == "schema":
                statement = rng.choice([
                    f"DROP TABLE {table}", f'ALTER TABLE {table} RENAME COLUMN "{column}" TO lost',
                    "DROP INDEX daily_by_date", f"ALTER TABLE {table} RENAME TO other_{table}",
                    "DELETE FROM store_version", "INSERT INTO store_version VALUES (3)",
                    "UPDATE store_version SET version = -1", f"DELETE FROM {table}",
                ])  # fmt: skip
                connection.execute(statement)
            else:
                # NOT NULL is lifted, as a damaged byte does not ask for it.
                connection.execute("PRAGMA writable_schema = ON")
                connection.execute(
                    "UPDATE sqlite_master SET sql = replace(sql, 'NOT NULL', '') WHERE name = ?",
                    (table,),
                )
                connection.execute("PRAGMA writable_schema = RESET")
                rows = [row[0] for row in connection.execute(f"SELECT rowid FROM {table}")]
                with suppress(sqlite3.IntegrityError):  # a key that is there, or not a number
                    connection.execute(
                        f'UPDATE {table} SET "{column}" = ? WHERE rowid = ?',
                        (rng.choice(VALUES), rng.choice(rows)),
                    )
        return path.read_bytes()
