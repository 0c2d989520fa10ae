"""One tray of a user and home, in real processes: raised, raced for, killed, silent."""

import json
import os
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from foley_bridge.daemon.instance import single_instance
from foley_bridge.folders import make_private, user_folders
from foley_models.errors import NotAvailableError
from foley_ui.instance import LOCK_FILE, MESSAGE_MOST_BYTES, PATH_MOST_BYTES, Instance, Wish, hand_over, server_name

RACERS = 6


def start(home: Path, prompt: str = "", **more: str) -> "subprocess.Popen[str]":
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **more}
    command = [sys.executable, "-m", "tests.ui.instance_program", str(home), prompt]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@contextmanager
def winner(home: Path) -> "Iterator[subprocess.Popen[str]]":
    process = start(home)
    try:
        assert line(process) == "won"
        yield process
    finally:
        process.kill()
        process.communicate()


def test_a_second_start_hands_over_its_prompt_and_ends_well(tmp_path: Path) -> None:
    with winner(tmp_path) as first:
        second = start(tmp_path, "a door “slams”\n& echoes", XDG_ACTIVATION_TOKEN="token-7")
        assert second.communicate(timeout=20)[0].strip() == "handed"
        assert second.returncode == 0
        assert Wish(**json.loads(line(first))) == Wish("a door “slams”\n& echoes", "", "token-7")


def test_handing_over_takes_less_than_a_second(tmp_path: Path, qapp: QApplication) -> None:
    with winner(tmp_path):
        began_s = time.monotonic()
        hand_over(user_folders(tmp_path), Wish())
        assert time.monotonic() - began_s < 1


def test_of_racing_starts_exactly_one_wins_and_all_others_reach_it(tmp_path: Path) -> None:
    racers = [start(tmp_path, str(number)) for number in range(RACERS)]
    try:
        said = [line(racer) for racer in racers]
        assert sorted(said) == ["handed"] * (RACERS - 1) + ["won"]
        won = said.index("won")
        prompts = {json.loads(line(racers[won]))["prompt"] for _ in range(RACERS - 1)}
        assert prompts == {str(number) for number in range(RACERS)} - {str(won)}
    finally:
        for racer in racers:
            racer.kill()
            racer.communicate()


def test_the_place_of_one_that_was_killed_is_taken_over(tmp_path: Path) -> None:
    with winner(tmp_path) as first:
        first.kill()
        first.wait()
        assert Path(server_name(user_folders(tmp_path))).exists(), "the socket is left behind, which is the point"
    with winner(tmp_path):
        assert start(tmp_path).communicate(timeout=20)[0].strip() == "handed"


def test_one_that_does_not_answer_is_told_of(tmp_path: Path, qapp: QApplication) -> None:
    folders = user_folders(tmp_path)
    make_private(folders.state)
    with single_instance(folders.state / LOCK_FILE), pytest.raises(NotAvailableError, match="does not answer"):
        Instance.claim(folders, Wish())


def test_two_homes_have_a_tray_each(tmp_path: Path) -> None:
    with winner(tmp_path / "one"), winner(tmp_path / "two"):
        pass


@pytest.fixture
def instance(tmp_path: Path, qapp: QApplication) -> Iterator[Instance]:
    made = Instance(user_folders(tmp_path))
    yield made
    made.close()


def test_the_socket_is_this_users_alone(instance: Instance, tmp_path: Path) -> None:
    assert instance is not None
    socket_file = Path(server_name(user_folders(tmp_path)))
    assert stat.S_IMODE(socket_file.stat().st_mode) & 0o077 == 0


def test_the_place_can_be_had_again_after_it_was_given_back(tmp_path: Path, qapp: QApplication) -> None:
    Instance(user_folders(tmp_path)).close()
    Instance(user_folders(tmp_path)).close()


@pytest.mark.parametrize(
    "said",
    [
        b"not JSON\n",
        b"[1]\n",
        b'{"prompt": 7}\n',
        b'{"unknown": ""}\n',
        b'{"hidden": "yes"}\n',
        b"\xff\xfe\n",
        b"x" * (MESSAGE_MOST_BYTES + 1),
        b"",
    ],
    ids=["words", "a list", "a number", "another name", "another type", "no text", "too long", "nothing"],
)
def test_what_is_no_wish_is_dropped_and_the_next_one_is_heard(
    instance: Instance, tmp_path: Path, qtbot: QtBot, said: bytes
) -> None:
    name, wishes = server_name(user_folders(tmp_path)), list[object]()
    instance.raised.connect(wishes.append)
    with socket.socket(socket.AF_UNIX) as stranger, socket.socket(socket.AF_UNIX) as friend:
        stranger.connect(name)
        stranger.sendall(said)
        friend.connect(name)
        friend.sendall(b'{"prompt": "rain"}\n')
        qtbot.waitUntil(lambda: bool(wishes))
    assert wishes == [Wish(prompt="rain")]


def test_a_home_with_a_long_path_listens_elsewhere(tmp_path: Path, qapp: QApplication) -> None:
    deep = user_folders(tmp_path / ("long" * 20))
    name = server_name(deep)
    assert len(os.fsencode(name)) <= PATH_MOST_BYTES
    assert name != server_name(user_folders(tmp_path / ("long" * 21)))
    instance = Instance(deep)
    try:
        assert Path(name).stat().st_uid == os.getuid()
    finally:
        instance.close()


def test_a_socket_of_somebody_else_is_not_spoken_to(
    tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    instance = Instance(user_folders(tmp_path))
    monkeypatch.setattr(os, "getuid", lambda: 4711)
    with pytest.raises(NotAvailableError):
        hand_over(user_folders(tmp_path), Wish(prompt="secret"), within_s=0.1)
    monkeypatch.undo()
    instance.close()
