"""A web server on this machine that offers a folder, and misbehaves as it is told."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote


@dataclass
class PackServer:
    """What it offers, how it behaves, and what it was asked for: `(name, first byte)`."""

    folder: Path
    port: int = 0
    ranges: bool = True  # whether it can send a part of a file
    tells_length: bool = True
    cuts: dict[str, list[int]] = field(default_factory=dict)  # name -> after how many bytes, one a request
    instead: dict[str, bytes] = field(default_factory=dict)  # name -> what it sends
    status: dict[str, list[int]] = field(default_factory=dict)  # name -> refusals, one a request; 0 = none
    redirects: dict[str, str] = field(default_factory=dict)  # name -> address
    wrong_ranges: bool = False
    held: threading.Event | None = None  # waits for it in the middle of every large file
    half_way: threading.Event = field(default_factory=threading.Event)
    asked: list[tuple[str, int]] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Of the folder."""
        return f"http://127.0.0.1:{self.port}/pack/"


@contextmanager
def pack_server(folder: Path) -> Iterator[PackServer]:
    """Serve a folder for the body."""
    about = PackServer(folder)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:  # the library's name
            _answer(self, about)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  # the library's name
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    about.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield about
    finally:
        if about.held is not None:
            about.held.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _answer(request: BaseHTTPRequestHandler, about: PackServer) -> None:
    name = unquote(request.path).removeprefix("/pack/")
    start = _start(request, about)
    about.asked.append((name, start))
    refusals = about.status.get(name, [])
    status = refusals.pop(0) if refusals else 0
    if status:
        _send(request, status, {}, b"")
    elif name in about.redirects:
        _send(request, 302, {"Location": about.redirects[name]}, b"")
    elif not (about.folder / name).is_file():
        _send(request, 404, {}, b"not here")
    else:
        _send_file(request, about, name, start)


def _send_file(request: BaseHTTPRequestHandler, about: PackServer, name: str, start: int) -> None:
    data = about.instead.get(name, (about.folder / name).read_bytes())
    if start and start >= len(data):
        _send(request, 416, {"Content-Range": f"bytes */{len(data)}"}, b"")
        return
    headers = {}
    if start:
        said = 0 if about.wrong_ranges else start
        headers["Content-Range"] = f"bytes {said}-{len(data) - 1}/{len(data)}"
    body = data[start:]
    if about.tells_length:
        headers["Content-Length"] = str(len(body))
    request.close_connection = True
    request.send_response(206 if start else 200)
    for key, value in headers.items():
        request.send_header(key, value)
    request.send_header("Connection", "close")
    request.end_headers()
    cuts = about.cuts.get(name, [])
    _send_body(request, about, body[: cuts.pop(0)] if cuts else body)


def _send_body(request: BaseHTTPRequestHandler, about: PackServer, body: bytes) -> None:
    middle = len(body) // 2
    try:
        request.wfile.write(body[:middle])
        request.wfile.flush()
        if about.held is not None and len(body) > 4000:
            about.half_way.set()
            about.held.wait(20)
        request.wfile.write(body[middle:])
    except OSError:  # the other side has enough
        return


def _start(request: BaseHTTPRequestHandler, about: PackServer) -> int:
    found = re.fullmatch(r"bytes=(\d+)-", request.headers.get("Range", ""))
    return int(found[1]) if found and about.ranges else 0


def _send(request: BaseHTTPRequestHandler, status: int, headers: dict[str, str], body: bytes) -> None:
    request.send_response(status)
    for key, value in (headers | {"Content-Length": str(len(body)), "Connection": "close"}).items():
        request.send_header(key, value)
    request.end_headers()
    request.wfile.write(body)
    request.close_connection = True
