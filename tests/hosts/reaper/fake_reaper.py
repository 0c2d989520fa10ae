"""A fake REAPER: the Lua driver in `fake/`, run by the `lua5.4` program (with sockets) or by lupa (without)."""

import json
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

FAKE = Path(__file__).parent / "fake"
SCRIPTS = Path(__file__).parents[3] / "reaper_scripts"
WAIT_S = 120.0  # far more than anything here takes, on a machine that is busy with other things
CYCLE_S = 0.01  # REAPER's is a thirtieth of a second

Command = Callable[[str], str]


class Backend(Protocol):
    """Something that runs the driver."""

    name: str

    def command(self, line: str) -> str:
        """The driver's answer to a line."""
        ...

    def close(self) -> None:
        """End it."""
        ...


class Program:
    """The driver in the `lua5.4` program, where LuaSocket can be loaded: the scripts talk over UDP."""

    name = "lua5.4"

    def __init__(self, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            ["lua5.4", str(FAKE / "program.lua"), str(SCRIPTS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            text=True,
            encoding="utf-8",
        )

    def command(self, line: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline()

    def close(self) -> None:
        self._process.communicate(timeout=WAIT_S)


class Embedded:
    """The driver inside this process, where no socket library can be loaded, as in REAPER itself: the spool folder."""

    name = "lupa"

    def __init__(self) -> None:
        from lupa.lua54 import LuaRuntime

        runtime = LuaRuntime(unpack_returned_tuples=True)
        table = runtime.table_from(
            {
                "list": lambda path: runtime.table_from(_files(Path(path))),
                "make_folder": _make_folder,
                "is_file": lambda path: Path(path).is_file(),
                "now_s": time.monotonic,
            }
        )
        driver = runtime.execute(f"package.path = [[{FAKE}/?.lua;]] .. package.path; return require('driver')")
        driver = driver[0] if isinstance(driver, tuple) else driver
        driver.begin(str(SCRIPTS), table)
        self._command: Command = driver.command

    def command(self, line: str) -> str:
        return self._command(line)

    def close(self) -> None:
        """Nothing is left open."""


def why_not_program() -> str:
    """What is missing for `Program`; "" where nothing is."""
    if shutil.which("lua5.4") is None:
        return "lua5.4 is not installed"
    code = 'require("lfs") require("socket.core")'
    if subprocess.run(["lua5.4", "-e", code], capture_output=True, check=False).returncode:
        return "Debian's lua-socket or lua-filesystem is not installed"
    return ""


@dataclass(frozen=True)
class Take:
    """A take in the fake project."""

    name: str
    ext: dict[str, str]
    file: str
    active: bool


class FakeReaper:
    """REAPER with one project, driven by a test."""

    def __init__(self, backend: Backend, project: Path, *, saved: bool = True) -> None:
        self._backend = backend
        self.media = project / "Audio"
        self.file = project / "scene.rpp"
        self.cycles = 0
        self.slowest_s = 0.0
        self.do("project", self.file if saved else "", self.media, project / "resources")

    def do(self, *words: object) -> Any:
        """Send a command of the driver."""
        answer = json.loads(self._backend.command("\t".join(str(word) for word in words)))
        assert not (isinstance(answer, dict) and "failed" in answer), answer["failed"]
        return answer

    def run(self, action: str) -> None:
        """Start an action."""
        self.do("run", action)

    def cycle(self) -> bool:
        """One thirtieth of a second of REAPER's life; whether a script goes on."""
        start_s = time.monotonic()
        busy: bool = self.do("cycle")["busy"]
        self.slowest_s = max(self.slowest_s, time.monotonic() - start_s)
        self.cycles += 1
        time.sleep(CYCLE_S)
        return busy

    def until(self, condition: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Go on until the state is so."""
        deadline_s = time.monotonic() + WAIT_S
        while time.monotonic() < deadline_s:
            state = self.state()
            if condition(state):
                return state
            self.cycle()
        raise AssertionError(f"it did not come to that: {self.state()}")

    def until_idle(self) -> dict[str, Any]:
        """Go on until no script runs any more."""
        return self.until(lambda state: not state["busy"])

    def state(self) -> dict[str, Any]:
        """All that is there; no script raised an error, and undo and drawing are balanced."""
        state: dict[str, Any] = self.do("state")
        assert state["errors"] == [], state["errors"]
        assert (state["depth"], state["hold"]) == (0, 0)
        return state

    def takes(self, item: int = 0) -> list[Take]:
        """The takes of an item, in their order."""
        return [
            Take(one["name"], dict(one["ext"]), one["file"], one["active"])
            for one in self.state()["items"][item]["takes"]
        ]


def _files(folder: Path) -> list[str]:
    return [one.name for one in folder.iterdir() if one.is_file()] if folder.is_dir() else []


def _make_folder(path: str) -> bool:
    Path(path).mkdir(parents=True, exist_ok=True)
    return True
