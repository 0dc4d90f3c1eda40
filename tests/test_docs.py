"""The documentation is what the package does: its examples run, and print what the pages show.

In a page, a ``python`` block is run, and a ``text`` block straight after it is what it prints. A
``console`` block has commands after ``$`` and under them what is on stdout, or on stderr where
stdout is empty, perhaps cut with ``...``; a command that fails is followed by ``$ echo $?``. A
block under a line that is nothing but a name in backticks and a colon is a file of that name. The
blocks of a page are run in their order, in a folder and with a home of its own.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.metadata import version
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
COMMANDS = DOCS / "reference" / "commands.md"
BIN = Path(sys.executable).parent
DATABASE = "postgresql://analyst@db.example.org/crossings"
HERE = "/srv/crossings"
MIRROR = "https://mirror.example.org"
CLUSTER = "tcp://scheduler.example.org:8786"
LEFT_OUT = {
    "$ pip install .": "installs what is being tested",
    '$ pip install ".[postgres]"': "installs what is being tested",
    '$ pip install ".[dask]"': "installs what is being tested",
    "$ crossings report --open": "opens a browser",
    "$ crossings --install-completion": "changes the shell of whoever runs the tests",
    "$ python -m http.server --directory public": "serves until it is stopped",
}
"""Every line of a console that is not run, and why."""
BLOCK = re.compile(
    r"(?:^`(?P<title>[^`\n]+)`:\n\n)?^```(?P<kind>[\w{}-]+)[^\n]*\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
CHILD = """
import contextlib, io, json, os, sys, traceback
names, answers = {"__name__": "__main__"}, sys.stdout
for line in sys.stdin:
    code, variables = json.loads(line)
    os.environ.update(variables)
    said, failed = io.StringIO(), None
    with contextlib.redirect_stdout(said):
        try:
            exec(compile(code, "the page", "exec"), names)
        except BaseException:
            failed = traceback.format_exc()
    print(json.dumps([said.getvalue(), failed]), file=answers, flush=True)
"""


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    kind: str
    title: str | None
    body: str
    follows: bool  # straight after the block before it

    @property
    def commands(self) -> list[tuple[str, str]]:
        """Each command of a console, with what is shown below it."""
        found = []
        for line in self.body.splitlines():
            if found and found[-1][0].endswith("\\"):
                found[-1][0] = f"{found[-1][0][:-1].rstrip()} {line.strip()}"
            elif line.startswith("$ "):
                found.append([line, ""])
            else:
                assert found, f"nothing is asked before: {line}"
                found[-1][1] += f"{line}\n"
        return [(command, shown) for command, shown in found]


def blocks(page: Path) -> list[Block]:
    text = page.read_text("utf-8")
    found, end = [], 0
    for match in BLOCK.finditer(text):
        follows = bool(end) and not text[end : match.start()].strip()
        found.append(Block(match["kind"], match["title"], match["body"], follows))
        end = match.end()
    assert f"\n{text}".count("\n```") == 2 * len(found), "a block that is not understood"
    return found


def name(page: Path) -> str:
    return str(page.relative_to(DOCS))


def all_commands(but: Path | None = None) -> list[str]:
    """Every line that a page tells its reader to type."""
    return [
        command
        for page in PAGES
        if page != but
        for block in blocks(page)
        if block.kind == "console"
        for command, _ in block.commands
    ]


class Reader:
    """Somebody who follows a page, in a folder and with a home of their own."""

    def __init__(self, folder: Path, stand_ins: dict[str, str]) -> None:
        self.folder = folder / "work"
        self.home = folder / "home"
        self.folder.mkdir()
        self.home.mkdir()
        self.stand_ins = stand_ins
        own = ("CROSSINGS_", "FORCE_COLOR", "NO_COLOR")
        self.env = {
            **{key: value for key, value in os.environ.items() if not key.startswith(own)},
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home / ".config"),
            "XDG_DATA_HOME": str(self.home / ".local" / "share"),
            "XDG_CACHE_HOME": str(self.home / ".cache"),
            "MPLBACKEND": "Agg",
            "COLUMNS": "80",
        }
        self.exported: dict[str, str] = {}
        self.code = 0

    def file(self, name: str, body: str) -> None:
        path = self.home / name[2:] if name.startswith("~/") else self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, "utf-8")

    def type(self, command: str) -> str:
        """Run one command; return what a page may show of it."""
        line = command.removeprefix("$ ")
        if line == "echo $?":
            said, self.code = f"{self.code}\n", 0
            return said
        assert self.code == 0, f"exit code {self.code}, before: {line}"
        if line.startswith("export "):
            key, _, value = line.removeprefix("export ").partition("=")
            self.exported[key] = self._stand_in(value)
            return ""
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", self._stand_in(line)],
            capture_output=True,
            text=True,
            cwd=self.folder,
            env={**self.env, **self.exported},
            timeout=300,
            check=False,
        )
        self.code = done.returncode
        said = done.stdout or done.stderr
        for shown, real in self.stand_ins.items():
            said = said.replace(real, shown)
        self.said = done.stderr
        return said.replace(str(self.home), "~").replace(str(self.folder), HERE)

    def _stand_in(self, line: str) -> str:
        for shown, real in self.stand_ins.items():
            line = line.replace(shown, real)
        return line

    @contextmanager
    def python(self):
        """Start the interpreter that runs the blocks; yield what runs one and returns its text."""
        with subprocess.Popen(
            [sys.executable, "-c", CHILD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=self.folder,
            env=self.env,
        ) as child:

            def run(code: str) -> str:
                child.stdin.write(json.dumps([code, self.exported]) + "\n")
                child.stdin.flush()
                said, failed = json.loads(child.stdout.readline())
                assert failed is None, failed
                return said

            yield run
            child.stdin.close()


def plain(text: str) -> str:
    """Return text without what no reader sees: blanks at the ends of lines, empty lines around."""
    return "\n".join(line.rstrip() for line in text.strip("\n").splitlines()).strip("\n")


def is_shown(shown: str, said: str) -> None:
    expected, found = plain(shown), plain(said)
    if expected.endswith("\n...") or expected == "...":
        expected = expected.removesuffix("...").rstrip("\n")
        found = "\n".join(found.splitlines()[: len(expected.splitlines())])
    assert found == expected


@pytest.fixture
def stand_ins(request):
    """What stands in for what the pages name and nobody has: a database, a cluster."""
    text = request.param.read_text("utf-8")
    found = {}
    if DATABASE in text:
        found[DATABASE] = request.getfixturevalue("new_database")("postgresql")
    if CLUSTER not in text:
        yield found
        return
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=1,
        threads_per_worker=1,
        processes=False,
        protocol="tcp://",
        dashboard_address=None,
    ) as cluster:
        yield {**found, CLUSTER: cluster.scheduler_address}


@pytest.fixture
def reader(stand_ins, tmp_path, request):
    """A reader who has some files on disk, and for whom GOV.UK is a server on this machine."""
    reader = Reader(tmp_path, stand_ins)
    days = (date(2024, 1, 1) + timedelta(n) for n in range(500))
    reader.file("visitors.csv", "date,visitors\n" + "".join(f"{day},{day.day}\n" for day in days))
    make_ods, small_sheets = map(request.getfixturevalue, ("make_ods", "small_sheets"))
    (reader.folder / "Small boats - time series.ods").write_bytes(make_ods(small_sheets()))
    (reader.folder / "downloads").mkdir()
    page = request.getfixturevalue("last_7_page")
    (reader.folder / "downloads" / "page.html").write_bytes(page)
    whole = request.getfixturevalue("whole")
    stand_ins[MIRROR] = whole.url
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    (bin_ / "crossings").write_text(
        f'#!/bin/sh\ncase " $* " in *" update "*) set -- "$@" --site {whole.url};; esac\n'
        f'exec "{BIN / "crossings"}" "$@"\n'
    )
    (bin_ / "crossings").chmod(0o755)
    reader.env["PATH"] = f"{bin_}{os.pathsep}{reader.env['PATH']}"
    return reader


@pytest.mark.parametrize(
    ("page", "stand_ins"),
    [(page, page) for page in PAGES],
    ids=map(name, PAGES),
    indirect=["stand_ins"],
)
def test_the_examples_of_a_page_run_and_print_what_it_shows(page, reader):
    # What the page of the command line repeats of another page is run there.
    done = set(LEFT_OUT) | set(all_commands(but=page) if page == COMMANDS else ())
    with reader.python() as run:
        printed = None
        for block in blocks(page):
            if block.kind == "text" and block.follows and printed is not None:
                is_shown(block.body, printed)
            printed = None
            if block.title:
                reader.file(block.title, block.body)
            elif block.kind == "python":
                printed = run(block.body)
            elif block.kind == "console":
                for command, shown in block.commands:
                    if command in done:
                        continue
                    said = reader.type(command)
                    if shown:
                        is_shown(shown, said)
    assert reader.code == 0, f"exit code {reader.code} at the end: {reader.said}"


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
    typed = [shlex.split(line.removeprefix("$ "), comments=True) for line in all_commands()]
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
    listed = [
        line
        for block in blocks(DOCS / "index.md")
        if block.kind == "{toctree}"
        for line in block.body.splitlines()
        if line and not line.startswith(":")
    ]
    assert sorted(f"{page}.md" for page in [*listed, "index"]) == sorted(map(name, PAGES))


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
    made = {"data/publications/your_format.py", "forecast/models/your_model.py", "SECURITY.md"}
    named = set(re.findall(r"`((?:[\w.-]+/)+[\w.-]*|[A-Z]+\.md)`", text)) - made - {"site/"}
    assert len(named) > 20
    # The official publications lie beside the repository, and not everybody has them.
    own = {path for path in named if not path.startswith("../shared/")}
    assert [path for path in own if not (ROOT / path).exists()] == []
