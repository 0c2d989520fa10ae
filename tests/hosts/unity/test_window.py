"""The window against the live daemon: from the prompt to variants in the project, whatever ends in between."""

import json
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from foley_bridge.daemon.session import Session
from foley_bridge.journal.journal import Journal
from foley_bridge.journal.records import State
from foley_bridge.osc.decode import decode_packet
from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.message import Message
from tests.bridge.daemon.served import Served, served
from tests.bridge.small_disk import SIZE_BYTES, small_disk
from tests.hosts.manifest import check_manifest
from tests.hosts.unity.fake_editor import Editor, needs_mono, unity

pytestmark = needs_mono
NOT_RUNNING = "Foley Bridge is not running. Start it with: foley-bridge serve"


@dataclass(frozen=True)
class Place:
    """Where things lie in a test."""

    driver: Path
    home: Path  # of the daemon, made by `served`
    project: Path  # of Unity

    @property
    def own(self) -> Path:
        """FOLEY_BRIDGE_HOME."""
        return self.home / "own"

    @contextmanager
    def editor(self, *, path: str | None = None, window: bool = True) -> Iterator[Editor]:
        """The editor with the project."""
        with unity(self.driver, self.project, self.own, path=path, window=window) as editor:
            yield editor


@pytest.fixture
def place(driver: Path, tmp_path: Path) -> Place:
    return Place(driver, tmp_path, tmp_path / "My Game")


def _confirmed(daemon: Served, request: str) -> list[int]:
    """The candidates that the daemon offers no more."""
    with Journal(daemon.folders.journal_file) as journal:
        return sorted(one.index for one in journal.candidates(request) if one.imported)


def _remembered(place: Place) -> list[dict[str, object]]:
    file = place.project / "Library" / "FoleyBridge" / "requests.json"
    requests: list[dict[str, object]] = json.loads(file.read_text(encoding="utf-8"))["requests"]
    return requests


def test_from_the_prompt_to_variants_in_the_project_and_the_daemon_knows(place: Place) -> None:
    with served(place.home) as daemon, place.editor() as editor:
        editor.generate("boots on gravel", count=3)
        editor.until("boots on gravel | done")
        assert editor.count("not imported") == 3
        editor.press("Import all")
        editor.idle()
        assert editor.count(" | imported") == 3
        (file,) = editor.manifests()
        manifest = check_manifest(file)
        assert manifest.prompt == "boots on gravel"
        assert [one.rank for one in manifest.variants] == [1, 2, 3]
        assert {one.file for one in manifest.variants} == {sound.name for sound in editor.sounds()}
        assert _confirmed(daemon, manifest.request) == [0, 1, 2]
        imports = {line.removeprefix("import ") for line in editor.said()}
        assert imports == {one.relative_to(place.project).as_posix() for one in (file, *editor.sounds())}
        assert _remembered(place) == []


def test_the_sounds_are_those_of_the_daemon_and_can_be_heard_before_they_are_imported(place: Place) -> None:
    with served(place.home) as daemon, place.editor() as editor:
        editor.generate("a door", seconds=0.5, count=1)
        editor.until("a door | done")
        (made,) = daemon.folders.sounds.rglob("*.wav")
        editor.press("Listen")
        (played,) = editor.said()
        _, rest = played.split(" ", 1)
        name, samples, rate_hz = rest.rsplit(" ", 2)
        assert name == made.name
        assert int(samples) == round(0.5 * int(rate_hz))
        editor.press("Import")
        (copied,) = editor.sounds()
        assert copied.read_bytes() == made.read_bytes()


def test_ranks_that_change_while_sounds_arrive_are_right_in_the_manifest(place: Place) -> None:
    with served(place.home), place.editor() as editor:
        editor.generate("reverse slow steps", count=4)
        editor.until("Import all")
        editor.press("Import")
        editor.until("reverse slow steps | done")
        editor.press("Import all")
        (file,) = editor.manifests()
        assert [one.index for one in check_manifest(file).variants] == [3, 2, 1, 0]


def test_one_candidate_alone_leaves_the_others_offered_and_nothing_comes_twice(place: Place) -> None:
    with served(place.home) as daemon, place.editor() as editor:
        editor.generate("a bell", count=2)
        editor.until("a bell | done")
        editor.press("Import")
        editor.idle()
        editor.press("Import")
        editor.idle()
        (file,) = editor.manifests()
        assert len(editor.sounds()) == 2
        assert _confirmed(daemon, check_manifest(file).request) == [0, 1]


def test_without_a_daemon_it_says_so_keeps_the_request_and_goes_on_when_there_is_one(place: Place) -> None:
    with place.editor() as editor:
        editor.until(NOT_RUNNING)
        editor.generate("boots on gravel")
        editor.until("boots on gravel | waits for Foley Bridge")
        with served(place.home):
            editor.until("boots on gravel | done")
            assert not editor.sees(NOT_RUNNING)
        editor.until(NOT_RUNNING)


def test_the_daemon_is_started_by_a_button_and_a_missing_command_is_named(place: Place, tmp_path: Path) -> None:
    command, told = tmp_path / "bin" / "foley-bridge", tmp_path / "told"
    command.parent.mkdir()
    with place.editor(path=str(command.parent)) as editor:
        editor.until("[Start it]")
        editor.press("Start it")
        editor.until("The command foley-bridge is not on this editor's path")
        command.write_text(f'#!/bin/sh\necho "$*" > "{told}.tmp" && /bin/mv "{told}.tmp" "{told}"\n')
        command.chmod(0o755)
        editor.press("Start it")
        while not told.exists():
            editor.do("frame")
        assert told.read_text() == "serve\n"


def test_a_daemon_that_ends_in_the_middle_goes_on_with_the_request_after_its_restart(place: Place) -> None:
    with place.editor() as editor:
        with served(place.home):
            editor.generate("slow boots", count=3)
            editor.until("slow boots | is being made")
        with served(place.home) as daemon:
            editor.until("slow boots | done")
            editor.press("Import all")
            editor.idle()
            (file,) = editor.manifests()
            assert _confirmed(daemon, check_manifest(file).request) == [0, 1, 2]
        assert len(editor.sounds()) == 3


def test_a_confirmation_that_finds_no_daemon_is_made_up_for(place: Place) -> None:
    with place.editor() as editor:
        with served(place.home):
            editor.generate("boots on gravel")
            editor.until("boots on gravel | done")
        editor.until(NOT_RUNNING)
        editor.press("Import all")
        assert editor.count("imported, not confirmed yet") == 2
        with served(place.home) as daemon:
            editor.idle()
            (file,) = editor.manifests()
            assert _confirmed(daemon, check_manifest(file).request) == [0, 1]


def test_after_a_domain_reload_in_the_middle_the_request_is_found_again_without_a_window(place: Place) -> None:
    with served(place.home):
        with place.editor() as editor:
            editor.generate("slow boots", count=3)
            editor.until("slow boots | is being made")
            editor.reload()
        with place.editor(window=False) as editor:
            editor.idle()
            editor.do("show")
            assert editor.count("not imported") == 3
            assert len(_remembered(place)) == 1


def test_an_editor_that_was_killed_between_copy_and_confirmation_doubles_nothing(place: Place) -> None:
    with place.editor() as editor:
        with served(place.home):
            editor.generate("boots on gravel", count=3)
            editor.until("boots on gravel | done")
            before = _remembered(place)
        editor.press("Import")
        (file,) = editor.manifests()
        (first,) = check_manifest(file).variants
    # As if it had been killed before it wrote down what it did, and another copy was on its way.
    memory = place.project / "Library" / "FoleyBridge" / "requests.json"
    before[0].update(phase=1, candidates=[])
    memory.write_text(json.dumps({"format": 1, "requests": before}))
    (file.parent / ".boots-on-gravel-02.wav.tmp").write_bytes(b"RIFF")
    with served(place.home) as daemon, place.editor() as editor:
        editor.until("boots on gravel | done")
        editor.idle()
        assert _confirmed(daemon, first_request := check_manifest(file).request) == [first.index]
        editor.press("Import all")
        editor.idle()
        assert [one.index for one in check_manifest(file).variants] == [0, 1, 2]
        assert len(editor.sounds()) == 3
        assert _confirmed(daemon, first_request) == [0, 1, 2]
        assert not list(file.parent.glob(".*"))


def test_a_folder_that_was_moved_is_found_and_its_sounds_are_not_copied_again(place: Place) -> None:
    with served(place.home):
        with place.editor() as editor:
            editor.generate("boots on gravel")
            editor.until("boots on gravel | done")
            editor.press("Import")
            editor.idle()
            (file,) = editor.manifests()
            moved = place.project / "Assets" / "Audio" / "Steps"
            moved.parent.mkdir()
            shutil.move(file.parent, moved)
        with place.editor() as editor:
            editor.press("Import all")
            editor.idle()
            (file,) = editor.manifests()
            assert file.parent == moved
            assert len(check_manifest(file).variants) == len(editor.sounds()) == 2


def test_cancel_stops_the_request_and_one_that_was_never_sent_at_once(place: Place) -> None:
    with place.editor() as editor:
        editor.until(NOT_RUNNING)
        editor.generate("never sent")
        editor.press("Cancel")
        editor.until("never sent | Cancelled.")
        editor.press("Remove from list")
        assert not editor.sees("never sent |")
        with served(place.home) as daemon:
            editor.generate("slow boots")
            editor.until("slow boots | is being made")
            editor.press("Cancel")
            editor.idle()
            with Journal(daemon.folders.journal_file) as journal:
                (job,) = journal.recent(5)
            assert job.state is State.CANCELLED
    assert _remembered(place) == []


def test_what_the_daemon_refuses_is_said_in_its_words(place: Place) -> None:
    with served(place.home), place.editor() as editor:
        editor.generate("drop-all")
        editor.until("drop-all | None of 4 candidates passed")
        editor.generate("boots " * 100)
        editor.until("the limit is 500")
        editor.generate("boots " * 2000)
        editor.until("The prompt is too long.")
        editor.type("Seed (empty: drawn)", "-4")
        editor.press("Generate")
        editor.until("A seed is a whole number")


def test_a_stranger_at_the_daemons_port_never_sees_the_token(place: Place) -> None:
    token = "5e" * 32
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger, place.editor() as editor:
        stranger.bind(("127.0.0.1", 0))
        stranger.settimeout(0.01)
        state = place.own / "state"
        state.mkdir(parents=True)
        session = Session(stranger.getsockname()[1], os.getpid(), token, None, "0.1.0")
        (state / "session.json").write_text(json.dumps(session.__dict__))
        editor.generate("boots on gravel")
        heard = []
        while not editor.sees("Something else than Foley Bridge answers"):
            editor.do("frame")
            try:
                packet, sender = stranger.recvfrom(65536)
            except TimeoutError:
                continue
            heard.append(packet)
            (hello,) = decode_packet(packet)
            welcome = Message("/foley/welcome", (hello.arguments[0], 1, "0.1.0", "00" * 32, "core", 24000))
            stranger.sendto(encode_message(welcome), sender)
        assert heard
        assert not any(token.encode() in packet for packet in heard)
        assert editor.sees("boots on gravel | waits for Foley Bridge")


def test_the_session_file_of_a_killed_daemon_counts_as_none(place: Place) -> None:
    with served(place.home) as daemon:
        left = daemon.folders.session_file.read_bytes()
    daemon.folders.session_file.write_bytes(left)
    with place.editor() as editor:
        editor.until(NOT_RUNNING)


def test_a_sound_that_is_gone_is_named_and_can_be_tried_again(place: Place) -> None:
    with served(place.home) as daemon, place.editor() as editor:
        editor.generate("a door", count=1)
        editor.until("a door | done")
        (made,) = daemon.folders.sounds.rglob("*.wav")
        away = made.with_suffix(".away")
        made.rename(away)
        editor.press("Import")
        editor.until("'a door' was not imported")
        editor.press("Listen")
        assert editor.manifests() == editor.sounds() == []
        away.rename(made)
        editor.press("Import")
        editor.idle()
        assert len(editor.sounds()) == 1
        assert not editor.sees("was not imported")


def test_a_full_disk_is_named_leaves_nothing_half_and_the_import_can_be_tried_again(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "small").mkdir()
    for disk in small_disk(tmp_path / "small", monkeypatch):
        if not disk.is_mount():
            pytest.skip("this user may not mount a small disk, so there is none that could be full for Unity")
        full = replace(place, project=disk)
        with served(place.home), full.editor() as editor:
            editor.generate("a door", seconds=2, count=1)
            editor.until("a door | done")
            filler = disk / "filler"
            filler.write_bytes(bytes(SIZE_BYTES - 100_000))
            editor.press("Import")
            editor.until("'a door' was not imported")
            assert [one.name for one in (disk / "Assets").rglob("*") if one.is_file()] == []
            assert len(_remembered(full)) == 1
            filler.unlink()
            editor.press("Import")
            editor.idle()
            (file,) = editor.manifests()
            assert len(check_manifest(file).variants) == 1
