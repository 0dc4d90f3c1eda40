"""What one more report costs in a folder that holds many already.

    .venv/bin/python benchmarks/folder.py [--reports 520] [--runs 5]

The same page is written into an empty folder and into one of so many weekly reports, ten years of
them by default; the folders take turns, and the least time of each is printed. A page has the whole
text of the report of 14 May 2025, so that its head is as long as that of any. The size of the list
and of the feed is printed beside.
"""

from __future__ import annotations

import argparse
import tempfile
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

from crossings.data import figures
from crossings.forecast import forecast_year
from crossings.reports import weekly_report

DAY = date(2025, 5, 14)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=520)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()

    known = figures(known_on=DAY)
    outlook = forecast_year(known, year=DAY.year, n_paths=50)
    report = weekly_report(known, forecast=outlook, track=False, made=DAY)
    took: dict[int, list[float]] = {0: [], options.reports: []}
    sizes = {}
    with tempfile.TemporaryDirectory() as home:
        page = report.to_html()
        for run in range(options.runs):
            for held, seconds in took.items():
                folder = Path(home) / f"{held}-{run}"
                fill(folder, held, page)
                started = perf_counter()
                report.write(folder, formats=["html"])
                seconds.append(perf_counter() - started)
                sizes[held] = [
                    (folder / name).stat().st_size for name in ("index.html", "feed.xml")
                ]

    first = min(took[0])
    print(
        "| reports in the folder | seconds for one more | more than in an empty one | list | feed |"
    )
    print("| ---: | ---: | ---: | ---: | ---: |")
    for held, seconds in took.items():
        listed, feed = (f"{size / 1000:,.0f} kB" for size in sizes[held])
        print(f"| {held} | {min(seconds):.2f} | {min(seconds) - first:.2f} | {listed} | {feed} |")


def fill(folder: Path, held: int, page: str) -> None:
    """Put weekly reports into a folder, the newest a week before the one that is measured."""
    folder.mkdir()
    for back in range(1, held + 1):
        day = DAY - timedelta(weeks=back)
        (folder / f"crossings-{day}.html").write_text(page, "utf-8")


if __name__ == "__main__":
    main()
