"""A year of weekly work in one process: every release of 2025, and a report on each.

    .venv/bin/python benchmarks/soak.py [--weeks 52] [--first 2025-01-03] [--track] [--commands]
        [--kills 3] [--saved-again] [--database postgresql://...]

Each Friday the publications that came out since the last one are ingested, and the forecast, the
report and the history are made, all from one store and into one folder; see `releases` for where
the publications come from. With `--kills`, so many commands of each week are begun first, and
killed at random moments; with `--saved-again`, each week has the release before once more, saved by
a spreadsheet program.

Checked each week: that nothing in the store or the folder is lost or changed, that the report
goes on where the last one ended, and that the site lists every report; at the end, that memory
and time grow no faster than the store, and that the last week, done again and again, takes no more
memory. Leaves with 1 where something does not hold.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from random import Random
from statistics import linear_regression, median
from time import perf_counter, process_time, sleep
from typing import Any
from unittest import mock

from crossings import facts, forecast_year, load
from crossings.cli import app
from crossings.data.calendar import MONTHS
from lxml import etree, html
from releases import OFFICIAL, Cycle, cycles
from typer.testing import CliRunner
from watch import astray, changed, contents, goes_on, revised

CROSSINGS = Path(sys.executable).parent / "crossings"
FIRST, WEEKS = date(2025, 1, 3), 52
FEWEST, SHOWN = 20, 30
"""How many weeks it takes to judge memory and time, and how many problems are printed."""
MOST_TIME, MOST_MEMORY = 1.25, 1.1
"""What a week may cost in the last third of them, beside the first and beside the second third. Its
time is set beside that of a peer, as the machine may be slower by then."""
MOST_A_WEEK = 1.0
"""MiB that a week may add, once the first third has taken what it needs: the figures of a year of
releases, some three thousand more rows a week, are read whole."""
SETTLING, AGAIN, MOST_AGAIN = 4, 12, 0.5
"""How often the last week is done again until memory settles, how often then, and the MiB that each
of these times may add."""

DAILY, PEERS = load(as_of="2025-05-14"), 5
"""What the peer is made from, and how often."""
TRACK = ["--no-track"]
LINKS = "{http://www.w3.org/2005/Atom}entry/{http://www.w3.org/2005/Atom}link"


class CommandError(Exception):
    """A command that did not leave with 0."""


def in_this_process(arguments: list[str], now: datetime) -> str:
    """Run a command here, with the clock set to a time; return what it prints."""
    clocks = [f"crossings.cli.{name}.now" for name in ("options", "ingest")]
    with mock.patch(clocks[0], return_value=now), mock.patch(clocks[1], return_value=now):
        done = CliRunner().invoke(app, arguments)
    if done.exit_code:
        raise CommandError(f"{' '.join(arguments)}: {done.stderr or done.exception!r}")
    return done.stdout


def in_its_own(arguments: list[str], now: datetime) -> str:  # noqa: ARG001 - its clock is the real one
    """Run a command as people do; return what it prints."""
    done = subprocess.run([CROSSINGS, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise CommandError(f"{' '.join(arguments)}: {done.stderr}")
    return done.stdout


Answer = Callable[[list[str], datetime], str]


def killed(arguments: list[str], now: datetime, seconds: float) -> None:
    """Begin a command in a copy of this process, and kill it."""
    if not (child := os.fork()):
        for stream in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
        try:
            in_this_process(arguments, now)
        finally:
            os._exit(0)
    sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def cost(answer: Answer) -> tuple[float, float]:
    """Return the seconds of processors spent so far, and the MiB in use now (or at the peak)."""
    own = answer is in_this_process
    used = resource.getrusage(resource.RUSAGE_SELF if own else resource.RUSAGE_CHILDREN)
    mebibytes = used.ru_maxrss / 1024
    if own and (now := Path("/proc/self/statm")).exists():  # elsewhere than on Linux: the peak
        mebibytes = int(now.read_text("utf-8").split()[1]) * resource.getpagesize() / 2**20
    return used.ru_utime + used.ru_stime, mebibytes


def peer() -> float:
    """Return the seconds of a processor that something takes which is the same each week."""
    seconds = []
    for _ in range(PEERS):
        began = process_time()
        facts(DAILY, forecast=forecast_year(DAILY))
        seconds.append(process_time() - began)
    return median(seconds)


@dataclass
class Soak:
    """The work and the watch over it; `problems` says what did not hold."""

    folder: Path
    answer: Answer = in_this_process
    track: bool = False
    url: str | None = None
    kills: int = 0
    saved_again: bool = False
    problems: list[str] = field(default_factory=list)
    weeks: list[dict[str, Any]] = field(default_factory=list)
    forecasts: list[tuple[str, int]] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    last: dict[str, Any] | None = None
    stored: dict[str, str] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    rows: int = 0

    @property
    def database(self) -> str:
        """The store."""
        return self.url or str(self.folder / "store.sqlite")

    @property
    def out(self) -> Path:
        """The folder of reports."""
        return self.folder / "reports"

    def run(self, first: date, weeks: int, official: Path | None = OFFICIAL) -> None:
        """Live through the weeks."""
        (self.folder / "releases").mkdir()
        releases = self.folder / "releases"
        for cycle in cycles(releases, first, weeks, official, saved_again=self.saved_again):
            self.kill_some(cycle)
            began = cost(self.answer)[0]
            outcomes, report, kept = self.work(cycle)
            seconds, memory = cost(self.answer)
            seconds -= began
            self.look(cycle, outcomes, report, kept)
            record = report["forecast"]["record"]
            self.weeks.append(
                {
                    "month": MONTHS[cycle.day.month - 1],
                    "publications": sum(one["outcome"] == "new" for one in outcomes),
                    "rows": self.rows,
                    "year_to_date": report["forecast"]["year_to_date"],
                    "median": self.forecasts[-1][1],
                    "chance": record["probability"],
                    "revised": len(revised(report)),
                    "time": seconds,
                    "pace": seconds / peer(),
                    "memory": memory,
                }
            )
            before, self.last = self.last, report
        self.problems += uneven(self.weeks)
        if len(self.weeks) >= FEWEST:
            self.last = before  # the report that the last one goes on from
            self.again = [self.memory_of(cycle) for _ in range(SETTLING + AGAIN)][SETTLING:]
            if (more := slope(self.again)) > MOST_AGAIN:
                self.problems.append(f"memory: the same week again adds {more:.2f} MiB")

    def memory_of(self, cycle: Cycle) -> float:
        """Do the work of a week, and return the memory in use after it, MiB."""
        self.work(cycle)
        return cost(self.answer)[1]

    def kill_some(self, cycle: Cycle) -> None:
        """Begin some of a week's commands, and kill them."""
        chance = Random(str(cycle.day))  # noqa: S311 - moments to kill at, no secret
        where, files = ["--database", self.database], map(str, cycle.files)
        begun = (
            (["ingest", *files, *where], 0.6),
            (["report", "--out", str(self.out), "--formats", "html,json", *TRACK, *where], 4),
        )
        for turn in range(self.kills):
            arguments, longest = begun[min(turn, 1)]
            killed(arguments, cycle.now, chance.uniform(0, longest))

    def work(self, cycle: Cycle) -> tuple[list[dict[str, Any]], dict[str, Any], list[Any]]:
        """Do what is done in a week; return what was ingested, the report, and the history."""

        def ask(command: str, *arguments: object) -> str:
            options = ["--database", self.database]
            return self.answer([command, *map(str, arguments), *options], cycle.now)

        outcomes = json.loads(ask("ingest", *cycle.files, "--format", "json"))
        outlook = json.loads(ask("forecast", "--year", cycle.day.year, "--format", "json"))
        since = ["--since", self.last["as_of"]] if self.last else []
        track = [] if self.track else TRACK
        ask("report", "--out", self.out, "--formats", "html,json", *since, *track)
        report = json.loads((self.out / f"crossings-{outlook['as_of']}.json").read_text("utf-8"))
        if report["forecast"]["total"] != outlook["total"]:
            self.problems.append(f"{cycle.day}: the report says another forecast")
        return outcomes, report, json.loads(ask("history", "--format", "json"))

    def look(
        self, cycle: Cycle, outcomes: list[dict[str, Any]], report: dict[str, Any], kept: list[Any]
    ) -> None:
        """Hold a week to what is known of it, and to the weeks before."""
        self.forecasts.append((report["as_of"], report["forecast"]["total"]["quantiles"]["0.5"]))
        problems = [
            *self.lost(),
            *self.unlisted(),
            *astray(report, cycle, load(database=self.database)),
            *(goes_on(self.last, report) if self.last else []),
        ]
        if [(one["as_of"], one["median"]) for one in kept] != self.forecasts:
            problems.append("the history does not list every forecast as it was")
        taken = {"new", "copy", "held"} if self.kills else {"new", "copy"}
        if any(one["outcome"] not in taken for one in outcomes):
            problems.append("a publication was not taken")
        self.problems += [f"{cycle.day}: {problem}" for problem in problems]

    def lost(self) -> list[str]:
        """List what the store or the folder had before and has no more, or has changed."""
        now, self.rows = contents(self.database)
        files = {
            path.relative_to(self.out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in self.out.rglob("*")
            if path.is_file() and "crossings-" in str(path.relative_to(self.out))
        }
        gone = changed(self.stored, now) + changed(self.written, files)
        self.stored, self.written = now, files
        return [f"{name} is lost or changed" for name in gone]

    def unlisted(self) -> list[str]:
        """Say where the site does not list every report, the newest first."""
        pages = [f"crossings-{as_of}.html" for as_of, _ in reversed(self.forecasts)]
        listed = html.fromstring((self.out / "index.html").read_bytes())
        index = listed.xpath('//ul[@class="reports"]//a/@href')
        feed = etree.parse(self.out / "feed.xml").getroot()
        newest = (self.out / pages[0]).read_bytes()
        checks = {
            "index.html": [name for name in index if name.endswith(".html")] == pages,
            "feed.xml": [link.get("href") for link in feed.iterfind(LINKS)] == pages,
            "latest.html": (self.out / "latest.html").read_bytes() == newest,
        }
        return [f"{name} does not list every report" for name, well in checks.items() if not well]


def growth(weeks: list[dict[str, Any]], what: str, beside: int) -> float:
    """Return the last third beside the first (0) or the second (1)."""
    size = max(1, len(weeks) // 3)
    thirds = [weeks[at * size : (at + 1) * size] for at in (0, 1)]
    last, other = (
        median(week[what] for week in third) for third in (weeks[-size:], thirds[beside])
    )
    return last / other


def slope(memory: list[float]) -> float:
    """Return by how much it grows from one to the next."""
    return linear_regression(range(len(memory)), memory).slope


def a_week(weeks: list[dict[str, Any]]) -> float:
    """Return by how many MiB the memory grows a week, after the first third of them."""
    return slope([week["memory"] for week in weeks[len(weeks) // 3 :]])


def uneven(weeks: list[dict[str, Any]]) -> list[str]:
    """Say where memory or time grow; of a few weeks, nothing can be said."""
    if len(weeks) < FEWEST:
        return []
    checks = {
        "time, times": (growth(weeks, "pace", 0), MOST_TIME),
        "memory, times": (growth(weeks, "memory", 1), MOST_MEMORY),
        "memory, MiB a week": (a_week(weeks), MOST_A_WEEK),
    }
    return [
        f"{what}: grows by {growth:.2f}, over {most}"
        for what, (growth, most) in checks.items()
        if growth > most
    ]


def table(weeks: list[dict[str, Any]]) -> str:
    """Return the weeks by month, as Markdown."""
    names = "month | weeks | publications | rows | to date | median | record | revised | s | MiB"
    lines = [f"| {names} |", "| --- |" + " ---: |" * 9]
    for month, group in groupby(weeks, key=itemgetter("month")):
        rows = list(group)
        last = rows[-1]
        new, named = (sum(week[name] for week in rows) for name in ("publications", "revised"))
        seconds = median(week["time"] for week in rows)
        lines.append(
            f"| {month} | {len(rows)} | {new} | {last['rows']:,} | {last['year_to_date']:,} "
            f"| {last['median']:,} | {100 * last['chance']:.0f}% | {named} | {seconds:.2f} "
            f"| {last['memory']:.0f} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Print the table and the verdict."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--first", type=date.fromisoformat, default=FIRST, help="a Friday")
    parser.add_argument("--weeks", type=int, default=WEEKS)
    parser.add_argument("--track", action="store_true", help="make earlier forecasts again, too")
    parser.add_argument("--commands", action="store_true", help="each in a process of its own")
    parser.add_argument("--kills", type=int, default=0, help="how many commands a week")
    parser.add_argument("--saved-again", action="store_true", help="the release before, each week")
    parser.add_argument("--database", help="an empty database of PostgreSQL")
    options = parser.parse_args()
    began = perf_counter()
    with tempfile.TemporaryDirectory() as name:
        soak = Soak(
            Path(name),
            in_its_own if options.commands else in_this_process,
            options.track,
            options.database,
            options.kills,
            options.saved_again,
        )
        soak.run(options.first, options.weeks)
    weeks, problems = soak.weeks, soak.problems
    print(table(weeks), *(f"- {problem}" for problem in problems[:SHOWN]), sep="\n")
    if len(weeks) >= FEWEST:
        print("\n| the last third of the year | ratio |\n| --- | ---: |")
        print(f"| time of a week, to that of the first third | {growth(weeks, 'pace', 0):.2f} |")
        print(f"| memory, to that of the second third | {growth(weeks, 'memory', 1):.2f} |\n")
        print(
            f"Memory grew by {a_week(weeks):+.2f} MiB a week, and by {slope(soak.again):+.2f} "
            "MiB each time that the last week was done again. ",
            end="",
        )
    print(
        f"{'FAILED' if problems else 'Well'}: {len(weeks)} weeks, "
        f"{sum(week['publications'] for week in weeks)} publications, "
        f"{len(soak.forecasts)} reports, {len(problems)} problems; "
        f"{perf_counter() - began:.0f} s in all."
    )
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
