"""Whatever is written on the command line or in the configuration: an answer or a refusal.

A longer run by hand: HYPOTHESIS_PROFILE=thorough pytest tests/cli/test_cli_fuzz.py
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from crossings.cli import app
from crossings.cli.settings import NAMES
from crossings.data.errors import FetchError
from crossings.data.govuk import GovUk
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

pytestmark = pytest.mark.fuzz

DAY = ["--as-of", "2025-05-14"]
FEW = ["--paths", "20"]
QUICK = {
    "forecast": [*DAY, *FEW],
    "compare": DAY,
    "facts": [*DAY, *FEW],
    "report": [*DAY, *FEW, "--no-track", "--formats", "json"],
    "show": [*DAY, "--by", "year"],
    "backtest": [*FEW, "--models", "pace", "--from", "2025-01-02", "--to", "2025-02-01"],
    "history": DAY,
}
"""What makes a command quick, unless something else is said after it."""
COMMANDS = typer.main.get_command(app).commands
# Parallel work and clusters have tests of their own; completion writes into the shell's own files.
OPTIONS = {
    name: [
        option
        for parameter in command.params
        for option in [*parameter.opts, *parameter.secondary_opts]
        if option.startswith("-") and option not in {"--jobs", "--dask", "--track", "--open"}
    ]
    for name, command in COMMANDS.items()
}
# No name of a folder outside of the test's own: neither a path, nor somebody's home.
WORDS = st.text(max_size=12).filter(lambda text: not set(text) & set("/\0") and text[:1] != "~")
VALUES = (
    st.sampled_from(
        ["", " ", "-", "--", "--help", "2025-05-14", "2025-05", "default", "pace", "json", "csv",
         "table", "html,json", "year", "0", "-1", "007", "1e9", "1_000", "9" * 30, "x" * 300,
         "own.csv", "store.sqlite", "nowhere.csv", "\udcff", "\u2603\u202e", "%s%n{}", "a\nb",
         "postgresql://127.0.0.1:1/x", "sqlite://", ":memory:", "http://127.0.0.1:1"]
    )
    | st.integers().map(str)
    | st.integers(-2, 3000).map(str)
    | st.floats().map(str)
    | st.dates().map(str)
    | WORDS.filter(lambda text: text not in {".", ".."})
)  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _somewhere(tmp_path_factory):
    """Work in a folder of its own, away from the network."""

    def no_answer(self, url, *_, **__):
        raise FetchError("no answer", where=url)

    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("fuzz")
        (folder / "own.csv").write_text("date,arrivals,people\n2024-01-01,5,6\n2024-01-02,0,1\n")
        patch.chdir(folder)
        patch.setenv("XDG_CACHE_HOME", str(folder))
        patch.setattr(GovUk, "fetch", no_answer)
        assert CliRunner().invoke(app, ["ingest", "own.csv", "--database", "store.sqlite"]).stdout
        yield


def answered(arguments: list[str], **environment: str) -> None:
    """Run a command, and hold its answer to the rules for all of them."""
    done = CliRunner().invoke(app, arguments, env=environment)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code in {0, 1, 2}
    assert "Traceback" not in done.stderr
    if done.exit_code:
        assert done.stderr.strip()
        told = {"ingest", "update"} & set(arguments)  # they say what became of each file
        assert done.stdout == "" or told


@st.composite
def commands(draw) -> list[str]:
    name = draw(st.sampled_from(sorted(COMMANDS)))
    said = [name, *QUICK.get(name, ())]
    for option in draw(st.lists(st.sampled_from(OPTIONS[name]), max_size=3, unique=True)):
        said += [option, *([draw(VALUES)] if draw(st.integers(0, 9)) else [])]
    return said + draw(st.lists(VALUES, max_size=1)) * (name == "ingest" or draw(st.booleans()))


@settings(max_examples=3 * settings().max_examples)
@given(commands())
def test_any_values_of_options(arguments):
    answered(arguments)


@given(st.lists(VALUES | st.sampled_from([*COMMANDS, "-q", "-v", "--version"]), max_size=4))
def test_any_words(arguments):
    heavy = {"report", "backtest", "facts"} & set(arguments[:3])
    answered([*arguments, "--nonsense"] if heavy else arguments)


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-2, 300)
    | st.floats()
    | st.dates()
    | WORDS
    | st.sampled_from(["own.csv", "people", "store.sqlite", "pace", "default"])
)


def toml(value: object) -> str:
    """Return a value in TOML."""
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value)
    return "{ a = 1 }" if value is None else str(value)


@given(
    st.sampled_from(["forecast", "compare", "show", "sources", "history"]),
    st.dictionaries(
        st.sampled_from([*NAMES, "Model", "as_of"]), SCALARS | st.lists(SCALARS, max_size=3)
    ),
)
def test_any_values_in_the_configuration(command, said):
    lines = [f"{name} = {toml(value)}\n" for name, value in said.items()]
    configured("".join(lines).encode(), command)


@given(st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace")) | st.binary())
def test_any_configuration(content):
    configured(content, "compare")


def configured(content: bytes, command: str) -> None:
    Path("crossings.toml").write_bytes(content)
    answered([command, *(DAY if command != "sources" else [])], CROSSINGS_CONFIG="crossings.toml")


@given(st.sampled_from(["CROSSINGS_CONFIG", "CROSSINGS_DATABASE_URL"]), VALUES)
def test_any_environment(name, value):
    answered(["compare"], **{name: value})
