"""Hosts make themselves known, sounds are sent to them, and nothing that was sent is lost or imported twice."""

import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from foley_bridge.client import Client
from foley_bridge.connected_hosts import HostTold
from foley_bridge.daemon.hosts import MOST_HOSTS, MOST_OFFERS, OFFER_KEPT_S, Hosts, Offer
from foley_bridge.journal.reading import JournalReader
from foley_bridge.osc import slip
from foley_bridge.osc.decode import decode_packet
from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.message import Argument, Message
from foley_bridge.protocol.answers import read_answer
from foley_bridge.transports.interface import Route
from foley_models.errors import BusyError, NotAvailableError, RequestError, UnknownIdError
from tests.bridge.daemon.served import QUICK, WAIT_S, Host, Served, served, with_tcp


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("home")) as running:
        yield running


@pytest.fixture
def film(daemon: Served) -> Iterator[Host]:
    """A host that takes sounds, known as REAPER: Film, and gone at the end."""
    with Host(daemon.session.port) as host:
        subscribe(daemon, host)
        assert host.answer().values["client"] == "REAPER: Film"
        yield host
        subscribe(daemon, host, seconds=0.0)
        assert host.answer().word in ("subscribed", "offered")


def subscribe(daemon: Served, host: Host, *, id_: str = "film", seconds: float = 20.0, **more: Argument) -> None:
    said: dict[str, Argument] = {"client": "REAPER: Film", "takes": 1, "events": 0, **more}
    pairs = [part for pair in said.items() for part in pair]
    host.send("/foley/subscribe", id_, "seconds", seconds, "token", daemon.session.token, *pairs)


def made(daemon: Served, id_: str, *, prompt: str = "boots on gravel") -> str:
    """Two sounds, asked for by somebody else; the path of the first."""
    pairs: dict[str, Argument] = {"destination": str(daemon.project)}
    with daemon.client() as client:
        answers = list(client.generate(prompt, seconds=0.5, count=2, pairs=pairs, request_id=id_))
    return next(str(one.values["path"]) for one in answers if one.word == "candidate" and one.values["index"] == 0)


def connected(daemon: Served) -> tuple[HostTold, ...]:
    with daemon.client() as client:
        return client.hosts()


def test_a_host_is_known_by_its_name_while_it_is_subscribed(daemon: Served, film: Host) -> None:
    (one,) = connected(daemon)
    assert (one.name, one.transport, one.takes, one.waiting, one.offers) == ("REAPER: Film", "udp", True, 0, 0)
    assert 0.0 <= one.heard_s < 20.0
    subscribe(daemon, film, seconds=0.0)
    assert film.answer().values["client"] == ""
    assert connected(daemon) == ()


def test_a_request_is_kept_with_the_name_of_the_host_that_asked(daemon: Served, film: Host) -> None:
    token = daemon.session.token
    film.send("/foley/generate", "asked-by-film", "boots on gravel", 0.5, 1, "token", token)
    while film.answer().word != "done":
        pass
    made(daemon, "asked-by-nobody")
    rows = {row.job.id: row.client for row in JournalReader(daemon.folders.journal_file).page(limit=20)}
    assert rows["asked-by-film"] == "REAPER: Film"
    assert rows["asked-by-nobody"] == ""


def test_who_gives_no_name_is_no_host_and_who_takes_nothing_is_not_sent_to(daemon: Served) -> None:
    made(daemon, "unsent")
    with Host(daemon.session.port) as tray, daemon.client() as client:
        tray.send("/foley/subscribe", "tray", "token", daemon.session.token)
        assert tray.answer().values["client"] == ""
        assert connected(daemon) == ()
        subscribe(daemon, tray, id_="tray", takes=0)
        assert [one.takes for one in connected(daemon)] == [False]
        with pytest.raises(NotAvailableError, match="takes no sounds"):
            client.offer("unsent", 0, "REAPER: Film")
        subscribe(daemon, tray, id_="tray", seconds=0.0)


def test_a_sound_that_is_sent_reaches_the_host_and_is_confirmed(daemon: Served, film: Host) -> None:
    path = made(daemon, "sent")
    with Host(daemon.session.port) as tray, daemon.client() as client:
        tray.send("/foley/subscribe", "tray", "token", daemon.session.token, "seconds", 60.0)
        assert tray.answer().word == "subscribed"
        answer = client.ask("/foley/offer", "sent", 0, "REAPER: Film")
        told = film.answer()
        assert (told.id, told.word) == ("film", "offered")
        assert dict(told.values) == dict(answer.values)
        assert told.values["path"] == path
        assert (told.values["prompt"], told.values["seconds"]) == ("boots on gravel", 0.5)
        assert [one.offers for one in connected(daemon)] == [1]
        film.send("/foley/imported", "m1", "sent", 0, "token", daemon.session.token)
        assert film.answer().word == "imported"
        assert [one.offers for one in connected(daemon)] == [0]
        words = [tray.answer().word for _ in range(3)]
        if "finished" in words:  # of the request, told to who subscribed in time
            words.remove("finished")
            words.append(tray.answer().word)
        assert words == ["hosts-changed", "imported", "hosts-changed"]
        tray.send("/foley/subscribe", "tray", "token", daemon.session.token, "seconds", 0.0)


def test_what_was_not_confirmed_is_told_again_by_the_next_subscription_and_once_it_was_not(
    daemon: Served, film: Host
) -> None:
    made(daemon, "lost")
    with daemon.client() as client:
        for _ in range(2):  # sent twice by a person: one offer
            client.offer("lost", 1, "REAPER: Film")
            assert film.answer().word == "offered"
    subscribe(daemon, film)
    words = [film.answer() for _ in range(2)]
    assert [one.word for one in words] == ["subscribed", "offered"]
    film.send("/foley/imported", "m2", "lost", 1, "token", daemon.session.token)
    assert film.answer().word == "imported"
    subscribe(daemon, film)
    assert film.answer().word == "subscribed"
    assert film.datagram(0.1) is None


def test_a_host_that_starts_again_under_its_name_is_told_what_waited(daemon: Served) -> None:
    made(daemon, "waits")
    with Host(daemon.session.port) as first, daemon.client() as client:
        subscribe(daemon, first, id_="first")
        first.answer()
        client.offer("waits", 0, "REAPER: Film")
        subscribe(daemon, first, id_="first", seconds=0.0)
    with Host(daemon.session.port) as second:
        subscribe(daemon, second, id_="second")
        assert [second.answer().word for _ in range(2)] == ["subscribed", "offered"]
        second.send("/foley/imported", "m", "waits", 0, "token", daemon.session.token)
        second.answer()
        subscribe(daemon, second, id_="second", seconds=0.0)
        second.answer()


def test_two_hosts_of_one_name_are_told_apart(daemon: Served, film: Host) -> None:
    made(daemon, "second")
    with Host(daemon.session.port) as other, daemon.client() as client:
        subscribe(daemon, other, id_="other")
        assert other.answer().values["client"] == "REAPER: Film (2)"
        assert [one.name for one in connected(daemon)] == ["REAPER: Film", "REAPER: Film (2)"]
        client.offer("second", 0, "REAPER: Film (2)")
        assert other.answer().values["host"] == "REAPER: Film (2)"
        assert film.datagram(0.1) is None
        subscribe(daemon, other, id_="other", seconds=0.0)


def test_a_host_whose_connection_ended_is_gone_at_the_first_try(tmp_path: Path) -> None:
    with served(tmp_path, with_tcp()) as running, running.client() as client:
        made(running, "by-tcp")
        assert running.session.tcp_port is not None
        pairs = ("client", "Max", "takes", 1, "events", 0, "token", running.session.token)
        with socket.create_connection(("127.0.0.1", running.session.tcp_port), WAIT_S) as connection:
            connection.sendall(slip.encode(encode_message(Message("/foley/subscribe", ("max", *pairs)))))
            assert connection.recv(4096)
            assert [(one.name, one.transport) for one in client.hosts()] == [("Max", "tcp")]
        with pytest.raises(NotAvailableError, match="'Max' is gone"):
            until_refused(client, "by-tcp", "Max")
        assert client.hosts() == ()


def until_refused(client: Client, request: str, host: str) -> None:
    """Send until the daemon has seen that nobody is there."""
    end_s = time.monotonic() + WAIT_S
    while time.monotonic() < end_s:
        client.offer(request, 0, host)


def test_a_host_whose_folder_is_gone_is_gone_at_the_first_try(tmp_path: Path) -> None:
    settings = replace(QUICK, network=replace(QUICK.network, spool=True))
    with served(tmp_path, settings) as running, running.client() as client:
        made(running, "by-folder")
        into = running.folders.spool / "in" / "pd"
        into.mkdir()
        pairs = ("client", "Pure Data", "takes", 1, "events", 0)
        (into / "1.tmp").write_bytes(encode_message(Message("/foley/subscribe", ("pd", *pairs))))
        (into / "1.tmp").rename(into / "1.osc")
        out = running.folders.spool / "out" / "pd"
        end_s = time.monotonic() + WAIT_S
        while not client.hosts() or any(into.iterdir()):
            assert time.monotonic() < end_s, "the packet was not taken"
        client.offer("by-folder", 0, "Pure Data")
        told = [read_answer(decode_packet(one.read_bytes())[0]) for one in sorted(out.glob("*.osc"))]
        assert [one.word for one in told] == ["subscribed", "offered"]
        into.rmdir()
        with pytest.raises(NotAvailableError, match="'Pure Data' is gone"):
            client.offer("by-folder", 1, "Pure Data")
        assert client.hosts() == ()


def test_what_cannot_be_sent_is_said(daemon: Served, film: Host) -> None:
    path = made(daemon, "gone")
    with daemon.client() as client:
        with pytest.raises(NotAvailableError, match=r"'Ardour' is not connected.*connected are 'REAPER: Film'"):
            client.offer("gone", 0, "Ardour")
        with pytest.raises(UnknownIdError, match="no candidate 7"):
            client.offer("gone", 7, "REAPER: Film")
        with pytest.raises(UnknownIdError, match="'nothing' is known"):
            client.offer("nothing", 0, "REAPER: Film")
        Path(path).unlink()
        with pytest.raises(NotAvailableError, match="not there any more"):
            client.offer("gone", 0, "REAPER: Film")
    assert [one.offers for one in connected(daemon)] == [0]


def test_a_subscription_that_makes_no_sense_is_refused(daemon: Served) -> None:
    refused: tuple[tuple[dict[str, Argument], str], ...] = (
        ({"takes": 1}, "without client"),
        ({"takes": 2, "client": "x"}, "takes is 2"),
        ({"events": -1}, "events is -1"),
        ({"client": "x" * 129}, "129 characters"),
    )
    with daemon.client() as client:
        for pairs, said in refused:
            with pytest.raises(RequestError, match=said):
                client.ask("/foley/subscribe", pairs=pairs)
    assert connected(daemon) == ()


def test_a_host_that_went_without_a_word_is_forgotten_and_what_was_sent_too_after_a_while() -> None:
    clock = [0.0]
    hosts = Hosts(lambda: clock[0])
    assert not hosts.changed()
    hosts.greet("a", _route(1), name="A", takes=True, seconds=20.0)
    assert hosts.changed()
    assert not hosts.changed()
    hosts.offer("A", _offer(0))
    assert hosts.changed()
    clock[0] = 21.0
    assert hosts.changed()
    assert hosts.connected() == ()
    with pytest.raises(NotAvailableError, match="no host that takes sounds"):
        hosts.offer("A", _offer(1))
    assert hosts.greet("b", _route(2), name="A", takes=True, seconds=20.0).offers[0].index == 0
    clock[0] = OFFER_KEPT_S + 1.0
    assert hosts.greet("b", _route(2), name="A", takes=True, seconds=20.0).offers == ()


def test_hosts_and_what_waits_for_them_are_bounded() -> None:
    hosts = Hosts(lambda: 0.0)
    for number in range(MOST_HOSTS):
        hosts.greet(f"id{number}", _route(number), name="the same", takes=True, seconds=20.0)
    assert len({one.name for one in hosts.connected()}) == MOST_HOSTS
    with pytest.raises(BusyError):
        hosts.greet("one more", _route(999), name="the same", takes=True, seconds=20.0)
    for number in range(MOST_OFFERS):
        hosts.offer("the same", _offer(number))
    with pytest.raises(BusyError):
        hosts.offer("the same", _offer(MOST_OFFERS))


def test_a_host_that_renames_itself_is_one_host() -> None:
    hosts = Hosts(lambda: 0.0)
    hosts.greet("a", _route(1), name="untitled", takes=True, seconds=20.0)
    hosts.offer("untitled", _offer(0))
    assert len(hosts.greet("a", _route(1), name="Film", takes=True, seconds=20.0).offers) == 1
    assert [one.name for one in hosts.connected()] == ["Film"]
    hosts.lose("Film", _offer(0))
    assert hosts.connected() == ()


def _route(port: int) -> Route:
    return Route("udp", f"127.0.0.1:{port + 1}")


def _offer(index: int) -> Offer:
    return Offer("r", index, "/x.wav", prompt="boots", seconds=1.0, score=0.5, rank=1, seed=7)
