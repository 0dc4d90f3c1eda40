"""A damaged store: one message, a file left as it is, and nothing counted wrong in silence."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from crossings.data.publications.formats import read_bytes
from crossings.data.store.store import Store
from crossings.data.store.tables import FIGURES
from crossings.forecast.archive import LEVELS_KEPT

from ..cli.test_cli import run
from ..damage import damaged
from ..endless import hold
from .test_quarterly import HEADER, row
from .test_store import NOW
from .test_store_forecasts import ONE, WEEK

SEEDS = 32
COMMANDS = ("sources", "compare", "history")


@pytest.fixture(scope="module")
def sound(tmp_path_factory, make_ods, small_sheets, last_7_page) -> bytes:
    """A store with days, weeks, quarters, who arrived, forecasts and rows of track records."""
    store = Store(str(tmp_path_factory.mktemp("sound") / "store.sqlite"))
    quarterly = HEADER + "".join(row(2022 + n // 4, n % 4 + 1, 40 + n) for n in range(8))
    files = {"a.ods": make_ods(small_sheets()), "b.html": last_7_page, "c.csv": quarterly.encode()}
    for number, (name, content) in enumerate(files.items()):
        moment = NOW + timedelta(days=number)
        assert store.ingest(read_bytes(content, name=name), retrieved=moment) == "new"
    quantiles = {f"{level:g}": 20_000 + 100 * n for n, level in enumerate(LEVELS_KEPT)}
    week = replace(WEEK, quantiles={level: people // 50 for level, people in quantiles.items()})
    kept = [replace(ONE, seed=seed, quantiles=quantiles, ahead=(week,)) for seed in range(3)]
    assert store.save_forecasts(kept) == 3
    store.save_tracks({"0" * 64: '{"forecast": {}}'}, made=NOW)
    store.close()
    return Path(store.name).read_bytes()


def counted(database: str) -> dict[str, object]:
    """Return every figure of a store, and the days that decide which of them count."""
    store = Store(database, create=False)
    held = sorted(store.publications(), key=lambda one: one.id)
    numbers = [one.id for one in held]
    figures = {name: store.rows(name, numbers).to_dict("records") for name in FIGURES}
    days = [(one.id, one.kind, one.published, one.known, one.first, one.through) for one in held]
    store.close()
    return {"days": days, **{name: sorted(map(str, rows)) for name, rows in figures.items()}}


@pytest.fixture(scope="module")
def before(sound, tmp_path_factory) -> dict[str, object]:
    """What the store counts before it is damaged."""
    path = tmp_path_factory.mktemp("before") / "store.sqlite"
    path.write_bytes(sound)
    return counted(str(path))


@pytest.mark.fuzz
def test_any_damage_is_one_message_and_found_by_the_doctor(sound, before, tmp_path):
    """Whatever the damage: no traceback, no change to the file, no wrong figure in silence."""

    def attempt(content: bytes) -> None:
        folder = Path(tempfile.mkdtemp(dir=tmp_path))
        path = folder / "store.sqlite"
        path.write_bytes(content)
        done = run("-q", COMMANDS[sum(content) % len(COMMANDS)], "--database", path)
        assert done.returncode in {0, 1, 2}
        assert done.stderr.count("\n") == int(done.returncode > 0)
        assert "Traceback" not in done.stderr
        found = run("doctor", "--database", path, "--format", "json")
        assert found.returncode in {0, 1, 2}  # 2: another program's, by all that can be seen
        if found.returncode == 0:
            assert counted(str(path)) == before
        assert path.read_bytes() == content
        assert {one.name for one in folder.iterdir()} == {"store.sqlite"}
        shutil.rmtree(folder)

    hold("store", lambda seed: damaged(sound, seed), attempt, seeds=SEEDS)
