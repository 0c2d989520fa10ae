"""A real screen and a real tray for tests: Xvfb, trayer as the panel, xdotool as the hand.

    with real_screen(tmp_path) as screen, screen.tray():
        with screen.program([sys.executable, "-m", "foley_ui"]) as program: ...

Everything runs on a display of its own, which nobody else uses, and ends with the test.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

SIZE = "1280x800x24"
PROGRAMS = ("Xvfb", "trayer", "xdotool")
START_S = 20.0
TRAYER = (
    "trayer", "--edge", "top", "--align", "right", "--widthtype", "request", "--heighttype", "pixel", "--height", "32",
    "--SetDockType", "true",
)  # fmt: skip


@dataclass(frozen=True)
class Screen:
    """One display."""

    name: str  # such as :7
    folder: Path

    def environment(self, **more: str) -> dict[str, str]:
        """For a program on this display; without a session bus, so that no other desktop's tray is asked."""
        left = {name: value for name, value in os.environ.items() if not name.startswith(("QT_", "WAYLAND", "DBUS_"))}
        own = {"DISPLAY": self.name, "QT_QPA_PLATFORM": "xcb", "DBUS_SESSION_BUS_ADDRESS": "disabled:", **more}
        return {**left, **own, "XDG_RUNTIME_DIR": str(self.folder), "PYTHONPATH": os.pathsep.join(sys.path)}

    @contextmanager
    def tray(self) -> "Iterator[subprocess.Popen[bytes]]":
        """A panel with a tray."""
        with self.program(TRAYER) as trayer:
            until(
                lambda: bool(self.windows_of_class("trayer")),
                lambda: f"trayer shows no panel: {self.logs()}",
                running=trayer,
            )
            yield trayer

    @contextmanager
    def program(
        self, command: Sequence[str], *, more: Mapping[str, str] | None = None
    ) -> "Iterator[subprocess.Popen[bytes]]":
        """A program on this display; ended at the end. Its output is in `program-N.log` of the folder."""
        log = self.folder / f"program-{len(list(self.folder.glob('program-*.log')))}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, env=self.environment(**(more or {})), stdout=output, stderr=subprocess.STDOUT, cwd=self.folder
            )
        try:
            yield process
        finally:
            end(process)

    def hand(self, *words: str) -> str:
        """What xdotool answers; "" where it fails, as a search does that finds nothing."""
        done = subprocess.run(
            ["xdotool", *words], env=self.environment(), capture_output=True, text=True, timeout=30, check=False
        )
        return done.stdout.strip()

    def click(self, x: int, y: int, button: int = 1) -> None:
        """Move there and click."""
        self.hand("mousemove", str(x), str(y), "sleep", "0.1", "click", str(button))

    def windows_of_class(self, name: str) -> list[str]:
        """Ids of the visible windows of a program."""
        return self.hand("search", "--onlyvisible", "--class", name).split()

    def windows_named(self, pattern: str) -> list[str]:
        """Ids of the visible windows whose title matches."""
        return self.hand("search", "--onlyvisible", "--name", pattern).split()

    def picture(self, file: Path) -> None:
        """What is on the screen, as a PNG; needs ImageMagick."""
        subprocess.run(["import", "-window", "root", str(file)], env=self.environment(), timeout=30, check=True)

    def logs(self) -> str:
        """All that the programs said."""
        return "\n".join(log.read_text("utf-8", "replace") for log in sorted(self.folder.glob("program-*.log")))


@contextmanager
def real_screen(folder: Path) -> Iterator[Screen]:
    """A display of its own; skips the test where the programs are missing."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}: install the packages xvfb, trayer and xdotool")
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", SIZE, "-nolisten", "tcp", "-noreset"],
        pass_fds=(writing,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(writing)
    try:
        with os.fdopen(reading) as said:
            number = said.readline().strip()
        if not number:
            pytest.fail("Xvfb did not start")
        yield Screen(f":{number}", folder)
    finally:
        end(server)


def until(
    true: Callable[[], bool],
    otherwise: str | Callable[[], str],
    *,
    running: "subprocess.Popen[bytes] | None" = None,
    within_s: float = START_S,
) -> None:
    """Wait until something is so; fail with the sentence where it is not in time, or its program has ended."""
    deadline_s = time.monotonic() + within_s
    while not true():
        if time.monotonic() > deadline_s:
            pytest.fail(otherwise if isinstance(otherwise, str) else otherwise())
        if running is not None and running.poll() is not None:
            said = otherwise if isinstance(otherwise, str) else otherwise()
            pytest.fail(f"{said}: the program ended with {running.returncode}")
        time.sleep(0.05)


def end(process: "subprocess.Popen[bytes]") -> None:
    """Ask it to end; make it where it does not."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
