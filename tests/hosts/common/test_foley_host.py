"""The plug-ins' host against the live daemon, and against one that lies, loses and falls silent."""

import json
import os
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.reliability.daemons import DaemonProcess
from foley_bridge.daemon.session import Session, write_session
from foley_bridge.engine.launch import Launch
from foley_bridge.folders import user_folders
from foley_bridge.journal.journal import Journal
from foley_bridge.protocol.order import Order
from tests.bridge.daemon.served import QUICK, Served, served
from tests.bridge.peers.held_worker import held_command
from tests.hosts.common.fake_daemon import FakeDaemon, fake_daemon
from tests.hosts.common.library import WAIT_S, foley_host, until

WITH_SPOOL = replace(QUICK, network=replace(QUICK.network, spool=True))


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("home"), WITH_SPOOL) as running:
        yield running


@pytest.fixture
def host(daemon: Served) -> Iterator[Any]:
    yield from _closing(foley_host.Host("test", home=daemon.folders.home))


def _closing(host: Any) -> Iterator[Any]:
    yield host
    host.close()


def ask(host: Any, daemon: Served, prompt: str = "boots on gravel", count: int = 3, **more: Any) -> Any:
    return host.generate(prompt, 0.5, count, pairs={"destination": str(daemon.project)}, **more)


def test_sounds_arrive_and_are_acknowledged(host: Any, daemon: Served) -> None:
    request = ask(host, daemon, "a reverse door")
    kinds = [one.kind for one in until(host, "done")]
    assert kinds[0] == "connected"
    assert kinds.count("candidate") == 3
    assert [one.rank for one in request.ranked()] == [1, 2, 3]
    assert all(Path(one.path).is_file() for one in request.ranked())
    best = request.ranked()[0]
    host.imported(request.id, best.index)
    until(host, "imported")
    assert best.index not in [one.index for one in request.ranked()]
    assert host.idle


def test_variations_and_imitations_are_requests_like_any_other(host: Any, daemon: Served) -> None:
    first = ask(host, daemon, "a door")
    until(host, "done")
    best = first.ranked()[0]
    varied = host.vary(first, best.index, 0.4, 2)
    guided = host.imitate(Path(best.path), foley_host.Request("", "rain", 0.5, 1), 0.7)
    until(host, "done", more=lambda: varied.final and guided.final)
    assert (varied.text, len(varied.candidates), len(guided.candidates)) == ("", 2, 1)
    kept = foley_host.Request.from_dict(json.loads(json.dumps(guided.as_dict())))
    assert (kept.address, kept.arguments, kept.pairs) == (guided.address, guided.arguments, {"seconds": 0.5})
    with Journal(daemon.folders.journal_file) as journal:
        orders = [Order.from_json(journal.job(one.id).order) for one in (varied, guided)]
    assert orders[0].source is not None
    assert (orders[0].source.candidate, orders[0].source.amount) == (f"{first.id}#{best.index}", 0.4)
    assert orders[1].imitated is not None
    assert (orders[1].imitated.recording.path, orders[1].imitated.strength) == (best.path, 0.7)


def test_what_can_neither_be_varied_nor_imitated_is_refused_at_once(host: Any) -> None:
    sound = foley_host.Request("a", "rain", 0.5, 1)
    with pytest.raises(foley_host.FoleyHostError, match=r"The amount is 1\.5: choose a number over 0"):
        host.vary(sound, 0, 1.5, 1)
    with pytest.raises(foley_host.FoleyHostError, match="The strength is 0: choose"):
        host.imitate(Path("a.wav"), sound, 0.0)
    sound.seconds = 72.0
    with pytest.raises(foley_host.FoleyHostError, match=r"72 seconds cannot be imitated: choose 0\.25 to 60 of them"):
        host.imitate(Path("a.wav"), sound, 0.5)


def test_a_kept_request_asks_for_nothing_but_sounds() -> None:
    """A project may come from anybody."""
    kept = {"id": "a", "prompt": "b", "seconds": 1, "count": 1, "pairs": {}}
    assert foley_host.Request.from_dict(kept).prompt == "b"
    kept |= {"address": "/foley/use", "arguments": ["x"]}
    with pytest.raises(foley_host.FoleyHostError, match="cannot be read"):
        foley_host.Request.from_dict(kept)


def test_what_was_imported_is_never_offered_again(host: Any, daemon: Served) -> None:
    request = ask(host, daemon)
    until(host, "done")
    host.imported(request.id, 0)
    until(host, "imported")
    kept = json.loads(json.dumps(request.as_dict()))
    later = foley_host.Host("test", home=daemon.folders.home)
    again = later.resume(foley_host.Request.from_dict(kept))
    until(later, "done")
    later.close()
    assert sorted(again.candidates) == [1, 2]
    assert again.delivered == 3


def test_many_requests_at_once_are_all_answered(host: Any, daemon: Served) -> None:
    requests = [ask(host, daemon, f"knock {number}", 2) for number in range(40)]
    until(host, "done", more=lambda: all(one.final for one in requests))
    assert [len(one.candidates) for one in requests] == [2] * 40


def test_a_refusal_is_told_in_a_sentence(host: Any, tmp_path: Path) -> None:
    request = host.generate("boots", 0.5, 1, pairs={"destination": str(tmp_path / "nowhere")})
    until(host, "failed")
    assert request.code == "bad-path"
    assert "nowhere" in request.text


@pytest.mark.parametrize(
    ("prompt", "seconds", "count", "said"),
    [
        ("", 1.0, 1, "A prompt is one line"),
        ("x" * 501, 1.0, 1, "A prompt is one line"),
        ("boots", 200.0, 1, "200 seconds cannot be made: choose 0.1 to 180"),
        ("boots", float("nan"), 1, "cannot be made"),
        ("boots", 1.0, 17, "17 sounds cannot be asked for at once: choose 1 to 16"),
    ],
)
def test_what_the_daemon_would_refuse_is_refused_at_once(prompt: str, seconds: float, count: int, said: str) -> None:
    with pytest.raises(foley_host.FoleyHostError, match=said):
        foley_host.Host("test").generate(prompt, seconds, count)


@pytest.mark.parametrize("kept", [{}, {"id": "a"}, {"id": "a", "prompt": "b", "seconds": 1, "count": 1, "pairs": 3}])
def test_a_kept_request_that_is_none_is_refused(kept: dict[str, Any]) -> None:
    with pytest.raises(foley_host.FoleyHostError):
        foley_host.Request.from_dict(kept)


def test_without_a_daemon_it_says_so_once_and_asks_when_it_is_there(tmp_path: Path) -> None:
    host = foley_host.Host("test", home=tmp_path / "own")
    request = host.generate("boots", 0.5, 1)
    events = [one for _ in range(5) for one in host.poll()]
    assert [(one.kind, one.text) for one in events] == [
        ("absent", "Foley Bridge is not running. Start it with: foley-bridge serve")
    ]
    with served(tmp_path):
        until(host, "done")
    assert len(request.candidates) == 1
    host.close()


def test_a_daemon_killed_in_the_middle_delivers_after_its_next_start_and_nothing_twice(tmp_path: Path) -> None:
    daemon = DaemonProcess(tmp_path / "own")
    project = tmp_path / "project"
    project.mkdir()
    host = foley_host.Host("test", home=daemon.home)
    with daemon:
        request = host.generate("slow boots", 0.5, 3, pairs={"destination": str(project)})
        until(host, "progress")
        daemon.kill()
        events = until(host, "absent")
        assert events[-1].text == foley_host.ABSENT
        daemon.start()
        until(host, "done")
        assert sorted(request.candidates) == [0, 1, 2]
        assert len(list((project / "Foley").glob("*.wav"))) == 3
        daemon.kill()
    host.close()


def test_a_request_is_cancelled(tmp_path: Path) -> None:
    with served(tmp_path, launch=Launch(command=held_command(), nice=0)) as daemon:
        host = foley_host.Host("test", home=daemon.folders.home)
        request = ask(host, daemon)
        until(host, "candidate")
        host.cancel(request.id)
        until(host, "failed")
        assert request.code == "cancelled"
        host.close()


def test_a_request_that_was_never_sent_is_cancelled_at_once(tmp_path: Path) -> None:
    host = foley_host.Host("test", home=tmp_path)
    request = host.generate("boots", 0.5, 1)
    host.cancel(request.id)
    assert "failed" in [one.kind for one in host.poll()]
    assert request.text == "The request was cancelled."


def test_the_spool_serves_as_well(daemon: Served) -> None:
    host = foley_host.Host("Test Host", home=daemon.folders.home, udp=False)
    request = ask(host, daemon)
    until(host, "done")
    for one in request.ranked():
        host.imported(request.id, one.index)
    until(host, "imported", more=lambda: host.idle)
    assert len(request.candidates) == 3
    assert len(list(daemon.folders.spool.glob("*/testhost-*"))) == 2
    host.close()
    assert list(daemon.folders.spool.glob("*/testhost-*")) == []


def test_where_udp_does_not_get_through_the_spool_is_taken(tmp_path: Path) -> None:
    with served(tmp_path, WITH_SPOOL) as daemon, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
        deaf.bind(("127.0.0.1", 0))
        write_session(daemon.folders, replace(daemon.session, port=deaf.getsockname()[1]))
        host = foley_host.Host("test", home=daemon.folders.home)
        request = ask(host, daemon)
        until(host, "done")
        assert len(request.candidates) == 3
        host.close()
        token = daemon.session.token.encode()
        deaf.settimeout(0)
        assert token not in deaf.recv(65536)  # nothing but hello: whoever is there proved nothing


def test_who_does_not_know_the_token_is_not_shown_it(tmp_path: Path) -> None:
    with fake_daemon(tmp_path, honest=False) as liar:
        host = foley_host.Host("test", home=tmp_path)
        host.generate("boots", 0.5, 1)
        events = _together(host, liar, "absent")
        assert events[-1].text.startswith(f"Something else than Foley Bridge answers at UDP port {liar.port}")
        assert not [data for data in liar.seen if liar.token.encode() in data]
        host.close()


def _together(host: Any, daemon: FakeDaemon, kind: str) -> list[Any]:
    """Poll both until an event of this kind comes."""
    events: list[Any] = []
    for _ in range(2000):
        daemon.take()
        events += host.poll()
        if any(one.kind == kind for one in events):
            return events
    raise AssertionError(f"no {kind} came, but {events}")


@pytest.fixture
def told(tmp_path: Path) -> Iterator[tuple[FakeDaemon, Any, Any, Clock]]:
    """A fake daemon that heard a request, its host, the request, and the host's clock."""
    clock = Clock()
    with fake_daemon(tmp_path) as daemon:
        host = foley_host.Host("test", home=tmp_path, clock=clock)
        request = host.generate("boots", 0.5, 2)
        _together(host, daemon, "connected")
        while not daemon.heard:
            host.poll()
            daemon.take()
        yield daemon, host, request, clock
        host.close()


def _heard_after(daemon: FakeDaemon, host: Any, clock: Clock, *, later_s: float) -> list[str]:
    daemon.heard.clear()
    clock.now_s += later_s
    host.poll()
    while daemon.take() is not None:
        host.poll()
    return [message.address for message in daemon.heard]


def test_what_is_not_answered_is_sent_again_and_what_is_answered_is_not(told: Any) -> None:
    daemon, host, request, clock = told
    assert _heard_after(daemon, host, clock, later_s=0.5) == []
    assert _heard_after(daemon, host, clock, later_s=0.6) == ["/foley/generate"]
    daemon.say("/foley/accepted", request.id, 0)
    _together(host, daemon, "accepted")
    assert _heard_after(daemon, host, clock, later_s=5.0) == []
    assert _heard_after(daemon, host, clock, later_s=6.0) == ["/foley/generate"]


def test_a_full_queue_is_asked_again_later(told: Any) -> None:
    daemon, host, request, clock = told
    daemon.say("/foley/failed", request.id, "busy", "The queue is full.")
    while not request.text:
        host.poll()
    assert request.text == "The queue is full."
    assert not request.final
    assert _heard_after(daemon, host, clock, later_s=3.0) == []
    assert _heard_after(daemon, host, clock, later_s=3.0) == ["/foley/generate"]


def test_an_offer_that_was_lost_is_asked_for_before_it_is_done(told: Any) -> None:
    daemon, host, request, clock = told
    daemon.say("/foley/candidate", request.id, 1, 2, 0.5, 1, "/b.wav", 7)
    daemon.say("/foley/done", request.id, 2, 0, "")
    _together(host, daemon, "candidate")
    while daemon.heard[-1:] != daemon.heard[1:2]:
        host.poll()
        daemon.take()
    assert not request.final
    assert _heard_after(daemon, host, clock, later_s=0.0) == [] or not request.final
    daemon.say("/foley/candidate", request.id, 0, 1, 0.6, 1, "/a.wav", 6)
    daemon.say("/foley/done", request.id, 2, 0, "")
    _together(host, daemon, "done")
    assert [one.path for one in request.ranked()] == ["/a.wav", "/b.wav"]


def test_a_daemon_that_falls_silent_is_looked_for_anew(told: Any) -> None:
    daemon, host, request, clock = told
    clock.now_s += foley_host.SILENCE_MOST_S + 1
    events = host.poll()
    assert [one.kind for one in events] == ["absent"]
    assert "does not answer any more" in events[0].text
    clock.now_s += foley_host.LOOK_S + 0.1
    _together(host, daemon, "connected")
    assert _heard_after(daemon, host, clock, later_s=0.0) or daemon.take() is None
    assert not request.final


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"/foley/candidate",
        b"#bundle\0" + bytes(8),
        foley_host.encode("/foley/candidate", "ID", 1),
        foley_host.encode("/foley/candidate", "ID", "a", "b", "c", "d", "e", "f"),
        foley_host.encode("/foley/done", "ID"),
        foley_host.encode("/foley/progress", "ID", "load", "much", 1),
        foley_host.encode("/foley/ranking", "ID", 99, 98),
        foley_host.encode("/foley/welcome", "x"),
        foley_host.encode("/foley/invented", "ID", 1, 2, 3),
        foley_host.encode("/foley/accepted"),
    ],
)
def test_answers_that_are_none_change_nothing(told: Any, data: bytes) -> None:
    daemon, host, request, _ = told
    daemon.say_bytes(data.replace(b"ID\0\0", request.id.encode() + bytes(4 - len(request.id) % 4)))
    daemon.say("/foley/accepted", request.id, 3)
    _together(host, daemon, "accepted")
    assert (request.state, request.place, request.candidates) == ("queued", 3, {})


def test_a_session_file_that_others_could_have_written_is_not_believed(tmp_path: Path) -> None:
    folders = user_folders(tmp_path)
    write_session(folders, Session(9, os.getpid(), "0" * 64, None, "1"))
    folders.session_file.chmod(0o644)
    host = foley_host.Host("test", home=tmp_path)
    host.poll()
    assert host.problem == f"{folders.session_file} cannot be used: remove it and start Foley Bridge again."


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"port": 0, "pid": 1, "token": ""}', '{"port": 1, "pid": 4000000}'])
def test_a_session_file_that_is_none_is_told(tmp_path: Path, text: str) -> None:
    folders = user_folders(tmp_path)
    write_session(folders, Session(9, os.getpid(), "0" * 64, None, "1"))
    folders.session_file.write_text(text)
    host = foley_host.Host("test", home=tmp_path)
    host.poll()
    assert host.problem


@pytest.mark.parametrize("udp", [True, False], ids=["udp", "spool"])
def test_what_a_person_sends_arrives_until_it_is_imported(daemon: Served, udp: bool) -> None:  # noqa: FBT001  # a case
    clock = Clock()
    host = foley_host.Host("test", home=daemon.folders.home, udp=udp, clock=clock)
    name = f"Test: {'udp' if udp else 'spool'}"
    host.listen(name)
    with daemon.client() as client:
        for _ in client.generate("a door slams", seconds=0.5, count=1, request_id=name.replace(": ", "-")):
            pass
        until(host, "connected", more=lambda: any(one.name == name for one in client.hosts()))
        client.offer(name.replace(": ", "-"), 0, name)
        (event,) = (one for one in until(host, "offered") if one.kind == "offered")
        offer = event.offer
        assert (offer.request_id, offer.prompt, offer.seconds) == (name.replace(": ", "-"), "a door slams", 0.5)
        assert (offer.candidate.index, offer.candidate.rank) == (0, 1)
        assert Path(offer.candidate.path).is_file()
        assert host.idle  # nothing is asked by listening
        clock.now_s += 7.0
        assert [one.offer for one in until(host, "offered") if one.kind == "offered"] == [offer]
        host.imported(offer.request_id, offer.candidate.index)
        until(host, "imported")
        clock.now_s += 7.0
        host.poll()
        assert [one.offers for one in client.hosts() if one.name == name] == [0]
        host.close()
        if udp:  # over the folder, nobody says goodbye
            end_s = time.monotonic() + WAIT_S
            while any(one.name == name for one in client.hosts()):
                assert time.monotonic() < end_s, "it is still there"


def test_who_listens_no_more_is_not_known_any_more(daemon: Served, host: Any) -> None:
    host.listen("Test: " + "x" * 200)
    with daemon.client() as client:
        until(host, "connected", more=lambda: any(one.name.startswith("Test: x") for one in client.hosts()))
        host.listen("")
        end_s = time.monotonic() + WAIT_S
        while any(one.name.startswith("Test: x") for one in client.hosts()):
            assert time.monotonic() < end_s, "it is still there"
