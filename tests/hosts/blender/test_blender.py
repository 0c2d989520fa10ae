"""The add-on in the real Blender in the background, with a real daemon; another Blender reads what it saved."""

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from benchmarks.reliability.daemons import DaemonProcess
from foley_bridge.client import Client
from foley_bridge.journal.journal import Journal
from foley_bridge.protocol.order import Order
from tests.bridge.small_disk import small_disk
from tests.hosts.blender.program import ADD_ON, MISSING, Blender, commands, installed
from tests.hosts.common.library import WAIT_S, foley_host, until
from tests.hosts.core_daemon import CoreDaemon

pytestmark = pytest.mark.skipif(not commands(), reason=MISSING)


@pytest.fixture(scope="module", params=commands())
def blender(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Blender:
    """Each Blender that this machine has."""
    return installed(commands()[request.param], tmp_path_factory.mktemp("scripts"))


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaemonProcess]:
    """A daemon whose engine makes noise bursts in milliseconds."""
    with DaemonProcess(tmp_path_factory.mktemp("quick") / "own") as running:
        yield running
        running.kill()  # how it ends is no matter here, and this is quick


@pytest.fixture(scope="module")
def several(daemon: DaemonProcess, blender: Blender, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the stories saw that one Blender plays one after the other."""
    return blender.plays("several", tmp_path_factory.mktemp("several"), home=daemon.home)


def sounds(seen: dict[str, Any]) -> list[dict[str, Any]]:
    """The strips that are sounds, best first within a place."""
    found = [one for one in seen["strips"] if one["kind"] == "SOUND"]
    return sorted(found, key=lambda one: (one["start"], one["values"]["foley_rank"]))


def check_pair(pair: list[dict[str, Any]]) -> None:
    """Two candidates of one request: one heard, side by side, on files that are there."""
    assert len(pair) == 2
    assert [one["mute"] for one in pair] == [False, True]
    assert [one["values"]["foley_rank"] for one in pair] == [1, 2]
    assert len({one["values"]["foley_request"] for one in pair}) == 1
    assert {one["values"]["foley_index"] for one in pair} == {0, 1}
    assert len({one["channel"] for one in pair}) == 2
    assert all(Path(one["path"]).stat().st_size > 1000 for one in pair)


def order_in(daemon: DaemonProcess, request: str) -> Order:
    """What the daemon was asked."""
    with Journal(daemon.folders.journal_file) as journal:
        return Order.from_json(journal.job(request).order)


def offered_again(home: Path, asked: dict[str, Any]) -> int:
    """How many sounds of a request the daemon still offers."""
    host = foley_host.Host("test", home=home)
    request = host.resume(foley_host.Request.from_dict(asked))
    until(host, "done")
    host.close()
    return len(request.candidates)


def test_the_shipped_pack_makes_foley_to_picture(core_daemon: CoreDaemon, blender: Blender, tmp_path: Path) -> None:
    told = blender.plays("strip", tmp_path, home=core_daemon.home)
    seen = blender.plays("read", tmp_path, home=core_daemon.home)
    pair = sounds(seen)
    check_pair(pair)
    for one in pair:
        values = one["values"]
        assert (one["start"], one["frames"], one["relative"]) == (49, 24, True)
        assert Path(one["path"]).parent == tmp_path / "Foley"
        assert values["foley_prompt"] == "boots on gravel"
        assert -1 <= values["foley_score"] <= 1
        assert one["name"] == f"{values['foley_rank']} · {values['foley_score']:.2f} · boots on gravel"
    assert [one["channel"] for one in pair] == [3, 4]  # 1 is the picture's, in 2 something is in the way
    assert seen["kept"] == []
    assert told["confirmed before saving"] is False
    assert offered_again(core_daemon.home, told["asked"][0]) == 0


def test_every_marker_with_a_name_gets_its_sound(daemon: DaemonProcess, blender: Blender, tmp_path: Path) -> None:
    blender.plays("markers", tmp_path, home=daemon.home)
    found = sounds(blender.plays("read", tmp_path, home=daemon.home))
    for place, (start, prompt, frames) in enumerate(
        [(10, "a door slams", 24), (100, "glass breaks", 12), (112, "a knock", 24)]
    ):
        pair = found[2 * place : 2 * place + 2]
        check_pair(pair)
        assert {(one["start"], one["values"]["foley_prompt"], one["frames"]) for one in pair} == {
            (start, prompt, frames)
        }
    assert len(found) == 6


def test_a_file_closed_in_the_middle_finds_its_sounds_when_it_is_opened(
    daemon: DaemonProcess, blender: Blender, tmp_path: Path
) -> None:
    blender.plays("ask_and_leave", tmp_path, home=daemon.home)
    assert blender.plays("come_back", tmp_path, home=daemon.home)["found"] == 1
    seen = blender.plays("come_back", tmp_path, home=daemon.home)
    assert seen["found"] == 0
    check_pair(sounds(seen))


@pytest.mark.parametrize("story", ["crash_before_saving", "crash_after_saving"])
def test_a_blender_that_crashed_has_every_sound_once(
    story: str, daemon: DaemonProcess, blender: Blender, tmp_path: Path
) -> None:
    check_pair(sounds(blender.plays(story, tmp_path, home=daemon.home)))
    assert blender.plays("come_back", tmp_path, home=daemon.home)["found"] == 1
    check_pair(sounds(blender.plays("read", tmp_path, home=daemon.home)))


def test_the_sounds_of_a_request_are_one_step_of_undo(several: dict[str, Any]) -> None:
    seen = several["undo"]
    assert (seen["laid"], seen["undone"], seen["redone"]) == (2, 0, 2)
    assert seen["kept after undo"] is False
    assert sounds(seen) == []  # undone, saved and opened again: what was undone stays so


def test_another_candidate_is_heard_alone(several: dict[str, Any]) -> None:
    assert several["hear"]["heard"] == [True]


def test_a_full_timeline_is_told(several: dict[str, Any]) -> None:
    seen = several["crowded"]
    assert seen["said"] == "“boots”: 1 sounds found no free channel. Make room and ask again."
    assert [one["mute"] for one in sounds(seen)] == [False]


def test_what_cannot_be_asked_is_said_at_once(several: dict[str, Any]) -> None:
    seen = several["refused"]
    assert [one.strip().removeprefix("Error: ") for one in seen["errors"]] == [
        "200 seconds cannot be made: choose 0.1 to 180, or divide what is longer into several.",
        "A prompt is one line of 1 to 500 characters: say what should be heard.",
        "No marker says what should be heard: name a marker (F2) after its sound.",
    ]
    assert seen["kept"] == []


def test_a_cancelled_request_leaves_nothing(several: dict[str, Any]) -> None:
    seen = several["cancelled"]
    assert seen["said"] == "The request was cancelled."
    assert (seen["strips"], seen["kept"]) == ([], [])


def test_an_unsaved_file_gets_its_sounds_and_says_where_they_lie(
    daemon: DaemonProcess, several: dict[str, Any]
) -> None:
    seen = several["unsaved"]
    assert seen["said"].startswith("The .blend is not saved, so the sounds go to Foley Bridge's own folder.")
    check_pair(sounds(seen))
    assert {Path(one["path"]).parent for one in sounds(seen)} == {daemon.folders.sounds}


def test_without_a_daemon_it_says_so_and_asks_when_there_is_one(blender: Blender, tmp_path: Path) -> None:
    film = tmp_path / "film"
    film.mkdir()
    seen = blender.plays("absent", film, home=tmp_path / "own")
    assert seen["said"] == "Foley Bridge is not running. Start it with: foley-bridge serve"
    assert len(seen["kept"]) == 1
    with DaemonProcess(tmp_path / "own") as daemon:
        check_pair(sounds(blender.plays("come_back", film, home=daemon.home)))
        daemon.kill()


def test_a_daemon_killed_in_the_middle_delivers_everything_once(blender: Blender, tmp_path: Path) -> None:
    film = tmp_path / "film"
    film.mkdir()
    with DaemonProcess(tmp_path / "own") as daemon, ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(blender.plays, "killed", film, home=daemon.home)
        end_s = time.monotonic() + WAIT_S
        while not (film / "running").exists():
            assert time.monotonic() < end_s, waiting.result() if waiting.done() else "it does not run"
            time.sleep(0.01)
        daemon.kill()
        daemon.start()
        seen = waiting.result()
        daemon.kill()
    check_pair(sounds(seen))
    assert len(list((film / "Foley").glob("*.wav"))) == 2


def test_a_sound_that_is_sent_is_a_strip_at_the_playhead_once(
    daemon: DaemonProcess, blender: Blender, tmp_path: Path
) -> None:
    id_, host = f"sent-{tmp_path.name}"[:64], "Blender: film"
    with ThreadPoolExecutor(1) as threads, Client.connect(daemon.folders) as client:
        for _ in client.generate("a door slams", seconds=0.5, count=1, request_id=id_):
            pass
        waiting = threads.submit(blender.plays, "sent", tmp_path, home=daemon.home)
        end_s = time.monotonic() + WAIT_S

        def until(holds: Callable[[], bool]) -> None:
            while not holds():
                assert time.monotonic() < end_s, waiting.result() if waiting.done() else "it does not come to that"
                time.sleep(0.01)

        until(lambda: (tmp_path / "listening").exists() and host in {one.name for one in client.hosts()})
        for _ in range(2):
            client.offer(id_, 0, host)
            until(lambda: [one.offers for one in client.hosts() if one.name == host] == [0])
        (tmp_path / "over").touch()
        seen = waiting.result()
    (strip,) = sounds(seen)
    assert (strip["start"], strip["frames"], strip["mute"]) == (30, 12, False)
    assert (strip["values"]["foley_request"], strip["values"]["foley_index"]) == (id_, 0)
    assert seen["confirmed before saving"] is False
    assert len(sounds(blender.plays("read", tmp_path, home=daemon.home))) == 1


def test_a_full_disk_is_told_and_leaves_no_strip(
    daemon: DaemonProcess, blender: Blender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for disk in small_disk(tmp_path, monkeypatch):
        if not os.path.ismount(disk):
            pytest.skip("a small disk can be mounted by root only")
        seen = blender.plays("failing", disk, home=daemon.home, FOLEY_TEST_SECONDS="10")
        assert "space" in seen["said"] or "full" in seen["said"], seen["said"]
        assert (seen["strips"], seen["kept"]) == ([], [])


def test_more_like_a_strip_and_its_imitation_lie_above_it(several: dict[str, Any], daemon: DaemonProcess) -> None:
    seen = several["begun"]
    assert seen["without a strip"] == [False, False]
    own = [one for one in sounds(seen) if one["values"]["foley_prompt"] == "boots"]
    first = min(own, key=lambda one: one["channel"])
    made = {one["values"]["foley_request"] for one in sounds(seen)}
    orders = {name: order_in(daemon, name) for name in made}
    sources = [one.source for one in orders.values() if one.source is not None]
    assert sorted(one.less for one in sources) == [False, False, True]
    own_name = f"{first['values']['foley_request']}#{first['values']['foley_index']}"
    assert [(one.candidate, one.amount) for one in sources] == [(own_name, 0.5)] * 3
    (blend,) = [one.blend for one in sources if one.blend is not None]
    request, index = seen["blended with"]
    assert (blend.candidate, blend.mix) == (f"{request}#{index}", 0.25)
    assert seen["without a second strip"] is False
    imitated = [one for one in orders.values() if one.imitated is not None]
    assert len(imitated) == 2
    assert {(one.request.prompt, one.imitated.strength) for one in imitated if one.imitated} == {("rain", 0.75)}
    assert {one.imitated.recording.path for one in imitated if one.imitated} == {first["path"]}
    (kept,) = seen["kept while asked"]
    assert kept["address"] == "/foley/transform"
    assert kept["id"] in made
    assert {one["start"] + one["frames"] for one in sounds(seen)} == {48}  # one was cut at its beginning by hand
    assert min(one["channel"] for one in sounds(seen)) == first["channel"]
    assert [error.strip().removeprefix("Error: ")[:24] for error in seen["errors"]] == [
        "Say in the prompt what s",
        "The strip does not play ",
    ]


def test_it_is_installed_from_a_zip_and_switched_off_again(tmp_path: Path, blender: Blender) -> None:
    own = installed(blender.command, tmp_path / "scripts")
    shutil.make_archive(str(tmp_path / ADD_ON.name), "zip", ADD_ON.parent, ADD_ON.name)
    seen = own.plays("from_zip", tmp_path, home=tmp_path / "own")
    assert (seen["add-on"], seen["off"], seen.get("extension", True)) == (True, True, True)


def test_the_manifest_of_newer_blenders_says_what_the_older_ones_read() -> None:
    manifest = (ADD_ON / "blender_manifest.toml").read_text(encoding="utf-8")
    assert '"version": (0, 1, 0)' in (ADD_ON / "__init__.py").read_text(encoding="utf-8")
    assert 'version = "0.1.0"' in manifest
    assert json.dumps("foley_sequencer") in manifest
