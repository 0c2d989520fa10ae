"""The page: blind to the last byte, and closed to everybody but the listener."""

import http.client
import json
import os
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from foley_bridge.listening.server import BODY_BYTES_MOST, HOST, LocalServer, Room, serve
from foley_bridge.listening.session import Session
from tests.bridge.listening.systems import SECRETS, make_ab, make_rating

JSON = {"Content-Type": "application/json"}
ANSWER = {"number": 0, "said": {"choice": "a"}, "plays": 2, "seconds": 1.25}


class Browser:
    """Asks as a browser would, below the token, and keeps every byte."""

    def __init__(self, server: LocalServer) -> None:
        self.server = server
        self.bytes = b""

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes, dict[str, str]]:
        """Status, body and headers; `path` is what follows the token."""
        return self.ask_raw(method, f"/{self.server.token}/{path}", body, headers)

    def ask_raw(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes, dict[str, str]]:
        connection = http.client.HTTPConnection(HOST, self.server.server_port, timeout=10)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            reply = connection.getresponse()
            data, found = reply.read(), dict(reply.getheaders())
        finally:
            connection.close()
        self.bytes += data + repr(found).encode()
        return reply.status, data, found

    def post(self, path: str, values: object) -> tuple[int, bytes, dict[str, str]]:
        return self.ask("POST", path, json.dumps(values).encode(), JSON)

    def json(self, path: str) -> dict[str, object]:
        status, data, _ = self.ask("GET", path)
        assert status == 200
        values = json.loads(data)
        assert isinstance(values, dict)
        return values


@pytest.fixture(autouse=True)
def quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here is about power cuts, and a busy disk takes its time."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with Session(make_ab(tmp_path), "anna") as one:
        yield one


@pytest.fixture
def browser(session: Session) -> Iterator[Browser]:
    with LocalServer(Room(session)) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield Browser(server)
        server.shutdown()
        thread.join()


def test_a_whole_sitting_tells_no_name_of_a_system_in_any_byte(
    session: Session, browser: Browser, tmp_path: Path
) -> None:
    for path in ("", "page.js", "page.css", "state"):
        assert browser.ask("GET", path)[0] == 200
    for number in range(6):
        trial = browser.json(f"trial/{number}")
        assert set(trial) == {"number", "label", "sounds", "said"}
        for index in (0, 1):
            status, data, headers = browser.ask("GET", f"sound/{number}/{index}")
            assert (status, headers["Content-Type"]) == (200, "audio/wav")
            assert data == session.sound(number, index).read_bytes()
        status, data, _ = browser.post("answer", ANSWER | {"number": number})
        assert status == 200
        assert json.loads(data) == {"answered": number + 1, "next": number + 1 if number < 5 else None}
    names = (*SECRETS, tmp_path.name, str(tmp_path), "jsonl", "test.json", *(name.name for name in tmp_path.iterdir()))
    for name in names:
        if name != "test":  # the folder's; the page says what it is
            assert name.encode() not in browser.bytes
    assert not any(sound.encode() in browser.bytes for trial in session.trials for sound in trial.sounds)


def test_an_answer_is_on_disk_before_it_is_confirmed_and_shown_again(session: Session, browser: Browser) -> None:
    assert browser.post("answer", ANSWER)[0] == 200
    lines = (session.test.answers_folder / "0000.jsonl").read_text(encoding="utf-8").splitlines()
    stored = json.loads(lines[-1])
    assert (stored["trial"], stored["choice"], stored["plays"], stored["seconds"]) == (0, "a", 2, 1.25)
    assert browser.json("trial/0")["said"] == {"choice": "a"}


def test_every_answer_carries_the_strict_headers_and_pages_load_nothing_from_elsewhere(browser: Browser) -> None:
    for path in ("", "page.js", "page.css", "state", "nowhere", "sound/0/0"):
        _, data, headers = browser.ask("GET", path)
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
        assert "Access-Control-Allow-Origin" not in headers
        if path in ("", "page.js", "page.css"):
            assert not re.search(rb"https?:|//[a-z]|style=|\son[a-z]+=|innerHTML|eval\(", data)


@pytest.mark.parametrize(
    "path",
    [
        "../../../etc/passwd",
        "..%2f..%2fetc/passwd",
        "page/../server.py",
        "server.py",
        "page.html",
        "sound/../../test.json",
        "sound/0/2",
        "sound/-1/0",
        "sound/6/0",
        "sound/999999/0",
        "sound/0",
        "sound/0/0/",
        "sound/0/0?x=1",
        "sound/٠/0",
        "trial/6",
        "trial/",
        "trial/0x0",
        "state/",
        "answer",
        "test.json",
        "answers/0000.jsonl",
    ],
)
def test_a_path_leads_nowhere_but_to_what_the_questions_need(browser: Browser, path: str) -> None:
    status, data, _ = browser.ask("GET", path.encode("utf-8").decode("latin-1") if path.isascii() else "sound/%D9%A0/0")
    assert status == 404
    assert set(json.loads(data)) == {"error"}


def test_who_does_not_know_the_token_finds_nothing(browser: Browser) -> None:
    token = browser.server.token
    assert len(token) >= 43
    for path in (
        "/",
        "/state",
        "//state",
        f"/{token}",
        f"/{token[:-1]}/",
        f"/{token}x/",
        f"/{token.swapcase()}/",
        "/../",
    ):
        assert browser.ask_raw("GET", path)[0] == 404
    assert browser.ask_raw("POST", "/answer", json.dumps(ANSWER).encode(), JSON)[0] == 404
    assert browser.json("state")["answered"] == 0


def test_another_sites_name_or_page_is_refused(browser: Browser) -> None:
    assert browser.ask("GET", "state", headers={"Host": "evil.example"})[0] == 404
    assert browser.ask("GET", "state", headers={"Host": f"localhost:{browser.server.server_port}"})[0] == 404
    body = json.dumps(ANSWER).encode()
    assert browser.ask("POST", "answer", body, JSON | {"Origin": "http://evil.example"})[0] == 403
    assert browser.ask("POST", "answer", body, JSON | {"Origin": "null"})[0] == 403
    assert browser.ask("POST", "answer", body, {"Content-Type": "text/plain"})[0] == 415
    assert browser.json("state")["answered"] == 0
    assert browser.ask("POST", "answer", body, JSON | {"Origin": browser.server.origin})[0] == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "CONNECT", "FOO"])
def test_other_methods_are_refused(browser: Browser, method: str) -> None:
    assert browser.ask(method, "state")[0] == 405


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 4000,
        b'{"number": 0}',
        json.dumps(ANSWER | {"number": "0"}).encode(),
        json.dumps(ANSWER | {"number": True}).encode(),
        json.dumps(ANSWER | {"said": "a"}).encode(),
        json.dumps(ANSWER | {"said": {"choice": ["a"]}}).encode(),
        json.dumps(ANSWER | {"said": {"choice": "c"}}).encode(),
        json.dumps(ANSWER | {"plays": -1}).encode(),
        b'{"number": 0, "said": {"choice": "a"}, "plays": 1, "seconds": NaN}',
        b'{"number": 0, "said": {"choice": "a"}, "plays": 1, "seconds": 1e999}',
    ],
)
def test_what_is_no_answer_is_refused_and_not_stored(browser: Browser, body: bytes) -> None:
    assert browser.ask("POST", "answer", body, JSON)[0] == 400
    assert browser.json("state")["answered"] == 0


def test_an_answer_to_no_question_is_refused(browser: Browser) -> None:
    for number in (-1, 6, 10**30):
        assert browser.post("answer", ANSWER | {"number": number})[0] == 404


def test_a_body_that_is_too_large_or_of_unknown_length_is_not_read(browser: Browser) -> None:
    for headers, status in (
        (f"Content-Length: {BODY_BYTES_MOST + 1}", 413),
        ("Content-Length: 999999999999", 411),
        ("Content-Length: -1", 411),
        ("X-None: 1", 411),
        ("Transfer-Encoding: chunked", 415),
    ):
        assert _raw(browser.server, headers).startswith(f"HTTP/1.0 {status} ".encode())
    assert browser.json("state")["answered"] == 0


def test_a_body_that_ends_early_is_no_answer(browser: Browser) -> None:
    reply = _raw(browser.server, "Content-Length: 400", body=json.dumps(ANSWER).encode(), end=True)
    assert reply.startswith(b"HTTP/1.0 400 ")
    assert browser.json("state")["answered"] == 0


def test_it_is_bound_to_this_machine_alone(browser: Browser) -> None:
    assert browser.server.socket.getsockname()[0] == "127.0.0.1"


def test_ratings_have_their_questions_and_one_sound_a_trial(tmp_path: Path) -> None:
    with Session(make_rating(tmp_path), "anna") as session:
        room = Room(session)
        state = json.loads(room.get("state").body)
        assert [scale["name"] for scale in state["scales"]] == ["quality", "fit"]
        assert json.loads(room.get("trial/0").body)["sounds"] == 1
        assert room.get("sound/0/0").status == 200
        assert room.get("sound/0/1").status == 404
        body = {"number": 0, "said": {"quality": 10, "fit": 0}, "plays": 1, "seconds": 3}
        assert room.post("answer", json.dumps(body).encode()).status == 200
        assert not any(secret.encode() in room.get("state").body for secret in SECRETS)


def test_serving_ends_when_the_listener_has_finished(session: Session) -> None:
    def finish(url: str) -> None:
        port, token = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/(.+)/", url).groups()  # type: ignore[union-attr]
        connection = http.client.HTTPConnection(HOST, int(port), timeout=10)
        connection.request("POST", f"/{token}/finish", body=b"{}", headers=JSON)
        assert connection.getresponse().status == 200
        connection.close()

    serve(session, finish, poll_s=0.01)


def _raw(server: LocalServer, header: str, *, body: bytes = b"", end: bool = False) -> bytes:
    """What the server says to a request with this header, as far as it gets."""
    with socket.create_connection((HOST, server.server_port), timeout=10) as connection:
        head = f"POST /{server.token}/answer HTTP/1.1\r\nHost: {HOST}:{server.server_port}\r\n"
        connection.sendall(f"{head}Content-Type: application/json\r\n{header}\r\n\r\n".encode() + body)
        if end:
            connection.shutdown(socket.SHUT_WR)
        return connection.recv(4096)
