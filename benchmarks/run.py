"""Every ratio in one run, written down with the machine and the day.

    .venv/bin/python benchmarks/run.py [--long] [--only WORD]
    .venv/bin/python benchmarks/run.py --before REF [--long] [--only WORD]

Writes RESULTS.md and size.svg beside this file. --long adds what takes minutes: the scores on past
origins, the cost of memory and workers, the store, the soak. --only runs the scripts whose name has
a word, and prints what it would write.

With --before, a commit or a tag, nothing is written. Each script of today measures the package as
it was then and as it is now, one after the other, each in an environment of its own that has the
other packages of this one; a table of the ratios, before and after, is printed. Where a script of
today cannot measure the older package, the script of that time is run in its place, and its title
says so.
"""

from __future__ import annotations

import argparse
import io
import os
import platform
import re
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import venv
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
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
RATIO = re.compile("ratio|growth|times|of Prophet|beside it|/ |CRPS|more than")
"""What the heading of a column says whose numbers can be held against those of another day."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--only", default="", metavar="WORD", help="scripts whose name has it")
    parser.add_argument("--before", metavar="REF", help="a commit or a tag to compare with")
    options = parser.parse_args()
    every = {**SHORT, **LONG} if options.long or options.only else SHORT
    chosen = {title: words for title, words in every.items() if options.only in words[0]}
    if options.before:
        compare(options.before, chosen)
        return
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
    for title, (script, *arguments) in chosen.items():
        print(title, file=sys.stderr)
        code, text = output(sys.executable, HERE / script, *arguments)
        if code:
            failed = True
            text += f"\n\nThis ended with code {code}."
        parts.append(f"## {title}\n\n`benchmarks/{script}`\n\n{text}\n")
        if script == "size.py":
            parts.append("![Time a call against years of figures, both logarithmic](size.svg)\n")
    results = "\n".join(parts)
    if options.only:
        print(results)
    else:
        (HERE / "RESULTS.md").write_text(results, "utf-8")
    sys.exit(failed)


def output(python: str | Path, script: Path, *arguments: str) -> tuple[int, str]:
    """Return the exit code of a script, and what it prints; what it complains of is passed on."""
    done = subprocess.run(
        [python, script, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=script.parent,
        # An older package is unpacked, and would be compiled anew by every process.
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": ""},
    )
    if done.returncode:
        print(done.stderr, file=sys.stderr)
    return done.returncode, done.stdout.strip()


def compare(ref: str, chosen: dict[str, list[str]]) -> None:
    """Print the ratios of the package at a revision beside those of the package as it is."""
    packed = subprocess.run(
        ["git", "archive", ref],  # noqa: S607 - whichever git there is
        capture_output=True,
        check=False,
        cwd=HERE.parent,
    )
    if packed.returncode:
        sys.exit(f"--before {ref}: {packed.stderr.decode().strip()}")
    print(f"Before: {ref}. Python {platform.python_version()}, {os.cpu_count()} cores.\n")
    print("| benchmark | row | before | after |\n| --- | --- | ---: | ---: |", flush=True)
    failed = False
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as files:
            files.extractall(folder / "then", filter="data")
        old = environment(folder / "before", folder / "then")
        new = environment(folder / "after", HERE.parent)
        for title, (script, *words) in chosen.items():
            arguments = [word for word in words if word != "--plot" and not word.endswith(".svg")]
            print(title, file=sys.stderr)
            code, before = output(old, HERE / script, *arguments)
            own = folder / "then" / "benchmarks" / script
            named = title
            if code and own.exists():
                code, before = output(old, own, *arguments)
                named = f"{title} (before: by the script of that time)"
            code_now, after = output(new, HERE / script, *arguments)
            failed |= bool(code_now)
            known, none = dict(ratios(before)), "cannot run it" if code else "not there"
            for row, value in ratios(after):
                print(f"| {named} | {row} | {known.get(row, none)} | {value} |", flush=True)
    sys.exit(failed)


def environment(folder: Path, package: Path) -> Path:
    """Make an environment with a package and what is installed here; return its Python.

    The package is found by its folder, before the one that is installed here: so both are imported
    in the same way. Its command stands beside Python, where the benchmarks look for it.
    """
    venv.create(folder, symlinks=True)
    packages = folder / "packages"
    packages.mkdir()
    (packages / "crossings").symlink_to(package)
    own = sysconfig.get_path("purelib", vars={"base": str(folder)})
    Path(own, "found.pth").write_text(f"{packages}\n{sysconfig.get_path('purelib')}\n")
    python, command = folder / "bin" / "python", folder / "bin" / "crossings"
    command.write_text(f"#!{python}\nfrom crossings.cli import main\n\nmain()\n")
    command.chmod(0o755)
    return python


def ratios(text: str) -> Iterator[tuple[str, str]]:
    """Yield each ratio in the Markdown tables of a text, by its row and its column."""
    heads: list[str] = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|"):
            heads = []
        elif not heads:
            heads = cells
        elif not set(cells[0]) <= set("-: "):
            label = f"{cells[0]} {heads[0]}" if cells[0].replace(",", "").isdigit() else cells[0]
            for head, cell in zip(heads, cells, strict=True):
                if RATIO.search(head) and cell:
                    yield f"{label}: {head}", cell


if __name__ == "__main__":
    main()
