"""What the largest work costs, and that it stays within bounds.

    .venv/bin/python benchmarks/bounds.py [--quick] [--only WORD]

As many paths as may be asked for, a million people a day, a hundred years of figures, ten thousand
publications in a store, ten thousand forecasts kept in another. Each command is a process of its
own; its processor time and its peak memory stand as multiples of those of a process that imports
pandas and reads the embedded figures. The bounds are some twice what was measured when they were
set: they guard against work that grows with the wrong thing, and this ends with code 1 where one is
passed.
--quick does a twentieth of all, in the same bounds.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
from crossings.data import load
from crossings.data.store.store import Store
from crossings.forecast import archived, forecast_year
from store import PAGE

CROSSINGS = Path(sys.executable).parent / "crossings"
PEER = [sys.executable, "-c", "import pandas; from crossings import load; load()"]
MANY_PATHS, MANY_YEARS, MANY = 100_000, 100, 10_000
PAGES_A_DAY = 4
RUNS_OF_PEER = 3

Case = tuple[str, list[str], float, float]
"""What it is called, the command, and the bounds of its time and memory, times the peer."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", default="", metavar="WORD", help="those whose name has it")
    options = parser.parse_args()
    share = 20 if options.quick else 1
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        peers = [measured(PEER, folder) for _ in range(RUNS_OF_PEER)]
        seconds, memory = (min(values) for values in zip(*peers, strict=True))
        print(f"Peer: {seconds:.1f} seconds, {memory:.0f} MiB\n")
        print("| what | seconds | MiB | time / peer | bound | memory / peer | bound |")
        print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
        passed = []
        for what, command, most_time, most_memory in cases(folder, share):
            if options.only not in what:
                continue
            took, held = measured([str(CROSSINGS), *command], folder)
            ratios = took / seconds, held / memory
            if ratios[0] > most_time or ratios[1] > most_memory:
                passed.append(what)
            print(
                f"| {what} | {took:.1f} | {held:.0f} | {ratios[0]:.1f} | {most_time:g} "
                f"| {ratios[1]:.1f} | {most_memory:g} |",
                flush=True,
            )
    if passed:
        sys.exit(f"Out of bounds: {', '.join(passed)}")


def cases(folder: Path, share: int) -> Iterator[Case]:
    """Yield the work, each made ready only when it is its turn."""
    paths = MANY_PATHS // share
    many = ["--as-of", "2025-05-14", "--paths", str(paths)]
    out = ["--formats", "html", "--out", str(folder / "reports")]
    yield f"forecast, {paths:,} paths", ["forecast", *many], 6, 3
    yield f"report, {paths:,} paths", ["report", *many, *out], 30, 7

    million = str(folder / "million.csv")
    made(2022, np.full(4 * 365, 1_000_000)).to_csv(million)
    yield "facts, a million a day", ["facts", "--data", million], 6, 3
    yield "report, a million a day", ["report", "--data", million, *out], 20, 4

    years = MANY_YEARS // share
    rng = np.random.default_rng(0)
    long = str(folder / "long.csv")
    counts = rng.poisson(80, years * 365) * rng.integers(0, 2, years * 365)
    made(2025 - years, counts).to_csv(long)
    for command in ("forecast", "compare", "facts", "show"):
        yield f"{command}, {years} years", [command, "--data", long], 20, 6
    yield f"report, {years} years", ["report", "--data", long, *out], 60, 6

    number = MANY // share
    pages = folder / "pages"
    pages.mkdir()
    make_pages(pages, number)
    where = ["--database", str(folder / "publications.sqlite")]
    yield f"ingest, {number:,} publications", ["ingest", str(pages), "--quiet", *where], 140, 6
    for command in ("compare", "sources", "revisions"):
        yield f"{command}, {number:,} publications", [command, *where], 30, 6
    yield f"report, {number:,} publications", ["report", *where, *out], 60, 8

    kept = str(folder / "forecasts.sqlite")
    keep_forecasts(kept, number)
    yield f"history, {number:,} forecasts", ["history", "--database", kept], 16, 3


def measured(command: list[str], folder: Path) -> tuple[float, float]:
    """Return the processor seconds and the peak MiB of a process of its own."""
    environment = {
        **os.environ,
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_CACHE_HOME": str(folder / "cache"),
    }
    with (folder / "errors.txt").open("w") as errors:
        running = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=errors, env=environment
        )
        _, code, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(code)
    if running.returncode:
        said = (folder / "errors.txt").read_text()
        raise SystemExit(f"{' '.join(command)} ended with {running.returncode}: {said}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def made(first_year: int, counts: np.ndarray) -> pd.DataFrame:
    """Return a daily table of counts, from a 1 January on."""
    days = pd.date_range(f"{first_year}-01-01", periods=counts.size, name="date")
    return pd.DataFrame({"arrivals": counts}, index=days)


def make_pages(folder: Path, number: int) -> None:
    """Write daily pages of made-up counts, a day's page several times with a later stamp."""
    rng = np.random.default_rng(1)
    first = date(2019, 1, 1)
    n_days = number // PAGES_A_DAY + 8
    counts = rng.poisson(100, n_days) * rng.integers(0, 2, n_days)
    for page in range(number):
        start, copy = divmod(page, PAGES_A_DAY)
        days = [first + timedelta(start + n) for n in range(7)]
        rows = "".join(
            f"<tr><td>{day:%d %B %Y}</td><td>{counts[start + n]:,}</td>"
            f"<td>{counts[start + n] // 50}</td><td>0</td><td>&nbsp;</td></tr>"
            for n, day in enumerate(days)
        )
        published = f"{days[-1] + timedelta(1)}"
        text = PAGE.format(published=published, rows=rows, padding="")
        text = text.replace("T10:30:00", f"T{10 + copy}:30:00")
        (folder / f"{page:05}.html").write_text(text, encoding="utf-8")


def keep_forecasts(database: str, number: int) -> None:
    """Keep one forecast many times, as if made with as many seeds."""
    when = datetime(2025, 5, 16, tzinfo=UTC)
    one = archived(forecast_year(load(), as_of="2025-05-14", n_paths=1000), made=when)
    store = Store(database)
    kept = store.save_forecasts([replace(one, seed=seed) for seed in range(number)])
    store.close()
    if kept != number:
        raise SystemExit(f"{kept:,} forecasts kept, of {number:,}")


if __name__ == "__main__":
    main()
