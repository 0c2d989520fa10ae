"""The codec of Ardour's scripts against the bytes that all hosts are held to."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.hosts.ardour.lua_core import LUA, Program, write_program
from tests.hosts.golden.make_osc import FILE

pytestmark = pytest.mark.skipif(shutil.which(LUA) is None, reason=f"{LUA} is missing: install {LUA}")
GOLDEN: dict[str, Any] = json.loads(FILE.read_text("utf-8"))


@pytest.fixture(scope="module")
def codec(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A Lua process that encodes and decodes."""
    folder: Path = tmp_path_factory.mktemp("codec")
    with Program(write_program(folder / "codec.lua", "codec.lua")) as program:
        yield program


def named(part: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", GOLDEN[part], ids=[case["name"] for case in GOLDEN[part]])


def encoding(case: dict[str, Any]) -> str:
    types = "".join(tag for tag, _ in case["arguments"])
    values = [f"x{value.encode().hex()}" if tag == "s" else repr(value) for tag, value in case["arguments"]]
    return " ".join(["encode", f"x{case['address'].encode().hex()}", f",{types}", *values])


def described(messages: list[dict[str, Any]]) -> str:
    parts = []
    for one in messages:
        parts.append(f"m{one['address'].encode().hex()} ,{''.join(tag for tag, _ in one['arguments'])}")
        parts += [f"s{value.encode().hex()}" if tag == "s" else f"{value:.17g}" for tag, value in one["arguments"]]
    return " ".join(parts)


@named("messages")
def test_messages_are_the_same_bytes(codec: Program, case: dict[str, Any]) -> None:
    assert codec.ask(encoding(case)) == case["hex"]
    assert codec.ask(f"decode x{case['hex']}") == described([case])


@named("packets")
def test_packets_are_read_whoever_wrote_them(codec: Program, case: dict[str, Any]) -> None:
    assert codec.ask(f"decode x{case['hex']}") == described(case["messages"])


@named("broken")
def test_broken_bytes_are_no_packet(codec: Program, case: dict[str, Any]) -> None:
    assert codec.ask(f"decode x{case['hex']}") == "broken"


@named("unsendable")
def test_what_cannot_be_said_is_not_sent(codec: Program, case: dict[str, Any]) -> None:
    assert codec.ask(encoding(case)) == "refused"
