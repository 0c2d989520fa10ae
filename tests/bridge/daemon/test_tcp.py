"""Many that connect and send next to nothing, and a host that is served all the while."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from foley_bridge.osc import slip
from foley_bridge.osc.decode import decode_packet
from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.message import Argument, Message
from foley_bridge.protocol.answers import Answer, read_answer
from foley_bridge.transports.tcp import MOST_CONNECTIONS
from tests.bridge.daemon.served import WAIT_S, Served, served, with_tcp

IDLE = MOST_CONNECTIONS + 16


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("home"), with_tcp()) as running:
        yield running


def connected(daemon: Served) -> socket.socket:
    assert daemon.session.tcp_port is not None
    return socket.create_connection(("127.0.0.1", daemon.session.tcp_port), timeout=WAIT_S)


def say(client: socket.socket, address: str, *arguments: Argument) -> None:
    client.sendall(slip.encode(encode_message(Message(address, arguments))))


def answers_to(client: socket.socket) -> Iterator[Answer]:
    decoder = slip.Decoder()
    while data := client.recv(65_536):
        for packet in decoder.feed(data):
            yield from map(read_answer, decode_packet(packet))


class Loris:
    """Keeps more connections open than there are places, each with a packet that never ends, and replaces lost ones."""

    def __init__(self, daemon: Served) -> None:
        self._daemon = daemon
        self.has_lost = threading.Event()  # so all places are taken
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> "Loris":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closed.set()
        self._thread.join()

    def _run(self) -> None:
        with ExitStack() as all_of_them:
            open_ones = [all_of_them.enter_context(connected(self._daemon)) for _ in range(IDLE)]
            while not self._closed.wait(0.1):
                for place, one in enumerate(open_ones):
                    try:
                        one.sendall(b"/")
                    except ConnectionError:
                        self.has_lost.set()
                        one.close()
                        with suppress(OSError):
                            open_ones[place] = all_of_them.enter_context(connected(self._daemon))


def test_slow_senders_keep_nobody_out(daemon: Served) -> None:
    token = daemon.session.token
    with Loris(daemon) as loris:
        assert loris.has_lost.wait(WAIT_S)
        for number in range(3):
            with connected(daemon) as good:
                say(good, "/foley/generate", f"good{number}", "slow boots", 0.5, 2, "token", token)
                answers: list[Answer] = []
                for answer in answers_to(good):
                    answers.append(answer)
                    if answer.final:
                        break
            words = [one.word for one in answers if one.word != "progress"]
            assert words == ["accepted", "candidate", "candidate", "done"]
            assert all(Path(str(one.values["path"])).is_file() for one in answers if one.word == "candidate")


def test_who_gave_way_connects_again_and_asks_by_the_same_id(daemon: Served) -> None:
    token = daemon.session.token
    with ExitStack() as all_of_them:
        silent = all_of_them.enter_context(connected(daemon))
        say(silent, "/foley/generate", "silent", "boots", 0.5, 2, "token", token)
        for answer in answers_to(silent):
            if answer.final:
                break
        for number in range(MOST_CONNECTIONS):
            one = all_of_them.enter_context(connected(daemon))
            say(one, "/foley/ping", f"p{number}", "token", token)
            assert next(answers_to(one)).word == "pong"
        assert list(answers_to(silent)) == []  # its end
        again = all_of_them.enter_context(connected(daemon))
        say(again, "/foley/generate", "silent", "boots", 0.5, 2, "token", token)
        heard = answers_to(again)
        assert [next(heard).word for _ in range(3)] == ["candidate", "candidate", "done"]
