"""Who may ask, who is answered, and with how much."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from foley_bridge.daemon.session import proof
from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.message import Argument, Message
from foley_bridge.protocol.table import TO_DAEMON
from foley_models.errors import NotAvailableError, RequestError
from tests.bridge.daemon.served import Host, Served, served

NONCE = "n" * 256


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("home")) as running:
        yield running


@pytest.fixture
def host(daemon: Served) -> Iterator[Host]:
    with Host(daemon.session.port) as one:
        yield one


def silent(host: Host, token: str) -> bool:
    """Whether the daemon said nothing to what was sent before: an answer to a ping comes after it, and first of all."""
    host.send("/foley/ping", "after", "token", token)
    return host.answer().id == "after"


def test_hello_is_answered_with_a_proof_that_only_this_daemon_can_make(daemon: Served, host: Host) -> None:
    host.send("/foley/hello", "h", 1, "test", NONCE)
    welcome = host.answer()
    assert welcome.word == "welcome"
    assert welcome.values["proof"] == proof(daemon.session.token, NONCE, daemon.session.port)
    assert welcome.values["proof"] != proof(daemon.session.token, NONCE, daemon.session.port + 1)
    assert (welcome.values["pack"], welcome.values["rate"]) == ("core", 22_050)


@pytest.mark.parametrize("length", [16, 60, 100, 120, 140, 160, 200, 512])
def test_a_stranger_never_gets_more_bytes_than_it_sent(daemon: Served, host: Host, length: int) -> None:
    hello = encode_message(Message("/foley/hello", ("h", 1, "x", "n" * length)))
    host.send_bytes(hello)
    host.send("/foley/ping", "after", "token", daemon.session.token)
    data = host.datagram()
    assert data is not None
    assert b"pong" in data or len(data) <= len(hello)


@pytest.mark.parametrize("address", [one.path for one in TO_DAEMON if one.word != "hello"])
@pytest.mark.parametrize("token", [(), ("token", ""), ("token", "0" * 64)])
def test_without_the_token_there_is_silence(
    daemon: Served, host: Host, *, address: str, token: tuple[Argument, ...]
) -> None:
    host.send(address, "id", *token)
    assert silent(host, daemon.session.token)


def test_a_hello_with_a_wrong_token_or_to_another_port_of_a_victim_gets_silence(daemon: Served, host: Host) -> None:
    host.send("/foley/hello", "h", 1, "x", NONCE, "token", "0" * 64)
    assert silent(host, daemon.session.token)
    with Host(daemon.session.port) as victim:
        host.send("/foley/hello", "h", 1, "x", NONCE, "reply", victim.port)
        assert host.answer().word == "welcome"
        assert victim.datagram(0.2) is None


@pytest.mark.parametrize(
    "junk",
    [
        b"",
        b"/",
        b"/foley/ping",
        bytes.fromhex("2fff0000"),
        bytes.fromhex("2362756e646c65000000000000000001fffffffc"),
        b"#bundle\0" + b"\xff" * 8 + b"\0\0\0\x08/a\0\0,\0\0\0",
        b"/foley/" + b"*" * 28 + b"!" + b"\0" * 4 + b",\0\0\0",
        b"x" * 60_000,
    ],
)
def test_bytes_that_are_no_packet_get_silence_and_do_no_harm(daemon: Served, host: Host, junk: bytes) -> None:
    host.send_bytes(junk)
    assert silent(host, daemon.session.token)


def test_who_knows_the_token_is_told_what_is_wrong(daemon: Served, host: Host) -> None:
    token = daemon.session.token
    host.send("/foley/genrate", "a", "token", token)
    answer = host.answer()
    assert (answer.word, answer.id, answer.values["code"]) == ("failed", "a", "unknown-address")
    host.send("/foley/generate", "b", "boots", 4.0, "token", token)
    assert host.answer().values["code"] == "bad-request"
    host.send_bytes(b"/foley/ping\0,z\0\0" + token.encode())
    answer = host.answer()
    assert (answer.id, answer.values["code"]) == ("", "bad-request")
    host.send("/foley/ping", "c", "token", token, "reply", 99_999)
    assert "reply is 99999" in str(host.answer().values["text"])


def test_answers_go_to_the_reply_port_that_was_asked_for(daemon: Served, host: Host) -> None:
    with Host(daemon.session.port) as listener:
        host.send("/foley/ping", "r", "token", daemon.session.token, "reply", listener.port)
        assert listener.answer().word == "pong"


def test_a_bundle_is_taken_apart(daemon: Served, host: Host) -> None:
    inner = encode_message(Message("/foley/ping", ("in", "token", daemon.session.token)))
    bundle = b"#bundle\0" + (1).to_bytes(8, "big") + (len(inner).to_bytes(4, "big") + inner) * 2
    host.send_bytes(bundle)
    assert [host.answer().id, host.answer().id] == ["in", "in"]


def test_another_protocol_is_refused_in_words(daemon: Served, host: Host) -> None:
    host.send("/foley/hello", "h", 2, "test", NONCE, "token", daemon.session.token)
    assert "speaks protocol 1" in str(host.answer().values["text"])


def test_strangers_fill_no_log(tmp_path: Path) -> None:
    from foley_bridge.logs import LOG_FILE, open_log

    log = open_log(tmp_path / "logs")
    try:
        with served(tmp_path) as running, Host(running.session.port) as host:
            for _ in range(3000):
                host.send("/foley/ping", "x")
            assert silent(host, running.session.token)
    finally:
        log.close()
    lines = (tmp_path / "logs" / LOG_FILE).read_text(encoding="utf-8").splitlines()
    assert 1 < len(lines) < 50
    assert not any(running.session.token in line for line in lines)


def test_the_client_refuses_a_daemon_that_cannot_prove_itself(daemon: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    from foley_bridge import client as module

    monkeypatch.setattr(module, "proof", lambda *_: "0" * 64)
    with pytest.raises(NotAvailableError, match="Something else than the daemon answers"):
        daemon.client()


def test_the_client_says_when_a_request_is_too_large_to_be_sent(daemon: Served) -> None:
    with daemon.client() as client, pytest.raises(RequestError, match="8192"):
        client.ask("/foley/use", "x" * 9000)


def test_a_ping_is_answered_while_the_dispatcher_is_busy(daemon: Served, host: Host) -> None:
    token = daemon.session.token
    for number in range(200):
        host.send("/foley/status", f"s{number}", "token", token)
    began_s = time.monotonic()
    host.send("/foley/ping", "now", "token", token)
    while host.answer().id != "now":
        assert time.monotonic() - began_s < 10
