"""The plug-ins' codec says what the daemon's says, and the file needs nothing but an older Python."""

import ast
import json
import math
import struct
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foley_bridge.daemon.session import proof
from foley_bridge.folders import user_folders
from foley_bridge.osc.decode import decode_packet
from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.message import Message
from tests.bridge.processes import ROOT
from tests.hosts.common.library import ORIGINAL, foley_host

GOLDEN: dict[str, Any] = json.loads((ROOT / "tests/hosts/golden/osc.json").read_text(encoding="ascii"))
COPIES = (
    "host_plugins/blender/foley_sequencer/foley_host.py",
    "host_plugins/unreal/FoleyBridge/Content/Python/foley_unreal/foley_host.py",
)


def values(case: dict[str, Any]) -> list[Any]:
    return [float(value) if tag == "f" else value for tag, value in case["arguments"]]


@pytest.mark.parametrize("case", GOLDEN["messages"], ids=lambda case: case["name"])
def test_it_makes_and_reads_the_golden_bytes(case: dict[str, Any]) -> None:
    data = bytes.fromhex(case["hex"])
    assert foley_host.encode(case["address"], *values(case)) == data
    address, arguments = foley_host.decode(data)
    assert (address, arguments) == (case["address"], values(case))
    assert [type(one) for one in arguments] == [type(one) for one in values(case)]


@pytest.mark.parametrize("case", GOLDEN["broken"], ids=lambda case: case["name"])
def test_broken_packets_are_refused(case: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        foley_host.decode(bytes.fromhex(case["hex"]))


@pytest.mark.parametrize("case", GOLDEN["unsendable"], ids=lambda case: case["name"])
def test_what_cannot_be_sent_is_refused(case: dict[str, Any]) -> None:
    with pytest.raises(foley_host.FoleyHostError):
        foley_host.encode(case["address"], *values(case))


@given(st.floats(width=32))
def test_floats_arrive_as_the_daemon_reads_them(number: float) -> None:
    data = encode_message(Message("/f", (number,)))
    (ours,) = foley_host.decode(data)[1]
    theirs = decode_packet(data)[0].arguments[0]
    assert isinstance(theirs, float)
    assert math.isnan(ours) if math.isnan(number) else struct.pack(">f", ours) == struct.pack(">f", theirs)
    if 1e-12 <= abs(number) < 2.0**24:
        assert ours == theirs


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for packet in (data, b"/f\0\0,ifs" + data):
        try:
            foley_host.decode(packet)
        except ValueError:  # UnicodeDecodeError is one
            continue


@given(st.text(), st.integers(-(2**31), 2**31 - 1))
def test_what_it_says_the_daemon_reads(text: str, number: int) -> None:
    try:
        data = foley_host.encode("/foley/x", text, number)
    except foley_host.FoleyHostError:
        assert "\0" in text
        return
    assert decode_packet(data) == [Message("/foley/x", (text, number))]


def test_it_imports_the_standard_library_alone_and_is_read_by_python_3_9() -> None:
    tree = ast.parse(ORIGINAL.read_text(encoding="utf-8"), feature_version=(3, 9))
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert [name for name in names if name.partition(".")[0] not in sys.stdlib_module_names] == []


def test_nothing_in_it_waits() -> None:
    tree = ast.parse(ORIGINAL.read_text(encoding="utf-8"))
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    names = [one.attr for one in calls if isinstance(one, ast.Attribute)]
    assert not {"sleep", "select", "join", "wait", "setblocking"} & set(names) - {"join"}
    limits = [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "settimeout"
    ]
    assert limits == ["self._socket.settimeout(0)"]


@pytest.mark.parametrize("copy", COPIES)
def test_a_copy_in_a_plug_in_is_the_original_byte_for_byte(copy: str) -> None:
    assert (ROOT / copy).read_bytes() == ORIGINAL.read_bytes()


def test_the_proof_is_the_daemons() -> None:
    assert foley_host.proof("ab" * 32, "nonce", 4711) == proof("ab" * 32, "nonce", 4711)


def test_the_daemon_is_looked_for_where_it_keeps_its_things(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for home in (tmp_path / "home", None):
        if home is None:
            monkeypatch.delenv("FOLEY_BRIDGE_HOME")
            monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
        else:
            monkeypatch.setenv("FOLEY_BRIDGE_HOME", str(home))
        folders, found = user_folders(), foley_host.places()
        assert (found.session_file, found.spool) == (folders.session_file, folders.spool)
