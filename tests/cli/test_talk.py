"""What is said on stderr, how much of it, and how far the work has come."""

from __future__ import annotations

import os
import re
import sys

import pytest
import typer
from crossings.cli import app
from crossings.cli import talk as talking
from crossings.cli.talk import Talk, progress, steps, talk

from .test_cli import CROSSINGS, answer, refused, run

LATE = ["compare", "--as-of", "2026-01-09", "--format", "csv"]
CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@pytest.mark.parametrize("option", ["-q", "--quiet", "-v", "--verbose"])
def test_quiet_and_verbose_mean_the_same_before_and_after_the_command(option):
    before, after = run(option, *LATE), run(*LATE, option)
    assert (after.returncode, after.stdout) == (0, before.stdout)
    assert after.stderr == before.stderr
    assert ("configuration" in after.stderr or "read Small" in after.stderr) == ("v" in option)


@pytest.mark.parametrize("words", [["-q", *LATE, "-v"], ["-v", *LATE, "-q"], [*LATE, "-qv"]])
def test_quiet_and_verbose_together_are_refused_wherever_they_stand(words):
    assert "opposite" in refused(*words)


def test_a_quiet_command_does_not_silence_the_next_one():
    assert run(*LATE, "-q").stderr == ""
    assert "the figures end on 1 January 2026" in run(*LATE).stderr


def test_h_is_help_everywhere_and_help_lists_what_every_command_takes():
    whole = answer("-h")
    assert whole == answer("--help")
    names = re.findall(r"^  ([a-z]+)  ", whole[whole.index("Commands:") :], re.MULTILINE)
    assert len(names) == 12
    for name in names:
        text = answer(name, "-h")
        assert text == answer(name, "--help")
        for option in ("-q, --quiet", "-v, --verbose", "-h, --help"):
            assert text.count(f"  {option}  ") == 1, name


@pytest.mark.parametrize("width", [60, 80, 140])
def test_help_is_as_wide_as_the_terminal(width, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(width))
    whole = typer.main.get_command(app)
    with whole.make_context("crossings", [], resilient_parsing=True) as context:
        texts = [context.get_help()]
        for name, command in whole.commands.items():
            with command.make_context(name, [], context, resilient_parsing=True) as inner:
                texts.append(inner.get_help())
    for text in texts:
        assert max(map(len, text.splitlines())) <= width
        cut = text.replace("postgresql://...", "").replace("[ARGS]...", "").replace("FILE...", "")
        assert "..." not in cut
    assert max(len(line) for text in texts for line in text.splitlines()) > width - 10


def test_slow_work_says_in_a_pipe_how_far_it_is_every_ten_seconds(monkeypatch, capsys):
    clock = [0]
    monkeypatch.setattr(talking.time, "monotonic", lambda: clock[0])
    with progress("reading") as tell:
        for number, seconds in enumerate([4, 9, 11, 20, 22], start=1):
            clock[0] = seconds
            tell(number, 1200)
    lines = capsys.readouterr().err.splitlines()
    assert lines == ["crossings: reading: 3 of 1,200", "crossings: reading: 5 of 1,200"]


@pytest.mark.parametrize("shown", [progress, steps])
def test_no_progress_is_shown_to_who_wants_quiet(shown, monkeypatch, capsys):
    before = talk.set(Talk.quiet)
    try:
        with shown("reading") as tell:
            monkeypatch.setattr(talking, "LINE_SECONDS", 0)
            tell(*((1, 2) if shown is progress else ("writing",)))
    finally:
        talk.reset(before)
    assert capsys.readouterr().err == ""


def test_steps_are_lines_in_a_pipe(capsys):
    with steps("forecasting") as tell:
        tell("writing html")
    assert capsys.readouterr().err == "crossings: forecasting\ncrossings: writing html\n"


IN_TERMINAL = """
import sys
from crossings.cli.talk import progress, say, steps
with steps("forecasting") as tell:
    tell("writing [html]")
    say("a word in between")
with progress("reading") as tell:
    tell(1, 2)
    tell(2, 2)
print("done", file=sys.stderr)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_progress_is_a_bar_in_a_terminal_that_goes_away(tmp_path):
    import pty
    import subprocess

    for terminal, bar in (("xterm", True), ("dumb", False)):
        ours, theirs = pty.openpty()
        env = {**os.environ, "TERM": terminal, "COLUMNS": "80"}
        env.pop("NO_COLOR", None)
        subprocess.run([sys.executable, "-c", IN_TERMINAL], stderr=theirs, env=env, check=True)
        os.close(theirs)
        raw = b""
        try:
            while piece := os.read(ours, 65536):
                raw += piece
        except OSError:  # the other end is closed: Linux says so in this way
            pass
        os.close(ours)
        text = raw.decode()
        assert ("\x1b[2K" in text) == bar  # the line of a bar is wiped
        assert ("100%" in text) == bar
        assert "crossings: a word in between" in text
        assert ("crossings: forecasting" in text) != bar
        assert "writing [html]" in CODES.sub("", text)  # the brackets are no markup
        assert CODES.sub("", text).rstrip().endswith("done")


def test_a_mistyped_word_is_answered_with_the_nearest():
    assert "Did you mean 'revisions'?" in refused("revision")
    assert "--formats" in refused("report", "--format", "html")
    assert "--threshold" in refused("forecast", "--treshold", "40000")
    assert "--n-paths" in refused("forecast", "--npaths", "40")


def test_the_command_is_there_to_run():
    assert os.access(CROSSINGS, os.X_OK)
