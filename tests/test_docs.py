"""The documentation is what the package does: its examples run, and print what the pages show.

Sybil finds the blocks of a page and runs them in their order, in a folder and with a home of its
own. A ``python`` block is run, and a ``text`` block straight after it is what it prints. A
``console`` block has commands after ``$`` and under them what is on stdout, or on stderr where
stdout is empty, perhaps cut with ``...``; a command that fails is followed by ``$ echo $?``. A
block under a line that is nothing but a name in backticks and a colon is a file of that name.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from contextlib import redirect_stdout
from datetime import date, timedelta
from importlib.metadata import version
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from io import StringIO
from pathlib import Path

import pytest
from sybil import Document, Example
from sybil.evaluators.python import PythonEvaluator
from sybil.parsers.markdown.lexers import RawFencedCodeBlockLexer

from .cli.test_cli import run
from .conftest import DOT

ROOT = Path(__file__).resolve().parents[1]
DOCS, README = ROOT / "docs", ROOT / "README.md"
PAGES = sorted(DOCS.rglob("*.md"))
COMMANDS = DOCS / "reference" / "commands.md"
DATABASE = "postgresql://analyst@db.example.org/crossings"
HERE = "/srv/crossings"
MIRROR = "https://mirror.example.org"
CLUSTER = "tcp://scheduler.example.org:8786"
LEFT_OUT = {
    "pip install .": "installs what is being tested",
    'pip install ".[postgres]"': "installs what is being tested",
    'pip install ".[dask]"': "installs what is being tested",
    "crossings report --open": "opens a browser",
    "crossings --install-completion": "changes the shell of whoever runs the tests",
    "python -m http.server --directory public": "serves until it is stopped",
}
"""Every line of a console that is not run, and why."""
UNDRAWN = """\
import sys
from crossings.cli import main
from crossings.reports.charts import Chart
from crossings.reports.weekly import WeeklyReport

Chart.svg = Chart.svg_narrow = '<svg role="img"/>'
Chart.pictures = {{"svg": b"<svg/>", "png": {dot!r}}}
WeeklyReport.to_card = lambda _: {dot!r}
if "update" in sys.argv:
    sys.argv += ["--site", "{site}"]
main()
"""
"""The command in a process of its own, where charts are left out as they are in this one."""
FENCED = RawFencedCodeBlockLexer(re.compile(r"(?P<language>[\w{}-]+)[^\n]*\n"))
TITLE = re.compile(r"^`([^`\n]+)`:\n\n\Z", re.MULTILINE)


def read(page: Path, evaluate=None) -> Document:
    """Return a page, with its fenced blocks as examples."""

    def blocks(document):
        for region in FENCED(document):
            region.parsed, region.evaluator = region.lexemes["source"], evaluate
            yield region

    document = Document.parse(str(page), blocks)
    fences = f"\n{document.text}".count("\n```")
    assert fences == 2 * len(document.regions), f"{page}: a block that is not understood"
    return document


def bodies(page: Path, kind: str) -> list[str]:
    """Return the text of the blocks of one kind."""
    found = (region for _, region in read(page).regions)
    return [region.parsed for region in found if region.lexemes["language"] == kind]


def commands_in(console: str) -> list[tuple[str, str]]:
    """Return each command of a console, with what is shown below it."""
    console = re.sub(r"\s*\\\n\s*", " ", console)
    assert console.startswith("$ ")
    parts = re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]
    return [(command, shown) for command, _, shown in (part.partition("\n") for part in parts)]


def all_commands(*, but: Path | None = None) -> list[str]:
    """Return every line that the handbook tells its reader to type."""
    consoles = [text for page in PAGES if page != but for text in bodies(page, "console")]
    return [command for console in consoles for command, _ in commands_in(console)]


class Reader:
    """Somebody who follows a page, in a folder and with a home of their own."""

    def __init__(self, page: Path, folder: Path, environ, stand_ins: dict[str, str]) -> None:
        self.folder, self.home = folder / "work", folder / "home"
        self.environ, self.stand_ins = environ, stand_ins
        # What the page of the command line repeats of another page is run there.
        self.skipped = {*LEFT_OUT, *(all_commands(but=page) if page == COMMANDS else ())}
        self.code, self.end, self.printed = 0, 0, None
        for place in (self.folder, self.home):
            place.mkdir()
        environ.chdir(self.folder)
        for name, place in [("CONFIG", ".config"), ("DATA", ".local/share"), ("CACHE", ".cache")]:
            environ.setenv(f"XDG_{name}_HOME", str(self.home / place))
        environ.setenv("HOME", str(self.home))
        environ.setenv("MPLBACKEND", "Agg")

    def evaluate(self, example: Example) -> None:
        """Follow one block."""
        text, kind, body = example.document.text, example.region.lexemes["language"], example.parsed
        follows = not text[self.end : example.start].strip()
        printed, self.printed, self.end = self.printed, None, example.end
        if title := TITLE.search(text, 0, example.start):
            self.file(title[1], body)
        elif kind == "python":
            with redirect_stdout(StringIO()) as out:
                PythonEvaluator()(example)
            self.printed = out.getvalue()
        elif kind == "text" and follows and printed is not None:
            is_shown(body, printed)
        elif kind == "console" and (Path(example.path) != README or body.startswith("$ ")):
            for command, shown in commands_in(body):
                if command not in self.skipped:
                    output = self.type(command)
                    if shown:
                        is_shown(shown, output)

    def file(self, name: str, body: str) -> None:
        path = self.home / name[2:] if name.startswith("~/") else self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, "utf-8")

    def type(self, line: str) -> str:
        """Run one command; return what a page may show of it."""
        if line == "echo $?":
            code, self.code = self.code, 0
            return f"{code}\n"
        assert self.code == 0, f"exit code {self.code}, before: {line}"
        for shown, real in self.stand_ins.items():
            line = line.replace(shown, real)
        if line.startswith("export "):
            self.environ.setenv(*line.removeprefix("export ").split("=", 1))
            return ""
        stdout = stderr = ""
        if line.startswith("crossings "):  # in this process; the shell has the rest of the line
            command, line = re.fullmatch(r"crossings ([^|>]*)(.*)", line).groups()
            words = shlex.split(command, comments=True)
            if "update" in words and "--site" not in words:
                words += ["--site", self.stand_ins[MIRROR]]
            done = run(*words)
            stdout, stderr, self.code = done.stdout, done.stderr, done.returncode
            line = f"cat {line}" if line else ""
        if line:
            done = subprocess.run(
                ["bash", "-o", "pipefail", "-c", line],
                input=stdout,
                capture_output=True,
                text=True,
                timeout=300,
                check=False,
            )
            stdout, stderr = done.stdout, stderr + done.stderr
            self.code = self.code or done.returncode
        output = stdout or stderr
        for shown, real in self.stand_ins.items():
            output = output.replace(real, shown)
        return output.replace(str(self.home), "~").replace(str(self.folder), HERE)


def plain(text: str) -> str:
    """Return text without what no reader sees: blanks at the ends of lines, empty lines around.

    The age of the figures, which grows day by day, is left out too.
    """
    text = re.sub(r"are \d+ days old", "are ... days old", text)
    return "\n".join(line.rstrip() for line in text.strip("\n").splitlines()).strip("\n")


def is_shown(shown: str, output: str) -> None:
    expected, actual = plain(shown), plain(output)
    if expected.endswith("\n...") or expected == "...":
        expected = expected.removesuffix("...").rstrip("\n")
        actual = "\n".join(actual.splitlines()[: len(expected.splitlines())])
    assert actual == expected


@pytest.fixture
def stand_ins(request, whole):
    """What stands in for what the pages name and nobody has: a site, a database, a cluster."""
    text = request.param.read_text("utf-8")
    given = {MIRROR: whole.url}
    if DATABASE in text:
        given[DATABASE] = request.getfixturevalue("new_database")("postgresql")
    if CLUSTER not in text:
        yield given
        return
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=1,
        threads_per_worker=1,
        processes=False,
        protocol="tcp://",
        dashboard_address=None,
    ) as cluster:
        yield {**given, CLUSTER: cluster.scheduler_address}


@pytest.mark.parametrize(
    ("page", "stand_ins"),
    [(page, page) for page in (*PAGES, README)],
    ids=[str(page.relative_to(ROOT)) for page in (*PAGES, README)],
    indirect=["stand_ins"],
)
def test_the_examples_of_a_page_run_and_print_what_it_shows(
    page, stand_ins, undrawn, tmp_path, monkeypatch, make_ods, small_sheets, last_7_page
):
    """For readers who have some files on disk, and for whom GOV.UK is a server on this machine."""
    reader = Reader(page, tmp_path, monkeypatch, stand_ins)
    days = (date(2024, 1, 1) + timedelta(n) for n in range(500))
    reader.file("visitors.csv", "date,visitors\n" + "".join(f"{day},{day.day}\n" for day in days))
    (reader.folder / "Small boats - time series.ods").write_bytes(make_ods(small_sheets()))
    (reader.folder / "downloads").mkdir()
    (reader.folder / "downloads" / "page.html").write_bytes(last_7_page)
    # For the scripts of a page; what it types itself is run in this process.
    program, command = tmp_path / "program.py", tmp_path / "crossings"
    program.write_text(UNDRAWN.format(site=stand_ins[MIRROR], dot=DOT))
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{program}" "$@"\n')
    command.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    document = read(page, reader.evaluate)
    document.namespace["__name__"] = "__main__"
    for example in document:
        example.evaluate()
    assert reader.code == 0, f"exit code {reader.code} at the end"


@pytest.mark.parametrize("arguments", [[], ["--as-of", "2025-05-14"]])
def test_the_readme_shows_what_a_report_prints(tmp_path, arguments):
    """What a report prints does not depend on its forms and its track record, which take long."""
    done = run("report", *arguments, "--formats", "json", "--no-track", cwd=tmp_path)
    assert plain(done.stdout) in README.read_text("utf-8")


def test_the_readme_names_every_command_and_model():
    from crossings.cli import app
    from crossings.forecast import models

    text = README.read_text("utf-8")
    wanted = [f"`crossings {command.name}`" for command in app.registered_commands]
    wanted += [f"| {name} |" for name in models()]
    assert [words for words in wanted if words not in text] == []


def test_what_is_not_run_is_counted():
    left_out = {command for command in all_commands() if command in LEFT_OUT}
    assert left_out == set(LEFT_OUT)


def script(path: Path):
    spec = spec_from_file_location(f"docs_{path.stem}", path)
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def command_line():
    return script(DOCS / "commands.py")


def test_the_page_of_the_command_line_is_up_to_date(command_line):
    assert COMMANDS.read_text("utf-8") == command_line.page(), "run: python docs/commands.py"


def test_every_command_and_every_option_has_an_example(command_line):
    """An option that means the same in several commands needs one example in all."""
    typed = [shlex.split(line, comments=True) for line in all_commands()]
    typed = [words[1:] for words in typed if words[0] == "crossings"]
    commands = command_line.commands()
    names = {command.name for command in commands}
    of: dict[str, list[list[str]]] = {name: [] for name in names}
    for words in typed:
        at = next((place for place, word in enumerate(words) if word in names), len(words))
        of[""].append(words[:at])
        if at < len(words):
            of[words[at]].append(words[at:])
    meant: dict[tuple, list[str]] = {}
    for command in commands:
        assert of[command.name], f"no example of crossings {command.name}"
        for option in command.parameters:
            if option.names:
                meant.setdefault((option.names, option.help), []).append(command.name)
    missing = [
        f"{option[0]} of {' or '.join(where)}"
        for (option, _), where in meant.items()
        if not any(set(option) & set(words) for name in where for words in of[name])
    ]
    assert not missing


def test_every_public_name_has_its_place_in_the_reference():
    import crossings
    from crossings import data, forecast, reports
    from crossings.data import errors

    pages = "".join(page.read_text("utf-8") for page in (DOCS / "reference").glob("*.md"))
    shown = set(re.findall(r"^\.\. auto\w+:: (crossings[\w.]*)$", pages, re.MULTILINE))
    assert "crossings.data.errors" in shown
    rooms = {"crossings.data": data, "crossings.forecast": forecast, "crossings.reports": reports}
    public = {f"{room}.{one}" for room, module in rooms.items() for one in module.__all__}
    assert public <= shown
    elsewhere = {one for module in rooms.values() for one in module.__all__} | set(errors.__all__)
    assert set(crossings.__all__) <= elsewhere | {"__version__", "data", "forecast", "reports"}
    assert all(found.__doc__ for found in vars(errors).values() if isinstance(found, type))


def test_every_page_is_in_the_menu():
    menus = "\n".join(bodies(DOCS / "index.md", "{toctree}")).splitlines()
    listed = [line for line in menus if line and not line.startswith(":")]
    pages = [str(page.relative_to(DOCS)) for page in PAGES]
    assert sorted(f"{page}.md" for page in [*listed, "index"]) == sorted(pages)


@pytest.mark.skipif(
    not all(map(find_spec, ("sphinx", "furo", "myst_parser", "numpydoc", "sphinx_copybutton"))),
    reason='Sphinx is not installed: pip install "crossings[docs]"',
)
def test_the_site_is_built_strictly_and_stands_alone(tmp_path):
    command = ["sphinx", "--fail-on-warning", "--keep-going", "--quiet", DOCS, tmp_path]
    done = subprocess.run(
        [sys.executable, "-m", *command], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr

    built = {
        name.relative_to(tmp_path): name.read_text("utf-8") for name in tmp_path.rglob("*.html")
    }
    assert {page.relative_to(DOCS).with_suffix(".html") for page in PAGES} <= set(built)
    forecasts = built[Path("reference/forecast.html")]
    assert 'id="crossings.forecast.YearForecast.period"' in forecasts  # inherited from Outlook
    assert "How many paths to simulate" in forecasts
    assert 'id="crossings.data.errors.FetchError"' in built[Path("reference/errors.html")]

    loads = re.compile(
        r'<(?:script|img|iframe|source)[^>]*\ssrc="?(?:https?:)?//'
        r'|<link[^>]*\shref="?(?:https?:)?//'
    )
    for place, text in built.items():
        assert not loads.search(text), place
    for sheet in tmp_path.rglob("*.css"):
        text = sheet.read_text("utf-8")
        assert not re.search(r"""url\(["']?(?:https?:)?//|@import""", text), sheet.name


def test_the_citation_is_that_of_this_version():
    yaml = pytest.importorskip("yaml", reason="PyYAML is not installed")
    said = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert said["cff-version"] == "1.2.0"
    assert said["authors"] == [{"name": "The crossings developers"}]
    assert (said["title"], said["license"]) == ("crossings", "MIT")
    assert said["version"] == version("crossings")


def test_the_changes_have_this_version_first():
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    released = re.findall(r"^## (\d\S*)", changes, re.MULTILINE)
    assert released[0] == version("crossings")


def test_contributing_names_what_is_there():
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    # Not there, or not yet: the tests make the last when they first find something.
    made = {"data/publications/your_format.py", "tests/corpus/found"}
    named = set(re.findall(r"`((?:[\w.-]+/)+[\w.-]*|[A-Z]+\.md)`", text)) - made - {"site/"}
    assert len(named) > 20
    # The official publications lie beside the repository, and not everybody has them.
    own = {path for path in named if not path.startswith("../shared/")}
    assert [path for path in own if not (ROOT / path).exists()] == []
