"""Files of every kind, changed at random: read or refused in one message, within bounds."""

from __future__ import annotations

import gzip
import io
import os
import random
import signal
import zipfile
import zlib

import pytest
from crossings.data.errors import CrossingsError

from ..endless import LIMIT_BYTES, Attempt, hold, limited

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


@pytest.mark.fuzz
def test_any_change_is_read_or_refused(sound, read):
    def make(seed: int) -> bytes:
        chance = random.Random(seed)
        return changed(chance.choice(sound), chance, sound)

    hold("file", make, read, seeds=150)


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
