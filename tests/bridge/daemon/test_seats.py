"""Hosts elsewhere: their turn in the queue, and the files that they have sent to them."""

import base64
import hashlib
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from foley_bridge.daemon.seats import exposure
from foley_bridge.osc import slip
from foley_bridge.osc.decode import decode_packet
from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.message import Argument, Message
from foley_bridge.protocol.answers import Answer, read_answer
from tests.bridge.daemon.served import WAIT_S, Served, served, with_tcp

FRAME_BYTES = 65_536


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("home"), with_tcp()) as running:
        yield running


class Wire:
    """One TCP connection to the daemon."""

    def __init__(self, daemon: Served, token: str | None = None) -> None:
        assert daemon.session.tcp_port is not None
        self._token = daemon.session.token if token is None else token
        self._socket = socket.create_connection(("127.0.0.1", daemon.session.tcp_port), timeout=WAIT_S)
        self._frames = slip.Decoder(FRAME_BYTES)
        self._waiting: list[Answer] = []

    def __enter__(self) -> "Wire":
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def say(self, address: str, *arguments: Argument) -> None:
        message = Message(address, (*arguments, "token", self._token) if self._token else arguments)
        self._socket.sendall(slip.encode(encode_message(message)))

    def answer(self) -> Answer:
        while not self._waiting:
            data = self._socket.recv(FRAME_BYTES)
            assert data, "the daemon closed the connection"
            for packet in self._frames.feed(data):
                self._waiting += map(read_answer, decode_packet(packet, limit_bytes=FRAME_BYTES))
        return self._waiting.pop(0)

    def until(self, word: str) -> Answer:
        while (answer := self.answer()).word != word:
            assert not answer.final, answer
        return answer


def test_seats_take_turns_over_one_connection_and_over_many(daemon: Served) -> None:
    with Wire(daemon) as one, Wire(daemon) as other:
        one.say("/foley/generate", "hold", "held boots", 0.5, 1, "seat", "edit-1")
        assert one.until("progress").id == "hold"
        places = []
        for name, seat in (("a1", "edit-1"), ("a2", "edit-1"), ("b1", "edit-2"), ("c1", "edit-3"), ("b2", "edit-2")):
            wire = other if seat == "edit-2" else one
            wire.say("/foley/generate", name, "boots", 0.5, 1, "seat", seat)
            places.append(wire.until("accepted").values["place"])
        # edit-1 was served last, with the one that runs, so the others come before its next.
        assert places == [0, 1, 0, 1, 3]
        one.say("/foley/cancel", "x", "hold")
        assert one.until("failed").values["code"] == "cancelled"
        order = [one.until("done").id for _ in range(3)]
        assert order == ["c1", "a1", "a2"]
        assert [other.until("done").id for _ in range(2)] == ["b1", "b2"]


def test_the_same_request_said_by_another_seat_is_the_same_request(daemon: Served) -> None:
    with Wire(daemon) as wire:
        wire.say("/foley/generate", "moved", "boots", 0.5, 1, "seat", "edit-1")
        assert wire.until("done").id == "moved"
        wire.say("/foley/generate", "moved", "boots", 0.5, 1, "seat", "edit-9")
        assert [wire.answer().word for _ in range(2)] == ["candidate", "done"]


@pytest.mark.parametrize("seat", ["", "s" * 65])
def test_a_seat_has_a_name(daemon: Served, seat: str) -> None:
    with Wire(daemon) as wire:
        wire.say("/foley/status", "s", "seat", seat)
        answer = wire.answer()
        assert answer.values["code"] == "bad-request"
        assert "1 to 64 characters" in str(answer.values["text"])


def test_a_file_is_fetched_in_pieces_from_wherever_one_is(daemon: Served) -> None:
    with Wire(daemon) as wire:
        wire.say("/foley/generate", "sent", "boots", 2.0, 1)
        candidate = wire.until("candidate")
        wire.until("done")
        path, index = Path(str(candidate.values["path"])), int(candidate.values["index"])
        data = b""
        while True:
            wire.say("/foley/fetch", f"f{len(data)}", "sent", index, len(data))
            piece = wire.answer()
            assert piece.word == "chunk"
            data += base64.b64decode(str(piece.values["data"]), validate=True)
            if len(data) == piece.values["size"]:
                break
        assert data == path.read_bytes()
        assert hashlib.sha256(data).hexdigest() == piece.values["sha256"]
        for request, at, offset, code in (
            ("sent", index, len(data) + 1, "bad-request"),
            ("sent", index, -1, "bad-request"),
            ("sent", 77, 0, "unknown-id"),
            ("never", 0, 0, "unknown-id"),
        ):
            wire.say("/foley/fetch", "f", request, at, offset)
            assert wire.answer().values["code"] == code


def test_what_took_the_place_of_a_sound_is_not_handed_out(daemon: Served, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("not a sound")
    with Wire(daemon) as wire:
        wire.say("/foley/generate", "swapped", "boots", 0.5, 1)
        candidate = wire.until("candidate")
        wire.until("done")
        path = Path(str(candidate.values["path"]))
        path.unlink()
        for kind in ("link", "folder", "nothing"):
            if kind == "link":
                path.symlink_to(secret)
            elif kind == "folder":
                path.mkdir()
            wire.say("/foley/fetch", "f", "swapped", int(candidate.values["index"]), 0)
            assert wire.answer().values["code"] == "not-available"
            if path.is_symlink():
                path.unlink()
            elif path.exists():
                path.rmdir()


@pytest.mark.parametrize("token", ["", "0" * 64])
def test_without_the_token_nothing_happens(daemon: Served, token: str) -> None:
    with Wire(daemon) as good, Wire(daemon, token) as stranger:
        for address, arguments in (
            ("/foley/generate", ("stolen", "boots", 0.5, 1)),
            ("/foley/fetch", ("f", "sent", 0, 0)),
            ("/foley/cancel", ("c", "sent")),
            ("/foley/status", ("s",)),
        ):
            stranger.say(address, *arguments)
            assert stranger.answer().values["code"] == "unauthorised"
        good.say("/foley/cancel", "c", "stolen")
        assert good.answer().values["code"] == "unknown-id"


def test_an_address_that_others_reach_is_told_and_loopback_is_not() -> None:
    assert exposure("127.0.0.1", 9000) == exposure("::1", 9000) == ""
    assert "every network of this machine" in exposure("0.0.0.0", 9000)
    assert "public internet" in exposure("8.8.8.8", 9000)
    assert "public internet" not in exposure("10.8.0.1", 9000)
