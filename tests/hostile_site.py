"""Servers that do harm on purpose: raw bytes on a socket, slow, endless, bent or by chance."""

from __future__ import annotations

import gzip
import random
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Write = Callable[[socket.socket], None]
OK = b"HTTP/1.1 200 OK\r\n"
PAUSE = 0.02
END_OF_EMPTY_BLOCK = b"\x00\x00\x00\xff\xff"
MIB = 2**20


@dataclass
class Asked:
    """Where a raw server is, and how often it was connected to and asked."""

    url: str = ""
    connections: int = 0
    requests: list[bytes] = field(default_factory=list)


@contextmanager
def serving_raw(write: Write, context: ssl.SSLContext | None = None) -> Iterator[Asked]:
    """Answer every connection with what is written to it, over TLS where there is a context."""
    asked = Asked()

    def answer(connection: socket.socket) -> None:
        with suppress(OSError), connection:
            connection.settimeout(10)
            wrapped = context.wrap_socket(connection, server_side=True) if context else connection
            with wrapped:
                if request := wrapped.recv(2**16):
                    asked.requests.append(request)
                    write(wrapped)

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                asked.connections += 1
                threading.Thread(target=answer, args=(connection,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        scheme, name = ("https", "localhost") if context else ("http", "127.0.0.1")
        asked.url = f"{scheme}://{name}:{listener.getsockname()[1]}"
        threading.Thread(target=accept, daemon=True).start()
        yield asked
        listener.shutdown(socket.SHUT_RDWR)


def once(data: bytes) -> Write:
    """Send it, and close."""
    return lambda connection: connection.sendall(data)


def endless(start: bytes, again: bytes, pause: float = PAUSE) -> Write:
    """Send a start, and then the same again and again until the other side has gone."""

    def write(connection: socket.socket) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(again)
            time.sleep(pause)

    return write


def answered(body: bytes, *headers: bytes, status: bytes = b"200 OK") -> bytes:
    """Return a whole answer."""
    lines = [b"HTTP/1.1 " + status, *headers, b"Content-Length: %d" % len(body)]
    return b"\r\n".join([*lines, b"", body])


def nothing_in_gzip() -> bytes:
    """Return the start of a gzip stream."""
    packer = zlib.compressobj(wbits=31)
    return packer.compress(b"") + packer.flush(zlib.Z_SYNC_FLUSH)


CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
ENDLESS: dict[str, Write] = {
    "headers": endless(OK, b"X-A: b\r\n"),
    "status line": endless(b"HTTP/1.1 200 ", b"O"),
    "100 Continue": endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "a flood of 100 Continue": endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 999, 0),
    "chunk extensions": endless(CHUNKED + b"5;", b"a=b;"),
    "chunks of one byte": endless(CHUNKED, b"1;a=b\r\nx\r\n"),
    "trailers": endless(CHUNKED + b"2\r\nab\r\n0\r\n", b"X: y\r\n"),
    "a gzip stream of nothing": endless(
        OK + b"Content-Encoding: gzip\r\n\r\n" + nothing_in_gzip(), END_OF_EMPTY_BLOCK
    ),
    "a body": endless(OK + b"Content-Length: 100000\r\n\r\n", b"."),
    "the body of a redirect": endless(b"HTTP/1.1 302 F\r\nLocation: /x\r\n\r\n", b"x"),
    "the body of an error": endless(b"HTTP/1.1 500 F\r\n\r\n", b"x"),
    "a silence": endless(b"", b"", 0.2),
}
"""What never ends, though something comes all the time."""


def bomb(mib: int, times: int) -> bytes:
    """Return zeros, packed again and again."""
    packer = zlib.compressobj(1, wbits=31)
    data = b"".join(packer.compress(bytes(MIB)) for _ in range(mib)) + packer.flush()
    for _ in range(times - 1):
        data = gzip.compress(data, 9)
    return data


STATUSES = (
    "HTTP/1.1 200 OK", "HTTP/1.0 200", "HTTP/1.1 204 None", "HTTP/1.1 206 Part", "HTTP/1.1 304 Not",
    "HTTP/1.1 404 Not Found", "HTTP/1.1 500 \x1b[2J", "HTTP/1.1 503 Wait", "HTTP/1.1 302 There",
    "HTTP/9.9 200 OK", "HTTP/1.1 999 ?", "HTTP/1.1 0 ?", "HTTP/1.1", "ICY 200 OK", "\x00\xff",
    "HTTP/1.1 101 Switch", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK",
)  # fmt: skip
HEADERS = (
    "Content-Encoding: gzip", "Content-Encoding: gzip, gzip", "Content-Encoding: br",
    "Content-Encoding: zstd", "Content-Encoding: \xff", "Transfer-Encoding: chunked",
    "Transfer-Encoding: gzip, chunked", "Content-Length: 5", "Content-Length: -1",
    "Content-Length: 99999999999999999999", "Content-Length: 5\r\nContent-Length: 6",
    "Location: javascript://www.gov.uk/", "Location: /x", "Location: //[", "Location: file:///dev/zero",
    "Location: http://u:secret@127.0.0.1/", "ETag: \x1b]8;;\xff", "ETag: " + "e" * 9000,
    "Set-Cookie: a=b; expires=" + "1" * 5000, "Retry-After: " + "9" * 5000, "Retry-After: 0",
    "Retry-After: \u00b2", "Content-Type: text/html; charset=utf-7", "no colon", ": no name",
    " folded", "X: " + "y" * 200_000, "Connection: upgrade",
)  # fmt: skip


def random_answer(seed: int, useful: tuple[bytes, ...] = ()) -> Write:
    """Return a server's answer made by chance: any status, headers, encoding, body and pace.

    Parameters
    ----------
    seed : int
        The same seed, the same answer.
    useful : tuple of bytes
        Bodies that a good server could send; some of them are sent, whole or damaged.
    """
    chance = random.Random(seed)
    status = chance.choice(STATUSES) if chance.random() < 0.5 else STATUSES[0]
    lines = [status, *chance.sample(HEADERS, chance.choice([0, 0, 1, 2, 3]))]
    body = chance.choice([*useful, b"", b"{", b"[" * 99_999, b"<!DOCTYPE html><a href=http://[>x"])
    for change in chance.choices([_flip, _cut, _pack, _chunk, _again, _same], k=2):
        body = change(chance, body)
    if chance.random() < 0.3:
        lines.append(f"Content-Length: {max(0, len(body) + chance.choice([0, 0, -3, 9]))}")
    start = "\r\n".join([*lines, "", ""]).encode("latin-1", "replace")
    data = start + body
    pace = chance.choice(["whole", "whole", "whole", "drip", "cut", "forever"])

    def write(connection: socket.socket) -> None:
        if pace == "drip":
            endless(b"", data[:1])(connection)
        connection.sendall(data[: len(data) // 2] if pace == "cut" else data)
        if pace == "forever":
            endless(b"", data[-100:] or b"x", 0)(connection)

    return write


def _flip(chance: random.Random, body: bytes) -> bytes:
    at = chance.randrange(len(body) or 1)
    return body[:at] + chance.randbytes(1) + body[at + 1 :]


def _cut(chance: random.Random, body: bytes) -> bytes:
    return body[: chance.randrange(len(body) + 1)]


def _pack(chance: random.Random, body: bytes) -> bytes:
    return bomb(chance.choice([1, 30]), chance.choice([1, 2])) if not body else gzip.compress(body)


def _chunk(chance: random.Random, body: bytes) -> bytes:
    size = chance.choice([b"%x" % len(body), b"ffffffffffffffff", b"-1", b"g"])
    return size + b";" * chance.choice([0, 9, 99_999]) + b"\r\n" + body + b"\r\n0\r\n\r\n"


def _again(chance: random.Random, body: bytes) -> bytes:
    return body * chance.choice([2, 9])


def _same(_chance: random.Random, body: bytes) -> bytes:
    return body
