"""The README shows what is really printed, and its example runs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

README = (Path(__file__).resolve().parents[1] / "README.md").read_text("utf-8")
CROSSINGS = str(Path(sys.executable).parent / "crossings")


def printed(*arguments, cwd):
    done = subprocess.run(
        [CROSSINGS, *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "COLUMNS": "80"},
        check=True,
    )
    return "\n".join(line.rstrip() for line in done.stdout.strip().splitlines())


@pytest.mark.parametrize(
    "arguments",
    [["report"], ["report", "--as-of", "2025-05-14"], ["forecast", "--as-of", "2025-05-14"]],
)
def test_output_is_shown_as_printed(tmp_path, arguments):
    # What a report prints does not depend on its forms and its track record, which take long.
    short = ["--formats", "json", "--no-track"] if arguments[0] == "report" else []
    assert printed(*arguments, *short, cwd=tmp_path) in README


def test_revisions_are_shown_as_printed(tmp_path):
    """Of the whole table, the README shows the first rows."""
    shown = README.partition("$ crossings revisions\n")[2].partition("```")[0].strip()
    assert printed("revisions", cwd=tmp_path).startswith(shown)
    assert "2022 " in shown


def test_the_python_example_runs(tmp_path):
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=True
    )
    assert "likely (" in done.stdout
    assert (tmp_path / "report" / "crossings-2025-05-14.html").is_file()


def test_every_command_and_model_is_named():
    from crossings.cli import app
    from crossings.forecast import models

    for command in app.registered_commands:
        assert f"`crossings {command.name}`" in README
    assert all(f"| {name} |" in README for name in models())
