"""`serve --stop` ends the daemon that runs, and nothing else."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from foley_bridge.cli import main
from foley_bridge.daemon.instance import is_held, single_instance
from foley_bridge.daemon.session import Session, new_token, write_session
from foley_bridge.folders import HOME_VARIABLE, Folders, make_private, user_folders
from tests.bridge.processes import COMMAND, environment


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    return user_folders()


@pytest.fixture
def bystander() -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    yield process
    process.kill()
    process.wait()


def test_a_daemon_that_was_left_running_is_ended_and_where_none_runs_that_is_said(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    with subprocess.Popen((*COMMAND, "serve"), stdout=subprocess.PIPE, env=environment()) as daemon:
        assert daemon.stdout is not None
        assert b"listens on" in daemon.stdout.readline()
        assert main(["serve", "--stop"]) == 0
        assert f"The daemon (process {daemon.pid}) has ended." in capsys.readouterr().out
        assert not is_held(folders.lock_file)
        assert daemon.wait(20) == 0
    assert main(["serve", "--stop"]) == 1
    assert "No Foley Bridge daemon runs" in capsys.readouterr().err


def test_a_process_that_does_not_prove_to_be_the_daemon_is_left_alone(
    folders: Folders, bystander: "subprocess.Popen[bytes]", capsys: pytest.CaptureFixture[str]
) -> None:
    make_private(folders.state)
    with single_instance(folders.lock_file):
        write_session(folders, Session(9, bystander.pid, new_token(), None, "0"))
        assert main(["serve", "--stop"]) == 1
    assert "foley-bridge: " in capsys.readouterr().err
    assert bystander.poll() is None


def test_what_starts_nothing_takes_no_options_of_a_start(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--stop", "--device", "cpu"]) == 2
    assert "--stop ends a daemon and starts none" in capsys.readouterr().err
