"""Files that come in pieces: whole and checked, or not at all."""

import base64
import hashlib
from collections import deque
from collections.abc import Callable
from pathlib import Path

import pytest

from foley_bridge.osc.message import Message
from foley_bridge.protocol import answers
from foley_bridge.protocol.answers import read_answer
from foley_bridge.seat.fetching import Fetcher, NotSentError, Wanted
from foley_models.errors import DestinationError, FoleyError

PIECE_BYTES = 1000
DATA = bytes(number * 7 % 251 for number in range(25_500))


class Server:
    """Answers what a fetcher asks, in order, as it is told to."""

    def __init__(self, tmp_path: Path) -> None:
        self.asked: list[int] = []
        self.data = DATA
        self.sha256 = hashlib.sha256(DATA).hexdigest()
        self.spoil: Callable[[bytes], bytes] = bytes
        self.parts, self.sounds = tmp_path / "parts", tmp_path / "sounds"
        self.came: list[Path] = []
        self.failed: list[FoleyError] = []
        self.full = False  # whether the connection takes no more
        self._waiting: deque[Message] = deque()
        self.fetcher = self.new_fetcher()

    def new_fetcher(self) -> Fetcher:
        self._waiting.clear()
        return Fetcher(self.parts, send=self._send, own=self.sounds, reserved=())

    def want(self, index: int = 0, path: str = "C:\\sounds\\FEETHmn_Boots.wav", *, by: str = "") -> None:
        wanted = Wanted("take", index, path, str(self.sounds), self.came.append, self.failed.append, by=(by,))
        self.fetcher.want(wanted)

    def answer(self, most: int = 10_000) -> None:
        """Let so many pieces come."""
        while self._waiting and most:
            most -= 1
            assert self.fetcher.heard(read_answer(self._waiting.popleft()))

    def _send(self, message: Message) -> bool:
        if self.full:
            return False
        own, request, index, offset = message.arguments
        assert isinstance(offset, int)
        self.asked.append(offset)
        data = self.spoil(self.data[offset : offset + PIECE_BYTES])
        facts = (request, index, offset, len(self.data), self.sha256, base64.b64encode(data).decode())
        self._waiting.append(answers.event(str(own), "chunk", *facts))
        return True


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server(tmp_path)


def test_a_file_comes_whole_and_nothing_is_left_behind(server: Server) -> None:
    server.want()
    server.want()  # once, however often
    server.answer()
    (path,) = server.came
    assert path == server.sounds / "FEETHmn_Boots.wav"
    assert path.read_bytes() == DATA
    assert list(server.parts.iterdir()) == []
    assert len(server.asked) == len(set(server.asked)) == 26


@pytest.mark.parametrize("index", [0, 1], ids=["that comes", "that waits"])
def test_a_file_that_two_want_comes_once_and_both_are_told(server: Server, index: int) -> None:
    server.want(0)
    server.want(1)
    server.want(index, by="s-1")
    server.want(index, by="s-1")
    server.want(index)
    server.answer(1000)
    assert len(server.came) == 3


def test_what_a_full_connection_did_not_take_is_asked_again(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("foley_bridge.seat.fetching.BUSY_S", 0.0)
    server.full = True
    server.want()
    server.full = False
    server.fetcher.turn()
    server.answer(5)
    server.full = True
    server.answer()
    server.full = False
    server.fetcher.turn()
    server.answer()
    assert server.came[0].read_bytes() == DATA


def test_after_an_end_of_the_seat_only_what_is_missing_is_asked_for(server: Server) -> None:
    server.want()
    server.answer(13)
    server.fetcher, server.asked = server.new_fetcher(), []
    server.want()
    server.answer()
    assert server.came[0].read_bytes() == DATA
    assert server.asked[:2] == [0, 13_000]
    assert len(server.asked) == 14


def test_a_pulled_cable_costs_no_more_than_what_was_on_its_way(server: Server) -> None:
    server.want()
    server.answer(20)
    server.fetcher.lost()
    server.answer()  # what still comes of the old connection is nobody's
    assert server.came == []
    server.want()
    server.answer()
    assert server.came[0].read_bytes() == DATA


def test_a_file_that_is_another_one_is_tried_once_more_and_then_given_up(server: Server) -> None:
    server.sha256 = "0" * 64
    server.want()
    server.answer()
    assert server.came == []
    (error,) = server.failed
    assert isinstance(error, NotSentError)
    assert "another hash" in str(error)
    assert server.asked.count(5000) == 2
    assert list(server.parts.iterdir()) == []


def test_a_part_that_was_spoilt_on_this_disk_is_fetched_anew(server: Server) -> None:
    server.parts.mkdir(exist_ok=True)
    (server.parts / f"{server.sha256}.part").write_bytes(b"x" * 5000)
    server.want()
    server.answer()
    assert server.came[0].read_bytes() == DATA


@pytest.mark.parametrize(
    "path", ["/sounds/.bashrc", "/sounds/x.lua", "", "/sounds/", "/sounds/a:b.wav", "/sounds/.wav"]
)
def test_a_server_cannot_choose_a_name_that_is_no_sound(server: Server, path: str) -> None:
    server.want(path=path)
    server.answer()
    assert server.came == []
    assert isinstance(server.failed[0], DestinationError | NotSentError)
    assert not server.sounds.exists() or list(server.sounds.iterdir()) == []


@pytest.mark.parametrize("spoil", [lambda data: data + b"x" * 30_000, lambda _: b""])
def test_pieces_that_are_too_long_or_empty_end_it(server: Server, spoil: Callable[[bytes], bytes]) -> None:
    server.spoil = spoil
    server.want()
    server.answer()
    assert server.came == []
    assert isinstance(server.failed[0], NotSentError)


def test_a_name_that_is_taken_by_something_else_is_not_overwritten(server: Server) -> None:
    server.sounds.mkdir()
    (server.sounds / "FEETHmn_Boots.wav").write_bytes(b"mine")
    server.want()
    server.answer()
    assert server.came[0].name == "FEETHmn_Boots-2.wav"
    assert (server.sounds / "FEETHmn_Boots.wav").read_bytes() == b"mine"


def test_what_was_put_into_place_before_an_end_is_found_there(server: Server) -> None:
    server.want()
    server.answer()
    server.want(index=0)
    server.answer()
    assert server.came[0] == server.came[1]
    assert len(list(server.sounds.iterdir())) == 1


def test_nobody_is_told_of_files_that_nobody_waits_for(server: Server) -> None:
    server.want(0)
    server.want(1)
    server.answer(3)
    server.fetcher.give_up("take")
    server.answer()
    assert server.came == []
    assert server.failed == []


def test_a_busy_server_is_asked_again(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("foley_bridge.seat.fetching.BUSY_S", 0.0)
    server.want()
    assert server.fetcher.heard(read_answer(answers.failed("f1", "busy", "later")))
    server._waiting.clear()  # it was refused in place of being answered
    server.fetcher.turn()
    server.answer()
    assert server.came[0].read_bytes() == DATA
