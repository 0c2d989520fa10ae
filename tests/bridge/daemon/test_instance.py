import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from foley_bridge.daemon.instance import AlreadyRunningError, is_held, single_instance
from foley_models.errors import DestinationError, NotAvailableError
from tests.bridge.processes import environment

HOLD = """
import sys
from pathlib import Path
from foley_bridge.daemon.instance import single_instance
with single_instance(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def lock_file(tmp_path: Path) -> Path:
    return tmp_path / "daemon.lock"


def holder(lock_file: Path) -> subprocess.Popen[str]:
    """A process of its own that holds the lock until it ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(lock_file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_one_holds_the_lock_and_the_next_after_it(lock_file: Path) -> None:
    assert not is_held(lock_file)
    with single_instance(lock_file):
        assert is_held(lock_file)
        with pytest.raises(AlreadyRunningError, match="runs already"), single_instance(lock_file):
            pass
        assert is_held(lock_file)
    assert not is_held(lock_file)
    with single_instance(lock_file):
        assert is_held(lock_file)


def test_already_running_is_a_thing_of_this_machine() -> None:
    assert issubclass(AlreadyRunningError, NotAvailableError)


def test_the_lock_is_given_back_when_the_body_fails(lock_file: Path) -> None:
    with pytest.raises(ZeroDivisionError), single_instance(lock_file):
        raise ZeroDivisionError
    assert not is_held(lock_file)


@pytest.mark.skipif(os.name == "nt", reason="a signal of POSIX")
def test_the_lock_of_a_killed_process_is_free(lock_file: Path) -> None:
    with holder(lock_file) as process:
        assert is_held(lock_file)
        with pytest.raises(AlreadyRunningError), single_instance(lock_file):
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert not is_held(lock_file)
    with single_instance(lock_file):
        pass


def test_a_program_started_by_the_holder_does_not_keep_the_lock(lock_file: Path) -> None:
    with single_instance(lock_file):
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        assert not is_held(lock_file)
    finally:
        child.communicate(b"\n")


def test_asking_never_costs_a_start_its_lock(lock_file: Path) -> None:
    ask = (
        "import sys; from pathlib import Path; from foley_bridge.daemon.instance import is_held; "
        "print('asking', flush=True); [is_held(Path(sys.argv[1])) for _ in range(10**9)]"
    )
    lock_file.touch()
    asking = subprocess.Popen(
        [sys.executable, "-c", ask, str(lock_file)], stdout=subprocess.PIPE, text=True, env=environment()
    )
    try:
        assert asking.stdout is not None
        asking.stdout.readline()
        for _ in range(50):
            with single_instance(lock_file):
                pass
    finally:
        asking.kill()
        asking.communicate()


def test_a_lock_file_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(DestinationError, match="no such folder"), single_instance(tmp_path / "absent" / "daemon.lock"):
        pass


@pytest.mark.skipif(os.name == "nt", reason="links and modes as POSIX has them")
def test_the_lock_file_is_private_and_never_behind_a_link(lock_file: Path, tmp_path: Path) -> None:
    with single_instance(lock_file):
        assert lock_file.stat().st_mode & 0o777 == 0o600
    link = tmp_path / "link.lock"
    link.symlink_to(lock_file)
    with pytest.raises(DestinationError), single_instance(link):
        pass
