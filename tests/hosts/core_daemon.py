"""The daemon with the shipped pack, as people run it, for the tests with real hosts: one for the whole session.

    def test_it(core_daemon: CoreDaemon) -> None:      # the fixture is in tests/hosts/conftest.py
        subprocess.run(command, env=core_daemon.environment())

Its engine is warm, `settings.toml` keeps it to one thread, and what it makes lies in `core_daemon.sounds`. Ask for
little: seconds 1, count 2 and the pairs SMALL take under two seconds. A test may `kill` it and `start` it again,
which must leave it running; the same home and token go on.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from foley_bridge.client import Client
from foley_bridge.daemon.session import NoDaemonError
from foley_bridge.folders import HOME_VARIABLE, Folders, user_folders
from foley_bridge.osc.message import Argument

ROOT = Path(__file__).parents[2]
SMALL: dict[str, Argument] = {"pool": 2, "steps": 4}  # pairs that make a request quick
START_S = 60.0  # on a machine that is busy with other things
STOP_S = 10.0  # then it is killed: how it ends is not what these tests are about
_SETTINGS = '[engine]\ndevice = "cpu"\nthreads = 1\nnice = 0\n'


class CoreDaemon:
    """A process of `foley-bridge serve` with a home of its own."""

    def __init__(self, home: Path) -> None:
        self.folders: Folders = user_folders(home)
        self.home: Path = home
        self.sounds: Path = self.folders.sounds
        self._process: subprocess.Popen[bytes] | None = None
        self.folders.config.mkdir(parents=True, exist_ok=True)
        self.folders.settings_file.write_text(_SETTINGS, encoding="utf-8")

    def environment(self, **more: str) -> dict[str, str]:
        """What a host needs to find this daemon: this process's environment, FOLEY_BRIDGE_HOME and `more`."""
        return {**os.environ, HOME_VARIABLE: str(self.home), **more}

    def client(self) -> Client:
        """A client in Python."""
        return Client.connect(self.folders)

    def start(self) -> None:
        """Start it and wait until it answers."""
        paths = os.pathsep.join(str(path) for path in (ROOT, ROOT / "models", ROOT / "ui"))
        with (self.home / "said.txt").open("ab") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "foley_bridge", "serve"],
                env=self.environment(PYTHONPATH=paths),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )
        self._await_answer()

    def warm(self) -> None:
        """Load the pack and make one sound, so that the next request is quick."""
        with self.client() as client:
            for _ in client.generate("a door slams", seconds=1.0, count=1, pairs={"pool": 1, "steps": 2}):
                pass

    def kill(self) -> None:
        """End it at once, as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self.kill()

    def _await_answer(self) -> None:
        assert self._process is not None
        deadline_s = time.monotonic() + START_S
        while time.monotonic() < deadline_s:
            assert self._process.poll() is None, (self.home / "said.txt").read_text(encoding="utf-8")
            with suppress(NoDaemonError), self.client():
                return
            time.sleep(0.02)
        raise AssertionError(f"the daemon did not answer within {START_S:g} s")


@contextmanager
def running(home: Path) -> Iterator[CoreDaemon]:
    """A daemon with a warm engine for the body."""
    daemon = CoreDaemon(home)
    daemon.start()
    try:
        daemon.warm()
        yield daemon
    finally:
        daemon.stop()
