"""A connection that takes no more for a while loses nothing that a seat has to say."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from foley_bridge.osc.message import Message
from foley_bridge.seat.fetching import Fetcher
from foley_bridge.seat.open_requests import OpenRequests
from foley_bridge.seat.paths import SharedFolders
from foley_bridge.seat.store import SeatStore
from foley_bridge.seat.terms import Terms


class Connection:
    """Takes what is sent, or nothing while it is full."""

    def __init__(self) -> None:
        self.full = False
        self.sent: list[Message] = []

    def send(self, message: Message) -> bool:
        if not self.full:
            self.sent.append(message)
        return not self.full


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SeatStore]:
    with SeatStore(tmp_path / "seat.sqlite3") as one:
        yield one


@pytest.fixture
def connection() -> Connection:
    return Connection()


@pytest.fixture
def requests(store: SeatStore, connection: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OpenRequests:
    monkeypatch.setattr("foley_bridge.seat.open_requests.BUSY_S", 0.0)
    monkeypatch.setattr("foley_bridge.seat.errands.BUSY_S", 0.0)
    fetcher = Fetcher(tmp_path / "parts", send=connection.send, own=tmp_path, reserved=())
    terms = Terms(store, SharedFolders(), mark="0123abcd", sounds=tmp_path)
    one = OpenRequests(store, terms, fetcher, send=connection.send, tell=lambda *_: True, tell_all=lambda *_: None)
    one.begin()
    return one


def test_a_request_that_the_connection_did_not_take_is_sent_when_it_does(
    requests: OpenRequests, store: SeatStore, connection: Connection
) -> None:
    connection.full = True
    message = Message("/foley/generate", ("one.0123abcd", "boots", 1.0, 1))
    requests.add(store.keep("one", "one.0123abcd", "asked", message=message, route="udp:127.0.0.1:9", destination=""))
    requests.turn()
    assert requests.full(512), "hosts wait, as where the server's queue is full"
    connection.full = False
    requests.turn()
    assert connection.sent == [message]


def test_so_is_what_the_server_must_hear_some_time(requests: OpenRequests, connection: Connection) -> None:
    connection.full = True
    requests.errands.add(Message("/foley/imported", ("one.0123abcd", 0)))
    requests.errands.add(Message("/foley/imported", ("one.0123abcd", 1)))
    connection.full = False
    requests.turn()
    requests.turn()
    assert [one.arguments for one in connection.sent] == [("e1", "one.0123abcd", 0), ("e2", "one.0123abcd", 1)]
