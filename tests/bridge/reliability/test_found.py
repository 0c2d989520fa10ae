"""Faults that a long look found, each by the request or the moment that showed it."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from foley_bridge.daemon.inbox import MOST_BYTES, MOST_VISITS, Inbox, Visit
from foley_bridge.daemon.packs import PackShelf
from foley_bridge.daemon.post import Post
from foley_bridge.files.names import temporary_name
from foley_bridge.folders import user_folders
from foley_bridge.journal.journal import Journal
from foley_bridge.journal.records import CandidateRecord
from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.layout import BUNDLE, IMMEDIATELY, INT, TIME
from foley_bridge.osc.message import Message
from foley_bridge.protocol import answers
from foley_bridge.protocol.parse import parse
from foley_bridge.settings import EngineSettings
from foley_bridge.transports.interface import Route
from foley_bridge.transports.udp import UdpTransport
from foley_models.card import Card, read_card
from foley_models.errors import BusyError
from tests.bridge.daemon.served import QUICK, Host, Served, served


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("home")) as running:
        yield running


def test_a_bundle_of_hellos_draws_no_more_bytes_from_the_daemon_than_it_has(daemon: Served) -> None:
    for length in (16, 60, 80, 100):
        hello = encode_message(Message("/foley/hello", ("h", 1, "x", "n" * length)))
        packet = BUNDLE + TIME.pack(*IMMEDIATELY) + (INT.pack(len(hello)) + hello) * 40
        with Host(daemon.session.port) as host:
            host.send_bytes(packet)
            host.send("/foley/ping", "after", "token", daemon.session.token)
            drawn = 0
            while b"pong" not in (data := host.datagram() or b""):
                assert data, "the ping was not answered"
                drawn += len(data)
        assert drawn <= len(packet)


def test_a_pack_in_a_folder_with_a_long_path_keeps_no_client_out_and_is_no_strangers_business(tmp_path: Path) -> None:
    pack = f"/{'deep/' * 150}my-pack"
    with served(tmp_path, replace(QUICK, engine=EngineSettings(nice=0, pack=pack))) as running:
        with running.client() as client:
            assert client.ask("/foley/status").values["pack"] == pack
        with Host(running.session.port) as host:
            host.send("/foley/hello", "h", 1, "x", "n" * 256)
            assert host.answer().values["pack"] == "my-pack"


@pytest.mark.parametrize("word", ["reply", "token"])
def test_a_prompt_and_a_project_may_be_called_as_a_pair_is(daemon: Served, word: str) -> None:
    pairs = ("token", daemon.session.token, "destination", str(daemon.project), "project", word, "rate", 8000)
    with Host(daemon.session.port) as host:
        host.send("/foley/generate", f"called-{word}", word, 1.0, 1, *pairs)
        assert [one.word for one in host.answers()][-1] == "done"


def test_what_osc_cannot_say_ends_no_thread() -> None:
    transport = UdpTransport()
    try:
        assert not Post([transport]).send(Route("udp", "127.0.0.1:9"), Message("/foley/candidate", ("a\0b",)))
    finally:
        transport.close()
    assert encode_message(answers.failed("x", "internal", "half \ud800 a character, and \0"))


def test_a_folder_that_cannot_be_looked_through_keeps_no_daemon_from_starting(tmp_path: Path) -> None:
    media = tmp_path / "media"
    in_the_way = media / temporary_name("old", 0)
    in_the_way.mkdir(parents=True)  # as good as a read-only disk: it cannot be removed
    folders = user_folders(tmp_path / "own")
    with Journal(folders.journal_file) as journal:
        journal.accept("old", "{}", "udp:127.0.0.1:9")
        journal.next_queued()
        path = str(media / "gone.wav")
        journal.intend(CandidateRecord("old", 0, 1, 0.5, passed=True, seed=1, path=path, sha256="0" * 64, recipe="{}"))
    with served(tmp_path) as running, running.client() as client:
        assert client.ask("/foley/ping").word == "pong"


def test_what_a_killed_daemon_half_wrote_beside_the_session_file_is_gone_after_the_next_start(tmp_path: Path) -> None:
    state = user_folders(tmp_path / "own").state
    state.mkdir(parents=True)
    halves = [state / ".session.json.0011", state / ".token.0011"]
    for one in halves:
        one.write_text("a secret")
        os.utime(one, (0, 0))
    with served(tmp_path) as running:
        assert not any(one.exists() for one in halves)
        assert running.folders.session_file.exists()


def test_hellos_do_not_make_the_daemon_read_the_packs_card_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    class Memory:
        chosen: str | None = None

        def remember(self, _: str, value: str) -> None:
            self.chosen = value

        def recall(self, _: str) -> str | None:
            return self.chosen

    read: list[Path] = []

    def reading(file: Path) -> Card:
        read.append(file)
        return read_card(file)

    monkeypatch.setattr("foley_bridge.daemon.packs.read_card", reading)
    memory = Memory()
    shelf = PackShelf(memory, "core", Path("/nowhere/packs"))
    assert [shelf.rate_hz() for _ in range(100)] == [22_050] * 100
    assert len(read) == 1
    memory.chosen = "/nowhere"
    assert [shelf.rate_hz() for _ in range(100)] == [0] * 100


def test_a_flood_of_hellos_is_answered_only_so_often_and_who_has_the_token_always(daemon: Served) -> None:
    hello = encode_message(Message("/foley/hello", ("h", 1, "x", "n" * 256)))
    with Host(daemon.session.port) as host:
        welcomed = 0
        for _ in range(20):
            for _ in range(100):
                host.send_bytes(hello)
            host.send("/foley/ping", "after", "token", daemon.session.token)
            while b"pong" not in (data := host.datagram() or b""):
                assert data, "the ping was not answered"
                welcomed += 1
    assert 1 <= welcomed < 2000
    with daemon.client() as client:
        assert client.ask("/foley/ping").word == "pong"


def test_the_inbox_is_bounded_in_number_and_in_bytes() -> None:
    call = parse(Message("/foley/status", ("id",)))
    for size_bytes, most in ((0, MOST_VISITS), (8192, MOST_BYTES // 8192)):
        inbox, visit = Inbox(), Visit(call, Route("udp", "127.0.0.1:9"), size_bytes)
        for _ in range(most):
            inbox.put(visit)
        with pytest.raises(BusyError):
            inbox.put(visit)
        assert inbox.get(timeout_s=1.0) is visit
        inbox.put(visit)
        assert [inbox.get(timeout_s=0.0) is visit for _ in range(most + 1)] == [True] * most + [False]
        assert not inbox.full()
