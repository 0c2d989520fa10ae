"""The tray's own daemon, or one that ran before: asked, heard, restarted, found again."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from foley_bridge.engine.launch import Launch
from foley_bridge.folders import Folders, user_folders
from foley_bridge.journal.journal import Journal
from foley_bridge.protocol.answers import Answer
from foley_models.errors import FoleyError
from foley_ui.link.bridge import Bridge
from foley_ui.link.crossing import Crossing
from foley_ui.link.host import Host
from foley_ui.link.told import Status, Told
from tests.bridge.daemon.served import served
from tests.bridge.engine.quick_worker import quick_command

WAIT_MS = 20_000


class Heard(QObject):
    """All that a bridge said."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self.told: list[Told] = []
        self.states: list[Status] = []
        self.reached: list[tuple[bool, str]] = []
        bridge.told.connect(self.told.append)
        bridge.status_changed.connect(self.states.append)
        bridge.reached.connect(lambda *values: self.reached.append(values))

    def kinds(self, request: str) -> list[str]:
        return [one.kind for one in self.told if one.request == request]


@contextmanager
def bridged(folders: Folders) -> Iterator[tuple[Bridge, Heard]]:
    crossing = Crossing()
    bridge = Bridge(Host(folders, launch=Launch(command=quick_command(), nice=0)), crossing, print)
    heard = Heard(bridge)
    bridge.start()
    try:
        yield bridge, heard
    finally:
        bridge.close()
        crossing.close()


def generate(bridge: Bridge, heard: Heard, qtbot: QtBot, **pairs: str | int) -> str:
    accepted: list[Answer] = []
    bridge.call("/foley/generate", "a door", 1.0, 2, pairs=pairs, owner=heard, done=accepted.append)
    qtbot.waitUntil(lambda: bool(accepted), timeout=WAIT_MS)
    assert accepted[0].word == "accepted"
    return accepted[0].id


def test_it_hosts_a_daemon_and_hears_all_of_a_request(tmp_path: Path, qtbot: QtBot) -> None:
    with bridged(user_folders(tmp_path)) as (bridge, heard):
        qtbot.waitUntil(lambda: bridge.status is not None, timeout=WAIT_MS)  # it is subscribed
        request = generate(bridge, heard, qtbot)
        qtbot.waitUntil(lambda: "finished" in heard.kinds(request), timeout=WAIT_MS)
        assert heard.kinds(request) == ["queued", "started", "delivered", "delivered", "finished"]
        assert bridge.hosting
        assert heard.reached == [(True, "")]
        qtbot.waitUntil(lambda: bridge.status is not None and bridge.status.pack == "core", timeout=WAIT_MS)


def test_it_joins_a_daemon_that_runs_and_hears_the_requests_of_others(tmp_path: Path, qtbot: QtBot) -> None:
    with served(tmp_path) as daemon, bridged(daemon.folders) as (bridge, heard):
        qtbot.waitUntil(lambda: (True, "") in heard.reached, timeout=WAIT_MS)
        assert not bridge.hosting
        with daemon.client() as other:
            answers = [*other.generate("rain", seconds=1.0, count=1, request_id="of-another-host")]
        assert answers[-1].final
        qtbot.waitUntil(lambda: "finished" in heard.kinds("of-another-host"), timeout=WAIT_MS)


def test_it_starts_one_of_its_own_when_the_one_it_joined_ends(tmp_path: Path, qtbot: QtBot) -> None:
    with served(tmp_path) as daemon:
        entered = bridged(daemon.folders)
        bridge, heard = entered.__enter__()
        qtbot.waitUntil(lambda: (True, "") in heard.reached, timeout=WAIT_MS)
    try:
        qtbot.waitUntil(lambda: bridge.hosting, timeout=90_000)
        assert generate(bridge, heard, qtbot)
    finally:
        entered.__exit__(None, None, None)


def test_a_restart_takes_the_settings_as_they_are_now_and_loses_no_request(tmp_path: Path, qtbot: QtBot) -> None:
    folders = user_folders(tmp_path)
    with bridged(folders) as (bridge, heard):
        request = generate(bridge, heard, qtbot)
        folders.config.mkdir(parents=True, exist_ok=True)
        folders.settings_file.write_text('[files]\nsounds = "~/elsewhere"\n', encoding="utf-8")
        done: list[object] = []
        bridge.restart(owner=heard, done=done.append)
        qtbot.waitUntil(lambda: bool(done), timeout=WAIT_MS)
        qtbot.waitUntil(
            lambda: bridge.status is not None and bridge.status.sounds.endswith("elsewhere"), timeout=90_000
        )
        with Journal(folders.journal_file) as journal:
            assert journal.job(request).id == request


def test_a_daemon_that_cannot_start_is_a_sentence_and_is_tried_again(tmp_path: Path, qtbot: QtBot) -> None:
    folders = user_folders(tmp_path)
    folders.config.mkdir(parents=True)
    folders.settings_file.write_text("[engine]\nthreads = -1\n", encoding="utf-8")
    with bridged(folders) as (bridge, heard):
        qtbot.waitUntil(lambda: bool(heard.reached), timeout=WAIT_MS)
        assert heard.reached[0][0] is False
        assert "threads" in bridge.trouble
        folders.settings_file.unlink()
        qtbot.waitUntil(lambda: (True, "") in heard.reached, timeout=WAIT_MS)


def test_a_mistake_in_a_call_comes_back_as_its_sentence(tmp_path: Path, qtbot: QtBot) -> None:
    with bridged(user_folders(tmp_path)) as (bridge, heard):
        failures: list[FoleyError] = []
        bridge.call("/foley/generate", "a door", 199.0, 2, owner=heard, failed=failures.append)
        qtbot.waitUntil(lambda: bool(failures), timeout=WAIT_MS)
        assert failures[0].code == "bad-request"
        assert "199" in str(failures[0])


def test_answers_are_collected_up_to_the_last(tmp_path: Path, qtbot: QtBot) -> None:
    with bridged(user_folders(tmp_path)) as (bridge, heard):
        answers: list[tuple[Answer, ...]] = []
        bridge.collect("/foley/packs", last="packs", owner=heard, done=answers.append)
        qtbot.waitUntil(lambda: bool(answers), timeout=WAIT_MS)
        assert [one.word for one in answers[0]][-1] == "packs"
        assert any(one.word == "pack" and one.values["name"] == "core" for one in answers[0])


@pytest.mark.parametrize("twice", [1, 2])
def test_it_can_be_closed_before_anything_was_there(tmp_path: Path, qtbot: QtBot, twice: int) -> None:
    bridge = Bridge(Host(user_folders(tmp_path), launch=Launch(command=quick_command(), nice=0)), Crossing(), print)
    for _ in range(twice):
        bridge.close()
