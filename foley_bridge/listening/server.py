"""A sitting in a web browser: one listener, this machine alone, nothing but what the questions need.

Every path begins with a random token; sounds are asked for by numbers; names of systems, folders and files never reach
the page. Answers are stored before they are confirmed.
"""

import hmac
import json
import re
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

from foley_bridge.listening import ab, ratings
from foley_bridge.listening.plan import AB
from foley_bridge.listening.session import Session
from foley_bridge.listening.trials import Given
from foley_models.errors import DestinationError, RequestError

HOST = "127.0.0.1"
BODY_BYTES_MOST = 4096
CONNECTIONS_MOST = 32
IDLE_S = 20  # a connection that says nothing is closed
PLAYS_MOST = 100_000
SECONDS_MOST = 1_000_000.0
_PAGE = Path(__file__).parent / "page"
_FILES = {
    "": ("page.html", "text/html; charset=utf-8"),
    "page.js": ("page.js", "text/javascript; charset=utf-8"),
    "page.css": ("page.css", "text/css; charset=utf-8"),
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "no-referrer",  # the token is in the path
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_TRIAL = re.compile(r"trial/([0-9]{1,6})")
_SOUND = re.compile(r"sound/([0-9]{1,6})/([01])")
_JSON = "application/json; charset=utf-8"


@dataclass(frozen=True)
class Reply:
    """What goes back."""

    status: int
    body: bytes
    kind: str = _JSON


class Room:
    """What the page may ask, without any network: a path below the token, and a reply."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._lock = threading.Lock()
        self.finished = threading.Event()

    def get(self, path: str) -> Reply:
        """A file of the page, the state, a trial or a sound."""
        if path in _FILES:
            name, kind = _FILES[path]
            return Reply(200, (_PAGE / name).read_bytes(), kind)
        if path == "state":
            return _json(200, self._state())
        trial, sound = _TRIAL.fullmatch(path), _SOUND.fullmatch(path)
        if trial:
            return self._with_trial(int(trial[1]), self._trial)
        if sound:
            return self._with_trial(int(sound[1]), lambda number: self._sound(number, int(sound[2])))
        return _refusal(404, "There is no such page.")

    def post(self, path: str, body: bytes) -> Reply:
        """An answer, or the wish to end."""
        if path == "finish":
            self.finished.set()
            return _json(200, {})
        if path != "answer":
            return _refusal(404, "There is no such page.")
        try:
            number, given = _given(body)
        except (ValueError, TypeError, KeyError, RecursionError):
            return _refusal(400, "That is no answer.")
        return self._with_trial(number, lambda known: self._answer(known, given))

    def _with_trial(self, number: int, reply: Callable[[int], Reply]) -> Reply:
        if not 0 <= number < len(self._session.trials):
            return _refusal(404, "There is no such question.")
        with self._lock:
            return reply(number)

    def _state(self) -> dict[str, Any]:
        with self._lock:
            about = {"kind": self._session.test.kind, "of": len(self._session.trials), **self._progress()}
        if about["kind"] == AB:
            return about | {"question": ab.QUESTION}
        return about | {
            "scales": [
                {"name": name, "question": ratings.QUESTIONS[name], "anchors": list(ratings.ANCHORS[name].items())}
                for name in ratings.SCALES
            ]
        }

    def _progress(self) -> dict[str, Any]:
        return {"answered": self._session.answered, "next": self._session.next_open()}

    def _trial(self, number: int) -> Reply:
        trial = self._session.trials[number]
        about = {"number": number, "label": trial.label, "sounds": len(trial.sounds)}
        return _json(200, about | {"said": self._session.said(number)})

    def _sound(self, number: int, index: int) -> Reply:
        if index >= len(self._session.trials[number].sounds):
            return _refusal(404, "There is no such sound.")
        try:
            return Reply(200, self._session.sound(number, index).read_bytes(), "audio/wav")
        except OSError:
            return _refusal(500, "A sound of this test is gone: tell who gave it to you.")

    def _answer(self, number: int, given: Given) -> Reply:
        try:
            self._session.answer(number, given)
        except RequestError as error:
            return _refusal(400, str(error))
        except DestinationError:
            return _refusal(507, "The answer could not be stored: the disk is full or cannot be written.")
        return _json(200, self._progress())


class LocalServer(ThreadingHTTPServer):
    """Bound to this machine alone, on a free port, behind a token; use as a context manager."""

    daemon_threads = True
    allow_reuse_address = False
    request_queue_size = CONNECTIONS_MOST

    def __init__(self, room: Room) -> None:
        self.room = room
        self.token = secrets.token_urlsafe(32)
        self._places = threading.BoundedSemaphore(CONNECTIONS_MOST)
        super().__init__((HOST, 0), _Handler)

    @property
    def origin(self) -> str:
        """What a browser calls this server."""
        return f"http://{HOST}:{self.server_port}"

    @property
    def url(self) -> str:
        """Where the page is; whoever knows it can answer."""
        return f"{self.origin}/{self.token}/"

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer in a thread of its own, or not at all where too many are open."""
        if not self._places.acquire(blocking=False):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """The thread's whole life."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that breaks off is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: LocalServer
    timeout: ClassVar[float] = IDLE_S
    server_version, sys_version = "FoleyBridge", ""
    protocol_version = "HTTP/1.0"  # one request a connection: nothing is left over to be misread

    def do_GET(self) -> None:  # the library's name
        path = self._path()
        self._reply(_refusal(404, "There is no such page.") if path is None else self.server.room.get(path))

    def do_POST(self) -> None:  # the library's name
        path = self._path()
        self._reply(_refusal(404, "There is no such page.") if path is None else self._posted(path))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What the library refuses by itself, in the same form as the rest."""
        del message, explain  # they may repeat what was asked
        self._reply(_refusal(405 if code == 501 else code, "That cannot be asked here."))

    def _posted(self, path: str) -> Reply:
        if self.headers.get("Origin", self.server.origin) != self.server.origin:
            return _refusal(403, "Answers come from this page alone.")
        if self.headers.get_content_type() != "application/json" or "Transfer-Encoding" in self.headers:
            return _refusal(415, "An answer is JSON of a known length.")
        length = self.headers.get("Content-Length", "")
        if not re.fullmatch("[0-9]{1,9}", length):
            return _refusal(411, "An answer is JSON of a known length.")
        if int(length) > BODY_BYTES_MOST:
            return _refusal(413, "That is too long for an answer.")
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            return _refusal(400, "The answer is incomplete.")
        return self.server.room.post(path, body)

    def _path(self) -> str | None:
        """What follows the token; None for whoever does not know it, or calls this server by another name."""
        if self.headers.get_all("Host") != [self.server.origin.removeprefix("http://")]:
            return None  # another site's name that was made to lead here
        start, token, *rest = [*self.path.split("/", 2), ""]
        if start or not hmac.compare_digest(token.encode("utf-8"), self.server.token.encode("ascii")):
            return None
        return rest[0] if self.path.count("/") > 1 else None

    def _reply(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Type", reply.kind)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the library's name
        """Say nothing: the terminal is the listener's."""


def serve(session: Session, announce: Callable[[str], None], *, poll_s: float = 0.2) -> None:
    """Serve until the listener has finished; `announce` gets the page's address once it can be opened."""
    room = Room(session)
    with LocalServer(room) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            announce(server.url)
            while not room.finished.wait(poll_s):
                pass  # in slices, so that Ctrl-C is heard on every system
            time.sleep(poll_s)  # the confirmation is still on its way
        finally:
            server.shutdown()


def _given(body: bytes) -> tuple[int, Given]:
    """The number of the trial and the answer. ValueError and its like for everything else."""
    values = json.loads(body.decode("utf-8"))
    number, said, plays, seconds = (values[name] for name in ("number", "said", "plays", "seconds"))
    fine = type(number) is int and isinstance(said, dict) and type(plays) is int and type(seconds) in (int, float)
    if not fine or not 0 <= plays <= PLAYS_MOST or not 0 <= seconds <= SECONDS_MOST:
        raise ValueError("an answer")
    return number, Given(said, plays, float(seconds))


def _json(status: int, values: dict[str, Any]) -> Reply:
    return Reply(status, json.dumps(values, ensure_ascii=False, allow_nan=False).encode("utf-8"))


def _refusal(status: int, sentence: str) -> Reply:
    return _json(status, {"error": sentence})
