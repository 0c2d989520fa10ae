"""Through PortAudio to a real sound server with an output that nobody hears; the server is killed while it plays."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from tests.bridge.audition.making import tone
from tests.ui.sound.around import write

ROOT = Path(__file__).parents[3]
START_S = 10.0
LIST_OUTPUTS = "import sounddevice; print(any(one['max_output_channels'] for one in sounddevice.query_devices()))"


class Server:
    """PulseAudio with a null sink on a socket of its own; ended by its own process only."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "pulse.sock"
        self.environment = {
            **os.environ,
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "PULSE_SERVER": f"unix:{self.socket}",
            "PYTHONPATH": os.pathsep.join(str(path) for path in (ROOT, ROOT / "models", ROOT / "ui")),
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.socket.unlink(missing_ok=True)
        modules = ("module-null-sink sink_name=nobody", f"module-native-protocol-unix socket={self.socket}")
        self._process = subprocess.Popen(
            ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=yes"]
            + [f"--load={one} auth-anonymous=1" if "native" in one else f"--load={one}" for one in modules],
            env=self.environment,
            stderr=subprocess.DEVNULL,
        )
        end_s = time.monotonic() + START_S
        while not self.socket.exists():
            if self._process.poll() is not None or time.monotonic() > end_s:
                self.kill()
                pytest.skip("PulseAudio does not start here (Debian: pulseaudio)")
            time.sleep(0.01)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def check_is_an_output(self) -> None:
        found = subprocess.run(
            [sys.executable, "-c", LIST_OUTPUTS], env=self.environment, capture_output=True, text=True, check=False
        )
        if found.stdout.strip() != "True":
            pytest.skip("PortAudio does not find PulseAudio here (Debian: libportaudio2, libasound2-plugins)")


@contextmanager
def recorded(server: Server, file: Path) -> Iterator[None]:
    """What the output is given, as 16-bit samples."""
    with file.open("wb") as out:
        command = ["parec", "--device=nobody.monitor", "--format=s16le", "--channels=1", "--rate=48000", "--raw"]
        recording = subprocess.Popen(command, env=server.environment, stdout=out, stderr=subprocess.DEVNULL)
        try:
            yield
        finally:
            recording.kill()
            recording.wait()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    for program in ("pulseaudio", "parec"):
        if sys.platform != "linux" or shutil.which(program) is None:
            pytest.skip(f"no {program} here (Debian: pulseaudio, pulseaudio-utils)")
    one = Server(tmp_path)
    one.start()
    try:
        one.check_is_an_output()
        yield one
    finally:
        one.kill()


def test_a_real_output_plays_is_killed_twice_and_plays_again(server: Server, tmp_path: Path) -> None:
    path = write(tmp_path / "tone.wav", tone(1.0, level=0.5))
    command = [sys.executable, "-m", "tests.ui.sound.real_playing", str(path)]
    with subprocess.Popen(
        command, cwd=ROOT, env=server.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        for _ in range(2):
            with recorded(server, tmp_path / "heard.raw"):
                assert program.stdout.readline().strip() == "heard"
            server.kill()
            assert program.stdout.readline().strip() == "gone"
            assert program.stdout.readline().strip() == "The sound device went away. The next sound looks for it again."
            server.start()
            program.stdin.write("\n")
            program.stdin.flush()
        assert program.stdout.readline().strip() == "heard"
        assert program.wait(20) == 0
    assert np.abs(np.fromfile(tmp_path / "heard.raw", np.int16).astype(np.int32)).max() > 1000
