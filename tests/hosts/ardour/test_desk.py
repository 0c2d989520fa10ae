"""What becomes of requests, without Ardour: its scripts' portable parts and a live daemon with a quick engine."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from foley_bridge.folders import user_folders
from foley_bridge.journal.journal import Journal
from foley_bridge.osc.decode import decode_packet
from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.message import Message
from foley_bridge.protocol.order import Order
from foley_bridge.transports.spool import SpoolTransport
from tests.bridge.daemon.served import QUICK, WAIT_S, Served, served
from tests.hosts.ardour.lua_core import LUA, Program, write_program

pytestmark = pytest.mark.skipif(shutil.which(LUA) is None, reason=f"{LUA} is missing: install {LUA}")
SETTINGS = replace(QUICK, network=replace(QUICK.network, spool=True))
ABSENT = "Foley Bridge is not running. Start it with: foley-bridge serve"


@dataclass(frozen=True)
class Place:
    """A session's folder, and the home of the daemon that is asked for sounds for it."""

    top: Path
    program: Path

    @property
    def session(self) -> Path:
        folder = self.top / "session"
        folder.mkdir(exist_ok=True)
        return folder

    @property
    def spool(self) -> Path:
        return self.top / "daemon" / "own" / "spool"

    @contextmanager
    def daemon(self) -> Iterator[Served]:
        with served(self.top / "daemon", SETTINGS) as running:
            yield running

    def host(self, instance: str = "one", *, session: Path | None = None) -> Program:
        return Program(self.program, str(session or self.session), str(self.spool), instance)

    def wish(self, kind: str, id_: str, *, session: Path | None = None, **more: str | int) -> None:
        folder = session or self.session
        fields: dict[str, str | int] = {"id": id_}
        if kind == "generate":
            fields |= {"prompt": "boots", "seconds": 1, "count": 2, "seed": 3, "destination": str(folder), **more}
        line = "\t".join([kind, *(f"{name}={value}" for name, value in fields.items())])
        with (folder / "foley-bridge.wishes").open("a", encoding="utf-8") as wishes:
            wishes.write(f"{line}\n")

    def imported(self, id_: str) -> list[int]:
        """What the daemon knows to be on the timeline."""
        with Journal(user_folders(self.top / "daemon" / "own").journal_file) as journal:
            offered = {one.index for one in journal.offers(id_)}
            return [one.index for one in journal.candidates(id_) if one.index not in offered]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path, write_program(tmp_path / "host.lua", "desk_host.lua"))


def turn_until(host: Program, holds: Callable[[], bool]) -> None:
    end_s = time.monotonic() + WAIT_S
    while not holds():
        assert time.monotonic() < end_s, f"in vain; told: {host.ask('told')}"
        host.ask("turn")
        time.sleep(0.01)


def placed(host: Program) -> list[str]:
    return host.ask("held").split()


def settled(host: Program) -> bool:
    return host.ask("open") == "0"


def test_sounds_come_and_are_confirmed_when_the_session_is_saved(place: Place) -> None:
    place.wish("generate", "ardour-1")
    with place.daemon(), place.host() as host:
        turn_until(host, lambda: len(placed(host)) == 2)
        for _ in range(5):
            host.ask("turn")
        assert place.imported("ardour-1") == []
        assert (place.session / "foley-bridge.requests").exists()
        host.ask("save")
        turn_until(host, lambda: settled(host))
        assert sorted(placed(host)) == ["ardour-1#0", "ardour-1#1"]
        assert sorted(place.imported("ardour-1")) == [0, 1]
    assert not (place.session / "foley-bridge.requests").exists()
    assert not (place.session / "foley-bridge.wishes").exists()


def test_a_session_that_was_left_unsaved_gets_its_sounds_again(place: Place) -> None:
    place.wish("generate", "ardour-1")
    with place.daemon():
        with place.host("one") as host:
            turn_until(host, lambda: len(placed(host)) == 2)
        with place.host("two") as host:
            turn_until(host, lambda: len(placed(host)) == 2)
            host.ask("save")
            turn_until(host, lambda: settled(host))


def test_a_session_that_was_saved_and_left_before_the_daemon_knew_gets_nothing_twice(place: Place) -> None:
    place.wish("generate", "ardour-1")
    with place.daemon():
        with place.host("one") as host:
            turn_until(host, lambda: len(placed(host)) == 2)
            host.ask("save")
        with place.host("two") as host:
            turn_until(host, lambda: settled(host))
            assert sorted(placed(host)) == ["ardour-1#0", "ardour-1#1"]
        assert sorted(place.imported("ardour-1")) == [0, 1]


def test_a_host_that_ended_at_any_point_finds_its_request_again(place: Place) -> None:
    """A new host after each single turn; only the last one saves."""
    place.wish("generate", "ardour-1", prompt="slow boots")
    with place.daemon():
        for number in range(12):
            with place.host(f"n{number}") as host:
                host.ask("turn")
                time.sleep(0.05)
                host.ask("turn")
        with place.host("last") as host:
            turn_until(host, lambda: len(placed(host)) == 2)
            host.ask("save")
            turn_until(host, lambda: settled(host))
            assert len(placed(host)) == 2


def test_a_daemon_that_ended_goes_on_with_the_request(place: Place) -> None:
    place.wish("generate", "ardour-1", prompt="slow boots")
    requests = place.session / "foley-bridge.requests"
    with place.host() as host:
        with place.daemon():
            host.ask("turn")
            host.ask("later 2")  # progress is noted once a second
            turn_until(host, lambda: b"stage=" in requests.read_bytes())
        for _ in range(3):
            host.ask("turn")
        with place.daemon():
            turn_until(host, lambda: len(placed(host)) == 2)
            host.ask("save")
            turn_until(host, lambda: settled(host))
        assert len(placed(host)) == 2


def test_without_a_daemon_people_are_told_once_and_the_request_waits(place: Place) -> None:
    place.wish("generate", "ardour-1")
    with place.host() as host:
        host.ask("turn")
        for _ in range(4):
            host.ask("later 11")
            host.ask("turn")
        assert host.ask("told") == f"{ABSENT} | The request waits for it: boots"
        with place.daemon():
            host.ask("later 11")
            turn_until(host, lambda: len(placed(host)) == 2)


def test_a_daemon_that_is_away_now_finds_the_request_once(place: Place) -> None:
    SpoolTransport(place.spool)  # a daemon was here before
    place.wish("generate", "ardour-1")
    with place.host() as host:
        for _ in range(5):
            host.ask("turn")
            host.ask("later 11")
        assert len(list((place.spool / "in" / "ardour").iterdir())) == 1
        assert host.ask("told").count(ABSENT) == 1
        with place.daemon():
            turn_until(host, lambda: len(placed(host)) == 2)


def test_a_request_that_fails_is_told_in_the_daemons_words(place: Place) -> None:
    place.wish("generate", "ardour-1", prompt="drop-all")
    place.wish("generate", "ardour-2", seconds=199)
    with place.daemon(), place.host() as host:
        host.ask("turn")
        turn_until(host, lambda: settled(host))
        told = host.ask("told")
        assert "None of 4 candidates passed" in told
        assert "199" in told
        assert placed(host) == []


def test_a_request_can_be_cancelled(place: Place) -> None:
    place.wish("generate", "ardour-1", prompt="slow slow boots", count=16)
    with place.daemon(), place.host() as host:
        host.ask("turn")
        place.wish("cancel", "ardour-1")
        turn_until(host, lambda: settled(host))
        assert placed(host) == []
        assert host.ask("told") == ""


def test_two_sessions_at_once_get_each_their_own(place: Place, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    place.wish("generate", "ardour-1")
    place.wish("generate", "ardour-2", session=other)
    with ExitStack() as open_:
        open_.enter_context(place.daemon())
        first, second = (open_.enter_context(one) for one in (place.host("one"), place.host("two", session=other)))
        assert placed(first) == placed(second) == []  # both are open
        turn_until(first, lambda: len(placed(first)) == 2)
        turn_until(second, lambda: len(placed(second)) == 2)
        assert {one.partition("#")[0] for one in placed(first)} == {"ardour-1"}
        assert {one.partition("#")[0] for one in placed(second)} == {"ardour-2"}


def test_a_hook_that_was_added_twice_does_nothing_twice(place: Place) -> None:
    place.wish("generate", "ardour-1")
    with place.daemon(), place.host("one") as first:
        assert placed(first) == []  # it is open, before the other is
        with place.host("two") as second:
            assert placed(second) == []
            for _ in range(2):
                first.ask("turn")
            turn_until(second, lambda: first.ask("turn") == "turned" and len(placed(second)) == 2)
            assert placed(first) == []


def test_a_timeline_that_fails_is_told_once_and_tried_when_the_session_is_opened_again(place: Place) -> None:
    place.wish("generate", "ardour-1")
    (place.session / "broken").touch()
    with place.daemon():
        with place.host("one") as host:
            turn_until(host, lambda: host.ask("told") != "")
            for _ in range(3):
                host.ask("turn")
            assert host.ask("told").count("could not be put onto the timeline") == 1
        (place.session / "broken").unlink()
        with place.host("two") as host:
            turn_until(host, lambda: len(placed(host)) == 2)


def test_nothing_is_put_onto_the_timeline_of_a_recording(place: Place) -> None:
    place.wish("generate", "ardour-1")
    (place.session / "recording").touch()
    with place.daemon(), place.host() as host:
        host.ask("turn")
        done = place.spool / "out" / "ardour"
        turn_until(
            host, lambda: "-done.osc" in (done / "index").read_text("ascii") if (done / "index").exists() else False
        )
        host.ask("turn")
        assert placed(host) == []
        (place.session / "recording").unlink()
        turn_until(host, lambda: len(placed(host)) == 2)


def test_answers_for_another_session_stay_for_an_hour(place: Place) -> None:
    spool = SpoolTransport(place.spool)
    assert spool.send("ardour", Message("/foley/accepted", ("ardour-another", 0)))
    (young,) = (place.spool / "out" / "ardour").glob("*.osc")
    old = young.with_name(f"{int(young.name[:16]) - 3700 * 1_000_000:016d}-done.osc")
    old.write_bytes(encode_message(Message("/foley/done", ("ardour-another", 1, 0, ""))))
    (young.parent / "index").write_text(f"{old.name}\n{young.name}\n")
    place.wish("generate", "ardour-1")
    with place.host() as host:
        host.ask("turn")
    assert [one.name for one in young.parent.glob("*.osc")] == [young.name]
    assert decode_packet(young.read_bytes())[0].arguments[0] == "ardour-another"


def test_what_was_cut_short_or_damaged_stops_nothing(place: Place) -> None:
    (place.session / "foley-bridge.requests").write_bytes(b"request\tid=ardour-0\tprompt=a\nrequest\tid=ardo")
    (place.session / "foley-bridge.wishes").write_bytes(b"generate\tid=ardour-9\nnonsense\n\x00\xff=\t=\n")
    place.wish("generate", "ardour-1")
    with place.daemon(), place.host() as host:
        turn_until(host, lambda: len(placed(host)) == 2)
        assert host.ask("open") == "1"


def test_what_people_type_arrives_as_it_was(place: Place) -> None:
    place.wish("generate", "ardour-1", prompt="Tür%3D50%25 … 音")
    place.wish("generate", "ardour-2", prompt="a%09tab")
    with place.daemon(), place.host() as host:
        turn_until(host, lambda: len(placed(host)) == 2)
        with Journal(user_folders(place.top / "daemon" / "own").journal_file) as journal:
            assert Order.from_json(journal.job("ardour-1").order).request.prompt == "Tür=50% … 音"
        turn_until(host, lambda: host.ask("told") != "")
        assert "control" in host.ask("told")  # the daemon's own words


def test_half_a_story_of_before_is_asked_for_again(place: Place) -> None:
    """A host that heard the candidates and ended; the next one finds only what came after them."""
    place.wish("generate", "ardour-1")
    with place.daemon():
        with place.host("one") as host:
            host.ask("turn")
            done = place.spool / "out" / "ardour"
            end_s = time.monotonic() + WAIT_S
            while not list(done.glob("*-done.osc")) and time.monotonic() < end_s:
                time.sleep(0.01)
        for candidate in done.glob("*-candidate.osc"):
            candidate.unlink()
        with place.host("two") as host:
            turn_until(host, lambda: len(placed(host)) == 2)


def sent(daemon: Served, host: Program, *, name: str = "Ardour: session") -> str:
    """A sound of somebody else's, sent to the host once it is known."""
    with daemon.client() as client:
        for _ in client.generate("a door slams", seconds=0.5, count=1, request_id="elsewhere"):
            pass
        turn_until(host, lambda: name in {one.name for one in client.hosts()})
        client.offer("elsewhere", 0, name)
    return "elsewhere#0"


def offers(daemon: Served) -> list[int]:
    with daemon.client() as client:
        return [one.offers for one in client.hosts()]


def test_what_is_sent_to_the_session_comes_once_and_is_confirmed_when_it_is_saved(place: Place) -> None:
    with place.daemon() as daemon, place.host() as host:
        mark = sent(daemon, host)
        turn_until(host, lambda: placed(host) == [mark])
        host.ask("later 7")  # it subscribes again, and is told again
        for _ in range(20):
            host.ask("turn")
        assert placed(host) == [mark]
        assert offers(daemon) == [1]
        host.ask("save")
        turn_until(host, lambda: offers(daemon) == [0])
        assert place.imported("elsewhere") == [0]
        assert host.ask("told") == ""


def test_what_was_sent_to_a_session_that_was_left_unsaved_comes_again(place: Place) -> None:
    with place.daemon() as daemon:
        with place.host("one") as host:
            mark = sent(daemon, host)
            turn_until(host, lambda: placed(host) == [mark])
        with place.host("two") as host:
            turn_until(host, lambda: placed(host) == [mark])
            host.ask("save")
        with place.host("three") as host:  # saved, but the daemon was not told
            turn_until(host, lambda: offers(daemon) == [0])
            assert placed(host) == [mark]


def test_what_is_sent_while_recording_waits_for_its_end(place: Place) -> None:
    with place.daemon() as daemon, place.host() as host:
        (place.session / "recording").touch()
        mark = sent(daemon, host)
        for _ in range(20):
            host.ask("turn")
            time.sleep(0.01)
        assert placed(host) == []
        (place.session / "recording").unlink()
        turn_until(host, lambda: placed(host) == [mark])


def test_a_sound_that_cannot_be_imported_is_said_once(place: Place) -> None:
    (place.session / "broken").touch()
    with place.daemon() as daemon, place.host() as host:
        sent(daemon, host)
        turn_until(host, lambda: host.ask("told") != "")
        host.ask("later 7")
        for _ in range(20):
            host.ask("turn")
        assert host.ask("told").count("could not be imported") == 1


def test_a_session_without_a_daemon_writes_nothing_into_the_spool(place: Place) -> None:
    SpoolTransport(place.spool)
    with place.host() as host:
        for _ in range(3):
            host.ask("turn")
            host.ask("later 7")
        assert list((place.spool / "in" / "ardour").iterdir()) == []
