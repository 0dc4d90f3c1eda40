"""A real HTTP server on this machine that speaks like GOV.UK, faults and all."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from crossings.data.govuk import SMALL_BOATS

ODS, DAILY, WEEKLY = "/media/68f/series.ods", f"{SMALL_BOATS}/last-7-days", f"{SMALL_BOATS}/weekly"
API = f"/api/content{SMALL_BOATS}"

Answer = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """What the server has, and what it was asked."""

    def __init__(self) -> None:
        self.routes: dict[str, list[Answer]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.url = ""

    def serve(self, path: str, *answers: Answer) -> None:
        """Answer a path with each in turn, and then with the last again and again."""
        self.routes[path] = list(answers)

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


def send(
    body: bytes | str, status: int = 200, *, headers: dict[str, str] | None = None, etag=None
) -> Answer:
    content = body.encode() if isinstance(body, str) else body

    def answer(request: BaseHTTPRequestHandler) -> None:
        if etag and request.headers.get("If-None-Match") == etag:
            request.send_response(304)
            request.send_header("ETag", etag)
            request.end_headers()
            return
        request.send_response_only(status)
        for name, value in {**(headers or {}), **({"ETag": etag} if etag else {})}.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        request.wfile.write(content)

    return answer


def redirect(to: str) -> Answer:
    return send("", 302, headers={"Location": to})


def hang(request: BaseHTTPRequestHandler) -> None:
    """Answer nothing until the client has gone."""
    request.connection.settimeout(3)
    with suppress(OSError):
        request.connection.recv(1)
    request.close_connection = True


def reset_in_the_middle(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Length", "100000")
    request.end_headers()
    request.wfile.write(b"half of it")
    request.wfile.flush()
    linger = struct.pack("ii", 1, 0)
    request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    request.connection.close()
    request.close_connection = True


def endless(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.end_headers()
    try:
        while True:
            request.wfile.write(b"x" * 2**16)
    except OSError:
        request.close_connection = True


@contextmanager
def serving() -> Iterator[Site]:
    """Serve a site until the block ends."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.path, dict(self.headers)))
            answers = site.routes.get(self.path) or [send("Not found", 404)]
            (answers.pop(0) if len(answers) > 1 else answers[0])(self)

        def log_message(self, *_) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield site
    server.shutdown()
    thread.join()
    server.server_close()


def attachments(*more) -> str:
    """Return what the content API says, in the shape of GOV.UK."""
    listed = [
        {
            "attachment_type": "html",
            "title": "Small boat arrivals: last 7 days",
            "url": DAILY,
        },
        {
            "attachment_type": "html",
            "title": "Weekly summary of small boat arrivals and preventions",
            "url": WEEKLY,
        },
        {
            "attachment_type": "file",
            "content_type": "application/pdf",
            "title": "Small boats - time series, in print",
            "url": "/media/1/print.pdf",
        },
        {
            "attachment_type": "file",
            "content_type": "application/vnd.oasis.opendocument.spreadsheet",
            "title": "Small boats - time series",
            "url": ODS,
        },
        *more,
    ]
    return json.dumps({"title": "Small boats", "details": {"attachments": listed}})


WHOLE_PAGE = f"""<!DOCTYPE html><html><body><main><a href="/help">Help</a>
<a href="{DAILY}">Small boat arrivals: last 7 days</a>
<a href="{WEEKLY}">Weekly summary of small boat arrivals and preventions</a>
<a href="{ODS}"></a><a href="{ODS}">Small boats - time series</a></main></body></html>"""
