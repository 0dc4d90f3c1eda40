"""How long the store takes, beside what the same work costs without it.

    python benchmarks/store.py

Ingests 1,600 daily pages of made-up counts, then loads the newest figures and those of an earlier
day. The peer is pandas, which checks and keeps nothing: reading the tables of the same pages with
`read_html`, and the same daily table with `read_csv`.
"""

from __future__ import annotations

import io
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
from crossings.data import load
from crossings.data.ingest import files_in, ingest
from crossings.data.store.store import Store

PAGES = 1600
PAGE = """<!DOCTYPE html><html><head><title>Small boat arrivals: last 7 days - GOV.UK</title>
<link rel="canonical" href="https://www.gov.uk/government/publications/small-boats/last-7-days">
<meta name="govuk:public-updated-at" content="{published}T10:30:00+00:00"></head><body><main>
<h1>Small boat arrivals: last 7 days</h1><div class="govspeak"><table><thead><tr>
<th>Date</th><th>Migrants arrived</th><th>Boats arrived</th>
<th>Boats involved in uncontrolled landings</th><th>Notes</th></tr></thead><tbody>{rows}</tbody>
</table>{padding}</div></main></body></html>"""


def make_pages(folder: Path, number: int = PAGES, first: date = date(2021, 8, 14)) -> None:
    """Write pages as large as the real ones, each of the seven days before its publication."""
    rng = np.random.default_rng(1)
    counts = rng.poisson(100, number + 8) * rng.integers(0, 2, number + 8)
    padding = "<p>These statistics are provisional and subject to change.</p>" * 40
    padding += "<ul>" + '<li><a href="/help">Menu</a></li>' * 400 + "</ul>"
    padding += "<script>" + "let text = 'as long as the real page has it';" * 1200 + "</script>"
    for page in range(number):
        days = [first + timedelta(page + n) for n in range(7)]
        rows = "".join(
            f"<tr><td>{day:%d %B %Y}</td><td>{counts[page + n]:,}</td>"
            f"<td>{counts[page + n] // 50}</td><td>0</td><td>&nbsp;</td></tr>"
            for n, day in enumerate(days)
        )
        text = PAGE.format(published=days[-1] + timedelta(1), rows=rows, padding=padding)
        (folder / f"{page:04}.html").write_text(text, encoding="utf-8")


def timed(work: Callable[[], object], repeats: int = 1) -> float:
    """Return the seconds that the fastest run takes."""
    seconds = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return min(seconds)


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pages = folder / "pages"
        pages.mkdir()
        make_pages(pages)
        database = str(folder / "store.sqlite")
        store = Store(database)
        files = files_in([pages])
        now = datetime(2026, 1, 5, tzinfo=UTC)
        first = timed(lambda: list(ingest(store, files, retrieved=now)))
        again = timed(lambda: list(ingest(store, files, retrieved=now)))
        html = timed(lambda: [pd.read_html(path)[0] for path, _ in files[:100]]) * PAGES / 100
        newest = timed(lambda: load(database=database), 5)
        earlier = timed(lambda: load(as_of="2025-06-01", database=database), 5)
        table = load(database=database).to_csv().encode()
        csv = timed(lambda: pd.read_csv(io.BytesIO(table), parse_dates=["date"]), 5)
        size = Path(database).stat().st_size
        store.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print("| what | seconds | peer | times the peer |\n| --- | ---: | --- | ---: |")
    for what, took, peer, its in (
        (f"ingest {PAGES:,} daily pages", first, "read_html of each", html),
        ("the same again", again, "read_html of each", html),
        ("load the newest figures, warm", newest, "read_csv of them", csv),
        ("load what was known on a day", earlier, "read_csv of the newest", csv),
    ):
        print(f"| {what} | {took:.3f} | {peer} | {took / its:.2f} |")
    print(f"\nSize of the store: {size / 2**20:.1f} MiB; peak memory: {peak:.0f} MiB")


if __name__ == "__main__":
    main()
