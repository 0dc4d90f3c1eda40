"""How long a whole weekly report takes, cold, and where the time goes.

    .venv/bin/python benchmarks/report.py [--as-of 2025-05-14] [--runs 5]

Each run is a process of its own that writes every format into a new folder. Its peer is a process
that imports pandas and matplotlib.pyplot and fits Prophet once to the same weekly sums. The two
take turns; the ratio is the median of the pairs.
"""

from __future__ import annotations

import argparse
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from startup import weekly_sums

PEER = """
import logging
import matplotlib.pyplot, pandas as pd
from prophet import Prophet
logging.getLogger("cmdstanpy").disabled = True
weeks = pd.read_csv({path!r}, parse_dates=["ds"])
model = Prophet()
model.fit(weeks)
model.predict(model.make_future_dataframe(33, freq="W-SUN"))
"""
CROSSINGS = Path(sys.executable).parent / "crossings"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--as-of", default="2025-05-14")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()

    ours, peer, parts = [], [], {}
    with tempfile.TemporaryDirectory() as folder:
        path = weekly_sums(options.as_of, Path(folder))
        for run in range(options.runs):
            took = report(options.as_of, Path(folder) / f"report-{run}")
            ours.append(sum(took.values()))
            for part, seconds in took.items():
                parts.setdefault(part, []).append(seconds)
            started = perf_counter()
            subprocess.run([sys.executable, "-c", PEER.format(path=str(path))], check=True)
            peer.append(perf_counter() - started)

    print(f"As of {options.as_of}; {options.runs} runs each; Python {platform.python_version()}\n")
    print("| part of crossings report | median, s |\n| --- | ---: |")
    for part, seconds in parts.items():
        print(f"| {part} | {median(seconds):.2f} |")
    print(f"| the whole, cold | {median(ours):.2f} |")
    print(f"| import pandas and pyplot, fit Prophet once | {median(peer):.2f} |")
    ratio = median(mine / theirs for mine, theirs in zip(ours, peer, strict=True))
    print(f"\nA report in every format takes {ratio:.1f} times as long (median of pairs).")


def report(as_of: str, folder: Path) -> dict[str, float]:
    """Return the seconds of each part, by the messages of the command on stderr."""
    command = [CROSSINGS, "report", "--as-of", as_of, "--out", folder]
    environment = {"XDG_DATA_HOME": str(folder.parent / "data")}
    took: dict[str, float] = {}
    part, since = "starting, reading the figures", perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment
    ) as running:
        for line in running.stderr:
            if line.startswith("crossings: ") and "written:" not in line:
                now = perf_counter()
                took[part] = took.get(part, 0) + now - since
                part, since = line.removeprefix("crossings: ").strip(), now
    took[part] = took.get(part, 0) + perf_counter() - since
    if running.returncode:
        raise SystemExit(f"crossings report failed with {running.returncode}")
    return took


if __name__ == "__main__":
    main()
