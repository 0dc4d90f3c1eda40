"""Whatever comes from outside, changed at random: one answer or one error, within bounds.

A test takes a fixed number of seeds, in seconds. `make fuzz` takes new ones for as long as it is
told. What it finds is written to `corpus/found`, which every later run reads first; a file there
stays when the fault is mended.

Each batch runs in a process of its own with limits on memory and time, so that what exceeds them
is a failure and not the end of the run.
"""

from __future__ import annotations

import gzip
import io
import os
import random
import resource
import signal
import time
import traceback
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from crossings.data.errors import CrossingsError

FOUND = Path(__file__).parent / "corpus" / "found"
MINUTES = float(os.environ.get("FUZZ_MINUTES", "0"))
"""Of each kind; nought is the fixed number of seeds."""
SEEDS = 150
BATCH = 50
LIMIT_SECONDS, LIMIT_BYTES = 10, 2**30

TOKENS = [
    b"\0", b"\xff", b"\xef\xbb\xbf", b"\r", b'"', b",", b"=1+1", b"-1", b"1e999", b"9" * 14,
    b"0001-01-01", b"31 February 2025", b"9 March 2025", b"\xe2\x80\xae", b"\x1b[2J", b"&#0;",
    b"&a;", b"<table>", b"</td>", b"<!--", b"<![CDATA[", b"<script>",
    b"<!DOCTYPE a [<!ENTITY a 'b'>]>",
]  # fmt: skip
"""What readers may trip over."""


def changed(content: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    """Change a file at random in one to four places, or as a whole."""
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(content) + 1)
        end = min(len(content), at + int(chance.paretovariate(0.5)))
        what = chance.randrange(8)
        if what == 0:
            content = content[:at] + chance.choice(TOKENS) + content[at:]
        elif what == 1:
            content = content[:at] + chance.choice(TOKENS) + content[end:]
        elif what == 2:
            content = content[:at] + content[end:]
        elif what == 3:
            content = content[:at] + content[at:end] * chance.choice([2, 3, 1000]) + content[end:]
        elif what == 4:
            content = content[:at] + chance.randbytes(chance.randint(1, 4)) + content[end:]
        elif what == 5:
            other = chance.choice(others)
            content = content[:at] + other[chance.randrange(len(other)) :]
        elif what == 6 and content[:2] == b"PK":
            content = _member_changed(content, chance, others)
        elif what == 7 and chance.random() < 0.2:
            content = chance.choice([gzip.compress, _as_utf16, bytes.upper])(content)
        content = content[: 4 * 2**20]
    return content


def _as_utf16(content: bytes) -> bytes:
    return content.decode("latin-1").encode("utf-16")


def _member_changed(packed: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    """Change what is in an archive, where it is one still."""
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            members = {one.filename: archive.read(one) for one in archive.infolist()}
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError):
        return packed
    name = chance.choice(list(members))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, body in members.items():
            archive.writestr(member, changed(body, chance, others) if member == name else body)
    return made.getvalue()


Attempt = Callable[[bytes], None]


@pytest.fixture(scope="session")
def sound(last_7_page, make_page, make_ods, small_sheets) -> list[bytes]:
    """Sound files of several kinds."""
    week = make_page("<h2>Week ending 2 March 2025</h2><p>Migrants arrived: 5</p>")
    tidy = b"date,arrivals,boats,status\n2025-03-01,0,0,final\n2025-03-02,12,,provisional\n"
    quarters = b"Year,Quarter,Method of entry,Number of detections\n2023,1,Small boat arrivals,5\n"
    return [last_7_page, week, make_ods(small_sheets()), tidy, quarters]


@pytest.fixture(scope="session")
def read(read_content) -> Attempt:
    def attempt(content: bytes) -> None:
        try:
            publication = read_content(content)
        except CrossingsError as error:
            message = error.message(None)
            assert message.isprintable(), message
            assert "made.file" in message, message
        else:
            if publication.daily is not None:
                assert (publication.daily["arrivals"] >= 0).all()

    return attempt


def limited(attempt: Attempt, batch: list[tuple[int, bytes]]) -> int | None:
    """Try a batch in a process of its own; return the seed at which it failed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            limit = _size() + LIMIT_BYTES
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            for seed, content in batch:
                os.write(writing, f"{seed}\n".encode())
                signal.alarm(LIMIT_SECONDS)
                attempt(content)
            code = 0
        except BaseException:  # noqa: BLE001 - this process ends here, whatever it is
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as told:
        seeds = told.read().split()
    _, status = os.waitpid(child, 0)
    return int(seeds[-1]) if status else None


def _size() -> int:
    """Return the size of this process, in bytes of addresses."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    return int(pages) * resource.getpagesize()


def batches(make: Callable[[int], bytes]) -> Iterator[list[tuple[int, bytes]]]:
    """Return seeds with what they make: a fixed number of them, or for as long as is asked."""
    end = time.monotonic() + 60 * MINUTES
    start = random.SystemRandom().randrange(10**9) if MINUTES else 0
    for first in range(start, start + (10**9 if MINUTES else SEEDS), BATCH):
        yield [(seed, make(seed)) for seed in range(first, first + BATCH)]
        if MINUTES and time.monotonic() > end:
            return


def test_readers(sound, read):
    def make(seed: int) -> bytes:
        chance = random.Random(seed)
        return changed(chance.choice(sound), chance, sound)

    for batch in batches(make):
        failed = limited(read, batch)
        if failed is not None:
            FOUND.mkdir(exist_ok=True)
            (FOUND / f"reader-{failed}").write_bytes(dict(batch)[failed])
            pytest.fail(f"seed {failed}; its file is kept in {FOUND}")


def test_what_readers_failed_on_once(read):
    paths = sorted(FOUND.glob("reader-*"))
    failed = limited(read, [(n, path.read_bytes()) for n, path in enumerate(paths)])
    assert failed is None, paths[failed]


FAULTS = {
    "an error": lambda _: 1 / 0,
    "too much memory": lambda _: bytearray(2 * LIMIT_BYTES),
    "killed": lambda _: os.kill(os.getpid(), signal.SIGKILL),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_is_seen(fault):
    assert (
        limited(
            lambda content: content == b"bad" and fault(content), [(3, b""), (5, b"bad"), (7, b"")]
        )
        == 5
    )
