"""python-osc's clients and server as the host's side, over UDP and over TCP."""

import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from foley_bridge.osc.decode import decode_packet
from foley_bridge.osc.encode import encode_message
from foley_bridge.protocol import answers
from tests.bridge.daemon.served import Served
from tests.bridge.peers.heard import EXAMPLES, PATIENCE_S, check_whole_way, heard_in, run_host

UDP_HOST = (sys.executable, str(EXAMPLES / "python_host.py"))
TCP_HOST = (sys.executable, str(EXAMPLES / "python_tcp_host.py"), "127.0.0.1")


def test_over_udp_it_goes_the_whole_way(daemon: Served, home: Path) -> None:
    session = daemon.session
    command = (*UDP_HOST, str(session.port), session.token, "py-udp", "boots on gravel", "0.5", "3", str(home))
    check_whole_way(heard_in(run_host(command), home), heard_in(run_host(command), home))


def test_over_tcp_it_goes_the_whole_way(daemon: Served, home: Path) -> None:
    session = daemon.session
    command = (*TCP_HOST, str(session.tcp_port), session.token, "py-tcp", "boots on gravel", "0.5", "3")
    check_whole_way(heard_in(run_host(command), home), heard_in(run_host(command), home))


def test_a_later_better_candidate_is_the_one_it_imports(daemon: Served, home: Path) -> None:
    session = daemon.session
    command = (*UDP_HOST, str(session.port), session.token, "py-rank", "boots reverse", "0.5", "3", str(home))
    lines = run_host(command)
    assert "/foley/ranking 2 1 0" in lines
    assert lines[-1].startswith("/foley/event py-rank-2 imported py-rank 2 ")


def test_it_never_shows_the_token_to_a_program_that_cannot_prove_that_it_knows_it() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as impostor:
        impostor.bind(("127.0.0.1", 0))
        impostor.settimeout(PATIENCE_S)
        port, seen = impostor.getsockname()[1], list[bytes]()
        answering = threading.Thread(target=_answer_wrongly, args=(impostor, seen.append))
        answering.start()
        command = (*UDP_HOST, str(port), "5ec2e7" * 10, "py-fooled", "boots", "0.5", "3", "/")
        ran = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
        impostor.sendto(b"", ("127.0.0.1", port))
        answering.join()
    assert (ran.returncode, ran.stderr.strip()) == (1, "it is not the daemon that answers")
    assert seen
    assert not any(b"5ec2e7" in one for one in seen)


def _answer_wrongly(impostor: socket.socket, see: Callable[[bytes], None]) -> None:
    """Welcome everybody with a proof that is none, until an empty datagram comes."""
    while True:
        data, sender = impostor.recvfrom(65_536)
        if not data:
            return
        see(data)
        (asked,) = decode_packet(data)
        welcome = answers.welcome(str(asked.arguments[0]), "1", proof="0" * 64, pack="core", rate_hz=22_050)
        impostor.sendto(encode_message(welcome), sender)
