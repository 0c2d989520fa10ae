"""The portable part of the scripts by itself: codec, hash, session, record, and the life of a request."""

import hashlib
import hmac
import json
import struct
from pathlib import Path
from typing import Any

import pytest

from tests.hosts.reaper.fake_reaper import SCRIPTS

lupa = pytest.importorskip("lupa.lua54", reason="lupa is not installed")

GOLDEN: dict[str, Any] = json.loads((Path(__file__).parents[1] / "golden" / "osc.json").read_text(encoding="ascii"))


@pytest.fixture(scope="module")
def lua() -> Any:
    """Lua with the scripts' modules on its path; texts cross as bytes."""
    runtime = lupa.LuaRuntime(encoding=None)
    runtime.execute(f"package.path = [[{SCRIPTS}/lib/?.lua;]] .. package.path".encode())
    return runtime


def module(lua: Any, name: str) -> Any:
    return lua.execute(f"return (require('{name}'))".encode())


def lua_message(lua: Any, case: dict[str, Any]) -> Any:
    values = [one.encode() if tag == "s" else float(one) if tag == "f" else one for tag, one in case["arguments"]]
    types = "".join(tag for tag, _ in case["arguments"]).encode()
    table = {b"address": case["address"].encode(), b"types": types, b"args": lua.table_from(values)}
    return lua.table_from(table)


def plain(message: Any) -> tuple[str, list[tuple[str, Any]]]:
    types = message[b"types"].decode()
    args = message[b"args"]
    values = [args[at] for at in range(1, len(types) + 1)]
    arguments = [(tag, one.decode() if tag == "s" else one) for tag, one in zip(types, values, strict=True)]
    return message[b"address"].decode(), arguments


def named(cases: list[dict[str, Any]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases, ids=lambda case: case["name"])


@named(GOLDEN["messages"])
def test_a_message_has_the_golden_bytes_and_comes_back(lua: Any, case: dict[str, Any]) -> None:
    osc = module(lua, "osc")
    data = osc[b"encode"](lua_message(lua, case))
    assert data.hex() == case["hex"]
    (message,) = osc[b"decode"](data).values()
    address, arguments = plain(message)
    assert address == case["address"]
    for (tag, value), (wanted_tag, wanted) in zip(arguments, case["arguments"], strict=True):
        assert tag == wanted_tag
        assert struct.pack(">f", value) == struct.pack(">f", wanted) if tag == "f" else value == wanted


@named(GOLDEN["packets"])
def test_what_other_programs_write_is_understood(lua: Any, case: dict[str, Any]) -> None:
    messages = module(lua, "osc")[b"decode"](bytes.fromhex(case["hex"]))
    assert [plain(one) for one in messages.values()] == [
        (one["address"], [(tag, value) for tag, value in one["arguments"]]) for one in case["messages"]
    ]


@named(GOLDEN["broken"])
def test_what_is_broken_is_refused(lua: Any, case: dict[str, Any]) -> None:
    result = module(lua, "osc")[b"decode"](bytes.fromhex(case["hex"]))
    assert result is None or result[0] is None


@named(GOLDEN["unsendable"])
def test_what_osc_cannot_say_is_not_sent(lua: Any, case: dict[str, Any]) -> None:
    with pytest.raises(lupa.LuaError):
        module(lua, "osc")[b"encode"](lua_message(lua, case))


def test_a_decimal_comes_back_as_it_was(lua: Any) -> None:
    osc = module(lua, "osc")
    case = {"address": "/f", "arguments": [["f", 4.1]]}
    (message,) = osc[b"decode"](osc[b"encode"](lua_message(lua, case))).values()
    assert plain(message)[1] == [("f", 4.1)]


@pytest.mark.parametrize("length", [0, 1, 54, 55, 56, 63, 64, 65, 119, 120, 1000])
def test_the_hash_is_sha_256(lua: Any, length: int) -> None:
    sha256, text = module(lua, "sha256"), bytes(at * 7 % 256 for at in range(length))
    assert sha256[b"digest"](text) == hashlib.sha256(text).digest()
    key = b"0123456789abcdef" * 4
    assert sha256[b"hex"](sha256[b"hmac"](key, text)).decode() == hmac.new(key, text, "sha256").hexdigest()


def test_a_record_is_one_line_and_comes_back(lua: Any) -> None:
    record = module(lua, "record")
    values = {b"prompt": "50 % & more=\n“ö”".encode(), b"id": b"reaper-1", b"empty": b""}
    line = record[b"encode"](lua.table_from(values))
    assert b"\n" not in line
    assert dict(record[b"decode"](line).items()) == values


@pytest.mark.parametrize(
    ("variables", "system", "file", "spool"),
    [
        ({"FOLEY_BRIDGE_HOME": "/h"}, "Other", "/h/state/session.json", "/h/spool"),
        ({"HOME": "/u"}, "Other", "/u/.local/state/foley-bridge/session.json", "/u/.local/state/foley-bridge/spool"),
        ({"HOME": "/u", "XDG_STATE_HOME": "/x"}, "Other", "/x/foley-bridge/session.json", "/x/foley-bridge/spool"),
        (
            {"HOME": "/u"},
            "macOS-arm64",
            "/u/Library/Application Support/foley-bridge/session.json",
            "/u/Library/Application Support/foley-bridge/spool",
        ),
        ({"LOCALAPPDATA": "C:\\L"}, "Win64", "C:\\L/foley-bridge/session.json", "C:\\L/foley-bridge/spool"),
    ],
)
def test_the_session_is_looked_for_where_the_daemon_keeps_it(
    lua: Any, variables: dict[str, str], system: str, file: str, spool: str
) -> None:
    def env(name: bytes) -> bytes | None:
        value = variables.get(name.decode())
        return value.encode() if value is not None else None

    places = module(lua, "session")[b"places"](env, system.encode())
    assert (places[b"file"].decode(), places[b"spool"].decode()) == (file, spool)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"port": 0, "pid": 1, "token": "aa"}', "\0\0"])
def test_a_file_that_is_no_session_is_none(lua: Any, text: str) -> None:
    assert module(lua, "session")[b"parse"](text.encode()) is None


class Life:
    """A request that is told events; what comes of them is kept."""

    def __init__(self, lua: Any) -> None:
        self._lua = lua
        order = {b"id": b"r", b"address": b"/foley/generate", b"prompt": b"boots", b"position": 0}
        order |= {b"seconds": 1.0, b"count": 2}
        self.machine = module(lua, "request")[b"new"](lua.table_from(order))
        self.now_s = 0.0

    def tell(self, kind: str, after_s: float = 0.0, **values: Any) -> list[Any]:
        """The effects of an event, messages by their address."""
        self.now_s += after_s
        event = {b"kind": kind.encode(), b"now_s": self.now_s, **{key.encode(): one for key, one in values.items()}}
        effects = self.machine[b"step"](self.machine, self._lua.table_from(event))
        return [self._said(effect) for effect in effects.values()]

    def answer(self, word: str, after_s: float = 0.0, **values: Any) -> list[Any]:
        """The effects of an answer of the daemon."""
        answer = {b"word": word.encode(), b"id": b"r", **{key.encode(): one for key, one in values.items()}}
        return self.tell("answer", after_s, answer=self._lua.table_from(answer))

    def candidate(self, index: int, rank: int) -> list[Any]:
        """The effects of a candidate."""
        return self.answer("candidate", index=index, rank=rank, score=0.5, passed=1, path=b"/p", seed=3)

    @staticmethod
    def _said(effect: Any) -> Any:
        word = effect[1].decode()
        if word == "send":
            return effect[2][b"address"].decode()
        if word == "place":
            return (word, [one[b"index"] for one in effect[2].values()], effect[3])
        return word


@pytest.fixture
def life(lua: Any) -> Life:
    return Life(lua)


def test_a_request_is_said_again_until_it_is_answered_then_rarely(life: Life) -> None:
    assert life.tell("start") == ["/foley/generate"]
    assert life.tell("tick", 0.5) == []
    assert life.tell("tick", 0.6) == ["/foley/generate"]
    life.answer("accepted", place=0)
    assert life.tell("tick", 9) == []
    assert life.tell("tick", 2) == ["/foley/generate"]
    assert life.tell("tick", 0.5) == []


def test_nobody_there_is_noticed_once_and_a_start_that_fails_ends_it(life: Life) -> None:
    life.tell("start")
    assert "absent" in life.tell("tick", 6)
    assert "absent" not in life.tell("tick", 6)
    assert life.tell("tick", 60) == ["tell", "stop"]


def test_a_new_daemon_is_asked_at_once(life: Life) -> None:
    life.tell("start")
    life.answer("accepted", place=0)
    assert life.tell("daemon", 0.1) == ["/foley/generate"]


def test_the_final_placement_comes_before_any_confirmation(life: Life) -> None:
    life.tell("start")
    assert life.candidate(0, 2) == [("place", [0], False)]
    assert life.candidate(1, 1) == [("place", [1, 0], False)]
    assert life.tell("placed", final=False) == []
    assert life.answer("done", delivered=2, rejected=0, text=b"") == [("place", [1, 0], True)]
    assert life.tell("placed", final=True) == ["/foley/imported", "/foley/imported"]
    assert (
        life.tell("answer", answer=life._lua.table_from({b"word": b"event", b"id": b"r.0", b"event": b"imported"}))
        == []
    )
    assert life.tell("tick", 2) == ["/foley/imported"]
    last = life._lua.table_from({b"word": b"event", b"id": b"r.1", b"event": b"imported"})
    assert life.tell("answer", answer=last) == ["forget"]
    assert life.tell("tick", 100) == []


def test_a_ranking_changes_which_is_best(life: Life, lua: Any) -> None:
    life.tell("start")
    life.candidate(0, 1)
    life.candidate(1, 2)
    assert life.answer("ranking", order=lua.table_from([1, 0])) == [("place", [1, 0], False)]


def test_a_full_queue_is_waited_for(life: Life) -> None:
    life.tell("start")
    assert life.answer("failed", code=b"busy", text=b"") == []
    assert life.tell("tick", 2) == []
    assert life.tell("tick", 4) == ["/foley/generate"]


def test_what_cannot_be_placed_is_told_and_not_confirmed(life: Life) -> None:
    life.tell("start")
    life.candidate(0, 1)
    life.answer("done", delivered=1, rejected=0, text=b"")
    assert life.tell("unplaced", final=True, reason=b"why") == ["tell", "stop"]


def test_a_failure_after_some_candidates_keeps_those(life: Life) -> None:
    life.tell("start")
    life.candidate(0, 1)
    assert life.answer("failed", code=b"disk-full", text=b"full") == ["tell", ("place", [0], True)]


def test_cancelling_is_said_again_and_ends_with_the_daemons_last_word(life: Life, lua: Any) -> None:
    life.tell("start")
    life.answer("accepted", place=0)
    assert life.tell("cancel") == ["/foley/cancel"]
    assert life.tell("tick", 1.5) == ["/foley/cancel"]
    event = {b"word": b"event", b"id": b"r.cancel", b"event": b"cancelling", b"state": b"running"}
    assert life.tell("answer", answer=lua.table_from(event)) == ["/foley/generate"]
    assert life.answer("failed", code=b"cancelled", text=b"") == ["forget"]
