"""Bytes of liblo's oscsend, caught on a socket: an independent sender."""

import shutil
import socket
import subprocess

import pytest

from foley_bridge.osc.decode import decode_packet
from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.message import Message, OscError

OSCSEND = shutil.which("oscsend")
pytestmark = pytest.mark.skipif(OSCSEND is None, reason="oscsend is missing: install liblo-tools")


def caught(address: str, types: str, *values: str) -> bytes:
    """The datagram that oscsend sends for these arguments."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.settimeout(20)
        port = str(listening.getsockname()[1])
        subprocess.run([str(OSCSEND), "127.0.0.1", port, address, types, *values], check=True, timeout=20)
        return listening.recv(65536)


@pytest.mark.parametrize(
    ("types", "values", "message"),
    [
        ("s", ["x1"], Message("/foley/ping", ("x1",))),
        ("ssfi", ["r-17", "heavy boots", "4.1", "4"], Message("/foley/ping", ("r-17", "heavy boots", 4.1, 4))),
        ("sif", ["Ünïcode", "-2147483648", "0.35"], Message("/foley/ping", ("Ünïcode", -2147483648, 0.35))),
        ("ssss", ["", "abc", "abcd", "abcde"], Message("/foley/ping", ("", "abc", "abcd", "abcde"))),
    ],
)
def test_what_oscsend_sends_is_read_and_is_what_we_send(types: str, values: list[str], message: Message) -> None:
    packet = caught("/foley/ping", types, *values)
    assert decode_packet(packet) == [message]
    assert packet == encode_message(message)


@pytest.mark.parametrize(
    ("types", "values"), [("h", ["1"]), ("d", ["1.5"]), ("T", []), ("c", ["x"]), ("N", []), ("S", ["x"])]
)
def test_types_that_some_hosts_garble_are_refused(types: str, values: list[str]) -> None:
    with pytest.raises(OscError, match="only i, f and s"):
        decode_packet(caught("/foley/ping", types, *values))
