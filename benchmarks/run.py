"""Every ratio in one run, written down with the machine and the day.

    .venv/bin/python benchmarks/run.py [--long]

Writes RESULTS.md and size.svg beside this file. --long adds what takes minutes: the scores on past
origins, the cost of memory and workers, the store, the soak.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
SHORT = {
    "Answering, cold": ["startup.py"],
    "A whole report, cold": ["report.py"],
    "A forecast, warm, beside Prophet": ["speed.py"],
    "A whole year ahead, warm, beside Prophet": ["speed.py", "--as-of", "2025-12-31"],
    "The last days of December": ["last_days.py"],
    "More years": ["size.py", "--plot", str(HERE / "size.svg")],
}
LONG = {
    "Scores on 60 origins": ["skill.py"],
    "Memory, paths, workers": ["cost.py"],
    "The store": ["store.py"],
    "The largest work": ["bounds.py"],
    "One more report in a folder of 520": ["folder.py"],
    "52 Fridays": ["soak.py", "--kills", "3", "--saved-again"],
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--long", action="store_true")
    options = parser.parse_args()
    parts = [
        "# Results\n",
        (
            f"crossings {version('crossings')}, {datetime.now(UTC):%d %B %Y}; "
            f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
            f"Python {platform.python_version()}. Made by `.venv/bin/python benchmarks/run.py"
            f"{' --long' if options.long else ''}`; a ratio below one is faster than its peer.\n"
        ),
    ]
    failed = False
    for title, (script, *arguments) in {**SHORT, **(LONG if options.long else {})}.items():
        print(title, file=sys.stderr)
        done = subprocess.run(
            [sys.executable, HERE / script, *arguments], capture_output=True, text=True, check=False
        )
        text = done.stdout.strip()
        if done.returncode:
            failed = True
            print(done.stderr, file=sys.stderr)
            text += f"\n\nThis ended with code {done.returncode}."
        parts.append(f"## {title}\n\n`benchmarks/{script}`\n\n{text}\n")
        if script == "size.py":
            parts.append("![Time a call against years of figures, both logarithmic](size.svg)\n")
    (HERE / "RESULTS.md").write_text("\n".join(parts), "utf-8")
    sys.exit(failed)


if __name__ == "__main__":
    main()
