"""Servers that announce themselves are found, and say no more than is needed."""

import pytest

from foley_bridge.cli import main
from foley_bridge.discovery.multicast import SERVICE, Found, announced, find
from foley_bridge.protocol.table import PROTOCOL
from foley_models.errors import NotAvailableError

HERE = ("127.0.0.1",)
PATIENCE_S = 20.0


def test_nobody_announces_what_nobody_reaches() -> None:
    with pytest.raises(NotAvailableError, match="no other machine reaches"), announced("gpu", "127.0.0.1", 9000):
        pass


def test_what_a_stranger_calls_itself_cannot_command_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = (Found("gpu\x1b[2J", "10.0.0.1", 9000, "1\n2"),)
    monkeypatch.setattr("foley_bridge.discovery.multicast.find", lambda _: found)
    assert main(["seat", "--find"]) == 0
    assert capsys.readouterr().out == "gpu?[2J  10.0.0.1:9000  protocol 1?2\n"


def test_a_server_is_found_with_name_address_port_and_protocol_alone() -> None:
    pytest.importorskip("zeroconf", reason="python-zeroconf, the optional library of discovery, is not installed")
    from zeroconf import Zeroconf

    with announced("gpu machine", "127.0.0.1", 9000, interfaces=HERE):
        (found,) = find(PATIENCE_S, interfaces=HERE, enough=1)
        listening = Zeroconf(interfaces=list(HERE))
        info = listening.get_service_info(SERVICE, f"gpu-machine.{SERVICE}", 10_000)
        listening.close()
    assert (found.name, found.host, found.port, found.protocol) == ("gpu-machine", "127.0.0.1", 9000, str(PROTOCOL))
    assert info is not None
    assert info.decoded_properties == {"protocol": str(PROTOCOL)}
