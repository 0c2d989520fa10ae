"""liblo's oscsend and oscdump as a host in a shell."""

import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest

from foley_bridge.daemon.session import proof
from tests.bridge.daemon.served import Served
from tests.bridge.peers.heard import EXAMPLES, PATIENCE_S, check_whole_way, heard_in, run_host

pytestmark = pytest.mark.skipif(
    not (shutil.which("oscsend") and shutil.which("oscdump") and shutil.which("stdbuf")),
    reason="oscsend or oscdump is missing: install liblo-tools",
)


def free_port() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def test_from_a_shell_it_goes_the_whole_way(daemon: Served, home: Path) -> None:
    session = daemon.session
    command = ("sh", str(EXAMPLES / "liblo_host.sh"), str(session.port), session.token, "lo", "boots on gravel")
    first, again = (heard_in(run_host((*command, "0.5", "3", free_port())), home) for _ in range(2))
    check_whole_way(first, again)


def test_a_refusal_is_shown_and_ends_it(daemon: Served) -> None:
    script, session = str(EXAMPLES / "liblo_host.sh"), daemon.session
    command = ("sh", script, str(session.port), session.token, "lo-long", "boots", "200", "3", free_port())
    ran = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert ran.returncode == 1
    assert ran.stdout.startswith('/foley/failed "bad-request" "')


def test_the_proof_comes_to_the_reply_port_of_a_hello_with_the_token(daemon: Served) -> None:
    session, nonce, reply = daemon.session, "short-but-random", free_port()
    hello = ("/foley/hello", "sisssssi", "lo-hello", "1", "liblo", nonce, "token", session.token, "reply", reply)
    with subprocess.Popen(("stdbuf", "-oL", "oscdump", reply), stdout=subprocess.PIPE, text=True) as dump:
        assert dump.stdout is not None
        try:
            _wait_until_somebody_listens(int(reply))
            subprocess.run(("oscsend", "127.0.0.1", str(session.port), *hello), timeout=PATIENCE_S, check=True)
            welcome = dump.stdout.readline()
        finally:
            dump.kill()
    assert proof(session.token, nonce, session.port) in welcome


def _wait_until_somebody_listens(port: int) -> None:
    """A datagram to a port where nobody listens is refused by the system, which the next one is told."""
    deadline_s = time.monotonic() + PATIENCE_S
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as knocking:
        knocking.connect(("127.0.0.1", port))
        while time.monotonic() < deadline_s:
            try:
                knocking.send(b"")
                knocking.send(b"")
            except ConnectionRefusedError:
                time.sleep(0.01)
            else:
                return
    raise AssertionError("oscdump does not listen")
