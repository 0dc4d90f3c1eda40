"""Work in a second process: the same result as without one, whatever becomes of it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from textwrap import dedent

import pytest
from crossings.forecast.processes import in_second_process

TWO = sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1
START = """
import os, signal, threading, time
from crossings.forecast import processes
from crossings.forecast.processes import in_second_process
here = os.getpid()
"""


def printed(code, **environ):
    """Run a program in a process without threads of linear algebra, as the command has."""
    done = subprocess.run(
        [sys.executable, "-c", START + dedent(code)],
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", **environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == ""
    assert done.returncode == 0
    return done.stdout.split("\n")[:-1]


@pytest.mark.skipif(not TWO, reason="needs Linux and two processors")
def test_it_is_a_copy_that_knows_what_is_known_here():
    code = """
    known = list(range(5))
    def work():
        print("not to be seen")
        known.append(5)
        return known, os.getpid()
    result = in_second_process(work)
    found, place = result()
    print(found, known, place != here)
    """
    assert printed(code) == ["[0, 1, 2, 3, 4, 5] [0, 1, 2, 3, 4] True"]


@pytest.mark.skipif(not TWO, reason="needs Linux and two processors")
def test_both_work_at_the_same_time():
    code = """
    ours, theirs = os.pipe()
    result = in_second_process(lambda: os.read(ours, 5))  # waits for what is written below
    os.write(theirs, b"hello")
    print(result())
    """
    assert printed(code) == ["b'hello'"]


def test_what_a_copy_does_not_give_is_done_here():
    code = """
    processes.SECONDS = 0.5
    def stopped():
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(60)
    def failed():
        raise MemoryError
    faults = [
        lambda: os.kill(os.getpid(), signal.SIGKILL),
        stopped,
        lambda: time.sleep(60),
        failed,
        lambda: lambda: "cannot be pickled",
    ]
    for fault in faults:
        print(in_second_process(lambda: "done here" if os.getpid() == here else fault())())
    """
    assert printed(code) == ["done here"] * 5


def test_an_error_is_raised_here():
    def work():
        raise LookupError("not there")

    with pytest.raises(LookupError, match="not there"):
        in_second_process(work)()
    code = """
    def work():
        raise LookupError("not there")
    result = in_second_process(work)
    try:
        result()
    except LookupError as error:
        print(error)
    """
    assert printed(code) == ["not there"]


def test_no_copy_is_made_where_a_thread_may_hold_something():
    code = """
    wait = threading.Event()
    threading.Thread(target=wait.wait, daemon=True).start()  # such as that of a bar
    print(in_second_process(os.getpid)() != here)
    threading.Thread(target=wait.wait).start()
    print(in_second_process(os.getpid)() != here)
    wait.set()
    """
    assert printed(code) == [str(TWO), "False"]


def test_no_copy_is_made_beside_threads_of_linear_algebra():
    code = """
    import numpy
    print(len(os.listdir("/proc/self/task")) > 1, in_second_process(os.getpid)() == here)
    """
    if TWO:
        assert printed(code, OPENBLAS_NUM_THREADS="2") == ["True True"]


@pytest.mark.skipif(not TWO, reason="needs Linux and two processors")
@pytest.mark.parametrize("end", ["os.kill(here, signal.SIGKILL)", "result()", "del result"])
def test_nothing_goes_on_where_the_first_process_ends_or_wants_no_more(end):
    """Not even a copy that has more to send than fits into a pipe."""
    code = """
    ours, theirs = os.pipe()
    def work():
        os.write(theirs, str(os.getpid()).encode())
        return bytes(10**7)
    result = in_second_process(work)
    print(os.read(ours, 20).decode(), flush=True)
    """
    program = f"{START}{dedent(code)}\n{end}\ntime.sleep(5)"
    with subprocess.Popen(
        [sys.executable, "-c", program],
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        text=True,
    ) as first:
        place = Path(f"/proc/{int(first.stdout.readline())}")
        until = time.monotonic() + 10
        while not (ended := state(place) in {"gone", "Z"}) and time.monotonic() < until:
            time.sleep(0.01)
        assert ended
        first.kill()


def state(place):
    """Return the state of a process: "Z" where it has ended, and nobody has asked for its code."""
    try:
        return (place / "stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "gone"


@pytest.mark.skipif(not TWO, reason="needs Linux and two processors")
def test_a_copy_makes_no_copy_of_itself():
    code = """
    pair = in_second_process(lambda: (os.getpid(), in_second_process(os.getpid)()))()
    print(pair[0] == pair[1] != here)
    """
    assert printed(code) == ["True"]
