"""The examples in the docstrings of crossings.forecast run, and every public name has one."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from crossings import forecast

MODULES = sorted(
    module.name for module in walk_packages(forecast.__path__, f"{forecast.__name__}.")
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_print_what_they_show(name):
    module = import_module(name)
    finder = doctest.DocTestFinder(exclude_empty=True)
    # Each name is run where it is defined, not again where it is imported.
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    for test in finder.find(module, name):
        runner.run(test)
    assert runner.summarize(verbose=False).failed == 0


@pytest.mark.parametrize("name", forecast.__all__)
def test_every_public_name_has_an_example(name):
    assert ">>> " in getattr(forecast, name).__doc__


def test_every_module_is_found():
    files = list(Path(forecast.__path__[0]).rglob("*.py"))
    assert len(MODULES) == len(files) - 1  # walk_packages leaves out the package itself
