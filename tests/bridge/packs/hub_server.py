"""A model hub on this machine in the layout of the real one, which misbehaves as it is told."""

import hashlib
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

SIGNATURE = "?X-Signature=" + "f" * 3000  # as servers of files have them
LARGE_BYTES = 20_000  # from here on a file is kept elsewhere, as git's large files are
REPOSITORY, REVISION = "authors/model", "0123456789abcdef0123456789abcdef01234567"


@dataclass
class HubServer:
    """What it offers, how it behaves, and what it was asked for: `(method, path, first byte)`, and all headers."""

    folder: Path
    port: int = 0
    kept_at: str = ""  # the address of the server of large files; "" is this one
    cuts: dict[str, list[int]] = field(default_factory=dict)  # name -> after how many bytes, one a request
    instead: dict[str, bytes] = field(default_factory=dict)  # name -> what it sends, though it announces another
    words: dict[str, dict[str, str]] = field(default_factory=dict)  # name -> headers in place of the true ones
    half_way: threading.Event = field(default_factory=threading.Event)
    held: threading.Event | None = None  # waits for it in the middle of every large file
    asked: list[tuple[str, str, int]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    token: str = ""  # without which nothing is given; "" for everybody
    moved: bool = False  # whether the repository has another name by now, to which the hub itself sends on

    @property
    def address(self) -> str:
        """Of the hub."""
        return f"http://127.0.0.1:{self.port}"

    def fetched(self, name: str) -> list[int]:
        """From which byte on a file was sent, one entry a request."""
        return [start for method, path, start in self.asked if method == "GET" and path.endswith(name)]


@contextmanager
def hub_server(folder: Path) -> Iterator[HubServer]:
    """Serve a folder as the repository of the hub."""
    about = HubServer(folder)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:  # the library's name
            _answer(self, about)

        def do_HEAD(self) -> None:  # the library's name
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


def _answer(request: BaseHTTPRequestHandler, about: HubServer) -> None:
    path = unquote(request.path.partition("?")[0])
    found = re.fullmatch(r"bytes=(\d+)-", request.headers.get("Range", ""))
    start = int(found[1]) if found else 0
    about.asked.append((request.command, path, start))
    about.headers.append({name.lower(): value for name, value in request.headers.items()})
    resolve, kept = f"/{REPOSITORY}/resolve/{REVISION}/", "/kept/"
    if about.moved and path.startswith(resolve):
        _end(request, 307, {"Location": f"/moved{request.path}"})
        return
    path = path.removeprefix("/moved")
    shown = request.headers.get("Authorization", "")
    if path.startswith(resolve) and about.token and shown != f"Bearer {about.token}":
        _end(request, 403 if shown else 401, {})
    elif path.startswith(resolve):
        _resolve(request, about, path.removeprefix(resolve))
    elif path.startswith(kept) and (about.folder / path.removeprefix(kept)).is_file():
        _send(request, about, path.removeprefix(kept), start)
    else:
        _end(request, 404, {})


def _resolve(request: BaseHTTPRequestHandler, about: HubServer, name: str) -> None:
    if not (about.folder / name).is_file():
        _end(request, 404, {})
        return
    data = (about.folder / name).read_bytes()
    if len(data) < LARGE_BYTES:
        git = hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
        _send(request, about, name, 0, {"ETag": f'"{git}"'})
        return
    sha256 = hashlib.sha256(data).hexdigest()
    where = {"Location": f"{about.kept_at or about.address}/kept/{name}{SIGNATURE}"}
    told = {"X-Linked-Size": str(len(data)), "X-Linked-Etag": f'"{sha256}"', "ETag": f'"{sha256}"'}
    _end(request, 302, where | told | about.words.get(name, {}))


def _send(
    request: BaseHTTPRequestHandler, about: HubServer, name: str, start: int, more: dict[str, str] | None = None
) -> None:
    data = about.instead.get(name, (about.folder / name).read_bytes())
    if start and start >= len(data):
        _end(request, 416, {"Content-Range": f"bytes */{len(data)}"})
        return
    body = data[start:]
    headers = {"Content-Length": str(len(body)), "Connection": "close"} | (more or {}) | about.words.get(name, {})
    if start:
        headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
    request.close_connection = True
    request.send_response(206 if start else 200)
    for key, value in headers.items():
        request.send_header(key, value)
    request.end_headers()
    if request.command == "GET":
        cuts = about.cuts.get(name, [])
        _send_body(request, about, body[: cuts.pop(0)] if cuts else body)


def _send_body(request: BaseHTTPRequestHandler, about: HubServer, body: bytes) -> None:
    middle = len(body) // 2
    try:
        request.wfile.write(body[:middle])
        request.wfile.flush()
        if about.held is not None and len(body) >= LARGE_BYTES:
            about.half_way.set()
            about.held.wait(20)
        request.wfile.write(body[middle:])
    except OSError:  # the other side has enough
        return


def _end(request: BaseHTTPRequestHandler, status: int, headers: dict[str, str]) -> None:
    request.send_response(status)
    for key, value in (headers | {"Content-Length": "0", "Connection": "close"}).items():
        request.send_header(key, value)
    request.end_headers()
    request.close_connection = True
