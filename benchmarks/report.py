"""How long a weekly report takes, cold, and where the time goes.

    .venv/bin/python benchmarks/report.py [--as-of 2025-05-14] [--runs 5]

Each run is a process of its own that writes into a new folder: the page alone, and every format,
each a first time with no store, and a second time with the store that the first one left, which
keeps the forecasts of the track record. Their peer is a process that imports pandas and
matplotlib.pyplot and fits Prophet once to the same weekly sums. All take turns. A machine that does
other things only ever adds time, so the least of each is compared.
"""

from __future__ import annotations

import argparse
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
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
FORMATS = {"the page alone": "html", "every format": "html,md,xlsx,ods,json"}
TIMES = ("first time", "second time")

Parts = dict[str, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--as-of", default="2025-05-14")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()

    least: dict[tuple[str, str], Parts] = {}
    peers = []
    with tempfile.TemporaryDirectory() as folder:
        path = weekly_sums(options.as_of, Path(folder))
        for run in range(options.runs):
            for name, formats in FORMATS.items():
                home = Path(folder) / f"{formats}-{run}"
                for time in TIMES:
                    took = report(options.as_of, formats, home / time, home)
                    kept = least.setdefault((name, time), took)
                    if sum(took.values()) < sum(kept.values()):
                        least[name, time] = took
            peers.append(peer(path))

    print(f"As of {options.as_of}; the least of {options.runs}; Python {platform.python_version()}")
    print("\n| crossings report | seconds | times the peer |\n| --- | ---: | ---: |")
    for (name, time), parts in least.items():
        whole = sum(parts.values())
        print(f"| {name}, {time} | {whole:.2f} | {whole / min(peers):.2f} |")
    print(f"| peer: import pandas and pyplot, fit Prophet once | {min(peers):.2f} | 1 |")
    for name in FORMATS:
        first, second = (least[name, time] for time in TIMES)
        print(f"\n| part of {name} | first time, s | second time, s |\n| --- | ---: | ---: |")
        for part in first:
            print(f"| {part} | {first[part]:.2f} | {second.get(part, 0):.2f} |")


def peer(path: Path) -> float:
    started = perf_counter()
    command = [sys.executable, "-c", PEER.format(path=str(path))]
    subprocess.run(command, check=True, capture_output=True)
    return perf_counter() - started


def report(as_of: str, formats: str, folder: Path, home: Path) -> Parts:
    """Return the seconds of each part, by the messages of the command on stderr."""
    command = [CROSSINGS, "report", "--as-of", as_of, "--formats", formats, "--out", folder]
    environment = {"XDG_DATA_HOME": str(home / "data")}
    took: Parts = {}
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
