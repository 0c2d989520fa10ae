"""The doctor's look at UDP and at the daemon: a real socket stands for the daemon."""

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from foley_bridge.daemon.instance import single_instance
from foley_bridge.daemon.session import Session, new_token, write_session
from foley_bridge.doctor import connections
from foley_bridge.doctor.context import Context, context_of
from foley_bridge.doctor.finding import Level
from foley_bridge.folders import user_folders
from foley_bridge.osc.decode import decode_packet

TOKEN = new_token()


@pytest.fixture
def context(tmp_path: Path) -> Context:
    return context_of(user_folders(tmp_path), {})


@pytest.fixture
def daemon_socket(context: Context) -> Iterator[socket.socket]:
    """Bound, with a session file that names it and the lock held."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        one.settimeout(30)
        write_session(context.folders, Session(one.getsockname()[1], os.getpid(), TOKEN, None, "9.9"))
        with single_instance(context.folders.lock_file):
            yield one


def test_udp_on_this_machine_works(context: Context) -> None:
    (finding,) = connections.check_udp(context)
    assert finding.level is Level.OK


def test_without_a_daemon_the_way_to_start_one_is_named(context: Context) -> None:
    (finding,) = connections.check_daemon(context)
    assert (finding.level, finding.remedy) == (Level.NOTE, "Start one: foley-bridge serve")


def test_a_daemon_that_answers_is_fine_and_its_token_is_not_shown(
    context: Context, daemon_socket: socket.socket
) -> None:
    asked = []

    def answer() -> None:
        data, caller = daemon_socket.recvfrom(9000)
        asked.extend(decode_packet(data))
        daemon_socket.sendto(b"any answer", caller)

    thread = threading.Thread(target=answer)
    thread.start()
    (finding,) = connections.check_daemon(context)
    thread.join()
    assert finding.level is Level.OK
    assert "9.9" in finding.sentence
    assert TOKEN not in finding.sentence
    (ping,) = asked
    assert (ping.address, ping.arguments[1:]) == ("/foley/ping", ("token", TOKEN))


def test_a_daemon_that_does_not_answer_is_a_problem(
    context: Context, daemon_socket: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "ANSWER_TIMEOUT_S", 0.1)
    (finding,) = connections.check_daemon(context)
    assert finding.level is Level.PROBLEM
    assert str(os.getpid()) in finding.sentence


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX's")
def test_a_session_file_that_others_can_read_is_a_problem(context: Context, daemon_socket: socket.socket) -> None:
    context.folders.session_file.chmod(0o644)
    (finding,) = connections.check_daemon(context)
    assert finding.level is Level.PROBLEM
    assert TOKEN not in finding.sentence
