"""A Godot project with the add-on, and its real editor on a virtual screen, driven from outside.

The driver is a second small add-on of the test project: it reads one command a line from `commands.txt`, does to the
dock what a person would, and appends what it sees to `seen.txt` as JSON.
"""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
HERE = Path(__file__).parent
ADDON = ROOT / "host_plugins" / "godot3" / "addons" / "foley_bridge"
WAIT_S = 120.0  # far more than anything here takes, also on a machine that is busy with other things
_PROJECT = """\
config_version=4

[application]
config/name="Footsteps"

[editor_plugins]
enabled=PoolStringArray( "foley_bridge", "foley_driver" )

[foley_bridge]
pairs={ "pool": 2, "steps": %d }
"""


def make_project(folder: Path, *, steps: int = 4) -> Path:
    """An empty project with both add-ons switched on."""
    shutil.copytree(ADDON, folder / "addons" / "foley_bridge")
    shutil.copytree(HERE / "driver", folder / "addons" / "foley_driver")
    (folder / "project.godot").write_text(_PROJECT % steps, encoding="utf-8")
    return folder


def godot_environment(home: Path, more: Mapping[str, str]) -> dict[str, str]:
    """Without anything of the user's own Godot."""
    own = {"HOME": str(home), "LANG": "C.UTF-8", "XDG_STATE_HOME": "", "FOLEY_BRIDGE_HOME": str(home / "foley")}
    for name in ("CONFIG", "DATA", "CACHE"):
        (home / name).mkdir(parents=True, exist_ok=True)
        own[f"XDG_{name}_HOME"] = str(home / name)
    return {**os.environ, **own, **more}


def run_script(project: Path, script: str, environment: Mapping[str, str]) -> dict[str, Any]:
    """Run one of the scripts beside this file in a project, without an editor; the JSON object that it prints."""
    shutil.copy(HERE / script, project)
    run = subprocess.run(
        ["godot3-server", "--path", str(project), "-s", script],
        env=dict(environment),
        capture_output=True,
        text=True,
        timeout=WAIT_S,
        check=True,
    )
    printed = [line for line in run.stdout.splitlines() if line.startswith("{")]
    assert len(printed) == 1, run.stdout + run.stderr
    found: dict[str, Any] = json.loads(printed[0])
    return found


@contextmanager
def screen() -> Iterator[str]:
    """A virtual screen; its name."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
    process = subprocess.Popen(command, pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as said:
            yield f":{said.readline().strip()}"
    finally:
        process.terminate()
        process.wait()


def until(holds: Callable[[], bool]) -> None:
    """Wait for what the editor does to something else."""
    deadline_s = time.monotonic() + WAIT_S
    while not holds():
        assert time.monotonic() < deadline_s, "waited in vain"
        time.sleep(0.05)


class Editor:
    """A running editor."""

    def __init__(self, project: Path, environment: Mapping[str, str]) -> None:
        self.project = project
        self._commands = project / "commands.txt"
        self._seen = project / "seen.txt"
        self._commands.write_text("", encoding="utf-8")
        self._seen.write_text("", encoding="utf-8")
        self.log = project.with_name(project.name + ".log")
        with self.log.open("ab") as said:
            self._process = subprocess.Popen(
                ["godot3", "--path", str(project), "-e", "--audio-driver", "Dummy", "--video-driver", "GLES2"],
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )

    def do(self, *words: Any) -> None:
        """Tell the driver."""
        with self._commands.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(words) + "\n")

    def seen(self) -> dict[str, Any]:
        """What the dock shows now, as of the last change; empty before the first."""
        lines = self._seen.read_text(encoding="utf-8").split("\n")[:-1]
        return json.loads(lines[-1]) if lines else {}

    def wait(self, what: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
        """Wait until the dock shows it."""
        deadline_s = time.monotonic() + WAIT_S
        while time.monotonic() < deadline_s:
            seen = self.seen()
            if seen and what(seen):
                return seen
            assert self._process.poll() is None, self.said()
            time.sleep(0.02)
        raise AssertionError(f"waited in vain; the dock shows {self.seen()}; Godot says:\n{self.said()}")

    def said(self) -> str:
        """The end of what Godot printed."""
        return self.log.read_text(encoding="utf-8", errors="replace")[-3000:]

    def kill(self) -> None:
        """End it as a crash would."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """End it as its menu does."""
        if self._process.poll() is None:
            self.do("quit")
            try:
                self._process.wait(WAIT_S)
            except subprocess.TimeoutExpired:
                self.kill()
                raise


@contextmanager
def editor(project: Path, environment: Mapping[str, str]) -> Iterator[Editor]:
    """The project open in an editor for the body."""
    one = Editor(project, environment)
    try:
        yield one
        one.close()
    finally:
        one.kill()
