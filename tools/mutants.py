"""Changes the core one token at a time, and counts the changes that no test notices.

    make mutants                                    # every module below; an hour
    make mutants ARGS=forecast/distribution.py      # some of them; minutes

Cosmic Ray makes the mutants. Each runs the tests of its module in a fork of this process, which has
loaded pandas already, with the mutated source in place of the file: nothing on disk is changed. A
score is the share of mutants that some test killed; the survivors are listed on stderr.
"""

from __future__ import annotations

import ast
import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import redirect_stdout
from importlib.machinery import SourceFileLoader
from io import StringIO
from pathlib import Path
from types import CodeType
from typing import NamedTuple, NoReturn

ROOT = Path(__file__).resolve().parents[1]
TESTS = {
    "data/calendar.py": "data/test_calendar.py",
    "data/dataset.py": "data/test_dataset.py",
    "data/vintages/reconcile.py": "data/test_reconcile.py data/test_vintages.py",
    "reports/comparison.py": "reports/test_comparison.py",
    "forecast/scoring.py": "forecast/test_scoring.py",
    "forecast/distribution.py": "forecast/test_distribution.py",
    "forecast/methods/levels/count_level.py": "forecast/test_count_level.py",
    "forecast/methods/levels/kalman.py": "forecast/test_kalman.py",
    "forecast/methods/levels/level.py": "forecast/test_models.py forecast/test_reference.py",
    "forecast/methods/levels/root_level.py": "forecast/test_models.py forecast/test_reference.py",
}
"""The tests of each module of the core, in tests/."""
SWAPS = (
    "Add_Sub", "Sub_Add", "Mul_Div", "Div_Mul", "FloorDiv_Div", "Mod_FloorDiv", "Pow_Mul",
    "BitAnd_BitOr", "BitOr_BitAnd", "Lt_LtE", "LtE_Lt", "Gt_GtE", "GtE_Gt", "Lt_GtE", "GtE_Lt",
    "Gt_LtE", "LtE_Gt", "Eq_NotEq", "NotEq_Eq", "Is_IsNot", "IsNot_Is", "Delete_USub",
    "Delete_Invert", "Delete_Not",
)  # fmt: skip
"""Of operators, those that somebody might mistake for each other."""
OTHERS = ("Variable", "RemoveDecorator", "ReplaceBinary", "ReplaceComparison", "ReplaceUnary")
"""Operators of Cosmic Ray that are left out but for the swaps: they break what cannot run."""
SLOWER = 10
"""A mutant that takes so many times as long as no mutant is killed: it may never end."""


class Mutant(NamedTuple):
    """A change of one token."""

    path: str
    line: int
    old: str
    new: str
    source: str


def mutants(path: str) -> Iterator[Mutant]:
    """Yield every mutant of a module but those of annotations, which nothing reads."""
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator, operator_names

    source = (ROOT / path).read_text("utf-8")
    lines = source.splitlines()
    annotated = list(_annotations(source))
    for name in operator_names():
        kind = name.removeprefix("core/")
        if kind.startswith(OTHERS) and not kind.endswith(SWAPS):
            continue
        operator = get_operator(name)()
        found = [
            start
            for node in ast_nodes(get_ast(source))
            for start, _ in operator.mutation_positions(node)
        ]
        for occurrence, start in enumerate(found):
            changed = mutate_code(source, operator, occurrence)
            if changed and not any(first <= start < last for first, last in annotated):
                pairs = zip(lines, changed.splitlines(), strict=False)
                line, old, new = next(
                    ((at, *pair) for at, pair in enumerate(pairs, 1) if pair[0] != pair[1]),
                    (start[0], lines[start[0] - 1], f"({kind})"),
                )
                yield Mutant(path, line, old.strip(), new.strip(), changed)


def _annotations(source: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield where the annotations of a module begin and end: line and column."""
    for node in ast.walk(ast.parse(source)):
        for part in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            if part is not None:
                yield (part.lineno, part.col_offset), (part.end_lineno, part.end_col_offset)


def survivors(made: Iterable[Mutant], seconds: int) -> Iterator[Mutant]:
    """Yield the mutants with which the tests of their module pass; as many at once as cores."""
    waiting, running = iter(made), {}
    while True:
        while len(running) < (os.cpu_count() or 1) and (mutant := next(waiting, None)):
            pid = os.fork()
            if not pid:
                _test(mutant, seconds)
            running[pid] = mutant
        if not running:
            return
        pid, status = os.wait()
        mutant = running.pop(pid)
        if not status:
            yield mutant


def _test(mutant: Mutant, seconds: int) -> NoReturn:
    """Run the tests of a module with a mutant in its place; end this process, 0 if they pass."""
    place, real = str(ROOT / mutant.path), SourceFileLoader.get_code

    def get_code(self: SourceFileLoader, name: str) -> CodeType | None:
        if os.path.realpath(self.path) == place:
            return compile(mutant.source, self.path, "exec")
        return real(self, name)

    code = 1
    try:
        SourceFileLoader.get_code = get_code  # type: ignore[method-assign]
        signal.alarm(seconds)  # ends the process
        for stream in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
        code = run_tests(mutant.path)
    finally:
        os._exit(code)


def run_tests(path: str) -> int:
    """Run the tests of a module up to the first that fails; return their exit code."""
    import pytest

    tests = [str(ROOT / "tests" / name) for name in TESTS[path].split()]
    return int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", *tests]))


def score(path: str) -> tuple[int, int]:
    """Return how many mutants of a module were killed, and how many there are."""
    begun = time.perf_counter()
    with redirect_stdout(StringIO()) as said:  # this loads the libraries, too
        if run_tests(path):
            sys.exit(f"{path}: without a mutant, too: {said.getvalue()}")
    seconds = 5 + int(SLOWER * (time.perf_counter() - begun))
    for name in [name for name in sys.modules if name.split(".")[0] in {"crossings", "tests"}]:
        del sys.modules[name]  # the forks load it anew, with a mutant in it
    made = list(mutants(path))
    alive = 0
    for mutant in survivors(made, seconds):
        alive += 1
        print(f"{path}:{mutant.line}: {mutant.old}  ->  {mutant.new}", file=sys.stderr)
    return len(made) - alive, len(made)


def main(paths: list[str]) -> None:
    """Print the score of each module."""
    os.environ["HYPOTHESIS_PROFILE"] = "quick"
    if unknown := set(paths) - set(TESTS):
        sys.exit(f"unknown: {', '.join(sorted(unknown))}; expected some of {', '.join(TESTS)}")
    print(f"{'module':40}{'mutants':>8}{'killed':>8}{'score':>7}")
    for path in paths or TESTS:
        killed, count = score(path)
        print(f"{path:40}{count:8}{killed:8}{killed / count:7.0%}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
