import os
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from foley_bridge.osc.decode import decode_packet
from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.message import Message, OscError
from foley_bridge.transports.interface import Route
from foley_bridge.transports.spool import SpoolTransport
from foley_bridge.transports.spool_in import HALF_KEPT_S, is_client_name
from foley_bridge.transports.spool_out import INDEX, MOST_UNREAD
from tests.bridge.transports.inbox import PATIENCE_S, Arrivals

PING = Message("/foley/ping", ("x1",))
LUA = shutil.which("lua5.4")
CLIENT_SCRIPT = Path(__file__).with_name("spool_client.lua")
on_posix = pytest.mark.skipif(os.name == "nt", reason="links, owners and pipes as POSIX has them")


@pytest.fixture
def arrivals() -> Arrivals:
    return Arrivals()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "spool"


@pytest.fixture
def spool(folder: Path, arrivals: Arrivals) -> Iterator[SpoolTransport]:
    transport = SpoolTransport(folder)
    (folder / "in" / "host").mkdir()
    transport.start(arrivals)
    yield transport
    transport.close()


def drop(folder: Path, name: str, data: bytes, client: str = "host") -> Path:
    """Put a packet into the spool the way a client must: whole, by renaming."""
    inbox = folder / "in" / client
    inbox.mkdir(exist_ok=True)
    half = inbox / f"{name}.tmp"
    half.write_bytes(data)
    return half.rename(inbox / f"{name}.osc")


def answers(folder: Path, client: str = "host") -> list[Path]:
    return sorted((folder / "out" / client).glob("*.osc"))


def until(holds: Callable[[], bool]) -> None:
    """Wait for what another thread does next."""
    end_s = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end_s
        time.sleep(0.002)


def test_a_packet_is_taken_and_its_file_removed(spool: SpoolTransport, folder: Path, arrivals: Arrivals) -> None:
    file = drop(folder, "1", encode_message(PING))
    packet = arrivals.next()
    assert decode_packet(packet.data) == [PING]
    assert (packet.route, packet.trusted) == (Route("spool", "host"), True)
    until(lambda: not file.exists())


def test_what_lay_there_before_the_start_is_taken_in_the_order_of_names(folder: Path, arrivals: Arrivals) -> None:
    transport = SpoolTransport(folder)
    for name in ("003", "001", "002"):
        drop(folder, name, name.encode())
    transport.start(arrivals)
    assert [arrivals.next().data for _ in range(3)] == [b"001", b"002", b"003"]
    transport.close()


def test_a_client_that_comes_later_is_heard(spool: SpoolTransport, folder: Path, arrivals: Arrivals) -> None:
    drop(folder, "1", b"new", client="late-comer")
    assert arrivals.next().route.place == "late-comer"


def test_the_slow_look_takes_what_no_event_told_of(
    folder: Path, arrivals: Arrivals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("foley_bridge.transports.spool._watch", lambda *_: None)
    transport = SpoolTransport(folder)
    transport.start(arrivals)
    drop(folder, "1", b"unseen")
    assert arrivals.next().data == b"unseen"
    transport.close()


def test_a_malformed_file_reaches_the_door_and_is_gone(spool: SpoolTransport, folder: Path, arrivals: Arrivals) -> None:
    file = drop(folder, "1", b"\xff\xfe")
    assert arrivals.next().data == b"\xff\xfe"
    until(lambda: not file.exists())


def test_of_a_file_over_the_limit_enough_comes_to_be_refused(
    spool: SpoolTransport, folder: Path, arrivals: Arrivals
) -> None:
    drop(folder, "1", bytes(1_000_000))
    assert len(arrivals.next().data) == 8193


def test_half_written_files_wait_and_old_ones_go(folder: Path, arrivals: Arrivals) -> None:
    transport = SpoolTransport(folder)
    inbox = folder / "in" / "host"
    inbox.mkdir()
    young, old, other = (inbox / name for name in ("young.tmp", "old.tmp", "notes.txt"))
    for file in (young, old, other):
        file.write_bytes(b"half")
    os.utime(old, (0, time.time() - HALF_KEPT_S - 60))
    transport.start(arrivals)
    until(lambda: not old.exists())
    transport.close()
    assert young.exists()
    assert other.exists()
    assert arrivals.is_empty()


@on_posix
def test_what_is_no_plain_file_is_never_read(folder: Path, tmp_path: Path, arrivals: Arrivals) -> None:
    transport = SpoolTransport(folder)
    secret = tmp_path / "secret.txt"
    secret.write_bytes(b"secret")
    inbox = folder / "in" / "host"
    inbox.mkdir()
    (inbox / "1.osc").symlink_to(secret)
    os.mkfifo(inbox / "2.osc")
    (inbox / "3.osc").mkdir()
    drop(folder, "4", b"plain")
    transport.start(arrivals)
    assert arrivals.next().data == b"plain"
    until(lambda: [one.name for one in inbox.iterdir()] == ["3.osc"])
    transport.close()
    assert arrivals.is_empty()
    assert secret.read_bytes() == b"secret"


@on_posix
def test_a_client_folder_that_is_a_link_is_no_client(folder: Path, tmp_path: Path, arrivals: Arrivals) -> None:
    transport = SpoolTransport(folder)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "1.osc").write_bytes(b"not ours to take")
    (folder / "in" / "linked").symlink_to(elsewhere, target_is_directory=True)
    (folder / "out" / "host").symlink_to(elsewhere, target_is_directory=True)
    drop(folder, "1", b"ours")
    transport.start(arrivals)
    assert arrivals.next().data == b"ours"
    assert not transport.send("linked", PING)
    assert not transport.send("host", PING)
    transport.close()
    assert [one.name for one in elsewhere.iterdir()] == ["1.osc"]


@on_posix
def test_a_file_of_another_user_is_not_read(folder: Path, arrivals: Arrivals) -> None:
    transport = SpoolTransport(folder)
    file = drop(folder, "1", b"theirs")
    if os.getuid() == 0:
        os.chown(file, 65534, 65534)
    else:
        pytest.skip("only root can give a file away")
    drop(folder, "2", b"ours")
    transport.start(arrivals)
    assert arrivals.next().data == b"ours"
    transport.close()
    assert not file.exists()


def test_what_cannot_be_removed_is_taken_once(
    folder: Path, arrivals: Arrivals, monkeypatch: pytest.MonkeyPatch
) -> None:
    transport = SpoolTransport(folder)
    file = drop(folder, "1", b"stays")
    remove = Path.unlink

    def refuse(self: Path, *, missing_ok: bool = False) -> None:
        if self == file:
            raise PermissionError(13, "held open by its writer")
        remove(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    transport.start(arrivals)
    assert arrivals.next().data == b"stays"
    drop(folder, "2", b"next")
    assert arrivals.next().data == b"next"
    transport.close()
    assert arrivals.is_empty()


@pytest.mark.parametrize(
    ("name", "good"),
    [
        *(("reaper-main", 1), ("A.b_9", 1), ("a" * 64, 1), ("a" * 65, 0), ("", 0), (".", 0), ("..", 0), (".hidden", 0)),
        *(("a/b", 0), ("a\\b", 0), ("ä", 0), ("a b", 0), ("a\n", 0), ("a\0", 0)),
    ],
)
def test_a_client_name_is_letters_digits_and_a_few_signs(name: str, good: int) -> None:
    assert is_client_name(name) == bool(good)


@pytest.mark.parametrize("place", ["nobody", "..", "../in", "", "a/../../x", "/etc"])
def test_nobody_is_there_without_a_folder(spool: SpoolTransport, folder: Path, place: str) -> None:
    before = sorted(folder.rglob("*"))
    assert not spool.send(place, PING)
    assert sorted(folder.rglob("*")) == before


def test_answers_lie_in_the_order_of_their_names_across_a_restart(spool: SpoolTransport, folder: Path) -> None:
    for number in range(30):
        assert spool.send("host", Message("/foley/progress", (number,)))
    read_before = answers(folder)[-1].name
    again = SpoolTransport(folder)
    for number in range(30, 60):
        assert again.send("host", Message("/foley/done", (number,)))
    found = answers(folder)
    assert [decode_packet(file.read_bytes())[0].arguments[0] for file in found] == list(range(60))
    for file in found:
        file.unlink()
    later = SpoolTransport(folder)
    assert later.send("host", PING)
    assert answers(folder)[0].name > read_before  # a client may remember the last one it read
    assert all(re.fullmatch(r"\d{16}-(progress|done)\.osc", file.name) for file in found)
    again.close()
    later.close()


def test_what_a_killed_daemon_was_writing_is_gone_at_the_next_start(folder: Path) -> None:
    half = folder / "out" / "reaper" / "0000000000000001-event.tmp"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"/fol")
    whole = half.with_name("0000000000000000-event.osc")
    whole.write_bytes(b"whole")
    SpoolTransport(folder).close()
    assert [path.name for path in half.parent.iterdir()] == [whole.name]


def test_numbers_go_on_where_the_clock_went_back(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool = SpoolTransport(folder)
    (folder / "in" / "host").mkdir()
    assert spool.send("host", Message("/foley/done", (1,)))
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    assert spool.send("host", Message("/foley/done", (2,)))
    assert SpoolTransport(folder).send("host", Message("/foley/done", (3,)))
    assert [decode_packet(file.read_bytes())[0].arguments[0] for file in answers(folder)] == [1, 2, 3]


def test_a_client_that_does_not_read_keeps_what_counts(spool: SpoolTransport, folder: Path) -> None:
    for number in range(MOST_UNREAD - 1):
        assert spool.send("host", Message("/foley/candidate", (number,)))
    for number in range(5):
        assert spool.send("host", Message("/foley/progress", (number,)))
    kinds = [file.stem.partition("-")[2] for file in answers(folder)]
    assert len(kinds) == MOST_UNREAD
    assert kinds.count("candidate") == MOST_UNREAD - 1
    assert spool.send("host", Message("/foley/done", (1,)))  # in the place of the last progress
    assert not spool.send("host", Message("/foley/done", (2,)))
    assert len(answers(folder)) == MOST_UNREAD


def index(folder: Path, client: str = "host") -> list[str]:
    return (folder / "out" / client / INDEX).read_text("ascii").splitlines()


def test_the_index_names_the_unread_answers_in_order(spool: SpoolTransport, folder: Path) -> None:
    for number in range(3):
        assert spool.send("host", Message("/foley/candidate", (number,)))
    assert index(folder) == [file.name for file in answers(folder)]
    answers(folder)[0].unlink()
    assert spool.send("host", Message("/foley/done", (3,)))
    assert index(folder) == [file.name for file in answers(folder)]
    assert [decode_packet((folder / "out" / "host" / one).read_bytes())[0].arguments[0] for one in index(folder)] == [
        *(1, 2, 3)
    ]


def test_the_index_leaves_out_what_gave_way(spool: SpoolTransport, folder: Path) -> None:
    assert spool.send("host", Message("/foley/progress", (0,)))
    for number in range(MOST_UNREAD):
        assert spool.send("host", Message("/foley/candidate", (number,)))
    assert index(folder) == [file.name for file in answers(folder)]


def test_the_index_is_never_seen_half_written(spool: SpoolTransport, folder: Path) -> None:
    """Every look at it while answers come finds whole lines, and every answer that it names was there."""
    assert spool.send("host", Message("/foley/progress", (0,)))
    sender = threading.Thread(target=lambda: [spool.send("host", Message("/a", (one,))) for one in range(200)])
    sender.start()
    looks = 0
    while sender.is_alive() or not looks:
        text = (folder / "out" / "host" / INDEX).read_text("ascii")
        assert all(re.fullmatch(r"\d{16}-[a-z]*\.osc", line) for line in text.splitlines())
        assert text.endswith("\n")
        assert all((folder / "out" / "host" / line).exists() for line in text.splitlines())
        looks += 1
    sender.join()


def test_an_answer_stands_where_its_index_cannot_be_written(spool: SpoolTransport, folder: Path) -> None:
    (folder / "out" / "host" / INDEX).mkdir(parents=True)
    assert spool.send("host", PING)
    assert len(answers(folder)) == 1


def test_hosts_that_cannot_make_folders_find_theirs(folder: Path, arrivals: Arrivals) -> None:
    for _ in range(2):  # also those that are there already
        transport = SpoolTransport(folder)
        transport.start(arrivals)
        drop(folder, "1", encode_message(PING), client="ardour")
        assert arrivals.next().route == Route("spool", "ardour")
        assert transport.send("ardour", PING)
        transport.close()
    for one in (folder / "in" / "ardour", folder / "out" / "ardour"):
        assert one.stat().st_mode & 0o777 == 0o700
    assert index(folder, "ardour") == [file.name for file in answers(folder, "ardour")]


def test_many_threads_may_send_at_once(spool: SpoolTransport, folder: Path) -> None:
    def send(number: int) -> None:
        for index in range(20):
            assert spool.send("host", Message("/a", (number, index)))

    threads = [threading.Thread(target=send, args=(number,)) for number in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    found = [decode_packet(file.read_bytes())[0].arguments for file in answers(folder)]
    assert sorted(found) == sorted((number, index) for number in range(4) for index in range(20))
    assert not list((folder / "out" / "host").glob("*.tmp"))


def test_a_message_that_osc_cannot_say_is_the_callers_fault(spool: SpoolTransport) -> None:
    with pytest.raises(OscError):
        spool.send("host", Message("/a", (2**31,)))


@on_posix
def test_the_folders_are_this_users_alone(spool: SpoolTransport, folder: Path) -> None:
    spool.send("host", PING)
    for one in (folder, folder / "in", folder / "out", folder / "out" / "host"):
        assert one.stat().st_mode & 0o777 == 0o700


def test_close_ends_threads_and_watches_and_may_come_twice(folder: Path, arrivals: Arrivals) -> None:
    before = threading.active_count()
    transport = SpoolTransport(folder)
    transport.start(arrivals)
    transport.close()
    transport.close()
    assert threading.active_count() == before
    drop(folder, "1", b"for the next daemon")
    assert (folder / "in" / "host" / "1.osc").exists()


@pytest.mark.skipif(LUA is None, reason="lua5.4 is missing: install lua5.4")
def test_a_lua_script_without_sockets_sends_and_reads(spool: SpoolTransport, folder: Path, arrivals: Arrivals) -> None:
    command = [str(LUA), str(CLIENT_SCRIPT), str(folder), "host", "5"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8") as lua:
        assert lua.stdin is not None
        assert lua.stdout is not None
        assert lua.stdout.readline() == "written\n"
        for number in range(1, 6):
            packet = arrivals.next()
            expected = Message("/foley/ping", (f"lua-{number}", number, 0.1, "Ünïcode"))
            assert decode_packet(packet.data) == [expected]
            assert spool.send(packet.route.place, Message("/foley/pong", (f"lua-{number}", number, 0.5, "Ünïcode")))
        names = [file.name for file in answers(folder)]
        said, _ = lua.communicate("".join(f"{name}\n" for name in names), timeout=PATIENCE_S)
    assert said.splitlines() == [f"/foley/pong lua-{number} {number} 0.5 Ünïcode" for number in range(1, 6)]
    assert answers(folder) == []
    assert lua.returncode == 0
