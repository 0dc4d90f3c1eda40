"""Bad files and arguments: each refused in one message that says what, where and what to do."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pandas as pd
import pytest
from crossings.cli import app
from typer.testing import CliRunner

from .corpus.arguments import ARGUMENTS, CONFIGURATIONS, ENVIRONMENTS, Refusal, make_files
from .corpus.files import FILES
from .corpus.kit import Kit, members

CROSSINGS = str(Path(sys.executable).parent / "crossings")
NAME = "figures.file"
PROCESSES = {
    "forcast",
    "-q -v show",
    "compare --as-of soon",
    "show --data {folder}/good.csv/x",
    "ingest {folder}/loop --database {store}",
    "forecast --save --database {folder}/text.sqlite",
}
"""Cases that are run as people run them, one for each way in which a refusal comes about."""
CLASS = re.compile(r"\b[A-Z]\w*(?:Error|Exception|Warning|Interrupt|Timeout)\b")
WHAT_TO_DO = re.compile(
    r"expected|is not one of|is not a valid|[Mm]issing|No such|requires|should be|unexpected"
    r"|opposite|\. [A-Z]"
)
LONGEST = 1200


def message_of(stderr: str) -> str:
    """Return the message of a refusal, after a look at its form."""
    message = stderr.strip().splitlines()[-1]
    assert message.startswith(("crossings: ", "Error: "))
    assert len(message) < LONGEST
    assert message.isprintable()
    assert "Traceback" not in stderr
    assert not CLASS.search(message)
    return message


@pytest.fixture(scope="module")
def kit(make_ods, small_sheets, make_page) -> Kit:
    return Kit(make_ods, small_sheets, make_page)


@pytest.fixture(scope="module")
def filled(tmp_path_factory, last_7_page) -> bytes:
    """A store with one publication in it."""
    folder = tmp_path_factory.mktemp("store")
    (folder / "page.html").write_bytes(last_7_page)
    path = folder / "store.sqlite"
    done = CliRunner().invoke(app, ["ingest", str(folder / "page.html"), "--database", str(path)])
    assert done.exit_code == 0
    return path.read_bytes()


@pytest.fixture
def store(filled, tmp_path):
    path = tmp_path / "store" / "store.sqlite"
    path.parent.mkdir()
    path.write_bytes(filled)
    return path


@pytest.fixture
def folder(store, tmp_path, monkeypatch):
    """The folder of the files that cases name, and of the command."""
    path = tmp_path / "here"
    path.mkdir()
    make_files(path, store)
    monkeypatch.chdir(path)
    return path


@pytest.fixture
def refused(store, folder):
    """Run a command that is to be refused, and return its message and what it printed."""

    def run(arguments, code=2, **environment):
        names = {"{folder}": str(folder), "{store}": str(store)}
        before = store.read_bytes(), sorted(folder.iterdir())
        done = CliRunner().invoke(
            app,
            [filled_in(argument, names) for argument in arguments],
            env={name: filled_in(value, names) for name, value in environment.items()},
        )
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        assert done.exit_code == code, done.output
        assert (store.read_bytes(), sorted(folder.iterdir())) == before
        return message_of(done.stderr), done.stdout

    return run


def filled_in(text: str, names: dict[str, str]) -> str:
    for name, value in names.items():
        text = text.replace(name, value)
    return text


def named(message: str, arguments: list[str]) -> bool:
    """Whether a message names one of the arguments, an option by its name in the library too."""
    names = {one.lstrip("-") for one in arguments} | {one for one in arguments if one.strip()}
    names |= {one.replace("-", "_") for one in names} | {one.removesuffix("s") for one in names}
    names |= {re.sub(r"[\x00-\x1f]", "\N{REPLACEMENT CHARACTER}", one) for one in names}
    matching = [one for one in names if len(one) > 1 and one in message]
    return bool(matching) or "file name" in message or "FILE" in message


def cases(refusals: list[Refusal]) -> list:
    """Return cases with their names."""
    return [
        pytest.param(
            one,
            id=f"{' '.join(one.environment.values())} {one.command}".strip()[:70],
        )
        for one in refusals
    ]


@pytest.mark.parametrize("kind", FILES)
def test_a_bad_file(kind, kit, refused, folder):
    content, words = FILES[kind]
    made = content(kit) if callable(content) else content
    (folder / NAME).write_bytes(made.encode() if isinstance(made, str) else made)
    message, printed = refused(["show", "--data", NAME])
    assert printed == ""
    assert NAME in message
    assert words.casefold() in message.casefold()
    again, printed = refused(["ingest", NAME, "--database", "{store}", "--format", "json"])
    (row,) = json.loads(printed)
    assert (row["outcome"], row["kind"]) == ("refused", None)
    assert row["error"] in again


@pytest.mark.parametrize("case", cases(ARGUMENTS))
def test_a_bad_argument(case, refused):
    message, printed = refused(case.arguments, case.code)
    assert printed == ""
    assert case.words in message
    assert named(message, case.arguments)
    assert case.code == 1 or WHAT_TO_DO.search(message)


@pytest.mark.parametrize("case", cases(ENVIRONMENTS))
def test_a_bad_environment(case, refused, folder, store):
    message, printed = refused(case.arguments, case.code, **case.environment)
    assert printed == ""
    assert case.words in message


@pytest.mark.parametrize("kind", CONFIGURATIONS)
def test_a_bad_configuration(kind, refused, folder):
    text, command, words = CONFIGURATIONS[kind]
    (folder / "crossings.toml").write_bytes(text.encode() if isinstance(text, str) else text)
    message, printed = refused([command], CROSSINGS_CONFIG="{folder}/crossings.toml")
    assert printed == ""
    assert words in message


@pytest.mark.parametrize("case", cases([one for one in ARGUMENTS if one.command in PROCESSES]))
def test_in_a_process_of_its_own(case, folder, store):
    names = {"{folder}": str(folder), "{store}": str(store)}
    arguments = [filled_in(argument, names) for argument in case.arguments]
    before = store.read_bytes()
    done = subprocess.run([CROSSINGS, *arguments], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (case.code, "")
    assert case.words in message_of(done.stderr)
    assert store.read_bytes() == before


SLOW = {
    "comments before a page": b"<!---->" * 100,
    "tags of a spreadsheet without their ends": b"<table:table-cell " * 20_000,
    "lists in lists": b"<!DOCTYPE html><title>x</title>" + b"<ul><li>" * 100 + b"word " * 900_000,
}
"""Content of few bytes, or not many, that a reader could take minutes or years over."""


@pytest.mark.parametrize("kind", SLOW)
def test_is_refused_soon(kind, kit, folder):
    content = SLOW[kind]
    if b"table" in content:
        content = members({"content.xml": content})(kit)
    (folder / NAME).write_bytes(content)
    done = subprocess.run(
        [CROSSINGS, "show", "--data", NAME], capture_output=True, text=True, check=False, timeout=20
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert NAME in message_of(done.stderr)


def test_a_pipe_that_brings_nothing(folder):
    os.mkfifo(folder / "pipe")
    process = subprocess.Popen(
        [CROSSINGS, "show", "--data", "pipe"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    (folder / "pipe").write_bytes(b"")
    stdout, stderr = process.communicate(timeout=20)
    assert (process.returncode, stdout) == (2, "")
    assert "pipe: an empty file" in message_of(stderr)


@pytest.fixture(scope="module")
def strange(tmp_path_factory):
    """A folder of reports on a file with control characters in its name, beside such a page."""
    path = tmp_path_factory.mktemp("strange")
    days = [f"{day:%Y-%m-%d},7" for day in pd.date_range("2023-01-01", "2025-05-14")]
    (path / "a\x1b\x08b.csv").write_text("\n".join(["date,arrivals", *days]))
    (path / "report").mkdir()
    (path / "report" / "crossings-2025-01-01.html").write_text("<title>a\x1b\x08b</title>")
    options = ["--paths", "20", "--no-track", "--formats", "html,md", "--out", str(path / "report")]
    done = CliRunner().invoke(app, ["report", "--data", str(path / "a\x1b\x08b.csv"), *options])
    assert done.exit_code == 0
    return path / "report"


@pytest.mark.parametrize("pattern", ["feed.xml", "*/*.svg"])
@pytest.mark.filterwarnings("ignore:Glyph")
def test_strange_names_leave_files_whole(pattern, strange):
    found = list(strange.glob(pattern))
    assert found
    for path in found:
        ET.parse(path)
