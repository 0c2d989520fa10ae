"""How long the tray's windows keep a person waiting: python -m benchmarks.tray_stalls.

A timer of 5 ms ticks in Qt's thread; how late a tick comes is how long a click would have waited. Measured in the real
program with the real daemon and the shipped pack, with `--history` requests in history, while panels are switched all
the time: idle, beside a training on what it made, and beside sounds that are generated one after the other while that
training goes on. Beside it the same timer in an empty window of the same process, before anything was started. The
engine runs at its usual lower priority.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from foley_bridge.osc.message import Argument
from tests.ui.own_recordings import write_recordings
from tests.ui.turns import run_for, wait_for

if TYPE_CHECKING:
    from foley_ui.program import Program

TICK_MS = 5
BARE_S = 10.0
PATIENCE_S = 1200.0  # for a model to be loaded, or to begin to learn, on a busy machine
STIR_MS = 700  # between two things a person does
PROMPTS = ("heavy boots on gravel", "a dog barking", "rain falling", "someone typing on a keyboard")


@dataclass(frozen=True)
class Lateness:
    """How late the ticks of one situation came."""

    name: str
    late_ms: tuple[float, ...]

    def percentile(self, share: float) -> float:
        """In ms."""
        return float(np.percentile(self.late_ms, share)) if self.late_ms else float("nan")

    def row(self) -> str:
        """As a line of the table."""
        values = [self.percentile(50), self.percentile(99), self.percentile(99.9), max(self.late_ms, default=0.0)]
        return f"| {self.name} | {len(self.late_ms)} | " + " | ".join(f"{value:.1f}" for value in values) + " |"


class Ticker:
    """Collects how late a precise timer fires."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.late_ms: list[float] = []
        self._last_s = 0.0
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Begin anew."""
        self.late_ms = []
        self._last_s = time.perf_counter()
        self._timer.start()

    def stop(self, name: str) -> Lateness:
        """What was collected."""
        self._timer.stop()
        return Lateness(name, tuple(self.late_ms))

    def _tick(self) -> None:
        now_s = time.perf_counter()
        self.late_ms.append(max(0.0, (now_s - self._last_s) * 1000 - TICK_MS))
        self._last_s = now_s


def main(argv: Sequence[str] | None = None) -> int:
    """Run and print the table."""
    args = _parser().parse_args(argv)
    if args.offscreen:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as home:
        rows = measure(Path(home), seconds=args.seconds, history=args.history)
    print("| situation | ticks | median late, ms | 99 % | 99.9 % | worst |")
    print("| --- | --- | --- | --- | --- | --- |")
    for row in rows:
        print(row.row())
    return 0


def measure(home: Path, *, seconds: float, history: int) -> list[Lateness]:
    """All situations, one after the other, in one process."""
    from foley_ui.app import Options, make_app
    from foley_ui.program import Program

    app = make_app()
    ticker = Ticker()
    bare = _bare(ticker)
    fill_history(home, history)
    with Program(app, Options(home=home)) as program:
        program.start()
        wait_for(lambda: program.context.bridge.status is not None, 60.0)
        for prompt in PROMPTS:
            _make_one(program, prompt)
        recordings = write_recordings(program.context.folders.journal_file, home / "Takes", requests=len(PROMPTS))
        idle = _stirred(program, ticker, f"idle, {history} requests in history, panels switched", seconds / 3)
        _train(program, recordings)  # before the sounds, which go first and would let it wait for its first step
        learning = _stirred(program, ticker, "a training runs, panels switched", seconds)
        stop = _keep_generating(program)
        both = _stirred(program, ticker, "generating all the time beside a training, panels switched", seconds)
        rows = [bare, idle, learning, both]
        stop()
    return rows


def fill_history(home: Path, count: int, *, family: bool = False) -> None:
    """A journal with `count` requests that are done, each with four candidates; all of them one tree with `family`."""
    from foley_bridge.folders import make_private, user_folders
    from tests.ui.long_history import write_history

    folders = user_folders(home)
    make_private(folders.state)
    write_history(folders.journal_file, count, family=family)


def _bare(ticker: Ticker) -> Lateness:
    from PySide6.QtWidgets import QWidget

    window = QWidget()
    window.resize(1200, 800)
    window.show()
    run_for(0.5)
    ticker.start()
    run_for(BARE_S)
    window.close()
    return ticker.stop("an empty window")


def _make_one(program: "Program", prompt: str) -> None:
    """So that the pack is loaded before anything is measured, and there is something to learn from."""
    finished: list[str] = []

    def take(told: object) -> None:
        if getattr(told, "kind", "") == "finished":
            finished.append("")

    program.context.bridge.told.connect(take)
    _ask(program, prompt)
    wait_for(lambda: bool(finished), PATIENCE_S)
    program.context.bridge.told.disconnect(take)


def _keep_generating(program: "Program") -> Callable[[], None]:
    count = [1]

    def again(told: object) -> None:
        if getattr(told, "kind", "") == "finished":
            count[0] += 1
            _ask(program, PROMPTS[count[0] % len(PROMPTS)])

    program.context.bridge.told.connect(again)
    for prompt in PROMPTS[:2]:
        _ask(program, prompt)

    def stop() -> None:
        program.context.bridge.told.disconnect(again)

    return stop


def _ask(program: "Program", prompt: str) -> None:
    program.context.bridge.call("/foley/generate", prompt, 4.0, 4, owner=program)


def _train(program: "Program", folder: Path) -> None:
    """Begin one that outlasts the measurement, and wait for its first steps."""
    steps: list[int] = []

    def hear(told: object) -> None:
        if getattr(told, "kind", "") == "training":
            steps.append(1)

    program.context.bridge.told.connect(hear)
    pairs: dict[str, Argument] = {"steps": 100_000, "method": "tuning", "sample_every": 50}
    program.context.bridge.call("/foley/train", str(folder), pairs=pairs, owner=program)
    wait_for(lambda: bool(steps), PATIENCE_S)
    program.context.bridge.told.disconnect(hear)


def _stirred(program: "Program", ticker: Ticker, name: str, seconds: float) -> Lateness:
    """Measured while panels are switched all the time."""
    from PySide6.QtCore import QTimer

    panels = program.window.panel_names
    turn = [0]

    def stir() -> None:
        program.window.open(panels[turn[0] % len(panels)])
        turn[0] += 1

    for _ in panels:  # made at first show: that is the start, not the day
        stir()
        run_for(0.3)
    timer = QTimer()
    timer.timeout.connect(stir)
    timer.start(STIR_MS)
    ticker.start()
    run_for(seconds)
    timer.stop()
    return ticker.stop(name)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks.tray_stalls", description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60.0, help="of each situation (default 60)")
    parser.add_argument("--history", type=int, default=10_000, help="requests in history (default 10000)")
    parser.add_argument("--offscreen", action="store_true", help="without a screen (default: the one that is there)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
