"""Rules of the house that are easy to forget: who imports whom, what is packed, what is heavy."""

from __future__ import annotations

import ast
import doctest
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import crossings
import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ["data", "forecast", "reports", "cli"]  # each imports only from those before it
HEAVY = ["pandas", "numpy", "scipy", "statsmodels", "prophet", "sklearn", "matplotlib", "jinja2",
         "sqlalchemy", "httpx", "lxml"]  # fmt: skip
SOURCES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_rooms_import_only_from_rooms_behind_them(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    allowed = ROOMS[: ROOMS.index(parts[0]) + 1]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = ("crossings", *parts)[: len(parts) + 1 - node.level]
            target = (*base, *(node.module or "").split("."))
            assert len(target) > 1
            assert target[1] in allowed, f"line {node.lineno} imports {'.'.join(target)}"
        elif isinstance(node, ast.ImportFrom | ast.Import) and path.name != "build.py":
            named = [getattr(node, "module", None), *(alias.name for alias in node.names)]
            assert not [one for one in named if str(one).split(".")[0] == "crossings"], "absolute"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_command_line_reads_the_clock(path):
    if path.relative_to(ROOT).parts[0] == "cli":
        return
    calls = [
        ast.unparse(node.func)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
    ]
    clocks = ("date.today", "datetime.now", "datetime.today", "datetime.utcnow", "Timestamp.now",
              "Timestamp.today", "time.time", "localtime")  # fmt: skip
    assert not [call for call in calls if call.endswith(clocks)]


@pytest.mark.parametrize("folder", ["benchmarks", "docs", "tools"])
def test_scripts_import_what_is_there(folder):
    """Also where they import it late: most of them are run by hand."""
    asked = [
        (path.name, node.module, alias.name)
        for path in sorted((ROOT / folder).glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("crossings")
        for alias in node.names
    ]
    assert len(asked) > 1
    assert not [one for one in asked if not hasattr(import_module(one[1]), one[2])]


def test_every_package_is_packed():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    found = {"crossings"} | {
        ".".join(("crossings", *path.parent.relative_to(ROOT).parts))
        for room in ROOMS
        for path in (ROOT / room).rglob("__init__.py")
    }
    assert set(declared["packages"]) == found


def test_the_porch_names_everything_and_loads_nothing():
    for name in crossings.__all__:
        assert getattr(crossings, name) is not None
    assert set(dir(crossings)) == set(crossings.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        crossings.nonsense  # noqa: B018


@pytest.mark.parametrize("code", ["import crossings", "import crossings.cli"])
def test_imports_that_must_be_light(code):
    probe = f"{code}; import sys; print(*(m for m in {HEAVY} if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_forecasting_does_not_load_what_it_does_not_use():
    code = (
        "import sys; from crossings import load, forecast_year, compare, facts; d = load();"
        "facts(d, as_of='2025-05-14', forecast=forecast_year(d, as_of='2025-05-14', n_paths=10));"
        "print(*(m for m in ['scipy', 'statsmodels', 'prophet', 'sklearn', 'matplotlib', 'lxml', "
        "'rich'] "
        "if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_what_it_is(path):
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


def test_only_what_is_public_is_listed():
    """Names in `__all__` are public: those of the rooms and the errors; the rest may change."""
    listing = [path for path in SOURCES if "\n__all__ = " in path.read_text("utf-8")]
    modules = {str(path.relative_to(ROOT)) for path in listing}
    rooms = {f"{room}/__init__.py" for room in ROOMS}
    gather = {"reports/charts/__init__.py"}
    assert modules == {*rooms, *gather, "data/errors.py"}


def module_of(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(("crossings", *parts)).removesuffix(".__init__")


EXAMPLES = [path for path in SOURCES if ">>>" in path.read_text("utf-8")]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_examples_of_docstrings_run(path, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "Agg")
    tested = doctest.testmod(import_module(module_of(path)), optionflags=doctest.ELLIPSIS)
    assert tested.attempted
    assert not tested.failed


@pytest.mark.parametrize("room", ["data", "forecast", "reports"])
def test_every_public_name_has_an_example(room):
    public = import_module(f"crossings.{room}")
    values = {name: getattr(public, name) for name in public.__all__}
    bare = [
        name
        for name, value in values.items()
        if callable(value) and ">>>" not in (value.__doc__ or "")
    ]
    assert not bare


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_bears_the_name_of_a_function_or_class(path):
    """`import crossings.data.calendar as m` gives a module, whatever was imported before."""
    name = module_of(path)
    module = import_module(name)
    parent, _, own = name.rpartition(".")
    assert getattr(import_module(parent), own) is module


def test_the_oldest_versions_are_the_lower_bounds():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    bounds = {
        name.lower(): bound for name, bound in (one.split(">=") for one in project["dependencies"])
    }
    lines = (ROOT / "constraints-oldest.txt").read_text("utf-8").splitlines()
    pins = {
        name.lower(): version
        for name, version in (line.split("==") for line in lines if not line.startswith("#"))
    }
    assert pins.keys() == bounds.keys()
    for name, version in pins.items():
        zeros = version.removeprefix(bounds[name])
        assert version.startswith(bounds[name]), name
        assert set(zeros) <= {".", "0"}, name
